"""Statistics of a domain and the sentences about them, computed from the records. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from efficacy_tui.insight.efficacy import MIN_OUTCOMES, Estimate, LiftEntry, Outcome, estimate
from efficacy_tui.insight.evidence_weights import (
    mastery_weight,
    outcome_score,
    persuasion_quality,
    physiological_quality,
    vicarious_quality,
)
from efficacy_tui.insight.next_difficulty import Recommendation, next_difficulty, p_success
from efficacy_tui.insight.smoother import RunningLevel
from efficacy_tui.insight.trend import MIN_LINE, Claim, trend_claim
from efficacy_tui.journal.challenges import hardest_success
from efficacy_tui.model.records import AnyEvidence, Challenge, CheckIn, Domain, Mastery, Persuasion, State, Vicarious
from efficacy_tui.store.tables import Contents

Row = TypeVar("Row", AnyEvidence, CheckIn)

WINDOW_DAYS = 90
"""The trend words cover this many days, the same as the dashboard's chart."""

LEVEL_STEPS = 400
"""The level is computed for about this many days at most; a chart has fewer columns."""


class OutcomeMark(msgspec.Struct, frozen=True):
    """The outcome of a challenge on the chart; `day` is a date ordinal."""

    day: int
    outcome: str
    title: str


class DomainStats(msgspec.Struct, frozen=True):
    """Statistics of one domain on one day; days are date ordinals.

    `ratings` are (day, 0–100) for the present task. `level` is (day, mean, low, high), 0–100 with an 80 % band, empty
    below seven ratings. `estimate` comes from outcomes and evidence; `recommendation` is for the next challenge.
    """

    domain: Domain
    today: int
    ratings: tuple[tuple[int, int], ...]
    level: tuple[tuple[int, float, float, float], ...]
    claim: Claim
    estimate: Estimate
    recommendation: Recommendation
    marks: tuple[OutcomeMark, ...]

    @property
    def level_now(self) -> float | None:
        """The smoothed confidence on the last rated day, 0–100; `None` while there are too few ratings."""
        if not self.level:
            return None
        last_rated = self.ratings[-1][0]
        return next(mean for day, mean, _, _ in reversed(self.level) if day <= last_rated)

    @property
    def trend_words(self) -> str:
        """The trend in two or three words, or how many ratings a line still needs."""
        return _trend_words(self.claim, len(self.ratings))

    @property
    def evidence_sentence(self) -> str:
        """A sentence comparing confidence with the outcomes, or saying how many outcomes are missing."""
        level = self.level_now
        if missing := self.outcomes_missing:
            verb = "appears" if level is None else "appears beside it"
            return f"What your outcomes say {verb} after {_format_missing(missing, 'outcome')}."
        low, high = round(self.estimate.low), round(self.estimate.high)
        if level is None:
            return f"Your outcomes so far are consistent with {low}–{high}."
        return f"Confidence {round(level)} is {self.gap_words} the evidence: outcomes so far fit {low}–{high}."

    @property
    def gap_sentence(self) -> str:
        """A sentence comparing confidence with the outcomes, or saying what is missing; shorter without a level."""
        if self.level_now is not None:
            return self.evidence_sentence
        ratings = _format_missing(MIN_LINE - len(self.ratings), "rating")
        if missing := self.outcomes_missing:
            return f"{ratings} until a line, {_format_missing(missing, 'outcome')} until their range."
        low, high = round(self.estimate.low), round(self.estimate.high)
        return f"Outcomes so far fit {low}–{high}. {ratings} until a line."

    @property
    def gap_short(self) -> str:
        """The gap and the range of the estimate in a few words; empty when there is no gap."""
        low, high = round(self.estimate.low), round(self.estimate.high)
        return f"{self.gap_words} the evidence, {low}–{high}".capitalize() if self.gap_words else ""

    @property
    def gap_words(self) -> str:
        """How confidence compares with the 80 % band of the estimate; empty while either is missing."""
        level = self.level_now
        if level is None or self.estimate.n_outcomes < MIN_OUTCOMES:
            return ""
        over, under = level - self.estimate.high, self.estimate.low - level
        if over > 0:
            return "well ahead of" if over > 15 else "a little ahead of"
        if under > 0:
            return "well behind" if under > 15 else "a little behind"
        return "level with"

    def odds(self, difficulty: float) -> float | None:
        """Return the odds (0–1) of succeeding at a difficulty (0–100); `None` below three outcomes."""
        if self.estimate.n_outcomes < MIN_OUTCOMES:
            return None
        core = self.estimate.core
        return p_success(core.mean, core.variance, difficulty)

    @property
    def outcomes_missing(self) -> int:
        """How many more outcomes are needed for odds from the person's record."""
        return max(MIN_OUTCOMES - self.estimate.n_outcomes, 0)


