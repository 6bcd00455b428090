"""A domain's ladder as one frozen view: each rung with what the person says, what the record gives, what happened.

Pure; runs in any thread.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from efficacy_tui.insight.efficacy import MIN_OUTCOMES
from efficacy_tui.insight.next_difficulty import MAX_STEP, is_stretch
from efficacy_tui.insight.rungs import (
    RatedRung,
    RecordGap,
    RungChange,
    compare_with_record,
    level,
    next_rung,
    own_slope,
    points_from_80_to_20,
    strength,
)
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.ladder_ratings import (
    RATE_AGAIN_DAYS,
    compare_times,
    is_rating_due,
    last_whole_rating,
    ratings_by_rung,
)
from efficacy_tui.journal.rungs import ordered_rungs
from efficacy_tui.model.records import Challenge, Domain, Rung, RungRating
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.store.tables import Contents

RungStatus = Literal["idea", "open", "succeeded", "partly", "failed", "abandoned", "daily"]
"""What happened on a rung: nothing yet, a challenge is open, how the last one ended; or it is the daily task."""

DAILY = "daily"
"""Stands for the id of the daily task, which is drawn on the ladder and is no rung."""

OLD_AFTER_DAYS = 60
"""Ratings of rungs are old after so many days, and shown more quietly. †"""

SURE_ENOUGH = {0: 90, 1: 90, 2: 80}
"""Outcomes so far → the rating (0–100) from which a rung is suggested before the record speaks. †"""

EVEN_ODDS = 0.5


def sure_enough(outcomes_missing: int) -> int:
    """Return the rating (0–100) from which a rung is suggested while the record lacks so many outcomes."""
    return SURE_ENOUGH.get(MIN_OUTCOMES - outcomes_missing, 100)


class RungOutcome(msgspec.Struct, frozen=True):
    """How a challenge on a rung ended, and when; `learned` is empty when nothing was written."""

    day: dt.date
    outcome: str
    learned: str = ""


class LadderRung(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a ladder. `id` is that of the rung, `DAILY`, or that of a challenge whose rung is gone.

    `confidence` (0–100) is what the person last said, on `rated_on`, `odds` what the record gives, in percent; `None`
    while there is none. Of the daily task `confidence` is the level of the ratings, or the last of a few, as on the
    dashboard, and `rating` what was given today.
    `outcomes` are newest first. `challenge` is the open challenge on it, else the last one.
    `is_stretch` says whether the record gives 60–85 %, `is_next` whether it is the one to take next.
    """

    id: str
    title: str
    difficulty: int
    status: RungStatus
    confidence: int | None = None
    rated_on: dt.date | None = None
    rating: int | None = None
    odds: int | None = None
    outcomes: tuple[RungOutcome, ...] = ()
    challenge: Challenge | None = None
    rung: Rung | None = None
    is_stretch: bool = False
    is_next: bool = False

    @property
    def is_begun(self) -> bool:
        """Whether a challenge has been begun from it; it then keeps its difficulty."""
        return self.challenge is not None

    @property
    def is_movable(self) -> bool:
        """Whether it can be given another place: an idea, or the daily task."""
        return self.status == "daily" or (self.rung is not None and not self.is_begun)

    def is_rating_old(self, today: dt.date) -> bool:
        """Whether its rating is too old to speak of today."""
        return self.rated_on is not None and (today - self.rated_on).days > OLD_AFTER_DAYS


class NextPlace(msgspec.Struct, frozen=True):
    """Where the next challenge belongs if no rung serves: a `difficulty` (0–100), and the record's `odds` in %."""

    difficulty: int
    odds: int

    @property
    def is_stretch(self) -> bool:
        """Whether the record gives 60–85 %."""
        return is_stretch(self.odds / 100)


