"""The trend in a few words: ever shorter wordings that never mislead, and a sign."""

from __future__ import annotations

import pytest

from efficacy_tui.wording.trend_words import fitting_trend_words, trend_signs, trend_wordings
from tests.support.factories import make_ratings
from tests.wording.test_trace import build_report

PAIRED = "rising over 90 days, the last four weeks the other way"


@pytest.mark.parametrize(
    ("words", "width", "fitted"),
    [
        ("rising over 90 days", 19, "rising over 90 days"),
        ("rising over 90 days", 18, "rising, 90 d"),
        ("practically level over 90 days", 17, "level, 90 d"),
        ("no clear trend over 90 days", 17, "unclear, 90 d"),
        ("leaning down over 90 days", 17, "lean down, 90 d"),
        (PAIRED, 60, PAIRED),
        (PAIRED, 40, "rising over 90 days, not lately"),
        (PAIRED, 25, "rising, 90 d, not lately"),
        (PAIRED, 20, "up 90 d, turned"),
        (PAIRED.replace("rising", "falling"), 17, "down 90 d, turned"),
        ("rising over 90 days up to Mon 2 Nov", 34, "rising, 90 d up to Mon 2 Nov"),
        ("rising over 90 days up to Mon 2 Nov", 17, "up to Mon 2 Nov"),
        ("7 more for a trend", 18, "7 more for a trend"),
        ("7 more for a trend", 17, "7 more ratings"),
        ("few recent ratings", 17, "few ratings"),
        ("too early to say", 17, "too early to say"),
    ],
)
def test_trend_words_are_shortened_without_misleading(words: str, width: int, fitted: str) -> None:
    assert fitting_trend_words(words, width) == fitted


@pytest.mark.parametrize(
    "kind", ["rising", "falling", "leaning up", "leaning down", "practically level", "no clear trend"]
)
def test_the_shortest_words_of_every_kind_fit_into_a_narrow_pane(kind: str) -> None:
    assert len(trend_wordings(f"{kind} over 90 days")[-1]) <= 17


def signs(values: list[int], *, last: int = 0) -> str:
    """Return the sign of the trend of daily ratings, the last of them so many days ago."""
    return trend_signs(build_report(*make_ratings(values, last=last)).stats)


def test_the_sign_follows_the_claim_and_needs_enough_ratings() -> None:
    assert signs([20 + 2 * i for i in range(30)]) == "╱"
    assert signs([80 - 2 * i for i in range(30)]) == "╲"
    assert signs([50] * 30) == "─"
    assert signs([20 + 2 * i for i in range(12)]) == ""


def test_an_old_trend_has_no_sign() -> None:
    assert signs([20 + 2 * i for i in range(30)], last=20) == ""


def test_a_turn_in_the_last_four_weeks_has_a_sign_of_its_own() -> None:
    values = [20 + 10 * (i // 12) for i in range(62)] + [70 - 10 * (i // 6) for i in range(28)]
    assert signs(values) == "╱╲"
