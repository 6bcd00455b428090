"""iCalendar (RFC 5545) written by hand: escaped texts, lines of at most 75 octets, CRLF. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from efficacy_tui.model.text import clean

OCTETS = 75
HOME = "efficacy_tui"
_SPACE = uuid.UUID("9f6a2a44-7d0e-5c0c-8b53-0d5f2f1f7b5e")

Lines = list[str]
"""Content lines, not yet folded."""


def build_calendar(events: Iterable[Lines], name: str) -> bytes:
    """A whole calendar of events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{HOME}//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escape_text(name)}")
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(fold_line(line) for line in lines).encode()


def alarm(text: str, trigger: str) -> Lines:
    """A reminder that is shown; `trigger` is a duration from the event's start, like `PT9H`."""
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape_text(text)}", f"TRIGGER:{trigger}", "END:VALARM"]


def escape_text(text: str) -> str:
    """A text as a value: one line, with what has a meaning of its own marked."""
    kept = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\n", "\\n").replace("\t", " ")


def fold_line(line: str) -> str:
    """A content line cut into pieces of at most 75 octets, never inside a character, with its CRLF."""
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        wide = len(char.encode())
        if size + wide > OCTETS:
            pieces.append(piece)
            # The blank that marks a continuation counts too.
            piece, size = " ", 1
        piece, size = piece + char, size + wide
    return "\r\n".join([*pieces, piece]) + "\r\n"


def format_instant(at: dt.datetime) -> str:
    """An instant, in UTC."""
    return at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def format_day(date: dt.date) -> str:
    """A date."""
    return date.strftime("%Y%m%d")


def uid(*parts: str) -> str:
    """The same name for the same thing, in every calendar made of it."""
    return f"{uuid.uuid5(_SPACE, chr(0).join(parts))}@{HOME}"


def weekdays(days: Sequence[int]) -> str:
    """Days of the week (Monday 0) as a rule names them."""
    return ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[number] for number in days)
