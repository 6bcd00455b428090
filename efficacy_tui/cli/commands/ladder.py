"""`efficacy ladder`: a domain from easy to hard, as a table or as JSON."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from efficacy_tui.cli.completion_values import complete_any_domain
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.output_lines import print_line

if TYPE_CHECKING:
    import datetime as dt

    from efficacy_tui.journal.ladder import Ladder, LadderRung

MIN_WIDTH, MAX_WIDTH = 20, 120
"""Cells of the table, whatever the width of the terminal."""


@click.command()
@click.argument("name", metavar="[DOMAIN]", required=False, shell_complete=complete_any_domain)
@click.option("--json", "as_json", is_flag=True, help="Print the ladder as JSON, its fields named as in an export.")
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
        domain = journal.domains.find_by_name(name) if name else journal.domains.focus()
        if domain is None:
            click.echo("null" if as_json else "No domain yet. Add one: efficacy domain add NAME --task TEXT")
            return
        view = build_domain_ladder(journal, domain)
        if as_json:
            import msgspec

            encoder = msgspec.json.Encoder()
            click.echo(msgspec.json.format(encoder.encode(ladder_document(view)), indent=2).decode())
            return
        width = min(max(shutil.get_terminal_size().columns, MIN_WIDTH), MAX_WIDTH)
        for line in ladder_lines(view, width):
            print_line(line)


def ladder_lines(view: Ladder, width: int) -> list[str]:
    """Format a ladder as sentences and a table of at most `width` cells."""
    from efficacy_tui.plain.columns import table, wrap
    from efficacy_tui.wording.ladder import STATUS_WORDS
    from efficacy_tui.wording.ladder_lines import day_words, head_sentences

    head = [row for sentence in head_sentences(view) for row in wrap(sentence, width)]
    rows = [
        (
            str(rung.difficulty),
            rung.title,
            f"{STATUS_WORDS[rung.status]}{', next' if rung.is_next else ''}",
            day_words(rung.outcomes[0].day, view.today) if rung.outcomes else "",
            _own_cell(rung, view.today),
            _percent(rung.odds),
        )
        for rung in view.rungs
    ]
    columns = ("", "Rung", "What", "Latest", "You", "Record")
    return [*head, *([""] if rows else []), *table(columns, rows, width, numbers=(0, 4, 5), wide=1)]


def ladder_document(view: Ladder) -> dict[str, Any]:
    """Build the JSON of a ladder; `null` stands for what is not known (yet).

    Fields of records have the names that they have in an export; `odds` of a rung are the record's, in percent. What
    stands on the ladder for the daily task is the `level` of its ratings; its `confidence` is the one given today.
    """
    change = view.change
    return {
        "domain": view.domain.name,
        "goal": view.domain.goal,
        "task": view.domain.task,
        "task_difficulty": view.domain.task_difficulty,
        "day": view.today.isoformat(),
        "strength": view.strength,
        "rated": view.rated,
        "level": view.level,
        "names_level": view.names_level,
        "change": None if change is None or not change.is_named else round(change.change),
        "compared_with": view.compared_with.isoformat() if view.compared_with else None,
        "outcomes_missing": view.outcomes_missing,
        "even_odds": view.even_odds,
        "next_place": None
        if view.next_place is None
        else {"difficulty": view.next_place.difficulty, "odds": view.next_place.odds},
        "is_rating_due": view.is_rating_due,
        "rungs": [_rung_document(rung) for rung in view.rungs],
    }


def _rung_document(rung: LadderRung) -> dict[str, Any]:
    return {
        "id": rung.rung.id if rung.rung is not None else None,
        "title": rung.title,
        "difficulty": rung.difficulty,
        "status": rung.status,
        "confidence": rung.rating if rung.status == "daily" else rung.confidence,
        "level": rung.confidence if rung.status == "daily" else None,
        "day": rung.rated_on.isoformat() if rung.rated_on is not None and rung.confidence is not None else None,
        "odds": rung.odds,
        "is_stretch": rung.is_stretch,
        "is_next": rung.is_next,
        "challenge": rung.challenge.id if rung.challenge is not None else None,
        "outcomes": [
            {"closed": outcome.day.isoformat(), "outcome": outcome.outcome, "learned": outcome.learned}
            for outcome in rung.outcomes
        ],
    }


def _own_cell(rung: LadderRung, today: dt.date) -> str:
    """Format how sure the person is, with the month if that was long ago."""
    from efficacy_tui.wording.ladder import short_month

    month = f"{short_month(rung.rated_on, today)} " if rung.rated_on is not None and rung.is_rating_old(today) else ""
    return f"{month if rung.confidence is not None else ''}{_percent(rung.confidence)}"


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value} %"
