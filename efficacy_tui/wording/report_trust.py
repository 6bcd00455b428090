"""How far the numbers of a report can be trusted: what they rest on, what is unknown, what was a choice."""

from __future__ import annotations

from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.report import Report
from efficacy_tui.model.locale_format import count_noun

NUDGE = 5
"""Points of difficulty by which the daily task is moved to show how much the record's odds depend on its place."""


def trust_entries(report: Report) -> list[tuple[str, str]]:
    """Return (term, explanation): the general ones, and two worked out for a domain of this journal."""
    example = next((row.stats for row in report.domains if row.stats.reference is not None), None)
    return [
        (
            "You",
            "The daily rating of one fixed task, given without seeing earlier ones. From seven ratings on it is the "
            "level of a smoothed line through them. It says how sure you are, and is read as odds here.",
        ),
        (
            "Your record",
            "The chance of success at that same task, computed from how your challenges ended and how hard you placed "
            "them. Only outcomes move it, and remembered successes as far as they were a surprise.",
        ),
        ("The range", " ".join(filter(None, (_width_sentence(example), _RANGE)))),
        ("Unknown", _place_sentence(example)),
        (
            "Chosen",
            "How difficulty is scaled, how fast old outcomes lose weight, what counts as a stretch (60–85 %), and "
            "where “a little” ends and “well” begins were chosen for this program. They are not findings.",
        ),
        (
            "Not said",
            "There is no comparison with other people, no trait and no promise. Doing usually changes belief more than "
            "belief changes doing (11 studies of academic performance; Talsma 2018); your case can differ.",
        ),
    ]


_RANGE = (
    "With simulated people such a range held the true chance in 82–92 of 100 cases. More outcomes hardly narrow it, "
    "because how hard this one task is stays uncertain, and time without outcomes widens it."
)


def _width_sentence(stats: DomainStats | None) -> str:
    if stats is None or stats.reference is None:
        return ""
    width = stats.reference.high - stats.reference.low
    outcomes = count_noun(stats.estimate.n_outcomes, "outcome")
    return f"In {stats.domain.name} it is {width} points wide, from {outcomes}."


def _place_sentence(stats: DomainStats | None) -> str:
    """Say how the record's odds would differ if the task were a little harder or easier than it was placed."""
    general = "How hard the daily task really is: you placed it among your rungs by feel."
    task = None if stats is None else stats.domain.task_difficulty
    if stats is None or task is None:
        return general
    moved = [stats.odds(min(max(task + step, 0), 100)) for step in (NUDGE, -NUDGE)]
    harder, easier = (round(100 * odds) for odds in moved if odds is not None)
    return (
        f"{general} In {stats.domain.name} it is at {task}. "
        f"Were it {NUDGE} points harder, the record would give {harder} %; {NUDGE} points easier, {easier} %."
    )
