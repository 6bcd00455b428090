"""`efficacy remind`: write reminders for an existing calendar, crontab, timer or agent."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import shutil
import site
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import one_of
from efficacy_tui.cli.context import journal_file, load_settings, opened_journal
from efficacy_tui.cli.output_option import output_options
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.paths import config_path

if TYPE_CHECKING:
    from efficacy_tui.exchange.exported_events import Events
    from efficacy_tui.exchange.reminders import Reminder
    from efficacy_tui.journal.journal import Journal

START_SYSTEMD = "Start it with: systemctl --user enable --now {timer}"
START_LAUNCHD = "Start it with: launchctl bootout gui/$(id -u)/{label}; launchctl bootstrap gui/$(id -u) {path}"
IN_CALENDAR = "✓ {path}. Open it with your calendar, or import it there."
IN_CRONTAB = "✓ {path}. Add its lines to your crontab: crontab -e"
NOT_NOTED = (
    "The calendar was written, but your journal could not note what is in it. What is gone later may not be cancelled."
)


class RemindCommand(click.Command):
    """A command that takes a day and its time after `--at` without quotation marks, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _join_days_and_times(args))


def _join_days_and_times(args: list[str]) -> list[str]:
    """Join `--at sun 18:00` to `--at "sun 18:00"`: a day alone would be no time."""
    from efficacy_tui.exchange.reminder_times import weekday_number

    joined: list[str] = []
    for word in args:
        before, previous = ["", "", *joined][-2:]
        day = previous if before == "--at" else previous.removeprefix("--at=") if previous.startswith("--at=") else ""
        if weekday_number(day) is not None and word[:1].isdigit():
            joined[-1] = f"{previous} {word}"
        else:
            joined.append(word)
    return joined


@click.command(cls=RemindCommand)
@click.option(
    "--at",
    "times",
    multiple=True,
    metavar="TIME",
    help="When: 08:00, or sun 18:00 with --weekly; can be repeated.",
)
@click.option(
    "--days",
    metavar="DAYS",
    shell_complete=one_of("daily", "weekdays", "weekends", "mon-fri"),
    help="On which days: mon-fri, mon,wed,fri, daily, weekdays, weekends; by default when a domain is asked.",
)
@click.option("--weekly", is_flag=True, help="Ask for the weekly review instead, by default on your week’s last day.")
@click.option(
    "--name",
    metavar="NAME",
    shell_complete=one_of("morning", "evening", "weekends"),
    help="A name like “weekends” for the reminder; made again under its name, it replaces the earlier one.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["ics", "cron", "systemd", "launchd"]),
    default="ics",
    show_default=True,
    help="What to write it for; launchd is for macOS.",
)
@click.option("--challenges", is_flag=True, help="Write a calendar of your open challenges and their steps instead.")
@output_options("Write to this file, or folder for systemd and launchd; by default to the screen.")
@click.pass_context
def remind(
    ctx: click.Context,
    times: tuple[str, ...],
    days: str | None,
    weekly: bool,
    name: str | None,
    form: str,
    challenges: bool,
    output: str | None,
    force: bool,
) -> None:
    """Write a reminder for your calendar (.ics), crontab, systemd timer or launchd agent. This program itself does not
    keep running.

    A calendar reminds you every time, from the end of a pause of all domains on. The others only do while today’s
    check-in, or with --weekly the review, is missing, and they say so when they cannot look. Make a reminder again to
    move it: it replaces the one of its name. Any other file is only overwritten with --force.

    With --challenges the calendar holds your open challenges with their titles and steps; after a change, write it and
    import it again: its events are updated, and what no longer happens is cancelled.

    \b
    Examples:
      efficacy remind --at 08:00 --days mon-fri -o check-in.ics
      efficacy remind --weekly --at sun 18:00 -o review.ics
      efficacy remind --at 8:00 --at 21:30 --format cron
      efficacy remind --at 21:30 --format systemd -o ~/.config/systemd/user
      efficacy remind --at 21:30 --format launchd -o ~/Library/LaunchAgents
      efficacy remind --challenges -o challenges.ics

    Exit codes: 0 done · 1 not done, with the reason
    """
    if ctx.find_root().obj.demo and not challenges:
        raise click.UsageError(
            "A reminder cannot ask about the demo, because its journal is deleted. Add --challenges."
        )
    with opened_journal(ctx) as journal:
        if challenges and form != "ics":
            raise Rejected("Challenges only go into a calendar: leave out --format, or use --format ics.")
        if challenges and weekly:
            raise Rejected("Choose one of --weekly and --challenges: each is a calendar of its own.")
        if not times and not challenges:
            raise Rejected(
                "Say when, like --at sun 18:00." if weekly else "Say when, like --at 08:00, or add --challenges."
            )
        reminder = _parse_reminder(journal, times, days, name, weekly=weekly) if times else None
        if challenges:
            _write_challenges(journal, reminder, output, force)
        elif reminder and form == "ics":
            _write_calendar(journal, reminder, output, force)
        elif reminder:
            with _rejected_if_invalid():
                _write_for_scheduler(ctx, journal, reminder, form, output, force)
        if weekly and reminder:
            from efficacy_tui.exchange.reminders import describe_review_day

            click.echo(describe_review_day(reminder), err=True)


