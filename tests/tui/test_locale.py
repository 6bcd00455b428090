"""The dashboard under other locale formats: month-first dates, Sunday weeks, a 12-hour clock, decimal commas."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.containers import VerticalScroll

from efficacy_tui.chart.canvas import Canvas
from efficacy_tui.chart.data import ChartData
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.recovery import RecoverJournal
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import LocaleFormat
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.store import backups
from efficacy_tui.store.errors import JournalUnreadable
from efficacy_tui.tui.widgets.check_in_calendar import check_in_calendar
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock

AMERICAN = LocaleFormat("mdy", 6, 12, ",")
_MONTHS = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in locale_format.MONTHS)
DAY_FIRST = re.compile(rf"\b\d{{1,2}}(st|nd|rd|th)?\.? ({_MONTHS})\b", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b({_MONTHS}) \d{{1,2}}\b", re.IGNORECASE)
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
POINT = re.compile(r"(?<![\w./:-])\d*\.\d+(?![\w/.])")
COMMA = re.compile(r"\d,\d")

SCREENS = {
    "dashboard": (),
    "challenge": ("1", "enter"),
    "timeline": ("search",),
    "trends": ("trends", "left", "shift+left", "shift+left", "shift+left"),
    "profile": ("profile",),
    "explain": ("explain",),
    "explain, second page": ("explain", "2"),
    "design": ("design",),
    "review": ("review",),
    "review, the week": ("review", "enter", "enter", "enter"),
    "an earlier day": ("backfill",),
    "evidence": ("evidence", "m"),
    "reappraisal": ("reappraise",),
    "domains": ("domains",),
    "help": ("help",),
}


@asynccontextmanager
async def demo_person(
    journal: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> AsyncIterator[DashboardDriver]:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        yield person


async def press_keys(person: DashboardDriver, *keys: str) -> None:
    from efficacy_tui.flows.command_table import BY_ID

    for key in keys:
        await (person.run_command(key) if key in BY_ID else person.press(key))


async def scrolled_text(person: DashboardDriver) -> str:
    """Return the screen's text, including what only scrolling shows."""
    pages = [person.text()]
    for scroll_area in person.app.screen.query(VerticalScroll):
        while scroll_area.scroll_y < scroll_area.max_scroll_y:
            scroll_area.scroll_to(
                y=scroll_area.scroll_y + max(scroll_area.size.height - 1, 1), animate=False, immediate=True
            )
            await person.settle()
            pages.append(person.text())
    return "\n".join(pages)


