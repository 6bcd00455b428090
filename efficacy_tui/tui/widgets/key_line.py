"""Keys and what they do, beside each other: read as a reminder, clicked as buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from efficacy_tui.tui.masking import Readable, ours
from efficacy_tui.tui.widgets.lines import clickable, hint

PRESSED = {"esc": "escape"}
EDGE_KEYS = ("esc", "enter", "delete", "shift+tab", "b")
"""The keys named at the lower edge of dialogs."""


class Hint(NamedTuple):
    """A key (or several, a blank between them), what it does, and the action of each key."""

    key: str
    what: str
    actions: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Its cells."""
        return cell_len(f"{self.key} {self.what}")


class KeyLine(Readable):
    """Hints on one line; words of ours."""

    ALLOW_SELECT: ClassVar[bool] = False
    auto_links = False
    """A click works; the words look as they always do."""


def hints_in_a_row(hints: Sequence[Hint], width: int, least: Sequence[str] = ()) -> Content:
    """Hints beside each other; with too little room, those that do what `least` names are left out in turn."""
    shown, left_out = list(hints), list(least)
    gap = next((gap for gap in ("   ", "  ") if _length(shown, gap) <= width), "  ")
    while _length(shown, gap) > width and left_out:
        # Help names it all the same.
        gone = left_out.pop(0)
        shown = [each for each in shown if each.what != gone]
    return Content(gap).join([hint(each.key, each.what, *each.actions) for each in shown])


def _length(hints: Sequence[Hint], gap: str) -> int:
    return sum(each.size for each in hints) + len(gap) * max(len(hints) - 1, 0)


def clickable_edge(words: str) -> Content:
    """The words at a dialog's lower edge, “enter edits · esc closes”: clicking one is as if its key were pressed."""
    parts = []
    for part in words.split(" · "):
        key, _, rest = part.partition(" ")
        known = key in EDGE_KEYS and rest
        parts.append(clickable(ours(part), f"app.press('{PRESSED.get(key, key)}')") if known else ours(part))
    return ours(" · ").join(parts)