class Ladder(msgspec.Struct, frozen=True, kw_only=True):
    """The ladder of a domain on a day; `rungs` are hardest first, with the daily task among them once it has a place.

    `even_odds` is the difficulty (0–100) where the record's odds cross 50 %, `None` off the scale or without odds.
    `next_place` is set while nothing is open and no rung serves next. `strength` is the mean rating (0–100) over
    `rated` rungs; with `names_level`, from four rated rungs on, `level` is the hardest difficulty of which the person
    is sure, `None` if not even of the easiest. `points_80_to_20` is over how many points of difficulty the ratings fall
    from 80 to 20. `record_gap` compares the ratings with the record's odds, from four rated rungs on. `change` compares
    two times of rating, the earlier one on `compared_with`; `last_whole_rating` is the last day on which the ladder as
    a whole was rated, and not a rung or two.
    """

    domain: Domain
    today: dt.date
    rungs: tuple[LadderRung, ...] = ()
    even_odds: int | None = None
    next_place: NextPlace | None = None
    outcomes_missing: int = 0
    withheld_sentence: str = ""
    strength: int | None = None
    rated: int = 0
    names_level: bool = False
    level: int | None = None
    points_80_to_20: int | None = None
    record_gap: RecordGap | None = None
    change: RungChange | None = None
    compared_with: dt.date | None = None
    last_whole_rating: dt.date | None = None
    is_rating_due: bool = False

    @property
    def is_rated_lately(self) -> bool:
        """Whether the ratings are recent enough to speak of now, and to compare with the record."""
        return self.rated_as_of is not None and (self.today - self.rated_as_of).days <= RATE_AGAIN_DAYS

    @property
    def rated_as_of(self) -> dt.date | None:
        """The day of which the ratings speak: one rung that was rated later does not make the others younger."""
        return self.last_whole_rating or self.last_rated

    @property
    def own_rungs(self) -> tuple[LadderRung, ...]:
        """The rows without the daily task."""
        return tuple(rung for rung in self.rungs if rung.status != "daily")

    @property
    def last_rated(self) -> dt.date | None:
        """The last day on which a rung was rated."""
        return max((rung.rated_on for rung in self.own_rungs if rung.rated_on is not None), default=None)

    @property
    def is_empty(self) -> bool:
        """Whether there is no rung yet; the daily task alone makes no ladder."""
        return not self.own_rungs

    @property
    def open_rung(self) -> LadderRung | None:
        """The rung of the open challenge."""
        return next((rung for rung in self.rungs if rung.status == "open"), None)

    @property
    def next_rung(self) -> LadderRung | None:
        """The rung to take next, if one serves."""
        return next((rung for rung in self.rungs if rung.is_next), None)

    def count(self, *statuses: RungStatus) -> int:
        """Count the rungs of some statuses."""
        return sum(rung.status in statuses for rung in self.rungs)

    def index_of(self, identifier: str) -> int | None:
        """Return the index of a row by its id."""
        return next((i for i, rung in enumerate(self.rungs) if rung.id == identifier), None)


def build_ladder(contents: Contents, stats: DomainStats) -> Ladder:
    """Build the ladder of a domain from its records and its statistics of the day."""
    domain, today = stats.domain, dt.date.fromordinal(stats.today)
    challenges = _challenges_by_rung(contents, domain)
    all_rungs = ordered_rungs(contents, domain.id, archived=True)
    # A rung that another machine put away while a challenge was begun from it here is still needed.
    rungs = [rung for rung in all_rungs if not rung.archived or _open_challenge(challenges.get(rung.id, ()))]
    ratings = ratings_by_rung(contents, {rung.id for rung in rungs}, today)
    rows = [_build_rung_row(rung, challenges.get(rung.id, []), ratings.get(rung.id, []), stats) for rung in rungs]
    rows += _rows_without_rung(challenges, {rung.id for rung in all_rungs}, stats)
    if (daily := _build_daily(stats)) is not None:
        rows.append(daily)
    rows.sort(key=lambda row: (row.difficulty, row.status == "daily"))
    rows, next_place = _mark_next(rows, stats)
    own_rows = [row for row in rows if row.status != "daily"]
    rated = [RatedRung(row.difficulty, row.confidence) for row in own_rows if row.confidence is not None]
    hardest_sure, slope = level(rated), own_slope(rated)
    even_odds = stats.record.odds.difficulty_at(EVEN_ODDS) if stats.odds(50) is not None else None
    mean = strength([rung.rating for rung in rated])
    change, compared_with = compare_times(ratings)
    rated_whole_on = last_whole_rating(len(rungs), ratings)
    outcome_days = (outcome.day for row in rows for outcome in row.outcomes)
    return Ladder(
        domain=domain,
        today=today,
        rungs=tuple(reversed(rows)),
        even_odds=round(even_odds) if even_odds is not None and 0 < even_odds < 100 else None,
        next_place=next_place,
        outcomes_missing=stats.outcomes_missing,
        withheld_sentence=stats.withheld_sentence,
        strength=None if mean is None else round(mean),
        rated=len(rated),
        names_level=hardest_sure is not None,
        level=round(hardest_sure.difficulty) if hardest_sure and hardest_sure.difficulty is not None else None,
        points_80_to_20=None if slope is None else round(points_from_80_to_20(slope)),
        record_gap=compare_with_record(rated, stats.record.odds) if stats.odds(50) is not None else None,
        change=change,
        compared_with=compared_with,
        last_whole_rating=rated_whole_on,
        is_rating_due=bool(rungs) and is_rating_due(rated_whole_on, outcome_days, today),
    )


