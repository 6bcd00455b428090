"""The flows of one rung, and of the goal."""

from __future__ import annotations

import pytest

from efficacy_tui.flows.goal import EditGoal
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.rungs import AddRung, EditRung, delete_rung
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Rung
from efficacy_tui.store.errors import Rejected
from tests.support.flow_driver import begin, practise


@pytest.fixture
def rung(speaking: Journal) -> Rung:
    """An idea on the ladder, at 40."""
    return speaking.rungs.add(speaking.domains.focus().id, "Ask a question", 40)


def test_a_new_rung_is_named_and_placed(speaking: Journal, rung: Rung) -> None:
    result = begin(AddRung(speaking, speaking.domains.focus())).answer("Give the update", "55").session.finish()
    assert result.message == "On your ladder, at 55"
    rungs = speaking.rungs.all(speaking.domains.focus().id)
    assert [(row.title, row.difficulty) for row in rungs] == [("Ask a question", 40), ("Give the update", 55)]


def test_it_is_placed_on_the_ladder_as_it_is(speaking: Journal, rung: Rung) -> None:
    driver = begin(AddRung(speaking, speaking.domains.focus()))
    driver.session.prepare()
    question = driver.answer("Give the update").session.current
    assert isinstance(question, PlacementQuestion)
    assert [row.title for row in question.rungs] == ["Ask a question"]
    assert question.title == "Give the update"


def test_placing_begins_where_the_suggestion_is(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    list(practise(speaking, focus.id, (20, "succeeded"), (30, "succeeded"), (40, "failed")))
    speaking.rungs.add(focus.id, "Something", 22)
    flow = AddRung(speaking, focus)
    flow.prepare()
    question = flow.questions({"title": "New"})[1]
    assert isinstance(question, PlacementQuestion)
    ladder = flow._ladder
    assert ladder is not None
    expected = ladder.next_place.difficulty if ladder.next_place else ladder.next_rung.difficulty
    assert (question.start, question.default) == (expected, str(expected))


def test_a_title_that_is_on_the_ladder_is_refused_at_the_field(speaking: Journal, rung: Rung) -> None:
    driver = begin(AddRung(speaking, speaking.domains.focus()))
    assert driver.rejection("ASK a question") == "“Ask a question” is already on this ladder, at 40."


def test_a_rung_that_was_put_away_comes_back_under_its_title(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    list(practise(speaking, focus.id, (30, "succeeded")))
    (begun,) = speaking.rungs.all(focus.id)
    delete_rung(speaking, begun.id)
    assert speaking.rungs.all(focus.id) == []
    begin(AddRung(speaking, focus)).answer(begun.title, "33").session.finish()
    assert [row.id for row in speaking.rungs.all(focus.id)] == [begun.id]


def test_leaving_keeps_a_draft_of_the_title(speaking: Journal) -> None:
    driver = begin(AddRung(speaking, speaking.domains.focus()))
    assert driver.session.leave("Give the") == "Saved as a draft"
    resumed = begin(AddRung(speaking, speaking.domains.focus()))
    assert resumed.session.prefill(resumed.session.current) == "Give the"


def test_new_words_keep_place_and_ratings(speaking: Journal, rung: Rung) -> None:
    speaking.rungs.rate({rung.id: 70})
    result = begin(EditRung(speaking, rung.id)).answer("Ask two questions").session.finish()
    assert result.message == "Changed"
    assert (speaking.rungs.get(rung.id).title, speaking.rungs.get(rung.id).difficulty) == ("Ask two questions", 40)
    assert [row.confidence for row in speaking.contents.rung_ratings.values()] == [70]


def test_the_same_words_change_nothing(speaking: Journal, rung: Rung) -> None:
    steps = len(speaking.store.history.steps)
    assert begin(EditRung(speaking, rung.id)).answer("Ask a question").session.finish().message == "Nothing was changed"
    assert len(speaking.store.history.steps) == steps


def test_new_words_may_differ_from_the_old_only_in_case(speaking: Journal, rung: Rung) -> None:
    begin(EditRung(speaking, rung.id)).answer("ask a Question").session.finish()
    assert speaking.rungs.get(rung.id).title == "ask a Question"


def test_the_words_of_another_rung_are_refused(speaking: Journal, rung: Rung) -> None:
    speaking.rungs.add(speaking.domains.focus().id, "Give a talk", 60)
    assert (
        begin(EditRung(speaking, rung.id))
        .rejection("give a talk")
        .startswith("“Give a talk” is already on this ladder")
    )


def test_an_idea_is_deleted_and_undo_brings_it_back_with_its_ratings(speaking: Journal, rung: Rung) -> None:
    speaking.rungs.rate({rung.id: 70})
    assert delete_rung(speaking, rung.id) == "Deleted"
    assert not speaking.contents.rungs
    assert not speaking.contents.rung_ratings
    speaking.undo()
    assert [(row.id, row.title, row.difficulty) for row in speaking.contents.rungs.values()] == [
        (rung.id, "Ask a question", 40)
    ]
    assert len(speaking.contents.rung_ratings) == 1


def test_a_begun_rung_is_put_away(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    list(practise(speaking, focus.id, (30, "succeeded")))
    (begun,) = speaking.rungs.all(focus.id)
    assert delete_rung(speaking, begun.id) == "Put away; what you did on it stays in your record"
    assert speaking.rungs.get(begun.id).archived


def test_the_rung_of_an_open_challenge_stays(speaking: Journal, rung: Rung) -> None:
    focus = speaking.domains.focus()
    speaking.challenges.start(
        focus.id,
        title=rung.title,
        done_when="done",
        difficulty=40,
        odds=70,
        due=speaking.today(),
        rung=rung.id,
    )
    with pytest.raises(Rejected, match="Record its outcome first"):
        delete_rung(speaking, rung.id)


def test_a_rung_that_is_gone_cannot_be_edited(speaking: Journal) -> None:
    with pytest.raises(Rejected, match="no longer there"):
        EditRung(speaking, "0" * 32)


@pytest.mark.parametrize(("answer", "message"), [("A keynote", "Goal saved"), ("", "Goal removed")])
def test_the_goal_is_changed(speaking: Journal, answer: str, message: str) -> None:
    focus = speaking.domains.set_goal(speaking.domains.focus().id, "Something else")
    assert begin(EditGoal(speaking, focus)).answer(answer).session.finish().message == message
    assert speaking.domains.focus().goal == answer


def test_the_same_goal_changes_nothing(speaking: Journal) -> None:
    assert begin(EditGoal(speaking, speaking.domains.focus())).answer("").session.finish().message == (
        "Nothing was changed"
    )
