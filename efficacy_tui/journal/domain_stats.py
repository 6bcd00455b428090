"""Statistics of a domain and the sentences about them, computed from the records. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Literal, TypeVar

import msgspec

from efficacy_tui.insight.efficacy import MIN_OUTCOMES, Estimate, estimate
from efficacy_tui.insight.next_difficulty import Recommendation, next_difficulty
from efficacy_tui.insight.odds import OddsScore, RecordOdds, record_odds
from efficacy_tui.insight.rating_comparison import (
    MAX_RATING_AGE,
    MIN_COMPARED_OUTCOMES,
    MIN_COMPARED_RATINGS,
    Comparison,
    ReferenceOdds,
    compare_rating,
    is_within_tried,
    reference_odds,
)
from efficacy_tui.insight.trend import MIN_LINE, Claim
from efficacy_tui.journal.outcomes import (
    challenge_outcomes,
    closed_challenges,
    domain_outcomes,
    hardest_success,
    lift_entries,
)
from efficacy_tui.journal.rating_series import RatingSeries, sample_level, window_claim
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import AnyEvidence, CheckIn, Domain
from efficacy_tui.store.tables import Contents

Row = TypeVar("Row", AnyEvidence, CheckIn)

WINDOW_DAYS = 90
"""The trend words cover this many days, the same as the dashboard's chart."""

UP_TO = " up to "
"""Before the day of the last rating in the words of a trend that ended a while ago."""


class OutcomeMark(msgspec.Struct, frozen=True):
    """The outcome of a challenge on the chart; `day` is a date ordinal."""

    day: int
    outcome: str
    title: str


class DomainStats(msgspec.Struct, frozen=True, dict=True):
    """Statistics of one domain on one day; days are date ordinals.

    `ratings` are (day, 0–100) for the present task. `level` is (day, mean, low, high), 0–100 with an 80 % band, empty
    below seven ratings. `estimate` comes from outcomes alone, on the scale of difficulty; `record` holds the odds from
    them, and `tried` the difficulties of the challenges that count. `reference` is the chance of success at the present
    task in percent, `None` while it cannot be given. `recommendation` is for the next challenge.
    """

    domain: Domain
    today: int
    ratings: tuple[tuple[int, int], ...]
    level: tuple[tuple[int, float, float, float], ...]
    claim: Claim
    estimate: Estimate
    record: RecordOdds
    recommendation: Recommendation
    tried: tuple[float, ...] = ()
    reference: ReferenceOdds | None = None
    rated_level: float | None = None
    marks: tuple[OutcomeMark, ...] = ()

    @cached_property
    def record_path(self) -> tuple[tuple[int, int], ...]:
        """How the record's odds at the present task moved: (day, percent) after each day with outcomes, last today.

        Computed when it is drawn, because only one domain is drawn at a time. Empty while the record gives no odds.
        """
        task = self.domain.task_difficulty
        if task is None or self.reference is None:
            return ()
        earlier = [(day, round(100 * odds)) for day, odds in self.record.path(task) if day < self.today]
        return *earlier, (self.today, self.reference.percent)

    @property
    def level_now(self) -> float | None:
        """The smoothed confidence on the last rated day, 0–100; `None` while there are too few ratings."""
        if not self.level:
            return None
        last_rated = self.ratings[-1][0]
        return next(mean for day, mean, _, _ in reversed(self.level) if day <= last_rated)

    @property
    def own_value(self) -> int | None:
        """How sure the person says they are, 0–100: the level of their ratings, or the last of a few.

        A rating too old to speak of today counts as it was given. `None` without a rating.
        """
        if not self.ratings:
            return None
        if self.is_stale:
            return self.ratings[-1][1]
        if (comparison := self.comparison) is not None:
            return comparison.rating
        return self.ratings[-1][1] if self.level_now is None else round(self.level_now)

    @property
    def rating_age(self) -> int | None:
        """How many days ago the last rating was; `None` without one."""
        return self.today - self.ratings[-1][0] if self.ratings else None

    @property
    def is_stale(self) -> bool:
        """Whether the last rating is too old to speak of today."""
        return self.rating_age is not None and self.rating_age > MAX_RATING_AGE

    @property
    def trend_words(self) -> str:
        """The trend in a few words with its window, or how many ratings a line still needs."""
        return _trend_words(self.claim, self.ratings, self.today)

    @property
    def odds_score(self) -> OddsScore:
        """How well the record's odds have foreseen so far."""
        return self.record.score

    @property
    def odds_withheld(self) -> bool:
        """Whether the record's odds give way because the success rate alone foresees clearly better."""
        return self.record.score.gives_way

    @property
    def withheld_sentence(self) -> str:
        """A sentence saying why the record gives no odds; empty when it does."""
        if not self.odds_withheld:
            return ""
        score = self.record.score
        return f"How hard it was has said little so far: {score.successes} of {score.n} worked out."

    @property
    def skill_sentence(self) -> str:
        """A sentence saying how well the record's odds foresaw; empty below twenty scored challenges."""
        score = self.record.score
        if not score.is_shown or self.odds_withheld:
            return self.withheld_sentence
        percent = round(100 * score.skill)
        if percent < 1:
            return f"Over {score.n} challenges these odds came no closer than your success rate so far."
        return f"Over {score.n} challenges these odds came {percent} % closer than your success rate would have."

    @property
    def comparison(self) -> Comparison | None:
        """The rating beside the record, both in percent at the present task; `None` while they are not compared."""
        if self.reference is None or self.rated_level is None or self.is_stale:
            return None
        if self.outcomes_until_compared or self.ratings_until_compared or self.task_beyond_tried:
            return None
        return compare_rating(self.rated_level, self.reference)

    @property
    def outcomes_until_compared(self) -> int:
        """How many more outcomes are needed before rating and record are compared."""
        return max(MIN_COMPARED_OUTCOMES - self.estimate.n_outcomes, 0)

    @property
    def ratings_until_compared(self) -> int:
        """How many more ratings are needed before rating and record are compared."""
        return max(MIN_COMPARED_RATINGS - len(self.ratings), 0)

    @property
    def task_beyond_tried(self) -> Literal["harder", "easier"] | None:
        """How the present task differs from everything tried so far, if it lies too far beyond for a comparison."""
        task = self.domain.task_difficulty
        if task is None or not self.tried or is_within_tried(task, self.tried):
            return None
        return "harder" if task > max(self.tried) else "easier"

    def odds(self, difficulty: float) -> float | None:
        """Return the record's odds (0–1) at a difficulty (0–100); `None` below three outcomes, or if they give way."""
        if self.estimate.n_outcomes < MIN_OUTCOMES or self.odds_withheld:
            return None
        return self.record.odds.at(difficulty)

    @property
    def outcomes_missing(self) -> int:
        """How many more outcomes are needed for odds from the person's record."""
        return max(MIN_OUTCOMES - self.estimate.n_outcomes, 0)


