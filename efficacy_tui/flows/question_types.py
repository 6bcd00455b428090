"""The kinds of question a flow asks. A face shows them; what is accepted is decided here.

Every answer is first a text, as typed or chosen: `read` turns it into a value or says why not,
`write` turns a value back into that text, `say` into words for a person.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from efficacy_tui.content.answer_options import AnswerOption
from efficacy_tui.flows.typed_dates import Direction, InvalidDate, Order, parse_day
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import Step
from efficacy_tui.model.text import TEXT_MAX, clean, clean_line


class InvalidAnswer(ValueError):
    """A sentence saying why an answer is not accepted; what was typed is kept."""


class Advice(Exception):
    """A sentence worth reading before the same answer, given again, is accepted."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all kinds share.

    `prompt` is the question; `label` names its answer once given; `above` is a paragraph read before it,
    `hint` a quiet line after it; `default` is the text it begins with. An `optional` one may be left empty.
    """

    key: str
    prompt: str
    label: str = ""
    context: str = ""
    hint: str = ""
    default: str = ""
    optional: bool = False

    def parse(self, raw: str) -> Any:
        """The value of a text.

        Raises:
            InvalidAnswer: why it is not accepted.
        """
        raise NotImplementedError

    def as_typed(self, value: Any) -> str:
        """The text of a value, as `read` takes it."""
        return "" if value is None else str(value)

    def display(self, value: Any) -> str:
        """A value in words."""
        return self.as_typed(value)

    def advice(self, value: Any) -> str | None:
        """What is worth a second look, if anything."""
        return None


@dataclass(frozen=True, kw_only=True)
class RatingQuestion(Question):
    """A number on a scale from `low` to `high`. `instant`: a digit answers at once."""

    low: int = 0
    high: int = 100
    step: int = 10
    fine: int = 5
    anchors: tuple[str, str, str] = ("", "", "")
    unit: str = ""
    saves_at_once: bool = True
    advise: Callable[[int], str | None] | None = None

    def parse(self, raw: str) -> int | None:
        text = raw.strip().removesuffix("%").strip()
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
        """The values the digit keys stand for, lowest first."""
        return list(range(self.low, self.high + 1, self.step))


@dataclass(frozen=True)
class Option:
    """One answer of a choice: its value, the key that picks it, its words and a quieter explanation.

    `also` is a second key that picks it, and is not shown.
    """

    value: str
    key: str
    label: str
    hint: str = ""
    glyph: str = ""
    more_keys: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that picks it, small letters."""
        return tuple(key.casefold() for key in (self.key, self.more_keys) if key)


def as_options(answers: Iterable[AnswerOption]) -> tuple[Option, ...]:
    """Turn the answers of a record into the options of a choice."""
    return tuple(Option(*answer) for answer in answers)


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """One of several answers; its key picks it at once. With `own`, another answer may be typed.

    An `even` one begins with no option marked, so that none is suggested.
    """

    options: tuple[Option, ...]
    free_text_label: str = ""
    even: bool = False

    def parse(self, raw: str) -> str | None:
        text = clean_line(raw)
        if not text:
            if self.optional:
                return None
            raise InvalidAnswer(f"Choose one: {', '.join(option.label for option in self.options)}.")
        for option in self.options:
            if text == option.value or text.casefold() in (*option.keys, option.label.casefold()):
                return option.value
        if self.free_text_label:
            if len(text) > TEXT_MAX:
                raise InvalidAnswer(f"That is {_too_long(text, TEXT_MAX)}")
            return text
        keys = ", ".join(f"{option.key} ({option.label})" for option in self.options)
        raise InvalidAnswer(f"“{text[:40]}” is none of these: {keys}.")

    def display(self, value: Any) -> str:
        found = next((option.label for option in self.options if option.value == value), None)
        return found or ("–" if value is None else str(value))


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """A text of at most `limit` characters, on one line or (`lines` > 1) several.

    `check` gives a sentence when the text cannot be taken, `advise` one when it is worth a second look.
    """

    limit: int = TEXT_MAX
    lines: int = 1
    placeholder: str = ""
    check: Callable[[str], str | None] | None = None
    advise: Callable[[str], str | None] | None = None

    def parse(self, raw: str) -> str:
        text = clean_line(raw) if self.lines == 1 else clean(raw)
        if not text and not self.optional:
            raise InvalidAnswer("This needs a few words.")
        if len(text) > self.limit:
            raise InvalidAnswer(f"That is {_too_long(text, self.limit)}")
        if text and self.check is not None and (problem := self.check(text)):
            raise InvalidAnswer(problem)
        return text

    def display(self, value: Any) -> str:
        return " ".join(str(value).split()) or "–"

    def advice(self, value: Any) -> str | None:
        return self.advise(value) if value and self.advise is not None else None


