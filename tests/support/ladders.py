"""Ladders to look at: one of a person with a record, and some that are hard to draw."""

from __future__ import annotations

import datetime as dt

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import DAILY, Ladder, LadderRung, NextPlace, RungOutcome, RungStatus
from efficacy_tui.model.records import Challenge, Domain, Rung
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)
CREATED = dt.datetime(2026, 10, 3, 12, tzinfo=dt.UTC)
GOAL = "A keynote of forty minutes before 300 people, without notes · by autumn 2028"
LESSON = "pausing before the first sentence slowed me down the whole way."

Line = tuple[int, RungStatus, str, int | None, int | None, list[tuple[str, dt.date]]]
"""Difficulty, status, title, own confidence, the record's odds, and outcomes with their days, newest first."""

LINES: list[Line] = [
    (92, "idea", "Keynote at the regional conference, 300 people, no notes", 15, 22, []),
    (80, "idea", "Lead the half-day customer workshop alone, with the director in the room", 30, 41, []),
    (68, "idea", "Answer live questions in the all-hands for fifteen minutes", 40, 57, []),
    (64, "failed", "Demo the release in front of the customer’s board", 45, 62, [("failed", dt.date(2026, 10, 10))]),
    (58, "open", "Give the ten-minute design talk to the whole department without reading from notes", 70, 69, []),
    (56, "daily", "Give a ten-minute talk to people I don’t know", 48, 72, []),
    (
        *(52, "succeeded", "Give the five-minute update at stand-up without the card", 80, 76),
        [("succeeded", dt.date(2026, 11, 17))],
    ),
    (
        *(45, "succeeded", "Moderate the retro and end on time", 75, 82),
        [("succeeded", dt.date(2026, 10, 23)), ("partly", dt.date(2026, 10, 6))],
    ),
    (38, "succeeded", "Explain the cache bug to one other team", 90, 87, [("succeeded", dt.date(2026, 9, 28))]),
    (30, "succeeded", "Ask a question in the department meeting", 90, 91, [("succeeded", dt.date(2026, 9, 2))]),
    (20, "succeeded", "Say one unprepared sentence in the stand-up", 100, 94, [("succeeded", dt.date(2026, 8, 28))]),
]  # fmt: skip
"""The ladder of LOOK's pictures."""


def domain(goal: str = GOAL, *, placed: bool = True) -> Domain:
    """The domain of the ladder."""
    return Domain(
        id="speaking",
        created=CREATED,
        updated=CREATED,
        name="Speaking",
        task="give a ten-minute talk to people I don’t know",
        goal=goal,
        task_difficulty=56 if placed else None,
    )


def challenge(difficulty: int, title: str) -> Challenge:
    """An open challenge, on its sixth day."""
    return Challenge(
        id=f"challenge-{difficulty}",
        created=CREATED,
        updated=CREATED,
        domain="speaking",
        title=f"I will {title}",
        done_when="I spoke ten minutes and took two questions",
        difficulty=difficulty,
        odds=70,
        if_obstacle="my voice shakes in the first minute",
        then_plan="I pause and breathe out",
        start=TODAY - dt.timedelta(days=5),
        due=dt.date(2026, 12, 1),
    )


def ladder_rung(line: Line, *, next_at: int | None = None) -> LadderRung:
    """A row of the ladder."""
    difficulty, status, title, confidence, odds, outcomes = line
    identifier = DAILY if status == "daily" else f"rung-{difficulty}"
    return LadderRung(
        id=identifier,
        title=title,
        difficulty=difficulty,
        status=status,
        confidence=confidence,
        rated_on=TODAY - dt.timedelta(days=9) if confidence is not None else None,
        odds=odds,
        outcomes=tuple(
            RungOutcome(day, outcome, LESSON if difficulty == 52 and not number else "")
            for number, (outcome, day) in enumerate(outcomes)
        ),
        challenge=challenge(difficulty, title) if status not in ("idea", "daily") else None,
        rung=None
        if status == "daily"
        else Rung(
            id=identifier, created=CREATED, updated=CREATED, domain="speaking", title=title, difficulty=difficulty
        ),
        is_stretch=odds is not None and 60 <= odds <= 85,
        is_next=difficulty == next_at,
    )


