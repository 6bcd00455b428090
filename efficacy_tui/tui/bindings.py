"""The registry's commands as Textual binds them to keys."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from efficacy_tui.flows.command_table import (
    ALL_COMMANDS,
    BY_ID,
    COMMANDS,
    GROUP_NAMES,
    Command,
    Group,
    Place,
    commands_in,
    offer_hint,
)

__all__ = [
    "ALL_COMMANDS",
    "BY_ID",
    "COMMANDS",
    "GROUP_NAMES",
    "Command",
    "Group",
    "Place",
    "bindings",
    "commands_in",
    "offer_hint",
    "screen_bindings",
]

UNBOUND = "f24"
"""What a command without a key is bound to: Textual takes no empty key, and no keyboard of today sends this one."""


def binding(command: Command) -> Binding:
    """The binding of a command's keys."""
    return Binding(
        command.keys,
        f"app.command('{command.id}')",
        command.label,
        tooltip=command.tooltip,
        id=command.id,
        show=command.footer is not None,
        # Run before the next key is looked at, so that “c7” in one read is a check-in.
        priority=True,
    )


def bindings() -> list[Binding]:
    """The bindings of every command of the dashboard."""
    return [binding(command) for command in COMMANDS]


def screen_bindings(actions: Mapping[str, str], *, priority: bool = False) -> list[Binding]:
    """The bindings of commands (ids) to a screen's own actions; an empty action runs the command itself."""
    return [
        Binding(BY_ID[name].keys, action or f"app.command('{name}')", id=name, show=False, priority=priority)
        for name, action in actions.items()
    ]


def keymap(keys: Mapping[str, str]) -> dict[str, str]:
    """Keys by command as Textual's keymap takes them."""
    return {name: each or UNBOUND for name, each in keys.items()}
