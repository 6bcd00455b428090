"""`efficacy delete`: delete evidence, or take a rung off its ladder."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_record
from efficacy_tui.cli.confirm import confirm
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.store.errors import Rejected

NOT_DELETED = {
    "challenges": "A challenge stays in your record, whatever came of it. “efficacy outcome abandoned” lets an open "
    "one go.",
    "reappraisals": "A session cannot be deleted.",
    "checkins": "A day’s rating cannot be deleted, only replaced by another.",
    "domains": "A domain cannot be deleted here. In the program, “d” and then “x” archives it.",
}
"""Table → why its records are not deleted."""

FOR_GOOD = "“efficacy erase” removes it for good. Nothing was changed."


@click.command()
@click.argument("identifier", metavar="ID", shell_complete=complete_record)
@click.option("--yes", is_flag=True, help="Do not ask before a rung is deleted.")
@json_option
@click.pass_context
def delete(ctx: click.Context, identifier: str, yes: bool, as_json: bool) -> None:
    """Delete a piece of evidence, or take a rung off its ladder; “efficacy undo” brings it back.

    ID is the beginning of an id as “efficacy list” prints it, or “last” for the first entry of that list. Of an outcome
    your words about it are deleted.

    \b
    Examples:
      efficacy delete 3f2a91bc
      efficacy delete last

    Exit codes: 0 deleted · 1 not deleted, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.cli.record_argument import find_words
    from efficacy_tui.flows.rungs import delete_rung, deletion_question
    from efficacy_tui.wording.changes import record_name

    with opened_journal(ctx) as journal, change_answer(journal, "delete", as_json) as answer:
        table, record_id = find_words(journal, identifier)
        row = journal.contents.table(table)[record_id]
        name = record_name(table, row, journal.contents, journal.today())
        if table == "evidence":
            journal.evidence.delete(record_id)
            action = "Deleted"
        elif table == "rungs":
            if as_json and not yes:
                raise click.UsageError("--json needs --yes for a rung, because it asks no questions.")
            confirm(ctx, deletion_question(journal, row), yes)
            action = delete_rung(journal, record_id)
        else:
            raise Rejected(f"{NOT_DELETED.get(table, 'This cannot be deleted.')} {FOR_GOOD}")
        answer.say(f"{as_sentence(f'✓ {action}: {name}')} “efficacy undo” brings it back.")
