"""A daily reminder without a program that keeps running: a calendar, a crontab, or a systemd timer. Pure."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from efficacy_tui.exchange import ics_text
from efficacy_tui.model import locale_format

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"daily": range(7), "all": range(7), "weekdays": range(5), "weekends": (5, 6)}

TITLE = "Check in"
QUESTION = "How sure are you today? One digit a domain."
SERVICE, TIMER = "efficacy-remind.service", "efficacy-remind.timer"


class InvalidReminder(ValueError):
    """A sentence: why a time or days are not understood."""


class Reminder(NamedTuple):
    """Some times of day on some days of the week (Monday 0), both in order and once each, and what it says."""

    times: tuple[dt.time, ...]
    days: tuple[int, ...]
    title: str = TITLE


def parse_reminder(times: Sequence[str], days: str, title: str = TITLE) -> Reminder:
    """The reminder that times like 08:00 and days like mon-fri say, with its title.

    Raises:
        InvalidReminder: one of them is not understood.
    """
    return Reminder(tuple(sorted({parse_time(text) for text in times})), parse_days(days), title)


def parse_time(text: str) -> dt.time:
    """The time of day that 08:00, 8:00, 8 or 8 am says.

    Raises:
        InvalidReminder: it says none.
    """
    time = locale_format.parse_time(text)
    if time is None:
        like = "08:00 or 21:30" if locale_format.current().clock == 24 else "8:00 am or 9:30 pm"
        raise InvalidReminder(f"“{text[:40]}” is not a time of day. Write it like {like}.")
    return time


def parse_days(text: str) -> tuple[int, ...]:
    """The days that mon-fri, mon,wed,fri, daily, weekdays or weekends says; fri-mon goes over the weekend.

    Raises:
        InvalidReminder: it says none.
    """
    found: set[int] = set()
    for part in text.casefold().replace(" ", "").split(","):
        if part in _GROUPS:
            found.update(_GROUPS[part])
            continue
        first, dash, last = part.partition("-")
        begin, end = _weekday(first, text), _weekday(last if dash else first, text)
        found.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return tuple(sorted(found))


def _weekday(word: str, text: str) -> int:
    number = next((i for i, name in enumerate(NAMES) if len(word) >= 2 and name.startswith(word[:3])), None)
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if number is None or not full[number].startswith(word):
        raise InvalidReminder(f"“{text[:40]}” names no days. Write them like mon-fri, mon,wed,fri, daily or weekends.")
    return number


def as_calendar(reminder: Reminder, today: dt.date, stamp: dt.datetime) -> bytes:
    """A calendar with an event that comes back for each time; made again, it has the same events.

    Times have no zone: eight o'clock stays eight o'clock wherever the person is.
    """
    first = next(
        today + dt.timedelta(ahead) for ahead in range(7) if (today + dt.timedelta(ahead)).weekday() in reminder.days
    )
    rule = "FREQ=DAILY" if len(reminder.days) == 7 else f"FREQ=WEEKLY;BYDAY={ics_text.weekdays(reminder.days)}"
    events = [
        [
            f"UID:{ics_text.uid('check-in', time.isoformat())}",
            f"DTSTAMP:{ics_text.format_instant(stamp)}",
            # The same time on other days is the same event, changed: a later stamp replaces an earlier one.
            f"SEQUENCE:{max(int(stamp.timestamp()) // 60, 0)}",
            f"DTSTART:{ics_text.format_day(first)}T{time:%H%M}00",
            "DURATION:PT5M",
            f"RRULE:{rule}",
            f"SUMMARY:{ics_text.escape_text(reminder.title)}",
            f"DESCRIPTION:{ics_text.escape_text(QUESTION)}",
            "TRANSP:TRANSPARENT",
            *ics_text.alarm(reminder.title, "PT0S"),
        ]
        for time in reminder.times
    ]
    return ics_text.build_calendar(events, "Self-efficacy: check in")


def as_crontab(reminder: Reminder, call: Sequence[str]) -> bytes:
    """Lines for `crontab -e` that show a notification when today's check-in is missing; `call` runs the program."""
    days = "*" if len(reminder.days) == 7 else ",".join(str((number + 1) % 7) for number in reminder.days)
    # cron would take a per cent sign for the end of the line.
    command = _command(call, reminder.title).replace("%", "\\%")
    lines = ["# Asks only while today’s check-in is missing. Add these lines with: crontab -e"]
    lines += [f"{time.minute} {time.hour} * * {days} {command}" for time in reminder.times]
    return ("\n".join(lines) + "\n").encode()


def as_units(reminder: Reminder, call: Sequence[str]) -> dict[str, bytes]:
    """File name → unit: a service that notifies while today's check-in is missing, and the timer that starts it."""
    # systemd reads $ and % itself before a shell does.
    command = shlex.quote(_command(call, reminder.title)).replace("%", "%%").replace("$", "$$")
    names = [name.title() for number, name in enumerate(NAMES) if number in reminder.days]
    days = f"{','.join(names)} " if len(names) < 7 else ""
    service = ["[Unit]", "Description=Ask for today’s check-in", "", "[Service]", "Type=oneshot"]
    service += [f"ExecStart=/bin/sh -c {command}"]
    timer = ["[Unit]", "Description=When to ask for today’s check-in", "", "[Timer]"]
    timer += [f"OnCalendar={days}*-*-* {time:%H:%M}:00" for time in reminder.times]
    timer += ["Persistent=true", "", "[Install]", "WantedBy=timers.target"]
    return {SERVICE: ("\n".join(service) + "\n").encode(), TIMER: ("\n".join(timer) + "\n").encode()}


def _command(call: Sequence[str], title: str) -> str:
    notify = shlex.join(["notify-send", title, QUESTION])
    return f"{shlex.join([*call, 'status', '--line'])} >/dev/null 2>&1; [ $? -ne 3 ] || {notify}"