def _trend_words(claim: Claim, rating_count: int) -> str:
    match claim.kind:
        case "dots":
            missing = MIN_LINE - rating_count
            return f"{missing} rating{'' if missing == 1 else 's'} to go" if missing > 0 else "few lately"
        case "line":
            return "too early to say"
        case kind:
            return kind


def compute_domain_stats(contents: Contents, domain: Domain, today: dt.date) -> DomainStats:
    """Compute the statistics of a domain on a day, without a cache."""
    return DomainStatsCache().get(contents, domain, today)


class DomainStatsCache:
    """Caches domain statistics between changes.

    A new check-in only extends the level; the estimate is recomputed after a change of outcomes or evidence, or on a
    new day.
    """

    def __init__(self) -> None:
        self._stats: dict[str, DomainStats] = {}
        self._rating_series: dict[str, _RatingSeries] = {}
        self._outcome_stats: dict[str, _OutcomeStats] = {}
        self._evidence_by_domain: tuple[object, dict[str, list[AnyEvidence]]] = (None, {})
        self._checkins_by_domain: tuple[object, dict[str, list[CheckIn]]] = (None, {})

    def invalidate(self, tables: Iterable[str], domains: Iterable[str]) -> None:
        """Drop the cached results that depend on these tables and domains (ids)."""
        tables = set(tables)
        for domain in domains:
            if tables & {"evidence", "challenges", "checkins", "domains"}:
                self._stats.pop(domain, None)
            if tables & {"evidence", "challenges"}:
                self._outcome_stats.pop(domain, None)

    def invalidate_all(self) -> None:
        """Drop all cached results."""
        self._stats.clear()
        self._outcome_stats.clear()

    def get(self, contents: Contents, domain: Domain, today: dt.date) -> DomainStats:
        """Return the statistics of a domain on a day."""
        ordinal = today.toordinal()
        cached = self._stats.get(domain.id)
        if cached is not None and cached.today == ordinal and cached.domain is domain:
            return cached
        series = self._series_of(contents, domain, today)
        outcome_stats = self._outcome_stats.get(domain.id)
        if outcome_stats is None or outcome_stats.today != ordinal:
            entries = self._evidence_of(contents, domain)
            outcome_stats = self._outcome_stats[domain.id] = _build_outcome_stats(contents, domain, today, entries)
        stats = DomainStats(
            domain=domain,
            today=ordinal,
            ratings=tuple(series.ratings),
            level=_sample_level(series.level, ordinal),
            claim=window_claim(series.ratings, ordinal, WINDOW_DAYS),
            estimate=outcome_stats.estimate,
            recommendation=outcome_stats.recommendation,
            marks=outcome_stats.marks,
        )
        self._stats[domain.id] = stats
        return stats

    def trend_words(self, contents: Contents, domain: Domain, today: dt.date) -> str:
        """Return `DomainStats.trend_words` without computing the rest, in a fraction of the time."""
        rows = [row for row in self._rows_of(contents, domain) if row.task == domain.task and row.day <= today]
        first = today - dt.timedelta(days=WINDOW_DAYS)
        ratings = sorted((row.day.toordinal(), row.confidence) for row in rows if row.day >= first)
        return _trend_words(window_claim(ratings, today.toordinal(), WINDOW_DAYS), len(rows))

    def _evidence_of(self, contents: Contents, domain: Domain) -> Sequence[AnyEvidence]:
        """Return the evidence of a domain; the table is grouped once per version."""
        if self._evidence_by_domain[0] is not contents.evidence:
            self._evidence_by_domain = contents.evidence, _group_by_domain(contents.evidence.values())
        return self._evidence_by_domain[1].get(domain.id, ())

    def _series_of(self, contents: Contents, domain: Domain, today: dt.date) -> _RatingSeries:
        dated_ratings = self._dated_ratings(contents, domain, today)
        series = self._rating_series.get(domain.id)
        if series is None or not series.extend(dated_ratings):
            series = self._rating_series[domain.id] = _RatingSeries(dated_ratings)
        return series

    def _dated_ratings(self, contents: Contents, domain: Domain, today: dt.date) -> list[tuple[dt.date, int]]:
        """Return the ratings of a domain for its present task, oldest first."""
        rows, task = self._rows_of(contents, domain), domain.task
        return sorted([(row.day, row.confidence) for row in rows if row.task == task and row.day <= today])

    def _rows_of(self, contents: Contents, domain: Domain) -> Sequence[CheckIn]:
        """Return the check-ins of a domain; the table is searched once per version."""
        if self._checkins_by_domain[0] is not contents.checkins:
            # At first every domain is needed, so group all check-ins; after a change only one domain is.
            self._checkins_by_domain = (
                contents.checkins,
                {} if self._stats else _group_by_domain(contents.checkins.values()),
            )
        rows = self._checkins_by_domain[1].get(domain.id)
        if rows is None:
            rows = [row for row in contents.checkins.values() if row.domain == domain.id]
            self._checkins_by_domain[1][domain.id] = rows
        return rows


