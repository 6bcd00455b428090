"""`efficacy restore`: replace the journal with a backup."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from efficacy_tui.cli.completion_values import complete_backup
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import journal_file
from efficacy_tui.cli.describe_loss import describe_copy, describe_loss, format_time
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store.decode import UnreadableBytes


@click.command()
@click.argument("which", required=False, shell_complete=complete_backup)
@click.option("--list", "listing", is_flag=True, help="List the backups, the one with the newest entry first.")
@click.option("--empty", is_flag=True, help="Start an empty journal instead. Backups and the present file stay.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_context
def restore(ctx: click.Context, which: str | None, listing: bool, empty: bool, yes: bool) -> None:
    """Replace your journal with a backup. The present file stays beside it.

    WHICH is a backup’s number in the list, its name or a part of it, or a path; by default the good one with the
    newest entry. First you see what would be lost.

    \b
    Examples:
      efficacy restore --list
      efficacy restore
      efficacy restore 2026-11-20

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.store import restore as store_restore

    if sum((which is not None, listing, empty)) > 1:
        raise click.UsageError("Choose one of WHICH, --list and --empty.")
    path = journal_file(ctx.find_root().obj)
    now = SystemClock().now()
    with exit_with_sentences(ctx):
        if listing:
            _list_backups(path, now)
            return
        if empty:
            confirm(ctx, f"Start an empty journal at {path}? The present file stays beside it.", yes)
            replaced_path = store_restore.begin_anew(path, now)
            print_line(f"There is now an empty journal at {path}.{_describe_replaced(replaced_path)}")
            return
        backup = store_restore.choose_backup(path, which, now)
        if not backup.is_good:
            raise UnreadableBytes(backup.problem)
        print_line(f"Backup of {format_time(backup.at)}: {backup.path}")
        print_line(f"In it: {describe_copy(backup)}.")
        for line in describe_loss(store_restore.compare_backup(path, backup.path, now)):
            click.echo(line)
        confirm(ctx, "Replace your journal with it?", yes)
        replaced_path = store_restore.restore_backup(path, backup.path, now)
        print_line(f"Restored {path}.{_describe_replaced(replaced_path)}")


def _describe_replaced(replaced_path: Path | None) -> str:
    return f" The old file is {replaced_path}." if replaced_path else ""


def _list_backups(path: Path, now: dt.datetime) -> None:
    from efficacy_tui.store.backups import is_still_to_come
    from efficacy_tui.store.stored_copies import rank_backups

    copies = rank_backups(path, now)
    if not copies:
        click.echo("There is no backup yet.")
    times = [format_time(copy.at) for copy in copies]
    width = max(map(len, times), default=0)
    for number, (copy, time) in enumerate(zip(copies, times, strict=True), 1):
        state = "" if copy.is_good else "   cannot be read"
        later = "   its date is still to come" if is_still_to_come(copy.at, now) else ""
        print_line(f"{number:3}  {time:<{width}}  {copy.path.name}{state}{later}")