def _parse_reminder(
    journal: Journal, times: tuple[str, ...], days: str | None, name: str | None, *, weekly: bool
) -> Reminder:
    from efficacy_tui.exchange.reminders import parse_reminder, parse_weekly_reminder

    with _rejected_if_invalid():
        if weekly:
            return parse_weekly_reminder(times, days, name)
        days = ",".join(journal.domains.asked_weekdays()) if days is None else days
        return parse_reminder(times, days, load_settings().values.reminder, name)


@contextmanager
def _rejected_if_invalid() -> Iterator[None]:
    from efficacy_tui.exchange.reminder_times import InvalidReminder

    try:
        yield
    except InvalidReminder as error:
        raise Rejected(str(error)) from error


# -- calendars -----------------------------------------------------------------------------------


def _write_challenges(journal: Journal, reminder: Reminder | None, output: str | None, force: bool) -> None:
    from efficacy_tui.cli.output import write_output
    from efficacy_tui.exchange.calendar_entries import OWNER, build_challenge_calendar, exported_after
    from efficacy_tui.exchange.earlier_reminders import is_earlier_calendar

    contents, today = journal.contents, journal.today()
    options = {"alarm_time": reminder.times[0]} if reminder else {}
    data = build_challenge_calendar(contents, today, journal.now(), **options)
    write_output(journal, data, output, overwrite=force, is_earlier=lambda _, old: is_earlier_calendar(old, data))
    _remember(journal, OWNER, exported_after(contents, today))
    _announce(IN_CALENDAR, output)


def _write_calendar(journal: Journal, reminder: Reminder, output: str | None, force: bool) -> None:
    from efficacy_tui.cli.output import write_output
    from efficacy_tui.exchange.earlier_reminders import is_earlier_calendar
    from efficacy_tui.exchange.exported_events import load_exported
    from efficacy_tui.exchange.reminders import OWNER, build_reminder_calendar, export_events

    exported = load_exported(journal.contents, OWNER).get(reminder.unit, {})
    now = journal.now()
    first_day = max(now.date(), journal.domains.asked_again() or dt.date.min)
    data = build_reminder_calendar(reminder, first_day, now, exported)
    write_output(
        journal, data, output, overwrite=force, is_earlier=lambda _, old: is_earlier_calendar(old, data, reminder)
    )
    if exported or len(reminder.times) > 1:
        # A single time never goes: the next one replaces it. Only others can be left over, and are remembered.
        _remember(journal, OWNER, {reminder.unit: export_events(reminder, first_day, now.date(), exported)})
    _announce(IN_CALENDAR, output)


