"""Build a daily reminder that needs no running program: a calendar, a crontab, or a systemd timer. Pure."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.exchange import ics_text
from efficacy_tui.model import locale_format
from efficacy_tui.model.text import printable_line
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.model.weekdays import InvalidWeekdays, parse_weekdays

TITLE = "Check in"
QUESTION = "How sure are you today? One digit per domain."
SERVICE, TIMER = "efficacy-remind.service", "efficacy-remind.timer"


class InvalidReminder(ValueError):
    """Times or days that cannot be parsed; the message is a sentence that says why."""


class Reminder(NamedTuple):
    """Times of day and days of the week (Monday 0), both sorted and without repeats, and the title."""

    times: tuple[dt.time, ...]
    days: tuple[int, ...]
    title: str = TITLE


def parse_reminder(times: Sequence[str], days: str, title: str = TITLE) -> Reminder:
    """Parse times like 08:00 and days like mon-fri into a reminder.

    Raises:
        InvalidReminder: one of them cannot be parsed.
    """
    return Reminder(tuple(sorted({parse_time(text) for text in times})), parse_days(days), title)


def parse_time(text: str) -> dt.time:
    """Parse a time of day like 08:00, 8:00, 8 or 8 am.

    Raises:
        InvalidReminder: the text is not a time.
    """
    time = locale_format.parse_time(text)
    if time is None:
        examples = "08:00 or 21:30" if locale_format.current().clock == 24 else "8:00 am or 9:30 pm"
        raise InvalidReminder(f"“{text[:40]}” is not a time of day. Write it like {examples}.")
    return time


def parse_days(text: str) -> tuple[int, ...]:
    """Parse days like mon-fri, mon,wed,fri, daily, weekdays or weekends; fri-mon includes the weekend.

    Raises:
        InvalidReminder: the text does not name days.
    """
    try:
        return tuple(map(WEEKDAYS.index, parse_weekdays(text)))
    except InvalidWeekdays as error:
        raise InvalidReminder(str(error)) from error


def build_reminder_calendar(reminder: Reminder, today: dt.date, stamp: dt.datetime) -> bytes:
    """Build a calendar with a recurring event for each time; building it again yields the same events.

    Times have no zone: eight o'clock stays eight o'clock wherever the person is.
    """
    next_days = (today + dt.timedelta(offset) for offset in range(7))
    first_day = next(day for day in next_days if day.weekday() in reminder.days)
    rule = "FREQ=DAILY" if len(reminder.days) == 7 else f"FREQ=WEEKLY;BYDAY={ics_text.format_weekdays(reminder.days)}"
    events = [
        [
            f"UID:{ics_text.derive_uid('check-in', time.isoformat())}",
            f"DTSTAMP:{ics_text.format_instant(stamp)}",
            # The same time on other days is a new version of the same event: the later stamp replaces the earlier one.
            f"SEQUENCE:{max(int(stamp.timestamp()) // 60, 0)}",
            f"DTSTART:{ics_text.format_day(first_day)}T{time:%H%M}00",
            "DURATION:PT5M",
            f"RRULE:{rule}",
            f"SUMMARY:{ics_text.escape_text(reminder.title)}",
            f"DESCRIPTION:{ics_text.escape_text(QUESTION)}",
            "TRANSP:TRANSPARENT",
            *ics_text.build_alarm(reminder.title, "PT0S"),
        ]
        for time in reminder.times
    ]
    return ics_text.build_calendar(events, "Self-efficacy: check in")


def _require_one_line(call: Sequence[str]) -> None:
    # In these files a line break begins a line of its own, even inside quotation marks.
    if unsuitable := next((part for part in call if printable_line(part) != part), None):
        raise InvalidReminder(
            f"“{printable_line(unsuitable)}” contains characters that a crontab or systemd unit cannot hold. "
            "Nothing was written. Give the journal a simpler path."
        )


def build_crontab(reminder: Reminder, call: Sequence[str]) -> bytes:
    """Build lines for `crontab -e` that notify when today's check-in is missing; `call` runs the program.

    Raises:
        InvalidReminder: the call cannot stand on one line.
    """
    _require_one_line(call)
    days = "*" if len(reminder.days) == 7 else ",".join(str((number + 1) % 7) for number in reminder.days)
    # cron treats an unescaped percent sign as the end of the line.
    command = _notify_command(call, reminder.title).replace("%", "\\%")
    lines = ["# Asks only while today’s check-in is missing. Add these lines with: crontab -e"]
    lines += [f"{time.minute} {time.hour} * * {days} {command}" for time in reminder.times]
    return ("\n".join(lines) + "\n").encode()


def build_systemd_units(reminder: Reminder, call: Sequence[str]) -> dict[str, bytes]:
    """Build units by file name: a service that notifies while today's check-in is missing, and its timer.

    Raises:
        InvalidReminder: the call cannot stand on one line.
    """
    _require_one_line(call)
    # systemd expands $ and % itself before the shell sees them.
    command = shlex.quote(_notify_command(call, reminder.title)).replace("%", "%%").replace("$", "$$")
    names = [name.title() for number, name in enumerate(WEEKDAYS) if number in reminder.days]
    days = f"{','.join(names)} " if len(names) < 7 else ""
    service = ["[Unit]", "Description=Ask for today’s check-in", "", "[Service]", "Type=oneshot"]
    service += [f"ExecStart=/bin/sh -c {command}"]
    timer = ["[Unit]", "Description=When to ask for today’s check-in", "", "[Timer]"]
    timer += [f"OnCalendar={days}*-*-* {time:%H:%M}:00" for time in reminder.times]
    timer += ["Persistent=true", "", "[Install]", "WantedBy=timers.target"]
    return {SERVICE: ("\n".join(service) + "\n").encode(), TIMER: ("\n".join(timer) + "\n").encode()}


def _notify_command(call: Sequence[str], title: str) -> str:
    notify = shlex.join(["notify-send", title, QUESTION])
    return f"{shlex.join([*call, 'status', '--line'])} >/dev/null 2>&1; [ $? -ne 3 ] || {notify}"
