"""Challenges: designed, locked at the start, worked on in dated steps, closed with an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.repository import Repository, UnitOfWork, require
from efficacy_tui.model.records import CHALLENGE_DAYS, AnyEvidence, Challenge, Mastery, Revision, Step
from efficacy_tui.model.text import clean, clean_line
from efficacy_tui.model.types import Attribution, Independence, Outcome, StepResult
from efficacy_tui.store.tables import Contents

_NEEDED = ("title", "done_when", "difficulty", "odds", "due")
_LINES = ("title",)
_TEXTS = ("done_when", "partly_when", "role_model", "if_obstacle", "then_plan", "learned")


class ChallengeRepository(Repository):
    """At most one active challenge a domain."""

    def get(self, identifier: str) -> Challenge | None:
        """One challenge by its id."""
        return self.contents.challenges.get(identifier)

    def active(self, domain: str) -> Challenge | None:
        """The challenge a domain (id) is at now."""
        return active_in(self.contents, domain)

    def closed(self, domain: str) -> list[Challenge]:
        """The challenges of a domain (id) that have an outcome, oldest first."""
        rows = self.contents.challenges.values()
        return sorted((r for r in rows if r.domain == domain and r.closed), key=lambda r: (r.closed, r.updated))

    def neighbours(self, challenge: Challenge) -> tuple[list[AnyEvidence], Challenge | None, Challenge | None]:
        """The evidence that belongs to a challenge, oldest first, and its domain's challenges before and after it."""
        evidence = [row for row in self.contents.evidence.values() if row.challenge == challenge.id]
        rows = [row for row in self.contents.challenges.values() if row.domain == challenge.domain]
        rows.sort(key=lambda row: (row.start, row.created))
        place = next((i for i, row in enumerate(rows) if row.id == challenge.id), 0)
        return (
            sorted(evidence, key=lambda row: (row.day, row.created)),
            rows[place - 1] if place else None,
            rows[place + 1] if place + 1 < len(rows) else None,
        )

    def open_on(self, domain: str, day: dt.date) -> Challenge | None:
        """The challenge that was running in a domain (id) on a day."""
        rows = (row for row in self.contents.challenges.values() if row.domain == domain and row.start <= day)
        running = (row for row in rows if row.closed is None or row.closed >= day)
        return max(running, key=lambda row: (row.start, row.created), default=None)

    def start(self, domain: str, **fields: Any) -> Challenge:
        """Start a challenge today and lock it: title, done_when, difficulty, odds, due, and what else was given.

        Raises:
            Rejected: the domain has an active challenge already, or a field is missing or out of range.
        """
        today = self.journal.today()
        if lacking := [name for name in _NEEDED if fields.get(name) is None]:
            raise Rejected(f"A challenge needs its {', '.join(lacking).replace('_', ' ')}.")
        fields = _cleaned(fields)
        if fields["due"] < today:
            raise Rejected("That day is past; a challenge is due today or later.")
        if fields["due"] > today + dt.timedelta(days=CHALLENGE_DAYS):
            raise Rejected(
                f"A challenge is due within {CHALLENGE_DAYS} days, by {today + dt.timedelta(CHALLENGE_DAYS)}."
            )

        def intent(draft: UnitOfWork) -> Challenge:
            require(draft.contents.domains, domain, "this domain")
            if (running := active_in(draft.contents, domain)) is not None:
                raise Rejected(f"“{running.title}” is still open in this domain. Record its outcome first.")
            return draft.add(Challenge, domain=domain, start=today, **fields)

        return self.journal.change(f"New challenge: {fields['title']}", intent)

    def edit(self, identifier: str, **fields: Any) -> Challenge:
        """Change fields of a challenge; once it is locked, what they said before is kept with the date.

        Raises:
            Rejected: the odds and the difficulty are locked; or a field is out of range.
        """
        if locked := {"odds", "difficulty", "start"} & fields.keys():
            raise Rejected(f"The {', '.join(sorted(locked))} were set when this challenge began and stay as they were.")
        fields = _cleaned(fields)

        def intent(draft: UnitOfWork) -> Challenge:
            challenge = _running(draft, identifier)
            noted = tuple(
                Revision(at=draft.now, field=name, was=_words(getattr(challenge, name)))
                for name, value in fields.items()
                if getattr(challenge, name) != value
            )
            return draft.change(challenge, **fields, revisions=challenge.revisions + noted)

        return self.journal.change("Revise challenge", intent)

    def record_step(
        self, identifier: str, index: int, result: StepResult | None, asked: Step | None = None
    ) -> Challenge:
        """Record how a step (by its place, from 0) went; `None` takes the result back.

        Raises:
            Rejected: the challenge is closed, or the step is gone or not the one that was `asked` about.
        """

        def intent(draft: UnitOfWork) -> Challenge:
            challenge = _running(draft, identifier)
            steps = list(challenge.steps)
            steps[index] = msgspec.structs.replace(_step_at(challenge, index, asked), result=result)
            return draft.change(challenge, steps=tuple(steps))

        known = self.get(identifier)
        text = known.steps[index].text if known and 0 <= index < len(known.steps) else "a step"
        return self.journal.change(f"Step: {text}", intent)

    def set_step_odds(self, identifier: str, index: int, odds: int, asked: Step | None = None) -> Challenge:
        """Record the odds (0–100) of a step before its day is over.

        Raises:
            Rejected: it has a result already, or is gone.
        """

        def intent(draft: UnitOfWork) -> Challenge:
            challenge = _running(draft, identifier)
            step = _step_at(challenge, index, asked)
            if step.result is not None:
                raise Rejected("That step already has a result; odds come before it.")
            steps = list(challenge.steps)
            steps[index] = msgspec.structs.replace(step, odds=odds)
            return draft.change(challenge, steps=tuple(steps))

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
    ) -> Challenge:
        """Record the outcome of a challenge and close it; with an `evidence` text, keep that as mastery evidence too.

        Raises:
            Rejected: it is closed already, or gone.
        """
        today = self.journal.today()

        def intent(draft: UnitOfWork) -> Challenge:
            challenge = require(draft.contents.challenges, identifier, "this challenge")
            if challenge.status == "closed":
                raise Rejected("This challenge already has an outcome.")
            if text := clean(evidence):
                draft.add(
                    Mastery,
                    domain=challenge.domain,
                    day=today,
                    text=text,
                    challenge=identifier,
                    difficulty=challenge.difficulty,
                    independence=independence,
                )
            return draft.change(
                challenge,
                status="closed",
                outcome=outcome,
                outside_cause=outside_cause and outcome == "abandoned",
                attribution=attribution,
                learned=clean(learned),
                closed=max(today, challenge.start),
            )

        known = self.get(identifier)
        return self.journal.change(f"Outcome: {known.title if known else 'a challenge'}", intent)


