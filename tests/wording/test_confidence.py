"""The headline of what the person and their record say, and the sentence on the gap between the two."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.wording.confidence import (
    domain_pair,
    grade_sentence,
    headline,
    own_phrase,
    record_phrase,
    short_grade,
    standing_sentence,
    trend_directions,
)
from tests.support.factories import SPEAKING, TODAY, make_closed_challenge, make_contents, make_ratings

NOW = TODAY.toordinal()
RECORD = (
    make_closed_challenge(20, 40, "succeeded"),
    make_closed_challenge(12, 50, "succeeded"),
    make_closed_challenge(4, 60, "failed"),
    make_closed_challenge(3, 45, "succeeded"),
    make_closed_challenge(2, 65, "failed"),
)
CLIMB = [20 + 2 * i for i in range(30)]


def stats_of(*rows: object, place: int | None = 52) -> DomainStats:
    """Return the statistics of Speaking, its daily task at this difficulty."""
    return compute_domain_stats(make_contents(*rows), replace(SPEAKING, task_difficulty=place), TODAY)


def rated(level: float, *rows: object) -> DomainStats:
    """Return statistics whose ratings have this smoothed level."""
    return replace(stats_of(*make_ratings([50] * 6), *(rows or RECORD)), rated_level=level)


def test_without_data_the_grade_says_when_the_record_and_a_line_come() -> None:
    empty = stats_of()
    assert (headline(empty), domain_pair(empty), trend_directions(empty)) == ("", "– · –", ())
    assert grade_sentence(empty) == "Your record speaks after 3 outcomes, a trend line after 7 ratings."
    assert standing_sentence(empty) == grade_sentence(empty)
    assert short_grade(empty) == "Record after 3 more outcomes"


@pytest.mark.parametrize(
    ("ratings", "outcomes", "grade"),
    [
        (6, 2, "Your record speaks after 1 more outcome, a trend line after 1 more rating."),
        (1, 0, "Your record speaks after 3 outcomes, a trend line after 6 more ratings."),
        (7, 2, "Your record speaks after 1 more outcome."),
        (6, 3, "Compared after 2 more outcomes, a trend line after 1 more rating."),
        (7, 4, "Compared after 1 more outcome."),
        (2, 3, "Compared after 2 more outcomes and 1 more rating, a trend line after 5 more ratings."),
        (2, 5, "Compared after 1 more rating, a trend line after 5 more ratings."),
    ],
)
def test_below_the_minimums_the_grade_counts_what_is_missing(ratings: int, outcomes: int, grade: str) -> None:
    assert grade_sentence(stats_of(*make_ratings([50] * ratings), *RECORD[:outcomes])) == grade


def test_before_a_comparison_both_numbers_stand_alone() -> None:
    stats = stats_of(*make_ratings([40, 60, 50, 50, 70, 60]), *RECORD[:3])
    odds = stats.reference
    assert headline(stats) == f"You say 60 · your record says about {odds.percent} ({odds.low}–{odds.high})"
    assert own_phrase(stats, short=True) == "You 60"
    assert record_phrase(stats, short=True) == f"record {odds.percent} ({odds.low}–{odds.high})"
    assert domain_pair(stats) == f"60 · {odds.percent}"
    assert short_grade(stats) == "Compared after 2 more outcomes"


def test_a_record_without_a_rating_begins_the_headline() -> None:
    stats = stats_of(*RECORD)
    assert headline(stats).startswith("Your record says about ")
    assert standing_sentence(stats).startswith(f"{headline(stats)}. Compared after 3 more ratings")
    assert domain_pair(stats) == f"– · {stats.reference.percent}"


@pytest.mark.parametrize("difference", [0, 14, -14])
def test_a_rating_near_the_record_agrees(difference: int) -> None:
    stats = rated(stats_of(*RECORD).reference.percent + difference)
    assert grade_sentence(stats) == "They agree."
    assert short_grade(stats) == "They agree"


@pytest.mark.parametrize(("difference", "side"), [(15, "above"), (-15, "below")])
def test_a_rating_farther_off_but_in_range_is_within_chance(difference: int, side: str) -> None:
    stats = rated(stats_of(*RECORD).reference.percent + difference)
    assert grade_sentence(stats) == (f"15 points {side} what you have shown, but within what chance does: 5 outcomes.")
    assert short_grade(stats) == f"15 points {side} your record"
    own, odds = stats.comparison.rating, stats.reference
    assert headline(stats) == f"You say {own} · your record says about {odds.percent} ({odds.low}–{odds.high})"
    assert standing_sentence(stats) == f"{headline(stats).replace(' · ', '; ')}. {grade_sentence(stats)}"


@pytest.mark.parametrize(
    ("end", "beyond", "verdict"),
    [("high", 1, "A little above"), ("low", -1, "A little below"), ("low", -16, "Well below")],
)
def test_a_rating_outside_the_range_is_above_or_below(end: str, beyond: int, verdict: str) -> None:
    stats = rated(getattr(stats_of(*RECORD).reference, end) + beyond)
    assert grade_sentence(stats) == f"{verdict} what you have shown: outside its range."
    assert short_grade(stats) == f"{verdict} your record"


def test_an_old_rating_is_named_first_and_nothing_is_compared() -> None:
    stats = stats_of(*make_ratings([50] * 7 + [60], last=23), *RECORD)
    odds = stats.reference
    assert own_phrase(stats) == own_phrase(stats, short=True) == "You said 60"
    assert grade_sentence(stats) == "Last rated 23 days ago."
    assert standing_sentence(stats) == (
        f"Last rated 23 days ago. You said 60; your record says about {odds.percent} ({odds.low}–{odds.high})."
    )
    assert domain_pair(stats) == f"– · {odds.percent}"
    assert stats.comparison is None


def test_without_a_place_the_ladder_is_named_with_its_key() -> None:
    stats = stats_of(*make_ratings([50] * 8), *RECORD, place=None)
    assert grade_sentence(stats) == "Place your daily task on the ladder to compare it with your record."
    assert "the ladder (k) to" in grade_sentence(stats, ladder_key="k")
    assert headline(stats) == "You say 50"
    assert short_grade(stats) == "Daily task not placed yet"


@pytest.mark.parametrize(("place", "word"), [(90, "harder"), (5, "easier")])
def test_a_task_far_from_what_was_tried_is_not_compared(place: int, word: str) -> None:
    stats = stats_of(*make_ratings([60] * 8), *RECORD, place=place)
    assert grade_sentence(stats) == f"Your task is {word} than what you have tried: no comparison yet."
    assert short_grade(stats) == f"{word.capitalize()} than what you tried"
    assert record_phrase(stats)


def test_odds_that_give_way_leave_the_success_rate() -> None:
    rows = [
        make_closed_challenge(90 - 3 * i, 80 if i % 2 else 20, "succeeded" if i % 2 else "failed") for i in range(30)
    ]
    stats = stats_of(*make_ratings([60] * 8), *rows)
    assert headline(stats) == "You say 60"
    assert grade_sentence(stats) == "How hard it was has said little so far: 14 of 27 worked out."
    assert short_grade(stats) == "14 of 27 worked out"


def test_the_trend_has_a_direction_once_there_is_a_claim() -> None:
    assert trend_directions(stats_of(*make_ratings(CLIMB))) == ("up",)
    assert trend_directions(stats_of(*make_ratings(CLIMB[::-1]))) == ("down",)
    assert trend_directions(stats_of(*make_ratings([50, 60] * 15))) == ("level",)
    assert trend_directions(stats_of(*make_ratings(CLIMB[:19]))) == ()
    assert trend_directions(stats_of(*make_ratings(CLIMB, last=20))) == ()


def test_last_weeks_the_other_way_have_a_direction_and_a_sentence() -> None:
    turned = [min(30 + day, 90) for day in range(62)] + [90 - day for day in range(28)]
    stats = stats_of(*make_ratings([value + (5 if day % 2 else -5) for day, value in enumerate(turned)]), *RECORD)
    assert trend_directions(stats) == ("up", "down")
    assert grade_sentence(stats).endswith(" Rising over 90 days, the last four weeks the other way.")
