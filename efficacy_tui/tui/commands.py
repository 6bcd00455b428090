"""The registry's commands as Textual binds them to keys."""

from __future__ import annotations

from textual.binding import Binding

from efficacy_tui.flows.commands import BY_ID, COMMANDS, GROUP_NAMES, Command, Group, offers

__all__ = ["BY_ID", "COMMANDS", "GROUP_NAMES", "Command", "Group", "bindings", "offers"]


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
    """The bindings of every command."""
    return [binding(command) for command in COMMANDS]
