"""`efficacy rung`: add, move, rate and delete the rungs of a ladder from the shell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

from efficacy_tui.cli.completion_values import complete_domain, complete_rung, complete_rung_rating
from efficacy_tui.cli.context import opened_journal
from efficacy_tui.cli.json_output import change_answer, json_option
from efficacy_tui.cli.suggesting_group import SuggestingGroup
from efficacy_tui.cli.text_input import TEXT
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Domain

Command = TypeVar("Command", bound=Callable[..., None])

_DOMAIN_OPTION = click.option(
    "--domain", metavar="NAME", shell_complete=complete_domain, help="Which domain it is for; by default your focus."
)


def _place_options(command: Command) -> Command:
    options = (
        click.option("--at", metavar="0–100", help="Its difficulty."),
        click.option("--above", metavar="RUNG", shell_complete=complete_rung, help="Just harder than this rung."),
        click.option("--below", metavar="RUNG", shell_complete=complete_rung, help="Just easier than this rung."),
    )
    for option in reversed(options):
        command = option(command)
    return command


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
@_place_options
@_DOMAIN_OPTION
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
    _require_one_place(at, above, below)
    with opened_journal(ctx) as journal, change_answer(journal, "rung add", as_json) as answer:
        target = _find_domain(journal, domain)
        difficulty = _difficulty(journal, target, at, above, below)
        new_rung = journal.rungs.add(target.id, title, difficulty)
        answer.say(f"✓ {new_rung.title}, at {new_rung.difficulty}")


@rung.command(short_help="Give an idea another place.")
@click.argument("title", metavar="RUNG", shell_complete=complete_rung)
@_place_options
@_DOMAIN_OPTION
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
    _require_one_place(at, above, below)
    with opened_journal(ctx) as journal, change_answer(journal, "rung move", as_json) as answer:
        target = _find_domain(journal, domain)
        moved = journal.rungs.find_by_title(target.id, title)
        difficulty = _difficulty(journal, target, at, above, below, moved=moved.id)
        moved = journal.rungs.move(moved.id, difficulty)
        answer.say(f"✓ {moved.title}, at {moved.difficulty}")


@rung.command(short_help="Say how sure you are of some rungs, 0 to 100.")
@click.argument(
    "pairs", nargs=-1, required=True, metavar="RUNG RATING [RUNG RATING]...", shell_complete=complete_rung_rating
)
@_DOMAIN_OPTION
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
        target = _find_domain(journal, domain)
        ratings: dict[str, int] = {}
        lines = []
        for title, number in zip(pairs[::2], pairs[1::2], strict=True):
            rated = journal.rungs.find_by_title(target.id, title)
            ratings[rated.id] = _parse_percent(number, rated.title)
            lines.append(f"✓ {rated.title} {ratings[rated.id]}")
        journal.rungs.rate(ratings)
        for line in lines:
            answer.say(line)


@rung.command(short_help="Take a rung off its ladder.")
@click.argument("title", metavar="RUNG", shell_complete=complete_rung)
@_DOMAIN_OPTION
@json_option
@click.pass_context
def delete(ctx: click.Context, title: str, domain: str | None, as_json: bool) -> None:
    """Take a rung off its ladder: an idea is deleted, one that was begun is put away.

    \b
    Example:
      efficacy rung delete "Lead the meeting"
    """
    from efficacy_tui.flows.rungs import delete_rung

    with opened_journal(ctx) as journal, change_answer(journal, "rung delete", as_json) as answer:
        target = _find_domain(journal, domain)
        deleted = journal.rungs.find_by_title(target.id, title)
        answer.say(f"✓ {deleted.title}: {_lower_first(delete_rung(journal, deleted.id))}")


def _find_domain(journal: Journal, name: str | None) -> Domain:
    domain = journal.domains.find_by_name(name) if name else journal.domains.focus()
    if domain is None:
        raise Rejected("There is no domain yet. Add one: efficacy domain add NAME --task TEXT")
    if domain.archived:
        raise Rejected(f"{domain.name} is archived. Bring it back first: efficacy domain focus {domain.name}")
    return domain


def _require_one_place(*places: str | None) -> None:
    if sum(place is not None for place in places) != 1:
        raise click.UsageError("Say where it goes, with one of --at, --above and --below.")


def _difficulty(
    journal: Journal, domain: Domain, at: str | None, above: str | None, below: str | None, moved: str = ""
) -> int:
    """Return the difficulty (0–100) that the options mean; the rung `moved` (id) is no neighbour of its new place."""
    from efficacy_tui.journal.rungs import difficulty_beside

    if at is not None:
        return _parse_percent(at, "--at")
    neighbour = journal.rungs.find_by_title(domain.id, above if above is not None else below or "")
    if neighbour.id == moved:
        raise Rejected("A rung cannot be put beside itself. Name another one.")
    difficulties = [row.difficulty for row in journal.rungs.all(domain.id) if row.id != moved]
    if domain.task_difficulty is not None:
        difficulties.append(domain.task_difficulty)
    return difficulty_beside(difficulties, neighbour.difficulty, 1 if above is not None else -1)


def _parse_percent(text: str, name: str) -> int:
    """Parse a whole number from 0 to 100; `name` says in the error what it is for."""
    from efficacy_tui.flows.question_types import InvalidAnswer, RatingQuestion

    try:
        value = RatingQuestion(key="", prompt="").parse(text)
    except InvalidAnswer as error:
        raise Rejected(f"{name}: {error}") from error
    assert value is not None
    return value


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
