"""The trend report of one domain; every part states how much data it has. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from efficacy_tui.insight.before_after import MIN_SESSIONS, Shift, session_shift
from efficacy_tui.insight.calibration import (
    Bias,
    Bin,
    CalibrationStage,
    Corp,
    Miscalibration,
    base_rate_brier,
    bias,
    bins,
    brier,
    calibration_stage,
    corp,
    is_pooled,
    miscalibration,
)
from efficacy_tui.insight.change_point import ChangePoint, change_point
from efficacy_tui.insight.lift import Lift
from efficacy_tui.insight.trend import Claim
from efficacy_tui.insight.variance_components import (
    DomainRating,
    MissingData,
    RatingShares,
    missing_data,
    variance_shares,
)
from efficacy_tui.journal.attributions import AttributionCounts, count_attributions
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.journal.rating_series import window_claim
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model.evidence_ratings import unrated_fields
from efficacy_tui.model.records import Domain, source_of
from efficacy_tui.model.types import Source
from efficacy_tui.store.tables import Contents

BALANCE_DAYS = 90
"""The balance of the sources counts the evidence of this many days."""

MISSING_SOURCE_DAYS = 14
"""A source without evidence for this many days or more is reported."""

SOURCES: tuple[Source, ...] = ("mastery", "vicarious", "persuasion", "state")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of "why this number": an event, its `day` (date ordinal), and the points it added to the number.

    `kind` is an outcome or a source; `unrated` marks evidence without ratings, which counts with the middle value.
    """

    kind: str
    day: int
    title: str
    points: float
    unrated: bool = False


@dataclass(frozen=True, slots=True)
class EstimateLedger:
    """How the number adds up: `total` is `start` plus the points of `outcomes`; the number shown is clamped to 0–100.

    `silent_count` remembered successes added nothing and are not listed. The `lift` of the other sources is apart.
    """

    start: float
    outcomes: tuple[LedgerRow, ...]
    total: float
    silent_count: int
    lift: Lift


@dataclass(frozen=True, slots=True)
class OddsReport:
    """Odds (0–1) against outcomes (1: succeeded, else 0). A `pooled` report covers all domains.

    `stage` says which measures the number of forecasts allows; the others are `None` or empty.
    """

    odds: tuple[float, ...]
    outcomes: tuple[int, ...]
    pooled: bool
    stage: CalibrationStage
    bias: Bias | None
    brier: float | None
    base_rate_brier: float | None
    bins: tuple[Bin, ...]
    corp: Corp | None
    miscalibration: Miscalibration | None

    @property
    def n(self) -> int:
        """The number of forecasts with an outcome."""
        return len(self.odds)


@dataclass(frozen=True, slots=True)
class SourceBalance:
    """The number of entries of a source in the last 90 days, and the latest one's age in days (`None`: no entry)."""

    source: Source
    recent: int
    days_ago: int | None


@dataclass(frozen=True, slots=True)
class TrendReport:
    """The data beside the trend chart; `claim` and `level_change` cover the selected window only.

    `days` maps date ordinals to the day's rating, 0–100. `shift` compares before and after the sessions.
    `ladder` is the domain's ladder today, whatever the window. `attributions` counts what successes, and what other
    outcomes, were put down to.
    """

    stats: DomainStats
    claim: Claim
    level_change: ChangePoint | None
    ledger: EstimateLedger
    odds: OddsReport
    balance: tuple[SourceBalance, ...]
    balance_sentence: str
    days: Mapping[int, int]
    shift: Shift | None
    sessions: int
    sessions_missing: int
    shares: RatingShares | None
    shares_missing: MissingData
    ladder: Ladder
    attributions: tuple[AttributionCounts, AttributionCounts]


def build_trend_report(
    contents: Contents, stats: DomainStats, domains: Iterable[Domain], window: int | None
) -> TrendReport:
    """Build the report of a domain from its statistics; the trend covers the last `window` days (`None`: all)."""
    domain = stats.domain
    balance = _build_balance(contents, domain, stats.today)
    differences = _session_differences(contents, domain, stats.today)
    ratings = _recent_ratings(contents, domains, stats.today)
    return TrendReport(
        stats=stats,
        claim=window_claim(stats.ratings, stats.today, window),
        level_change=_find_level_change(stats, window),
        ledger=_build_ledger(contents, stats),
        odds=_build_odds_report(contents, domain),
        balance=balance,
        balance_sentence=_balance_sentence(balance, domain.name),
        days=dict(stats.ratings),
        shift=session_shift(differences),
        sessions=len(differences),
        sessions_missing=max(MIN_SESSIONS - len(differences), 0),
        shares=_cached_shares(tuple(ratings), stats.today),
        shares_missing=missing_data(ratings),
        ladder=build_ladder(contents, stats),
        attributions=count_attributions(contents, domain),
    )


# These two are cached: both draw hundreds of samples, and neither depends on the selected window.
@lru_cache(maxsize=4)
def _cached_miscalibration(odds: tuple[float, ...], outcomes: tuple[int, ...]) -> Miscalibration:
    return miscalibration(odds, outcomes, seed=len(odds))


@lru_cache(maxsize=1)
def _cached_shares(ratings: tuple[DomainRating, ...], today: int) -> RatingShares | None:
    return variance_shares(ratings, seed=today)


