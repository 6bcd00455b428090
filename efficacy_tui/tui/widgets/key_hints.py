"""Keys and what they do, beside each other: read as a reminder, clicked as buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.model.key_names import InvalidKey, parse_key
from efficacy_tui.tui.privacy.mask import PublicWidget, public
from efficacy_tui.tui.widgets.content_lines import clickable, key_hint

EDGE_KEYS = ("esc", "enter", "delete", "shift+tab", "b")
"""The keys that always do the same in dialogs, as they are named at the lower edge."""

EDGE_COMMANDS = ("close", "edit-entry", "delete-entry")
"""The commands whose keys are named there."""

SHORT = {"delete": "del", "page up": "pgup", "page down": "pgdn"}
"""Keys with long names, as key lines have room for them; none has a blank in it."""


class KeyHint(NamedTuple):
    """A key (or several, a blank between them), what it does, and the action of each key; without a key, nothing."""

    key: str
    description: str
    actions: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Its cells."""
        return cell_len(f"{self.key} {self.description}")


def keys_of(*commands: str) -> list[str]:
    """The keys of commands (ids) as key lines show them; a command without a key is left out."""
    keys = [BY_ID[command].key for command in commands if BY_ID[command].default_keys]
    return [reduce(lambda key, long: key.replace(long, SHORT[long]), SHORT, key) for key in keys]


def command_hint(command: str, what: str, action: str) -> KeyHint:
    """The hint at one command (id), with the key it has now."""
    return group_hint({command: action}, what)


def group_hint(actions: Mapping[str, str], what: str) -> KeyHint:
    """The hint at several commands that belong together, like previous and next: id → the action of its key."""
    with_key = [command for command in actions if BY_ID[command].default_keys]
    return KeyHint(" ".join(keys_of(*with_key)), what, tuple(actions[command] for command in with_key))


def span_of(*commands: str) -> str:
    """The keys of commands in a row: `1–4` where they follow each other, else one after the other."""
    keys = keys_of(*commands)
    if len(keys) > 2 and len({key[:-1] for key in keys}) == 1:
        first = ord(keys[0][-1])
        if all(key[-1].isalnum() and ord(key[-1]) == first + i for i, key in enumerate(keys)):
            return f"{keys[0]}–{keys[-1]}"
    return " ".join(keys)


def close_hint() -> str:
    """What closes a dialog, as its lower edge says it."""
    return f"{BY_ID['close'].key} closes"


class KeyHintLine(PublicWidget):
    """Hints on one line; words of ours."""

    ALLOW_SELECT: ClassVar[bool] = False
    auto_links = False
    """A click works; the words look as they always do."""


def hints_in_a_row(hints: Sequence[KeyHint], width: int, least: Sequence[str] = ()) -> Content:
    """Hints beside each other; with too little room, those that do what `least` names are left out in turn."""
    shown, left_out = [each for each in hints if each.key], list(least)
    gap = next((gap for gap in ("   ", "  ") if _length(shown, gap) <= width), "  ")
    while _length(shown, gap) > width and left_out:
        # Help names it all the same.
        gone = left_out.pop(0)
        shown = [each for each in shown if each.description != gone]
    return Content(gap).join([key_hint(each.key, each.description, *each.actions) for each in shown])


def _length(hints: Sequence[KeyHint], gap: str) -> int:
    return sum(each.size for each in hints) + len(gap) * max(len(hints) - 1, 0)


def pressing(key: str, words: Content) -> Content:
    """Words that press a key (as it is printed) when they are clicked; where `key` is a command’s name, nothing."""
    try:
        return clickable(words, f"app.press('{parse_key(key)}')")
    except InvalidKey:
        return words


def clickable_edge(words: str) -> Content:
    """The words at a dialog's lower edge, “enter edits · esc closes”: clicking one is as if its key were pressed."""
    parts = []
    known = (*EDGE_KEYS, *(BY_ID[command].key for command in EDGE_COMMANDS))
    for part in words.split(" · "):
        key = next((key for key in known if part.startswith(f"{key} ")), None)
        parts.append(pressing(key, public(part)) if key else public(part))
    return public(" · ").join(parts)
