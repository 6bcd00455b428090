"""Build a reminder that needs no running program: a calendar, a crontab, a systemd timer or a launchd agent. Pure.

A reminder is known by its name: made again with other times or days, it replaces the one before.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from efficacy_tui.exchange import ics_text
from efficacy_tui.exchange.exported_events import Events, ExportedEvent
from efficacy_tui.exchange.notify_command import (
    CRON_LIMIT,
    MACOS,
    Desktop,
    build_notify_command,
    describe_obstacles,
    escape_for_cron,
    escape_for_systemd,
)
from efficacy_tui.exchange.reminder_times import (
    InvalidReminder,
    parse_days,
    parse_time,
    split_day_and_time,
)
from efficacy_tui.journal.review_weeks import REVIEW_FROM
from efficacy_tui.model import locale_format
from efficacy_tui.model.text import clean_line, printable_line
from efficacy_tui.model.types import WEEKDAYS

OWNER = "r"
"""The kind under which the exported events of reminders are remembered, by the name of their files."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Purpose(NamedTuple):
    """What a reminder is for.

    `name` is its name unless the person gives one, `unit` begins the names of its files, `status_options` are those of
    `efficacy status` that look whether it is done, and `subject` is what is then missing.
    """

    name: str
    title: str
    question: str
    unit: str
    status_options: tuple[str, ...]
    subject: str


CHECK_IN = Purpose(
    "check-in", "Check in", "How sure are you today? One digit per domain.", "efficacy-remind", (), "today’s check-in"
)
REVIEW = Purpose(
    "review",
    "Weekly review",
    "What did this week show you can do? Open efficacy and write it down.",
    "efficacy-review",
    ("--review",),
    "the weekly review",
)

TITLE, QUESTION = CHECK_IN.title, CHECK_IN.question
SERVICE, TIMER = f"{CHECK_IN.unit}.service", f"{CHECK_IN.unit}.timer"


class Reminder(NamedTuple):
    """Times of day and days of the week (Monday 0), both sorted and without repeats, the title and what it is for."""

    times: tuple[dt.time, ...]
    days: tuple[int, ...]
    title: str = TITLE
    purpose: Purpose = CHECK_IN
    name: str = CHECK_IN.name

    @property
    def unit(self) -> str:
        """The name of its files without their ends; the reminders of a journal do not overwrite each other."""
        return self.purpose.unit if self.name == self.purpose.name else f"{self.purpose.unit}-{self.name}"


def parse_reminder(times: Sequence[str], days: str, title: str = TITLE, name: str | None = None) -> Reminder:
    """Parse times like 08:00 and days like mon-fri into a reminder of the check-in.

    Raises:
        InvalidReminder: one of them cannot be parsed.
    """
    if day_time := next((text for text in times if split_day_and_time(text)[0] is not None), None):
        raise InvalidReminder(f"“{day_time[:40]}” names a day. Write days like --days mon,wed, or add --weekly.")
    parsed_times = tuple(sorted({parse_time(text) for text in times}))
    return Reminder(parsed_times, parse_days(days), _clean_title(title), name=_parse_name(name, CHECK_IN))


def parse_weekly_reminder(times: Sequence[str], days: str | None, name: str | None = None) -> Reminder:
    """Parse times like “sun 18:00” into a reminder of the weekly review, by default on the last day of the week.

    Raises:
        InvalidReminder: one of them cannot be parsed, or they name several days.
    """
    pairs = [split_day_and_time(text) for text in times]
    named_days = {day for day, _ in pairs if day is not None} | set(parse_days(days) if days is not None else ())
    if len(named_days) > 1:
        raise InvalidReminder("The review is weekly, so it has one day, like --at “sun 18:00”.")
    parsed_times = tuple(sorted({parse_time(text) for _, text in pairs}))
    day = next(iter(named_days), last_weekday())
    return Reminder(parsed_times, (day,), REVIEW.title, REVIEW, _parse_name(name, REVIEW))


def last_weekday() -> int:
    """Return the last day of the person's week (Monday 0)."""
    return (locale_format.current().first_weekday + 6) % 7


