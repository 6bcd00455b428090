"""Turns the commands of the registry into Textual's key bindings."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from efficacy_tui.flows.command_table import (
    BY_ID,
    COMMANDS,
    Command,
)

UNBOUND = "f24"
"""The key of commands without one: Textual accepts no empty key, and no modern keyboard has this one."""


def binding(command: Command) -> Binding:
    return Binding(
        command.keys or UNBOUND,
        f"app.command('{command.id}')",
        command.label,
        tooltip=command.tooltip,
        id=command.id,
        show=False,
        # A priority binding runs before the next key is handled, so “c7” in one read opens the check-in first.
        priority=True,
    )


def bindings() -> list[Binding]:
    """Return the bindings of all commands of the dashboard."""
    return [binding(command) for command in COMMANDS]


def screen_bindings(actions: Mapping[str, str], *, priority: bool = False) -> list[Binding]:
    """Return bindings of commands (ids) to a screen's own actions; an empty action runs the command itself."""
    return [
        Binding(BY_ID[name].keys, action or f"app.command('{name}')", id=name, show=False, priority=priority)
        for name, action in actions.items()
    ]


def keymap(keys: Mapping[str, str]) -> dict[str, str]:
    """Return keys by command in the form of Textual's keymap."""
    return {name: command_keys or UNBOUND for name, command_keys in keys.items()}
