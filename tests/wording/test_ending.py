"""The words of the card after an outcome."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.content.answer_options import ATTRIBUTION_OPTIONS
from efficacy_tui.insight.next_difficulty import STEADY
from efficacy_tui.insight.rating_comparison import ReferenceOdds
from efficacy_tui.journal.ending import Ending, ExcerptRow, ForecastShare
from efficacy_tui.journal.ladder import LadderRung
from efficacy_tui.wording.ending import (
    OTHER_MARK_SENTENCE,
    STRATEGY_SENTENCE,
    ending_facts,
    ending_headline,
    ending_note,
    ending_offers,
    next_words,
)
from tests.support.factories import TODAY, make_closed_challenge

FORECASTS = ForecastShare(60, 80, 9, 6)


def ending(outcome: str, **fields: object) -> Ending:
    """Return the ending of a challenge at 58 with odds of 70 %."""
    of_challenge = {name: fields.pop(name) for name in ("attribution", "learned") if name in fields}
    challenge = replace(make_closed_challenge(0, 58, outcome), odds=70, title="I will give the talk", **of_challenge)
    return Ending(challenge=challenge, today=TODAY, **fields)


def facts(of: Ending) -> dict[str, str]:
    return {fact.label: fact.text for fact in ending_facts(of)}


def test_a_success_is_told_in_the_person_s_words_and_others_by_their_title() -> None:
    assert ending_headline(ending("succeeded", evidence="I gave\nthe talk")) == "I gave the talk"
    assert ending_headline(ending("succeeded")) == "Give the talk", "it is no intention any more"
    assert ending_headline(ending("failed", evidence="The opening")) == "I will give the talk"


@pytest.mark.parametrize(
    ("outcome", "before", "words"),
    [
        ("succeeded", 52, "58, your hardest so far (was 52)"),
        ("succeeded", 58, "58, as hard as your hardest so far"),
        ("succeeded", 64, "58. Your hardest so far is 64"),
        ("succeeded", None, "58, the first you have done"),
        ("failed", 52, "58. Your hardest done stays 52"),
        ("partly", 52, "58. Your hardest done stays 52"),
        ("failed", None, "58"),
    ],
)
def test_the_difficulty_stands_beside_the_hardest_success(outcome: str, before: int | None, words: str) -> None:
    assert facts(ending(outcome, hardest_before=before))["Difficulty"] == words


@pytest.mark.parametrize(
    ("outcome", "forecasts", "words"),
    [
        ("succeeded", FORECASTS, "70 %, and it worked"),
        ("failed", FORECASTS, "70 %. Of 9 you gave 60–80 %, 6 worked"),
        ("partly", FORECASTS, "70 %, and part of it worked. Of 9 you gave 60–80 %, 6 worked"),
        ("failed", None, "70 %"),
        ("partly", None, "70 %, and part of it worked"),
    ],
)
def test_the_odds_stand_beside_what_happened(outcome: str, forecasts: ForecastShare | None, words: str) -> None:
    assert facts(ending(outcome, forecasts=forecasts))["Your odds"] == words


def test_the_record_says_how_it_moved_for_the_daily_task() -> None:
    before, after = ReferenceOdds(72, 45, 94), ReferenceOdds(76, 54, 95)
    moved = ending("succeeded", record_before=before, record_after=after)
    assert facts(moved)["Your record"] == "72 → 76 for your daily task ◆ (54–95)"
    (record,) = [fact for fact in ending_facts(moved) if fact.label == "Your record"]
    assert record.short == "72 → 76 for your daily task"
    assert facts(ending("failed", record_before=after, record_after=after))["Your record"].startswith("stays 76 for")
    assert facts(ending("failed", record_after=after))["Your record"] == "76 for your daily task ◆ (54–95)"
    assert "Your record" not in facts(ending("failed"))
    assert facts(ending("failed", outcomes_missing=2))["Your record"] == "speaks after 2 more outcomes"
    assert facts(ending("failed", outcomes_missing=1))["Your record"] == "speaks after 1 more outcome"


@pytest.mark.parametrize(
    ("outcome", "label"), [("succeeded", "You learned"), ("partly", "Next time"), ("failed", "Next time")]
)
def test_the_lesson_and_what_worked_come_after_the_numbers(outcome: str, label: str) -> None:
    labels = list(facts(ending(outcome, evidence="The opening", learned="Bring a card", attribution="help")))
    worked = [] if outcome == "succeeded" else ["What worked"]
    assert labels == ["Difficulty", "Your odds", *worked, label, "Because of"]


@pytest.mark.parametrize("option", ATTRIBUTION_OPTIONS)
def test_what_it_was_put_down_to_is_named(option) -> None:
    assert facts(ending("succeeded", attribution=option.value))["Because of"] == option.label.lower()


def test_the_note_says_why_what_is_next_lies_where_it_does() -> None:
    assert (
        ending_note(ending("failed", next_reason="A little easier after this one."))
        == "A little easier after this one."
    )
    rung = LadderRung(id="r", title="Give it to a friend", difficulty=45, status="idea")
    skill = ending("failed", attribution="skill", lower_rung=rung, next_reason="A little easier.")
    assert ending_note(skill) == STRATEGY_SENTENCE


def test_a_lower_rung_beside_what_the_ladder_marks_is_explained_and_named() -> None:
    lower = LadderRung(id="r", title="Give it to a friend", difficulty=20, status="idea")
    marked = LadderRung(id="s", title="Give it to the team", difficulty=45, status="idea", is_next=True)
    rows = (ExcerptRow(45, marked, is_next=True), ExcerptRow(20, lower))
    both = ending("failed", attribution="skill", lower_rung=lower, excerpt=rows, next_difficulty=45)
    assert ending_note(both) == f"{STRATEGY_SENTENCE} {OTHER_MARK_SENTENCE}"
    assert next_words(both) == "A rung lower: 20, Give it to a friend"
    assert ending_offers(both)[0] == ("lower rung", "the rung at 20")
    same = ending("failed", attribution="skill", lower_rung=marked, excerpt=rows, next_difficulty=45)
    assert (ending_note(same), next_words(same)) == (STRATEGY_SENTENCE, "Next: 45, Give it to the team")


def test_something_new_below_a_failure_for_want_of_skill_is_offered_with_the_sentence_on_strategy() -> None:
    new = ending("failed", attribution="skill", next_difficulty=36, next_reason="A little safer.")
    assert new.challenge.difficulty > 36
    assert (ending_note(new), ending_offers(new)[0]) == (STRATEGY_SENTENCE, ("design", "a smaller step"))


def test_what_was_let_go_is_one_line_without_numbers() -> None:
    let_go = ending(
        "abandoned", learned="less", next_reason="why", hardest_before=52, record_after=ReferenceOdds(72, 45, 94)
    )
    assert ending_facts(let_go) == []
    assert ending_note(let_go) == ""
    assert [offer for offer, _ in ending_offers(let_go)] == ["design", "ladder"]


@pytest.mark.parametrize(
    ("outcome", "next_difficulty", "words"),
    [
        ("succeeded", 61, ["next challenge", "ladder", "more evidence"]),
        ("partly", 50, ["a smaller step", "ladder", "more evidence"]),
        ("failed", 50, ["a smaller step", "try it again", "ladder"]),
        ("failed", 62, ["next challenge", "try it again", "ladder"]),
        ("failed", None, ["next challenge", "try it again", "ladder"]),
    ],
)
def test_each_outcome_has_its_offers(outcome: str, next_difficulty: int | None, words: list[str]) -> None:
    assert [text for _, text in ending_offers(ending(outcome, next_difficulty=next_difficulty))] == words


@pytest.mark.parametrize(("difficulty", "note"), [(50, ""), (58, STEADY[1]), (61, STEADY[1])])
def test_an_easier_rung_is_not_called_as_demanding_as_before(difficulty: int, note: str) -> None:
    steady = ending("partly", next_difficulty=difficulty, next_reason=STEADY[1])
    assert ending_note(steady) == note
    assert (ending_offers(steady)[0][1] == "a smaller step") == (not note)
