"""The made-up person of the explain pages: what they say and how their challenges ended, as records and statistics.

Nothing of it is ever stored. The statistics and the ladder are computed as those of a real journal are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.model.records import Challenge, CheckIn, Domain, Rung, RungRating
from efficacy_tui.store.tables import Contents

ExampleOutcome = Literal["not tried", "failed", "partly", "succeeded"]
EXAMPLE_OUTCOMES: tuple[ExampleOutcome, ...] = ("not tried", "failed", "partly", "succeeded")
"""How a challenge of the example may have ended; one that was not tried has no outcome."""

LONGEST = 7
"""Days that a challenge of the example took."""

CENTRE = 50
"""The level of ratings (0–100) around which the example is written down."""


@dataclass(frozen=True)
class ExampleChallenge:
    """A rung of the example with its challenge: `days_ago` it ended, and how sure the person said they were (0–100)."""

    title: str
    difficulty: int
    days_ago: int
    confidence: int
    outcome: ExampleOutcome


@dataclass(frozen=True)
class Example:
    """One state of the example. `level` (0–100, in tens) is where the daily ratings lie.

    `deviations` are (days ago, points from the level) of each rating; `challenges` run from the easiest to the hardest.
    """

    name: str
    task: str
    difficulty: int
    today: dt.date
    level: int
    deviations: tuple[tuple[int, int], ...]
    challenges: tuple[ExampleChallenge, ...]

    @classmethod
    def from_words(cls, words: Mapping[str, Any]) -> Self:
        """Read the example as it stands in the content: a table with a list of challenges and one of ratings."""
        challenges = [ExampleChallenge(**row) for row in words["challenges"]]
        return cls(
            name=words["name"],
            task=words["task"],
            difficulty=words["difficulty"],
            today=words["today"],
            level=words["level"],
            deviations=tuple((days_ago, points) for days_ago, points in words["ratings"]),
            challenges=tuple(sorted(challenges, key=lambda challenge: challenge.difficulty)),
        )

    def with_level(self, level: int) -> Self:
        """Return the example with all ratings moved to another level, 0–100."""
        return replace(self, level=min(max(level, 0), 100))

    def with_outcome(self, index: int, outcome: ExampleOutcome) -> Self:
        """Return the example with another end of the challenge at `index`, counted from the easiest."""
        challenges = list(self.challenges)
        challenges[index] = replace(challenges[index], outcome=outcome)
        return replace(self, challenges=tuple(challenges))

    def rung_id(self, index: int) -> str:
        """Return the id of the rung of the challenge at `index`."""
        return f"{index + 1:032x}"

    @property
    def contents(self) -> Contents:
        """The example as a journal."""
        at = dt.datetime.combine(self.today, dt.time(9), dt.UTC)
        domain = Domain(
            id=f"{0:032x}",
            name=self.name,
            task=self.task,
            task_difficulty=self.difficulty,
            focus=True,
            created=at,
            updated=at,
        )
        check_ins = [
            CheckIn(
                id=f"{1000 + days_ago:032x}",
                domain=domain.id,
                day=self.today - dt.timedelta(days=days_ago),
                confidence=self._shifted(CENTRE + points),
                task=self.task,
                created=at,
                updated=at,
            )
            for days_ago, points in self.deviations
        ]
        rungs: dict[str, Rung] = {}
        ratings: dict[str, RungRating] = {}
        challenges: dict[str, Challenge] = {}
        for index, row in enumerate(self.challenges):
            rung = self.rung_id(index)
            rungs[rung] = Rung(
                id=rung, domain=domain.id, title=row.title, difficulty=row.difficulty, created=at, updated=at
            )
            confidence = self._shifted(row.confidence)
            rating = RungRating(
                id=f"{2000 + index:032x}", rung=rung, day=self.today, confidence=confidence, created=at, updated=at
            )
            ratings[rating.id] = rating
            if row.outcome != "not tried":
                closed = self.today - dt.timedelta(days=row.days_ago)
                challenge = Challenge(
                    id=f"{3000 + index:032x}",
                    domain=domain.id,
                    rung=rung,
                    title=row.title,
                    done_when=row.title,
                    difficulty=row.difficulty,
                    odds=confidence,
                    start=closed - dt.timedelta(days=LONGEST),
                    due=closed,
                    status="closed",
                    outcome=row.outcome,
                    closed=closed,
                    created=at,
                    updated=at,
                )
                challenges[challenge.id] = challenge
        return Contents(
            domains={domain.id: domain},
            checkins={row.id: row for row in check_ins},
            rungs=rungs,
            rung_ratings=ratings,
            challenges=challenges,
        )

    def _shifted(self, rating: int) -> int:
        """Move a rating that was written down for the centre to the present level, 0–100."""
        return min(max(rating + self.level - CENTRE, 0), 100)

    def compute(self) -> tuple[DomainStats, Ladder]:
        """Return the statistics and the ladder of this state, computed as those of a real journal."""
        contents = self.contents
        (domain,) = contents.domains.values()
        stats = compute_domain_stats(contents, domain, self.today)
        return stats, build_ladder(contents, stats)
