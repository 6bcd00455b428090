"""What the profile screen says: areas by rater, gap, agreement, change and history. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from efficacy_tui.content.instrument import Area, Instrument, InstrumentItem
from efficacy_tui.insight.raters import (
    AD_DIFFER,
    IccRange,
    RaterStage,
    RatingGap,
    area_mean,
    area_score,
    average_deviation,
    change_noise,
    common_items,
    icc_range,
    item_means,
    mean,
    rater_stage,
    rating_gap,
    total_score,
)
from efficacy_tui.journal.domains import fold_name
from efficacy_tui.journal.surveys import REPEAT_DAYS, Reason, due_reason, series
from efficacy_tui.model.records import Rater, Survey
from efficacy_tui.store.tables import Contents

LOWEST = 3
"""So many items are offered as places to start. †"""

Values = list[float | None]


@dataclass(frozen=True, slots=True)
class RaterAnswers:
    """One rater's latest answers: per area the mean (1–5) and the score (0–100), `None` where too few were given.

    `letter` stands for them on the line; the person's own is empty.
    """

    name: str
    role: str
    letter: str
    day: dt.date
    means: tuple[float | None, ...]
    scores: tuple[float | None, ...]
    given: tuple[int, ...]
    total: float | None


@dataclass(frozen=True, slots=True)
class AreaScores:
    """One area as one line from 1 to 5; `why` says what is missing on it."""

    area: Area
    own: float | None
    others: tuple[tuple[str, float], ...]
    others_mean: float | None
    consensus: float | None
    why: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """A change between somebody's last two answers, larger than chance: an area's mean (1–5) before and after."""

    who: str
    area: str
    before: float
    after: float
    since: dt.date


@dataclass(frozen=True, slots=True)
class PastSurvey:
    """One time somebody answered, with the area scores, 0–100; an empty `who` is the person."""

    day: dt.date
    who: str
    scores: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """An item among those the person is least sure of (1–5), and the domain that practises it already, if any."""

    item: InstrumentItem
    answer: int
    domain: str


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """Everything on the profile screen. `waiting` were asked and have not answered this version yet."""

    instrument: Instrument
    today: dt.date
    stage: RaterStage
    own: RaterAnswers | None
    others: tuple[RaterAnswers, ...]
    waiting: tuple[Rater, ...]
    areas: tuple[AreaScores, ...]
    gap: RatingGap | None
    deviation: float | None
    agreement: IccRange | None
    common: int
    moves: tuple[AreaChange, ...]
    compared: int
    history: tuple[PastSurvey, ...]
    starts: tuple[StartingPoint, ...]
    elsewhere: int
    due: Reason | None
    unfinished: bool

    @property
    def differ(self) -> bool:
        """Whether the raters differ more than is usual on five points."""
        return self.deviation is not None and self.deviation > AD_DIFFER

    @property
    def next_in(self) -> int:
        """In how many days it is offered again; 0 when it is."""
        return 0 if self.own is None else max(REPEAT_DAYS - (self.today - self.own.day).days, 0)


def build_profile_report(contents: Contents, instrument: Instrument, today: dt.date) -> ProfileReport:
    """The whole report on one version of the instrument; answers to another version are only counted."""
    raters = sorted(contents.raters.values(), key=lambda rater: (rater.created, rater.id))
    mine = series(contents, instrument, None)
    theirs = [(rater, series(contents, instrument, rater.id)) for rater in raters]
    answered = [(rater, rows) for rater, rows in theirs if rows]
    letters = _letters([rater.name for rater, _ in answered])
    own = _voice(instrument, mine[-1], "", "", "") if mine else None
    others = tuple(
        _voice(instrument, rows[-1], rater.name, rater.role, letter)
        for (rater, rows), letter in zip(answered, letters, strict=True)
    )
    own_values = _values(instrument, mine[-1]) if mine else []
    other_values = [_values(instrument, rows[-1]) for _, rows in answered]
    everybody = [own_values, *other_values] if mine else other_values
    common = len(common_items(everybody)) if everybody else 0
    reached = rater_stage(bool(mine), len(others), common)
    seed = sum(row.day.toordinal() for row in (mine[-1:] + [rows[-1] for _, rows in answered]))
    pairs = [("", mine), *((rater.name, rows) for rater, rows in answered)]
    here = sum(len(rows) for _, rows in pairs)
    return ProfileReport(
        instrument=instrument,
        today=today,
        stage=reached,
        own=own,
        others=others,
        waiting=tuple(rater for rater, rows in theirs if not rows),
        areas=tuple(_line(area, i, own, others, reached) for i, area in enumerate(instrument.areas)),
        gap=rating_gap(own_values, other_values) if reached >= RaterStage.GAP else None,
        deviation=average_deviation(everybody) if reached >= RaterStage.CONSENSUS else None,
        agreement=icc_range(everybody, seed) if reached >= RaterStage.ICC else None,
        common=common,
        moves=tuple(move for who, rows in pairs for move in _moves(instrument, who, rows)),
        compared=sum(len(rows) > 1 for _, rows in pairs),
        history=_history(instrument, pairs),
        starts=_starts(contents, instrument, mine, other_values),
        elsewhere=sum(row.rater == "self" or row.by in contents.raters for row in contents.surveys.values()) - here,
        due=due_reason(contents, instrument, today),
        unfinished=any(row.key == f"draft:{draft_key(instrument, None)}" for row in contents.settings.values()),
    )


def draft_key(instrument: Instrument, rater: str | None) -> str:
    """Under which name unfinished answers are kept: a rater's (id), or the person's own (`None`)."""
    return f"survey:{instrument.id}:{instrument.version}:{rater or 'self'}"


def _values(instrument: Instrument, survey: Survey) -> Values:
    return [survey.answers.get(item.id) for item in instrument.items]


def _by_area(instrument: Instrument, survey: Survey) -> list[Values]:
    return [[survey.answers.get(item.id) for item in area.items] for area in instrument.areas]


def _voice(instrument: Instrument, survey: Survey, name: str, role: str, letter: str) -> RaterAnswers:
    areas = _by_area(instrument, survey)
    return RaterAnswers(
        name=name,
        role=role,
        letter=letter,
        day=survey.day,
        means=tuple(area_mean(values) for values in areas),
        scores=tuple(area_score(values) for values in areas),
        given=tuple(sum(value is not None for value in values) for values in areas),
        total=total_score(areas),
    )


def _letters(names: Sequence[str]) -> list[str]:
    """One letter for each name: of the name where it is free, else the next free one of the alphabet."""
    taken: list[str] = []
    for name in names:
        own = [char.upper() for char in fold_name(name) if char.isascii() and char.isalnum()]
        taken.append(next((c for c in [*own, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"] if c not in taken), "○"))
    return taken


def _line(
    area: Area, place: int, own: RaterAnswers | None, others: Sequence[RaterAnswers], reached: RaterStage
) -> AreaScores:
    means = [voice.means[place] for voice in others]
    shown = tuple((voice.letter, m) for voice, m in zip(others, means, strict=True) if m is not None)
    own_mean = own.means[place] if own else None
    together = reached >= RaterStage.CONSENSUS
    everybody = [own_mean, *means] if own else means
    complete = together and own_mean is not None and len(shown) >= 2
    return AreaScores(
        area=area,
        own=own_mean,
        others=shown,
        others_mean=mean(means) if len(shown) >= 2 else None,
        consensus=mean(everybody) if complete else None,
        why=_why(area, place, own, others, together and not complete),
    )


def _why(area: Area, place: int, own: RaterAnswers | None, others: Sequence[RaterAnswers], no_consensus: bool) -> str:
    """What is missing on an area's line, as sentences."""
    said = []
    least = -(-3 * len(area.items) // 4)
    for voice in ([own] if own else []) + list(others):
        if voice.means[place] is None:
            who = voice.name or "You"
            said.append(f"{who} judged {voice.given[place]} of {len(area.items)} here; a place needs {least}.")
    if no_consensus:
        said.append("Not together: that takes you and two others.")
    return " ".join(said)


def _moves(instrument: Instrument, who: str, rows: Sequence[Survey]) -> list[AreaChange]:
    if len(rows) < 2:
        return []
    before, after = (_voice(instrument, row, who, "", "") for row in rows[-2:])
    found = []
    for area, was, now in zip(instrument.areas, before.means, after.means, strict=True):
        if was is not None and now is not None and abs(now - was) > change_noise():
            found.append(AreaChange(who, area.name, was, now, before.day))
    return found


def _history(instrument: Instrument, pairs: Sequence[tuple[str, Sequence[Survey]]]) -> tuple[PastSurvey, ...]:
    rows = [(row.day, row.created, who, row) for who, series_ in pairs for row in series_]
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return tuple(
        PastSurvey(day, who, tuple(area_score(values) for values in _by_area(instrument, row)))
        for day, _, who, row in rows
    )


def _starts(
    contents: Contents, instrument: Instrument, mine: Sequence[Survey], others: Sequence[Values]
) -> tuple[StartingPoint, ...]:
    if not mine:
        return ()
    seen = item_means(others) if others else [None] * len(instrument.items)
    rows = []
    for place, item in enumerate(instrument.items):
        answer = mine[-1].answers.get(item.id)
        if answer is not None:
            # Of two the person is equally unsure of, the one others see lower comes first.
            rows.append((answer, seen[place] or 6.0, place, item))
    tasks = {fold_name(domain.task): domain.name for domain in contents.domains.values() if not domain.archived}
    lowest = sorted(rows, key=lambda row: row[:3])[:LOWEST]
    return tuple(StartingPoint(item, answer, tasks.get(fold_name(item.own), "")) for answer, _, _, item in lowest)
