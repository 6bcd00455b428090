"""A domain's outcomes and other evidence as the efficacy model takes them. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.evidence_weights import (
    mastery_weight,
    outcome_score,
    persuasion_quality,
    physiological_quality,
    vicarious_quality,
)
from efficacy_tui.insight.lift import LiftEntry
from efficacy_tui.model.records import AnyEvidence, Challenge, Domain, Mastery, Persuasion, State, Vicarious
from efficacy_tui.store.tables import Contents


def closed_challenges(contents: Contents, domain: Domain, today: dt.date) -> list[Challenge]:
    """Return the challenges of a domain that ended by a day, oldest first."""
    rows = (
        row
        for row in contents.challenges.values()
        if row.domain == domain.id and row.closed is not None and row.closed <= today
    )
    return sorted(rows, key=lambda row: (row.closed, row.updated))


def domain_outcomes(entries: Iterable[AnyEvidence], closed: Iterable[Challenge]) -> list[Outcome]:
    """Return the outcomes, oldest first: closed challenges, and remembered successes that belong to none.

    A remembered success without a difficulty has no weight: how much of a surprise it was is not known.
    """
    outcomes = []
    for row in closed:
        if row.closed is not None and row.outcome is not None:
            score, weight = outcome_score(row.outcome, row.outside_cause)
            outcomes.append(Outcome(row.closed.toordinal(), row.difficulty, score, weight, row.id))
    for entry in entries:
        if isinstance(entry, Mastery) and entry.challenge is None:
            is_rated = entry.difficulty is not None
            difficulty = float(entry.difficulty) if entry.difficulty is not None else 50.0
            weight = mastery_weight(entry.independence) if is_rated else 0.0
            outcomes.append(Outcome(entry.day.toordinal(), difficulty, 1.0, weight, entry.id, remembered=True))
    return sorted(outcomes, key=lambda outcome: outcome.day)


def challenge_outcomes(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the outcomes of challenges that count, in their order: no remembered success, no outside cause."""
    return [outcome for outcome in outcomes if not outcome.remembered and outcome.weight > 0]


def hardest_success(outcomes: Iterable[Outcome]) -> float | None:
    """Return the highest difficulty (0–100) that was managed, in a challenge or a rated memory; `None` without one."""
    return max((o.difficulty for o in outcomes if o.score == 1 and o.weight > 0), default=None)


def lift_entries(entries: Iterable[AnyEvidence], today: dt.date) -> list[LiftEntry]:
    """Return the evidence of the other three sources up to a day."""
    lifts = []
    for entry in entries:
        if entry.day > today:
            continue
        day = entry.day.toordinal()
        match entry:
            case Vicarious():
                lifts.append(LiftEntry(day, "vicarious", vicarious_quality(entry.similarity, entry.gap), entry.id))
            case Persuasion():
                quality = persuasion_quality(entry.credibility, entry.specificity)
                lifts.append(LiftEntry(day, "persuasion", quality, entry.id))
            case State():
                quality = physiological_quality(entry.interpretation, entry.arousal)
                lifts.append(LiftEntry(day, "physiological", quality, entry.id))
            case _:
                pass
    return lifts
