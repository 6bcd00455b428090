"""The signs beside the words: each one cell wide in every terminal, with an ASCII set for those that lack them."""

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
}

ASCII: dict[str, str] = {
    "mastery": "^",
    "vicarious": "o",
    "persuasion": '"',
    "state": "~",
    "succeeded": "+",
    "partly": "/",
    "failed": "x",
    "abandoned": "-",
    "done": "+",
    "not": "x",
    "skipped": "-",
    "now": ">",
    "later": ".",
    "focus": "*",
    "full": "=",
    "empty": "-",
    "knob": "O",
    "waits": "?",
}
