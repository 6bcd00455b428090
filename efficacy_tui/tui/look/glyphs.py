"""The signs beside the words, each one cell wide in every terminal, and which of two sets is drawn.

Everything is written with the Unicode set. With the ASCII set the charts draw themselves coarser, and what is left
is turned, cell by cell, on its way to the terminal (`ascii_filter`).
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Literal

from efficacy_tui.content.ascii_fallbacks import ASCII_FALLBACKS

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

UNICODE: dict[str, str] = {
    "mastery": "▲",
    "vicarious": "◇",
    "persuasion": "❝",
    "state": "∿",
    "challenge": "▸",
    "session": "≈",
    "note": "≡",
    "succeeded": "✓",
    "partly": "◐",
    "failed": "✗",
    "abandoned": "–",
    "done": "✓",
    "not": "✗",
    "skipped": "–",
    "now": "▸",
    "later": "·",
    "focus": "◆",
    "full": "━",
    "empty": "─",
    "knob": "●",
    "waits": "○",
    "self": "●",
    "others": "◇",
    "consensus": "◆",
    "problem": "!",
}
ASCII: dict[str, str] = {name: ASCII_FALLBACKS.get(sign, sign) for name, sign in UNICODE.items()}
"""The same signs where only ASCII can be shown."""

Name = Literal["unicode", "ascii"]

POOR_FONTS = ("linux", "vt", "ansi", "cons25", "dumb")
"""Beginnings of the names of terminals whose fonts lack most signs."""


def is_utf8(encoding: str | None) -> bool:
    """Whether an encoding, by whatever name, is UTF-8; an unknown name is not."""
    try:
        return codecs.lookup(encoding or "ascii").name in ("utf-8", "utf-8-sig")
    except LookupError:
        return False


def fitting_glyphs(encoding: str | None, term: str | None) -> Name:
    """The set for a terminal: `encoding` is what it is written in, `term` its name (as in TERM)."""
    poor = (term or "").startswith(POOR_FONTS)
    return "unicode" if is_utf8(encoding) and not poor else "ascii"


def sign_for(item: TimelineItem) -> str:
    """The sign before an item of the timeline: of its kind, for an outcome of how it ended."""
    return UNICODE[item.outcome or "later"] if item.kind == "outcome" else UNICODE[item.kind]
