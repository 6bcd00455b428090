"""The profile report: areas by rater, gap, agreement, changes and history. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from efficacy_tui.content.instrument import Area, Instrument, InstrumentItem
from efficacy_tui.content.languages import version_language
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
from efficacy_tui.journal.domain_reading import fold_name, ordered_domains
from efficacy_tui.journal.surveys import REPEAT_DAYS, Reason, due_reason, surveys_of, surveys_of_rater
from efficacy_tui.model.records import Rater, Survey
from efficacy_tui.store.tables import Contents

STARTING_POINT_COUNT = 3
"""The number of items offered as starting points. †"""

Values = list[float | None]


@dataclass(frozen=True, slots=True)
class RaterAnswers:
    """The latest answers of one rater or of the person.

    By area: the mean (1–5) and the score (0–100), both `None` with too few answers, and the number of answers.
    `letter` marks the rater on an area's line; it is empty for the person. `language` is that of the words answered.
    """

    name: str
    role: str
    letter: str
    day: dt.date
    means: tuple[float | None, ...]
    scores: tuple[float | None, ...]
    answer_counts: tuple[int, ...]
    total: float | None
    language: str


@dataclass(frozen=True, slots=True)
class AreaScores:
    """The mean answers (1–5) in one area; `missing_note` says what is missing."""

    area: Area
    self_mean: float | None
    others: tuple[tuple[str, float], ...]
    others_mean: float | None
    consensus: float | None
    missing_note: str


@dataclass(frozen=True, slots=True)
class AreaChange:
    """A change of an area's mean (1–5) beyond chance, between the last two surveys of one respondent."""

    who: str
    area: str
    before: float
    after: float
    since: dt.date


@dataclass(frozen=True, slots=True)
class PastSurvey:
    """A survey with its area means (1–5) and the language of its words; an empty `who` is the person."""

    day: dt.date
    who: str
    means: tuple[float | None, ...]
    language: str


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """One of the person's lowest-rated items (1–5), and the name of the domain that practises it, if any."""

    item: InstrumentItem
    answer: int
    domain: str


@dataclass(frozen=True, slots=True)
class ProfileReport:
    """The data of the profile screen.

    `pending_raters` have not answered this version; `other_version_count` counts the surveys for other versions.
    `common` counts the items that everybody answered, `comparable_count` the respondents with more than one survey.
    """

    instrument: Instrument
    today: dt.date
    stage: RaterStage
    self_answers: RaterAnswers | None
    others: tuple[RaterAnswers, ...]
    pending_raters: tuple[Rater, ...]
    areas: tuple[AreaScores, ...]
    gap: RatingGap | None
    deviation: float | None
    agreement: IccRange | None
    common: int
    changes: tuple[AreaChange, ...]
    comparable_count: int
    history: tuple[PastSurvey, ...]
    starting_points: tuple[StartingPoint, ...]
    other_version_count: int
    due: Reason | None
    unfinished: bool

    @property
    def translated(self) -> tuple[RaterAnswers, ...]:
        """The raters who answered in another language than the instrument's."""
        return tuple(rater for rater in self.others if rater.language != self.instrument.language)

    @property
    def raters_differ(self) -> bool:
        """Whether the raters differ more than is usual on a five-point scale."""
        return self.deviation is not None and self.deviation > AD_DIFFER

    @property
    def days_until_due(self) -> int:
        """The number of days until the survey is offered again; 0 when it is due."""
        return 0 if self.self_answers is None else max(REPEAT_DAYS - (self.today - self.self_answers.day).days, 0)


def build_profile_report(contents: Contents, instrument: Instrument, today: dt.date) -> ProfileReport:
    """Build the report for one version of the instrument.

    Raters may have answered a translation of it: they are shown with the others, and marked. The person's own surveys,
    and the changes of anybody, are of one version alone. Surveys for other versions are only counted.
    """
    raters = sorted(contents.raters.values(), key=lambda rater: (rater.created, rater.id))
    self_surveys = surveys_of(contents, instrument, None)
    surveys_by_rater = [(rater, surveys_of_rater(contents, instrument, rater.id)) for rater in raters]
    answered = [(rater, surveys) for rater, surveys in surveys_by_rater if surveys]
    letters = _assign_letters([rater.name for rater, _ in answered])
    self_answers = _build_rater_answers(instrument, self_surveys[-1], "", "", "") if self_surveys else None
    others = tuple(
        _build_rater_answers(instrument, surveys[-1], rater.name, rater.role, letter)
        for (rater, surveys), letter in zip(answered, letters, strict=True)
    )
    self_values = _item_values(instrument, self_surveys[-1]) if self_surveys else []
    other_values = [_item_values(instrument, surveys[-1]) for _, surveys in answered]
    all_values = [self_values, *other_values] if self_surveys else other_values
    common = len(common_items(all_values)) if all_values else 0
    stage = rater_stage(bool(self_surveys), len(others), common)
    seed = sum(row.day.toordinal() for row in (self_surveys[-1:] + [surveys[-1] for _, surveys in answered]))
    pairs = [("", self_surveys), *((rater.name, surveys) for rater, surveys in answered)]
    survey_count = sum(len(surveys) for _, surveys in pairs)
    return ProfileReport(
        instrument=instrument,
        today=today,
        stage=stage,
        self_answers=self_answers,
        others=others,
        pending_raters=tuple(rater for rater, surveys in surveys_by_rater if not surveys),
        areas=tuple(
            _build_area_scores(area, i, self_answers, others, stage) for i, area in enumerate(instrument.areas)
        ),
        gap=rating_gap(self_values, other_values) if stage >= RaterStage.GAP else None,
        deviation=average_deviation(all_values) if stage >= RaterStage.CONSENSUS else None,
        agreement=icc_range(all_values, seed) if stage >= RaterStage.ICC else None,
        common=common,
        changes=tuple(change for who, surveys in pairs for change in _find_changes(instrument, who, surveys)),
        comparable_count=sum(len(_same_version(surveys)) > 1 for _, surveys in pairs),
        history=_build_history(instrument, pairs),
        starting_points=_find_starting_points(contents, instrument, self_surveys, other_values),
        other_version_count=sum(row.rater == "self" or row.by in contents.raters for row in contents.surveys.values())
        - survey_count,
        due=due_reason(contents, instrument, today),
        unfinished=any(row.key == f"draft:{draft_key(instrument, None)}" for row in contents.settings.values()),
    )


