"""Asking somebody what they saw, and recording what they answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.flows.ask_feedback import AskFeedback
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Persuasion
from efficacy_tui.wording.feedback_request import request_text
from tests.support.factories import TODAY, make_closed_challenge
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin, practise


@pytest.fixture
def challenge(speaking: Journal) -> Challenge:
    """A challenge that succeeded today."""
    (challenge,) = practise(speaking, speaking.domains.focus().id, (40, "succeeded"))
    return speaking.challenges.get(challenge.id)


def test_the_message_is_shown_and_copied(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(AskFeedback(speaking, challenge)).answer("Mara")
    card = driver.session.current
    message = request_text("Mara", challenge, speaking.today())
    assert "\n".join(card.lines) == message
    result = driver.answer("", "c").session.finish()
    assert (result.copied_text, result.offers) == (message, ("evidence",))


def test_the_message_is_saved_as_a_new_file(speaking: Journal, challenge: Challenge, tmp_path: Path) -> None:
    file = tmp_path / "letters" / "mara.txt"
    result = begin(AskFeedback(speaking, challenge)).answer("Mara", "", "f", str(file)).session.finish()
    assert result.background_task().message.startswith(f"Message saved as {file}")
    text = file.read_text(encoding="utf-8")
    again = begin(AskFeedback(speaking, challenge)).answer("Nino", "", "f", str(file)).session.finish()
    assert "already exists, so nothing was written" in again.background_task().message
    assert file.read_text(encoding="utf-8") == text


def test_the_answer_is_recorded_with_the_person_prefilled(speaking: Journal, challenge: Challenge) -> None:
    begin(AskFeedback(speaking, challenge)).answer("Mara", "", "c").session.finish()
    driver = begin(AddEvidence(speaking))
    assert driver.session.prefill(driver.session.current) == "persuasion"
    driver.answer("p")
    assert driver.session.prefill(driver.session.current) == "Mara"
    assert driver.session.current.context == challenge.title
    driver.answer("Mara", "You waited for the question to end", "5", "5", "", "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, Persuasion)
    assert (entry.who, entry.challenge) == ("Mara", challenge.id)
    assert speaking.feedback_requests.pending(challenge.domain) is None
    assert begin(AddEvidence(speaking)).session.current.default == ""


def test_the_words_of_somebody_else_leave_the_request_open(speaking: Journal, challenge: Challenge) -> None:
    begin(AskFeedback(speaking, challenge)).answer("Mara", "", "c").session.finish()
    begin(AddEvidence(speaking)).answer("p", "Nino", "Nice", "", "", "", "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert entry.challenge is None
    assert speaking.feedback_requests.pending(challenge.domain).who == "Mara"


def test_what_was_seen_or_done_is_not_prefilled(speaking: Journal, challenge: Challenge) -> None:
    begin(AskFeedback(speaking, challenge)).answer("Mara", "", "c").session.finish()
    driver = begin(AddEvidence(speaking)).answer("v")
    assert (driver.session.current.key, driver.session.current.default) == ("who", "")


@pytest.mark.parametrize(("days_later", "expected"), [(0, True), (14, True), (15, False)])
def test_an_answer_is_expected_for_two_weeks(
    speaking: Journal, challenge: Challenge, clock: FixedClock, days_later: int, expected: bool
) -> None:
    speaking.feedback_requests.ask(challenge, "Mara")
    clock.move(days=days_later)
    assert (speaking.feedback_requests.pending(challenge.domain) is not None) == expected


@pytest.mark.parametrize(
    "value", ["text", {"who": "Mara"}, {"who": "Mara", "challenge": "0" * 32, "day": "2026-11-22"}, 7]
)
def test_a_damaged_request_is_none(speaking: Journal, challenge: Challenge, value: object) -> None:
    speaking.settings.set(f"asked:{challenge.domain}", value)
    assert speaking.feedback_requests.pending(challenge.domain) is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("succeeded", "and it worked out."),
        ("partly", "and part of it worked out."),
        ("failed", "and it did not work out this time."),
        ("abandoned", "and I let go of it in the end."),
    ],
)
def test_the_message_tells_the_truth_about_the_outcome(outcome: str, words: str) -> None:
    assert words in request_text("Mara", make_closed_challenge(0, 40, outcome), TODAY)


@pytest.mark.parametrize(
    ("ago", "words"), [(0, "Today I set"), (1, "Yesterday I"), (3, "On Thursday I"), (30, "On 23 October I")]
)
def test_the_message_names_the_day(ago: int, words: str) -> None:
    challenge = make_closed_challenge(ago, 40, "succeeded")
    assert challenge.closed == TODAY - dt.timedelta(days=ago)
    assert words in request_text("Mara", challenge, TODAY)
