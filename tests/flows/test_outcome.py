"""The outcome flow: its questions, its records, and the next design."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.question_types import PlacementQuestion
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.model.records import Challenge, Mastery
from tests.support.flow_driver import FlowDriver, begin, practise


def start_challenge(journal: Journal, domain: str, difficulty: int) -> Challenge:
    """Start a challenge of this difficulty."""
    return journal.challenges.start(
        domain,
        title=f"I will do number {difficulty}",
        done_when="it is done",
        difficulty=difficulty,
        odds=70,
        due=dt.date(2026, 12, 2),
    )


def finish(driver: FlowDriver) -> str:
    """Finish the flow; return the message that its background task makes."""
    result = driver.session.finish()
    assert result.background_task is not None
    task_result = result.background_task()
    return task_result if isinstance(task_result, str) else task_result.message


@pytest.fixture
def challenge(speaking: Journal) -> Challenge:
    """An active challenge of difficulty 40."""
    return speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk to my team",
        done_when="I spoke ten minutes",
        difficulty=40,
        odds=70,
        due=dt.date(2026, 12, 2),
    )


@pytest.mark.parametrize(
    ("outcome", "answers", "expected_keys"),
    [
        (
            "succeeded",
            ("s", "e", "I can pause", "Gave the talk", "a"),
            ["outcome", "attribution", "learned", "evidence", "independence"],
        ),
        (
            "partly",
            ("p", "h", "", "Gave half of it", "h"),
            ["outcome", "attribution", "learned", "evidence", "independence"],
        ),
        ("failed", ("f", "k", "start earlier"), ["outcome", "attribution", "learned"]),
        ("abandoned", ("l", "o", "", ""), ["outcome", "outside_cause", "attribution", "learned"]),
    ],
)
def test_each_outcome_has_its_own_questions(
    speaking: Journal, challenge: Challenge, outcome: str, answers: tuple[str, ...], expected_keys: list[str]
) -> None:
    driver = begin(RecordOutcome(speaking, challenge)).answer(*answers)
    assert driver.current_key == ""
    assert driver.shown_keys == expected_keys
    assert finish(driver).startswith("Outcome recorded · ")
    closed = speaking.challenges.get(challenge.id)
    assert (closed.status, closed.outcome, closed.closed) == ("closed", outcome, dt.date(2026, 11, 22))
    assert closed.odds == 70
    assert speaking.challenges.active(challenge.domain) is None


def test_a_success_prefills_its_evidence_with_the_title_of_the_challenge(
    speaking: Journal, challenge: Challenge
) -> None:
    driver = begin(RecordOutcome(speaking, challenge)).answer("s", "e", "I can pause")
    assert driver.session.prefill(driver.session.current) == "Give the talk to my team"
    driver.answer("Gave the talk to my team", "a").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, Mastery)
    assert (entry.text, entry.difficulty, entry.independence) == ("Gave the talk to my team", 40, "alone")
    assert (entry.challenge, entry.domain, entry.day) == (challenge.id, challenge.domain, dt.date(2026, 11, 22))
    closed = speaking.challenges.get(challenge.id)
    assert (closed.attribution, closed.learned) == ("effort", "I can pause")


def test_undo_takes_back_the_outcome_and_its_evidence_together(speaking: Journal, challenge: Challenge) -> None:
    begin(RecordOutcome(speaking, challenge)).answer("s", "", "", "Gave the talk", "").session.finish()
    assert speaking.undo() == "Outcome: I will give the talk to my team"
    assert not speaking.contents.evidence
    reopened = speaking.challenges.active(challenge.domain)
    assert msgspec.structs.replace(reopened, updated=challenge.updated, changed=None) == challenge


def test_an_empty_evidence_text_or_a_failure_adds_no_evidence(speaking: Journal, challenge: Challenge) -> None:
    begin(RecordOutcome(speaking, challenge)).answer("s", "", "", "", "").session.finish()
    assert speaking.challenges.get(challenge.id).outcome == "succeeded"
    assert not speaking.contents.evidence
    speaking.undo()
    driver = begin(RecordOutcome(speaking, challenge)).answer("s", "", "", "Gave the talk", "a")
    while driver.session.back():
        pass
    driver.answer("f", "", "").session.finish()
    assert speaking.challenges.get(challenge.id).outcome == "failed"
    assert not speaking.contents.evidence


@pytest.mark.parametrize(("answer", "outside"), [("c", True), ("o", False)])
def test_an_abandoned_challenge_records_an_outside_cause(
    speaking: Journal, challenge: Challenge, answer: str, outside: bool
) -> None:
    begin(RecordOutcome(speaking, challenge)).answer("l", answer, "", "").session.finish()
    assert speaking.challenges.get(challenge.id).outside_cause is outside


def test_the_question_about_learning_depends_on_the_outcome(speaking: Journal, challenge: Challenge) -> None:
    flow = RecordOutcome(speaking, challenge)
    prompts = {
        outcome: next(q.prompt for q in flow.questions({"outcome": outcome}) if q.key == "learned")
        for outcome in ("succeeded", "partly", "failed", "abandoned")
    }
    assert prompts["succeeded"] == prompts["partly"] == "What did it show you?"
    assert prompts["failed"] == prompts["abandoned"] == "What would you do differently next time?"


def test_the_third_outcome_asks_once_where_the_daily_task_stands(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (50, "failed")))
    challenge = start_challenge(speaking, domain.id, 40)
    driver = begin(RecordOutcome(speaking, challenge)).answer("f", "", "")
    question = driver.session.current
    assert question.key == "task_place"
    assert isinstance(question, PlacementQuestion)
    assert (question.title, question.start, question.optional) == (domain.task, None, True)
    assert [(rung.difficulty, rung.status) for rung in question.rungs] == [
        *((50, "failed"), (40, "open"), (30, "succeeded"))
    ]
    driver.answer("45").session.finish()
    assert speaking.domains.focus().task_difficulty == 45
    assert speaking.undo() == "Outcome: I will do number 40"
    assert speaking.domains.focus().task_difficulty is None


def test_the_place_of_the_task_is_not_asked_before_the_third_outcome_that_counts(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded")))
    for difficulty, answers in ((40, ("l", "c", "", "")), (45, ("n", "", "")), (50, ("l", "c", "", ""))):
        driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, difficulty))).answer(*answers)
        assert "task_place" not in driver.shown_keys
        assert driver.current_key == ""
        driver.session.finish()
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 60))).answer("l", "o", "", "")
    assert driver.current_key == "task_place"


def test_a_skipped_place_is_asked_again_only_for_a_new_task(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (50, "failed")))
    begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 40))).answer("f", "", "", "").session.finish()
    assert (speaking.domains.focus().task_difficulty, speaking.domains.focus().place_asked) == (None, True)
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 60))).answer("f", "", "")
    assert driver.current_key == ""
    driver.session.finish()
    speaking.domains.edit(domain.id, domain.name, "give a longer talk")
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 70))).answer("f", "", "")
    assert driver.current_key == "task_place"
    assert driver.session.current.title == "give a longer talk"


def test_an_outcome_goes_back_to_its_rung_on_the_ladder(speaking: Journal, challenge: Challenge) -> None:
    result = begin(RecordOutcome(speaking, challenge)).answer("f", "", "").session.finish()
    assert (result.next_flow, result.following_flows) == (None, ())
    assert result.then == ("ladder", challenge.rung)
    assert speaking.rungs.get(challenge.rung).title == "Give the talk to my team"


def test_an_outcome_suggests_the_next_rung_with_its_reason(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (35, "succeeded")))
    idea = speaking.rungs.add(domain.id, "Give the talk to the team", 42)
    message = finish(begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 38))).answer("s", *[""] * 5))
    stats = compute_domain_stats(speaking.contents, speaking.domains.focus(), speaking.today())
    assert message == f"Outcome recorded · Next: “{idea.title}”, at 42. {stats.recommendation.reason}"
    # The person gives their own odds first.
    assert "%" not in message


def test_an_outcome_suggests_a_place_where_no_rung_serves(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (70, "failed"), (75, "failed")))
    message = finish(begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 80))).answer("f", "", "", ""))
    stats = compute_domain_stats(speaking.contents, speaking.domains.focus(), speaking.today())
    place = build_ladder(speaking.contents, stats).next_place
    assert place is not None
    assert message == (
        f"Outcome recorded · Next: something new at about {place.difficulty}. {stats.recommendation.reason}"
    )


def test_after_the_first_outcome_only_the_reason_is_given(speaking: Journal, challenge: Challenge) -> None:
    message = finish(begin(RecordOutcome(speaking, challenge)).answer("f", "", ""))
    assert message == "Outcome recorded · The first ones start small: an early success helps most."


def test_the_outcome_question_shows_the_title_and_the_criterion(speaking: Journal, challenge: Challenge) -> None:
    question = begin(RecordOutcome(speaking, challenge)).session.current
    assert question.context == "I will give the talk to my team"
    assert question.hint == "Done when: I spoke ten minutes"
