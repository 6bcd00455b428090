"""`efficacy schema`: print the JSON Schema of an exported document."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of what “efficacy export --format json” writes.

    \b
    Example:
      efficacy schema > efficacy.schema.json
    """
    from efficacy_tui.exchange.writers.json import json_schema

    click.echo(json_schema(), nl=False)
