"""Where a rung or the daily task goes on a ladder: the options `--at`, `--above` and `--below`, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from efficacy_tui.cli.completion_values import complete_rung
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.model.records import Domain

Command = TypeVar("Command", bound=Callable[..., None])


class Place(NamedTuple):
    """A place as it was given: a difficulty, or the title of the rung beside it; only one of them is set."""

    at: str | None = None
    above: str | None = None
    below: str | None = None

    @property
    def number(self) -> int:
        """How many places were given."""
        return sum(place is not None for place in self)

    def require_one(self) -> None:
        """End with a usage error unless exactly one place was given."""
        if self.number != 1:
            raise click.UsageError("Say where it goes, with one of --at, --above and --below.")

    def difficulty(self, journal: Journal, domain: Domain, *, moved: str = "", with_task: bool = True) -> int:
        """Return the difficulty (0–100) that is meant; the rung `moved` (id) is no neighbour of its new place.

        `with_task` tells whether the daily task is a neighbour, too.

        Raises:
            Rejected: it is no number from 0 to 100, or there is no such rung.
        """
        from efficacy_tui.insight.placing import place_beside, reference_points

        if self.at is not None:
            return parse_percent(self.at, "--at")
        neighbour = journal.rungs.find_by_title(domain.id, self.above if self.above is not None else self.below or "")
        if neighbour.id == moved:
            raise Rejected("A rung cannot be put beside itself. Name another one.")
        difficulties = [row.difficulty for row in journal.rungs.all(domain.id) if row.id != moved]
        if with_task and domain.task_difficulty is not None:
            difficulties.append(domain.task_difficulty)
        by = 1 if self.above is not None else -1
        difficulty = place_beside(reference_points(difficulties), neighbour.difficulty, by)
        if difficulty is None:
            comparative = "harder" if by > 0 else "easier"
            raise Rejected(
                f"“{neighbour.title}” is at {neighbour.difficulty}, and nothing is {comparative}. "
                f"--at {neighbour.difficulty} puts it beside that."
            )
        return difficulty


def place_options(command: Command) -> Command:
    """Give a command the options of a place."""
    options = (
        click.option("--at", "--difficulty", "at", metavar="0–100", help="Its difficulty."),
        click.option("--above", metavar="RUNG", shell_complete=complete_rung, help="Just harder than this rung."),
        click.option("--below", metavar="RUNG", shell_complete=complete_rung, help="Just easier than this rung."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def parse_percent(text: str, name: str) -> int:
    """Parse a whole number from 0 to 100; `name` says in the error what it is for.

    Raises:
        Rejected: it is none.
    """
    from efficacy_tui.flows.question_types import InvalidAnswer, RatingQuestion

    try:
        value = RatingQuestion(key="", prompt="").parse(text)
    except InvalidAnswer as error:
        raise Rejected(f"{name}: {error}") from error
    assert value is not None
    return value
