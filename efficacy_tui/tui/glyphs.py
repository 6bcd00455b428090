"""The signs beside the words: each one cell wide in every terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.practice.timeline import TimelineItem

UNICODE: dict[str, str] = {
    "mastery": "▲",
    "vicarious": "◇",
    "persuasion": "❝",
    "state": "∿",
    "challenge": "▸",
    "session": "≈",
    "note": "✎",
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
}


def sign_of(item: TimelineItem) -> str:
    """The sign before an item of the timeline: of its kind, for an outcome of how it ended."""
    return UNICODE[item.outcome or "later"] if item.kind == "outcome" else UNICODE[item.kind]
