"""`efficacy restore`: replace the journal with a backup."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from efficacy_tui.cli.completion_values import complete_backup
from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import journal_file
from efficacy_tui.model import locale_format
from efficacy_tui.model.clock import SystemClock


@click.command()
@click.argument("which", required=False, shell_complete=complete_backup)
@click.option("--list", "listing", is_flag=True, help="List the backups, newest first.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_context
def restore(ctx: click.Context, which: str | None, listing: bool, yes: bool) -> None:
    """Replace your journal with a backup. The present file is kept beside it.

    WHICH is a backup’s number in the list, its name or a part of it, or a path; by default the newest one that can be
    read. First you see what would be lost.

    \b
    Examples:
      efficacy restore --list
      efficacy restore
      efficacy restore 2026-11-20

    Exit codes: 0 done · 1 not done, with the reason · 2 no terminal to ask
    """
    from efficacy_tui.store import restore as store_restore

    path = journal_file(ctx.find_root().obj)
    with exit_with_sentences(ctx):
        if listing:
            _list_backups(path)
            return
        backup = store_restore.choose_backup(path, which)
        click.echo(f"Backup of {_format_time(backup.at)}: {backup.path}")
        _show_loss(store_restore.compare_backup(path, backup.path))
        confirm(ctx, "Put it in your journal's place?", yes)
        replaced_path = store_restore.restore_backup(path, backup.path, SystemClock().now())
        click.echo(f"Restored {path}." + (f" The file from before is {replaced_path}." if replaced_path else ""))


def _list_backups(path: Path) -> None:
    from efficacy_tui.store import backups

    listed_backups = backups.list_backups(path)
    if not listed_backups:
        click.echo("There is no backup yet.")
    times = [_format_time(backup.at) for backup in listed_backups]
    width = max(map(len, times), default=0)
    for number, (backup, time) in enumerate(zip(listed_backups, times, strict=True), 1):
        state = "" if backups.is_good(backup.path) else "   cannot be read"
        click.echo(f"{number:3}  {time:<{width}}  {backup.path.name}{state}")


def _format_time(at: dt.datetime) -> str:
    local = at.astimezone()
    return f"{locale_format.full_date(local.date())}, {locale_format.time_of_day(local)}"


def _show_loss(loss: object) -> None:
    from efficacy_tui.journal.maintenance import describe_record
    from efficacy_tui.store.restore import RestoreLoss

    assert isinstance(loss, RestoreLoss)
    if loss.unreadable:
        click.echo(f"The present file cannot be compared with it: {loss.unreadable}.")
    for name, present_count, backup_count in loss.tables:
        click.echo(f"  {name:13}{present_count:6} now {backup_count:6} in the backup")
    if loss.changed:
        click.echo(f"{loss.changed} records would go back to an earlier version.")
    if loss.newest:
        click.echo("These would go, the newest first:")
    for name, row in loss.newest:
        click.echo(f"  {name:13}{describe_record(row)}")
