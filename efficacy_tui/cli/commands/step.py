"""`efficacy step`: record how the step that is due went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import one_of
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.domain_option import domain_option, find_domain
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.flows.step import RecordStep
    from efficacy_tui.journal.journal import Journal

NO_STEP = "No step is due."


@click.command()
@click.argument("result", metavar="y|p|n|l", nargs=-1, required=True, shell_complete=one_of("y", "p", "n", "l"))
@domain_option
@json_option
@click.pass_context
def step(ctx: click.Context, result: tuple[str, ...], domain: str | None, as_json: bool) -> None:
    """Record how the step that is due went: y done, p partly, n not this time, l let go. The words will do, too.

    It is today’s step of your focus, or else the latest one that is still open, there or in another domain; “efficacy
    due” lists them.

    \b
    Examples:
      efficacy step y
      efficacy step n --domain Speaking
    """
    from efficacy_tui.plain.scripted_answers import run_with_answers
    from efficacy_tui.wording.facts import STEP_WORDS

    with opened_journal(ctx) as journal, change_answer(journal, "step", as_json) as answer:
        flow = _find_step(journal, domain)
        answer_words = " ".join(result)
        if not answer_words.strip():
            raise Rejected("Say how it went: y done, p partly, n not this time, l let go.")
        run_with_answers(flow, {"result": answer_words})
        challenge = journal.challenges.get(flow.challenge.id)
        recorded = challenge.steps[flow.index].result if challenge is not None else None
        answer.say(f"✓ {flow.step.text}: {STEP_WORDS.get(recorded or '', '')}")


def _find_step(journal: Journal, domain_name: str | None) -> RecordStep:
    """Return the flow for the step that is due.

    Raises:
        Rejected: no step is.
    """
    from efficacy_tui.flows.step import RecordStep
    from efficacy_tui.journal.challenges import due_step

    domain = find_domain(journal, domain_name)
    if domain_name is None:
        flow = RecordStep.for_due_step(journal)
    else:
        challenge = journal.challenges.active(domain.id)
        indexed_step = due_step(challenge, journal.today()) if challenge is not None else None
        flow = RecordStep(journal, challenge, indexed_step[0]) if challenge and indexed_step else None
    if flow is None:
        raise Rejected(NO_STEP)
    return flow