def active_in(contents: Contents, domain: str) -> Challenge | None:
    """The active challenge of a domain (id)."""
    rows = contents.challenges.values()
    return next((row for row in rows if row.domain == domain and row.status == "active"), None)


def due_step(challenge: Challenge, day: dt.date) -> tuple[int, Step] | None:
    """The step to do on a day, with its place: that day's own, else the latest earlier one still open."""
    waiting = [(i, step) for i, step in enumerate(challenge.steps) if step.result is None and step.day <= day]
    return max(waiting, key=lambda pair: (pair[1].day, -pair[0]), default=None)


def hardest_success(challenges: Iterable[Challenge]) -> int | None:
    """The difficulty (0–100) of the hardest challenge that succeeded."""
    return max((row.difficulty for row in challenges if row.outcome == "succeeded"), default=None)


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    cleaned.update({name: clean_line(fields[name]) for name in _LINES if name in fields})
    cleaned.update({name: clean(fields[name]) for name in _TEXTS if name in fields})
    return cleaned


def _told(step: Step) -> str:
    parts = [f"odds {step.odds} %" if step.odds is not None else "", step.result or ""]
    return f" ({', '.join(filter(None, parts))})" if any(parts) else ""


def _running(draft: UnitOfWork, identifier: str) -> Challenge:
    """A challenge that is still open; raises Refused when it has an outcome."""
    challenge: Challenge = require(draft.contents.challenges, identifier, "this challenge")
    if challenge.status != "active":
        raise Rejected("This challenge already has an outcome, so it stays as it is.")
    return challenge


def _step_at(challenge: Challenge, index: int, asked: Step | None) -> Step:
    """The step at a place; raises Refused when it is not (or no longer) the one that was asked about."""
    if not 0 <= index < len(challenge.steps):
        raise Rejected("That step is no longer part of the challenge.")
    step = challenge.steps[index]
    if asked is not None and (step.text, step.day) != (asked.text, asked.day):
        raise Rejected("The steps were changed meanwhile. Nothing was recorded; begin again to see them.")
    return step


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(f"{step.text} @ {step.day.isoformat()}{_told(step)}" for step in value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)
