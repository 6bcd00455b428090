"""A running challenge changed: everything but its odds, its difficulty and its start."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.edit_challenge import EditChallenge, carry_results_over
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import FixedClock
from efficacy_tui.model.records import Challenge, Step
from tests.support.flow_driver import FlowDriver, begin


@pytest.fixture
def challenge(speaking: Journal, clock: FixedClock) -> Challenge:
    """A challenge begun three days ago, its first step done."""
    clock.move(days=-3)
    started = speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke\nten minutes",
        if_obstacle="my voice shakes",
        then_plan="breathe out",
        difficulty=40,
        odds=70,
        due=dt.date(2026, 12, 1),
        steps=(Step(text="rehearse", day=dt.date(2026, 11, 20)), Step(text="show Mara", day=dt.date(2026, 11, 24))),
    )
    done = speaking.challenges.record_step(started.id, 0, "done")
    clock.move(days=3)
    return done


def go_on(driver: FlowDriver, **changed: str) -> FlowDriver:
    """Answer every question with what it begins with, but for those changed."""
    while (question := driver.session.current) is not None:
        driver.answer(changed.get(question.key, driver.session.prefill(question)))
    return driver


def test_going_through_it_unchanged_changes_nothing(speaking: Journal, challenge: Challenge) -> None:
    driver = go_on(begin(EditChallenge(speaking, challenge)))
    assert not {"odds", "difficulty", "place", "verdict", "in_my_control"} & set(driver.shown_keys)
    assert driver.session.finish().message == "Changed"
    assert speaking.challenges.get(challenge.id) == challenge


def test_what_is_changed_keeps_what_it_was_and_the_results_of_its_steps(
    speaking: Journal, challenge: Challenge
) -> None:
    steps = "rehearse @ 2026-11-20\nask Jon @ 2026-11-25"
    go_on(
        begin(EditChallenge(speaking, challenge)), due="2026-12-03", done_when="They asked", steps=steps
    ).session.finish()
    revised = speaking.challenges.get(challenge.id)
    assert (revised.due, revised.done_when) == (dt.date(2026, 12, 3), "They asked")
    assert [(step.text, step.result) for step in revised.steps] == [("rehearse", "done"), ("ask Jon", None)]
    assert {revision.field: revision.was for revision in revised.revisions} == {
        "due": "2026-12-01",
        "done_when": "I spoke\nten minutes",
        "steps": "rehearse @ 2026-11-20 (done); show Mara @ 2026-11-24",
    }
    assert (revised.odds, revised.difficulty, revised.start) == (70, 40, dt.date(2026, 11, 19))


def test_it_stays_within_14_days_of_its_start(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(EditChallenge(speaking, challenge))
    while driver.current_key != "due":
        driver.answer(driver.session.prefill(driver.session.current))
    assert "within 14 days of its start, by Thu 3 Dec" in driver.rejection("4 dec")
    assert "before it began" in driver.rejection("2026-11-18")
    driver.answer("3 dec")
    assert driver.session.answers["due"] == dt.date(2026, 12, 3)


def test_without_an_obstacle_the_plan_goes(speaking: Journal, challenge: Challenge) -> None:
    driver = go_on(begin(EditChallenge(speaking, challenge)), if_obstacle="")
    assert "then_plan" not in driver.shown_keys
    driver.session.finish()
    revised = speaking.challenges.get(challenge.id)
    assert (revised.if_obstacle, revised.then_plan) == ("", "")


def test_a_reworded_or_moved_step_keeps_its_result_and_its_odds() -> None:
    day = dt.date(2026, 11, 20)
    before = (
        Step(text="rehearse", day=day, result="done"),
        Step(text="show Mara", day=day, odds=70),
        Step(text="look at the room", day=day),
    )
    moved = day + dt.timedelta(days=2)
    after = carry_results_over(
        before, (Step(text="rehearse aloud", day=day), Step(text="show Mara", day=moved), Step(text="new", day=moved))
    )
    assert [(step.text, step.result, step.odds) for step in after] == [
        ("rehearse aloud", "done", None),
        ("show Mara", None, 70),
        ("new", None, None),
    ]


def test_a_step_written_with_tomorrow_means_tomorrow(speaking: Journal, challenge: Challenge) -> None:
    steps = next(q for q in EditChallenge(speaking, challenge).questions({}) if q.key == "steps")
    (step,) = steps.parse("rehearse @ tomorrow")
    assert step.day == speaking.today() + dt.timedelta(days=1)
