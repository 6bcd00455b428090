"""The outcome flow: its questions, its records, and the next design."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from efficacy_tui.flows.after_ending import offer_keys, offered_flow
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.ending import Ending
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Mastery
from efficacy_tui.store.first_rungs import rung_title
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


def finish(driver: FlowDriver) -> Ending:
    """Finish the flow; return what its card shows."""
    result = driver.session.finish()
    assert (result.message, result.next_flow, result.following_flows) == ("", None, ())
    assert result.build_ending is not None
    return result.build_ending()


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
        ("failed", ("f", "k", "start earlier", ""), ["outcome", "attribution", "learned", "evidence"]),
        (
            "failed",
            ("f", "k", "start earlier", "The opening", "a"),
            ["outcome", "attribution", "learned", "evidence", "independence"],
        ),
        ("partly", ("p", "h", "", ""), ["outcome", "attribution", "learned", "evidence"]),
        ("abandoned", ("l", "o", "", ""), ["outcome", "outside_cause", "attribution", "learned"]),
        ("abandoned", ("l", "c", ""), ["outcome", "outside_cause", "learned"]),
    ],
)
def test_each_outcome_has_its_own_questions(
    speaking: Journal, challenge: Challenge, outcome: str, answers: tuple[str, ...], expected_keys: list[str]
) -> None:
    driver = begin(RecordOutcome(speaking, challenge)).answer(*answers)
    assert driver.current_key == ""
    assert driver.shown_keys == expected_keys
    assert finish(driver).challenge == speaking.challenges.get(challenge.id)
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
    driver = begin(RecordOutcome(speaking, challenge)).answer("s", "", "", "")
    assert driver.current_key == "", "how it was done is not asked where nothing is said of it"
    driver.session.finish()
    assert speaking.challenges.get(challenge.id).outcome == "succeeded"
    assert not speaking.contents.evidence
    speaking.undo()
    driver = begin(RecordOutcome(speaking, challenge)).answer("s", "", "", "Gave the talk", "a")
    while driver.session.back():
        pass
    driver.answer("f", "", "", "").session.finish()
    assert speaking.challenges.get(challenge.id).outcome == "failed"
    assert not speaking.contents.evidence


@pytest.mark.parametrize("outcome", ["p", "f"])
def test_the_part_that_worked_is_asked_without_a_draft_and_saved(
    speaking: Journal, challenge: Challenge, outcome: str
) -> None:
    driver = begin(RecordOutcome(speaking, challenge)).answer(outcome, "", "")
    assert driver.session.current.prompt.startswith("Which part worked?")
    assert driver.session.prefill(driver.session.current) == ""
    ending = finish(driver.answer("The opening, without notes", "a"))
    (entry,) = speaking.contents.evidence.values()
    assert (entry.text, entry.challenge, entry.independence) == ("The opening, without notes", challenge.id, "alone")
    assert ending.evidence == "The opening, without notes"


@pytest.mark.parametrize(("answer", "outside"), [("c", True), ("o", False)])
def test_an_abandoned_challenge_records_an_outside_cause(
    speaking: Journal, challenge: Challenge, answer: str, outside: bool
) -> None:
    begin(RecordOutcome(speaking, challenge)).answer("l", answer, *([""] if outside else ["", ""])).session.finish()
    assert speaking.challenges.get(challenge.id).outside_cause is outside


def test_the_question_about_learning_depends_on_the_outcome(speaking: Journal, challenge: Challenge) -> None:
    flow = RecordOutcome(speaking, challenge)
    prompts = {
        outcome: next(q.prompt for q in flow.questions({"outcome": outcome}) if q.key == "learned")
        for outcome in ("succeeded", "partly", "failed", "abandoned")
    }
    assert prompts.pop("succeeded") == "What did it show you?"
    assert set(prompts.values()) == {"What would you do differently next time?"}


def test_the_third_outcome_asks_once_where_the_daily_task_stands(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (50, "failed")))
    challenge = start_challenge(speaking, domain.id, 40)
    driver = begin(RecordOutcome(speaking, challenge)).answer("f", "", "", "")
    question = driver.session.current
    assert question.key == "task_place"
    assert isinstance(question, PlacementQuestion)
    assert (question.title, question.start, question.optional) == (rung_title(domain.task), None, True)
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
    for difficulty, answers in ((40, ("l", "c", "")), (45, ("n", "", "", "")), (50, ("l", "c", ""))):
        driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, difficulty))).answer(*answers)
        assert "task_place" not in driver.shown_keys
        assert driver.current_key == ""
        driver.session.finish()
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 60))).answer("l", "o", "", "")
    assert driver.current_key == "task_place"


def test_a_skipped_place_is_asked_again_only_for_a_new_task(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (50, "failed")))
    begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 40))).answer("f", *[""] * 4).session.finish()
    assert (speaking.domains.focus().task_difficulty, speaking.domains.focus().place_asked) == (None, True)
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 60))).answer("f", "", "", "")
    assert driver.current_key == ""
    driver.session.finish()
    speaking.domains.edit(domain.id, domain.name, "give a longer talk")
    driver = begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 70))).answer("f", "", "", "")
    assert driver.current_key == "task_place"
    assert driver.session.current.title == "Give a longer talk"


def test_nothing_opens_by_itself_and_the_ladder_is_offered_at_the_rung(speaking: Journal, challenge: Challenge) -> None:
    ending = finish(begin(RecordOutcome(speaking, challenge)).answer("f", "", "", ""))
    assert ending.challenge.rung == challenge.rung
    assert [row.rung.id for row in ending.excerpt if row.is_current] == [challenge.rung]
    assert "ladder" in [offer.offer for offer in offer_keys(ending)]


def test_the_card_compares_the_records_before_and_after(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (35, "succeeded"), (50, "failed")))
    domain = speaking.domains.place_task(domain.id, 45)
    before = compute_domain_stats(speaking.contents, domain, speaking.today())
    challenge = start_challenge(speaking, domain.id, 40)
    ending = finish(begin(RecordOutcome(speaking, challenge)).answer("s", *[""] * 3))
    after = compute_domain_stats(speaking.contents, speaking.domains.focus(), speaking.today())
    assert (ending.record_before, ending.record_after) == (before.reference, after.reference)
    assert before.reference != after.reference
    assert (ending.hardest_before, ending.hardest_after) == (35, 40)


@pytest.mark.parametrize(
    ("answers", "key", "flow_type"),
    [
        (("s", "", "", ""), "n", DesignChallenge),
        (("s", "", "", ""), "e", AddEvidence),
        (("f", "", "", ""), "n", DesignChallenge),
        (("f", "", "", ""), "a", DesignChallenge),
        (("l", "o", "", ""), "n", DesignChallenge),
    ],
)
def test_each_offer_opens_its_flow(
    speaking: Journal, challenge: Challenge, answers: tuple[str, ...], key: str, flow_type: type[Flow]
) -> None:
    ending = finish(begin(RecordOutcome(speaking, challenge)).answer(*answers))
    (offer,) = [offer.offer for offer in offer_keys(ending) if offer.key == key]
    flow = offered_flow(speaking, ending, offer)
    assert type(flow) is flow_type
    if offer == "again":
        assert flow.given_answers() == {"rung": challenge.rung}


def test_a_failure_put_down_to_skill_offers_the_next_lower_rung(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    speaking.rungs.add(domain.id, "Ask one question", 20)
    lower = speaking.rungs.add(domain.id, "Give the talk to a friend", 45)
    list(practise(speaking, domain.id, (50, "succeeded")))
    ending = finish(begin(RecordOutcome(speaking, start_challenge(speaking, domain.id, 60))).answer("f", "k", "", ""))
    assert (ending.offers_lower_rung, ending.lower_rung.id) == (True, lower.id)
    flow = offered_flow(speaking, ending, "lower rung")
    assert flow.given_answers() == {"rung": lower.id}


def test_a_domain_that_is_gone_offers_nothing_to_open(speaking: Journal, challenge: Challenge) -> None:
    ending = finish(begin(RecordOutcome(speaking, challenge)).answer("f", "", "", ""))
    gone = msgspec.structs.replace(ending, challenge=msgspec.structs.replace(ending.challenge, domain="0" * 32))
    assert offered_flow(speaking, gone, "design") is None


def test_the_outcome_question_shows_the_title_and_the_criterion(speaking: Journal, challenge: Challenge) -> None:
    question = begin(RecordOutcome(speaking, challenge)).session.current
    assert question.context == "I will give the talk to my team"
    assert question.hint == "Done when: I spoke ten minutes"