@pytest.mark.parametrize("size", [(120, 36), (60, 20)], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", SCREENS)
async def test_no_screen_shows_another_date_or_number_format(
    name: str, size: tuple[int, int], journal: Journal, open_dashboard: OpenDashboard
) -> None:
    locale_format.use(AMERICAN)
    async with demo_person(journal, open_dashboard, size) as person:
        await press_keys(person, *SCREENS[name])
        text = await scrolled_text(person)
    assert not DAY_FIRST.findall(text), [line for line in text.splitlines() if DAY_FIRST.search(line)]
    assert not ISO.findall(text), [line for line in text.splitlines() if ISO.search(line)]
    assert not POINT.findall(text), [line for line in text.splitlines() if POINT.search(line)]


@pytest.mark.parametrize("name", ["dashboard", "trends", "profile", "review, the week", "an earlier day"])
async def test_these_screens_contain_dates_and_numbers(
    name: str, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    locale_format.use(AMERICAN)
    async with demo_person(journal, open_dashboard, (120, 36)) as person:
        await press_keys(person, *SCREENS[name])
        text = await scrolled_text(person)
    assert MONTH_FIRST.search(text)
    assert bool(COMMA.search(text)) == (name in ("trends", "profile"))


async def test_year_month_day_fits_everywhere(journal: Journal, open_dashboard: OpenDashboard) -> None:
    locale_format.use(LocaleFormat(date_order="ymd"))
    async with demo_person(journal, open_dashboard, (120, 36)) as person:
        assert "Sunday 2026-11-22" in person.text()
        assert "Tue 2026-12-01 · day 6 of 14" in person.text()
        await press_keys(person, "trends")
        text = await scrolled_text(person)
        assert re.search(r"^  ✓ 2026-10-26  \S", text, re.MULTILINE)
        assert not DAY_FIRST.search(text)


async def test_a_typed_date_is_read_and_echoed_in_the_configured_order(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    locale_format.use(AMERICAN)
    async with open_dashboard((80, 24)) as person:
        await person.run_command("design")
        await person.answer("give the talk", "I spoke ten minutes", "")
        assert "fri, +10d, dec 1" in person.text()
        await person.clear()
        await person.type("12/4")
        assert "Fri Dec 4, in 12 days" in person.text()


def test_sunday_first_calendar_puts_each_day_in_its_row() -> None:
    today = dt.date(2026, 11, 22)
    days = {today.toordinal(): 90, (today - dt.timedelta(days=1)).toordinal(): 10}
    locale_format.use(LocaleFormat(first_weekday=6))
    rows = [row.plain for row in check_in_calendar(days, today.toordinal(), 30)]
    assert [row[:4].strip() for row in rows[1:8]] == ["Sun", "", "Tue", "", "Thu", "", "Sat"]
    # Sunday begins this week's column; Saturday ended the one before.
    assert rows[1].rstrip().endswith("█")
    assert rows[7].rstrip().endswith("░")
    assert len(rows[1].rstrip()) == len(rows[7].rstrip()) + 2
    assert {len(row) for row in rows[1:8]} == {len(rows[1])}


@pytest.mark.parametrize("first", range(7))
def test_calendar_shows_the_same_days_for_every_first_weekday(first: int) -> None:
    locale_format.use(LocaleFormat(first_weekday=first))
    today = dt.date(2026, 11, 18)
    days = {today.toordinal() - days_ago: 100 for days_ago in range(21)}
    rows = [row.plain for row in check_in_calendar(days, today.toordinal(), 40)]
    assert sum(row[4:].count("█") for row in rows[1:8]) == 21
    row = rows[1 + locale_format.weekday_index(today)]
    assert row[4:].rstrip().endswith("█")


@pytest.mark.parametrize(
    ("first", "label"), [(0, "16 Nov"), (6, "15 Nov"), (2, "11 Nov")], ids=["Monday", "Sunday", "Wednesday"]
)
def test_chart_axis_labels_are_first_days_of_weeks(first: int, label: str) -> None:
    locale_format.use(LocaleFormat(first_weekday=first))
    today = dt.date(2026, 11, 22).toordinal()
    data = ChartData(today, ratings=((today, 50.0),))
    axis = Canvas(data, (today - 29, today), (66, 8)).text().splitlines()[-1]
    assert label in axis


async def test_review_on_the_first_day_of_a_week_covers_the_previous_week(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    locale_format.use(AMERICAN)
    week_ago = speaking.today() - dt.timedelta(days=7)
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked", week_ago)
    async with open_dashboard((80, 24)) as person:
        await person.run_command("review")
        await person.press("shift+tab")
        assert "today, last sunday, -7d, nov 10" in person.text()
        assert "Sun Nov 15, 7 days ago" in person.text()
        await person.press("enter")
        assert person.question_prompt() == "The week, Sun Nov 15 to Sat Nov 21"


def test_backup_time_is_shown_in_the_configured_clock(speaking: Journal, clock: FixedClock) -> None:
    backups.make_backup(speaking.path, clock.now().replace(hour=14, minute=30))
    speaking.path.write_bytes(speaking.path.read_bytes()[:-20])
    flow = RecoverJournal(speaking, JournalUnreadable(speaking.path, "it is cut short"))
    assert FlowSession(flow).current.options[0].label == "Restore the backup of Sun 22 Nov, 14:30"
    locale_format.use(AMERICAN)
    assert FlowSession(flow).current.options[0].label == "Restore the backup of Sun Nov 22, 2:30 pm"


async def test_challenge_revisions_show_their_earlier_dates(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    due = speaking.today() + dt.timedelta(days=10)
    challenge = speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=due,
        steps=(Step(text="rehearse", day=due),),
    )
    speaking.challenges.edit(challenge.id, due=due + dt.timedelta(days=1), steps=())
    locale_format.use(AMERICAN)
    async with open_dashboard((80, 40)) as person:
        await person.press("1", "enter")
        assert "Sun Nov 22: due, before: Dec 2, 2026" in person.text()
        assert "Sun Nov 22: steps, before: rehearse @ Dec 2" in person.text()
