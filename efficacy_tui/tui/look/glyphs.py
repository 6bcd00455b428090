"""The signs beside words, each one cell wide in every terminal, and the choice between two sets.

The program always writes the Unicode set. With the ASCII set, charts are drawn coarser, and `ascii_filter` replaces all
other signs, cell by cell, on their way to the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from efficacy_tui.content.ascii_fallbacks import ASCII_FALLBACKS, GlyphSet

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

UNICODE: dict[str, str] = {
    "mastery": "▲",
    "vicarious": "◇",
    "persuasion": "❝",
    "state": "∿",
    "challenge": "▸",
    "session": "≋",
    "note": "≡",
    "rung": "·",
    "goal": "▸",
    "review": "≡",
    "succeeded": "✓",
    "partly": "◐",
    "failed": "✗",
    "abandoned": "–",
    "done": "✓",
    "not": "✗",
    "skipped": "–",
    "now": "▸",
    "later": "·",
    "idea": "·",
    "open": "●",
    "daily": "◆",
    "next": "▸",
    "stretch": "▏",
    "cursor": "›",
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

Name = GlyphSet


def sign_for(item: TimelineItem) -> str:
    """Return a timeline item's sign: that of its kind or, for an outcome, of how the challenge ended."""
    return UNICODE[item.outcome or "later"] if item.kind == "outcome" else UNICODE[item.kind]
