"""The first ladder: its lines, what is refused and what is only advised, its goal, and the rating that follows."""

from __future__ import annotations

import pytest

from efficacy_tui.content.words import load_words
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.flows.ladder_examples import example_for
from efficacy_tui.flows.question_types import TextQuestion
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.journal.journal import Journal
from tests.support.flow_driver import FlowDriver, begin

SIX = "\n".join(f"Say {number} sentences" for number in range(1, 7))


def begin_ladder(journal: Journal) -> FlowDriver:
    """Start the first ladder of the focus domain."""
    return begin(FirstLadder(journal, journal.domains.focus()))


def rungs_of(journal: Journal) -> list[tuple[int, str]]:
    """Difficulty and title of every rung, easiest first."""
    return [(rung.difficulty, rung.title) for rung in journal.rungs.all(journal.domains.focus().id)]


def test_the_lines_become_rungs_spread_evenly_from_easy_to_hard(speaking: Journal) -> None:
    driver = begin_ladder(speaking).answer(SIX, "A keynote", "l")
    result = driver.session.finish()
    assert rungs_of(speaking) == [
        (15, "Say 1 sentences"),
        (29, "Say 2 sentences"),
        (43, "Say 3 sentences"),
        (57, "Say 4 sentences"),
        (71, "Say 5 sentences"),
        (85, "Say 6 sentences"),
    ]
    assert speaking.domains.focus().goal == "A keynote"
    assert (result.message, result.next_flow) == ("Your ladder has 6 rungs", None)


def test_ladder_and_goal_are_one_step_to_undo(speaking: Journal) -> None:
    begin_ladder(speaking).answer(SIX, "A keynote", "l").session.finish()
    assert speaking.undo() == "First ladder: Speaking"
    assert rungs_of(speaking) == []
    assert speaking.domains.focus().goal == ""


def test_rating_all_follows_where_it_is_wanted(speaking: Journal) -> None:
    result = begin_ladder(speaking).answer(SIX, "", "y").session.finish()
    assert isinstance(result.next_flow, RateRungs)
    assert len(result.next_flow.questions({})) == 6


def test_fewer_than_five_lines_are_advised_against_once(speaking: Journal) -> None:
    driver = begin_ladder(speaking)
    assert driver.advice("Say one sentence\nSay two") == (
        "Those are 2 lines. Five or more show best where you stand; you can also begin with these."
    )
    driver.answer("Say one sentence\nSay two", "", "l").session.finish()
    assert [difficulty for difficulty, _ in rungs_of(speaking)] == [15, 85]


def test_one_line_stands_in_the_middle(speaking: Journal) -> None:
    begin_ladder(speaking).answer("Say one sentence", "", "l").session.finish()
    assert rungs_of(speaking) == [(50, "Say one sentence")]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([f"Line {number}" for number in range(13)], "That is 13 lines; 12 at most make a first ladder."),
        (["One", "two", "three", " Óne ", "five"], "Lines 1 and 4 say the same: “Óne”. Change one of them."),
        (["One", "two", "I will  one", "four", "five"], "Lines 1 and 3 say the same: “I will one”."),
        ([" ", "", "\t"], "Type something first."),
        (["One", "x" * 4001, "three", "four", "five"], "Line 2 is 4,001 characters; at most 4,000 fit here."),
    ],
)
def test_what_cannot_be_a_ladder_is_refused_at_the_field(speaking: Journal, lines: list[str], problem: str) -> None:
    driver = begin_ladder(speaking)
    assert driver.rejection("\n".join(lines)).startswith(problem)
    assert driver.session.typed_text["rungs"] == "\n".join(lines)


def test_what_is_on_the_ladder_already_is_refused_at_the_field(speaking: Journal) -> None:
    speaking.rungs.add(speaking.domains.focus().id, "Say 3 sentences", 40)
    assert begin_ladder(speaking).rejection(SIX) == "Line 3: “Say 3 sentences” is already on this ladder, at 40."


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "- ", "• "])
def test_a_pasted_list_loses_its_marks(speaking: Journal, mark: str) -> None:
    pasted = "\n".join(f"{mark.format(number)}{line}" for number, line in enumerate(SIX.splitlines(), start=1))
    begin_ladder(speaking).answer(pasted, "", "l").session.finish()
    assert [title for _, title in rungs_of(speaking)] == SIX.splitlines()


def test_a_number_that_belongs_to_a_line_stays(speaking: Journal) -> None:
    lines = "5 minutes of small talk\n10. Ask\nTalk\nGive a talk\nA long one"
    begin_ladder(speaking).answer(lines, "", "l").session.finish()
    assert [title for _, title in rungs_of(speaking)] == lines.splitlines()


def test_leaving_keeps_the_lines_as_a_draft(speaking: Journal) -> None:
    driver = begin_ladder(speaking)
    assert driver.session.leave("Say one sentence\nSay") == "Saved as a draft"
    resumed = begin_ladder(speaking)
    assert resumed.session.resumed
    assert resumed.session.prefill(resumed.session.current) == "Say one sentence\nSay"
    resumed.answer(SIX, "", "l").session.finish()
    assert speaking.settings.drafts() == []


def test_an_existing_goal_is_offered_again(speaking: Journal) -> None:
    speaking.domains.set_goal(speaking.domains.focus().id, "A keynote")
    driver = begin_ladder(speaking).answer(SIX)
    assert driver.session.prefill(driver.session.current) == "A keynote"


@pytest.mark.parametrize(
    ("name", "task", "kind"),
    [
        ("Speaking", "give a ten-minute talk to people I don’t know", "speaking"),
        ("Writing", "write a first page before ten, without editing", "writing"),
        ("Running", "run five kilometres", "sport"),
        ("Maths", "solve an old exam", "study"),
        ("Asking for help", "ask my boss for ten minutes", "people"),
        ("Piano", "play a waltz without stopping", "craft"),
        ("Chess", "think three moves ahead", "anything"),
        ("", "", "anything"),
    ],
)
def test_the_examples_are_of_the_domains_kind(name: str, task: str, kind: str) -> None:
    assert example_for(name, task).kind == kind


def test_every_kind_has_eight_examples_and_a_goal() -> None:
    kinds = load_words("ladders")["kinds"]
    assert [kind["name"] for kind in kinds] == ["speaking", "writing", "sport", "study", "people", "craft", "anything"]
    for kind in kinds:
        assert len(set(kind["rungs"])) == 8
        assert kind["goal"]


def test_the_placeholder_shows_the_example(speaking: Journal) -> None:
    rungs, goal, _ = FirstLadder(speaking, speaking.domains.focus()).questions({})
    assert isinstance(rungs, TextQuestion)
    assert isinstance(goal, TextQuestion)
    assert rungs.placeholder.splitlines()[0] == "Say one unprepared sentence in the stand-up"
    assert goal.placeholder == "A forty-minute keynote to 300 people, without notes"
