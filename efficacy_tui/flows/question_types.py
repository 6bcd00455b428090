"""The kinds of question a flow asks. UIs show them; this module decides which answers are valid.

Every answer starts as text, typed or chosen: `parse` turns it into a value or raises `InvalidAnswer`, `as_typed` turns
a value back into that text, and `display` into words for the person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from efficacy_tui.content.answer_options import AnswerOption
from efficacy_tui.insight.placing import place_beside, reference_points
from efficacy_tui.model import locale_format
from efficacy_tui.model.digit_keys import ZERO_KEYS, with_digits
from efficacy_tui.model.display import display
from efficacy_tui.model.locale_format import describe_day, group_thousands, short_date
from efficacy_tui.model.records import Step
from efficacy_tui.model.text import TEXT_MAX, clean, clean_line

if TYPE_CHECKING:
    from efficacy_tui.flows.typed_dates import Direction, Order
    from efficacy_tui.journal.ladder import LadderRung

PLACE_MOST = 100
"""The hardest place on a ladder."""

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

    `more_keys` is a second key that picks it but is not shown.
    """

    value: str
    key: str
    label: str
    hint: str = ""
    glyph: str = ""
    more_keys: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that pick the option, in lower case."""
        return tuple(key.casefold() for key in (self.key, self.more_keys) if key)


def as_options(answers: Iterable[AnswerOption]) -> tuple[Option, ...]:
    """Turn plain answer options into the options of a choice."""
    return tuple(Option(*answer) for answer in answers)


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """A choice of one option; an option's key picks it at once.

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
            if text.casefold() in (*option.keys, option.value.casefold(), option.label.casefold()):
                return option.value
        if self.free_text_label:
            if len(text) > TEXT_MAX:
                count, limit = group_thousands(len(text)), group_thousands(TEXT_MAX)
                raise InvalidAnswer(f"That is {count} characters; at most {limit} fit here.")
            return text
        keys = ", ".join(f"{option.key} ({option.label})" for option in self.options)
        raise InvalidAnswer(f"“{text[:40]}” is none of these: {keys}.")

    def display(self, value: Any) -> str:
        label = next((option.label for option in self.options if option.value == value), None)
        return label or ("–" if value is None else str(value))


