"""The question where something stands among past challenges, and the difficulty that follows from the answer."""

from __future__ import annotations

from collections.abc import Sequence

from efficacy_tui.flows.question_types import ChoiceQuestion, Option
from efficacy_tui.flows.shared_questions import number_key
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain

MAX_COMPARISONS = 6  # past challenges that something new is compared with
_MAX_AGE = 24  # how many of the latest challenges are candidates for it
_BEYOND = 10  # points beyond the easiest or the hardest

TASK_PLACE = "task_place"
"""The key of the question where the daily task stands."""


def pick_comparisons(journal: Journal, domain: Domain, *, ending: Challenge | None = None) -> list[Challenge]:
    """Pick recent challenges of different difficulties to compare something with, easiest first.

    They are closed, or the one that is just `ending`.
    """
    recent = [*journal.challenges.closed(domain.id), *([ending] if ending else [])][-_MAX_AGE:]
    by_difficulty = {challenge.difficulty: challenge for challenge in recent}
    challenges = [by_difficulty[difficulty] for difficulty in sorted(by_difficulty)]
    if len(challenges) <= MAX_COMPARISONS:
        return challenges
    last = len(challenges) - 1
    indexes = {round(i * last / (MAX_COMPARISONS - 1)) for i in range(MAX_COMPARISONS)}
    return [challenges[i] for i in sorted(indexes)]


def place_options(comparisons: Sequence[Challenge]) -> tuple[Option, ...]:
    """Return a choice for each place among the comparisons (easiest first), the hardest place first."""
    options = []
    hardest_first = list(reversed(comparisons))
    for index in range(len(hardest_first) + 1):
        harder = hardest_first[index - 1] if index else None
        easier = hardest_first[index] if index < len(hardest_first) else None
        if harder is None:
            label = f"Harder than “{_short_title(easier)}”"
        elif easier is None:
            label = f"Easier than “{_short_title(harder)}”"
        else:
            label = f"Between “{_short_title(easier, 20)}” and “{_short_title(harder, 20)}”"
        value = f"{easier.id if easier else ''}:{harder.id if harder else ''}"
        options.append(Option(value=value, key=number_key(index), label=label))
    return tuple(options)


def difficulty_of_place(comparisons: Sequence[Challenge], place: str) -> tuple[int, str | None, str | None]:
    """Return the difficulty (0–100) of a chosen place, and the ids of the next easier and next harder challenge."""
    easier_id, _, harder_id = place.partition(":")
    by_id = {challenge.id: challenge for challenge in comparisons}
    easier, harder = by_id.get(easier_id), by_id.get(harder_id)
    if easier and harder:
        return round((easier.difficulty + harder.difficulty) / 2), easier.id, harder.id
    if easier:
        return min(easier.difficulty + _BEYOND, 100), easier.id, None
    assert harder is not None
    return max(harder.difficulty - _BEYOND, 0), None, harder.id


def task_place_question(task: str, comparisons: Sequence[Challenge], current: int | None) -> ChoiceQuestion:
    """Build the question where the daily task stands; `current` is its difficulty so far."""
    state = "Your record then says what it gives for this task." if current is None else f"It is at {current} now."
    return ChoiceQuestion(
        key=TASK_PLACE,
        label="Task’s place",
        context=f"Your daily task: {task}.",
        prompt="How hard is your daily task compared with what you have done?",
        hint=f"{state} enter leaves it {'open' if current is None else 'there'}",
        options=place_options(comparisons),
        optional=True,
    )


def _short_title(challenge: Challenge | None, limit: int = 40) -> str:
    title = (challenge.title if challenge else "").removeprefix("I will ")
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"
