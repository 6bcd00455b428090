"""The evidence to show the person before a performance."""

from __future__ import annotations

from efficacy_tui.model.records import Mastery
from efficacy_tui.store.tables import Contents

_DEFAULT_DIFFICULTY = 50
_INDEPENDENCE_BONUS = {"alone": 10, "helped": 0, "lucky": -20, None: 0}
_HALF_LIFE_DAYS = 120


def best_mastery(contents: Contents, domain: str, today: int, limit: int = 3) -> list[Mastery]:
    """Return the strongest mastery experiences of a domain (id), best first: hard, done alone, recent.

    `today` is a date ordinal. An entry's weight grows with its difficulty and halves every 120 days; this half-life is
    a choice of this program, not a finding.
    """
    rows = [r for r in contents.evidence.values() if isinstance(r, Mastery) and r.domain == domain]

    def weight(entry: Mastery) -> float:
        difficulty = _DEFAULT_DIFFICULTY if entry.difficulty is None else entry.difficulty
        strength = difficulty + 20 + _INDEPENDENCE_BONUS[entry.independence]
        age = max(today - entry.day.toordinal(), 0)
        return float(strength * 0.5 ** (age / _HALF_LIFE_DAYS))

    return sorted(rows, key=lambda entry: (weight(entry), entry.day, entry.created), reverse=True)[:limit]
