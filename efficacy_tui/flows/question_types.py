"""The kinds of question a flow asks: UIs show them, and they decide which answers are valid.

Those that are answered with days are in `dated_questions`, the place on a ladder is in `placing`.

Every answer starts as text, typed or chosen: `parse` turns it into a value or raises `InvalidAnswer`, `as_typed` turns
a value back into that text, and `display` into words for the person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from efficacy_tui.content.answer_options import AnswerOption
from efficacy_tui.model.digit_keys import ZERO_KEYS, with_digits
from efficacy_tui.model.display import display
from efficacy_tui.model.locale_format import group_thousands
from efficacy_tui.model.text import TEXT_MAX, clean, clean_line

_WORD = re.compile(r"\w+")
TENS = 11
"""Values of a scale in tens, on which the digit 0 stands for the highest."""


class InvalidAnswer(ValueError):
    """An answer is not accepted; the message is a sentence for the person. The typed text is not lost."""


class Advice(Exception):
    """Advice to read first; the same answer is accepted when it is given again."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """The fields that all kinds of question share.

    `prompt` is the question, `label` names its answer, `context` is a paragraph above the prompt, `hint` a quiet line
    below it, and `default` the initial text. An `optional` question may be left empty, which is shown as `empty_as`;
    one that can be left out only on purpose has a text that does (`left_out_as`). A script that says nothing answers
    `script_default`, where that is set: advice as a default could send it back to the same question for ever.
    """

    key: str
    prompt: str
    label: str = ""
    context: str = ""
    hint: str = ""
    default: str = ""
    script_default: str | None = None
    optional: bool = False
    left_out_as: str = ""
    empty_as: str = "–"

    def parse(self, raw: str) -> Any:
        """Convert a typed text to a value.

        Raises:
            InvalidAnswer: the text is not accepted.
        """
        raise NotImplementedError

    def as_typed(self, value: Any) -> str:
        """Convert a value back to text that `parse` accepts."""
        return "" if value is None else str(value)

    def display(self, value: Any) -> str:
        """Format a value in words for the person."""
        return self.as_typed(value)

    def advice(self, value: Any) -> str | None:
        """Return advice on a valid value; `None` when there is none."""
        return None


@dataclass(frozen=True, kw_only=True)
class RatingQuestion(Question):
    """A whole number on a scale from `low` to `high`.

    The digit keys stand for values `step` apart, the arrow keys move by `fine_step`. With `saves_at_once` a digit
    answers at once. `anchors` label the low end, the middle and the high end; `advise` returns advice on a value or
    `None`.
    """

    low: int = 0
    high: int = 100
    step: int = 10
    fine_step: int = 5
    anchors: tuple[str, str, str] = ("", "", "")
    unit: str = ""
    saves_at_once: bool = True
    advise: Callable[[int], str | None] | None = None

    def parse(self, raw: str) -> int | None:
        if self.left_out_as and raw.strip() == self.left_out_as:
            return None
        text = with_digits(raw.strip().removesuffix("%").strip(), azerty=display().azerty_digits)
        if len(self.scale()) == TENS and text.casefold() in ZERO_KEYS:
            text = str(self.low)
        if not text:
            if self.optional:
                return None
            raise InvalidAnswer(f"Choose a number from {self.low} to {self.high}.")
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise InvalidAnswer(f"“{text[:40]}” is not a whole number from {self.low} to {self.high}.")
        value = int(text)
        if not self.low <= value <= self.high:
            raise InvalidAnswer(f"{text[:40]} is outside {self.low} to {self.high}.")
        return value

    def display(self, value: Any) -> str:
        return "–" if value is None else f"{value}{self.unit}"

    def advice(self, value: Any) -> str | None:
        return self.advise(value) if self.advise is not None and value is not None else None

    def scale(self) -> list[int]:
        """The values of the digit keys, lowest first."""
        return list(range(self.low, self.high + 1, self.step))


@dataclass(frozen=True)
class Option:
    """One option of a choice: its value, the key that picks it, its label and a quiet explanation.

    `more_keys` is a second key that picks it, and `more_words` are other answers that mean it; neither is shown.
    `amount` is the number at the beginning of the label, which is left out where numbers are hidden.
    """

    value: str
    key: str
    label: str
    hint: str = ""
    glyph: str = ""
    more_keys: str = ""
    more_words: tuple[str, ...] = ()
    amount: str = ""

    @property
    def label_without_amount(self) -> str:
        """The label where numbers are hidden."""
        return self.label.removeprefix(self.amount)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that pick the option, in lower case."""
        return tuple(key.casefold() for key in (self.key, self.more_keys) if key)

    def is_named_by(self, text: str) -> bool:
        """Whether an answer picks the option: one of its keys, its value, its label, or another word for it."""
        return text.casefold() in (*self.keys, self.value.casefold(), self.label.casefold(), *self.more_words)

    def begins_with(self, text: str) -> bool:
        """Whether an answer is the first words of the label, as “let go” of “Let go of this step”."""
        words = _WORD.findall(text.casefold())
        labels = (self.label, self.label_without_amount)
        return bool(words) and any(_WORD.findall(label.casefold())[: len(words)] == words for label in labels)


