"""A check-in that is left open while a day ends: every answer counts for the day on which it is given."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.backfill import Backfill
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.due import pending_prompts
from efficacy_tui.flows.step import RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain, Step
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin

SUNDAY = dt.date(2026, 11, 22)
MONDAY = SUNDAY + dt.timedelta(days=1)
LATE_EVENING = dt.datetime(2026, 11, 22, 23, 50, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _late_evening(clock: FixedClock) -> None:
    clock.time = LATE_EVENING


@pytest.fixture
def writing(speaking: Journal) -> Domain:
    """A second domain, Writing."""
    return speaking.domains.add("Writing", "write a page")


def ratings_of(journal: Journal) -> dict[tuple[str, dt.date], tuple[int, bool]]:
    """The rating and whether it is late, by the name of the domain and the day."""
    rows = journal.contents.checkins.values()
    return {(journal.contents.domains[row.domain].name, row.day): (row.confidence, row.late) for row in rows}


@pytest.mark.parametrize(("hour", "minute", "day"), [(3, 59, SUNDAY), (4, 0, MONDAY), (9, 0, MONDAY)])
def test_a_question_left_overnight_counts_for_the_day_of_the_answer(
    speaking: Journal, clock: FixedClock, hour: int, minute: int, day: dt.date
) -> None:
    driver = begin(DailyCheckIn(speaking))
    clock.time = dt.datetime(2026, 11, 23, hour, minute, tzinfo=dt.UTC)
    driver.answer("70")
    assert ratings_of(speaking) == {("Speaking", day): (70, False)}
    assert driver.session.finish().message == "Checked in"


def test_ratings_before_and_after_the_night_count_for_two_days(
    speaking: Journal, writing: Domain, clock: FixedClock
) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70")
    clock.move(hours=9)
    driver.answer("40")
    assert ratings_of(speaking) == {("Speaking", SUNDAY): (70, False), ("Writing", MONDAY): (40, False)}
    # The new day still lacks the rating that was given on the evening before.
    assert [domain.name for domain in speaking.checkins.missing()] == ["Speaking"]
    (flow,) = (flow for name, flow in pending_prompts(speaking) if name == f"check-in {MONDAY}")
    assert [question.context for question in flow.questions({})] == ["Speaking"]


def test_a_rating_overnight_leaves_that_of_the_day_before_as_it_was(speaking: Journal, clock: FixedClock) -> None:
    begin(DailyCheckIn(speaking)).answer("70")
    driver = begin(DailyCheckIn(speaking))
    assert "replaces" in driver.session.current.hint
    clock.move(hours=9)
    assert driver.session.current.hint == ""
    driver.answer("50")
    assert ratings_of(speaking) == {("Speaking", SUNDAY): (70, False), ("Speaking", MONDAY): (50, False)}


def test_a_question_about_a_chosen_day_keeps_its_day_overnight(speaking: Journal, clock: FixedClock) -> None:
    friday = SUNDAY - dt.timedelta(days=2)
    driver = begin(DailyCheckIn(speaking, friday))
    clock.move(hours=9)
    assert driver.session.current.prompt.startswith("On Friday, how sure were you")
    driver.answer("60")
    assert ratings_of(speaking) == {("Speaking", friday): (60, True)}


def test_todays_question_chosen_by_its_date_is_late_the_next_morning(speaking: Journal, clock: FixedClock) -> None:
    driver = begin(DailyCheckIn(speaking, SUNDAY))
    clock.move(hours=9)
    driver.answer("60")
    assert ratings_of(speaking) == {("Speaking", SUNDAY): (60, True)}


def test_the_earliest_day_is_refused_once_it_is_eight_days_ago(speaking: Journal, clock: FixedClock) -> None:
    driver = begin(begin(Backfill(speaking)).answer("7").session.finish().next_flow)
    key_before = driver.current_key
    clock.move(hours=9)
    with pytest.raises(Rejected, match="too long to remember fairly"):
        driver.session.answer("60")
    assert driver.current_key == key_before
    assert ratings_of(speaking) == {}


def test_a_step_left_overnight_is_named_by_its_day_and_recorded(speaking: Journal, clock: FixedClock) -> None:
    challenge = speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=dt.date(2026, 12, 2),
        steps=(Step(text="rehearse", day=SUNDAY), Step(text="invite", day=MONDAY)),
    )
    check_in = begin(DailyCheckIn(speaking)).answer("70")
    alone = begin(RecordStep.for_due_step(speaking))
    assert check_in.session.current.context == alone.session.current.context == "Today’s step"
    clock.move(hours=9)
    assert check_in.session.current.context == alone.session.current.context == "The step for yesterday"
    check_in.answer("y")
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == ["done", None]
