"""`efficacy doctor`: find damage in the journal file, and repair it."""

from __future__ import annotations

import click

from efficacy_tui.cli.confirm import exit_with_sentences
from efficacy_tui.cli.context import REFUSED, journal_file
from efficacy_tui.model.clock import SystemClock


@click.command()
@click.option("--fix", is_flag=True, help="Back up, then repair. Bad records go into a file beside the journal.")
@click.pass_context
def doctor(ctx: click.Context, fix: bool) -> None:
    """Find damage in your journal file: each problem, the record it is in, and what to do.

    Without --fix nothing is changed.

    \b
    Examples:
      efficacy doctor
      efficacy doctor --fix

    Exit codes: 0 nothing is wrong, or it was repaired · 1 something is wrong
    """
    from efficacy_tui.store.doctor import diagnose
    from efficacy_tui.store.repair import repair
    from efficacy_tui.store.store import random_id

    path = journal_file(ctx.find_root().obj)
    with exit_with_sentences(ctx):
        problems = diagnose(path)
        for problem in problems:
            click.echo(f"{'note' if problem.note else 'PROBLEM'}  {problem}")
        damaged = [problem for problem in problems if not problem.note]
        if not damaged:
            click.echo(f"{path} is sound." if path.exists() else f"There is no journal at {path} yet.")
        elif fix:
            repair_result = repair(path, SystemClock().now(), random_id)
            for line in repair_result.done:
                click.echo(f"fixed  {line}.")
            if repair_result.backup:
                click.echo(f"The file from before is backed up as {repair_result.backup}.")
            if repair_result.aside:
                click.echo(f"What was set aside is in {repair_result.aside}.")
        else:
            ctx.exit(REFUSED)
