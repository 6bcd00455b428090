"""`efficacy add`: add evidence from the shell; its text comes from an argument, a pipe, or an editor."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import click

from efficacy_tui.cli.completion_values import complete_person, one_of
from efficacy_tui.cli.context import NO_TERMINAL, opened_journal
from efficacy_tui.cli.domain_option import domain_option, find_domain
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.text_input import decode_argument, read_stdin
from efficacy_tui.store.errors import Rejected

_PROMPTS = {
    "mastery": "What did you do? As concretely as you can.",
    "vicarious": "What did they do, and how?",
    "persuasion": "What did they say, in their words?",
    "state": "What did you feel, and when?",
}
_SOURCE_OPTIONS: dict[str, tuple[str, ...]] = {
    "mastery": ("difficulty", "independence"),
    "vicarious": ("who", "similarity", "gap"),
    "persuasion": ("who", "credibility", "specificity"),
    "state": ("arousal", "interpretation"),
}
"""Source → the options it takes."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--source",
    type=click.Choice(list(_SOURCE_OPTIONS)),
    default="mastery",
    show_default=True,
    help="Where it comes from.",
)
@domain_option
@click.option(
    "--day",
    default="today",
    show_default=True,
    shell_complete=one_of("today", "yesterday"),
    help="When it happened: yesterday, fri, 10 nov.",
)
@click.option("--difficulty", metavar="0–100", help="Mastery: how hard it was for you.")
@click.option(
    "--how",
    "independence",
    metavar="alone|helped|lucky",
    shell_complete=one_of("alone", "helped", "lucky"),
    help="Mastery: how you did it.",
)
@click.option(
    "--who", metavar="NAME", shell_complete=complete_person, help="Vicarious: who did it. Persuasion: who said it."
)
@click.option("--similarity", metavar="1–5", help="Vicarious: how much they are like you.")
@click.option(
    "--gap",
    metavar="one|two|expert",
    shell_complete=one_of("one", "two", "expert"),
    help="Vicarious: how far ahead they are.",
)
@click.option("--credibility", metavar="1–5", help="Persuasion: how well they can judge this.")
@click.option("--specificity", metavar="1–5", help="Persuasion: how specific their words were.")
@click.option("--arousal", metavar="0–100", help="State: how activated you were.")
@click.option("--read-as", "interpretation", metavar="1–5", help="State: 1 clearly energy … 5 clearly a threat.")
@json_option
@click.pass_context
def add(
    ctx: click.Context,
    /,
    text: str | None,
    source: str,
    domain: str | None,
    day: str,
    as_json: bool,
    **options: str | None,
) -> None:
    """Add evidence: something you did (mastery), saw (vicarious), were told (persuasion) or felt (state).

    Without TEXT, or with - in its place, the text is read from a pipe; in a terminal your editor opens. You can leave
    the ratings for the weekly review.

    \b
    Examples:
      efficacy add "Asked a question" --difficulty 60 --how alone
      efficacy add "It clicked for me" --source persuasion --who Mara
      git log -1 --format=%s | efficacy add --domain Programming
      efficacy add --source state --day yesterday
    """
    from efficacy_tui.cli.output import report_dropped_time
    from efficacy_tui.flows.evidence import AddEvidence
    from efficacy_tui.plain.scripted_answers import finish_with_answers

    with opened_journal(ctx) as journal, change_answer(journal, "add", as_json) as answer:
        answers = {name: value for name, value in options.items() if value is not None}
        for name in answers.keys() - set(_SOURCE_OPTIONS[source]):
            option = {"independence": "how", "interpretation": "read-as"}.get(name, name)
            sources = " or ".join(kind for kind, names in _SOURCE_OPTIONS.items() if name in names)
            raise Rejected(f"--{option} is for {sources} evidence, and this is {source}. Nothing was saved.")
        focus = find_domain(journal, domain)
        if source in ("vicarious", "persuasion") and not answers.get("who", "").strip():
            raise Rejected(f"Add --who: {'who did it' if source == 'vicarious' else 'who said it'}.")
        with _text_of(ctx, journal.path, text, source) as evidence_text:
            text_answer = {"quote": evidence_text} if source == "persuasion" else {"text": evidence_text}
            answers = {**answers, **text_answer, "source": source, "domain": focus.id, "day": day}
            message = finish_with_answers(AddEvidence(journal), answers)
        report_dropped_time(journal, day)
        answer.say(f"✓ {message}: {focus.name}, {source}")


def _text_of(ctx: click.Context, journal_path: Path, text: str | None, source: str) -> AbstractContextManager[str]:
    """Return the text as given, from a pipe, or from the editor, which keeps it if it cannot be recorded."""
    if text is not None and text != "-":
        return nullcontext(decode_argument(text))
    if text == "-" or not sys.stdin.isatty():
        piped_text = read_stdin()
        if not piped_text.strip():
            raise Rejected("There was no text. Give it in quotation marks or through a pipe.")
        return nullcontext(piped_text)
    if not sys.stdout.isatty():
        click.echo("There is no terminal for an editor. Give the text in quotation marks or through a pipe.", err=True)
        ctx.exit(NO_TERMINAL)
    from efficacy_tui.cli.editor import edited_text

    return edited_text(journal_path, _PROMPTS[source])
