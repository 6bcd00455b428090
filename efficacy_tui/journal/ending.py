"""What a challenge that has just ended gives back: where it stands, what was forecast, and how the record moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from efficacy_tui.insight.rating_comparison import ReferenceOdds
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.ladder import Ladder, LadderRung, NextPlace, build_ladder
from efficacy_tui.journal.next_reason import next_reason
from efficacy_tui.journal.outcomes import closed_challenges, domain_outcomes, hardest_success
from efficacy_tui.model.records import Challenge, Domain
from efficacy_tui.model.types import Attribution, Outcome
from efficacy_tui.store.tables import Contents

MIN_FORECASTS = 5
"""Forecasts of about the same odds before one says how many of them worked. †"""

FORECAST_MARGIN = 10
"""Percentage points on either side within which two forecasts are about the same. †"""

EXCERPT_ROWS = 4
"""Rows of the ladder around the challenge."""


class ForecastShare(NamedTuple):
    """How many of `n` forecasts from `low` to `high` percent succeeded, this one among them; all domains together."""

    low: int
    high: int
    n: int
    successes: int


class ExcerptRow(NamedTuple):
    """A row of the ladder around the challenge: a rung, or (without one) where the next challenge belongs."""

    difficulty: int
    rung: LadderRung | None = None
    is_next: bool = False
    is_current: bool = False


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge that has ended on `today`, seen from before and after its outcome.

    `evidence` is what the person wrote of it, if anything. `hardest_before` and `hardest_after` (0–100) are the hardest
    successes in the domain, `record_before` and `record_after` the record's odds at the daily task; `None` where there
    are none. `excerpt` is the ladder around it, hardest first, and `next_reason` why what is next lies where it does.
    `lower_rung` is the next one below that is not done, which need not be the one that the ladder marks as next.
    """

    challenge: Challenge
    today: dt.date
    evidence: str = ""
    hardest_before: int | None = None
    hardest_after: int | None = None
    forecasts: ForecastShare | None = None
    record_before: ReferenceOdds | None = None
    record_after: ReferenceOdds | None = None
    outcomes_missing: int = 0
    excerpt: tuple[ExcerptRow, ...] = ()
    next_difficulty: int | None = None
    next_reason: str = ""
    lower_rung: LadderRung | None = None

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        return self.challenge.outcome or "abandoned"

    @property
    def attribution(self) -> Attribution | None:
        """What the person put it down to."""
        return self.challenge.attribution

    @property
    def wants_skill(self) -> bool:
        """Whether it failed and the person put that down to skill."""
        return self.outcome == "failed" and self.attribution == "skill"

    @property
    def offers_lower_rung(self) -> bool:
        """Whether it failed for want of skill, so that the next lower rung is the one to try."""
        return self.wants_skill and self.lower_rung is not None

    @property
    def ladder_marks_another(self) -> bool:
        """Whether a lower rung is offered, and the ladder marks another place as next."""
        return self.offers_lower_rung and any(row.is_next and row.rung != self.lower_rung for row in self.excerpt)

    @property
    def is_next_easier(self) -> bool:
        """Whether what is next is easier than the challenge."""
        return self.next_difficulty is not None and self.next_difficulty < self.challenge.difficulty


def build_ending(
    before: Contents, after: Contents, challenge: Challenge, domain: Domain, today: dt.date, evidence: str = ""
) -> Ending:
    """Compare the records `before` and `after` the outcome of a challenge, which is the closed one."""
    stats_before, stats_after = (compute_domain_stats(contents, domain, today) for contents in (before, after))
    ladder = build_ladder(after, stats_after)
    index = ladder.index_of(challenge.rung or challenge.id)
    ending = Ending(
        challenge=challenge,
        today=today,
        evidence=evidence,
        hardest_before=_hardest(before, domain, today),
        hardest_after=_hardest(after, domain, today),
        forecasts=_count_forecasts(after.challenges.values(), challenge.odds),
        record_before=stats_before.reference,
        record_after=stats_after.reference,
        outcomes_missing=stats_after.outcomes_missing,
        next_difficulty=_next_difficulty(ladder, stats_after),
        next_reason=next_reason(ladder, stats_after),
        lower_rung=None if index is None else _lower_rung(ladder, index),
    )
    if index is None or ending.outcome == "abandoned":
        return ending
    return msgspec.structs.replace(ending, excerpt=_excerpt(ending, ladder, index))


