"""`efficacy keys`: list the keys of the dashboard and of every other screen."""

from __future__ import annotations

from collections.abc import Iterator

import click

from efficacy_tui.flows.command_table import COMMANDS, GROUP_NAMES, SCREEN_COMMANDS, Command
from efficacy_tui.model.key_names import print_key


@click.command()
@click.option("--markdown", is_flag=True, help="Print the default keys as a Markdown table.")
def keys(markdown: bool) -> None:
    """List the keys of every screen, each with the permanent name of its command.

    That name is the one to use under [keys] in config.toml.

    \b
    Examples:
      efficacy keys
      efficacy keys --markdown
    """
    if markdown:
        click.echo("\n".join(markdown_table()))
        return
    from efficacy_tui.cli.context import load_settings
    from efficacy_tui.flows.apply_settings import apply_settings

    apply_settings(load_settings())
    width = max(len(command.id) for command in (*COMMANDS, *SCREEN_COMMANDS))
    for name, commands in _command_groups():
        click.echo(name)
        for command in commands:
            key_names = " ".join(map(print_key, command.all_keys)) or "–"
            click.echo(f"  {key_names:<17}{command.id:<{width}}  {command.tooltip}{_format_screen(command)}")


def markdown_table() -> Iterator[str]:
    """Yield the lines of a Markdown table of the default keys."""
    yield "| key | | name in `config.toml` |"
    yield "|---|---|---|"
    for name, commands in _command_groups():
        yield f"| **{name}** | | |"
        for command in commands:
            names = (
                f"`` {print_key(key)} ``" if key == "grave_accent" else f"`{print_key(key)}`"
                for key in command.default_keys
            )
            key_names = " ".join(names) or "–"
            yield f"| {key_names} | {command.tooltip.rstrip('.')}{_format_screen(command)} | `{command.id}` |"


def _format_screen(command: Command) -> str:
    """Format the only screen of a command; empty for a command of the dashboard or of several screens."""
    return f" ({command.places[0]})" if command in SCREEN_COMMANDS and len(command.places) == 1 else ""


def _command_groups() -> Iterator[tuple[str, list[Command]]]:
    """Yield the commands of the dashboard by group, then those of the other screens."""
    for group, name in GROUP_NAMES.items():
        if commands := [command for command in COMMANDS if command.group == group]:
            yield name, commands
    yield "On every screen", [command for command in SCREEN_COMMANDS if len(command.places) > 1]
    yield "On one screen", [command for command in SCREEN_COMMANDS if len(command.places) == 1]
