"""Reappraisal sessions: the state entry that rates itself, and the order of the statements."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.reappraisals import interpretation_of, order_statements
from efficacy_tui.model.records import Appraisal, FollowUpAnswers, Reappraisal
from tests.support.factories import AT, SPEAKING, TODAY

OFFERED = ("I’m activated and ready.", "I’m excited.", "This energy is for the task.")


def make_session(number: int, statement: str, went: str | None = None) -> Reappraisal:
    """Return the session of a day: later numbers are newer."""
    return Reappraisal(
        id=f"{number:032x}",
        created=AT,
        updated=AT,
        domain=SPEAKING.id,
        day=TODAY,
        at=AT + dt.timedelta(days=number),
        event="a talk",
        statement=statement,
        afterwards=FollowUpAnswers(outcome=went) if went else None,
    )


@pytest.mark.parametrize(
    ("demands", "resources", "interpretation"),
    [(0, 10, 2), (3, 8, 2), (3, 7, 1), (5, 6, 1), (5, 5, 0), (6, 5, -1), (9, 5, -1), (10, 5, -2), (10, 0, -2)],
)
def test_a_state_is_read_by_resources_minus_demands(demands: int, resources: int, interpretation: int) -> None:
    assert interpretation_of(Appraisal(arousal=80, demands=demands, resources=resources)) == interpretation


def test_the_state_entry_of_a_whole_session_needs_no_rating(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    after = Appraisal(arousal=80, demands=4, resources=7)
    speaking.reappraisals.record(domain.id, speaking.now(), event="the talk", sensation="Warm", after=after)
    (state,) = speaking.contents.evidence.values()
    assert (state.arousal, state.interpretation) == (80, 1)


def test_before_six_answers_the_newest_statement_comes_first() -> None:
    sessions = [make_session(i, f"own {i}", "badly" if i == 4 else "well") for i in range(5)]
    texts = [record.text for record in order_statements(sessions, OFFERED, 6)]
    assert texts == ["own 4", "own 3", "own 2", *OFFERED]


def test_from_six_answers_on_what_went_better_comes_first() -> None:
    sessions = [
        *(make_session(i, "breathe", "well") for i in range(2)),
        *(make_session(i, "calm down", "badly") for i in range(2, 4)),
        make_session(4, OFFERED[1], "mixed"),
        make_session(5, "newest", "did not happen"),
        make_session(6, "newer", "mixed"),
    ]
    records = order_statements(sessions, OFFERED, 8)
    assert [(record.text, record.well, record.n) for record in records] == [
        ("breathe", 2, 2),
        ("newer", 0, 1),
        ("newest", 0, 0),
        ("I’m excited.", 0, 1),
        ("I’m activated and ready.", 0, 0),
        ("This energy is for the task.", 0, 0),
    ]
