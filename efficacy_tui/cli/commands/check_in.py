"""`efficacy check-in`: the daily question from the shell."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED, opened_journal
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected

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
    from efficacy_tui.cli.output import parse_past_day
    from efficacy_tui.flows.check_in import DailyCheckIn

    with opened_journal(ctx) as journal:
        if journal.domains.focus() is None:
            raise Rejected("There is no domain yet. Add one: efficacy domain add NAME --task TEXT")
        date = parse_past_day(journal, day)
        if ratings:
            for domain_id, confidence in [_parse_rating(journal, rating) for rating in ratings]:
                journal.checkins.record(domain_id, confidence, date)
                domain = journal.domains.get(domain_id)
                click.echo(f"✓ {domain.name if domain else ''} {confidence}")
        elif plain or not _can_draw():
            from efficacy_tui.plain.ask import ask

            if not ask(DailyCheckIn(journal, date), sys.stdin, sys.stdout):
                ctx.exit(REFUSED)
        elif not _ask_inline(DailyCheckIn(journal, date)):
            ctx.exit(REFUSED)


def _can_draw() -> bool:
    """Whether Textual can draw here: its inline mode writes to standard error and works only on POSIX systems."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return (
        os.name == "posix"
        and all(stream.isatty() for stream in streams)
        and os.environ.get("TERM") not in ("dumb", "unknown", "", None)
    )


def _ask_inline(flow: DailyCheckIn) -> bool:
    """Ask below the prompt, print what was recorded, and return whether everything was answered."""
    from efficacy_tui.cli.context import load_settings
    from efficacy_tui.flows.support import FILE
    from efficacy_tui.tui.inline_mode import ask_inline

    settings = load_settings()
    finished, answers, masked = ask_inline(
        flow, settings.sibling_path(FILE), masked=settings.values.mask_at_start, settings=settings
    )
    for line in flow.recorded_lines(answers):
        click.echo("✓" if masked else line)
    if not finished:
        click.echo(f"Left, {open_questions}" if (open_questions := flow.open_questions(answers)) else "Left")
    return finished


def _parse_rating(journal: Journal, text: str) -> tuple[str, int]:
    """Parse `Speaking=70` or `70` into the domain's id and the rating."""
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
