"""A journal whose every text tries to act on the terminal, as a synchroniser or a hand could have written it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from efficacy_tui.store.text_cleaning import ONE_LINE_FIELDS
from tests.support.screen_tour import journal_file

ATTACKS = ("\x1b]52;c;cm0=\x07", "\x9b31m", "\u202e", "\x1b[2J", "\r", "\x08\x7f", "\x1b]0;OWNED\x1b\\", "\x85")
"""Texts that set the clipboard, the colour, the direction, the title, or erase."""

UNPRINTABLE = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u061c\u200e\u200f"} | {
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
}
"""Control characters, and characters that change the direction of a text."""

TEXT_FIELDS = {
    *ONE_LINE_FIELDS - {"key", "table", "origin"},
    *("text", "done_when", "partly_when", "role_model", "if_obstacle", "then_plan", "learned", "quote", "note"),
    *("sensation", "statement", "plan", "was"),
}


def write_hostile_journal(path: Path) -> Path:
    """Write the demo's journal with an attack in front of every text and in the middle of it, in turn."""
    tables = json.loads(journal_file("demo").read_text(encoding="utf-8"))
    tables["history"] = {}
    _poison(tables, iter(range(10**9)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tables), encoding="utf-8")
    return path


def _poison(value: Any, numbers: Any) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, str) and key in TEXT_FIELDS and item:
            attack = ATTACKS[next(numbers) % len(ATTACKS)]
            value[key] = f"{attack}{item[: len(item) // 2]}{attack}{item[len(item) // 2 :]}"
        else:
            _poison(item, numbers)
