"""The footer of the ladder: the keys that do something to the rung under the cursor."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.tui.widgets.content_lines import key_hint
from efficacy_tui.tui.widgets.key_hints import KeyHintLine, keys_of

WIDE, MIDDLE = 100, 76
"""Columns from which keys have their long names, and from which there are three blanks between them."""


class LadderKey(NamedTuple):
    """What keys do on the ladder: the ids of their commands, the actions, and the name, long and short."""

    commands: tuple[str, ...]
    actions: tuple[str, ...]
    label: str
    short: str


def ladder_keys(ladder: Ladder, rung: LadderRung | None, *, read_only: bool, has_open: bool) -> tuple[LadderKey, ...]:
    """Return the keys that would do something now, the most useful first.

    `has_open` tells whether a challenge of the domain is under way, besides which none can be started.
    """
    keys: list[LadderKey] = []
    if ladder.is_empty:
        return () if read_only else (LadderKey(("start-rung",), ("screen.start",), "First ladder", "First ladder"),)
    if rung is not None and rung.status == "open":
        keys.append(LadderKey(("start-rung",), ("screen.start",), "Open it", "Open"))
    elif rung is not None and rung.status == "daily" and not read_only:
        keys.append(LadderKey(("start-rung",), ("screen.start",), "Place it again", "Place"))
    elif rung is not None and not read_only and not has_open:
        again = "Again, a bit harder" if rung.status == "succeeded" else "Again"
        long, short = (again, "Again") if rung.is_begun else ("Start from here", "Start")
        keys.append(LadderKey(("start-rung",), ("screen.start",), long, short))
    if read_only:
        return tuple(keys)
    keys.append(LadderKey(("add-rung",), ("screen.add",), "Add an idea", "Add"))
    if rung is not None and rung.is_movable:
        keys.append(LadderKey(("easier-rung", "harder-rung"), ("screen.shift(-1)", "screen.shift(1)"), "Move", "Move"))
    keys.append(LadderKey(("rate-rungs",), ("screen.rate",), "Rate all", "Rate all"))
    if rung is not None and (rung.rung is not None or rung.status == "daily"):
        keys.append(LadderKey(("edit-rung",), ("screen.edit",), "Edit", "Edit"))
    if rung is not None and rung.rung is not None and rung.status != "open":
        keys.append(LadderKey(("delete-rung",), ("screen.delete",), "Delete", "Delete"))
    return tuple(keys)


class LadderKeys(KeyHintLine):
    """As many keys as fit; help is always shown and lists the rest."""

    DEFAULT_CSS = "LadderKeys { height: 1; dock: bottom; padding: 0 1; color: $quiet; }"
    keys: reactive[tuple[LadderKey, ...]] = reactive(())

    def render(self) -> Content:
        width, help_command = self.content_size.width, BY_ID["help"]
        help_hint = key_hint(help_command.key, help_command.label, "app.command('help')")
        room = width - help_hint.cell_length
        gap = "   " if width >= MIDDLE - 2 else "  "
        parts: list[Content] = []
        used = 0
        for key in self.keys:
            bound = [
                (command, action)
                for command, action in zip(key.commands, key.actions, strict=True)
                if BY_ID[command].first_key
            ]
            if not bound:
                continue
            names = " ".join(keys_of(*(command for command, _ in bound)))
            label = key.label if width >= WIDE - 2 else key.short
            size = cell_len(names) + 1 + cell_len(label) + len(gap)
            if used + size > room:
                break
            parts += [key_hint(names, label, *(action for _, action in bound)), Content(gap)]
            used += size
        return Content.assemble(*parts, " " * max(room - used, 0), help_hint)
