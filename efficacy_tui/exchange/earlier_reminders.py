"""Recognise the files of an earlier reminder or calendar, which the same one replaces when it is made again. Pure.

A file to which a person or another program added something is not recognised, so nothing of theirs is overwritten.
"""

from __future__ import annotations

import re

from efficacy_tui.exchange import ics_text
from efficacy_tui.exchange.reminders import Reminder, identify_event

_LABEL = re.compile(rb"<key>Label</key>\s*<string>.*?</string>")
_PROPERTY = re.compile(rb"<key>.*?</key>")
_OWN_UID = f"@{ics_text.PRODUCT}".encode()


def is_earlier_calendar(old: bytes, new: bytes, reminder: Reminder | None = None) -> bool:
    """Whether a calendar is an earlier one of challenges, or of a `reminder`, as `new` is."""
    uids = [line for line in old.replace(b"\r\n ", b"").split(b"\r\n") if line.startswith(b"UID:")]
    if _calendar_head(old) != _calendar_head(new) or not all(uid.endswith(_OWN_UID) for uid in uids):
        return False
    first_uid = identify_event(reminder, "1") if reminder is not None else ""
    return not first_uid or f"UID:{first_uid}".encode() in uids


def is_earlier_crontab(old: bytes, reminder: Reminder) -> bool:
    """Whether lines for a crontab are an earlier reminder of this name, and nothing else."""
    heading, *lines = old.splitlines() or [b""]
    begins_so = heading.startswith(f"# efficacy {reminder.name}: ".encode())
    return begins_so and all(line.startswith(b"#") or b" status --line" in line for line in lines)


def is_earlier_unit(old: bytes, new: bytes) -> bool:
    """Whether a unit of systemd has the description and only settings of one that is made now."""
    old_settings, new_settings = _unit_settings(old), _unit_settings(new)
    return (
        old_settings.get(b"Description") == new_settings[b"Description"] and old_settings.keys() <= new_settings.keys()
    )


def is_earlier_agent(old: bytes, new: bytes) -> bool:
    """Whether an agent of macOS has the label and only settings of one that is made now."""
    is_same_kind = _LABEL.findall(old) == _LABEL.findall(new)
    return is_same_kind and set(_PROPERTY.findall(old)) <= set(_PROPERTY.findall(new))


def _calendar_head(data: bytes) -> bytes:
    """Return the lines of a calendar before its first event: its program and its name."""
    return data.partition(b"BEGIN:VEVENT")[0].partition(b"END:VCALENDAR")[0]


def _unit_settings(data: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b"=") for line in data.splitlines() if line.strip() and not line.startswith(b"#"))
    return {key: value for key, _, value in lines}
