"""The questions for when a domain is asked: its weekdays, and a pause."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.flows.dated_questions import DayQuestion
from efficacy_tui.flows.flow import Answers
from efficacy_tui.flows.question_types import TextQuestion
from efficacy_tui.journal.domain_reading import is_paused
from efficacy_tui.journal.schedules import Schedule
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Domain
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.model.weekdays import InvalidWeekdays, format_weekdays, parse_weekdays

DAYS = "days"
PAUSED_UNTIL = "paused_until"
_LONGEST_PAUSE = dt.timedelta(days=366)


def days_question(domain: Domain) -> TextQuestion:
    """Ask for the weekdays on which a domain is asked; empty for all."""
    return TextQuestion(
        key=DAYS,
        label="Asked on",
        prompt="On which days of the week should it be asked?",
        hint="like mon wed fri, or mon-fri; empty for every day. Other days count neither for nor against.",
        default=format_weekdays(domain.days),
        optional=True,
        empty_as="every day",
        check=_weekdays_problem,
    )


def pause_question(domain: Domain, today: dt.date) -> DayQuestion:
    """Ask for the day before which a domain is not asked; empty for no pause."""
    is_on = is_paused(domain, today)
    return DayQuestion(
        key=PAUSED_UNTIL,
        label="Paused until",
        prompt="Pause it until a certain day? Until then it stays as it is and is not asked.",
        hint=f"like +14d or {locale_format.typed_date(today + dt.timedelta(days=14))}; empty for no pause",
        default=locale_format.full_date(domain.paused_until) if domain.paused_until is not None and is_on else "",
        optional=True,
        today=today,
        earliest=today + dt.timedelta(days=1),
        latest=today + _LONGEST_PAUSE,
        too_early="a pause ends on a day that is still to come.",
        too_late="that is more than a year away. Archive the domain instead.",
    )


def schedule_of(domain: Domain, answers: Answers, today: dt.date) -> Schedule:
    """Return the schedule that was answered; what was not asked stays as it is."""
    schedule = Schedule.of(domain, today)
    days = answers.get(DAYS, format_weekdays(domain.days))
    return Schedule(parse_weekdays(days) if days else WEEKDAYS, answers.get(PAUSED_UNTIL, schedule.paused_until))


def _weekdays_problem(text: str) -> str | None:
    try:
        parse_weekdays(text)
    except InvalidWeekdays:
        return f"“{text[:40]}” does not name any days. Write them like mon wed fri, mon-fri or weekends."
    return None
