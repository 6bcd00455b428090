"""Which signs a terminal can show, and their ASCII substitutes, each of one character, so that columns stay aligned."""

from __future__ import annotations

import codecs
from typing import Literal

REPLACEMENT = "?"  # for a character that cannot be shown and has no ASCII fallback

_FALLBACK_GROUPS = (
    # Signs beside labels.
    ("▲", "^"),
    ("◇", "o"),
    ("❝", '"'),
    ("∿", "~"),
    ("≋", "@"),
    ("✓", "+"),
    ("◐", "/"),
    ("✗", "x"),
    ("▸◂›", "><>"),
    ("◆", "#"),
    ("●•", "**"),
    ("○◌", "__"),
    # Punctuation, and letters in formulas.
    ("“”„«»", '"""""'),
    ("‘’‚", "'''"),
    ("–—‐‑−⁻", "------"),
    ("·…", ".~"),
    ("×±≈≡≤≥√", "x~~=<>V"),
    ("²³¼½¾", "23///"),
    ("βμρΣ", "burS"),
    ("†", "+"),
    ("←→↑↓↵⇅", "<>^v<="),
    ("\u00a0\u202f\u2009", "   "),
    # Lines, frames and bars.
    ("─━═╍╌┄", "-==:--"),
    ("│┃║┊┆╎", "||||||"),
    ("╱╲", "/\\"),
    ("▴▾", "^v"),
    ("╭╮╰╯┌┐└┘├┤┬┴┼┿", "++++++++++++++"),
    ("╞╡╪┝┥╸╺╴╶", "+++++----"),
    ("░▒▓█", ":=%#"),
    ("▁▂▃▄▅▆▇▀▔", "__..--==~"),
    ("▌▐▍▎▏▊▋▉▕", "|||||||||"),
    ("▖▗▘▝▙▛▜▟▚▞", "..''||||/\\"),
)
ASCII_FALLBACKS: dict[str, str] = {
    sign: fallback for signs, fallbacks in _FALLBACK_GROUPS for sign, fallback in zip(signs, fallbacks, strict=True)
}
"""Sign → the ASCII character drawn instead of it."""

_TABLE = str.maketrans(ASCII_FALLBACKS)


def to_ascii(text: str) -> str:
    """Replace the program's typographic signs by ASCII; letters of the person's language stay."""
    return text if text.isascii() else text.translate(_TABLE)


def can_encode(char: str, encoding: str) -> bool:
    """Return whether `encoding` (a codec name) can represent the character."""
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


GlyphSet = Literal["unicode", "ascii"]

POOR_FONTS = ("linux", "vt", "ansi", "cons25", "dumb")
"""Prefixes of TERM for terminals whose fonts lack most signs."""


def is_utf8(encoding: str | None) -> bool:
    """Whether an encoding, by whatever name, is UTF-8; an unknown name is not."""
    try:
        return codecs.lookup(encoding or "ascii").name in ("utf-8", "utf-8-sig")
    except LookupError:
        return False


def fitting_glyphs(encoding: str | None, term: str | None) -> GlyphSet:
    """Return the set for a terminal with this output encoding and name (as in TERM)."""
    poor = (term or "").startswith(POOR_FONTS)
    return "unicode" if is_utf8(encoding) and not poor else "ascii"