def describe_review_day(reminder: Reminder) -> str:
    """Say which week the review is about on the day of a reminder, for the person's first weekday."""
    first, (day,) = locale_format.current().first_weekday, reminder.days
    day_name, first_name = locale_format.WEEKDAYS[day], locale_format.WEEKDAYS[first]
    if day == last_weekday():
        return f"Your weeks begin on {first_name}: on {day_name}, the last day, the review is about the week that ends."
    if (day - first) % 7 >= REVIEW_FROM:
        return f"Your weeks begin on {first_name}: on {day_name} the review is about the days until then."
    return f"Your weeks begin on {first_name}: on {day_name} the review is about the week before."


def _parse_name(name: str | None, purpose: Purpose) -> str:
    folded = (purpose.name if name is None else name).strip().casefold()
    if not _NAME.fullmatch(folded):
        raise InvalidReminder(
            f"“{printable_line(folded[:40])}” cannot name a reminder. Use letters a–z, digits and hyphens."
        )
    return folded


def _clean_title(title: str) -> str:
    return clean_line(printable_line(title)) or TITLE


# -- a calendar ----------------------------------------------------------------------------------


def build_reminder_calendar(
    reminder: Reminder, first_day: dt.date, stamp: dt.datetime, exported: Events | None = None
) -> bytes:
    """Build a calendar with a recurring event for each time, from `first_day` on; made again, it replaces them.

    An exported time that is gone is cancelled. Times have no zone: eight o'clock stays eight wherever the person is.
    """
    next_days = (first_day + dt.timedelta(offset) for offset in range(7))
    event_day = next(day for day in next_days if day.weekday() in reminder.days)
    weekdays = ics_text.format_weekdays(reminder.days)
    rule = "FREQ=DAILY" if len(reminder.days) == 7 else f"FREQ=WEEKLY;BYDAY={weekdays}"
    events = [
        [
            *_identify(reminder, str(number), stamp),
            f"DTSTART:{ics_text.format_day(event_day)}T{time:%H%M}00",
            "DURATION:PT5M",
            f"RRULE:{rule}",
            f"SUMMARY:{ics_text.escape_text(reminder.title)}",
            f"DESCRIPTION:{ics_text.escape_text(reminder.purpose.question)}",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            *ics_text.build_alarm(reminder.title, "PT0S"),
        ]
        for number, time in enumerate(reminder.times, start=1)
    ]
    cancelled_events = [
        [
            *_identify(reminder, part, stamp),
            f"DTSTART;VALUE=DATE:{ics_text.format_day(event.day)}",
            "SUMMARY:A reminder that was taken out",
            "STATUS:CANCELLED",
            "TRANSP:TRANSPARENT",
        ]
        for part, event in export_events(reminder, first_day, stamp.date(), exported or {}).items()
        if event.over_since is not None
    ]
    return ics_text.build_calendar([*events, *cancelled_events], f"Self-efficacy: {reminder.purpose.title.casefold()}")


def export_events(reminder: Reminder, day: dt.date, today: dt.date, exported: Events) -> Events:
    """Return the events of a reminder's calendar by number, after those that were `exported` before."""
    events = {str(number): ExportedEvent(day) for number in range(1, len(reminder.times) + 1)}
    dropped_events = {
        part: ExportedEvent(event.day, event.over_since or today)
        for part, event in sorted(exported.items())
        if part not in events and not event.is_forgotten(today)
    }
    return {**events, **dropped_events}


def identify_event(reminder: Reminder, part: str) -> str:
    """Return the UID of a part of a reminder in a calendar; its times are numbered from 1."""
    return ics_text.derive_uid(reminder.unit, part)


def _identify(reminder: Reminder, part: str, stamp: dt.datetime) -> ics_text.Lines:
    """Return what tells an event from others and from its own earlier versions: its name, not its time."""
    return [
        f"UID:{identify_event(reminder, part)}",
        f"DTSTAMP:{ics_text.format_instant(stamp)}",
        f"LAST-MODIFIED:{ics_text.format_instant(stamp)}",
        f"SEQUENCE:{ics_text.sequence_number(stamp)}",
    ]


