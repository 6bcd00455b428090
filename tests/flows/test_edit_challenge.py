"""The flow that edits a running challenge: everything but its odds, difficulty and start."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.edit_challenge import EditChallenge, carry_results_over
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Step
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock
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


def answer_all(driver: FlowDriver, **changed_answers: str) -> FlowDriver:
    """Answer every question with its initial text, except for those in `changed_answers`."""
    while (question := driver.session.current) is not None:
        driver.answer(changed_answers.get(question.key, driver.session.prefill(question)))
    return driver


def test_unchanged_answers_change_nothing(speaking: Journal, challenge: Challenge) -> None:
    driver = answer_all(begin(EditChallenge(speaking, challenge)))
    assert not {"odds", "difficulty", "place", "verdict", "in_my_control"} & set(driver.shown_keys)
    assert driver.session.finish().message == "Changed"
    assert speaking.challenges.get(challenge.id) == challenge


def test_a_change_records_revisions_and_keeps_step_results(speaking: Journal, challenge: Challenge) -> None:
    steps = "rehearse @ 2026-11-20\nask Jon @ 2026-11-25"
    answer_all(
        begin(EditChallenge(speaking, challenge)), due="2026-12-03", done_when="They asked", steps=steps
    ).session.finish()
    edited = speaking.challenges.get(challenge.id)
    assert (edited.due, edited.done_when) == (dt.date(2026, 12, 3), "They asked")
    assert [(step.text, step.result) for step in edited.steps] == [("rehearse", "done"), ("ask Jon", None)]
    assert {revision.field: revision.was for revision in edited.revisions} == {
        "due": "2026-12-01",
        "done_when": "I spoke\nten minutes",
        "steps": "rehearse @ 2026-11-20 (done); show Mara @ 2026-11-24",
    }
    assert (edited.odds, edited.difficulty, edited.start) == (70, 40, dt.date(2026, 11, 19))


def test_the_due_day_stays_within_14_days_of_the_start(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(EditChallenge(speaking, challenge))
    while driver.current_key != "due":
        driver.answer(driver.session.prefill(driver.session.current))
    assert "within 14 days of its start, by Thu 3 Dec" in driver.rejection("4 dec")
    assert "before it began" in driver.rejection("2026-11-18")
    driver.answer("3 dec")
    assert driver.session.answers["due"] == dt.date(2026, 12, 3)


def test_no_step_is_after_the_due_day(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(EditChallenge(speaking, challenge))
    while driver.current_key != "steps":
        driver.answer("2026-11-25" if driver.current_key == "due" else driver.session.prefill(driver.session.current))
    assert driver.rejection("ask Jon @ 26 nov") == (
        "Step 1 is on Thu 26 Nov; a step is due between Thu 19 Nov and Wed 25 Nov."
    )
    driver.answer("ask Jon @ 25 nov")
    driver.session.finish()
    edited = speaking.challenges.get(challenge.id)
    assert [step.day for step in edited.steps] == [edited.due] == [dt.date(2026, 11, 25)]


def test_a_later_step_from_elsewhere_may_stay_until_the_due_day_moves(speaking: Journal, challenge: Challenge) -> None:
    late = (*challenge.steps, Step(text="thank Mara", day=dt.date(2026, 12, 2)))
    speaking.change("From elsewhere", lambda unit: unit.change(challenge, steps=late))
    challenge = speaking.challenges.get(challenge.id)
    answer_all(begin(EditChallenge(speaking, challenge)), done_when="They asked").session.finish()
    edited = speaking.challenges.get(challenge.id)
    assert (edited.done_when, edited.steps) == ("They asked", challenge.steps)
    with pytest.raises(Rejected, match=r"The step “thank Mara” is on Wed 2 Dec, after .* due, Mon 30 Nov"):
        speaking.challenges.edit(challenge.id, due=dt.date(2026, 11, 30))
    with pytest.raises(Rejected, match="“later” is on Thu 3 Dec"):
        speaking.challenges.edit(challenge.id, steps=(*late, Step(text="later", day=dt.date(2026, 12, 3))))


def test_the_journal_refuses_a_step_after_the_due_day_at_the_start_too(speaking: Journal) -> None:
    today = speaking.today()
    with pytest.raises(Rejected, match="“thank Mara” is on Mon 23 Nov, after"):
        speaking.challenges.start(
            speaking.domains.focus().id,
            title="I will ask",
            done_when="asked",
            difficulty=40,
            odds=70,
            due=today,
            steps=(Step(text="thank Mara", day=today + dt.timedelta(days=1)),),
        )


def test_removing_the_obstacle_removes_the_plan(speaking: Journal, challenge: Challenge) -> None:
    driver = answer_all(begin(EditChallenge(speaking, challenge)), if_obstacle="")
    assert "then_plan" not in driver.shown_keys
    driver.session.finish()
    edited = speaking.challenges.get(challenge.id)
    assert (edited.if_obstacle, edited.then_plan) == ("", "")


def test_a_reworded_or_moved_step_keeps_its_result_and_odds() -> None:
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


def test_a_step_due_tomorrow_is_relative_to_today(speaking: Journal, challenge: Challenge) -> None:
    steps = next(q for q in EditChallenge(speaking, challenge).questions({}) if q.key == "steps")
    (step,) = steps.parse("rehearse @ tomorrow")
    assert step.day == speaking.today() + dt.timedelta(days=1)
