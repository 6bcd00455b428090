"""The weekly review: its length is known from the start, its content is fixed when the week is chosen."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.flow_session import DRAFT_SAVED, FlowSession
from efficacy_tui.flows.question_types import Card
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion
from tests.support.fixed_clock import FixedClock


@pytest.fixture
def reviewed(speaking: Journal) -> Journal:
    """A journal with an entry whose ratings were left for later."""
    domain = speaking.domains.focus().id
    speaking.evidence.add(
        Persuasion, domain, "You were clear", day=speaking.today(), who="Mara", quote="You were clear"
    )
    return speaking


def begin(journal: Journal) -> FlowSession:
    flow = WeeklyReview(journal)
    flow.prepare()
    return FlowSession.begin(flow)


def test_the_review_begins_with_the_usual_week(reviewed: Journal) -> None:
    session = begin(reviewed)
    assert session.current is not None
    assert session.current.prompt == "The week, Mon 16 Nov to Sun 22 Nov"
    assert session.progress.total > 5


def test_going_back_from_the_first_page_asks_for_another_week(reviewed: Journal) -> None:
    session = begin(reviewed)
    total = session.progress.total
    assert session.back()
    assert session.current is not None
    assert session.current.prompt == "Which week? Give any day of it."
    assert session.progress.total == total
    session.answer("last tuesday")
    assert session.current is not None
    assert session.current.prompt == "The week, Mon 16 Nov to Sun 22 Nov"


def test_leaving_at_the_first_page_saves_no_draft(reviewed: Journal) -> None:
    session = begin(reviewed)
    assert session.leave() == ""
    assert reviewed.settings.draft("review") is None


def test_a_draft_keeps_its_week_when_it_is_resumed_in_another_one(reviewed: Journal, clock: FixedClock) -> None:
    session = begin(reviewed)
    session.answer("")
    assert session.leave() == DRAFT_SAVED
    clock.move(days=7)
    resumed = begin(reviewed)
    assert resumed.answers["day"] == reviewed.today() - dt.timedelta(days=7)
    resumed.start_over()
    assert resumed.answers["day"] == reviewed.today()


def test_an_entry_added_before_the_first_page_is_shown_is_included(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    assert session.current is not None
    assert [type(entry) for entry in flow.week({"day": reviewed.today()}).evidence] == [Persuasion, Mastery]


def test_an_entry_added_after_the_week_is_chosen_is_not_included(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    session.back()
    session.answer(reviewed.today().isoformat())
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    assert len(flow.week({"day": reviewed.today()}).evidence) == 1


def test_another_week_has_other_pages(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    session.back()
    earlier = reviewed.today() - dt.timedelta(days=30)
    session.answer(earlier.isoformat())
    assert flow.week({"day": earlier}).evidence == ()
    assert session.current is not None
    assert "19 Oct" in session.current.prompt


def test_a_week_chosen_later_is_built_from_the_journal_at_that_time(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    flow.questions({"day": reviewed.today() - dt.timedelta(days=30)})
    flow.questions({"day": reviewed.today()})
    assert len(flow.week({"day": reviewed.today()}).evidence) == 2


def test_a_recent_week_says_where_one_stands_in_the_focus(reviewed: Journal) -> None:
    reviewed.checkins.record(reviewed.domains.focus().id, 60)
    session = begin(reviewed)
    session.answer("")
    assert isinstance(session.current, Card)
    assert session.current.prompt == "Where you stand in Speaking"
    assert session.current.lines[0].startswith("You say 60")


def test_a_week_long_ago_does_not_say_where_one_stands_now(reviewed: Journal) -> None:
    reviewed.checkins.record(reviewed.domains.focus().id, 60)
    session = begin(reviewed)
    session.back()
    session.answer("19 oct")
    assert "standing" not in [question.key for question in session.questions]


def test_the_answer_of_the_week_before_stands_above_the_question(reviewed: Journal) -> None:
    reviewed.reviews.record("2026-W46", "I can\nask.")
    session = begin(reviewed)
    answer_question = next(question for question in session.questions if question.key == "answer")
    assert answer_question.context.splitlines()[-1] == "The week before, you wrote: I can ask."


def test_where_one_stands_is_named_for_the_domain_that_it_was_computed_for(reviewed: Journal) -> None:
    reviewed.checkins.record(reviewed.domains.focus().id, 60)
    flow = WeeklyReview(reviewed)
    flow.prepare()
    reviewed.domains.set_focus(reviewed.domains.add("Writing", "write a page").id)
    session = FlowSession.begin(flow)
    (card,) = [question for question in session.questions if question.key == "standing"]
    assert (card.prompt, card.lines[0][:10]) == ("Where you stand in Speaking", "You say 60")
