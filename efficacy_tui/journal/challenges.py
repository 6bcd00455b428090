"""Challenges: designed, locked when they start, done in dated steps, closed with an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.journal.repository import Repository, require, require_domain
from efficacy_tui.journal.rungs import rung_for_challenge
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import CHALLENGE_DAYS, AnyEvidence, Challenge, Mastery, Revision, Step
from efficacy_tui.model.text import clean, clean_line
from efficacy_tui.model.types import Attribution, Independence, Outcome, StepResult
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

_REQUIRED_FIELDS = ("title", "done_when", "difficulty", "odds", "due")
_LINE_FIELDS = ("title",)
_TEXT_FIELDS = ("done_when", "partly_when", "role_model", "if_obstacle", "then_plan", "learned")


def still_open_sentence(challenge: Challenge) -> str:
    """Say why a second challenge cannot be opened beside this one."""
    return f"“{challenge.title}” is still open in this domain. Record its outcome first."


class ChallengeRepository(Repository):
    """Challenges; a domain has at most one active challenge."""

    def get(self, identifier: str) -> Challenge | None:
        """Return a challenge by its id."""
        return self.contents.challenges.get(identifier)

    def active(self, domain: str) -> Challenge | None:
        """Return the active challenge of a domain (id)."""
        return active_in(self.contents, domain)

    def closed(self, domain: str) -> list[Challenge]:
        """Return the closed challenges of a domain (id), oldest first."""
        rows = self.contents.challenges.values()
        return sorted((r for r in rows if r.domain == domain and r.closed), key=lambda r: (r.closed, r.updated))

    def neighbours(self, challenge: Challenge) -> tuple[list[AnyEvidence], Challenge | None, Challenge | None]:
        """Return the evidence of a challenge, oldest first, and the previous and next challenge of its domain."""
        evidence = [row for row in self.contents.evidence.values() if row.challenge == challenge.id]
        rows = [row for row in self.contents.challenges.values() if row.domain == challenge.domain]
        rows.sort(key=lambda row: (row.start, row.created))
        index = next((i for i, row in enumerate(rows) if row.id == challenge.id), 0)
        return (
            sorted(evidence, key=lambda row: (row.day, row.created)),
            rows[index - 1] if index else None,
            rows[index + 1] if index + 1 < len(rows) else None,
        )

    def open_on(self, domain: str, day: dt.date) -> Challenge | None:
        """Return the challenge that was open in a domain (id) on a day."""
        rows = (row for row in self.contents.challenges.values() if row.domain == domain and row.start <= day)
        open_rows = (row for row in rows if row.closed is None or row.closed >= day)
        return max(open_rows, key=lambda row: (row.start, row.created), default=None)

    def start(self, domain: str, rung: str | None = None, **fields: Any) -> Challenge:
        """Start a challenge today and lock it; title, done_when, difficulty, odds and due are required.

        It realises the `rung` (id), or else the one of its title; where there is none, the same change makes one.

        Raises:
            Rejected: the domain already has an active challenge, a field is missing or out of range, or a step is after
                the due day.
        """
        today = self.journal.today()
        if missing := [name for name in _REQUIRED_FIELDS if fields.get(name) is None]:
            raise Rejected(f"A challenge needs its {', '.join(missing).replace('_', ' ')}.")
        fields = _clean_fields(fields)
        if fields["due"] < today:
            raise Rejected("That day is past; a challenge is due today or later.")
        if fields["due"] > today + dt.timedelta(days=CHALLENGE_DAYS):
            raise Rejected(
                f"A challenge is due within {CHALLENGE_DAYS} days, by {today + dt.timedelta(CHALLENGE_DAYS)}."
            )

        def intent(unit: UnitOfWork) -> Challenge:
            owner_id = require_domain(unit.contents, domain).id
            _require_steps_by(fields["due"], fields.get("steps", ()), today)
            if (challenge := active_in(unit.contents, owner_id)) is not None:
                raise Rejected(still_open_sentence(challenge))
            realised = rung_for_challenge(unit, owner_id, fields["title"], fields["difficulty"], rung)
            return unit.add(Challenge, domain=owner_id, rung=realised.id, start=today, **fields)

        return self.journal.change(f"New challenge: {fields['title']}", intent)

    def edit(self, identifier: str, **fields: Any) -> Challenge:
        """Change fields of an open challenge; the old values are saved as dated revisions.

        Raises:
            Rejected: a field is locked (odds, difficulty, start) or out of range, a step is after the due day, or the
                challenge is closed.
        """
        if locked := {"odds", "difficulty", "start"} & fields.keys():
            raise Rejected(f"What was set when this challenge began stays as it was: {', '.join(sorted(locked))}.")
        fields = _clean_fields(fields)

        def intent(unit: UnitOfWork) -> Challenge:
            challenge = _require_open(unit, identifier)
            due = fields.get("due", challenge.due)
            _require_steps_by(last_step_day(due, challenge), fields.get("steps", challenge.steps), self.journal.today())
            revisions = tuple(
                Revision(at=unit.instant_after(challenge), field=name, was=_format_value(getattr(challenge, name)))
                for name, value in fields.items()
                if _without_ids(getattr(challenge, name)) != _without_ids(value)
            )
            return unit.change(challenge, **fields, revisions=challenge.revisions + revisions)

        return self.journal.change("Revise challenge", intent)

    def record_step(
        self, identifier: str, index: int, result: StepResult | None, expected: Step | None = None
    ) -> Challenge:
        """Record the result of a step (`index` from 0); `None` removes it.

        Raises:
            Rejected: the challenge is closed, or the step is gone or differs from `expected`.
        """

        def intent(unit: UnitOfWork) -> Challenge:
            challenge = _require_open(unit, identifier)
            steps = list(challenge.steps)
            steps[index] = msgspec.structs.replace(_step_at(challenge, index, expected), result=result)
            return unit.change(challenge, steps=tuple(steps))

        challenge = self.get(identifier)
        text = challenge.steps[index].text if challenge and 0 <= index < len(challenge.steps) else "a step"
        return self.journal.change(f"Step: {text}", intent)

    def record_steps(self, steps: Iterable[tuple[str, int, Step]], result: StepResult) -> None:
        """Record one result for several steps in one change, each by its challenge (id), its index and as expected.

        Raises:
            Rejected: a challenge is closed, or a step is gone or differs; then nothing is recorded.
        """
        expected_steps = list(steps)

        def intent(unit: UnitOfWork) -> None:
            for identifier, index, expected in expected_steps:
                challenge = _require_open(unit, identifier)
                changed = list(challenge.steps)
                changed[index] = msgspec.structs.replace(_step_at(challenge, index, expected), result=result)
                unit.change(challenge, steps=tuple(changed))

        self.journal.change(f"Steps: {'; '.join(step.text for _, _, step in expected_steps)}", intent)

    def set_step_odds(self, identifier: str, index: int, odds: int, expected: Step | None = None) -> Challenge:
        """Record the odds (0–100) of a step that has no result yet.

        Raises:
            Rejected: the step has a result, is gone or differs from `expected`; or the challenge is closed.
        """

        def intent(unit: UnitOfWork) -> Challenge:
            challenge = _require_open(unit, identifier)
            step = _step_at(challenge, index, expected)
            if step.result is not None:
                raise Rejected("That step already has a result; odds are given before it.")
            steps = list(challenge.steps)
            steps[index] = msgspec.structs.replace(step, odds=odds)
            return unit.change(challenge, steps=tuple(steps))

        return self.journal.change("Odds of a step", intent)

    def close(
        self,
        identifier: str,
        outcome: Outcome,
        *,
        outside_cause: bool = False,
        attribution: Attribution | None = None,
        learned: str = "",
        evidence: str = "",
        independence: Independence | None = None,
        place_asked: bool = False,
        task_difficulty: int | None = None,
    ) -> Challenge:
        """Record the outcome of a challenge and close it; add an `evidence` text as mastery evidence.

        With `place_asked` the person was asked where the daily task of the domain stands; the same change saves the
        answer, a `task_difficulty` (0–100) or `None` if it was left open.

        Raises:
            Rejected: the challenge is closed already, or gone.
        """
        today = self.journal.today()

        def intent(unit: UnitOfWork) -> Challenge:
            challenge = require(unit.contents.challenges, identifier, "this challenge")
            if challenge.status == "closed":
                raise Rejected("This challenge already has an outcome.")
            if place_asked:
                domain = require_domain(unit.contents, challenge.domain)
                place = domain.task_difficulty if task_difficulty is None else task_difficulty
                unit.change(domain, task_difficulty=place, place_asked=True)
            if text := clean(evidence):
                unit.add(
                    Mastery,
                    domain=challenge.domain,
                    day=today,
                    text=text,
                    challenge=identifier,
                    difficulty=challenge.difficulty,
                    independence=independence,
                )
            return unit.change(
                challenge,
                status="closed",
                outcome=outcome,
                outside_cause=outside_cause and outcome == "abandoned",
                attribution=attribution,
                learned=clean(learned),
                closed=max(today, challenge.start),
            )

        row = self.get(identifier)
        return self.journal.change(f"Outcome: {row.title if row else 'a challenge'}", intent)


def active_in(contents: Contents, domain: str) -> Challenge | None:
    """Return the active challenge of a domain (id)."""
    rows = contents.challenges.values()
    return next((row for row in rows if row.domain == domain and row.status == "active"), None)


def last_step_day(due: dt.date, challenge: Challenge | None = None) -> dt.date:
    """Return the last day that a step may have if a challenge, new or already open, is due on a day: that day.

    An open challenge can have later steps from before this was a rule, or from another machine. As long as its due day
    stays they may stay as well.
    """
    if challenge is None or due != challenge.due:
        return due
    return max([due, *(step.day for step in challenge.steps)])


def missed_steps(challenge: Challenge, day: dt.date) -> list[tuple[int, Step]]:
    """Return the steps before a day that have no result yet, with their indices, by day."""
    open_steps = [(i, step) for i, step in enumerate(challenge.steps) if step.result is None and step.day < day]
    return sorted(open_steps, key=lambda pair: (pair[1].day, pair[0]))


def due_step(challenge: Challenge, day: dt.date) -> tuple[int, Step] | None:
    """Return the step to do on a day and its index: that day's step, else the latest earlier open one."""
    open_steps = [(i, step) for i, step in enumerate(challenge.steps) if step.result is None and step.day <= day]
    return max(open_steps, key=lambda pair: (pair[1].day, -pair[0]), default=None)