def _group_by_domain(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.domain, []).append(row)
    return groups


class _RatingSeries:
    """Ratings, oldest first, with dates and with ordinals, and the smoothed level through them."""

    def __init__(self, dated_ratings: list[tuple[dt.date, int]]) -> None:
        self.dated_ratings = dated_ratings
        self.ratings = [(day.toordinal(), rating) for day, rating in dated_ratings]
        self.level = RunningLevel([(day, float(rating)) for day, rating in self.ratings])

    def extend(self, dated_ratings: list[tuple[dt.date, int]]) -> bool:
        """Update to these ratings if only the last one changed or newer ones follow; return whether it did."""
        count = len(self.dated_ratings)
        if not count or len(dated_ratings) < count or dated_ratings[: count - 1] != self.dated_ratings[:-1]:
            return False
        if dated_ratings[count - 1] != self.dated_ratings[-1]:
            if not self.level.can_remove:
                return False
            self.level.remove_last()
            self.ratings.pop()
        for day, rating in dated_ratings[len(self.ratings) :]:
            self.level.add(day.toordinal(), float(rating))
            self.ratings.append((day.toordinal(), rating))
        self.dated_ratings = dated_ratings
        return True


class _OutcomeStats(msgspec.Struct, frozen=True):
    """Statistics of the outcomes and the evidence on a day (`today`, a date ordinal)."""

    today: int
    estimate: Estimate
    recommendation: Recommendation
    marks: tuple[OutcomeMark, ...]


def _build_outcome_stats(
    contents: Contents, domain: Domain, today: dt.date, entries: Sequence[AnyEvidence]
) -> _OutcomeStats:
    closed = _closed_challenges(contents, domain)
    outcomes = domain_outcomes(entries, closed)
    result = estimate(outcomes, _lift_entries(entries, today), today.toordinal())
    recommendation = next_difficulty(
        result.core.mean,
        result.core.variance,
        [outcome.score for outcome in outcomes if outcome.weight > 0],
        hardest_success(closed),
    )
    marks = tuple(
        OutcomeMark(row.closed.toordinal(), row.outcome, row.title) for row in closed if row.closed and row.outcome
    )
    return _OutcomeStats(today.toordinal(), result, recommendation, marks)


def window_claim(ratings: Sequence[tuple[int, int]], today: int, window: int | None) -> Claim:
    """Return the trend claim for ratings (oldest first) over the last `window` days (`None`: all)."""
    first = 0 if window is None else bisect_left(ratings, (today - window + 1, 0))
    recent = ratings[first:]
    return trend_claim([day for day, _ in recent], [float(value) for _, value in recent])


def domain_outcomes(entries: Iterable[AnyEvidence], closed: Iterable[Challenge]) -> list[Outcome]:
    """Return the outcomes, oldest first: closed challenges, and mastery entries without a challenge."""
    outcomes = []
    for row in closed:
        if row.closed is not None and row.outcome is not None:
            score, weight = outcome_score(row.outcome, row.outside_cause)
            outcomes.append(Outcome(row.closed.toordinal(), row.difficulty, score, weight, row.id))
    for entry in entries:
        if isinstance(entry, Mastery) and entry.challenge is None:
            difficulty = 50.0 if entry.difficulty is None else float(entry.difficulty)
            outcomes.append(
                Outcome(entry.day.toordinal(), difficulty, 1.0, mastery_weight(entry.independence), entry.id)
            )
    return sorted(outcomes, key=lambda outcome: outcome.day)


def _closed_challenges(contents: Contents, domain: Domain) -> list[Challenge]:
    rows = (row for row in contents.challenges.values() if row.domain == domain.id and row.closed is not None)
    return sorted(rows, key=lambda row: (row.closed, row.updated))


def _lift_entries(entries: Iterable[AnyEvidence], today: dt.date) -> list[LiftEntry]:
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


def _sample_level(level: RunningLevel, today: int) -> tuple[tuple[int, float, float, float], ...]:
    days = level.days
    if len(days) < MIN_LINE:
        return ()
    stride = max((today - days[0]) // LEVEL_STEPS, 1)
    smoothed = level.level(sorted({*range(days[0], today + 1, stride), days[-1], today}))
    return tuple(zip(smoothed.days, smoothed.mean, smoothed.low, smoothed.high, strict=True))


def _format_missing(count: int, noun: str) -> str:
    return f"{count} more {noun}{'' if count == 1 else 's'}"
