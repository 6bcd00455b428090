"""Random keys and sizes: every command but those that quit or suspend the program, and the keys of dialogs."""

from __future__ import annotations

import random

from efficacy_tui.flows.command_table import COMMANDS

LEAVING_KEYS = {"q", "ctrl+q", "ctrl+z"}
COMMAND_KEYS = [key for command in COMMANDS for key in command.keys.split(",") if key not in LEAVING_KEYS]
DIALOG_KEYS = [
    *"0123456789",
    *"abcdefghijklmnoprstuvwxyzJKNDG",
    *("enter", "enter", "enter", "escape", "escape", "tab", "tab", "shift+tab", "space", "backspace", "grave_accent"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "shift+left", "shift+right"),
    *("ctrl+s", "ctrl+n", "comma", "ctrl+c"),
]
COMMAND_SHARE = 0.4
LARGEST_SIZE, SMALLEST_SIZE = (200, 50), (40, 12)


def draw_key(rng: random.Random) -> str:
    """Draw a key, of a command or of dialogs."""
    return rng.choice(COMMAND_KEYS if rng.random() < COMMAND_SHARE else DIALOG_KEYS)


def draw_size(rng: random.Random) -> tuple[int, int]:
    """Draw a size of the terminal: columns and rows."""
    columns, rows = (rng.randint(low, high) for low, high in zip(SMALLEST_SIZE, LARGEST_SIZE, strict=True))
    return columns, rows
