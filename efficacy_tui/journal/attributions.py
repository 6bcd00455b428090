"""What the person put their outcomes down to, over time. Pure functions."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from efficacy_tui.model.records import Domain
from efficacy_tui.model.types import Attribution
from efficacy_tui.store.tables import Contents

MIN_ATTRIBUTED = 5
"""Outcomes of one kind with an attribution before they are counted back to the person. †"""


class AttributionCounts(NamedTuple):
    """Outcomes of one kind that were put down to something: `n` in all, and how many to each cause, most first."""

    n: int
    counts: tuple[tuple[Attribution, int], ...]

    @property
    def is_shown(self) -> bool:
        """Whether there are enough to be counted back."""
        return self.n >= MIN_ATTRIBUTED


def count_attributions(contents: Contents, domain: Domain) -> tuple[AttributionCounts, AttributionCounts]:
    """Count what successes, and what other outcomes of a domain were put down to.

    What was let go for a cause from outside is neither.
    """
    successes: Counter[Attribution] = Counter()
    others: Counter[Attribution] = Counter()
    for row in contents.challenges.values():
        if row.domain == domain.id and row.outcome is not None and row.attribution is not None:
            if row.outcome == "succeeded":
                successes[row.attribution] += 1
            elif not row.outside_cause:
                others[row.attribution] += 1
    return _counts(successes), _counts(others)


def _counts(counter: Counter[Attribution]) -> AttributionCounts:
    return AttributionCounts(counter.total(), tuple(counter.most_common()))
