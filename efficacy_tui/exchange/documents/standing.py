"""The document of `efficacy standing`: every figure with what it rests on."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from efficacy_tui.exchange.documents.base import VERSION
from efficacy_tui.insight.rating_comparison import Verdict
from efficacy_tui.insight.trend import ClaimKind
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model import types as t
from efficacy_tui.wording.confidence import grade_sentence, level_band


class LevelDocument(msgspec.Struct, frozen=True, kw_only=True):
    """How sure the person says they are of the daily task, 0–100: smoothed, on the last rated day, with 80 % range."""

    mean: float
    low: float
    high: float


class RatingsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The ratings of the present task; `age` is that of the last one, in days."""

    n: int
    first: t.Day
    last: t.Day
    value: Annotated[t.Percent, msgspec.Meta(description="of the last one")]
    age: int
    is_stale: Annotated[bool, msgspec.Meta(description="whether it is too old to speak of today")]
    level: Annotated[LevelDocument | None, msgspec.Meta(description="from seven ratings on")]


class TrendDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The trend of the ratings in its window; slope and 95 % interval are in points a week."""

    kind: ClaimKind
    n: int
    days: int
    slope: float | None
    low: float | None
    high: float | None
    p: float | None
    opposite_lately: bool
    more_ratings: Annotated[int, msgspec.Meta(description="until the next stage")]
    more_days: int
    sentence: str


class RecordDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The record’s odds at the daily task, in percent, with their 80 % range."""

    percent: t.Percent
    low: t.Percent
    high: t.Percent


class OutcomesDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What the outcomes say: the difficulty of even odds with its 80 % range, from three challenges on."""

    challenges: int
    remembered: int
    missing: Annotated[int, msgspec.Meta(description="until the record speaks")]
    difficulty: float | None
    low: float | None
    high: float | None


class GapDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The rating, read as odds, minus the record’s odds; both in percent at the daily task."""

    rating: int
    record: int
    difference: int
    verdict: Verdict


class NextDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The suggested difficulty, 0–100, and the record’s odds there, in percent."""

    difficulty: int
    odds: int


class ForesightDocument(msgspec.Struct, frozen=True, kw_only=True):
    """How well the record’s odds foresaw `n` challenges; `skill`: how much closer than the success rate, 1 at best."""

    n: int
    successes: int
    skill: float
    is_withheld: Annotated[bool, msgspec.Meta(description="whether the odds give way to that rate")]


class StandingDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-standing"):
    """Where the person and their record stand in a domain."""

    version: Literal[1]
    day: Annotated[t.Day, msgspec.Meta(description="today")]
    domain: str
    task: str
    task_difficulty: t.Percent | None
    ratings: RatingsDocument | None
    trend: TrendDocument
    outcomes: OutcomesDocument
    record: Annotated[RecordDocument | None, msgspec.Meta(description="once the daily task has a place, too")]
    gap: Annotated[GapDocument | None, msgspec.Meta(description="null: they are not compared, see gap_sentence")]
    gap_sentence: str
    next: NextDocument | None
    foresight: Annotated[ForesightDocument | None, msgspec.Meta(description="from twenty challenges on")]
    strength: Annotated[int | None, msgspec.Meta(description="mean rating of the rated rungs, 0–100")]
    rated_rungs: int
    level_rung: Annotated[int | None, msgspec.Meta(description="the hardest difficulty of which one is sure, 0–100")]


def standing_document(report: TrendReport) -> StandingDocument:
    """Build the document of a domain from its trend report."""
    stats, ladder = report.stats, report.ladder
    reference, comparison = stats.reference, stats.comparison
    has_next = not stats.outcomes_missing and not stats.odds_withheld
    recommendation, score = stats.recommendation, stats.odds_score
    return StandingDocument(
        version=VERSION,
        day=dt.date.fromordinal(stats.today),
        domain=stats.domain.name,
        task=stats.domain.task,
        task_difficulty=stats.domain.task_difficulty,
        ratings=_ratings(stats),
        trend=_trend(report),
        outcomes=_outcomes(stats),
        record=None
        if reference is None
        else RecordDocument(percent=reference.percent, low=reference.low, high=reference.high),
        gap=None
        if comparison is None
        else GapDocument(
            rating=comparison.rating,
            record=comparison.odds.percent,
            difference=comparison.difference,
            verdict=comparison.verdict,
        ),
        gap_sentence=grade_sentence(stats),
        next=NextDocument(difficulty=recommendation.difficulty, odds=round(100 * recommendation.odds))
        if has_next
        else None,
        foresight=ForesightDocument(
            n=score.n, successes=score.successes, skill=score.skill, is_withheld=stats.odds_withheld
        )
        if score.is_shown
        else None,
        strength=ladder.strength,
        rated_rungs=ladder.rated,
        level_rung=ladder.level,
    )


def _ratings(stats: DomainStats) -> RatingsDocument | None:
    if not stats.ratings:
        return None
    band = level_band(stats)
    (first, _), (last, value) = stats.ratings[0], stats.ratings[-1]
    return RatingsDocument(
        n=len(stats.ratings),
        first=dt.date.fromordinal(first),
        last=dt.date.fromordinal(last),
        value=value,
        age=stats.today - last,
        is_stale=stats.is_stale,
        level=None if band is None else LevelDocument(mean=band[0], low=band[1], high=band[2]),
    )


def _trend(report: TrendReport) -> TrendDocument:
    claim = report.claim
    slope, low, high = claim.slope if claim.slope is not None else (None, None, None)
    return TrendDocument(
        kind=claim.kind,
        n=claim.n,
        days=claim.days,
        slope=slope,
        low=low,
        high=high,
        p=claim.p,
        opposite_lately=claim.opposite_lately,
        more_ratings=claim.more_ratings,
        more_days=claim.more_days,
        sentence=claim.sentence,
    )


def _outcomes(stats: DomainStats) -> OutcomesDocument:
    estimate = stats.estimate
    has_number = estimate.number is not None
    return OutcomesDocument(
        challenges=estimate.n_outcomes,
        remembered=estimate.n_remembered,
        missing=stats.outcomes_missing,
        difficulty=estimate.number,
        low=estimate.low if has_number else None,
        high=estimate.high if has_number else None,
    )
