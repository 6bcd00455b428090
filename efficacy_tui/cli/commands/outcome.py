"""`efficacy outcome`: record what came of a challenge, and close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import one_of
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.domain_option import domain_option, find_domain
from efficacy_tui.cli.json_output import json_option, print_document
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.ending import Ending
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Challenge

OUTCOMES = ("succeeded", "partly", "failed", "abandoned")
CAUSES = ("effort", "strategy", "skill", "help", "luck")
MANNERS = ("alone", "helped", "lucky")

UNASKED = {
    "outside_cause": "--outside is for a challenge that was let go. Nothing was recorded.",
    "attribution": "--why is for what did not come from outside. Nothing was recorded.",
    "evidence": "--evidence is for what worked; none is saved for a challenge that was let go. Nothing was recorded.",
    "independence": "--how is for the evidence, and there is none. Nothing was recorded.",
}
"""Question → why its option has no meaning where it is not asked."""


@click.command()
@click.argument("result", metavar="|".join(OUTCOMES), nargs=-1, required=True, shell_complete=one_of(*OUTCOMES))
@click.option("--learned", metavar="TEXT", type=TEXT, help="What it showed you, or what to do differently next time.")
@click.option("--why", metavar="|".join(CAUSES), shell_complete=one_of(*CAUSES), help="What had most to do with it.")
@click.option(
    "--evidence",
    metavar="TEXT",
    type=TEXT,
    help="What you did, to read before the next one; of a success the challenge’s title by default. An empty "
    "text saves none.",
)
@click.option(
    "--how",
    metavar="|".join(MANNERS),
    shell_complete=one_of(*MANNERS),
    help="How you did what the evidence says.",
)
@click.option("--outside", is_flag=True, help="It was outside your control, so it does not count.")
@domain_option
@json_option
@click.pass_context
def outcome(
    ctx: click.Context,
    result: tuple[str, ...],
    learned: str | None,
    why: str | None,
    evidence: str | None,
    how: str | None,
    outside: bool,
    domain: str | None,
    as_json: bool,
) -> None:
    """Record what came of your challenge, and close it; y, p, n and l, “not this time” and “let go” will do, too.

    It says what this came to and what is next. - in place of a TEXT reads it from standard input.

    \b
    Examples:
      efficacy outcome succeeded --why strategy --learned "Pauses help."
      efficacy outcome partly --evidence "The first half" --how alone
      efficacy outcome abandoned --outside
    """
    from efficacy_tui.flows.outcome import RecordOutcome
    from efficacy_tui.plain.scripted_answers import run_with_answers

    with opened_journal(ctx) as journal:
        challenge = _open_challenge(journal, domain)
        flow = RecordOutcome(journal, challenge, places_task=False)
        options = {"learned": learned, "attribution": why, "evidence": evidence, "independence": how}
        options["outside_cause"] = "yes" if outside else None
        answers = {"outcome": " ".join(result), **{key: value for key, value in options.items() if value is not None}}
        before = journal.contents
        flow_result = run_with_answers(flow, answers, ends_draft=True, unasked=UNASKED)
        assert flow_result.build_ending is not None, "the domain is there"
        ending = flow_result.build_ending()
        lines = _ending_lines(ending)
        if not as_json:
            for line in lines:
                print_line(line)
            return
        from efficacy_tui.exchange.documents.changes import list_changes, outcome_document

        message = "\n".join(line.removeprefix("✓ ") for line in lines)
        print_document(outcome_document(message, list_changes(before, journal.contents), ending))


def _ending_lines(ending: Ending) -> list[str]:
    """Say what the outcome came to, as on the dashboard, and what is next."""
    from efficacy_tui.wording.ending import ENDING_TITLES, ending_facts, ending_headline, ending_note, next_words

    lines = [f"✓ {ENDING_TITLES[ending.outcome]}: {ending_headline(ending)}"]
    lines += [f"{fact.label}: {fact.text}" for fact in ending_facts(ending)]
    return [*lines, *filter(None, (next_words(ending), ending_note(ending)))]


def _open_challenge(journal: Journal, domain_name: str | None) -> Challenge:
    """Return the open challenge of a domain.

    Raises:
        Rejected: there is none.
    """
    domain = find_domain(journal, domain_name)
    challenge = journal.challenges.active(domain.id)
    if challenge is None:
        raise Rejected(f"No challenge is open in {domain.name}. Begin one: efficacy challenge new TITLE")
    return challenge