def speaking_ladder(**changes: object) -> Ladder:
    """The ladder with a challenge under way; `changes` are fields of it."""
    fields: dict[str, object] = {"rungs": tuple(map(ladder_rung, LINES)), "even_odds": 73, "strength": 64, "rated": 10}
    fields |= {"names_level": True, "level": 52}
    return Ladder(domain=domain(), today=TODAY, **{**fields, **changes})  # type: ignore[arg-type]


def ladder_after_success(**changes: object) -> Ladder:
    """The ladder after the open challenge has succeeded: no rung serves next, so a place for one is shown."""
    odds = [25, 44, 60, 65, 72, 75, 79, 85, 90, 94, 96]
    lines: list[Line] = []
    for (difficulty, status, title, own, _, outcomes), percent in zip(LINES, odds, strict=True):
        is_open = status == "open"
        days = [("succeeded", TODAY)] if is_open else outcomes
        lines.append((difficulty, "succeeded" if is_open else status, title, own, percent, days))
    rungs = tuple(map(ladder_rung, lines))
    return speaking_ladder(**{"rungs": rungs, "next_place": NextPlace(61, 70), **changes})


def empty_ladder(**changes: object) -> Ladder:
    """A ladder without a rung."""
    return Ladder(domain=domain(), today=TODAY, **changes)  # type: ignore[arg-type]


def long_ladder(count: int, title: str = "") -> Ladder:
    """A ladder of so many ideas, evenly spread, each with this title or one of its own."""
    step = 100 / max(count, 1)
    lines: list[Line] = [
        (round(100 - step * i), "idea", title or f"Idea number {i + 1} of a long ladder", 50, 50, [])
        for i in range(count)
    ]
    rungs = tuple(msgspec.structs.replace(ladder_rung(line), id=f"rung-{i}") for i, line in enumerate(lines))
    return Ladder(domain=domain(), today=TODAY, rungs=rungs)


def fill_ladder(journal: Journal, clock: FixedClock, *, with_open: bool = True, rated_today: bool = True) -> Domain:
    """Fill an empty journal with the ladder of the pictures, day by day until today, and return its domain."""
    # One write instead of forty takes a third of the time of a test.
    journal.store.deferred = True
    domain = _fill_ladder(journal, clock, with_open=with_open, rated_today=rated_today)
    journal.store.deferred = False
    journal.store.flush()
    return domain


def _fill_ladder(journal: Journal, clock: FixedClock, *, with_open: bool, rated_today: bool) -> Domain:
    now = clock.time
    clock.time = CREATED
    speaking = journal.domains.add("Speaking", "give a ten-minute talk to people I don’t know")
    journal.domains.set_goal(speaking.id, GOAL)
    journal.domains.place_task(speaking.id, 56)
    rungs = {
        difficulty: journal.rungs.add(speaking.id, title, difficulty)
        for difficulty, status, title, *_ in LINES
        if status != "daily"
    }
    done = [(day, outcome, line) for line in LINES for outcome, day in line[5]]
    for day, outcome, (difficulty, _, title, *_) in sorted(done, key=lambda row: row[0]):
        clock.time = dt.datetime.combine(day, dt.time(18), dt.UTC)
        started = journal.challenges.start(speaking.id, rungs[difficulty].id, **_plan(title, difficulty, day))
        lesson = LESSON if difficulty == 52 else ""
        journal.challenges.close(started.id, outcome, learned=lesson)  # type: ignore[arg-type]
    clock.time = now - dt.timedelta(days=9)
    journal.rungs.rate(
        {rungs[difficulty].id: own for difficulty, _, _, own, *_ in LINES if difficulty in rungs and own}
    )
    if with_open:
        clock.time = now - dt.timedelta(days=5)
        line = next(line for line in LINES if line[1] == "open")
        plan = _plan(line[2], line[0], (now + dt.timedelta(days=9)).date())
        journal.challenges.start(speaking.id, rungs[line[0]].id, **plan)
    for days_ago in range(20, 0 if rated_today else 1, -1):
        clock.time = now - dt.timedelta(days=days_ago - 1)
        journal.checkins.record(speaking.id, 50 if days_ago % 3 else 40)
    clock.time = now
    return speaking


def _plan(title: str, difficulty: int, due: dt.date) -> dict[str, object]:
    return {"title": f"I will {title}", "done_when": "it is done", "difficulty": difficulty, "odds": 70, "due": due}
