"""`efficacy backup`: back up the journal now."""

from __future__ import annotations

import click

from efficacy_tui.cli.confirm import exit_with_sentences
from efficacy_tui.cli.context import journal_file
from efficacy_tui.model.clock import SystemClock


@click.command()
@click.pass_context
def backup(ctx: click.Context) -> None:
    """Make a backup of your journal now, and print where it is.

    Backups are also made by themselves: the newest 5 are kept, then one of each of 7 days, 4 weeks and 12 months.

    \b
    Example:
      efficacy backup

    \b
    Exit codes: 0 done · 1 it could not be made
    """
    from efficacy_tui.store import atomic_file, backups
    from efficacy_tui.store.decode import read_journal
    from efficacy_tui.store.locking import locked
    from efficacy_tui.store.stored_copies import require_first_start

    path = journal_file(ctx.find_root().obj)
    with exit_with_sentences(ctx):
        if not atomic_file.is_present(path):
            require_first_start(path)
        read_journal(path, str)
        with locked(path):
            click.echo(backups.make_backup(path, SystemClock().now()))
