"""The signs beside words, each one cell wide in every terminal, and the choice between two sets.

The program always writes the Unicode set. With the ASCII set, charts are drawn coarser, and `ascii_filter` replaces all
other signs, cell by cell, on their way to the terminal.
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
"""The same signs in ASCII."""

Name = Literal["unicode", "ascii"]

POOR_FONTS = ("linux", "vt", "ansi", "cons25", "dumb")
"""Prefixes of TERM for terminals whose fonts lack most signs."""


def is_utf8(encoding: str | None) -> bool:
    """Whether an encoding, by whatever name, is UTF-8; an unknown name is not."""
    try:
        return codecs.lookup(encoding or "ascii").name in ("utf-8", "utf-8-sig")
    except LookupError:
        return False


def fitting_glyphs(encoding: str | None, term: str | None) -> Name:
    """Return the set for a terminal with this output encoding and name (as in TERM)."""
    poor = (term or "").startswith(POOR_FONTS)
    return "unicode" if is_utf8(encoding) and not poor else "ascii"


def sign_for(item: TimelineItem) -> str:
    """Return a timeline item's sign: that of its kind or, for an outcome, of how the challenge ended."""
    return UNICODE[item.outcome or "later"] if item.kind == "outcome" else UNICODE[item.kind]
