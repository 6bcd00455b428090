"""How a flow is gone through: answers, going back, drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import DRAFT_SAVED, Answers, Flow, FlowResult, FlowSession
from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question, RatingQuestion, TextQuestion
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin


class Letter(Flow):
    """To whom, a card, how long, and (for long ones) why."""

    title = "Letter"
    sent: Answers | None = None
    refuses = False

    @property
    def draft_key(self) -> str:
        return "letter"

    def questions(self, answers: Answers) -> list[Question]:
        asked: list[Question] = [
            TextQuestion(
                key="to", prompt="To whom?", default="Mara", advise=lambda to: "A friend?" if to == "Jon" else None
            ),
            Card(key="card", prompt="Think of them"),
            RatingQuestion(key="pages", prompt="How many pages?", high=10),
        ]
        if answers.get("pages", 0) > 5:
            asked.append(TextQuestion(key="why", prompt="Why so long?"))
        return asked

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        return ["to", "pages"] if question.key == "why" and answers["why"] == "again" else ()

    def finish(self, answers: Answers) -> FlowResult:
        if self.refuses:
            raise Rejected("No stamps.")
        self.sent = dict(answers)
        return FlowResult("Sent")


class Postcard(Letter):
    """The same, with nothing kept of it."""

    @property
    def draft_key(self) -> None:  # type: ignore[override]
        return None

    def leave(self, answers: Answers, at: Question | None) -> str:
        return f"Left at {at.key if at else 'the end'} with {sorted(answers)}"


def test_answers_lead_to_the_questions_they_open(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    assert (run.progress.answered_count, run.progress.total) == (0, 3)
    assert run.answer("Mara").key == "card"
    assert run.answer("").key == "pages"
    assert run.answer("6").key == "why"
    assert (run.progress.answered_count, run.progress.total) == (3, 4)
    assert run.answer("it is a long story") is None
    assert run.answer("more") is None
    assert run.finish().message == "Sent"
    assert run.flow.sent == {"to": "Mara", "card": True, "pages": 6, "why": "it is a long story"}


def test_an_answer_not_accepted_is_kept_as_typed_and_asked_again(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    run.answer("Mara")
    run.answer("")
    with pytest.raises(InvalidAnswer, match="11 is outside 0 to 10"):
        run.answer("11")
    assert run.current.key == "pages"
    assert run.prefill(run.current) == "11"
    assert "pages" not in run.answers


def test_advice_is_given_once_for_the_same_answer(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    with pytest.raises(Advice, match="A friend"):
        run.answer("Jon")
    assert run.current.key == "to"
    assert run.answer("Jon").key == "card"
    run.back()
    run.back()
    assert run.answer("Jon").key == "card"


def test_advice_that_was_followed_is_not_forgotten(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    with pytest.raises(Advice):
        run.answer("Jon")
    assert run.answer("Mara").key == "card"
    assert run.answers["to"] == "Mara"


def test_going_back_asks_the_question_before_with_its_answer(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    assert run.back() is False
    run.answer("Jan")
    run.answer("")
    assert run.back(typing="7") is True
    assert run.current.key == "card"
    assert run.back() is True
    assert run.current.key == "to"
    assert run.prefill(run.current) == "Jan"
    run.answer("Ben")
    run.answer("")
    assert run.prefill(run.current) == "7"
    assert [run.back() for _ in range(3)] == [True, True, False]


def test_a_flow_may_ask_earlier_questions_again_with_what_was_answered(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    for raw in ("Jan", "", "8"):
        run.answer(raw)
    assert run.answer("again").key == "to"
    assert run.prefill(run.current) == "Jan"
    assert run.answers == {"card": True, "why": "again"}


def test_a_default_is_what_a_question_begins_with(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    assert run.prefill(run.current) == "Mara"
    assert run.leave("Mara") == ""
    assert journal.settings.drafts() == []


def test_leaving_keeps_a_draft_and_beginning_again_takes_it_up(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    for raw in ("Jan", "", "8"):
        run.answer(raw)
    assert run.leave("because I") == DRAFT_SAVED
    assert journal.settings.drafts() == ["letter"]

    again = FlowSession.begin(Letter(journal))
    assert again.resumed
    assert again.current.key == "why"
    assert again.prefill(again.current) == "because I"
    assert again.answers == {"to": "Jan", "card": True, "pages": 8}
    again.answer("because I can")
    again.finish()
    assert journal.settings.drafts() == []
    assert not FlowSession.begin(Letter(journal)).resumed


def test_leaving_with_nothing_typed_keeps_nothing(journal: Journal) -> None:
    assert FlowSession(Letter(journal)).leave("  ") == ""
    assert journal.settings.drafts() == []


def test_leaving_an_unchanged_draft_writes_nothing(journal: Journal) -> None:
    FlowSession(Letter(journal)).leave("Jan")
    before = journal.path.read_bytes()
    assert FlowSession.begin(Letter(journal)).leave("Jan") == DRAFT_SAVED
    assert journal.path.read_bytes() == before


def test_starting_over_forgets_the_answers_and_the_draft(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    run.answer("Jan")
    run.leave("")
    again = FlowSession.begin(Letter(journal))
    again.start_over()
    assert (again.answers, again.typed_text, again.resumed) == ({}, {}, False)
    assert again.prefill(again.current) == "Mara"
    assert journal.settings.drafts() == []


def test_a_flow_without_a_draft_is_told_where_it_was_left(journal: Journal) -> None:
    run = FlowSession(Postcard(journal))
    run.answer("Jan")
    assert run.leave("") == "Left at card with ['to']"
    for raw in ("", "3"):
        run.answer(raw)
    assert run.leave("") == "Left at the end with ['card', 'pages', 'to']"
    assert journal.settings.drafts() == []


def test_a_refusal_at_the_end_keeps_every_answer_and_the_draft(journal: Journal) -> None:
    run = FlowSession(Letter(journal))
    run.answer("Jan")
    run.leave("")
    again = FlowSession.begin(Letter(journal))
    again.flow.refuses = True
    for raw in ("", "3"):
        again.answer(raw)
    with pytest.raises(Rejected, match="No stamps"):
        again.finish()
    assert again.answers == {"to": "Jan", "card": True, "pages": 3}
    assert journal.settings.drafts() == ["letter"]


def test_a_draft_outlives_the_program(journal: Journal, path, clock: FixedClock) -> None:
    begin(FirstStart(journal)).answers("Speaking").run.leave("give a ten-minute ta")
    other = Journal(path, clock)
    other.open()
    resumed = begin(FirstStart(other))
    assert resumed.asks == "task"
    assert resumed.run.prefill(resumed.run.current) == "give a ten-minute ta"


def test_a_draft_is_no_step_of_undo(speaking: Journal) -> None:
    begin(AddEvidence(speaking)).answers("m").run.leave("Told the sto")
    assert speaking.undo() == "New domain: Speaking"


def test_a_day_that_has_passed_meanwhile_is_asked_again_and_the_rest_is_kept(
    speaking: Journal, clock: FixedClock
) -> None:
    domain = speaking.domains.focus()
    going = begin(DesignChallenge(speaking, domain)).answers(
        "give the talk", "I spoke ten minutes", "", "25 nov", "4", "5"
    )
    assert going.run.leave("7") == DRAFT_SAVED

    clock.move(days=3)
    assert begin(DesignChallenge(speaking, domain)).asks == "odds"
    clock.move(days=1)
    resumed = begin(DesignChallenge(speaking, domain))
    assert resumed.asks == "due"
    assert resumed.run.prefill(resumed.run.current) == "25 Nov 2026"
    resumed.answers("+3d")
    assert resumed.run.answers["due"] == dt.date(2026, 11, 29)
    # What came after it is asked again, with what was answered.
    assert resumed.asks == "difficulty"
    assert resumed.run.prefill(resumed.run.current) == "4"


def test_a_day_answered_before_is_the_same_day_when_the_draft_is_taken_up(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    begin(DesignChallenge(speaking, domain)).answers("give the talk", "I spoke ten minutes", "", "+10d").run.leave("")
    clock.move(days=2)
    assert begin(DesignChallenge(speaking, domain)).run.answers["due"] == dt.date(2026, 12, 2)


def test_a_draft_of_evidence_is_taken_up_where_it_was_left(speaking: Journal) -> None:
    begin(AddEvidence(speaking)).answers("m", "Told the story at lunch").run.leave("")
    resumed = begin(AddEvidence(speaking))
    assert resumed.asks == "difficulty"
    resumed.answers("", "a", "yesterday").run.finish()
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, Mastery)
    assert (entry.text, entry.difficulty, entry.independence) == ("Told the story at lunch", None, "alone")
    assert entry.day == dt.date(2026, 11, 21)
