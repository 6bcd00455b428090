"""The placing question: a place among rungs as the arrows of a screen, or a text of the plain UI, give it."""

from __future__ import annotations

import pytest

from efficacy_tui.flows.placing import (
    STAND_IN,
    PlacementQuestion,
    Placing,
    describe_place,
    describe_row,
    placement_question,
    placing_rows,
)
from efficacy_tui.flows.question_types import InvalidAnswer
from efficacy_tui.insight.placing import place
from efficacy_tui.journal.ladder import LadderRung

RUNGS = tuple(
    LadderRung(id=str(difficulty), title=f"do {difficulty}", difficulty=difficulty, status=status)
    for difficulty, status in ((80, "idea"), (60, "failed"), (50, "daily"), (20, "succeeded"))
)


def question(start: int | None = None, *, optional: bool = False, count: int = 4) -> PlacementQuestion:
    """The question among the hardest `count` of the rungs."""
    return placement_question("difficulty", RUNGS[:count], "the new one", start, optional=optional)


def test_it_begins_at_its_start_with_the_exact_number() -> None:
    placing = Placing.begin(question(57))
    assert (placing.difficulty, placing.rows_above) == (57, 2)
    assert question(57).default == "57"
    # The first arrow leaves it for the spots of the gap.
    assert [placing.nudge(by).difficulty for by in (-1, 1)] == [55, 58]
    assert placing.move(1).difficulty == 70


def test_without_a_start_it_begins_in_the_middle() -> None:
    placing = Placing.begin(question())
    assert (placing.difficulty, placing.rows_above) == (55, 2)


def test_one_that_may_be_left_out_begins_with_nothing_placed() -> None:
    placing = Placing.begin(question(optional=True))
    assert (placing.difficulty, placing.spot, placing.rows_above) == (None, None, 2)
    # The first arrow only picks it up.
    for moved in (placing.move(1), placing.move(-1), placing.nudge(1)):
        assert (moved.difficulty, moved.rows_above) == (55, 2)
    assert question(optional=True).parse("") is None


@pytest.mark.parametrize("raw", ["200", "x", "above 33"])
def test_a_text_that_is_no_place_begins_at_the_start(raw: str) -> None:
    assert Placing.begin(question(57), raw).difficulty == 57


def test_every_gap_and_every_nearness_is_that_of_the_reference_arithmetic() -> None:
    references = [20, 50, 60, 80]
    placing = Placing.begin(question()).move(-9)
    for harder_than in range(5):
        names = ("nearer the easier", "in the middle", "nearer the harder")
        if harder_than == 0:
            names = ("much", "clearly", "a little")
        elif harder_than == 4:
            names = ("a little", "clearly", "much")
        steps = (placing.nudge(-1), placing, placing.nudge(1))
        assert [step.difficulty for step in steps] == [place(references, harder_than, name) for name in names]
        assert [step.rows_above for step in steps] == [4 - harder_than] * 3
        placing = placing.move(1)
    assert placing.move(1) == placing


def test_the_ends_hold() -> None:
    placing = Placing.begin(question())
    assert placing.nudge(1).nudge(1) == placing.nudge(1)
    assert placing.nudge(-1).nudge(-1) == placing.nudge(-1)
    assert placing.move(-9).rows_above == 4
    assert placing.move(9).rows_above == 0


def test_going_to_another_gap_starts_in_its_middle() -> None:
    assert Placing.begin(question()).nudge(1).move(1).difficulty == 70


@pytest.mark.parametrize(("count", "difficulties"), [(0, [90, 10]), (1, [90, 80, 10]), (2, [80, 60])])
def test_stand_ins_fill_in_for_missing_rungs(count: int, difficulties: list[int]) -> None:
    rows = placing_rows(question(count=count).rungs)
    assert [row.difficulty for row in rows] == difficulties
    stand_ins = [row.title for row in rows if row.status == STAND_IN]
    assert stand_ins == (["the hardest I can imagine", "could do it in my sleep"] if count < 2 else [])


@pytest.mark.parametrize(
    ("raw", "difficulty"),
    [
        ("0", 0),
        (" 100 ", 100),
        ("above 60", 70),
        ("Below 60", 55),
        ("above 80", 90),
        ("below 20", 10),
        ("BELOW  50", 35),
    ],
)
def test_a_place_can_be_written(raw: str, difficulty: int) -> None:
    assert question().parse(raw) == difficulty


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            "",
            "“” is not a place on the ladder. Type a number from 0 (easy) to 100 (hard), or “above 60” or “below 60”.",
        ),
        ("101", "“101” is not a place on the ladder."),
        ("-1", "“-1” is not a place on the ladder."),
        ("harder", "“harder” is not a place on the ladder."),
        ("above 61", "There is no rung at 61. Use the number of one of these."),
    ],
)
def test_what_is_no_place_is_explained(raw: str, message: str) -> None:
    with pytest.raises(InvalidAnswer) as error:
        question().parse(raw)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("difficulty", "words"),
    [(95, "harder than “do 80”"), (55, "between “do 50” and “do 60”"), (3, "easier than “do 20”")],
)
def test_a_place_is_described_by_its_neighbours(difficulty: int, words: str) -> None:
    assert describe_place(question(), difficulty) == words


def test_a_row_is_read_with_its_number_and_what_happened() -> None:
    rows = [describe_row(row) for row in placing_rows(RUNGS)]
    assert rows == ["80, idea: do 80", "60, not this time: do 60", "50, daily task: do 50", "20, done: do 20"]
    assert describe_row(placing_rows(())[0]) == "90: the hardest I can imagine"