def _clean_fields(fields: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    cleaned.update({name: clean_line(fields[name]) for name in _LINE_FIELDS if name in fields})
    cleaned.update({name: clean(fields[name]) for name in _TEXT_FIELDS if name in fields})
    return cleaned


def _format_details(step: Step) -> str:
    details = [f"odds {step.odds} %" if step.odds is not None else "", step.result or ""]
    return f" ({', '.join(filter(None, details))})" if any(details) else ""


def _require_open(unit: UnitOfWork, identifier: str) -> Challenge:
    """Return an open challenge.

    Raises:
        Rejected: the challenge has an outcome.
    """
    challenge: Challenge = require(unit.contents.challenges, identifier, "this challenge")
    if challenge.status != "active":
        raise Rejected("This challenge already has an outcome, so it stays as it is.")
    return challenge


def _require_steps_by(last_day: dt.date, steps: Iterable[Step], today: dt.date) -> None:
    """Refuse steps after a day.

    Raises:
        Rejected: there is one.
    """
    if (late := next((step for step in steps if step.day > last_day), None)) is not None:
        raise Rejected(
            f"The step “{late.text}” is on {short_date(late.day, today)}, after the day by which the challenge is due, "
            f"{short_date(last_day, today)}. Move one of the two."
        )


def _step_at(challenge: Challenge, index: int, expected: Step | None) -> Step:
    """Return the step at an index.

    Raises:
        Rejected: the step is gone, or its text or day differs from `expected`.
    """
    if not 0 <= index < len(challenge.steps):
        raise Rejected("That step is no longer part of the challenge.")
    step = challenge.steps[index]
    if expected is not None and (step.text, step.day) != (expected.text, expected.day):
        raise Rejected("The steps were changed in the meantime. Nothing was recorded; start again to see them.")
    return step


def _without_ids(value: object) -> object:
    """Return the value of a field; steps without their ids, which an edited list does not have."""
    if not isinstance(value, tuple):
        return value
    return tuple(msgspec.structs.replace(step, id="") if isinstance(step, Step) else step for step in value)


def _format_value(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{step.text} @ {step.day.isoformat()}{_format_details(step)}" for step in value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def build_revisions(at: dt.datetime, challenge: Challenge, names: Iterable[str]) -> tuple[Revision, ...]:
    """Build the dated revisions with the present values of fields (by name) that are about to change."""
    return tuple(Revision(at=at, field=name, was=_format_value(getattr(challenge, name))) for name in names)