def _announce(sentence: str, output: str | None) -> None:
    """Say where a file is and what to do with it."""
    from efficacy_tui.cli.output import is_stdout
    from efficacy_tui.cli.output_lines import print_line

    if not is_stdout(output):
        print_line(sentence.format(path=output), err=True)


def _remember(journal: Journal, kind: str, exported: Mapping[str, Events]) -> None:
    from efficacy_tui.exchange.exported_events import save_exported

    try:
        save_exported(journal, kind, exported)
    except (Rejected, StoreError):
        click.echo(NOT_NOTED, err=True)
        raise


# -- schedulers ----------------------------------------------------------------------------------


def _write_for_scheduler(
    ctx: click.Context, journal: Journal, reminder: Reminder, form: str, output: str | None, force: bool
) -> None:
    from efficacy_tui.cli.output import is_stdout, write_files, write_output
    from efficacy_tui.exchange import earlier_reminders, reminders
    from efficacy_tui.exchange.notify_command import MACOS, describe_desktop

    call = _program_call(ctx)
    if form == "launchd":
        agents = reminders.build_launch_agent(reminder, call)
        _write_agent(journal, agents, reminder.unit, output, force)
        return
    desktop = describe_desktop(os.environ, shutil.which("notify-send"))
    if form == "cron":
        desktop = MACOS if sys.platform == "darwin" else desktop
        write_output(
            journal,
            reminders.build_crontab(reminder, call, desktop),
            output,
            overwrite=force,
            is_earlier=lambda _, old: earlier_reminders.is_earlier_crontab(old, reminder),
        )
        _announce(IN_CRONTAB, output)
        return
    units = reminders.build_systemd_units(reminder, call, desktop)
    if is_stdout(output):
        click.echo(b"\n".join(f"# {name}\n".encode() + data for name, data in units.items()), nl=False)
    else:
        write_files(
            journal,
            units,
            Path(str(output)).expanduser(),
            overwrite=force,
            is_earlier=lambda name, old: earlier_reminders.is_earlier_unit(old, units[name]),
        )
        click.echo(START_SYSTEMD.format(timer=f"{reminder.unit}.timer"), err=True)


def _write_agent(journal: Journal, agents: Mapping[str, bytes], label: str, output: str | None, force: bool) -> None:
    from efficacy_tui.cli.output import is_stdout, write_files
    from efficacy_tui.exchange.earlier_reminders import is_earlier_agent

    ((name, data),) = agents.items()
    if is_stdout(output):
        click.echo(data, nl=False)
        return
    path = Path(str(output)).expanduser().absolute()
    path = path if path.suffix == ".plist" else path / name
    write_files(
        journal,
        {path.name: data},
        path.parent,
        overwrite=force,
        is_earlier=lambda _, old: is_earlier_agent(old, data),
    )
    click.echo(START_LAUNCHD.format(label=label, path=shlex.quote(str(path))), err=True)


def _program_call(ctx: click.Context) -> list[str]:
    """Return the call of this program on this journal, for schedulers that do not inherit the shell's variables."""
    import efficacy_tui
    from efficacy_tui.cli.program_call import RunningProgram, build_program_call
    from efficacy_tui.exchange.reminder_times import InvalidReminder

    main_spec = getattr(sys.modules["__main__"], "__spec__", None)
    program = RunningProgram(
        sys.argv[0],
        main_spec.name if main_spec is not None else None,
        sys.executable or "",
        str(Path(efficacy_tui.__path__[0]).absolute().parent),
        (*site.getsitepackages(), site.getusersitepackages()),
    )
    journal = journal_file(ctx.find_root().obj)
    call = build_program_call(program, os.environ, journal, config_path(os.environ), shutil.which)
    if not call:
        raise InvalidReminder("Where this program is could not be found, so no line can call it. Nothing was written.")
    return call
