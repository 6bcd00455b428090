"""What the trends screen says of one domain, each part with how much data it rests on. Pure; runs in any thread."""

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
from efficacy_tui.insight.trend import ChangePoint, Claim, change_point
from efficacy_tui.insight.variance_components import (
    DomainRating,
    MissingData,
    RatingShares,
    missing_data,
    variance_shares,
)
from efficacy_tui.journal.domain_stats import DomainStats, window_claim
from efficacy_tui.journal.evidence import unrated_fields
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model.records import Domain, source_of
from efficacy_tui.model.types import Source
from efficacy_tui.store.tables import Contents

BALANCE_DAYS = 90
"""Evidence is counted over this many days."""

WITHOUT_DAYS = 14
"""From this many days on, a source without evidence is named."""

SOURCES: tuple[Source, ...] = ("mastery", "vicarious", "persuasion", "state")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of "why this number": what it was, when (date ordinal), and how many points it moved the number.

    `kind` is an outcome or a source; `middle` marks evidence whose ratings were left for later.
    """

    kind: str
    day: int
    title: str
    points: float
    middle: bool = False


@dataclass(frozen=True, slots=True)
class EstimateLedger:
    """The ledger: `start` plus every outcome's points is the core; plus every lift part it is the sum.

    The number shown is that sum, kept inside 0–100.
    """

    start: float
    outcomes: tuple[LedgerRow, ...]
    lifts: tuple[LedgerRow, ...]
    core: float
    total: float


@dataclass(frozen=True, slots=True)
class OddsReport:
    """Odds against outcomes: what may be shown at this many of them (`stage`), over all domains while `pooled`.

    `odds` are 0–1, `outcomes` 1 for succeeded.
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
        """How many forecasts have an outcome."""
        return len(self.odds)


@dataclass(frozen=True, slots=True)
class SourceBalance:
    """One source: entries of the last 90 days, and how many days ago the latest was (`None`: none yet)."""

    source: Source
    recent: int
    days_ago: int | None


