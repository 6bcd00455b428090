"""A dashboard that is open while a new day begins shows the new day and asks for its check-in."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.store.tables import SCHEMA
from efficacy_tui.tui import lifecycle_app
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock

SUNDAY = dt.date(2026, 11, 22)
MONDAY = dt.date(2026, 11, 23)
BEFORE_FOUR = dt.datetime(2026, 11, 23, 3, 59, 59, tzinfo=dt.UTC)
AT_FOUR = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def practised(speaking: Journal) -> Journal:
    """A journal with a rating, an entry and a challenge of this Sunday, which is due on Monday."""
    domain_id = speaking.domains.focus().id
    speaking.checkins.record(domain_id, 70)
    speaking.evidence.add(Mastery, domain_id, "Asked the first question")
    speaking.challenges.start(
        domain_id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=MONDAY,
        steps=(Step(text="rehearse aloud", day=SUNDAY), Step(text="invite them", day=MONDAY)),
    )
    return speaking


async def pass_time(person: DashboardDriver, clock: FixedClock, now: dt.datetime) -> None:
    """Move the clock, and let the dashboard look at it."""
    clock.time = now
    person.app.look_for_new_day()
    await person.settle()


def line_with(person: DashboardDriver, words: str) -> str:
    """The first line of the screen with these words; empty if there is none."""
    return next((line for line in person.text().splitlines() if words in line), "")


def ratings_by_day(person: DashboardDriver) -> dict[dt.date, int]:
    return {row.day: row.confidence for row in person.journal.contents.checkins.values()}


async def test_dates_days_and_steps_are_those_of_the_new_day(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        assert "Sunday 22 November" in line_with(person, "Speaking · focus")
        assert line_with(person, "rehearse aloud").split("│")[1].strip().endswith("today")
        assert line_with(person, "invite them").split("│")[1].strip().endswith("tomorrow")
        assert person.app.snapshot.missing == ()
        await pass_time(person, clock, BEFORE_FOUR)
        assert "Sunday 22 November" in line_with(person, "Speaking · focus")
        await pass_time(person, clock, AT_FOUR)
        header = line_with(person, "Speaking · focus")
        assert "Monday 23 November" in header
        assert "checked in 1 of the last 2 days" in header
        assert line_with(person, "invite them").split("│")[1].strip().endswith("today")
        assert re.search(r" Sun +│", person.text())
        assert [domain.name for domain in person.app.snapshot.missing] == ["Speaking"]
        await pass_time(person, clock, AT_FOUR + dt.timedelta(days=1))
        assert "Tuesday 24 November" in line_with(person, "Speaking · focus")
        assert "record what came of it" in person.text()


async def test_whoever_comes_back_is_not_told_for_how_long(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    clock.move(days=30)
    async with open_dashboard() as person:
        assert "days" not in line_with(person, "Speaking · focus")
        await person.run_command("check-in")
        await person.press("7")
        assert "checked in 1 of the last 14 days" in line_with(person, "Speaking · focus")


async def test_the_clock_is_looked_at_while_the_dashboard_is_open(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifecycle_app, "NEW_DAY_SECONDS", 0.02)
    async with open_dashboard() as person:
        clock.time = AT_FOUR
        await person.wait_for(lambda: "Monday 23 November" in person.text())


async def test_an_open_timeline_shows_the_new_day(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("search")
        assert person.text().count("today") == 1
        await pass_time(person, clock, AT_FOUR)
        assert "  Sun" in person.text()
        assert "today" not in person.text()


async def test_the_day_begins_when_the_settings_say(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    clock.day_start = dt.time(0, 0)
    async with open_dashboard() as person:
        await pass_time(person, clock, dt.datetime(2026, 11, 23, 0, 0, tzinfo=dt.UTC))
        assert "Monday 23 November" in person.text()


# -- the check-in of the new day -------------------------------------------------------------------


async def test_the_check_in_of_the_new_day_opens_once(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(ask=True) as person:
        assert person.app.screen is person.app.dashboard
        await pass_time(person, clock, BEFORE_FOUR)
        assert person.app.screen is person.app.dashboard
        await pass_time(person, clock, AT_FOUR)
        assert person.question_prompt().startswith("Right now, how sure are you")
        await person.press("escape")
        person.app.look_for_new_day()
        await person.settle()
        assert person.app.screen is person.app.dashboard
        await pass_time(person, clock, AT_FOUR + dt.timedelta(days=1))
        assert person.question_prompt().startswith("Right now, how sure are you")
        await person.press("4")
        assert ratings_by_day(person) == {SUNDAY: 70, MONDAY + dt.timedelta(days=1): 40}


async def test_no_check_in_opens_by_itself_where_that_is_turned_off(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(ask=False) as person:
        await pass_time(person, clock, AT_FOUR)
        assert "Monday 23 November" in person.text()
        assert person.app.screen is person.app.dashboard


async def test_the_new_check_in_waits_until_the_dialog_of_the_evening_is_closed(
    practised: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(ask=True) as person:
        await person.run_command("evidence")
        dialog = person.app.screen
        await pass_time(person, clock, AT_FOUR)
        assert person.app.screen is dialog
        await person.press("escape")
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
        await person.settle()
        await person.press("4")
        assert ratings_by_day(person) == {SUNDAY: 70, MONDAY: 40}


async def test_a_journal_for_reading_only_asks_for_no_check_in(
    practised: Journal, path: Path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    tables = json.loads(path.read_text("utf-8"))
    for fact in tables["meta"].values():
        if fact["id"] == "schema":
            fact["value"] = SCHEMA + 1
    path.write_text(json.dumps(tables), "utf-8")
    async with open_dashboard(ask=True) as person:
        assert person.journal.read_only
        await pass_time(person, clock, AT_FOUR)
        assert "Monday 23 November" in person.text()
        assert person.app.screen is person.app.dashboard
