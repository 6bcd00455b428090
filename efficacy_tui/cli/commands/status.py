"""`efficacy status`: today's status in counts, for people, shell prompts and status bars."""

from __future__ import annotations

import datetime as dt
import os

import click

from efficacy_tui.cli.context import MISSING, OK, REFUSED, journal_file, load_settings
from efficacy_tui.model.clock import DAY_START, SystemClock
from efficacy_tui.store.atomic_file import is_present
from efficacy_tui.store.paths import config_path

UNREADABLE = "unreadable"
"""What a prompt or a bar shows instead of the counts when the journal cannot be read."""


def _day_start() -> dt.time:
    # Without a settings file, do not load its parser, which would delay a shell prompt.
    return load_settings().values.day_start if is_present(config_path(os.environ)) else DAY_START


def _print_for_bar(text: str, tooltip: str, state: str, percentage: int) -> None:
    import msgspec

    document = {"text": text, "tooltip": tooltip, "class": state, "percentage": percentage}
    click.echo(msgspec.json.encode(document).decode())


@click.command()
@click.option("--line", is_flag=True, help="Print a few characters on one line, for a prompt.")
@click.option("--json", "as_json", is_flag=True, help="Print text, tooltip, class and percentage as JSON, for Waybar.")
@click.pass_context
def status(ctx: click.Context, line: bool, as_json: bool) -> None:
    """Say whether you have checked in today, and on how many days lately. Counts only, nothing you wrote.

    \b
    Examples:
      efficacy status
      efficacy status --line || true          # in a prompt
      efficacy status --json                  # in a bar
      efficacy status >/dev/null || notify-send "How sure are you today?"

    Exit codes: 0 checked in today · 3 not yet, or there is no domain ·
    1 the journal cannot be read (--line then prints “unreadable”)
    """
    from efficacy_tui.journal.status import read_status
    from efficacy_tui.store.errors import StoreError

    if line and as_json:
        raise click.UsageError("Choose one of --line and --json.")
    try:
        day_status = read_status(journal_file(ctx.find_root().obj), SystemClock().now(), _day_start())
    except StoreError as error:
        if line:
            # A prompt has room for one word, and no place for an error.
            click.echo(UNREADABLE)
        elif as_json:
            _print_for_bar(UNREADABLE, str(error), UNREADABLE, 0)
        else:
            click.echo(str(error), err=True)
        ctx.exit(REFUSED)
    if as_json:
        _print_for_bar(day_status.line, "\n".join(day_status.sentences), day_status.state, day_status.percentage)
    else:
        click.echo(day_status.line if line else "\n".join(day_status.sentences))
    ctx.exit(OK if day_status.state == "done" else MISSING)
