"""`efficacy remind`: write reminders for an existing calendar, crontab or timer."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_file, one_of
from efficacy_tui.cli.context import journal_file, load_settings, opened_journal
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.paths import JOURNAL_VARIABLE

if TYPE_CHECKING:
    from efficacy_tui.exchange.reminders import Reminder


@click.command()
@click.option("--at", "times", multiple=True, metavar="TIME", help="When: 08:00; can be repeated.")
@click.option(
    "--days",
    metavar="DAYS",
    shell_complete=one_of("daily", "weekdays", "weekends", "mon-fri"),
    help="On which days: mon-fri, mon,wed,fri, daily, weekdays, weekends; by default when a domain is asked.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ics", "cron", "systemd"]),
    default="ics",
    show_default=True,
    help="What to write it for.",
)
@click.option("--challenges", is_flag=True, help="Write a calendar of your open challenges and their steps instead.")
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    shell_complete=complete_file,
    help="Write to this file, or folder for systemd; by default to the screen.",
)
@click.pass_context
def remind(
    ctx: click.Context, times: tuple[str, ...], days: str | None, form: str, challenges: bool, output: str | None
) -> None:
    """Write a reminder for your calendar (.ics), crontab or systemd timer. This program itself does not keep running.

    A calendar reminds you every time, from the end of a pause of all domains on; cron and systemd only while today’s
    check-in is missing. With --challenges the
    calendar holds your open challenges with their titles and steps; after a change, write it and import it again, and
    its events are updated.

    \b
    Examples:
      efficacy remind --at 08:00 --days mon-fri -o check-in.ics
      efficacy remind --at 8:00 --at 21:30 --format cron
      efficacy remind --at 21:30 --format systemd -o ~/.config/systemd/user
      efficacy remind --challenges -o challenges.ics

    Exit codes: 0 done · 1 not done, with the reason
    """
    from efficacy_tui.cli.output import write_files, write_output
    from efficacy_tui.exchange import reminders

    if ctx.find_root().obj.demo and not challenges:
        raise click.UsageError(
            "A reminder cannot ask about the demo, because its journal is deleted. Add --challenges."
        )
    with opened_journal(ctx) as journal:
        if challenges and form != "ics":
            raise Rejected("Challenges only go into a calendar: leave out --format, or use --format ics.")
        if not times and not challenges:
            raise Rejected("Say when, like --at 08:00, or add --challenges.")
        reminder = _parse_reminder(times, days or ",".join(journal.domains.asked_weekdays())) if times else None
        if challenges:
            from efficacy_tui.exchange.calendar_entries import build_challenge_calendar

            options = {"alarm_time": reminder.times[0]} if reminder else {}
            write_output(
                journal, build_challenge_calendar(journal.contents, journal.today(), journal.now(), **options), output
            )
        elif form == "ics" and reminder:
            first_day = max(journal.now().date(), journal.domains.asked_again() or dt.date.min)
            write_output(journal, reminders.build_reminder_calendar(reminder, first_day, journal.now()), output)
        elif form == "cron" and reminder:
            with _rejected_if_invalid():
                crontab = reminders.build_crontab(reminder, _program_call(ctx))
            write_output(journal, crontab, output)
        elif reminder:
            with _rejected_if_invalid():
                units = reminders.build_systemd_units(reminder, _program_call(ctx))
            if output is None or output == "-":
                write_output(journal, b"\n".join(f"# {name}\n".encode() + data for name, data in units.items()), None)
            else:
                write_files(journal, units, Path(output).expanduser())
                click.echo(f"Start it with: systemctl --user enable --now {reminders.TIMER}", err=True)


def _parse_reminder(times: tuple[str, ...], days: str) -> Reminder:
    from efficacy_tui.exchange.reminders import parse_reminder

    with _rejected_if_invalid():
        return parse_reminder(times, days, load_settings().values.reminder)


@contextmanager
def _rejected_if_invalid() -> Iterator[None]:
    from efficacy_tui.exchange.reminders import InvalidReminder

    try:
        yield
    except InvalidReminder as error:
        raise Rejected(str(error)) from error


def _program_call(ctx: click.Context) -> list[str]:
    """Return the call of `efficacy` on this journal for cron or systemd, which do not inherit the shell's variables."""
    options = ctx.find_root().obj
    call = [shutil.which("efficacy") or "efficacy"]
    is_default = not (options.journal or os.environ.get(JOURNAL_VARIABLE))
    return call if is_default else [*call, "--journal", str(journal_file(options))]
