"""Rungs: added, placed, moved, put away and rated; and the challenges that realise them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from efficacy_tui.journal.events import Changed
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.rungs import (
    difficulty_past_neighbour,
    ordered_rungs,
    require_movable,
    spread_evenly,
)
from efficacy_tui.model.records import Challenge
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def domain(speaking: Journal) -> str:
    """The id of the only domain, Speaking."""
    focus = speaking.domains.focus()
    assert focus is not None
    return focus.id


def places(journal: Journal, domain: str) -> list[tuple[str, int]]:
    return [(rung.title, rung.difficulty) for rung in journal.rungs.all(domain)]


def start(journal: Journal, domain: str, rung: str | None = None, **fields: Any) -> Challenge:
    values = {"title": "I will ask", "done_when": "asked", "difficulty": 40, "odds": 70, "due": journal.today()}
    return journal.challenges.start(domain, rung, **{**values, **fields})


# -- the first ladder ----------------------------------------------------------------------------


def test_a_first_ladder_is_spread_evenly_from_easy_to_hard(speaking: Journal, domain: str) -> None:
    titles = ["say a sentence", "  ask  a question ", "", "give a talk", "hold a lecture"]
    speaking.rungs.add_first(domain, titles, "a lecture without notes ")
    assert places(speaking, domain) == [
        ("say a sentence", 15),
        ("ask a question", 38),
        ("give a talk", 62),
        ("hold a lecture", 85),
    ]
    assert speaking.domains.all()[0].goal == "a lecture without notes"
    speaking.undo()
    assert places(speaking, domain) == []
    assert speaking.domains.all()[0].goal == ""


@pytest.mark.parametrize(
    ("count", "difficulties"), [(1, [50]), (2, [15, 85]), (3, [15, 50, 85]), (8, [15, 25, 35, 45, 55, 65, 75, 85])]
)
def test_the_ends_of_a_first_ladder_are_fixed(count: int, difficulties: list[int]) -> None:
    assert spread_evenly(count) == difficulties


@given(st.integers(2, 12))
def test_a_first_ladder_rises_and_is_even(count: int) -> None:
    difficulties = spread_evenly(count)
    steps = [later - earlier for earlier, later in itertools.pairwise(difficulties)]
    assert min(steps) > 0
    assert max(steps) - min(steps) <= 1


def test_a_first_ladder_keeps_the_goal_where_none_is_given(speaking: Journal, domain: str) -> None:
    speaking.domains.set_goal(domain, "a keynote")
    speaking.rungs.add_first(domain, ["ask"])
    assert speaking.domains.all()[0].goal == "a keynote"


@pytest.mark.parametrize(
    ("titles", "message"),
    [
        ([], "at least one"),
        (["", "  "], "at least one"),
        ([f"rung {n}" for n in range(13)], "13 rungs; 12 at most"),
        (["ask", "answer", "I will ÁSK"], "“I will ÁSK” appears twice"),
    ],
)
def test_a_first_ladder_that_is_none_changes_nothing(
    speaking: Journal, domain: str, titles: list[str], message: str
) -> None:
    with pytest.raises(Rejected, match=message):
        speaking.rungs.add_first(domain, titles, "a goal")
    assert (places(speaking, domain), speaking.domains.all()[0].goal) == ([], "")


# -- adding, finding, editing --------------------------------------------------------------------


def test_an_idea_is_added_at_its_place(speaking: Journal, domain: str) -> None:
    speaking.rungs.add(domain, "hard", 70)
    speaking.rungs.add(domain, "easy", 20)
    assert places(speaking, domain) == [("easy", 20), ("hard", 70)]
    assert speaking.undo() == "New rung: easy"


@pytest.mark.parametrize("difficulty", [-1, 101])
def test_a_place_off_the_scale_is_rejected(speaking: Journal, domain: str, difficulty: int) -> None:
    rung = speaking.rungs.add(domain, "ask", 50)
    with pytest.raises(Rejected):
        speaking.rungs.add(domain, "answer", difficulty)
    with pytest.raises(Rejected):
        speaking.rungs.move(rung.id, difficulty)
    with pytest.raises(Rejected):
        speaking.rungs.rate({rung.id: difficulty})
    assert (places(speaking, domain), speaking.contents.rung_ratings) == ([("ask", 50)], {})


def test_equal_rungs_stay_in_the_order_in_which_they_were_made(
    speaking: Journal, domain: str, clock: FixedClock
) -> None:
    for title in ("first", "second", "third"):
        speaking.rungs.add(domain, title, 50)
        clock.move(seconds=1)
    assert [title for title, _ in places(speaking, domain)] == ["first", "second", "third"]


def test_a_ladder_has_a_title_once(speaking: Journal, domain: str) -> None:
    ask = speaking.rungs.add(domain, "Ask a question", 30)
    answer = speaking.rungs.add(domain, "answer one", 40)
    with pytest.raises(Rejected, match="“Ask a question” is already on this ladder, at 30"):
        speaking.rungs.add(domain, "I will ask a Question", 60)
    with pytest.raises(Rejected, match="already"):
        speaking.rungs.edit(answer.id, "ask  a question")
    assert speaking.rungs.edit(ask.id, "ask a question").title == "ask a question"
    other = speaking.domains.add("Writing", "write").id
    assert speaking.rungs.add(other, "Ask a question", 60).domain == other


def test_an_edited_rung_keeps_its_place_and_its_ratings(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "ask", 30)
    speaking.rungs.rate({rung.id: 60})
    edited = speaking.rungs.edit(rung.id, " ask\ntwice ")
    assert (edited.id, edited.title, edited.difficulty) == (rung.id, "ask twice", 30)
    assert [row.rung for row in speaking.contents.rung_ratings.values()] == [rung.id]
    for empty in ("", " \n"):
        with pytest.raises(Rejected, match="a few words"):
            speaking.rungs.edit(rung.id, empty)


def test_a_rung_is_found_by_the_beginning_of_its_title(speaking: Journal, domain: str) -> None:
    ask = speaking.rungs.add(domain, "Ask a question", 30)
    twice = speaking.rungs.add(domain, "Ask a question twice", 40)
    assert speaking.rungs.find_by_title(domain, "I will ASK a question").id == ask.id
    assert speaking.rungs.find_by_title(domain, "ask a question t").id == twice.id
    with pytest.raises(Rejected, match="“Ask a question”; “Ask a question twice”"):
        speaking.rungs.find_by_title(domain, "ask")
    for text in ("answer", "", "  "):
        with pytest.raises(Rejected, match="efficacy ladder"):
            speaking.rungs.find_by_title(domain, text)


def test_what_is_gone_cannot_be_changed(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "ask", 30)
    speaking.rungs.remove(rung.id)
    for act in (
        lambda: speaking.rungs.edit(rung.id, "answer"),
        lambda: speaking.rungs.move(rung.id, 20),
        lambda: speaking.rungs.remove(rung.id),
        lambda: speaking.rungs.add("0" * 32, "ask", 20),
        lambda: speaking.rungs.add_first("0" * 32, ["ask"]),
    ):
        with pytest.raises(Rejected):
            act()
    assert speaking.rungs.get(rung.id) is None


# -- moving and removing -------------------------------------------------------------------------


def test_an_idea_can_be_moved_and_what_was_begun_keeps_its_place(speaking: Journal, domain: str) -> None:
    idea, begun = (speaking.rungs.add(domain, title, 30) for title in ("idea", "begun"))
    assert speaking.rungs.move(idea.id, 80).difficulty == 80
    challenge = start(speaking, domain, begun.id, difficulty=30)
    for _ in range(2):
        with pytest.raises(Rejected, match="keeps its difficulty"):
            speaking.rungs.move(begun.id, 80)
        if challenge.status == "active":
            challenge = speaking.challenges.close(challenge.id, "failed")
    require_movable(speaking.contents, speaking.contents.rungs[idea.id])
    assert places(speaking, domain) == [("begun", 30), ("idea", 80)]


def test_an_idea_is_deleted_with_its_ratings_and_comes_back_with_them(speaking: Journal, domain: str) -> None:
    rung, other = (speaking.rungs.add(domain, title, 30) for title in ("ask", "answer"))
    speaking.rungs.rate({rung.id: 60, other.id: 70})
    assert speaking.rungs.remove(rung.id) is None
    assert [row.rung for row in speaking.contents.rung_ratings.values()] == [other.id]
    assert speaking.undo() == "Delete rung: ask"
    assert sorted(row.confidence for row in speaking.contents.rung_ratings.values()) == [60, 70]


def test_a_rung_that_was_begun_is_put_away_with_its_ratings_kept(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "ask", 30)
    speaking.rungs.rate({rung.id: 60})
    challenge = start(speaking, domain, rung.id)
    with pytest.raises(Rejected, match="still open"):
        speaking.rungs.remove(rung.id)
    speaking.challenges.close(challenge.id, "succeeded")
    removed = speaking.rungs.remove(rung.id)
    assert removed is not None
    assert removed.archived
    assert speaking.rungs.all(domain) == []
    assert [row.id for row in speaking.rungs.all(domain, archived=True)] == [rung.id]
    assert len(speaking.contents.rung_ratings) == 1
    assert speaking.rungs.challenges(rung.id)[0].id == challenge.id


def test_what_was_put_away_comes_back_when_it_is_added_again(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "ask", 30)
    speaking.challenges.close(start(speaking, domain, rung.id).id, "succeeded")
    speaking.rungs.remove(rung.id)
    again = speaking.rungs.add(domain, "I will Ask", 44)
    # What was begun keeps its difficulty.
    assert (again.id, again.archived, again.difficulty) == (rung.id, False, 40)


def test_of_two_rungs_of_one_title_the_one_on_the_ladder_counts(speaking: Journal, domain: str) -> None:
    old = speaking.rungs.add(domain, "Talk", 30)
    speaking.challenges.close(start(speaking, domain, old.id).id, "succeeded")
    speaking.rungs.remove(old.id)
    other = speaking.rungs.add(domain, "Give a speech", 60)
    speaking.rungs.edit(other.id, "Talk")
    with pytest.raises(Rejected, match="already on this ladder, at 60"):
        speaking.rungs.add(domain, "Talk", 50)
    assert speaking.rungs.edit(other.id, "Talk").difficulty == 60


# -- passing a neighbour -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difficulties", "index", "by", "expected"),
    [
        ([50], 0, 1, None),
        ([50], 0, -1, None),
        ([20, 50], 1, 1, None),
        ([20, 50], 0, -1, None),
        ([20, 50], 0, 1, 55),
        ([20, 50], 1, -1, 15),
        ([20, 40, 60], 0, 1, 50),
        ([20, 40, 60], 2, -1, 30),
        ([20, 40, 98], 1, 1, 99),
        ([20, 40, 99], 1, 1, 100),
        ([20, 40, 100], 1, 1, None),
        ([2, 40, 60], 1, -1, 1),
        ([1, 40, 60], 1, -1, 0),
        ([0, 40, 60], 1, -1, None),
        ([20, 50, 51], 0, 1, 51),
        ([50, 51, 80], 2, -1, 50),
        ([20, 50, 50], 0, 1, 51),
        ([50, 50, 80], 2, -1, 49),
        ([50, 50, 50], 0, 1, 51),
        ([50, 50, 50], 2, -1, 49),
        ([20, 100, 100], 0, 1, None),
        ([0, 0, 50], 2, -1, None),
    ],
)
def test_a_rung_passes_its_neighbour(difficulties: list[int], index: int, by: int, expected: int | None) -> None:
    assert difficulty_past_neighbour(difficulties, index, by) == expected


@given(st.lists(st.integers(0, 100), min_size=1, max_size=9).map(sorted), st.data())
def test_a_moved_rung_really_passes_or_stays(difficulties: list[int], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(difficulties) - 1))
    by = data.draw(st.sampled_from((1, -1)))
    difficulty = difficulty_past_neighbour(difficulties, index, by)
    neighbour = index + by
    if not 0 <= neighbour < len(difficulties):
        assert difficulty is None
    elif difficulty is None:
        assert difficulties[neighbour] == (100 if by > 0 else 0)
    else:
        assert 0 <= difficulty <= 100
        assert (difficulty - difficulties[neighbour]) * by > 0


# -- rating --------------------------------------------------------------------------------------


def test_a_rung_is_rated_once_a_day_and_the_last_counts(speaking: Journal, domain: str, clock: FixedClock) -> None:
    ask, answer = (speaking.rungs.add(domain, title, 30) for title in ("ask", "answer"))
    speaking.rungs.rate({ask.id: 60, answer.id: 50})
    clock.move(hours=1)
    speaking.rungs.rate({ask.id: 80})
    assert {row.rung: row.confidence for row in speaking.contents.rung_ratings.values()} == {ask.id: 80, answer.id: 50}
    clock.move(days=30)
    speaking.rungs.rate({ask.id: 90})
    ratings = {(row.rung, row.day): row.confidence for row in speaking.contents.rung_ratings.values()}
    later = TODAY + dt.timedelta(days=30)
    assert ratings == {(ask.id, TODAY): 80, (ask.id, later): 90, (answer.id, TODAY): 50}


def test_rating_all_is_one_step_of_undo(speaking: Journal, domain: str) -> None:
    rungs = [speaking.rungs.add(domain, f"rung {n}", 10 * n).id for n in range(4)]
    speaking.rungs.rate(dict.fromkeys(rungs, 50))
    assert speaking.undo() == "Rate 4 rungs"
    assert not speaking.contents.rung_ratings
    speaking.redo()
    speaking.rungs.rate({rungs[0]: 70})
    assert speaking.undo() == "Rate 1 rung"
    assert {row.confidence for row in speaking.contents.rung_ratings.values()} == {50}


def test_a_rung_that_is_gone_is_left_out_of_a_rating(speaking: Journal, domain: str) -> None:
    ask, answer = (speaking.rungs.add(domain, title, 30) for title in ("ask", "answer"))
    speaking.rungs.remove(answer.id)
    assert [row.rung for row in speaking.rungs.rate({answer.id: 50, ask.id: 60})] == [ask.id]
    for ratings in ({answer.id: 50}, {}):
        with pytest.raises(Rejected, match="Nothing was changed"):
            speaking.rungs.rate(ratings)


# -- challenges ----------------------------------------------------------------------------------


def test_a_challenge_makes_its_rung_on_the_way(speaking: Journal, domain: str) -> None:
    challenge = start(speaking, domain, title="I will ask a question", difficulty=44)
    (rung,) = speaking.rungs.all(domain)
    assert (rung.id, rung.title, rung.difficulty) == (challenge.rung, "Ask a question", 44)
    assert speaking.undo() == "New challenge: I will ask a question"
    assert (speaking.contents.challenges, speaking.contents.rungs) == ({}, {})
    speaking.redo()
    assert [row.rung for row in speaking.contents.challenges.values()] == list(speaking.contents.rungs)


def test_a_challenge_joins_the_rung_of_its_title(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "Ask", 30)
    assert start(speaking, domain, title="I’ll ask").rung == rung.id
    assert len(speaking.contents.rungs) == 1


def test_an_idea_takes_the_difficulty_of_its_first_challenge_alone(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "Ask", 30)
    speaking.challenges.close(start(speaking, domain, rung.id, difficulty=36).id, "failed")
    assert places(speaking, domain) == [("Ask", 36)]
    start(speaking, domain, rung.id, difficulty=50)
    assert places(speaking, domain) == [("Ask", 36)]


def test_starting_brings_a_rung_back_that_was_put_away(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "Ask", 30)
    speaking.challenges.close(start(speaking, domain, rung.id).id, "failed")
    speaking.rungs.remove(rung.id)
    assert start(speaking, domain).rung == rung.id
    assert [row.id for row in speaking.rungs.all(domain)] == [rung.id]


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_rung_that_is_gone_or_of_another_domain_is_none(speaking: Journal, domain: str, is_deleted: bool) -> None:
    other = speaking.domains.add("Writing", "write")
    foreign = speaking.rungs.add(other.id, "Write", 30)
    if is_deleted:
        speaking.rungs.remove(foreign.id)
    challenge = start(speaking, domain, foreign.id)
    (rung,) = speaking.rungs.all(domain)
    assert (challenge.rung, rung.title) == (rung.id, "Ask")


def test_rungs_are_ordered_alike_whatever_the_order_of_the_file(speaking: Journal, domain: str) -> None:
    for n in (40, 10, 70):
        speaking.rungs.add(domain, f"rung {n}", n)
    contents = speaking.contents
    reordered = type(contents)(domains=contents.domains, rungs=dict(reversed(contents.rungs.items())))
    assert ordered_rungs(reordered, domain) == ordered_rungs(contents, domain)


def test_a_rating_and_its_undo_touch_the_domain_of_the_rung(speaking: Journal, domain: str) -> None:
    rung = speaking.rungs.add(domain, "Ask", 30)
    events: list[Changed] = []
    speaking.subscribe(lambda event: events.append(event) if isinstance(event, Changed) else None)
    speaking.rungs.rate({rung.id: 60})
    speaking.undo()
    speaking.rungs.remove(rung.id)
    assert [event.domains for event in events] == [{domain}] * 3
    assert [event.tables for event in events[:2]] == [{"rung_ratings"}, {"rung_ratings", "tombstones"}]
