"""Cleans text where it comes in, so that it is safe to save, and where it goes out, so that it is safe to show.

Input loses what nobody can see or mean. Output keeps its place visible: what a synchronised file or another program
brought in is shown as �, and can no longer act on the terminal.
"""

from __future__ import annotations

import re
import unicodedata

TEXT_MAX = 4000
NAME_MAX = 2000
NOTE_MAX = 500

# Marks that reorder the text after them, which in a terminal could be the program's own text.
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_ALLOWED_CONTROLS = frozenset("\n\t")

# Control characters but newline and tab, the C1 controls with DEL, direction overrides and isolates, lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Python's sign for a byte of a command line or a path that is not UTF-8.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Direction marks that are part of ordinary Hebrew and Arabic; they have no width, so nothing is missed.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f]")
_LINE_BREAKS = re.compile("[\n\u2028\u2029]")
_INVISIBLE_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """Remove control characters, unassigned code points and direction overrides, and trim both ends.

    Newlines and tabs stay (a carriage return becomes a newline), and a byte that was no character becomes �;
    everything visible stays as typed.
    """
    return without_controls(text).strip()


def without_controls(text: str) -> str:
    """Clean a text as `clean` does, but keep the blanks at both ends."""
    normalized = _LONE_SURROGATE.sub(_REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(filter(_is_safe, normalized))


def clean_line(text: str) -> str:
    """Clean a text to one line: every run of white space becomes one blank."""
    return " ".join(clean(text).split())


def printable(text: str) -> str:
    """Return a text as it may be written to a terminal: every character that could act on it becomes �.

    Newlines and tabs stay, and a carriage return before a newline is dropped. Direction marks are left out.
    """
    if text.isprintable():
        return text
    return _DIRECTION_MARKS.sub("", _UNPRINTABLE.sub(_REPLACEMENT, text.replace("\r\n", "\n")))


def is_printable(text: str) -> bool:
    """Whether a text holds nothing that could act on a terminal."""
    return text.isprintable() or _UNPRINTABLE.search(text) is None


def printable_line(text: str) -> str:
    """Return a text as `printable` does, but on one line: a line break becomes �, a tab a blank.

    Names, paths and labels are shown this way, so that none of them can pass for a line of the program's own.
    """
    return _LINE_BREAKS.sub(_REPLACEMENT, printable(text)).replace("\t", " ")


def escape_json_controls(document: str) -> str:
    """Escape what JSON leaves as it is but a terminal would act on, such as the C1 controls; no value changes."""
    if document.isprintable():
        return document
    return _INVISIBLE_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def escape_json_to_ascii(document: str) -> str:
    """Escape every character of a JSON document that is not ASCII; no value changes."""
    if document.isascii():
        return document
    return "".join(char if char.isascii() else _escape_units(char) for char in document)


def _escape_units(char: str) -> str:
    """Write a character as JSON escapes of its one or two UTF-16 units."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def fold(text: str) -> str:
    """Remove case and accents from a text, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_safe(char: str) -> bool:
    if char in _ALLOWED_CONTROLS or " " <= char <= "~":
        return True
    return char not in _BIDI_OVERRIDES and unicodedata.category(char) not in _UNSAFE_CATEGORIES