def _challenges_by_rung(contents: Contents, domain: Domain) -> dict[str | None, list[Challenge]]:
    challenges: dict[str | None, list[Challenge]] = defaultdict(list)
    for row in contents.challenges.values():
        if row.domain == domain.id:
            challenges[row.rung].append(row)
    return challenges


def _build_rung_row(
    rung: Rung, challenges: Sequence[Challenge], ratings: Sequence[RungRating], stats: DomainStats
) -> LadderRung:
    latest = ratings[-1] if ratings else None
    return _build_row(rung.id, rung.title, rung.difficulty, challenges, stats, rung=rung, latest=latest)


def _rows_without_rung(
    challenges: Mapping[str | None, Sequence[Challenge]], rungs: set[str], stats: DomainStats
) -> list[LadderRung]:
    """Build a row for each challenge that has none of the `rungs` (ids), so that nothing that was done is missing."""
    return [
        _build_row(row.id, rung_title(row.title), row.difficulty, [row], stats)
        for rung, rows in challenges.items()
        if rung not in rungs
        for row in rows
    ]


def _open_challenge(challenges: Iterable[Challenge]) -> Challenge | None:
    return next((row for row in challenges if row.status == "active"), None)


def _build_row(
    identifier: str,
    title: str,
    difficulty: int,
    challenges: Sequence[Challenge],
    stats: DomainStats,
    *,
    rung: Rung | None = None,
    latest: RungRating | None = None,
) -> LadderRung:
    today = dt.date.fromordinal(stats.today)
    closed = [row for row in challenges if row.closed is not None and row.outcome is not None and row.closed <= today]
    closed.sort(key=lambda row: (row.closed or row.due, row.start, row.created), reverse=True)
    active = _open_challenge(challenges)
    status: RungStatus = "open" if active else closed[0].outcome if closed and closed[0].outcome else "idea"
    odds = _percent(stats.odds(difficulty))
    return LadderRung(
        id=identifier,
        title=title,
        difficulty=difficulty,
        status=status,
        confidence=latest.confidence if latest else None,
        rated_on=latest.day if latest else None,
        odds=odds,
        outcomes=tuple(
            RungOutcome(row.closed, row.outcome, row.learned) for row in closed if row.closed and row.outcome
        ),
        challenge=active or (closed[0] if closed else challenges[-1] if challenges else None),
        rung=rung,
        is_stretch=odds is not None and is_stretch(odds / 100),
    )


def _build_daily(stats: DomainStats) -> LadderRung | None:
    """Build the row of the daily task; what the person says of it is hidden until they have rated it today."""
    if stats.domain.task_difficulty is None:
        return None
    is_rated_today = stats.rating_age == 0
    odds = _percent(stats.odds(stats.domain.task_difficulty))
    return LadderRung(
        id=DAILY,
        title=rung_title(stats.domain.task),
        difficulty=stats.domain.task_difficulty,
        status="daily",
        confidence=stats.own_value if is_rated_today else None,
        rated_on=dt.date.fromordinal(stats.ratings[-1][0]) if stats.ratings else None,
        rating=stats.ratings[-1][1] if is_rated_today and stats.ratings else None,
        odds=odds,
        is_stretch=odds is not None and is_stretch(odds / 100),
    )


def _mark_next(rows: list[LadderRung], stats: DomainStats) -> tuple[list[LadderRung], NextPlace | None]:
    """Mark the rung to take next, or return where one is missing; neither while a challenge is open.

    What was done is no next step: it comes again, a bit harder, as something new.
    """
    begun = [index for index, row in enumerate(rows) if row.status != "daily"]
    if stats.odds_withheld or not begun or any(row.status == "open" for row in rows):
        return rows, None
    candidates = [index for index in begun if rows[index].status != "succeeded"]
    if stats.outcomes_missing:
        least = sure_enough(stats.outcomes_missing)
        sure = [index for index in candidates if (rows[index].confidence or 0) >= least]
        return _mark(rows, max(sure, key=lambda index: rows[index].difficulty, default=None)), None
    recommendation = stats.recommendation
    hardest = None if recommendation.cap is None else recommendation.cap - MAX_STEP
    difficulties = [rows[index].difficulty for index in candidates]
    result = next_rung(difficulties, stats.record.odds, recommendation.target, hardest)
    if result.rung is not None:
        return _mark(rows, candidates[result.rung]), None
    if result.missing_at is None:
        return rows, None
    return rows, NextPlace(result.missing_at, round(100 * stats.record.odds.at(result.missing_at)))


def _mark(rows: list[LadderRung], index: int | None) -> list[LadderRung]:
    return [msgspec.structs.replace(row, is_next=True) if i == index else row for i, row in enumerate(rows)]


def _percent(odds: float | None) -> int | None:
    return None if odds is None else round(100 * odds)
