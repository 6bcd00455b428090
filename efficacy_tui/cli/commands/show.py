"""`efficacy show`: one record in full."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_record
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import UNWRAPPED, print_line, print_pieces


@click.command()
@click.argument("identifier", metavar="ID", shell_complete=complete_record)
@json_option
@click.pass_context
def show(ctx: click.Context, identifier: str, as_json: bool) -> None:
    """Show one entry in full: evidence, a challenge, a session, a check-in, a rung or a domain.

    ID is the beginning of an id as “efficacy list” prints it, or “last” for the first entry of that list.

    \b
    Examples:
      efficacy show last
      efficacy show 3f2a91bc --json
    """
    from efficacy_tui.cli.record_argument import find_record
    from efficacy_tui.cli.terminal_width import terminal_width
    from efficacy_tui.journal.record_ids import shorten_ids
    from efficacy_tui.plain.columns import fit_columns, labelled_facts, wrap
    from efficacy_tui.wording.show import record_page

    with opened_journal(ctx) as journal:
        key = find_record(journal, identifier)
        short_id = shorten_ids(journal.contents, [key[1]])[key[1]]
        if as_json:
            import msgspec

            from efficacy_tui.exchange.documents.base import VERSION
            from efficacy_tui.exchange.documents.reading import ShowDocument

            row = journal.contents.table(key[0])[key[1]]
            domain = journal.domains.get(getattr(row, "domain", ""))
            print_document(
                ShowDocument(
                    version=VERSION,
                    id=key[1],
                    short=short_id,
                    table=key[0],
                    domain=domain.name if domain else None,
                    record=msgspec.to_builtins(row),
                )
            )
            return
        page = record_page(journal, key)
        columns = terminal_width()
        width = UNWRAPPED if columns is None else fit_columns(columns)
        print_pieces([(f"{page.kind}  ", "dim"), (short_id, "cyan")])
        for line in wrap(page.text, width):
            print_pieces([(line, "bold")])
        click.echo()
        for line in labelled_facts(page.facts, width):
            print_line(line)
