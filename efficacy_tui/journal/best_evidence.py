"""Which of the person's own evidence to show before a performance."""

from __future__ import annotations

from efficacy_tui.model.records import Mastery
from efficacy_tui.store.tables import Contents

_UNRATED = 50
_INDEPENDENCE = {"alone": 10, "helped": 0, "lucky": -20, None: 0}
_HALF_LIFE_DAYS = 120


def best_mastery(contents: Contents, domain: str, today: int, limit: int = 3) -> list[Mastery]:
    """The strongest mastery experiences of a domain (id): hard, done alone, and not too long ago.

    `today` is a date ordinal. What was hard counts for more; every 120 days halve how much it counts, which is a
    choice of this program, not a finding.
    """
    rows = [r for r in contents.evidence.values() if isinstance(r, Mastery) and r.domain == domain]

    def worth(entry: Mastery) -> float:
        strength = (_UNRATED if entry.difficulty is None else entry.difficulty) + 20 + _INDEPENDENCE[entry.independence]
        age = max(today - entry.day.toordinal(), 0)
        return float(strength * 0.5 ** (age / _HALF_LIFE_DAYS))

    return sorted(rows, key=lambda entry: (worth(entry), entry.day, entry.created), reverse=True)[:limit]
