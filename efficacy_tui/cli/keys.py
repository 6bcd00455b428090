"""`efficacy keys`: every key of the dashboard."""

from __future__ import annotations

import click


@click.command()
def keys() -> None:
    """Print the keys of the dashboard, with the name each command has for ever.

    \b
    Example:
      efficacy keys
    """
    from efficacy_tui.flows.commands import COMMANDS, GROUP_NAMES

    wide = max(len(command.id) for command in COMMANDS)
    for group, name in GROUP_NAMES.items():
        click.echo(f"{name}")
        for command in COMMANDS:
            if command.group == group:
                click.echo(f"  {command.key:<8}{command.id:<{wide}}  {command.tooltip}")
