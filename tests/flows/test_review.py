"""The weekly review: its length is known from the start, its content is fixed when the week is chosen."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.flow import FlowSession
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Persuasion


@pytest.fixture
def reviewed(speaking: Journal) -> Journal:
    """A journal with an entry whose ratings were left for later."""
    domain = speaking.domains.focus().id
    speaking.evidence.add(
        Persuasion, domain, "You were clear", day=speaking.today(), who="Mara", quote="You were clear"
    )
    return speaking


def test_the_first_question_counts_the_pages_of_the_usual_week(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    assert session.current is not None
    assert session.current.key == "day"
    total = session.progress.total
    session.answer(reviewed.today().isoformat())
    assert session.progress.total == total > 5


def test_an_entry_added_before_the_week_is_chosen_is_included(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    session.answer(reviewed.today().isoformat())
    assert [type(entry) for entry in flow.week({"day": reviewed.today()}).evidence] == [Persuasion, Mastery]


def test_an_entry_added_after_the_week_is_chosen_is_not_included(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    session.answer(reviewed.today().isoformat())
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    assert len(flow.week({"day": reviewed.today()}).evidence) == 1


def test_another_week_has_other_pages(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
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
