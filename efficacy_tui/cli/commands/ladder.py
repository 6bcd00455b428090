"""`efficacy ladder`: a domain from easy to hard, as a table or as JSON."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_any_domain
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import UNWRAPPED, print_line

if TYPE_CHECKING:
    import datetime as dt

    from efficacy_tui.journal.ladder import Ladder, LadderRung

FIRST_RUNG = "Add the first: efficacy rung add TITLE --at 30"
MIN_WIDTH, MAX_WIDTH = 20, 120
"""Cells of the table, whatever the width of the terminal."""


@click.command()
@click.argument("name", metavar="[DOMAIN]", required=False, shell_complete=complete_any_domain)
@json_option
@click.pass_context
def ladder(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """Print the ladder of a domain (your focus unless you name one): what is done, how sure you are, what is next.

    The hardest rung comes first. What you say of your daily task is left out until you have checked in today.

    \b
    Examples:
      efficacy ladder
      efficacy ladder Speaking --json
    """
    from efficacy_tui.flows.domain_ladder import build_domain_ladder

    with opened_journal(ctx) as journal:
        domain = journal.domains.find_by_name(name) if name is not None else journal.domains.focus()
        if domain is None:
            click.echo("null" if as_json else "No domain yet. Add one: efficacy domain add NAME --task TEXT")
            return
        view = build_domain_ladder(journal, domain)
        if as_json:
            from efficacy_tui.exchange.documents.ladder import ladder_document

            print_document(ladder_document(view))
            return
        for line in ladder_lines(view, _table_width()):
            print_line(line)
        if view.is_empty:
            print_line(FIRST_RUNG)


def _table_width() -> int:
    """Return the cells of the table; in a pipe whose width nobody gave, each rung is one line."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return UNWRAPPED
    return min(max(shutil.get_terminal_size().columns, MIN_WIDTH), MAX_WIDTH)


def ladder_lines(view: Ladder, width: int) -> list[str]:
    """Format a ladder as sentences and a table of at most `width` cells."""
    from efficacy_tui.model.locale_format import brief_day
    from efficacy_tui.plain.columns import table, wrap
    from efficacy_tui.wording.ladder import STATUS_WORDS
    from efficacy_tui.wording.ladder_lines import head_sentences

    head = [row for sentence in head_sentences(view) for row in wrap(sentence, width)]
    rows = [
        (
            str(rung.difficulty),
            rung.title,
            f"{STATUS_WORDS[rung.status]}{', next' if rung.is_next else ''}",
            brief_day(rung.outcomes[0].day, view.today) if rung.outcomes else "",
            _own_cell(rung, view.today),
            _percent(rung.odds),
        )
        for rung in view.rungs
    ]
    columns = ("", "Rung", "What", "Latest", "You", "Record")
    return [*head, *([""] if rows else []), *table(columns, rows, width, numbers=(0, 4, 5), wide=1)]


def _own_cell(rung: LadderRung, today: dt.date) -> str:
    """Format how sure the person is, with the month if that was long ago."""
    from efficacy_tui.wording.ladder import short_month

    month = f"{short_month(rung.rated_on, today)} " if rung.rated_on is not None and rung.is_rating_old(today) else ""
    return f"{month if rung.confidence is not None else ''}{_percent(rung.confidence)}"


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value} %"
