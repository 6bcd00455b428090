"""The records of the journal: frozen structs that reject unknown fields and values out of range.

`created` and `updated` are instants in UTC; `day` is the person's own date. An optional text is empty when it was not
given; any other optional value is `None`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from efficacy_tui.model import types as t

CHALLENGE_DAYS = 14  # the longest time from the start of a challenge to its due day


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """The fields that all records share.

    `changed` says when each field was last changed, for the fields that were changed after the record was made; "*"
    stands for all fields that it does not name (see `store.registers`).
    """

    id: t.Identifier
    created: t.Instant
    updated: t.Instant
    changed: dict[str, t.Instant] | None = None

    def __hash__(self) -> int:
        """Hash what tells a version from all others; a dictionary has no hash."""
        return hash((self.id, self.updated))


class Domain(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An area of practice, with the fixed reference task its daily question asks about.

    `goal` says in one line what it is all for. `task_difficulty` is the task's place on the difficulty scale of the
    ladder, 0–100; a new task has none yet. `place_asked` says whether the person was asked for it, and may have left it
    open. `days` are the weekdays on which its question is asked, Monday first. It is not asked from `paused_from` on
    until before `paused_until`. `joined` is the id of the domain of the same name that this one was joined to; what
    belongs to it is then that domain's (see `store.joins`).
    """

    name: t.Name
    task: t.Text
    goal: t.OptionalText = ""
    task_difficulty: t.Percent | None = None
    place_asked: bool = False
    days: t.Weekdays = t.WEEKDAYS
    paused_from: t.Day | None = None
    paused_until: t.Day | None = None
    colour: t.Colour = "blue"
    focus: bool = False
    order: int = 0
    archived: bool = False
    joined: t.Identifier | None = None

    def __post_init__(self) -> None:
        if self.days is not t.WEEKDAYS and list(self.days) != [day for day in t.WEEKDAYS if day in self.days]:
            raise ValueError("days of the week stand in their order, each once")
        first, until = self.paused_from, self.paused_until
        if (first is None) != (until is None) or (first is not None and until is not None and first >= until):
            raise ValueError("a pause has a first day and a later one before which it ends")

    def is_asked_on(self, day: dt.date) -> bool:
        """Whether the question is asked on a day, by its weekday and the pause."""
        return t.WEEKDAYS[day.weekday()] in self.days and not self.is_paused_on(day)

    def is_paused_on(self, day: dt.date) -> bool:
        """Whether a day lies within the pause."""
        first, until = self.paused_from, self.paused_until
        return first is not None and until is not None and first <= day < until


