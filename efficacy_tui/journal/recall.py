"""What of the person's own comes back to them: after a check-in, and before the next challenge. Pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.records import Challenge, Mastery, Persuasion
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.store.tables import Contents

NEAR_TASK = 10
"""Points of difficulty above the daily task up to which something done still counts as near it. †"""

NEAR_RUNG = 15
"""Points of difficulty on either side within which an earlier challenge is near a rung. †"""

RecallKind = Literal["done", "told"]


class Recall(msgspec.Struct, frozen=True):
    """Something of the person's own: what they did or were told (`text`, by `who`), when, and how hard it was.

    `id` is that of its entry, or of its challenge if nothing was written of it.
    """

    id: str
    kind: RecallKind
    text: str
    day: dt.date
    difficulty: int | None = None
    who: str = ""


class Lesson(msgspec.Struct, frozen=True):
    """What an earlier challenge taught, and who was named as a model for it; either may be empty."""

    day: dt.date
    learned: str = ""
    role_model: str = ""


def is_below_usual(rating: int, stats: DomainStats) -> bool:
    """Whether a rating (0–100) lies below the person's level, or below what their record gives at the task."""
    levels = (stats.level_now, stats.reference.percent if stats.reference else None)
    return any(level is not None and rating < round(level) for level in levels)


def recall_after_rating(contents: Contents, stats: DomainStats, rating: int, shown_last: str = "") -> Recall | None:
    """Return what comes back after a domain was rated; `None` if there is nothing but what was `shown_last` (id).

    Below the person's level or record it is the hardest thing they did near the daily task, otherwise the newest thing
    somebody told them; the other of the two where there is none.
    """
    deeds, quotations = done_near_task(contents, stats), told_lately(contents, stats)
    candidates = [*deeds, *quotations] if is_below_usual(rating, stats) else [*quotations, *deeds]
    return next((recall for recall in candidates if recall.id != shown_last), None)


def done_near_task(contents: Contents, stats: DomainStats) -> list[Recall]:
    """Return what the person did, hardest first, up to a little above the daily task; then what is harder still."""
    domain, task = stats.domain, stats.domain.task_difficulty
    today = dt.date.fromordinal(stats.today)
    successes = {
        row.id: row
        for row in contents.challenges.values()
        if row.domain == domain.id and row.outcome == "succeeded" and row.closed is not None and row.closed <= today
    }
    recalls = []
    described_ids: set[str] = set()
    for entry in contents.evidence.values():
        if not isinstance(entry, Mastery) or entry.domain != domain.id or entry.day > today:
            continue
        if entry.challenge is not None and entry.challenge in successes:
            described_ids.add(entry.challenge)
        elif entry.challenge is not None:
            # The challenge it is about did not fully succeed, so it is no deed to be reminded of.
            continue
        recalls.append(Recall(entry.id, "done", entry.text, entry.day, entry.difficulty))
    recalls += [
        Recall(row.id, "done", rung_title(row.title), row.closed, row.difficulty)
        for row in successes.values()
        if row.id not in described_ids and row.closed is not None
    ]
    limit = 100 if task is None else task + NEAR_TASK

    def nearness(recall: Recall) -> tuple[bool, int, dt.date]:
        difficulty = -1 if recall.difficulty is None else recall.difficulty
        return difficulty <= limit, difficulty if difficulty <= limit else -difficulty, recall.day

    return sorted(recalls, key=nearness, reverse=True)


def told_lately(contents: Contents, stats: DomainStats) -> list[Recall]:
    """Return what somebody told the person in a domain, newest first."""
    today = dt.date.fromordinal(stats.today)
    rows = [
        row
        for row in contents.evidence.values()
        if isinstance(row, Persuasion) and row.domain == stats.domain.id and row.day <= today
    ]
    rows.sort(key=lambda row: (row.day, row.created), reverse=True)
    return [Recall(row.id, "told", row.quote or row.text, row.day, who=row.who) for row in rows]


MAX_LESSONS = 2
"""Lessons shown before a challenge, at most."""


def lessons_near(
    challenges: Iterable[Challenge], domain: str, rung: str | None, difficulty: int | None
) -> list[Lesson]:
    """Return what the last challenges on a rung (id) or near a difficulty (0–100) taught, newest first.

    Those on the rung itself come first. A challenge without a lesson counts if it names a model.
    """
    closed = sorted(
        (row for row in challenges if row.domain == domain and row.closed is not None and _teaches(row)),
        key=lambda row: (row.closed, row.updated),
        reverse=True,
    )
    on_rung = [row for row in closed if rung is not None and row.rung == rung]
    near = [
        row
        for row in closed
        if row not in on_rung and difficulty is not None and abs(row.difficulty - difficulty) <= NEAR_RUNG
    ]
    return _distinct(
        [Lesson(row.closed, row.learned, row.role_model) for row in (*on_rung, *near) if row.closed is not None]
    )[:MAX_LESSONS]


def _teaches(challenge: Challenge) -> bool:
    return bool(challenge.learned or challenge.role_model)


def _distinct(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Leave out what an earlier one of the same words says already."""
    by_words = {(lesson.learned, lesson.role_model): lesson for lesson in reversed(lessons)}
    return [lesson for lesson in lessons if by_words[lesson.learned, lesson.role_model] is lesson]
