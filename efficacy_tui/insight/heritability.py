"""Falconer's formulas, for the page that explains them; nothing genetic is ever estimated about the person."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.insight.maths import check_range


class VarianceShares(NamedTuple):
    """The shares of genes, shared environment and everything else. They sum to 1; each can fall outside 0–1."""

    h2: float
    c2: float
    e2: float

    @property
    def is_possible(self) -> bool:
        """Whether all three lie in 0–1 and so can be shares."""
        return min(self) >= -1e-9 and max(self) <= 1 + 1e-9


def falconer_shares(r_mz: float, r_dz: float) -> VarianceShares:
    """Return h² = 2(rMZ − rDZ), c² = 2rDZ − rMZ, e² = 1 − rMZ from two twin correlations, −1…1 (Falconer 1965)."""
    check_range("rMZ", r_mz, -1, 1)
    check_range("rDZ", r_dz, -1, 1)
    return VarianceShares(2 * (r_mz - r_dz), 2 * r_dz - r_mz, 1 - r_mz)
