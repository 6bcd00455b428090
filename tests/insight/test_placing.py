"""A new difficulty is placed between known ones, beyond their ends, or between two stand-ins."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.insight.placing import (
    SHARES,
    STEPS,
    Spot,
    difficulty_at,
    middle_spot,
    nearest_spot,
    place,
    place_beside,
    reference_points,
)

quick = settings(deadline=None, max_examples=50, database=None)


@pytest.mark.parametrize(
    ("where", "difficulty"), [("nearer the easier", 35), ("in the middle", 40), ("nearer the harder", 45)]
)
def test_in_a_gap_one_more_answer_says_nearer_which(where: str, difficulty: int) -> None:
    assert place([10, 30, 50, 80], 2, where) == difficulty


@pytest.mark.parametrize(("where", "easier", "harder"), [("a little", 25, 65), ("clearly", 18, 72), ("much", 15, 80)])
def test_beyond_an_end_the_step_is_at_most_half_of_what_is_left(where: str, easier: int, harder: int) -> None:
    assert place([30, 60], 0, where) == easier
    assert place([30, 60], 2, where) == harder


@pytest.mark.parametrize("end", ["a little", "clearly", "much"])
def test_the_ends_of_the_scale_are_never_reached_from_inside(end: str) -> None:
    assert 0 < place([4, 97], 0, end) < 4
    assert 97 < place([4, 97], 2, end) < 100


def test_halves_are_rounded_to_even() -> None:
    assert [place([10, 15], 1, "in the middle"), place([11, 16], 1, "in the middle")] == [12, 14]


def test_stand_ins_fill_in_for_missing_references() -> None:
    assert reference_points([]) == [10, 90]
    assert reference_points([40]) == [10, 40, 90]
    assert reference_points([5]) == [5, 10, 90]
    assert reference_points([60, 20]) == [20, 60]


@quick
@given(st.lists(st.integers(0, 100), max_size=8), st.data())
def test_place_lies_where_it_was_said_to_be(known: list[int], data: st.DataObject) -> None:
    references = reference_points(known)
    harder_than = data.draw(st.integers(0, len(references)))
    is_inside = 0 < harder_than < len(references)
    placed = place(references, harder_than, data.draw(st.sampled_from(sorted(SHARES if is_inside else STEPS))))
    assert 0 <= placed <= 100
    assert all(placed >= reference for reference in references[:harder_than])
    assert all(placed <= reference for reference in references[harder_than:])


@pytest.mark.parametrize(
    ("harder_than", "where"), [(3, "clearly"), (-1, "clearly"), (1, "clearly"), (0, "in the middle")]
)
def test_impossible_places_are_rejected(harder_than: int, where: str) -> None:
    with pytest.raises(ValueError, match=r"is not a place|unknown"):
        place([30, 60], harder_than, where)


def test_in_a_tiny_gap_it_stays_below_the_harder_one() -> None:
    assert [place([10, 12], 1, where) for where in SHARES] == [10, 11, 11]
    assert [place([10, 11], 1, where) for where in SHARES] == [10, 10, 10]
    assert [place([10, 10], 1, where) for where in SHARES] == [10, 10, 10]


def test_a_spot_is_a_gap_and_the_nearer_end_of_it() -> None:
    references = [20, 60, 80]
    assert [difficulty_at(references, Spot(1, nearness)) for nearness in (-1, 0, 1)] == [30, 40, 50]
    # Beyond the hardest, harder is farther away; below the easiest, easier is.
    assert [difficulty_at(references, Spot(3, nearness)) for nearness in (-1, 0, 1)] == [85, 90, 90]
    assert [difficulty_at(references, Spot(0, nearness)) for nearness in (-1, 0, 1)] == [10, 10, 15]
    assert [difficulty_at([50, 60], Spot(0, nearness)) for nearness in (-1, 0, 1)] == [25, 38, 45]


@quick
@given(st.lists(st.integers(1, 99), max_size=8, unique=True), st.data())
def test_a_spot_is_found_again_by_its_difficulty(known: list[int], data: st.DataObject) -> None:
    references = reference_points(known)
    spot = Spot(data.draw(st.integers(0, len(references))), data.draw(st.sampled_from((-1, 0, 1))))
    difficulty = difficulty_at(references, spot)
    assert difficulty_at(references, nearest_spot(references, difficulty)) == difficulty


@quick
@given(st.lists(st.integers(0, 100), max_size=8), st.integers(0, 100))
def test_the_nearest_spot_is_in_the_gap_of_the_difficulty(known: list[int], difficulty: int) -> None:
    references = reference_points(known)
    harder_than = nearest_spot(references, difficulty).harder_than
    assert all(reference <= difficulty for reference in references[:harder_than])
    assert all(reference >= difficulty for reference in references[harder_than:])


def test_a_difficulty_of_a_reference_stands_above_it() -> None:
    assert nearest_spot([50, 50, 100], 50).harder_than == 2
    assert nearest_spot([50, 100], 52) == Spot(1, -1)


@pytest.mark.parametrize(("count", "harder_than"), [(2, 1), (3, 1), (10, 5)])
def test_the_middle_is_the_gap_in_the_middle(count: int, harder_than: int) -> None:
    assert middle_spot([float(number) for number in range(count)]) == Spot(harder_than, 0)


@given(st.lists(st.integers(0, 100), min_size=2, max_size=9).map(sorted), st.data())
def test_beside_a_reference_is_harder_or_easier_than_it_even_in_a_gap_of_a_point(
    references: list[int], data: st.DataObject
) -> None:
    neighbour = data.draw(st.sampled_from(references))
    by = data.draw(st.sampled_from((1, -1)))
    difficulty = place_beside(references, neighbour, by)
    if difficulty is None:
        assert neighbour == (100 if by > 0 else 0)
        return
    assert 0 <= difficulty <= 100
    assert (difficulty - neighbour) * by > 0
    beyond = [reference for reference in references if (reference - neighbour) * by > 1]
    assert all((reference - difficulty) * by >= 0 for reference in beyond)


@pytest.mark.parametrize(
    ("references", "neighbour", "by", "expected"),
    [
        ([30, 50], 30, 1, 40),
        ([30, 50, 50, 90], 50, 1, 70),
        ([30, 50, 50, 90], 50, -1, 40),
        ([50, 51], 50, 1, 51),
        ([50, 51], 51, -1, 50),
        ([99, 100, 100], 99, 1, 100),
        ([99, 100, 100], 100, 1, None),
        ([0, 1], 0, -1, None),
        ([30, 50], 50, 1, 55),
    ],
)
def test_place_beside_a_reference(references: list[float], neighbour: int, by: int, expected: int | None) -> None:
    assert place_beside(references, neighbour, by) == expected
