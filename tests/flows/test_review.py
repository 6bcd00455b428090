"""The weekly review: how long it takes is known at once, what it shows is settled with the week."""

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


def test_the_first_question_says_how_long_the_usual_week_takes(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    assert session.current is not None
    assert session.current.key == "day"
    total = session.progress.total
    session.answer(reviewed.today().isoformat())
    assert session.progress.total == total > 5


def test_what_is_recorded_while_the_week_is_chosen_is_in_it(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    session.answer(reviewed.today().isoformat())
    assert [type(entry) for entry in flow.week({"day": reviewed.today()}).evidence] == [Persuasion, Mastery]


def test_what_is_recorded_after_it_is_not(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    session.answer(reviewed.today().isoformat())
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    assert len(flow.week({"day": reviewed.today()}).evidence) == 1


def test_another_week_has_pages_of_its_own(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    session = FlowSession.begin(flow)
    earlier = reviewed.today() - dt.timedelta(days=30)
    session.answer(earlier.isoformat())
    assert flow.week({"day": earlier}).evidence == ()
    assert session.current is not None
    assert "19 Oct" in session.current.prompt


def test_a_week_that_is_chosen_after_another_one_is_as_the_journal_stands_then(reviewed: Journal) -> None:
    flow = WeeklyReview(reviewed)
    flow.prepare()
    reviewed.evidence.add(Mastery, reviewed.domains.focus().id, "Spoke up", day=reviewed.today())
    flow.questions({"day": reviewed.today() - dt.timedelta(days=30)})
    flow.questions({"day": reviewed.today()})
    assert len(flow.week({"day": reviewed.today()}).evidence) == 2
