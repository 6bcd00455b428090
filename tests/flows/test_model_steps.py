"""Watching or asking a model: the step it becomes, the question after it, and a word on experts."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.model_steps import ModelSeen
from efficacy_tui.flows.step import RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Step, Vicarious
from tests.support.flow_driver import begin

DESIGN = ("give the talk", "I spoke", "45", "+10d", "70", "k", "", "rehearse @ +3d", "y", "", "4", "Mara")


@pytest.fixture
def challenge(speaking: Journal) -> Challenge:
    """A challenge with Mara as its model, to be watched or asked today."""
    today = speaking.today()
    return speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=45,
        odds=70,
        due=today + dt.timedelta(days=9),
        role_model="Mara",
        steps=(Step(text="Watch or ask Mara", day=today), Step(text="rehearse", day=today + dt.timedelta(days=1))),
    )


def test_a_model_becomes_an_offered_step(speaking: Journal) -> None:
    driver = begin(DesignChallenge(speaking, speaking.domains.focus())).answer(*DESIGN)
    assert driver.session.current.prompt == "Watch or ask Mara: by when?"
    driver.answer("+2d")
    assert "Watch or ask Mara (Tue 24 Nov); rehearse (Wed 25 Nov)" in "\n".join(driver.session.current.lines)
    driver.answer("").session.finish()
    (challenge,) = speaking.contents.challenges.values()
    assert [step.text for step in challenge.steps] == ["Watch or ask Mara", "rehearse"]


def test_the_offer_can_be_declined_and_is_made_only_with_a_model(speaking: Journal) -> None:
    driver = begin(DesignChallenge(speaking, speaking.domains.focus())).answer(*DESIGN, "", "")
    driver.session.finish()
    (challenge,) = speaking.contents.challenges.values()
    assert [step.text for step in challenge.steps] == ["rehearse"]
    without = begin(DesignChallenge(speaking, speaking.domains.add("Writing", "write"))).answer(*DESIGN[:-1], "")
    assert without.current_key == "begin"


def test_a_day_after_the_challenge_is_refused(speaking: Journal) -> None:
    driver = begin(DesignChallenge(speaking, speaking.domains.focus())).answer(*DESIGN)
    assert "after the challenge, which is due Wed 2 Dec" in driver.rejection("+11d")


@pytest.mark.parametrize(("result", "asks"), [("y", True), ("p", True), ("n", False), ("l", False)])
def test_after_the_step_one_question_drafts_the_evidence(
    speaking: Journal, challenge: Challenge, result: str, asks: bool
) -> None:
    next_flow = begin(RecordStep.for_due_step(speaking)).answer(result).session.finish().next_flow
    assert isinstance(next_flow, ModelSeen) == asks
    if next_flow is not None:
        driver = begin(next_flow)
        assert driver.session.current.prompt == "What did Mara do that you could do?"
        driver.answer("wrote only the first sentence out", "4", "1")
        assert driver.session.finish().message == "Evidence saved"
        (entry,) = speaking.contents.evidence.values()
        assert isinstance(entry, Vicarious)
        assert (entry.who, entry.text, entry.did) == ("Mara", *["wrote only the first sentence out"] * 2)
        assert (entry.similarity, entry.gap, entry.challenge) == (4, "one", challenge.id)


def test_another_step_asks_nothing_about_the_model(speaking: Journal, challenge: Challenge) -> None:
    assert begin(RecordStep(speaking, challenge, 1)).answer("y").session.finish().next_flow is None


def test_the_check_in_leads_on_to_the_question_too(speaking: Journal, challenge: Challenge) -> None:
    result = begin(DailyCheckIn(speaking)).answer("70", "y").session.finish()
    assert [type(flow) for flow in result.following_flows] == [ModelSeen]


def test_an_expert_is_accepted_with_a_kind_word(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(ModelSeen(speaking, challenge)).answer("paused before the first word", "2", "3")
    assert driver.session.finish().message == "Evidence saved · Somebody one stage ahead teaches even more"
    by_hand = begin(AddEvidence(speaking)).answer("v", "A champion", "ran on after a fall", "", "3", "today")
    assert by_hand.session.finish().message.startswith("Evidence saved · Somebody one stage ahead")


def test_its_ratings_can_wait_for_the_review(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(ModelSeen(speaking, challenge))
    assert driver.session.can_save_now
    driver.answer("paused")
    assert driver.session.leave_rest_open()
    driver.session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert (entry.similarity, entry.gap) == (None, None)


# -- words that were general ---------------------------------------------------------------------


@pytest.mark.parametrize(("specificity", "asks"), [("1", True), ("2", True), ("3", False), ("5", False), ("", False)])
def test_general_words_are_asked_what_exactly_was_seen(speaking: Journal, specificity: str, asks: bool) -> None:
    driver = begin(AddEvidence(speaking)).answer("p", "Mara", "You were good", "4", specificity, "p")
    assert (driver.current_key == "saw") == asks
    driver.answer(*(["You waited for the question to end"] if asks else []), "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert (entry.quote, entry.about) == ("You were good", "person")
    addition = "\nWhat they saw: You waited for the question to end"
    assert entry.text == f"You were good{addition if asks else ''}"


def test_whether_words_were_about_the_deed_may_stay_open(speaking: Journal) -> None:
    begin(AddEvidence(speaking)).answer("p", "Mara", "It clicked", "4", "4", "", "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert entry.about is None