def _trend_words(claim: Claim, ratings: Sequence[tuple[int, int]], today: int) -> str:
    match claim.kind:
        case "dots":
            missing = MIN_LINE - len(ratings)
            return f"{missing} more for a trend" if missing > 0 else "few recent ratings"
        case "line":
            return "too early to say"
    if today - ratings[-1][0] <= MAX_RATING_AGE:
        return claim.words
    return f"{claim.words}{UP_TO}{short_date(dt.date.fromordinal(ratings[-1][0]), dt.date.fromordinal(today))}"


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
        self._rating_series: dict[str, RatingSeries] = {}
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
        has_odds = outcome_stats.estimate.n_outcomes >= MIN_OUTCOMES and not outcome_stats.record.score.gives_way
        task_difficulty = domain.task_difficulty
        reference = (
            reference_odds(outcome_stats.record.odds, task_difficulty)
            if has_odds and task_difficulty is not None
            else None
        )
        stats = DomainStats(
            domain=domain,
            today=ordinal,
            ratings=tuple(series.ratings),
            level=sample_level(series.level, ordinal),
            claim=window_claim(series.ratings, ordinal, WINDOW_DAYS),
            estimate=outcome_stats.estimate,
            record=outcome_stats.record,
            recommendation=outcome_stats.recommendation,
            tried=outcome_stats.tried,
            reference=reference,
            rated_level=series.last_level(),
            marks=outcome_stats.marks,
        )
        self._stats[domain.id] = stats
        return stats

    def _evidence_of(self, contents: Contents, domain: Domain) -> Sequence[AnyEvidence]:
        """Return the evidence of a domain; the table is grouped once per version."""
        if self._evidence_by_domain[0] is not contents.evidence:
            self._evidence_by_domain = contents.evidence, _group_by_domain(contents.evidence.values())
        return self._evidence_by_domain[1].get(domain.id, ())

    def _series_of(self, contents: Contents, domain: Domain, today: dt.date) -> RatingSeries:
        dated_ratings = self._dated_ratings(contents, domain, today)
        series = self._rating_series.get(domain.id)
        if series is None or not series.extend(dated_ratings):
            series = self._rating_series[domain.id] = RatingSeries(dated_ratings)
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


class _OutcomeStats(msgspec.Struct, frozen=True):
    """Statistics of the outcomes and the evidence on a day (`today`, a date ordinal)."""

    today: int
    estimate: Estimate
    record: RecordOdds
    recommendation: Recommendation
    tried: tuple[float, ...]
    marks: tuple[OutcomeMark, ...]


def _build_outcome_stats(
    contents: Contents, domain: Domain, today: dt.date, entries: Sequence[AnyEvidence]
) -> _OutcomeStats:
    ordinal, closed = today.toordinal(), closed_challenges(contents, domain, today)
    outcomes = domain_outcomes([entry for entry in entries if entry.day <= today], closed)
    challenges = challenge_outcomes(outcomes)
    record = record_odds(outcomes, ordinal)
    scores = [outcome.score for outcome in challenges]
    return _OutcomeStats(
        today=ordinal,
        estimate=estimate(outcomes, lift_entries(entries, today), ordinal),
        record=record,
        recommendation=next_difficulty(record.odds, scores, hardest_success(outcomes)),
        tried=tuple(outcome.difficulty for outcome in challenges),
        marks=tuple(
            OutcomeMark(row.closed.toordinal(), row.outcome, row.title) for row in closed if row.closed and row.outcome
        ),
    )
