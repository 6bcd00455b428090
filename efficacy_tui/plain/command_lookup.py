"""Finds the command that was typed by its key, name or label."""

from __future__ import annotations

from difflib import get_close_matches

from efficacy_tui.flows.command_table import COMMANDS, Command
from efficacy_tui.plain.views.pages import format_command_key


def find_command(text: str) -> Command | None:
    """Find a command; keys are case-sensitive, names and labels are not."""
    typed = text.strip()
    for command in COMMANDS:
        if typed in (command.key, *command.default_keys):
            return command
    folded = typed.casefold().replace(" ", "-")
    for command in COMMANDS:
        if folded in (command.id, command.label.casefold().replace(" ", "-")):
            return command
    return None


def is_command(text: str) -> bool:
    return find_command(text) is not None


def unknown_command_message(text: str) -> str:
    """Format the error for an unknown command, with the closest known one."""
    names = {name.casefold(): command for command in COMMANDS for name in (command.id, command.label)}
    typed = " ".join(text.split())
    close_names = get_close_matches(typed.casefold(), names, n=1, cutoff=0.6)
    message = f"“{typed[:40]}” is not a command here."
    if not close_names:
        return f"{message} ? lists them all."
    nearest = names[close_names[0]]
    return f"{message} The nearest is {format_command_key(nearest)}, {nearest.label.lower()}. ? lists them all."
