"""The sentences below the figures of the explain pages, made from numbers, as every UI shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from efficacy_tui.insight.heritability import RaterShares, VarianceShares
from efficacy_tui.journal.example import ExampleOutcome
from efficacy_tui.model.locale_format import format_number, localize_prose

OUTCOME_WORDS: dict[ExampleOutcome, str] = {
    "not tried": "not tried yet",
    "failed": "not this time",
    "partly": "partly",
    "succeeded": "done",
}
"""How a challenge of the made-up person ended."""

OUTCOME_SIGNS: dict[ExampleOutcome, str] = {"not tried": "·", "failed": "✗", "partly": "◐", "succeeded": "✓"}
"""The same as a sign."""

FALCONER_FORMULAS = (
    ("h²", "2(rMZ − rDZ)", "genes"),
    ("c²", "2rDZ − rMZ", "what twins of a family share"),
    ("e²", "1 − rMZ", "everything else, and error"),
)
"""Each share with its formula and what it stands for."""

RATER_PARTS = (
    ("common A", "genes, in what all agree on"),
    ("own A", "genes, in this view alone"),
    ("C", "what twins of a family share"),
    ("E", "everything else, and error"),
)
"""The parts of one rater's answers, in the order of `part_percents`."""


def falconer_percents(shares: VarianceShares) -> str:
    """Say the three shares in whole percent: “50 % genes, 10 % shared, 40 % everything else.”"""
    return f"{shares.h2 * 100:.0f} % genes, {shares.c2 * 100:.0f} % shared, {shares.e2 * 100:.0f} % everything else."


def assumption_sentence(template: str, amount: float, h2: float) -> str:
    """Say what h² would be if an assumption were wrong by an amount."""
    if not 0 <= h2 <= 1:
        return f"With {format_number(amount, 2)} it would be {format_number(h2, 2)}, which is impossible."
    return template.format(amount=format_number(amount, 2), h2=format_number(h2, 2))


def part_percents(split: RaterShares) -> tuple[int, int, int, int]:
    """Return common A, own A, C and E of one rater's answers in whole percent, 100 in all."""
    common_a, own_a, c = (round(100 * share) for share in (split.common_a, split.own_a, split.total.c2))
    return common_a, own_a, c, 100 - common_a - own_a - c


def share_percents(shares: VarianceShares) -> tuple[int, int, int]:
    """Return A, C and E in whole percent, 100 in all."""
    a, c = round(100 * shares.h2), round(100 * shares.c2)
    return a, c, 100 - a - c


def agreed_sentence(split: RaterShares) -> str:
    """Say how much of one rater's answers all raters agree on."""
    return f"What all three agree on is {round(100 * split.agreed)} % of the differences in these answers."


def mean_of_like_sentence(count: int, of: str, shares: VarianceShares) -> str:
    """Say what the mean of so many raters of one kind would give."""
    raters = "One rater" if count == 1 else f"Mean of {count} raters"
    return f"{raters} {of}: {_percents(shares)}."


def mean_of_all_sentence(shares: VarianceShares) -> str:
    """Say what the mean of the three raters would give."""
    return f"Mean of these three: {_percents(shares)}."


def towards_sentence(h: float) -> str:
    """Say where the mean of ever more raters goes."""
    percent = format_number(100 * h, 0)
    return f"Each further rater brings it closer to {percent} %: what only one of them sees averages out."


def pair_equation(mz: float, dz: float, agreement: float, h2: float) -> str:
    """Write Falconer's formula on two raters' answers: “2 × (0.247 − 0.123) / 0.329 = 0.75”."""
    r_mz, r_dz, r = (format_number(value, 3) for value in (mz, dz, agreement))
    return f"2 × ({r_mz} − {r_dz}) / {r} = {format_number(h2, 2)}"


def stopped_sentence(slider: str, words: Mapping[str, Any]) -> str:
    """Say why a slider went no further; empty while it did."""
    return localize_prose(words[f"stopped_{slider}"]) if slider else ""


def _percents(shares: VarianceShares) -> str:
    a, c, e = share_percents(shares)
    return f"A {a} %, C {c} %, E {e} %"
