"""`efficacy list`: the entries of the timeline, newest first."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_query
from efficacy_tui.cli.entry_list import limit_option, print_entries
from efficacy_tui.cli.json_output import json_option


@click.command("list")
@click.argument("query", nargs=-1, metavar="[FILTER]...", shell_complete=complete_query)
@limit_option
@json_option
@click.pass_context
def list_(ctx: click.Context, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List evidence, challenges, sessions and notes, newest first, each with the first letters of its id.

    FILTER is one of the dashboard’s search: source:mastery, kind:session, domain:speaking, after:2026-01,
    before:2026-06, on:2026-03-02; kind:rung and kind:goal list what is on the ladders. Any other word is searched for.

    In a pipe each entry is one line: id, day, kind, domain and text.

    \b
    Examples:
      efficacy list
      efficacy list source:mastery domain:speaking --limit 5
      efficacy list kind:session after:2026-01 --json
    """
    print_entries(ctx, query, limit, "list" if as_json else None)
