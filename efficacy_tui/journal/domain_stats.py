"""Where each domain stands: from records to numbers and the sentences beside them. Pure; runs in any thread."""

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
"""The trend in words is of this many days, those of the dashboard's chart."""

LEVEL_STEPS = 400
"""The level is worked out on at most this many days; a chart has fewer columns."""


class OutcomeMark(msgspec.Struct, frozen=True):
    """A challenge's outcome on the chart; `day` is a date ordinal."""

    day: int
    outcome: str
    title: str


class DomainStats(msgspec.Struct, frozen=True):
    """What can be said of one domain on one day.

    `ratings` are (day ordinal, 0–100) for the present task; `level` is (day, mean, low, high) with its 80 % band,
    empty below seven ratings; `estimate` is what the outcomes say; `rung` is where the next challenge would stand.
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
        """The smoothed confidence of the latest rated day, 0–100; `None` while there are too few ratings."""
        if not self.level:
            return None
        last_rated = self.ratings[-1][0]
        return next(mean for day, mean, _, _ in reversed(self.level) if day <= last_rated)

    @property
    def trend_words(self) -> str:
        """The trend in two or three words, or how many ratings are still missing for a line."""
        return _trend_words(self.claim, len(self.ratings))

    @property
    def evidence_sentence(self) -> str:
        """What the outcomes say, beside confidence where there is a line for it, or what is still missing for that."""
        level = self.level_now
        if missing := self.outcomes_missing:
            where = "appears" if level is None else "appears beside it"
            return f"What your outcomes say {where} after {_more(missing, 'outcome')}."
        low, high = round(self.estimate.low), round(self.estimate.high)
        if level is None:
            return f"Your outcomes so far are consistent with {low}–{high}."
        return f"Confidence {round(level)} is {self.gap_words} the evidence: outcomes so far fit {low}–{high}."

    @property
    def gap_sentence(self) -> str:
        """How confidence and the evidence for it compare, or what is still missing for either; short without a line."""
        if self.level_now is not None:
            return self.evidence_sentence
        ratings = _more(MIN_LINE - len(self.ratings), "rating")
        if missing := self.outcomes_missing:
            return f"{ratings} until a line, {_more(missing, 'outcome')} until their range."
        low, high = round(self.estimate.low), round(self.estimate.high)
        return f"Outcomes so far fit {low}–{high}. {ratings} until a line."

    @property
    def gap_short(self) -> str:
        """The gap in a few words, where there is one."""
        low, high = round(self.estimate.low), round(self.estimate.high)
        return f"{self.gap_words} the evidence, {low}–{high}".capitalize() if self.gap_words else ""

    @property
    def gap_words(self) -> str:
        """Confidence against the 80 % band of the evidence: ahead of, level with, behind."""
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
        """What the record says of succeeding at a difficulty (0–100), 0–1; `None` below three outcomes."""
        if self.estimate.n_outcomes < MIN_OUTCOMES:
            return None
        core = self.estimate.core
        return p_success(core.mean, core.variance, difficulty)

    @property
    def outcomes_missing(self) -> int:
        """How many outcomes are missing before the record has odds of its own."""
        return max(MIN_OUTCOMES - self.estimate.n_outcomes, 0)


def _trend_words(claim: Claim, ratings: int) -> str:
    match claim.kind:
        case "dots":
            missing = MIN_LINE - ratings
            return f"{missing} rating{'' if missing == 1 else 's'} to go" if missing > 0 else "few lately"
        case "line":
            return "too early to say"
        case kind:
            return kind


def domain_stats(contents: Contents, domain: Domain, today: dt.date) -> DomainStats:
    """Where a domain stands on a day, worked out from nothing."""
    return DomainStatsCache().of(contents, domain, today)


class DomainStatsCache:
    """Standings one after the other: what a change did not touch is not worked out again.

    One more check-in moves the level by a step; outcomes and evidence are judged again only when they changed.
    """

    def __init__(self) -> None:
        self._known: dict[str, DomainStats] = {}
        self._series: dict[str, _RatingSeries] = {}
        self._judged: dict[str, _OutcomeStats] = {}
        self._evidence: tuple[object, dict[str, list[AnyEvidence]]] = (None, {})
        self._checkins: tuple[object, dict[str, list[CheckIn]]] = (None, {})

    def invalidate(self, tables: Iterable[str], domains: Iterable[str]) -> None:
        """Something was changed in these tables, for these domains (ids)."""
        touched = set(tables)
        for domain in domains:
            if touched & {"evidence", "challenges", "checkins", "domains"}:
                self._known.pop(domain, None)
            if touched & {"evidence", "challenges"}:
                self._judged.pop(domain, None)

    def invalidate_all(self) -> None:
        """Anything may have changed."""
        self._known.clear()
        self._judged.clear()

    def of(self, contents: Contents, domain: Domain, today: dt.date) -> DomainStats:
        """Where a domain stands on a day."""
        now = today.toordinal()
        known = self._known.get(domain.id)
        if known is not None and known.today == now and known.domain is domain:
            return known
        series = self._series_of(contents, domain, today)
        judged = self._judged.get(domain.id)
        if judged is None or judged.today != now:
            judged = self._judged[domain.id] = _judge(contents, domain, today, self._evidence_of(contents, domain))
        made = DomainStats(
            domain=domain,
            today=now,
            ratings=tuple(series.ratings),
            level=_level(series.level, now),
            claim=window_claim(series.ratings, now, WINDOW_DAYS),
            estimate=judged.estimate,
            recommendation=judged.rung,
            marks=judged.marks,
        )
        self._known[domain.id] = made
        return made

    def trend_words(self, contents: Contents, domain: Domain, today: dt.date) -> str:
        """What the standing will say of the trend, in a fraction of the time that all of it takes."""
        rows = [row for row in self._rows_of(contents, domain) if row.task == domain.task and row.day <= today]
        first = today - dt.timedelta(days=WINDOW_DAYS)
        ratings = sorted((row.day.toordinal(), row.confidence) for row in rows if row.day >= first)
        return _trend_words(window_claim(ratings, today.toordinal(), WINDOW_DAYS), len(rows))

    def _evidence_of(self, contents: Contents, domain: Domain) -> Sequence[AnyEvidence]:
        """The evidence of a domain, sorted out by domain once for each version of the table."""
        if self._evidence[0] is not contents.evidence:
            self._evidence = contents.evidence, _by_domain(contents.evidence.values())
        return self._evidence[1].get(domain.id, ())

    def _series_of(self, contents: Contents, domain: Domain, today: dt.date) -> _RatingSeries:
        """The ratings of a domain with their level; what is already in the series is not gone through again."""
        dated = self._dated(contents, domain, today)
        series = self._series.get(domain.id)
        if series is None or not series.grow(dated):
            series = self._series[domain.id] = _RatingSeries(dated)
        return series

    def _dated(self, contents: Contents, domain: Domain, today: dt.date) -> list[tuple[dt.date, int]]:
        """The ratings of a domain for its present task, oldest first."""
        rows, task = self._rows_of(contents, domain), domain.task
        return sorted([(row.day, row.confidence) for row in rows if row.task == task and row.day <= today])

    def _rows_of(self, contents: Contents, domain: Domain) -> Sequence[CheckIn]:
        """The ratings of a domain, looked for once for each version of the table."""
        if self._checkins[0] is not contents.checkins:
            # After a change only one domain is asked for; at first all of them are.
            self._checkins = contents.checkins, {} if self._known else _by_domain(contents.checkins.values())
        found = self._checkins[1].get(domain.id)
        if found is None:
            found = [row for row in contents.checkins.values() if row.domain == domain.id]
            self._checkins[1][domain.id] = found
        return found


def _by_domain(rows: Iterable[Row]) -> dict[str, list[Row]]:
    sorted_out: dict[str, list[Row]] = {}
    for row in rows:
        sorted_out.setdefault(row.domain, []).append(row)
    return sorted_out


class _RatingSeries:
    """Dated ratings, oldest first, as ordinals too, and the level through them."""

    def __init__(self, dated: list[tuple[dt.date, int]]) -> None:
        self.dated = dated
        self.ratings = [(day.toordinal(), rating) for day, rating in dated]
        self.level = RunningLevel([(day, float(rating)) for day, rating in self.ratings])

    def grow(self, dated: list[tuple[dt.date, int]]) -> bool:
        """Become these ratings, if only the last one changed or more came behind it; says whether that was so."""
        count = len(self.dated)
        if not count or len(dated) < count or dated[: count - 1] != self.dated[:-1]:
            return False
        if dated[count - 1] != self.dated[-1]:
            if not self.level.can_remove:
                return False
            self.level.remove_last()
            self.ratings.pop()
        for day, rating in dated[len(self.ratings) :]:
            self.level.add(day.toordinal(), float(rating))
            self.ratings.append((day.toordinal(), rating))
        self.dated = dated
        return True


class _OutcomeStats(msgspec.Struct, frozen=True):
    """What outcomes and evidence amount to on a day."""

    today: int
    estimate: Estimate
    rung: Recommendation
    marks: tuple[OutcomeMark, ...]


def _judge(contents: Contents, domain: Domain, today: dt.date, entries: Sequence[AnyEvidence]) -> _OutcomeStats:
    closed = _closed(contents, domain)
    outcomes = domain_outcomes(entries, closed)
    judged = estimate(outcomes, _lifts(entries, today), today.toordinal())
    rung = next_difficulty(
        judged.core.mean,
        judged.core.variance,
        [outcome.score for outcome in outcomes if outcome.weight > 0],
        hardest_success(closed),
    )
    marks = tuple(
        OutcomeMark(row.closed.toordinal(), row.outcome, row.title) for row in closed if row.closed and row.outcome
    )
    return _OutcomeStats(today.toordinal(), judged, rung, marks)


def window_claim(ratings: Sequence[tuple[int, int]], today: int, window: int | None) -> Claim:
    """What may be said of the trend of ratings, oldest first, over the last `window` days (`None`: all of them)."""
    first = 0 if window is None else bisect_left(ratings, (today - window + 1, 0))
    seen = ratings[first:]
    return trend_claim([day for day, _ in seen], [float(value) for _, value in seen])


def domain_outcomes(entries: Iterable[AnyEvidence], closed: Iterable[Challenge]) -> list[Outcome]:
    """What counts as an outcome: closed challenges, and mastery entries that belong to none, oldest first."""
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


def _closed(contents: Contents, domain: Domain) -> list[Challenge]:
    rows = (row for row in contents.challenges.values() if row.domain == domain.id and row.closed is not None)
    return sorted(rows, key=lambda row: (row.closed, row.updated))


def _lifts(entries: Iterable[AnyEvidence], today: dt.date) -> list[LiftEntry]:
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


def _level(level: RunningLevel, today: int) -> tuple[tuple[int, float, float, float], ...]:
    days = level.days
    if len(days) < MIN_LINE:
        return ()
    stride = max((today - days[0]) // LEVEL_STEPS, 1)
    smoothed = level.level(sorted({*range(days[0], today + 1, stride), days[-1], today}))
    return tuple(zip(smoothed.days, smoothed.mean, smoothed.low, smoothed.high, strict=True))


def _more(count: int, what: str) -> str:
    return f"{count} more {what}{'' if count == 1 else 's'}"
