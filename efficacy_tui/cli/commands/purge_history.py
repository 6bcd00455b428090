"""`efficacy purge-history`: delete the earlier versions of records."""

from __future__ import annotations

import click

from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import opened_journal


@click.command("purge-history")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_context
def purge_history(ctx: click.Context, yes: bool) -> None:
    """Delete the earlier versions of everything you changed.

    Your records stay as they are, and undo starts over. Backups keep the versions that are in them.

    \b
    Example:
      efficacy purge-history

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask
    """
    from efficacy_tui.journal.maintenance import purge_history as purge
    from efficacy_tui.store.other_machines import may_be_synced

    with opened_journal(ctx) as journal, exit_with_sentences(ctx):
        confirm(ctx, "Delete all earlier versions, and every step that could be undone?", yes)
        steps = purge(journal)
        click.echo(f"Deleted {steps} step{'' if steps == 1 else 's'} of the history.")
        if may_be_synced(journal.path):
            click.echo("Versions in git are deleted by “efficacy sync --forget-history”.")
