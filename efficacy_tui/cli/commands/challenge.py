"""`efficacy challenge new`: begin a challenge from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.completion_values import complete_person, complete_rung, one_of
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.domain_option import domain_option, find_domain
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Domain
    from efficacy_tui.plain.scripted_answers import AnswerRejected

MISSING = {
    "title": "Say what you will do: efficacy challenge new TITLE. Nothing was begun.",
    "done_when": "Say with --done-when how someone could tell that it is done. Nothing was begun.",
    "odds": "Say with --odds how likely you are to succeed, from 0 to 100. Nothing was begun.",
    "difficulty": "How hard is it? Say it with --difficulty, or with --above or --below a rung, or start from one with "
    "--rung. Nothing was begun.",
    "then_plan": "Say with --then what you will do if that gets in the way. Nothing was begun.",
}
"""Question → what is to be given where its answer is missing."""

UNASKED = {
    "difficulty": "That rung already has its difficulty. Leave --difficulty, --above and --below out, or give other "
    "words. Nothing was begun.",
    "then_plan": "--then says what to do if something gets in the way; say with --if what that is. Nothing was begun.",
}
"""Question → why its option has no meaning where it is not asked."""


@click.group(cls=SuggestingGroup)
def challenge() -> None:
    """Begin a challenge: one thing someone could watch you do within two weeks.

    \b
    Example:
      efficacy challenge new ask --done-when done --odds 70 --difficulty 40
    """


@challenge.command(short_help="Begin a challenge.")
@click.argument("title", required=False, type=TEXT)
@click.option("--done-when", "done_when", metavar="TEXT", type=TEXT, help="How someone could tell that it is done.")
@click.option("--odds", metavar="0–100", help="How likely you are to succeed, in percent; it stays as you set it.")
@click.option(
    "--due",
    metavar="DAY",
    shell_complete=one_of("tomorrow", "+7d", "+14d"),
    help="By when, at most two weeks ahead, which is the default: fri, +10d, 4 dec.",
)
@click.option("--difficulty", "--at", "difficulty", metavar="0–100", help="How hard it is for you.")
@click.option("--above", metavar="RUNG", shell_complete=complete_rung, help="Just harder than this rung.")
@click.option("--below", metavar="RUNG", shell_complete=complete_rung, help="Just easier than this rung.")
@click.option("--rung", metavar="RUNG", shell_complete=complete_rung, help="Start from this rung, and take its words.")
@click.option(
    "--step",
    "steps",
    metavar="TEXT @ DAY",
    type=TEXT,
    multiple=True,
    help="A step, up to five times; the day may be left out. With -, each line is one.",
)
@click.option("--if", "if_obstacle", metavar="TEXT", type=TEXT, help="What is most likely to get in the way.")
@click.option("--then", "then_plan", metavar="TEXT", type=TEXT, help="What you will do then.")
@click.option("--partly-when", "partly_when", metavar="TEXT", type=TEXT, help="What would count as partly done.")
@click.option("--control", "in_my_control", metavar="1–5", help="How much of it is in your own hands, 3 by default.")
@click.option(
    "--like", "role_model", metavar="NAME", shell_complete=complete_person, help="Who, one stage ahead, does this."
)
@domain_option
@json_option
@click.pass_context
def new(
    ctx: click.Context,
    /,
    title: str | None,
    above: str | None,
    below: str | None,
    rung: str | None,
    steps: tuple[str, ...],
    domain: str | None,
    as_json: bool,
    **options: str | None,
) -> None:
    """Begin a challenge; its odds and its difficulty then stay as you set them.

    Something new needs a place: --difficulty, or --above or --below a rung of your ladder. --rung starts from a rung,
    whose words are taken unless you give a TITLE. - in place of a TEXT reads it from standard input.

    \b
    Examples:
      efficacy challenge new ask --done-when done --odds 70 --difficulty 40
      efficacy challenge new speak --done-when done --odds 60 --above Ask
      efficacy challenge new --rung "Lead" --done-when "I led it" --odds 70
      efficacy challenge new … --step "rehearse @ fri" --step sleep
    """
    from efficacy_tui.cli.output import report_dropped_time
    from efficacy_tui.flows.design import DesignChallenge
    from efficacy_tui.flows.ladder_choice import RUNG
    from efficacy_tui.model.locale_format import short_date
    from efficacy_tui.plain.scripted_answers import AnswerRejected, run_with_answers

    places = {"--difficulty": options["difficulty"], "--above": above, "--below": below}
    _require_one_place([name for name, value in places.items() if value is not None])
    with opened_journal(ctx) as journal, change_answer(journal, "challenge new", as_json) as answer:
        target = find_domain(journal, domain)
        answers = {name: value for name, value in options.items() if value is not None}
        answers |= {"title": title} if title is not None else {}
        answers |= {"steps": "\n".join(steps)} if steps else {}
        if (neighbour := above if above is not None else below) is not None:
            difficulty = journal.rungs.find_by_title(target.id, neighbour).difficulty
            answers["difficulty"] = f"{'above' if above is not None else 'below'} {difficulty}"
        if rung is not None:
            answers[RUNG] = journal.rungs.find_by_title(target.id, rung).id
        _require_free_domain(journal, target)
        is_placed = "difficulty" in answers
        # Answer the question about the difficulty even without a place, so that it is rejected by name.
        answers.setdefault("difficulty", "")
        try:
            unasked = UNASKED if is_placed else {"then_plan": UNASKED["then_plan"]}
            run_with_answers(DesignChallenge(journal, target), answers, unasked=unasked)
        except AnswerRejected as error:
            raise Rejected(_describe_rejected(error, answers.get(error.key, ""))) from error
        begun = journal.challenges.active(target.id)
        assert begun is not None, "it has just begun"
        report_dropped_time(journal, options["due"] or "", "future")
        answer.say(
            f"✓ {begun.title}: by {short_date(begun.due, journal.today())}, difficulty {begun.difficulty}, your odds "
            f"{begun.odds} %"
        )


def _describe_rejected(error: AnswerRejected, answer: str) -> str:
    """Say which option an answer is missing for, or why it is not accepted."""
    if not answer.strip() and error.key in MISSING:
        return MISSING[error.key]
    # The reason speaks of a ladder that the shell does not show, so name the option.
    return f"--difficulty: {error.reason}" if error.key == "difficulty" else str(error)


def _require_one_place(options: list[str]) -> None:
    if len(options) > 1:
        raise click.UsageError(f"Say how hard it is with one of {' and '.join(options)}.")


def _require_free_domain(journal: Journal, domain: Domain) -> None:
    """Refuse a second challenge before asking for what it lacks.

    Raises:
        Rejected: the domain has an open challenge.
    """
    from efficacy_tui.journal.challenges import still_open_sentence

    if (active := journal.challenges.active(domain.id)) is not None:
        raise Rejected(still_open_sentence(active))
