"""Hints of keys and what they do: reminders to read, buttons to click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import ClassVar, NamedTuple

from textual.content import Content

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.key_names import InvalidKey, parse_key
from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.privacy.mask import PublicWidget, public
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.content_lines import clickable, key_hint

EDGE_KEYS = ("esc", "enter", "delete", "shift+tab", "tab", "ctrl+s", "b", "w")
"""Keys that do the same in every dialog, as its lower edge names them."""

EDGE_COMMANDS = ("close", "edit-entry", "delete-entry", "ask-feedback", "earlier-versions")
"""The commands whose keys the lower edge may name."""

SHORT = {"delete": "del", "page up": "pgup", "page down": "pgdn"}
"""Short names of keys for lines of hints; none has a blank in it."""


class KeyHint(NamedTuple):
    """A key (or several, separated by blanks), what it does, and the action of each key; not shown without a key."""

    key: str
    description: str
    actions: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """The width in cells."""
        return cell_width(f"{self.key} {self.description}")


def keys_of(*commands: str) -> list[str]:
    """Return the keys of commands (ids) as hints show them; a command without a key is left out."""
    keys = [BY_ID[command].key for command in commands if BY_ID[command].first_key]
    return [reduce(lambda key, long_name: key.replace(long_name, SHORT[long_name]), SHORT, key) for key in keys]


def command_hint(command: str, description: str, action: str) -> KeyHint:
    """Build the hint of a command (id), with its current key."""
    return group_hint({command: action}, description)


def group_hint(actions: Mapping[str, str], description: str) -> KeyHint:
    """Build one hint of commands that belong together, like previous and next; `actions` maps their ids to actions."""
    commands = [command for command in actions if BY_ID[command].first_key]
    return KeyHint(" ".join(keys_of(*commands)), description, tuple(actions[command] for command in commands))


def key_range(*commands: str) -> str:
    """Join the keys of commands: `1–4` where they are consecutive, else separated by blanks."""
    keys = keys_of(*commands)
    if len(keys) > 2 and len({key[:-1] for key in keys}) == 1:
        first = ord(keys[0][-1])
        if all(key[-1].isalnum() and ord(key[-1]) == first + i for i, key in enumerate(keys)):
            return f"{keys[0]}–{keys[-1]}"
    return " ".join(keys)


def close_hint() -> str:
    """Name the key that closes a dialog, for its lower edge."""
    return f"{BY_ID['close'].key} closes"


class KeyHintLine(PublicWidget, LeafWidget):
    """A line of key hints."""

    ALLOW_SELECT: ClassVar[bool] = False
    auto_links = False
    """Links in the words work, but do not look like links."""


def join_hints(hints: Sequence[KeyHint], width: int, droppable_first: Sequence[str] = ()) -> Content:
    """Put hints side by side; while they are too wide, drop the one with the next description in `droppable_first`.

    The help page names every key, including those dropped here.
    """
    visible_hints, droppable = [hint for hint in hints if hint.key], list(droppable_first)
    gap = next((gap for gap in ("   ", "  ") if _row_width(visible_hints, gap) <= width), "  ")
    while _row_width(visible_hints, gap) > width and droppable:
        description = droppable.pop(0)
        visible_hints = [hint for hint in visible_hints if hint.description != description]
    return Content(gap).join([key_hint(hint.key, hint.description, *hint.actions) for hint in visible_hints])


def _row_width(hints: Sequence[KeyHint], gap: str) -> int:
    return sum(hint.width for hint in hints) + len(gap) * max(len(hints) - 1, 0)


def press_on_click(key: str, words: Content) -> Content:
    """Let a click on words press a key, named as printed; return the words as they are if `key` is no key."""
    try:
        return clickable(words, f"app.press('{parse_key(key)}')")
    except InvalidKey:
        return words


def clickable_edge(words: str) -> Content:
    """Build a dialog's lower edge from words like “enter edits · esc closes”: a click on a part presses its key."""
    parts = []
    edge_keys = (*EDGE_KEYS, *(BY_ID[command].key for command in EDGE_COMMANDS))
    for part in words.split(" · "):
        key = next((key for key in edge_keys if part.startswith(f"{key} ")), None)
        parts.append(press_on_click(key, public(part)) if key else public(part))
    return public(" · ").join(parts)