def as_options(answers: Iterable[AnswerOption]) -> tuple[Option, ...]:
    """Turn plain answer options into the options of a choice."""
    return tuple(Option(*answer) for answer in answers)


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """A choice of one option; an option's key picks it at once. Typed, the first words of its label will do.

    With a `free_text_label` the person may also type another answer. With `without_preselection` no option is marked
    at first, so that none is suggested.
    """

    options: tuple[Option, ...]
    free_text_label: str = ""
    without_preselection: bool = False

    def parse(self, raw: str) -> str | None:
        text = clean_line(raw)
        if not text:
            if self.optional:
                return None
            raise InvalidAnswer(f"Choose one: {', '.join(option.label for option in self.options)}.")
        for option in self.options:
            if option.is_named_by(text):
                return option.value
        if self.free_text_label:
            _check_length(text, TEXT_MAX)
            return text
        begun = [option for option in self.options if option.begins_with(text)]
        if len(begun) == 1:
            return begun[0].value
        keys = ", ".join(f"{option.key} ({option.label})" for option in self.options)
        raise InvalidAnswer(f"“{text[:40]}” is none of these: {keys}.")

    def display(self, value: Any) -> str:
        label = next((option.label for option in self.options if option.value == value), None)
        return label or ("–" if value is None else str(value))


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """A text of at most `limit` characters, on one line or (`lines` > 1) several.

    `check` returns a sentence when the text is invalid, `advise` one when it deserves a second look. With `line_ends`,
    the words beside the first and the last line, each line is an item: a UI numbers at least `lines` of them. A
    `default_as_hint` is what nothing entered stands for, and no text to edit: a field shows it while it is empty.
    """

    limit: int = TEXT_MAX
    lines: int = 1
    line_ends: tuple[str, str] | None = None
    placeholder: str = ""
    default_as_hint: bool = False
    check: Callable[[str], str | None] | None = None
    advise: Callable[[str], str | None] | None = None

    def parse(self, raw: str) -> str:
        text = clean_line(raw) if self.lines == 1 else clean(raw)
        if not text and not self.optional:
            raise InvalidAnswer("Type something first.")
        _check_length(text, self.limit)
        if text and self.check is not None and (problem := self.check(text)):
            raise InvalidAnswer(problem)
        return text

    def entered(self, raw: str) -> str:
        """Return what a field with this text answers when it is entered."""
        return self.default if self.default_as_hint and not raw.strip() else raw

    def display(self, value: Any) -> str:
        if self.line_ends is not None and value:
            count = sum(bool(line.strip()) for line in str(value).splitlines())
            return f"{count} line{'' if count == 1 else 's'}"
        return " ".join(str(value).split()) or self.empty_as

    def advice(self, value: Any) -> str | None:
        return self.advise(value) if value and self.advise is not None else None


@dataclass(frozen=True, kw_only=True)
class Card(Question):
    """A page to read, without an answer.

    Lines of the program's own are shown `uncut`, however many rows they take; those of the person's are cut. With
    `amounts` the lines say how sure or how likely: where numbers are hidden they show none, and while masked nothing.
    """

    lines: tuple[str, ...] = ()
    uncut: bool = False
    amounts: bool = False

    def parse(self, raw: str) -> bool:
        return True

    def display(self, value: Any) -> str:
        return ""


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise InvalidAnswer(
            f"That is {group_thousands(len(text))} characters; at most {group_thousands(limit)} fit here."
        )