def draft_key(instrument: Instrument, rater: str | None) -> str:
    """Return the draft key of unfinished answers by a rater (id) or the person (`None`)."""
    return f"survey:{instrument.id}:{instrument.version}:{rater or 'self'}"


def _item_values(instrument: Instrument, survey: Survey) -> Values:
    return [survey.answers.get(item.id) for item in instrument.items]


def _values_by_area(instrument: Instrument, survey: Survey) -> list[Values]:
    return [[survey.answers.get(item.id) for item in area.items] for area in instrument.areas]


def _build_rater_answers(instrument: Instrument, survey: Survey, name: str, role: str, letter: str) -> RaterAnswers:
    areas = _values_by_area(instrument, survey)
    return RaterAnswers(
        name=name,
        role=role,
        letter=letter,
        day=survey.day,
        means=tuple(area_mean(values) for values in areas),
        scores=tuple(area_score(values) for values in areas),
        answer_counts=tuple(sum(value is not None for value in values) for values in areas),
        total=total_score(areas),
        language=version_language(survey.version),
    )


def _assign_letters(names: Sequence[str]) -> list[str]:
    """Return one letter per name: the first free letter or digit of the name, else of the alphabet, else ○."""
    letters: list[str] = []
    for name in names:
        name_letters = [char.upper() for char in fold_name(name) if char.isascii() and char.isalnum()]
        letters.append(next((c for c in [*name_letters, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"] if c not in letters), "○"))
    return letters


def _build_area_scores(
    area: Area, index: int, self_answers: RaterAnswers | None, others: Sequence[RaterAnswers], stage: RaterStage
) -> AreaScores:
    means = [rater.means[index] for rater in others]
    other_means = tuple((rater.letter, m) for rater, m in zip(others, means, strict=True) if m is not None)
    self_mean = self_answers.means[index] if self_answers else None
    consensus_stage = stage >= RaterStage.CONSENSUS
    all_means = [self_mean, *means] if self_answers else means
    complete = consensus_stage and self_mean is not None and len(other_means) >= 2
    return AreaScores(
        area=area,
        self_mean=self_mean,
        others=other_means,
        others_mean=mean(means) if len(other_means) >= 2 else None,
        consensus=mean(all_means) if complete else None,
        missing_note=_describe_missing(area, index, self_answers, others, consensus_stage and not complete),
    )


def _describe_missing(
    area: Area, index: int, self_answers: RaterAnswers | None, others: Sequence[RaterAnswers], no_consensus: bool
) -> str:
    sentences = []
    least = -(-3 * len(area.items) // 4)
    for rater in ([self_answers] if self_answers else []) + list(others):
        if rater.means[index] is None:
            who = rater.name or "You"
            count = rater.answer_counts[index]
            sentences.append(f"{who} judged {count} of {len(area.items)} here; at least {least} are needed.")
    if no_consensus:
        sentences.append("No value for all of you yet: that takes you and two others.")
    return " ".join(sentences)


def _find_changes(instrument: Instrument, who: str, surveys: Sequence[Survey]) -> list[AreaChange]:
    surveys = _same_version(surveys)
    if len(surveys) < 2:
        return []
    before, after = (_build_rater_answers(instrument, survey, who, "", "") for survey in surveys[-2:])
    changes = []
    for area, old, new in zip(instrument.areas, before.means, after.means, strict=True):
        if old is not None and new is not None and abs(new - old) > change_noise():
            changes.append(AreaChange(who, area.name, old, new, before.day))
    return changes


def _same_version(surveys: Sequence[Survey]) -> list[Survey]:
    """Return the surveys with the wording of the last one."""
    return [row for row in surveys if row.version == surveys[-1].version]


def _build_history(instrument: Instrument, pairs: Sequence[tuple[str, Sequence[Survey]]]) -> tuple[PastSurvey, ...]:
    rows = [(row.day, row.created, who, row) for who, surveys in pairs for row in surveys]
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return tuple(
        PastSurvey(
            day,
            who,
            tuple(area_mean(values) for values in _values_by_area(instrument, row)),
            version_language(row.version),
        )
        for day, _, who, row in rows
    )


def _find_starting_points(
    contents: Contents, instrument: Instrument, self_surveys: Sequence[Survey], other_values: Sequence[Values]
) -> tuple[StartingPoint, ...]:
    if not self_surveys:
        return ()
    other_means = item_means(other_values) if other_values else [None] * len(instrument.items)
    rows = []
    for index, item in enumerate(instrument.items):
        answer = self_surveys[-1].answers.get(item.id)
        if answer is not None:
            # When the person rates two items equally, the one that others rate lower comes first.
            rows.append((answer, other_means[index] or 6.0, index, item))
    tasks = {fold_name(domain.task): domain.name for domain in ordered_domains(contents)}
    lowest = sorted(rows, key=lambda row: row[:3])[:STARTING_POINT_COUNT]
    return tuple(StartingPoint(item, answer, tasks.get(fold_name(item.self_text), "")) for answer, _, _, item in lowest)
