"""`efficacy rung`: add, move, rate and delete the rungs of a ladder from the shell."""

from __future__ import annotations

import click

from efficacy_tui.cli.completion_values import complete_rung, complete_rung_rating
from efficacy_tui.cli.confirm import confirm
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.domain_option import domain_option, find_domain
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.rung_places import Place, parse_percent, place_options
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.model.sentences import lower_first
from efficacy_tui.model.text import clean_line
from efficacy_tui.store.errors import Rejected


@click.group(cls=SuggestingGroup)
def rung() -> None:
    """Add, move, rate and delete the rungs of a ladder: concrete things from easy to hard.

    RUNG is its title or the beginning of it; case and accents do not matter. “efficacy ladder” lists them.

    \b
    Examples:
      efficacy rung add "Ask a question in the meeting" --at 30
      efficacy rung add "Lead the meeting" --above "Ask a question"
      efficacy rung rate "Ask a question" 70 "Lead" 40
    """


@rung.command(short_help="Add an idea to a ladder.")
@click.argument("title", type=TEXT)
@place_options
@domain_option
@json_option
@click.pass_context
def add(
    ctx: click.Context,
    title: str,
    at: str | None,
    above: str | None,
    below: str | None,
    domain: str | None,
    as_json: bool,
) -> None:
    """Add an idea to a ladder, at a difficulty or beside another rung.

    With --above or --below it goes to the middle of the gap there.

    \b
    Examples:
      efficacy rung add "Ask a question in the meeting" --at 30
      efficacy rung add "Lead the meeting" --above "Ask a question"
    """
    place = Place(at, above, below)
    if clean_line(title):
        # A missing title is reported first, below.
        place.require_one()
    with opened_journal(ctx) as journal, change_answer(journal, "rung add", as_json) as answer:
        target = find_domain(journal, domain)
        if problem := journal.rungs.title_problem(target.id, title):
            raise Rejected(problem)
        difficulty = place.difficulty(journal, target)
        new_rung = journal.rungs.add(target.id, title, difficulty)
        answer.say(f"✓ {new_rung.title}, at {new_rung.difficulty}")


@rung.command(short_help="Give an idea another place.")
@click.argument("title", metavar="RUNG", shell_complete=complete_rung)
@place_options
@domain_option
@json_option
@click.pass_context
def move(
    ctx: click.Context,
    title: str,
    at: str | None,
    above: str | None,
    below: str | None,
    domain: str | None,
    as_json: bool,
) -> None:
    """Give an idea another place on its ladder. What was begun keeps its difficulty.

    \b
    Examples:
      efficacy rung move "Lead the meeting" --at 65
      efficacy rung move "Lead the meeting" --below "Give the talk"
    """
    place = Place(at, above, below)
    place.require_one()
    with opened_journal(ctx) as journal, change_answer(journal, "rung move", as_json) as answer:
        target = find_domain(journal, domain)
        moved = journal.rungs.find_by_title(target.id, title)
        difficulty = place.difficulty(journal, target, moved=moved.id)
        moved = journal.rungs.move(moved.id, difficulty)
        answer.say(f"✓ {moved.title}, at {moved.difficulty}")


@rung.command(short_help="Say how sure you are of some rungs, 0 to 100.")
@click.argument(
    "pairs", nargs=-1, required=True, metavar="RUNG RATING [RUNG RATING]...", shell_complete=complete_rung_rating
)
@domain_option
@json_option
@click.pass_context
def rate(ctx: click.Context, pairs: tuple[str, ...], domain: str | None, as_json: bool) -> None:
    """Say how sure you are that you could do some rungs now, from 0 to 100. The last answer of a day counts.

    All are saved together, or none. In the program, “Rate all” asks for each, in mixed order.

    \b
    Examples:
      efficacy rung rate "Ask a question" 70
      efficacy rung rate "Ask a question" 70 "Lead the meeting" 40
    """
    if len(pairs) % 2:
        raise click.UsageError("Give a rating after each rung: efficacy rung rate RUNG 70")
    with opened_journal(ctx) as journal, change_answer(journal, "rung rate", as_json) as answer:
        target = find_domain(journal, domain)
        ratings: dict[str, int] = {}
        lines = []
        for title, number in zip(pairs[::2], pairs[1::2], strict=True):
            rated = journal.rungs.find_by_title(target.id, title)
            if rated.id in ratings:
                raise Rejected(f"“{rated.title}” is given twice. Give each rung one rating. Nothing was saved.")
            ratings[rated.id] = parse_percent(number, rated.title)
            lines.append(f"✓ {rated.title} {ratings[rated.id]}")
        journal.rungs.rate(ratings)
        for line in lines:
            answer.say(line)


@rung.command(short_help="Take a rung off its ladder.")
@click.argument("title", metavar="RUNG", shell_complete=complete_rung)
@domain_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@click.pass_context
def delete(ctx: click.Context, title: str, domain: str | None, yes: bool, as_json: bool) -> None:
    """Take a rung off its ladder: an idea is deleted with its ratings, one that was begun is put away.

    \b
    Example:
      efficacy rung delete "Lead the meeting"

    Exit codes: 0 deleted · 1 not deleted, with the reason · 2 no terminal to ask, or a usage error
    """
    from efficacy_tui.flows.rungs import delete_rung, deletion_question

    if as_json and not yes:
        raise click.UsageError("--json needs --yes, because it asks no questions.")
    with opened_journal(ctx) as journal, change_answer(journal, "rung delete", as_json) as answer:
        target = find_domain(journal, domain)
        deleted = journal.rungs.find_by_title(target.id, title)
        confirm(ctx, deletion_question(journal, deleted), yes)
        answer.say(f"✓ {deleted.title}: {lower_first(delete_rung(journal, deleted.id))}")
