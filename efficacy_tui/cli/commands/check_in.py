"""`efficacy check-in`: the daily question from the shell."""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_rating, one_of
from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.cli.given_ratings import parse_rating, record_rating, require_one_each
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.status import NO_DOMAIN
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.flows.check_in import DailyCheckIn


@click.command("check-in")
@click.argument("ratings", nargs=-1, metavar="[[DOMAIN=]RATING]...", shell_complete=complete_rating)
@click.option(
    "--day",
    default="today",
    shell_complete=one_of("today", "yesterday"),
    show_default=True,
    help="Which day it is for, up to a week ago: yesterday, fri, 10 nov.",
)
@click.option("--note", metavar="TEXT", type=TEXT, help="A line about the rating, found by search: “slept badly”.")
@click.option("--exact", is_flag=True, help="Take 1 to 9 literally, instead of asking whether 10 to 90 is meant.")
@click.option("--plain", is_flag=True, help="Ask line by line instead of drawing.")
@json_option
@click.pass_context
def check_in(
    ctx: click.Context, ratings: tuple[str, ...], day: str, note: str | None, exact: bool, plain: bool, as_json: bool
) -> None:
    """Record how sure you are today, from 0 to 100. Without a rating you are asked.

    A rating without a domain is for your focus. In a terminal the questions appear below the prompt, one key each, and
    your answers take their place; with --plain, in a pipe or with TERM=dumb they are asked line by line.

    \b
    Examples:
      efficacy check-in
      efficacy check-in 70
      efficacy check-in Speaking=70 Writing=40
      efficacy check-in 70 --note "slept badly"
      efficacy check-in --day yesterday 60

    Exit codes: 0 done · 1 not done, or left before the end; what you had answered is saved
    """
    from efficacy_tui.cli.output import parse_past_day

    _require_one_rating(ratings, note)
    if as_json and not ratings:
        raise click.UsageError("--json needs a rating: efficacy check-in 70 --json")
    options = ctx.find_root().obj
    plain = plain or options.plain or not _can_draw()
    if options.masked and (ratings or plain):
        raise click.UsageError("--masked needs questions drawn on the screen: printed lines cannot be masked.")
    with opened_journal(ctx) as journal:
        if journal.domains.focus() is None:
            raise Rejected(NO_DOMAIN)
        date = parse_past_day(journal, day)
        if ratings:
            parsed_ratings = [parse_rating(journal, rating) for rating in ratings]
            require_one_each(journal, parsed_ratings)
            for _, confidence in parsed_ratings if not exact else ():
                _confirm_small_rating(ctx, confidence, may_ask=not as_json)
            with change_answer(journal, "check-in", as_json) as answer:
                for domain_id, confidence in parsed_ratings:
                    answer.say(record_rating(journal, domain_id, confidence, date, note or ""))
        elif not _ask(journal, date, plain=plain, masked=options.masked):
            ctx.exit(REFUSED)


def _require_one_rating(ratings: tuple[str, ...], note: str | None) -> None:
    if note is not None and len(ratings) != 1:
        raise click.UsageError("--note belongs to one rating: efficacy check-in 70 --note TEXT")


def _confirm_small_rating(ctx: click.Context, confidence: int, *, may_ask: bool) -> None:
    """Ask whether 7 or 70 is meant; where nobody can be asked, refuse it."""
    if not 1 <= confidence <= 9:
        return
    question = f"{confidence} of 100? For {confidence}0 write {confidence}0."
    if not (may_ask and _can_ask()):
        raise Rejected(f"{question} For {confidence} add --exact. Nothing was recorded.")
    from efficacy_tui.cli.confirm import ask_yes

    if not ask_yes(f"{question} Record {confidence}?"):
        click.echo("Nothing was recorded.")
        ctx.exit(REFUSED)


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _can_draw() -> bool:
    """Whether Textual can draw here: its inline mode writes to standard error and works only on POSIX systems."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return (
        os.name == "posix"
        and all(stream.isatty() for stream in streams)
        and os.environ.get("TERM") not in ("dumb", "unknown", "", None)
    )


def _ask(journal: Journal, day: dt.date, *, plain: bool, masked: bool) -> bool:
    """Ask for the ratings of a day; return whether everything was answered."""
    from efficacy_tui.flows.check_in import DailyCheckIn

    flow = DailyCheckIn(journal, day)
    if not plain:
        return _ask_inline(flow, masked=masked)
    from efficacy_tui.plain.ask import ask

    return ask(flow, sys.stdin, sys.stdout)


def _ask_inline(flow: DailyCheckIn, *, masked: bool) -> bool:
    """Ask below the prompt, print what was recorded, and return whether everything was answered."""
    from efficacy_tui.cli.context import load_settings
    from efficacy_tui.flows.support import FILE
    from efficacy_tui.tui.inline_mode import ask_inline

    settings = load_settings()
    masked = masked or settings.values.mask_at_start
    finished, answers, masked = ask_inline(flow, settings.sibling_path(FILE), masked=masked, settings=settings)
    for line in flow.recorded_lines(answers):
        click.echo("✓" if masked else line)
    if not finished:
        click.echo(f"Stopped: {open_questions}" if (open_questions := flow.open_questions(answers)) else "Stopped")
    return finished
