"""`efficacy search`: the entries that contain some words."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_query
from efficacy_tui.cli.entry_list import limit_option, print_entries
from efficacy_tui.cli.json_output import json_option


@click.command()
@click.argument("query", nargs=-1, required=True, metavar="WORDS...", shell_complete=complete_query)
@limit_option
@json_option
@click.pass_context
def search(ctx: click.Context, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search everything you wrote for entries that contain all WORDS, as in the dashboard.

    Case and accents do not matter. The filters of “efficacy list” narrow it. Words between quotation marks of their
    own are searched for together.

    \b
    Examples:
      efficacy search talk
      efficacy search talk source:mastery after:2026-01
      efficacy search '"ten minutes"' --json
    """
    print_entries(ctx, query, limit, "search" if as_json else None)
