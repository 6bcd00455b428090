"""`efficacy due`: what waits for an answer now, or has a day ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_domain
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import Piece, print_pieces

if TYPE_CHECKING:
    from efficacy_tui.journal.agenda import Agenda

NOTHING_DUE = "Nothing is due."

NO_ID = "-"
"""Stands in a pipe where a rating has no id."""

MIN_TEXT_WIDTH = 20
"""Cells that a text has beside its day; in a narrower terminal it stands on a line of its own."""


@click.command()
@click.argument("name", metavar="[DOMAIN]", required=False, shell_complete=complete_domain)
@json_option
@click.pass_context
def due(ctx: click.Context, name: str | None, as_json: bool) -> None:
    """List what is due: today’s ratings, steps and challenges by their days, and events that are over.

    Steps and challenges have the first letters of the challenge’s id, which “efficacy show” takes.

    \b
    Examples:
      efficacy due
      efficacy due Speaking --json
    """
    from efficacy_tui.journal.agenda import read_agenda
    from efficacy_tui.journal.record_ids import shorten_ids

    with opened_journal(ctx) as journal:
        agenda = read_agenda(journal, journal.domains.find_by_name(name) if name is not None else None)
        names = {domain.id: domain.name for domain in journal.domains.all(archived=True)}
        ids = [row.id for row in (*agenda.challenges, *agenda.follow_ups)]
        short_ids = shorten_ids(journal.contents, ids)
        if as_json:
            from efficacy_tui.exchange.documents.reading import due_document

            print_document(due_document(agenda, names, short_ids))
            return
        if agenda.is_empty:
            click.echo(NOTHING_DUE)
        for pieces in _format_lines(agenda, names, short_ids):
            print_pieces(pieces)


def _format_lines(agenda: Agenda, names: dict[str, str], short_ids: dict[str, str]) -> list[list[Piece]]:
    """Format a line for each thing that is due: id, day, what it is, and its text."""
    from efficacy_tui.cli.terminal_width import terminal_width
    from efficacy_tui.journal.record_ids import SHORT_LETTERS
    from efficacy_tui.model.text_layout import elide, flatten, pad
    from efficacy_tui.wording.agenda import KINDS, agenda_rows

    width = terminal_width()
    rows = agenda_rows(agenda, names, iso_days=width is None)
    kind_width = max(map(len, KINDS))
    day_width = max((len(row.when) for row in rows), default=0)
    id_width = max(map(len, ["-" * SHORT_LETTERS, *short_ids.values()]))
    lines: list[list[Piece]] = []
    for row in rows:
        head = f"  {pad(row.when, day_width)}  {row.kind.ljust(kind_width)}  "
        style, text = "bold" if row.is_late else "", flatten(row.text)
        short_id = short_ids.get(row.id, "" if width is not None else NO_ID)
        if width is not None and width - id_width - len(head) < MIN_TEXT_WIDTH:
            id_cell = f"{short_id}  " if short_id else ""
            lines.append([(id_cell, "cyan"), (row.when, style)])
            lines.append([("  ", ""), (elide(f"{row.kind}: {text}", width - 2), "")])
            continue
        if width is not None:
            text = elide(text, width - id_width - len(head))
        lines.append([(short_id.ljust(id_width), "cyan"), (head, style), (text, "")])
    return lines