# -- schedulers ----------------------------------------------------------------------------------


def build_crontab(reminder: Reminder, call: Sequence[str], desktop: Desktop | None = None) -> bytes:
    """Build lines for `crontab -e` that notify while something is missing; `call` runs the program.

    Raises:
        InvalidReminder: the call cannot stand on one line.
    """
    desktop = desktop or Desktop()
    command = escape_for_cron(_build_command(reminder, call, desktop))
    days = "*" if len(reminder.days) == 7 else ",".join(str((number + 1) % 7) for number in reminder.days)
    lines = [
        f"# efficacy {reminder.name}: asks only while {reminder.purpose.subject} is missing. Add it with: crontab -e"
    ]
    lines += [f"{time.minute} {time.hour} * * {days} {command}" for time in reminder.times]
    lines += describe_obstacles(desktop)
    if len(command.encode()) > CRON_LIMIT:
        lines.append(
            f"# Some crons cut off what is longer than {CRON_LIMIT} characters, as this is: see that it fires."
        )
    return ("\n".join(lines) + "\n").encode()


def build_systemd_units(reminder: Reminder, call: Sequence[str], desktop: Desktop | None = None) -> dict[str, bytes]:
    """Build units by file name: a service that notifies while something is missing, and its timer.

    Raises:
        InvalidReminder: the call cannot stand on one line.
    """
    desktop = desktop or Desktop()
    command = escape_for_systemd(_build_command(reminder, call, desktop))
    names = [name.title() for number, name in enumerate(WEEKDAYS) if number in reminder.days]
    days = f"{','.join(names)} " if len(names) < 7 else ""
    subject = reminder.purpose.subject
    service = [*describe_obstacles(desktop), "[Unit]", f"Description=Ask for {subject}", "", "[Service]"]
    service += ["Type=oneshot", f"ExecStart=/bin/sh -c '{command}'"]
    timer = ["[Unit]", f"Description=When to ask for {subject}", "", "[Timer]"]
    timer += [f"OnCalendar={days}*-*-* {time:%H:%M}:00" for time in reminder.times]
    timer += ["Persistent=true", "", "[Install]", "WantedBy=timers.target"]
    files = {f"{reminder.unit}.service": service, f"{reminder.unit}.timer": timer}
    return {name: ("\n".join(lines) + "\n").encode() for name, lines in files.items()}


def build_launch_agent(reminder: Reminder, call: Sequence[str]) -> dict[str, bytes]:
    """Build an agent of macOS by file name, which notifies while something is missing.

    Raises:
        InvalidReminder: the call cannot stand on one line.
    """
    import plistlib

    command = _build_command(reminder, call, MACOS)
    moments: list[Mapping[str, int]] = [{"Hour": time.hour, "Minute": time.minute} for time in reminder.times]
    if len(reminder.days) < 7:
        moments = [{**moment, "Weekday": (day + 1) % 7} for day in reminder.days for moment in moments]
    agent = {
        "Label": reminder.unit,
        "ProgramArguments": ["/bin/sh", "-c", command],
        "StartCalendarInterval": moments,
    }
    return {f"{reminder.unit}.plist": plistlib.dumps(agent, sort_keys=False)}


def _build_command(reminder: Reminder, call: Sequence[str], desktop: Desktop) -> str:
    # In these files a line break begins a line of its own, even inside quotation marks.
    unsuitable = next((part for part in (*call, *desktop[1:4]) if printable_line(part) != part), None)
    if unsuitable is not None:
        raise InvalidReminder(
            f"“{printable_line(unsuitable)}” contains characters that a crontab or systemd unit cannot hold. "
            "Nothing was written. Give the journal a simpler path."
        )
    status_call = [*call, "status", "--line", *reminder.purpose.status_options]
    return build_notify_command(status_call, reminder.purpose.question, _clean_title(reminder.title), desktop)
