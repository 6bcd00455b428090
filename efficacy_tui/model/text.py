"""Cleans typed text once on input, so that it is safe to save and to show."""

from __future__ import annotations

import unicodedata

TEXT_MAX = 4000
NAME_MAX = 2000
NOTE_MAX = 500

# Marks that reorder the text after them, which in a terminal could be the program's own text.
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_ALLOWED_CONTROLS = frozenset("\n\t")


def clean(text: str) -> str:
    """Remove control characters, unassigned code points and direction overrides, and trim both ends.

    Newlines and tabs stay (a carriage return becomes a newline); everything visible stays as typed.
    """
    return without_controls(text).strip()


def without_controls(text: str) -> str:
    """Clean a text as `clean` does, but keep the blanks at both ends."""
    normalized = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(filter(_is_safe, normalized))


def clean_line(text: str) -> str:
    """Clean a text to one line: every run of white space becomes one blank."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """Remove case and accents from a text, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _is_safe(char: str) -> bool:
    if char in _ALLOWED_CONTROLS or " " <= char <= "~":
        return True
    return char not in _BIDI_OVERRIDES and unicodedata.category(char) not in _UNSAFE_CATEGORIES
