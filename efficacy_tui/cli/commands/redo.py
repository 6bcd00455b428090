"""`efficacy redo`: put back what was undone last."""

from __future__ import annotations

import click

from efficacy_tui.cli.context import opened_journal, require_writable
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.model.sentences import as_sentence


@click.command()
@json_option
@click.pass_context
def redo(ctx: click.Context, as_json: bool) -> None:
    """Put back what was undone last, if nothing was changed since.

    \b
    Examples:
      efficacy redo
      efficacy redo --json
    """
    with opened_journal(ctx) as journal, change_answer(journal, "redo", as_json) as answer:
        require_writable(journal)
        answer.say(as_sentence(f"Put back: {journal.redo()}"))
