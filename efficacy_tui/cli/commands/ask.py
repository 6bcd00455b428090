"""`efficacy ask`: write a message that asks somebody what they saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_person, complete_rung
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.domain_option import domain_option
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.output_option import output_options
from efficacy_tui.journal.status import NO_DOMAIN
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Challenge


@click.command()
@click.argument("name", metavar="NAME", shell_complete=complete_person)
@click.option(
    "--about",
    metavar="TITLE",
    shell_complete=complete_rung,
    help="The beginning of the challenge’s title; by default the one that ended last.",
)
@domain_option
@output_options("Write the message to this file; by default to the screen.")
@click.pass_context
def ask(ctx: click.Context, name: str, about: str | None, domain: str | None, output: str | None, force: bool) -> None:
    """Write a short message that asks NAME what they saw of a challenge that has ended.

    It asks two questions about what you did, none about you. Add their answer with “efficacy add --source
    persuasion”, or with the key for evidence in the dashboard, which then knows whom you asked.

    \b
    Examples:
      efficacy ask Mara
      efficacy ask Mara --about "give the talk" -o message.txt
    """
    from efficacy_tui.cli.output import is_stdout, write_output
    from efficacy_tui.wording.feedback_request import request_text

    with opened_journal(ctx) as journal:
        challenge = _find_challenge(journal, domain, about)
        if not name.strip():
            raise Rejected("Give the name of the person to ask: efficacy ask NAME")
        message = request_text(name, challenge, journal.today())
        if not is_stdout(output):
            write_output(journal, f"{message}\n".encode(), output, overwrite=force)
        journal.feedback_requests.ask(challenge, name)
        if is_stdout(output):
            click.echo(message)
        else:
            print_line(f"✓ {output}")


def _find_challenge(journal: Journal, domain_name: str | None, about: str | None) -> Challenge:
    """Return the challenge to ask about: the last one that ended, or the last of a title."""
    from efficacy_tui.store.first_rungs import title_key

    domain = journal.domains.find_by_name(domain_name) if domain_name is not None else journal.domains.focus()
    if domain is None:
        raise Rejected(NO_DOMAIN)
    closed = journal.challenges.closed(domain.id)
    if about is not None:
        key = title_key(about)
        closed = [row for row in closed if key and title_key(row.title).startswith(key)]
        if not closed:
            raise Rejected(f"No challenge in {domain.name} that has ended begins with “{about}”.")
    if not closed:
        raise Rejected(f"No challenge in {domain.name} has ended yet, so there is nothing to ask about.")
    return closed[-1]
