"""How a flow session runs: answers, going back, drafts, and when it builds its questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.evidence import AddEvidence
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.flow_session import DRAFT_SAVED, FlowSession
from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question, RatingQuestion, TextQuestion
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin


class Letter(Flow):
    """A flow that asks for the addressee, shows a card, asks for the length, and for the reason if it is long."""

    title = "Letter"
    sent: Answers | None = None
    refuses = False

    @property
    def draft_key(self) -> str:
        return "letter"

    def questions(self, answers: Answers) -> list[Question]:
        questions: list[Question] = [
            TextQuestion(
                key="to", prompt="To whom?", default="Mara", advise=lambda to: "A friend?" if to == "Jon" else None
            ),
            Card(key="card", prompt="Think of them"),
            RatingQuestion(key="pages", prompt="How many pages?", high=10),
        ]
        if answers.get("pages", 0) > 5:
            questions.append(TextQuestion(key="why", prompt="Why so long?"))
        return questions

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        return ["to", "pages"] if question.key == "why" and answers["why"] == "again" else ()

    def finish(self, answers: Answers) -> FlowResult:
        if self.refuses:
            raise Rejected("No stamps.")
        self.sent = dict(answers)
        return FlowResult("Sent")


class Postcard(Letter):
    """A letter that saves no draft."""

    @property
    def draft_key(self) -> None:  # type: ignore[override]
        return None

    def leave(self, answers: Answers, question: Question | None) -> str:
        return f"Left at {question.key if question else 'the end'} with {sorted(answers)}"


class CountedLetter(Letter):
    """A letter that counts how often its questions are built; `prompt` is state outside the answers."""

    builds = 0
    prompt = "To whom?"

    def prepare(self) -> None:
        self.prompt = "Prepared: to whom?"

    def questions(self, answers: Answers) -> list[Question]:
        self.builds += 1
        first, *others = super().questions(answers)
        return [
            replace(first, prompt=f"{self.prompt} {len(self.journal.domains.all())} {self.journal.today()}"),
            *others,
        ]


class UnsavedLetter(CountedLetter):
    """A letter whose answers cannot be recorded, which it says in its questions."""

    def after_answer(self, question: Question, answers: Answers) -> Iterable[str]:
        self.prompt = "Not recorded: to whom?"
        raise Rejected("No paper.")


def test_an_answer_can_add_a_question(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    assert (session.progress.answered_count, session.progress.total) == (0, 3)
    assert session.answer("Mara").key == "card"
    assert session.answer("").key == "pages"
    assert session.answer("6").key == "why"
    assert (session.progress.answered_count, session.progress.total) == (3, 4)
    assert session.answer("it is a long story") is None
    assert session.answer("more") is None
    assert session.finish().message == "Sent"
    assert session.flow.sent == {"to": "Mara", "card": True, "pages": 6, "why": "it is a long story"}


def test_an_invalid_answer_is_asked_again_with_its_text(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    session.answer("Mara")
    session.answer("")
    with pytest.raises(InvalidAnswer, match="11 is outside 0 to 10"):
        session.answer("11")
    assert session.current.key == "pages"
    assert session.prefill(session.current) == "11"
    assert "pages" not in session.answers


def test_advice_is_given_only_once_for_the_same_answer(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    with pytest.raises(Advice, match="A friend"):
        session.answer("Jon")
    assert session.current.key == "to"
    assert session.answer("Jon").key == "card"
    session.back()
    session.back()
    assert session.answer("Jon").key == "card"


def test_another_answer_is_accepted_after_advice(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    with pytest.raises(Advice):
        session.answer("Jon")
    assert session.answer("Mara").key == "card"
    assert session.answers["to"] == "Mara"


def test_back_asks_the_previous_question_with_its_answer(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    assert session.back() is False
    session.answer("Jan")
    session.answer("")
    assert session.back(typed="7") is True
    assert session.current.key == "card"
    assert session.back() is True
    assert session.current.key == "to"
    assert session.prefill(session.current) == "Jan"
    session.answer("Ben")
    session.answer("")
    assert session.prefill(session.current) == "7"
    assert [session.back() for _ in range(3)] == [True, True, False]


def test_a_flow_can_ask_earlier_questions_again_with_their_answers(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    for raw in ("Jan", "", "8"):
        session.answer(raw)
    assert session.answer("again").key == "to"
    assert session.prefill(session.current) == "Jan"
    assert session.answers == {"card": True, "why": "again"}


def test_a_default_is_the_initial_text_and_no_draft(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    assert session.prefill(session.current) == "Mara"
    assert session.leave("Mara") == ""
    assert journal.settings.drafts() == []


def test_leaving_saves_a_draft_and_beginning_again_resumes_it(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    for raw in ("Jan", "", "8"):
        session.answer(raw)
    assert session.leave("because I") == DRAFT_SAVED
    assert journal.settings.drafts() == ["letter"]

    resumed = FlowSession.begin(Letter(journal))
    assert resumed.resumed
    assert resumed.current.key == "why"
    assert resumed.prefill(resumed.current) == "because I"
    assert resumed.answers == {"to": "Jan", "card": True, "pages": 8}
    resumed.answer("because I can")
    resumed.finish()
    assert journal.settings.drafts() == []
    assert not FlowSession.begin(Letter(journal)).resumed


def test_leaving_with_blank_text_saves_no_draft(journal: Journal) -> None:
    assert FlowSession(Letter(journal)).leave("  ") == ""
    assert journal.settings.drafts() == []


def test_leaving_with_an_unchanged_draft_does_not_write_the_file(journal: Journal) -> None:
    FlowSession(Letter(journal)).leave("Jan")
    before = journal.path.read_bytes()
    assert FlowSession.begin(Letter(journal)).leave("Jan") == DRAFT_SAVED
    assert journal.path.read_bytes() == before


def test_starting_over_discards_the_answers_and_the_draft(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    session.answer("Jan")
    session.leave("")
    resumed = FlowSession.begin(Letter(journal))
    resumed.start_over()
    assert (resumed.answers, resumed.typed_text, resumed.resumed) == ({}, {}, False)
    assert resumed.prefill(resumed.current) == "Mara"
    assert journal.settings.drafts() == []


def test_a_flow_without_a_draft_receives_the_question_it_was_left_at(journal: Journal) -> None:
    session = FlowSession(Postcard(journal))
    session.answer("Jan")
    assert session.leave("") == "Left at card with ['to']"
    for raw in ("", "3"):
        session.answer(raw)
    assert session.leave("") == "Left at the end with ['card', 'pages', 'to']"
    assert journal.settings.drafts() == []


def test_a_rejected_finish_keeps_the_answers_and_the_draft(journal: Journal) -> None:
    session = FlowSession(Letter(journal))
    session.answer("Jan")
    session.leave("")
    resumed = FlowSession.begin(Letter(journal))
    resumed.flow.refuses = True
    for raw in ("", "3"):
        resumed.answer(raw)
    with pytest.raises(Rejected, match="No stamps"):
        resumed.finish()
    assert resumed.answers == {"to": "Jan", "card": True, "pages": 3}
    assert journal.settings.drafts() == ["letter"]


def test_a_draft_is_saved_in_the_journal_file(journal: Journal, path, clock: FixedClock) -> None:
    begin(FirstStart(journal)).answer("Speaking").session.leave("give a ten-minute ta")
    reopened = Journal(path, clock)
    reopened.open()
    resumed = begin(FirstStart(reopened))
    assert resumed.current_key == "task"
    assert resumed.session.prefill(resumed.session.current) == "give a ten-minute ta"


def test_saving_a_draft_is_not_undoable(speaking: Journal) -> None:
    begin(AddEvidence(speaking)).answer("m").session.leave("Told the sto")
    assert speaking.undo() == "New domain: Speaking"


def test_a_resumed_draft_asks_again_from_a_day_that_has_passed(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    driver = begin(DesignChallenge(speaking, domain)).answer("give the talk", "I spoke ten minutes", "4", "25 nov")
    assert driver.session.leave("7") == DRAFT_SAVED

    clock.move(days=3)
    assert begin(DesignChallenge(speaking, domain)).current_key == "odds"
    clock.move(days=1)
    resumed = begin(DesignChallenge(speaking, domain))
    assert resumed.current_key == "due"
    assert resumed.session.prefill(resumed.session.current) == "25 Nov 2026"
    resumed.answer("+3d")
    assert resumed.session.answers["due"] == dt.date(2026, 11, 29)
    # The questions after the day are asked again, with their earlier answers.
    assert resumed.current_key == "odds"
    assert resumed.session.prefill(resumed.session.current) == "7"


def test_a_relative_day_in_a_draft_stays_the_same_date(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    begin(DesignChallenge(speaking, domain)).answer("give the talk", "I spoke ten minutes", "4", "+10d").session.leave(
        ""
    )
    clock.move(days=2)
    assert begin(DesignChallenge(speaking, domain)).session.answers["due"] == dt.date(2026, 12, 2)


def test_an_evidence_draft_resumes_at_the_next_question(speaking: Journal) -> None:
    begin(AddEvidence(speaking)).answer("m", "Told the story at lunch").session.leave("")
    resumed = begin(AddEvidence(speaking))
    assert resumed.current_key == "difficulty"
    resumed.answer("", "a", "yesterday").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, Mastery)
    assert (entry.text, entry.difficulty, entry.independence) == ("Told the story at lunch", None, "alone")
    assert entry.day == dt.date(2026, 11, 21)


# -- when the questions are built ----------------------------------------------------------------


def read_everything(session: FlowSession) -> str:
    """Read everything a UI shows for one key press; return the first prompt."""
    assert session.current is not None
    session.prefill(session.current)
    assert session.progress.total == len(session.questions)
    assert session.progress.answered == session.answered
    return session.questions[0].prompt


def test_one_answer_builds_the_questions_once(journal: Journal) -> None:
    flow = CountedLetter(journal)
    session = FlowSession.begin(flow)
    read_everything(session)
    assert flow.builds == 1
    for count, raw in enumerate(("Jan", ""), start=2):
        session.answer(raw)
        read_everything(session)
        assert flow.builds == count


def test_an_invalid_answer_builds_no_questions(journal: Journal) -> None:
    flow = CountedLetter(journal)
    session = FlowSession.begin(flow)
    with pytest.raises(InvalidAnswer):
        session.answer("x" * 5000)
    read_everything(session)
    assert flow.builds == 1


def test_going_back_builds_the_questions_once(journal: Journal) -> None:
    flow = CountedLetter(journal)
    session = FlowSession.begin(flow)
    session.answer("Jan")
    builds = flow.builds
    session.back("typed")
    read_everything(session)
    assert flow.builds == builds + 1


def test_leaving_builds_no_questions(journal: Journal) -> None:
    flow = CountedLetter(journal)
    session = FlowSession.begin(flow)
    session.answer("Jan")
    builds = flow.builds
    session.leave("typed")
    assert flow.builds == builds


@pytest.mark.parametrize(
    ("change", "prompt"),
    [
        (lambda session, _: session.prepare(), "Prepared: to whom? 1 2026-11-22"),
        (lambda session, _: session.flow.journal.domains.add("Writing", "write a page"), "To whom? 2 2026-11-22"),
        (lambda session, _: session.flow.journal.undo(), "To whom? 0 2026-11-22"),
        (lambda _, clock: clock.move(days=1), "To whom? 1 2026-11-23"),
    ],
    ids=["prepare", "journal", "undo", "date"],
)
def test_no_question_is_stale_after_a_change_outside_the_answers(
    speaking: Journal, clock: FixedClock, change: Callable[[FlowSession, FixedClock], object], prompt: str
) -> None:
    session = FlowSession.begin(CountedLetter(speaking))
    assert read_everything(session) == "To whom? 1 2026-11-22"
    change(session, clock)
    assert read_everything(session) == prompt


def test_questions_are_rebuilt_after_an_answer_that_could_not_be_recorded(journal: Journal) -> None:
    session = FlowSession.begin(UnsavedLetter(journal))
    read_everything(session)
    with pytest.raises(Rejected):
        session.answer("Jan")
    assert read_everything(session).startswith("Not recorded: to whom?")


def test_questions_are_rebuilt_after_the_preparation_that_follows_an_answer(journal: Journal) -> None:
    class PreparedLetter(CountedLetter):
        prepare_after_each_answer = True

    session = FlowSession.begin(PreparedLetter(journal))
    assert read_everything(session).startswith("To whom?")
    session.answer("Jan", caller_prepares=True)
    assert read_everything(session).startswith("To whom?")
    session.prepare()
    assert read_everything(session).startswith("Prepared")


def test_a_change_while_the_questions_are_built_is_not_missed(journal: Journal) -> None:
    class InterruptedLetter(CountedLetter):
        def questions(self, answers: Answers) -> list[Question]:
            questions = super().questions(answers)
            if self.builds == 1:
                # As the thread of a UI may do while the questions are being built.
                session.prepare()
            return questions

    session = FlowSession(InterruptedLetter(journal))
    assert session.current is not None
    assert read_everything(session).startswith("Prepared")
