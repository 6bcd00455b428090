"""`efficacy check-in`: the daily question from the shell."""

from __future__ import annotations

import datetime as dt
import os
import sys
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal

if TYPE_CHECKING:
    from efficacy_tui.flows.check_in import DailyCheckIn


@click.command("check-in")
@click.argument("ratings", nargs=-1, metavar="[[DOMAIN=]RATING]...")
@click.option(
    "--day", default="today", show_default=True, help="An earlier day, up to a week ago: yesterday, fri, 10 nov."
)
@click.option("--plain", is_flag=True, help="Ask line by line, without drawing.")
@click.pass_context
def check_in(ctx: click.Context, ratings: tuple[str, ...], day: str, plain: bool) -> None:
    """Record how sure you are, 0 to 100. Without a rating you are asked.

    A rating without a domain is for your focus. In a terminal the questions stand below the prompt, one key each, and
    make room for what you answered; with --plain, in a pipe or with TERM=dumb they are asked line by line. Leaving
    before the end gives exit code 1; what you have answered by then is kept.

    \b
    Examples:
      efficacy check-in
      efficacy check-in 70
      efficacy check-in Speaking=70 Writing=40
      efficacy check-in --day yesterday 60
    """
    from efficacy_tui.flows.check_in import DailyCheckIn

    with opened_journal(ctx) as journal:
        if journal.domains.focus() is None:
            raise Rejected("There is no domain yet. Add one: efficacy domain add NAME --task TEXT")
        when = _day(journal, day)
        if ratings:
            for domain, confidence in [_read(journal, rating) for rating in ratings]:
                journal.checkins.record(domain, confidence, when)
                known = journal.domains.get(domain)
                click.echo(f"✓ {known.name if known else ''} {confidence}")
        elif plain or not _drawable():
            from efficacy_tui.plain.ask import ask

            if not ask(DailyCheckIn(journal, when), sys.stdin, sys.stdout):
                ctx.exit(REFUSED)
        elif not _in_place(DailyCheckIn(journal, when)):
            ctx.exit(REFUSED)


def _drawable() -> bool:
    """Whether there is a terminal to draw in: Textual writes to standard error there, and only on POSIX systems."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return (
        os.name == "posix"
        and all(stream.isatty() for stream in streams)
        and os.environ.get("TERM") not in ("dumb", "unknown", "", None)
    )


def _in_place(flow: DailyCheckIn) -> bool:
    """Ask below the prompt, then say there what was recorded; says whether everything was answered."""
    from efficacy_tui.cli.context import load_settings
    from efficacy_tui.flows.support import FILE
    from efficacy_tui.tui.inline_mode import ask_inline

    chosen = load_settings()
    finished, answers, masked = ask_inline(flow, chosen.sibling(FILE), masked=chosen.values.mask_at_start)
    for line in flow.unanswered(answers):
        click.echo("✓" if masked else line)
    if not finished:
        click.echo(f"Left, {rest}" if (rest := flow.open_questions(answers)) else "Left")
    return finished


def _day(journal: Journal, text: str) -> dt.date | None:
    from efficacy_tui.flows.question_types import InvalidAnswer
    from efficacy_tui.flows.shared_questions import past_day_question

    try:
        return past_day_question(journal).parse(text)
    except InvalidAnswer as error:
        raise Rejected(str(error)) from error


def _read(journal: Journal, text: str) -> tuple[str, int]:
    """The domain's id and the rating of `Speaking=70` or `70`."""
    from efficacy_tui.flows.question_types import InvalidAnswer
    from efficacy_tui.flows.shared_questions import confidence_question

    name, equals, number = text.rpartition("=")
    domain = journal.domains.find_by_name(name) if equals else journal.domains.focus()
    if domain is None:
        raise Rejected("There is no domain yet. Add one: efficacy domain add NAME --task TEXT")
    try:
        value = confidence_question(domain, "confidence").parse(number)
    except InvalidAnswer as error:
        raise Rejected(f"{domain.name}: {error}") from error
    assert value is not None
    return domain.id, value