class Rung(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A graded situation on a domain's ladder (Bandura 2006): what to do, and how hard it is for the person, 0–100.

    The difficulty was placed between those of its neighbours, in whole points; of equal ones the older is below. A rung
    that a challenge has realised is archived instead of deleted.
    """

    domain: t.Identifier
    title: t.Text
    difficulty: t.Percent
    archived: bool = False


class RungRating(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """How sure the person was, on one day, that they could do what is on a rung (0–100): rated blind, one a day."""

    rung: t.Identifier
    day: t.Day
    confidence: t.Percent


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One dated step of a challenge; `odds` (0–100) is a forecast made before its day.

    Its `id` stays when its text or day changes; the store gives one to a new step when it is saved.
    """

    id: t.StepId = ""
    text: t.Text
    day: t.Day
    odds: t.Percent | None = None
    result: t.StepResult | None = None


class RemovedStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What was recorded of a step that is no longer part of its challenge; it comes back with the step."""

    id: t.StepId
    odds: t.Percent | None = None
    result: t.StepResult | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A dated change to a started challenge: the field and its previous value."""

    at: t.Instant
    field: str
    was: str


class Challenge(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An undertaking of at most two weeks in one domain: the most challenging one that is still achievable.

    `rung` is the rung of the ladder that it realises. `odds` is the person's own forecast of success, 0–100, locked
    when the challenge starts. `closed` is the day its outcome was recorded.
    """

    domain: t.Identifier
    rung: t.Identifier | None = None
    title: t.Text
    done_when: t.Text
    partly_when: t.OptionalText = ""
    difficulty: t.Percent
    harder_than: t.Identifier | None = None
    easier_than: t.Identifier | None = None
    odds: t.Percent
    in_my_control: t.Five = 3
    role_model: t.OptionalText = ""
    if_obstacle: t.OptionalText = ""
    then_plan: t.OptionalText = ""
    start: t.Day
    due: t.Day
    steps: tuple[Step, ...] = ()
    removed_steps: tuple[RemovedStep, ...] = ()
    status: Literal["active", "closed"] = "active"
    outcome: t.Outcome | None = None
    outside_cause: bool = False
    attribution: t.Attribution | None = None
    learned: t.OptionalText = ""
    closed: t.Day | None = None
    revisions: tuple[Revision, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= (self.due - self.start).days <= CHALLENGE_DAYS:
            raise ValueError(f"a challenge is due between its start and {CHALLENGE_DAYS} days after it")
        has_outcome_and_day = (self.outcome is not None, self.closed is not None)
        if has_outcome_and_day != (self.status == "closed",) * 2:
            raise ValueError("a closed challenge has an outcome and a closing day, an active one has neither")


class Evidence(
    Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, tag_field="source"
):
    """The fields that evidence of all four sources of self-efficacy shares (Bandura 1997)."""

    domain: t.Identifier
    day: t.Day
    text: t.Text
    challenge: t.Identifier | None = None


class Mastery(
    Evidence, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, tag="mastery"
):
    """Evidence from something the person did themselves."""

    difficulty: t.Percent | None = None
    independence: t.Independence | None = None


class Vicarious(
    Evidence, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, tag="vicarious"
):
    """Evidence from watching someone else do it, ideally one stage ahead; `similarity` 1–5.

    `did` is what they did that the person could do.
    """

    who: t.OptionalText = ""
    did: t.OptionalText = ""
    similarity: t.Five | None = None
    gap: t.Gap | None = None


class Persuasion(
    Evidence, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, tag="persuasion"
):
    """Evidence from something somebody said; `credibility` and `specificity` 1–5.

    `about` says whether it was about what was done, or about the person.
    """

    who: t.OptionalText = ""
    quote: t.OptionalText = ""
    about: t.PersuasionTopic | None = None
    credibility: t.Five | None = None
    specificity: t.Five | None = None


class State(Evidence, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False, tag="state"):
    """Evidence from a bodily or emotional state; `arousal` 0–100, `interpretation` −2…2."""

    reappraisal: t.Identifier | None = None
    arousal: t.Percent | None = None
    interpretation: t.Interpretation | None = None


AnyEvidence = Mastery | Vicarious | Persuasion | State


class CheckIn(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A blind rating of one domain on one day, with the task as it was asked."""

    domain: t.Identifier
    day: t.Day
    confidence: t.Percent
    task: t.Text
    note: t.Note = ""
    late: bool = False


class Appraisal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """How activated (0–100) and how resourced (0–10) the person feels, and how demanding (0–10) the event is, now."""

    arousal: t.Percent
    demands: t.Ten
    resources: t.Ten

    @property
    def balance(self) -> int:
        """Resources minus demands, −10…10: below 0 indicates threat, above 0 challenge."""
        return self.resources - self.demands


class FollowUpAnswers(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False
):
    """How the event went and how much the session helped (1–5)."""

    outcome: Literal["well", "mixed", "badly", "did not happen", "not told"]
    helped: t.Five | None = None


class Reappraisal(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A session before a performance; the answers given are saved even if it stopped early."""

    domain: t.Identifier
    challenge: t.Identifier | None = None
    event: t.OptionalText = ""
    day: t.Day
    at: t.Instant
    before: Appraisal | None = None
    after: Appraisal | None = None
    sensation: t.OptionalText = ""
    statement: t.OptionalText = ""
    evidence: tuple[t.Identifier, ...] = ()
    plan: t.OptionalText = ""
    seconds: int = 0
    stopped_at: str | None = None
    afterwards: FollowUpAnswers | None = None


class Rater(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Someone who knows the person and answers the profile about them under a pseudonym."""

    name: t.Name
    role: t.OptionalText = ""


class Survey(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One person's answers to one version of the profile; an answer is 1–5, or `None` for "can't judge".

    `version` is a number for the shipped instrument, a language and that number for a translation (`de-1`), and a hash
    of the wording for an edited one; answers to different versions are never one series. `by` is the rater if it was
    not the person, with `pseudonym` and `role` as of that day. `form` is the number of the imported form, if any; a
    form is imported only once.
    """

    instrument: t.Name
    version: int | t.Name
    rater: Literal["self", "other"]
    by: t.Identifier | None = None
    pseudonym: t.OptionalText = ""
    role: t.OptionalText = ""
    day: t.Day
    form: t.OptionalText = ""
    answers: dict[str, t.Five | None]


class Review(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What a week showed that the person can do: one answer a week, with an id that comes from the week."""

    week: t.Week
    answer: t.Text

    def __post_init__(self) -> None:
        # A year has 52 or 53 weeks.
        monday_of(self.week)

    @property
    def monday(self) -> dt.date:
        """The first day of the week."""
        return monday_of(self.week)


class KeyValue(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """One stored value under one key, such as a pinned statement or an unfinished draft."""

    key: t.Name
    value: Any


class Tombstone(Record, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A marker for a deleted record: its `id`, its table and (as `updated`) when it was deleted.

    `was` is the deleted version, or what is left of it, as plain data: a merge can bring changes made elsewhere after
    the deletion, which the rest of the record belongs to. An `erased` record has none, and is never restored from
    another copy, however new that copy is.
    """

    table: t.Name
    erased: bool = False
    was: dict[str, Any] | None = None


TABLES: dict[str, Any] = {
    "domains": Domain,
    "rungs": Rung,
    "rung_ratings": RungRating,
    "challenges": Challenge,
    "evidence": AnyEvidence,
    "checkins": CheckIn,
    "reappraisals": Reappraisal,
    "raters": Rater,
    "surveys": Survey,
    "reviews": Review,
    "settings": KeyValue,
    "tombstones": Tombstone,
}
"""Table name → the type of its records."""


def monday_of(week: str) -> dt.date:
    """Return the first day of an ISO week, 2026-W47.

    Raises:
        ValueError: The calendar has no such week.
    """
    return dt.date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def source_of(evidence: Evidence) -> t.Source:
    """Return the source of a piece of evidence."""
    match evidence:
        case Vicarious():
            return "vicarious"
        case Persuasion():
            return "persuasion"
        case State():
            return "state"
        case _:
            return "mastery"