@dataclass(frozen=True, kw_only=True)
class PlacementQuestion(Question):
    """A place on a ladder: the answer is a difficulty in whole points, 0–100.

    `rungs` are the rows of the ladder, hardest first, `title` is what is placed, `start` (0–100) where it begins; see
    `flows/placing`. As text it is the number itself, or “above 52” for the middle of the gap above a rung at 52.
    """

    rungs: tuple[LadderRung, ...] = ()
    title: str = ""
    start: int | None = None

    def parse(self, raw: str) -> int | None:
        text = with_digits(raw.strip().removesuffix("%").strip(), azerty=display().azerty_digits)
        if not text and self.optional:
            return None
        if neighbour := re.fullmatch(r"(above|below)\s+([0-9]{1,3})", text, re.IGNORECASE):
            return self._difficulty_beside(int(neighbour[2]), is_above=neighbour[1].casefold() == "above")
        if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > PLACE_MOST:
            raise InvalidAnswer(
                f"“{text[:40]}” is not a place on the ladder. "
                f"Type a number from 0 (easy) to {PLACE_MOST} (hard), or {self.example}."
            )
        return int(text)

    @property
    def references(self) -> list[float]:
        """The difficulties to place something beside, easiest first, with stand-ins while there are few rungs."""
        return reference_points([rung.difficulty for rung in self.rungs])

    @property
    def example(self) -> str:
        """How an answer in words is written."""
        middle = round(self.references[len(self.references) // 2])
        return f"“above {middle}” or “below {middle}”"

    def _difficulty_beside(self, neighbour: int, *, is_above: bool) -> int:
        """Return the middle of the gap above or below the rung at a difficulty."""
        references = self.references
        if neighbour not in references:
            raise InvalidAnswer(f"There is no rung at {neighbour}. Use the number of one of these.")
        difficulty = place_beside(references, neighbour, 1 if is_above else -1, "clearly")
        if difficulty is None:
            raise InvalidAnswer(
                f"Nothing can be {'harder' if is_above else 'easier'} than {neighbour}. Type {neighbour}."
            )
        return difficulty

    def display(self, value: Any) -> str:
        return "–" if value is None else str(value)


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
        if len(text) > self.limit:
            count, limit = group_thousands(len(text)), group_thousands(self.limit)
            raise InvalidAnswer(f"That is {count} characters; at most {limit} fit here.")
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
class DayQuestion(Question):
    """A day from `earliest` to `latest`; `too_early` and `too_late` are the errors for a day outside them."""

    today: dt.date
    earliest: dt.date
    latest: dt.date
    too_early: str
    too_late: str
    direction: Direction = "future"
    order: Order = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> dt.date | None:
        # Many flows ask for no day, and what reads one takes long to load.
        from efficacy_tui.flows import typed_dates

        if not raw.strip() and self.optional:
            return None
        try:
            day = typed_dates.parse_day(raw, self.today, self.direction, self.order)
        except typed_dates.InvalidDate as error:
            raise InvalidAnswer(str(error)) from None
        if day < self.earliest:
            raise InvalidAnswer(f"{short_date(day, self.today)}: {self.too_early}")
        if day > self.latest:
            raise InvalidAnswer(f"{short_date(day, self.today)}: {self.too_late}")
        return day

    def as_typed(self, value: dt.date | None) -> str:
        return "" if value is None else locale_format.full_date(value)

    def display(self, value: Any) -> str:
        return self.empty_as if value is None else describe_day(value, self.today)

    def echo(self, raw: str) -> str:
        """Format the day that a text means, for display while it is typed; empty while it is not a valid day.

        A time of day in the text is said not to be saved.
        """
        try:
            day = self.parse(raw)
        except InvalidAnswer:
            return ""
        if day is None:
            return ""
        days = (day - self.today).days
        distance = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(
            days, f"in {days} days" if days > 0 else f"{-days} days ago"
        )
        time = self.dropped_time(raw)
        note = f". The time, {time}, is not saved" if time else ""
        return f"{short_date(day, self.today)}, {distance}{note}"

    def dropped_time(self, raw: str) -> str:
        """Return the time of day in a text, which a day does not have; empty if there is none."""
        from efficacy_tui.flows import typed_dates

        try:
            return typed_dates.parse_typed_day(raw, self.today, self.direction, self.order).time
        except typed_dates.InvalidDate:
            return ""


@dataclass(frozen=True, kw_only=True)
class StepsQuestion(Question):
    """At most `max_steps` dated steps, one per line: what to do, then `@` and a day from `earliest` to `latest`.

    A time of day behind the day becomes part of what to do.
    Steps without a day are spread evenly over these days, before the latest where there is room.
    """

    today: dt.date
    earliest: dt.date
    latest: dt.date
    max_steps: int = 5
    order: Order = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> tuple[Step, ...]:
        steps = []
        lines = list(filter(None, map(clean_line, raw.splitlines())))
        for number, line in enumerate(lines, start=1):
            text, day = self._split_line(line, number, len(lines))
            if not text.strip():
                raise InvalidAnswer(f"Line {number} has a day but no step.")
            if not self.earliest <= day <= self.latest:
                span = f"{describe_day(self.earliest, self.today)} and {short_date(self.latest, self.today)}"
                raise InvalidAnswer(f"Line {number} is on {short_date(day, self.today)}; a step is due between {span}.")
            if len(text) > TEXT_MAX:
                count, limit = group_thousands(len(text)), group_thousands(TEXT_MAX)
                raise InvalidAnswer(f"Line {number} is {count} characters; at most {limit} fit here.")
            steps.append(Step(text=text.strip(), day=day))
        if not steps and not self.optional:
            raise InvalidAnswer("Type at least one step.")
        if len(steps) > self.max_steps:
            raise InvalidAnswer(f"That is {len(steps)} steps; at most {self.max_steps} keep it a plan, not a list.")
        return tuple(sorted(steps, key=lambda step: step.day))

    def _split_line(self, line: str, number: int, count: int) -> tuple[str, dt.date]:
        """Return what to do and its day; without one, that of line `number` (from 1) of `count`."""
        from efficacy_tui.flows import typed_dates

        text, at_sign, day_text = line.rpartition("@")
        spread_day = self.earliest + dt.timedelta(days=number * (self.latest - self.earliest).days // (count + 1))
        if not at_sign:
            return line, spread_day
        try:
            day, time = typed_dates.parse_typed_day(day_text, self.today, "future", self.order)
        except typed_dates.InvalidDate as error:
            # An address has its sign inside a word.
            if text and not text[-1].isspace():
                return line, spread_day
            raise InvalidAnswer(f"Line {number}: {error}") from None
        has_time = time and text.strip() and time.casefold() not in text.casefold()
        return (f"{text.rstrip()}, {time}" if has_time else text), day

    def as_typed(self, value: Sequence[Step] | None) -> str:
        return "\n".join(f"{step.text} @ {locale_format.full_date(step.day)}" for step in value or ())

    def display(self, value: Any) -> str:
        return f"{len(value)} step{'s' if len(value) != 1 else ''}" if value else "–"


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
