"""Cleans typed text once on input, so that it is safe to save and to show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

TEXT_MAX = 4000
NAME_MAX = 2000
NOTE_MAX = 500

# Marks that reorder the text after them; in a terminal they would also reorder the program's own text.
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_WIDTHLESS = frozenset({"Mn", "Me", "Mc", "Cf", "Cc", "Zl", "Zp"})
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_ALLOWED_CONTROLS = frozenset("\n\t")


def clean(text: str) -> str:
    """Remove control characters, unassigned code points and direction overrides, and trim both ends.

    Newlines and tabs stay (a carriage return becomes a newline); everything visible stays as typed.
    """
    return without_controls(text).strip()


def without_controls(text: str) -> str:
    """Do the same as `clean`, but keep the blanks at both ends."""
    normalized = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(filter(_is_safe, normalized))


def clean_line(text: str) -> str:
    """Clean a text to one line: every run of white space becomes one blank."""
    return " ".join(clean(text).split())


def cell_width(text: str) -> int:
    """The cells a text on one line takes in a terminal: two for East Asian wide characters and emoji, none for marks
    that stand over others. What a joiner or a variation selector ties together counts once, as it is drawn."""
    cells, before, joined = 0, 0, False
    for char in text:
        if char == _JOINER:
            joined = True
        elif char == _AS_EMOJI:
            cells += 1 if before == 1 else 0
            before = 2
        elif (unicodedata.category(char) in _WIDTHLESS and char != "\u00ad") or char in _SKIN_TONES:
            continue
        else:
            size = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            cells, before = cells + (0 if joined else size), size
            joined = False
    return cells


def wrap_words(words: Iterable[str], width: int, gap: str = " ") -> list[str]:
    """Words with a gap between them on lines of at most `width` cells; a word that is longer stays whole."""
    lines: list[str] = []
    for word in words:
        if lines and cell_width(lines[-1] + gap + word) <= width:
            lines[-1] += gap + word
        else:
            lines.append(word)
    return lines


def _is_safe(char: str) -> bool:
    if char in _ALLOWED_CONTROLS or " " <= char <= "~":
        return True
    return char not in _BIDI_OVERRIDES and unicodedata.category(char) not in _UNSAFE_CATEGORIES
