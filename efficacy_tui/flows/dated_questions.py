"""The questions that are answered with days: a day, or steps with a day each.

Many flows ask neither, and what reads a typed day takes long to load, so it is imported at the first one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from efficacy_tui.flows.question_types import InvalidAnswer, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day, group_thousands, short_date
from efficacy_tui.model.records import Step
from efficacy_tui.model.text import TEXT_MAX, clean_line

if TYPE_CHECKING:
    from efficacy_tui.flows.typed_date_words import Direction
    from efficacy_tui.model.display import DateOrder


@dataclass(frozen=True, kw_only=True)
class DayQuestion(Question):
    """A day from `earliest` to `latest`; `too_early` and `too_late` are the errors for a day outside them."""

    today: dt.date
    earliest: dt.date
    latest: dt.date
    too_early: str
    too_late: str
    direction: Direction = "future"
    order: DateOrder = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> dt.date | None:
        from efficacy_tui.flows.typed_date_words import InvalidDate
        from efficacy_tui.flows.typed_dates import parse_day

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
        from efficacy_tui.flows.typed_date_words import InvalidDate
        from efficacy_tui.flows.typed_dates import parse_typed_day

        try:
            return parse_typed_day(raw, self.today, self.direction, self.order).time
        except InvalidDate:
            return ""


@dataclass(frozen=True, kw_only=True)
class StepsQuestion(Question):
    """At most `max_steps` dated steps, one per line: what to do, then `@` and a day from `earliest` to `latest`.

    A time of day behind the day becomes part of what to do.
    Steps without a day are spread evenly over the days from today on, before the latest where there is room.
    """

    today: dt.date
    earliest: dt.date
    latest: dt.date
    max_steps: int = 5
    order: DateOrder = field(default_factory=lambda: locale_format.current().date_order)

    def parse(self, raw: str) -> tuple[Step, ...]:
        steps = []
        lines = list(filter(None, map(clean_line, raw.splitlines())))
        for number, line in enumerate(lines, start=1):
            text, day = self._split_line(line, number, len(lines))
            if not text.strip():
                raise InvalidAnswer(f"Step {number} has a day but no words.")
            if not self.earliest <= day <= self.latest:
                span = f"{describe_day(self.earliest, self.today)} and {short_date(self.latest, self.today)}"
                raise InvalidAnswer(f"Step {number} is on {short_date(day, self.today)}; a step is due between {span}.")
            if len(text) > TEXT_MAX:
                count, limit = group_thousands(len(text)), group_thousands(TEXT_MAX)
                raise InvalidAnswer(f"Step {number} is {count} characters; at most {limit} fit here.")
            steps.append(Step(text=text.strip(), day=day))
        if not steps and not self.optional:
            raise InvalidAnswer("Type at least one step.")
        if len(steps) > self.max_steps:
            raise InvalidAnswer(f"That is {len(steps)} steps; at most {self.max_steps} keep it a plan, not a list.")
        return tuple(sorted(steps, key=lambda step: step.day))

    def _split_line(self, line: str, number: int, count: int) -> tuple[str, dt.date]:
        """Return what to do and its day; without one, that of line `number` (from 1) of `count`."""
        from efficacy_tui.flows.typed_date_words import InvalidDate
        from efficacy_tui.flows.typed_dates import parse_typed_day

        text, at_sign, day_text = line.rpartition("@")
        first_day = min(max(self.earliest, self.today), self.latest)
        spread_day = first_day + dt.timedelta(days=number * (self.latest - first_day).days // (count + 1))
        if not at_sign:
            return line, spread_day
        try:
            day, time = parse_typed_day(day_text, self.today, "future", self.order)
        except InvalidDate as error:
            # An address has its sign inside a word.
            if text and not text[-1].isspace():
                return line, spread_day
            raise InvalidAnswer(f"Step {number}: {error}") from None
        has_time = time and text.strip() and time.casefold() not in text.casefold()
        return (f"{text.rstrip()}, {time}" if has_time else text), day

    def as_typed(self, value: Sequence[Step] | None) -> str:
        return "\n".join(f"{step.text} @ {locale_format.full_date(step.day)}" for step in value or ())

    def display(self, value: Any) -> str:
        return f"{len(value)} step{'s' if len(value) != 1 else ''}" if value else "–"


EXAMPLE_DAYS_AGO = dt.timedelta(days=12)
"""How long ago the date is that hints name."""


def past_day_question(journal: Journal, prompt: str = "When was it?") -> DayQuestion:
    """Build a question for a day that is not in the future; the default is today."""
    today = journal.today()
    return DayQuestion(
        key="day",
        label="Day",
        prompt=prompt,
        hint=f"today, yesterday, fri, {locale_format.typed_date(today - EXAMPLE_DAYS_AGO)}",
        default="today",
        today=today,
        earliest=dt.date(1900, 1, 1),
        latest=today,
        too_early="that is too long ago.",
        too_late="that day is still to come.",
        direction="past",
    )
