"""`efficacy doctor`: find damage in the journal file and its copies, and repair it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.confirm import confirm, exit_with_sentences
from efficacy_tui.cli.context import REFUSED, journal_file
from efficacy_tui.cli.describe_loss import describe_copy, describe_loss
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.model.clock import SystemClock

if TYPE_CHECKING:
    from efficacy_tui.store.repair import RecoveryPlan


@click.command()
@click.option("--fix", is_flag=True, help="Repair; the old file and what cannot be read stay beside the journal.")
@click.option("--backups", "check_backups", is_flag=True, help="Read every stored copy, and say which can be restored.")
@click.option(
    "--yes", is_flag=True, help="With --fix: do not ask before a backup or an empty journal replaces the file."
)
@click.pass_context
def doctor(ctx: click.Context, fix: bool, check_backups: bool, yes: bool) -> None:
    """Find damage in your journal file: each problem, the record it is in, and what to do.

    Without --fix nothing is changed.

    --fix sets aside the records that cannot be read, and leaves the rest. If nothing in the file can be read, the good
    backup with the newest entry replaces it, or an empty journal if there is none. You are asked before either.

    \b
    Examples:
      efficacy doctor
      efficacy doctor --backups
      efficacy doctor --fix

    Exit codes: 0 nothing is wrong, or it was repaired · 1 something is wrong · 2 no terminal to ask
    """
    from efficacy_tui.store.atomic_file import exists
    from efficacy_tui.store.doctor import diagnose
    from efficacy_tui.store.ids import random_id
    from efficacy_tui.store.repair import repair

    path = journal_file(ctx.find_root().obj)
    now = SystemClock().now()
    with exit_with_sentences(ctx):
        if check_backups:
            _list_copies(path)
        problems = diagnose(path, now)
        for problem in problems:
            print_line(f"{'note' if problem.note else 'PROBLEM'}  {problem}")
        damaged = [problem for problem in problems if not problem.note]
        if fix and any(problem.fix or not problem.note for problem in problems):
            report = repair(path, now, random_id, lambda plan: _ask(ctx, path, plan, yes))
            for action in report.actions:
                print_line(f"fixed  {action}.")
            if report.backup:
                print_line(f"The old file is kept as {report.backup}.")
            if report.aside and report.backup:
                print_line(f"What was removed from it is in {report.aside}.")
            if report.unchecked:
                print_line(
                    f"Its records could not be checked: {report.unchecked}. Run “efficacy doctor” again.", err=True
                )
                ctx.exit(REFUSED)
            if not [problem for problem in diagnose(path, now) if not problem.note]:
                print_line(f"{path} has no problems.")
        elif damaged:
            ctx.exit(REFUSED)
        else:
            print_line(f"{path} has no problems." if exists(path) else f"There is no journal at {path} yet.")


def _list_copies(path: Path) -> None:
    from efficacy_tui.store.doctor import read_stored_copies

    copies = read_stored_copies(path, SystemClock().now())
    if not copies:
        click.echo("There is no stored copy yet.")
    for copy in copies:
        print_line(f"{'restores' if copy.is_good else 'does not'}  {copy.path.name}: {describe_copy(copy)}.")


def _ask(ctx: click.Context, path: Path, plan: RecoveryPlan, yes: bool) -> bool:
    """Show what would be put in place and what would be lost; end the command unless the person says yes."""
    if plan.backup is None:
        click.echo("There is no good backup. The present file stays beside the journal, under another name.")
        confirm(ctx, f"Start an empty journal at {path}?", yes)
        return True
    print_line(f"The good copy with the newest entry is {plan.backup.path}: {describe_copy(plan.backup)}.")
    for line in describe_loss(plan.loss):
        click.echo(line)
    confirm(ctx, "Replace your journal with it?", yes)
    return True
