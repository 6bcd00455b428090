"""`efficacy schema`: print the JSON Schema of an exported document, or of a command's answers."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_schema
from efficacy_tui.cli.context import REFUSED


@click.command()
@click.argument("command", nargs=-1, metavar="[COMMAND]...", shell_complete=complete_schema)
@click.pass_context
def schema(ctx: click.Context, command: tuple[str, ...]) -> None:
    """Print the JSON Schema of what “efficacy export --format json” writes, or of what COMMAND --json prints.

    What a command prints has a version: under one version fields are only added.

    \b
    Examples:
      efficacy schema > efficacy.schema.json
      efficacy schema list
      efficacy schema challenge new
    """
    if not command:
        from efficacy_tui.exchange.writers.json import json_schema

        click.echo(json_schema(), nl=False)
        return
    from efficacy_tui.exchange.documents.registry import SCHEMA_COMMANDS, command_schema

    name = " ".join(command)
    if name not in SCHEMA_COMMANDS:
        from efficacy_tui.cli.suggesting_group import nearest_name

        nearest = nearest_name(name, list(SCHEMA_COMMANDS))
        advice = f" Did you mean “efficacy schema {nearest}”?" if nearest else ""
        click.echo(f"“{name[:40]}” prints no JSON.{advice} These do: {', '.join(SCHEMA_COMMANDS)}.", err=True)
        ctx.exit(REFUSED)
    click.echo(command_schema(name), nl=False)