@dataclass(frozen=True, slots=True)
class TrendReport:
    """Everything beside the chart. `claim` and `turn` (a day from which ratings run differently) are of the window
    on the screen.

    `days` maps the date ordinals with a check-in to the rating, 0–100.
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


def build_trend_report(
    contents: Contents, now: DomainStats, domains: Iterable[Domain], window: int | None
) -> TrendReport:
    """The whole report on a domain, from its standing and the records; the trend is of the last `window` days."""
    domain = now.domain
    balance = _balance(contents, domain, now.today)
    differences = _differences(contents, domain, now.today)
    ratings = _ratings(contents, domains, now.today)
    return TrendReport(
        stats=now,
        claim=window_claim(now.ratings, now.today, window),
        level_change=_turn(now, window),
        ledger=_why(contents, now),
        odds=_odds(contents, domain),
        balance=balance,
        balance_sentence=_balance_sentence(balance, domain.name),
        days=dict(now.ratings),
        shift=session_shift(differences),
        sessions=len(differences),
        sessions_missing=max(MIN_SESSIONS - len(differences), 0),
        shares=_shares(tuple(ratings), now.today),
        shares_missing=missing_data(ratings),
    )


# Both draw hundreds of samples, and neither depends on the window that is looked at.
@lru_cache(maxsize=4)
def _miscalibrated(odds: tuple[float, ...], outcomes: tuple[int, ...]) -> Miscalibration:
    return miscalibration(odds, outcomes, seed=len(odds))


@lru_cache(maxsize=1)
def _shares(ratings: tuple[DomainRating, ...], today: int) -> RatingShares | None:
    return variance_shares(ratings, seed=today)


def _turn(now: DomainStats, window: int | None) -> ChangePoint | None:
    seen = [(day, float(value)) for day, value in now.ratings if window is None or day > now.today - window]
    return change_point([day for day, _ in seen], [value for _, value in seen])


def _why(contents: Contents, now: DomainStats) -> EstimateLedger:
    judged = now.estimate
    outcomes = []
    for line in judged.ledger:
        challenge, entry = contents.challenges.get(line.key), contents.evidence.get(line.key)
        if challenge is not None:
            outcomes.append(LedgerRow(challenge.outcome or "", line.day, challenge.title, line.points))
        elif entry is not None:
            middle = bool(unrated_fields(entry, source_of(entry)))
            outcomes.append(LedgerRow("mastery", line.day, one_line(entry), line.points, middle))
    lifts = []
    for part in judged.lift_parts:
        entry = contents.evidence.get(part.key)
        if entry is not None and abs(part.points) >= 0.05:
            source = source_of(entry)
            middle = bool(unrated_fields(entry, source))
            lifts.append(LedgerRow(source, entry.day.toordinal(), one_line(entry), part.points, middle))
    start = judged.core_points - sum(line.points for line in judged.ledger)
    return EstimateLedger(start, tuple(outcomes), tuple(lifts), judged.core_points, judged.core_points + judged.lift)


def _odds(contents: Contents, domain: Domain) -> OddsReport:
    own = _forecasts(contents, domain.id)
    together = is_pooled(len(own))
    pairs = _forecasts(contents, None) if together else own
    odds, outcomes = tuple(p for p, _ in pairs), tuple(y for _, y in pairs)
    n, successes = len(pairs), sum(outcomes)
    reached = calibration_stage(n, successes)
    full = reached >= CalibrationStage.CORP
    return OddsReport(
        odds=odds,
        outcomes=outcomes,
        pooled=together and len({c.domain for c in contents.challenges.values() if c.closed}) > 1,
        stage=reached,
        bias=bias(odds, outcomes) if reached >= CalibrationStage.BIAS else None,
        brier=brier(odds, outcomes) if reached >= CalibrationStage.BRIER else None,
        base_rate_brier=base_rate_brier(outcomes) if reached >= CalibrationStage.BRIER else None,
        bins=bins(odds, outcomes) if reached >= CalibrationStage.BINS else (),
        corp=corp(odds, outcomes) if full else None,
        miscalibration=_miscalibrated(odds, outcomes) if full else None,
    )


def _forecasts(contents: Contents, domain: str | None) -> list[tuple[float, int]]:
    """Every dated forecast with its outcome; what an outside cause ended, or was skipped, tested nothing."""
    dated: list[tuple[dt.date, float, int]] = []
    for challenge in contents.challenges.values():
        if domain is not None and challenge.domain != domain:
            continue
        if challenge.closed is not None and not challenge.outside_cause:
            dated.append((challenge.closed, challenge.odds / 100, int(challenge.outcome == "succeeded")))
        dated.extend(
            (step.day, step.odds / 100, int(step.result == "done"))
            for step in challenge.steps
            if step.odds is not None and step.result not in (None, "skipped")
        )
    return [(odds, outcome) for _, odds, outcome in sorted(dated)]


def _balance(contents: Contents, domain: Domain, today: int) -> tuple[SourceBalance, ...]:
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
    """The strongest source that is missing, or that none is."""
    for row in balance:
        if row.days_ago is None:
            return f"No {row.source} evidence in {name} yet."
        if row.days_ago >= WITHOUT_DAYS:
            return f"{row.days_ago} days without {row.source} evidence in {name}."
    return f"Evidence from all four sources within the last {WITHOUT_DAYS} days."


def _differences(contents: Contents, domain: Domain, today: int) -> list[float]:
    rows = [
        row
        for row in contents.reappraisals.values()
        if row.domain == domain.id and row.before and row.after and row.at.date().toordinal() <= today + 1
    ]
    rows.sort(key=lambda row: row.at)
    return [float(row.after.balance - row.before.balance) for row in rows if row.before and row.after]


def _ratings(contents: Contents, domains: Iterable[Domain], today: int) -> list[DomainRating]:
    tasks = {domain.id: domain.task for domain in domains}
    first = today - 364
    return [
        DomainRating(row.domain, row.day.toordinal(), float(row.confidence))
        for row in contents.checkins.values()
        if tasks.get(row.domain) == row.task and first <= row.day.toordinal() <= today
    ]