def _find_level_change(stats: DomainStats, window: int | None) -> ChangePoint | None:
    ratings = [(day, float(value)) for day, value in stats.ratings if window is None or day > stats.today - window]
    return change_point([day for day, _ in ratings], [value for _, value in ratings])


def _build_ledger(contents: Contents, stats: DomainStats) -> EstimateLedger:
    estimate = stats.estimate
    outcomes, silent_count = [], 0
    for line in estimate.ledger:
        challenge, entry = contents.challenges.get(line.key), contents.evidence.get(line.key)
        if challenge is not None:
            outcomes.append(LedgerRow(challenge.outcome or "", line.day, challenge.title, line.points))
        elif line.points == 0:
            silent_count += 1
        elif entry is not None:
            unrated = bool(unrated_fields(entry, source_of(entry)))
            outcomes.append(LedgerRow("mastery", line.day, one_line(entry), line.points, unrated))
    start = estimate.core_points - sum(line.points for line in estimate.ledger)
    return EstimateLedger(start, tuple(outcomes), estimate.core_points, silent_count, estimate.lift)


def _build_odds_report(contents: Contents, domain: Domain) -> OddsReport:
    domain_pairs = _forecasts(contents, domain.id)
    pooled = is_pooled(len(domain_pairs))
    pairs = _forecasts(contents, None) if pooled else domain_pairs
    odds, outcomes = tuple(p for p, _ in pairs), tuple(y for _, y in pairs)
    n, successes = len(pairs), sum(outcomes)
    stage = calibration_stage(n, successes)
    has_corp = stage >= CalibrationStage.CORP
    return OddsReport(
        odds=odds,
        outcomes=outcomes,
        pooled=pooled and len({c.domain for c in contents.challenges.values() if c.closed}) > 1,
        stage=stage,
        bias=bias(odds, outcomes) if stage >= CalibrationStage.BIAS else None,
        brier=brier(odds, outcomes) if stage >= CalibrationStage.BRIER else None,
        base_rate_brier=base_rate_brier(outcomes) if stage >= CalibrationStage.BRIER else None,
        bins=bins(odds, outcomes) if stage >= CalibrationStage.BINS else (),
        corp=corp(odds, outcomes) if has_corp else None,
        miscalibration=_cached_miscalibration(odds, outcomes) if has_corp else None,
    )


def _forecasts(contents: Contents, domain: str | None) -> list[tuple[float, int]]:
    return [(odds, outcome) for _, odds, outcome in dated_forecasts(contents, domain)]


def dated_forecasts(contents: Contents, domain: str | None) -> list[tuple[dt.date, float, int]]:
    """Return (day, odds 0–1, 1 if it worked) of every forecast of a domain (an id, `None`: all), by date.

    Challenges ended by an outside cause and skipped steps are left out: they did not test the odds.
    """
    forecasts: list[tuple[dt.date, float, int]] = []
    for challenge in contents.challenges.values():
        if domain is not None and challenge.domain != domain:
            continue
        if challenge.closed is not None and not challenge.outside_cause:
            forecasts.append((challenge.closed, challenge.odds / 100, int(challenge.outcome == "succeeded")))
        forecasts.extend(
            (step.day, step.odds / 100, int(step.result == "done"))
            for step in challenge.steps
            if step.odds is not None and step.result not in (None, "skipped")
        )
    return sorted(forecasts)


def _build_balance(contents: Contents, domain: Domain, today: int) -> tuple[SourceBalance, ...]:
    newest: dict[Source, int] = {}
    counts: dict[Source, int] = dict.fromkeys(SOURCES, 0)
    for entry in contents.evidence.values():
        day = entry.day.toordinal()
        if entry.domain != domain.id or day > today:
            continue
        source = source_of(entry)
        newest[source] = max(newest.get(source, day), day)
        counts[source] += today - day < BALANCE_DAYS
    return tuple(
        SourceBalance(source, counts[source], today - newest[source] if source in newest else None)
        for source in SOURCES
    )


def _balance_sentence(balance: tuple[SourceBalance, ...], name: str) -> str:
    """Return a sentence that names the strongest missing source, or says that none is missing."""
    for row in balance:
        if row.days_ago is None:
            return f"No {row.source} evidence in {name} yet."
        if row.days_ago >= MISSING_SOURCE_DAYS:
            return f"{row.days_ago} days without {row.source} evidence in {name}."
    return f"Evidence from all four sources within the last {MISSING_SOURCE_DAYS} days."


def _session_differences(contents: Contents, domain: Domain, today: int) -> list[float]:
    rows = [
        row
        for row in contents.reappraisals.values()
        if row.domain == domain.id and row.before and row.after and row.at.date().toordinal() <= today + 1
    ]
    rows.sort(key=lambda row: row.at)
    return [float(row.after.balance - row.before.balance) for row in rows if row.before and row.after]


def _recent_ratings(contents: Contents, domains: Iterable[Domain], today: int) -> list[DomainRating]:
    tasks = {domain.id: domain.task for domain in domains}
    first = today - 364
    return [
        DomainRating(row.domain, row.day.toordinal(), float(row.confidence))
        for row in contents.checkins.values()
        if tasks.get(row.domain) == row.task and first <= row.day.toordinal() <= today
    ]
