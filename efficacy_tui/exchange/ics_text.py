"""Write iCalendar (RFC 5545): escaped texts, lines of at most 75 octets, CRLF. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from efficacy_tui.model.text import printable

MAX_OCTETS = 75
MAX_INTEGER = 2**31 - 1
PRODUCT = "efficacy_tui"
_SEQUENCE_EPOCH = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_NAMESPACE = uuid.UUID("9f6a2a44-7d0e-5c0c-8b53-0d5f2f1f7b5e")

Lines = list[str]
"""Content lines, not yet folded."""


def build_calendar(events: Iterable[Lines], name: str) -> bytes:
    """Build a calendar of events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{PRODUCT}//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escape_text(name)}")
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(fold_line(line) for line in lines).encode()


def build_alarm(text: str, trigger: str) -> Lines:
    """Build an alarm with a text; `trigger` is a duration from the event's start, like `PT9H`."""
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape_text(text)}", f"TRIGGER:{trigger}", "END:VALARM"]


def escape_text(text: str) -> str:
    """Escape a text as a property value on one line."""
    escaped = printable(text).strip().replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n").replace("\t", " ")


def fold_line(line: str) -> str:
    """Fold a content line into pieces of at most 75 octets, never inside a character, with CRLF ends."""
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > MAX_OCTETS:
            pieces.append(piece)
            # The space that marks a continuation counts too.
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    return "\r\n".join([*pieces, piece]) + "\r\n"


def format_instant(at: dt.datetime) -> str:
    """Format an instant in UTC."""
    utc = at.astimezone(dt.UTC)
    return f"{format_day(utc.date())}T{utc:%H%M%S}Z"


def format_day(date: dt.date) -> str:
    """Format a date."""
    # `strftime` writes the years before 1000 with fewer digits on some systems.
    return date.isoformat().replace("-", "")


def sequence_number(changed: dt.datetime) -> int:
    """Return the seconds from the year 2000 to an event's last change, so that any change, even an undo, raises it."""
    return min(max(int((changed - _SEQUENCE_EPOCH).total_seconds()), 0), MAX_INTEGER)


def derive_uid(*parts: str) -> str:
    """Derive a UID that is the same in every calendar for the same parts."""
    return f"{uuid.uuid5(_NAMESPACE, chr(0).join(parts))}@{PRODUCT}"


def format_weekdays(days: Sequence[int]) -> str:
    """Format days of the week (Monday 0) as a recurrence rule names them."""
    return ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[number] for number in days)