def _hardest(contents: Contents, domain: Domain, today: dt.date) -> int | None:
    entries = [row for row in contents.evidence.values() if row.domain == domain.id and row.day <= today]
    hardest = hardest_success(domain_outcomes(entries, closed_challenges(contents, domain, today)))
    return None if hardest is None else round(hardest)


def _count_forecasts(challenges: Iterable[Challenge], odds: int) -> ForecastShare | None:
    """Count how the challenges with about these odds ended; `None` below five of them."""
    low, high = max(odds - FORECAST_MARGIN, 0), min(odds + FORECAST_MARGIN, 100)
    outcomes = [
        row.outcome
        for row in challenges
        if row.outcome is not None and low <= row.odds <= high and not row.outside_cause
    ]
    if len(outcomes) < MIN_FORECASTS:
        return None
    return ForecastShare(low, high, len(outcomes), sum(outcome == "succeeded" for outcome in outcomes))


def _next_difficulty(ladder: Ladder, stats: DomainStats) -> int | None:
    if ladder.next_rung is not None:
        return ladder.next_rung.difficulty
    if ladder.next_place is not None:
        return ladder.next_place.difficulty
    return None if stats.odds_withheld else stats.recommendation.difficulty


def _lower_rung(ladder: Ladder, index: int) -> LadderRung | None:
    """Return the hardest rung below one that is easier and not done yet, else the hardest easier one."""
    easier = [
        rung
        for rung in ladder.rungs[index + 1 :]
        if rung.status != "daily" and rung.rung is not None and rung.difficulty < ladder.rungs[index].difficulty
    ]
    return next((rung for rung in easier if rung.status != "succeeded"), easier[0] if easier else None)


def _excerpt(ending: Ending, ladder: Ladder, index: int) -> tuple[ExcerptRow, ...]:
    """Return the rows around a rung, above it after a success, else below, and what is next.

    What is next is marked where the ladder marks it; where it marks nothing, the lower rung that is offered is.
    """
    lower_rung = ending.lower_rung if ending.offers_lower_rung else None
    has_mark = ladder.next_rung is not None or ladder.next_place is not None
    rows = [
        ExcerptRow(rung.difficulty, rung, rung.is_next if has_mark else rung == lower_rung, i == index)
        for i, rung in enumerate(ladder.rungs)
    ]
    if ladder.next_place is not None:
        rows = _with_next_place(rows, ladder.next_place)
    current = next(i for i, row in enumerate(rows) if row.is_current)
    # Show the next and the offered rung even where the rungs up to them are left out.
    needed = [
        i for i, row in enumerate(rows) if row.is_current or row.is_next or (lower_rung and row.rung == lower_rung)
    ]
    rows_above = EXCERPT_ROWS // 2 if ending.outcome == "succeeded" else 0
    indices = sorted(range(len(rows)), key=lambda i: (i not in needed, _distance(i - current, rows_above)))
    return tuple(rows[i] for i in sorted(indices[:EXCERPT_ROWS]))


def _distance(offset: int, rows_above: int) -> float:
    """Return how far a row lies from those to show: so many above the challenge (negative offsets), the rest below."""
    middle = (EXCERPT_ROWS - 1) / 2 - rows_above
    return abs(offset - middle)


def _with_next_place(rows: Sequence[ExcerptRow], place: NextPlace) -> list[ExcerptRow]:
    position = next((i for i, row in enumerate(rows) if row.difficulty <= place.difficulty), len(rows))
    return [*rows[:position], ExcerptRow(place.difficulty, is_next=True), *rows[position:]]