@dataclass(frozen=True, kw_only=True)
class DayQuestion(Question):
    """A day, as people write it; not before `earliest`, not after `latest`."""

    today: dt.date
    earliest: dt.date
    latest: dt.date
    too_early: str
    too_late: str
    direction: Direction = "future"
    order: Order = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> dt.date | None:
        if not raw.strip() and self.optional:
            return None
        try:
            day = parse_day(raw, self.today, self.direction, self.order)
        except InvalidDate as error:
            raise InvalidAnswer(str(error)) from None
        if day < self.earliest:
            raise InvalidAnswer(f"{short_date(day, self.today)}: {self.too_early}")
        if day > self.latest:
            raise InvalidAnswer(f"{short_date(day, self.today)}: {self.too_late}")
        return day

    def as_typed(self, value: dt.date | None) -> str:
        return "" if value is None else locale_format.full_date(value)

    def display(self, value: Any) -> str:
        return "–" if value is None else describe_day(value, self.today)

    def echo(self, raw: str) -> str:
        """What a text is understood as while it is being typed; empty when it is not (yet) a day."""
        try:
            day = self.parse(raw)
        except InvalidAnswer:
            return ""
        if day is None:
            return ""
        away = (day - self.today).days
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(
            away, f"in {away} days" if away > 0 else f"{-away} days ago"
        )
        return f"{short_date(day, self.today)}, {near}"


@dataclass(frozen=True, kw_only=True)
class StepsQuestion(Question):
    """Dated steps, one a line: what to do, then `@` and a day. At most `most`; all between `earliest` and `latest`."""

    today: dt.date
    earliest: dt.date
    latest: dt.date
    most: int = 5
    order: Order = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> tuple[Step, ...]:
        steps = []
        for number, line in enumerate(filter(None, map(clean_line, raw.splitlines())), start=1):
            text, at, day_text = line.rpartition("@")
            if not at:
                raise InvalidAnswer(
                    f"Line {number} has no day yet. End it with @ and a day, like “rehearse aloud @ fri”."
                )
            if not text.strip():
                raise InvalidAnswer(f"Line {number} has a day but says nothing to do.")
            try:
                day = parse_day(day_text, self.today, "future", self.order)
            except InvalidDate as error:
                raise InvalidAnswer(f"Line {number}: {error}") from None
            if not self.earliest <= day <= self.latest:
                span = f"{describe_day(self.earliest, self.today)} and {short_date(self.latest, self.today)}"
                raise InvalidAnswer(f"Line {number} is on {short_date(day, self.today)}; steps lie between {span}.")
            if len(text) > TEXT_MAX:
                raise InvalidAnswer(f"Line {number} is {_too_long(text, TEXT_MAX)}")
            steps.append(Step(text=text.strip(), day=day))
        if not steps and not self.optional:
            raise InvalidAnswer("Write at least one step.")
        if len(steps) > self.most:
            raise InvalidAnswer(f"That is {len(steps)} steps; {self.most} at most keeps it a plan, not a list.")
        return tuple(sorted(steps, key=lambda step: step.day))

    def as_typed(self, value: Sequence[Step] | None) -> str:
        return "\n".join(f"{step.text} @ {locale_format.full_date(step.day)}" for step in value or ())

    def display(self, value: Any) -> str:
        return f"{len(value)} step{'s' if len(value) != 1 else ''}" if value else "–"


@dataclass(frozen=True, kw_only=True)
class Card(Question):
    """Something to read, then go on."""

    lines: tuple[str, ...] = ()

    def parse(self, raw: str) -> bool:
        return True

    def display(self, value: Any) -> str:
        return ""


def _too_long(text: str, limit: int) -> str:
    return f"{locale_format.group_thousands(len(text))} characters; at most {locale_format.group_thousands(limit)} fit here."
