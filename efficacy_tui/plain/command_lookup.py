"""Which command was typed: its key, its name, or its label."""

from __future__ import annotations

from difflib import get_close_matches

from efficacy_tui.flows.command_table import COMMANDS, Command
from efficacy_tui.plain.views.pages import key_of


def find_command(text: str) -> Command | None:
    """The command that was meant, if any. Keys are told apart by capitals, names and labels are not."""
    typed = text.strip()
    for command in COMMANDS:
        if typed in (command.key, *command.keys.split(",")):
            return command
    folded = typed.casefold().replace(" ", "-")
    for command in COMMANDS:
        if folded in (command.id, command.label.casefold().replace(" ", "-")):
            return command
    return None


def unknown_command_message(text: str) -> str:
    """That a text is no command, and which one is nearest."""
    names = {name.casefold(): command for command in COMMANDS for name in (command.id, command.label)}
    typed = " ".join(text.split())
    close = get_close_matches(typed.casefold(), names, n=1, cutoff=0.6)
    said = f"“{typed[:40]}” is not a command here."
    if not close:
        return f"{said} ? lists them all."
    nearest = names[close[0]]
    return f"{said} The nearest is {key_of(nearest)}, {nearest.label.lower()}. ? lists them all."
