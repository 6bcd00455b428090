"""`efficacy undo`: undo the last change."""

from __future__ import annotations

import click

from efficacy_tui.cli.context import opened_journal, require_writable
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.model.sentences import as_sentence


@click.command()
@json_option
@click.pass_context
def undo(ctx: click.Context, as_json: bool) -> None:
    """Undo the last change, wherever it was made. “efficacy redo” puts it back.

    \b
    Examples:
      efficacy undo
      efficacy undo --json
    """
    with opened_journal(ctx) as journal, change_answer(journal, "undo", as_json) as answer:
        require_writable(journal)
        answer.say(f"{as_sentence(f'Undone: {journal.undo()}')} “efficacy redo” puts it back.")
