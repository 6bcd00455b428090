"""The signs beside the words: each one cell wide in every terminal."""

from __future__ import annotations

UNICODE: dict[str, str] = {
    "mastery": "▲",
    "vicarious": "◇",
    "persuasion": "❝",
    "state": "∿",
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
