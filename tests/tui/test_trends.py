"""The trends screen: ranges, the cursor readout, switching domains, and the sections at different amounts of data."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.screens.trends import TrendsScreen
from efficacy_tui.tui.widgets.readout import Readout
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.wording.trends import Rounding
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.flow_driver import practise


def section_text(person: DashboardDriver) -> str:
    """Return the text of every section as one line."""
    return " ".join(" ".join(section.render().plain.split()) for section in person.app.screen.query(ReportSection))


async def test_new_domain_shows_which_data_are_missing(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("trends")
        text = section_text(person)
        for phrase in (
            "A trend line after 7 more ratings.",
            "Not enough yet: 3 more outcomes.",
            "Your odds, set before each challenge",
            "No mastery evidence in Speaking yet.",
            "Not enough yet: 6 more sessions",
            "Not enough yet: 3 more domains, 14 more days, 30 more ratings.",
        ):
            assert phrase in text
        assert text.count("7 more ratings") == 1


async def test_every_section_states_its_amount_of_data(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 120)) as person:
        await person.run_command("trends")
        text = section_text(person)
        for phrase in (
            "From 274 ratings since Tue 2 Dec 2025 and 11 challenges.",
            "Of 8 that worked out, you put",
            "Recent encouragement adds about +",
            "It is in no number above.",
            "Suggested next difficulty: about ",
            "odds are 70 % at",
            "From 22 outcomes in all your domains together.",
            "274 check-ins in all.",
            "Missed days lower nothing.",
            "Entries in the last 90 days",
            "over 12 rungs",
            "From last year’s ratings",
        ):
            assert phrase in text


async def test_printed_ledger_sums_exactly(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 120)) as person:
        await person.run_command("trends")
        lines = [line[:58].rstrip() for line in person.text().splitlines()]
        start_row = next(i for i, line in enumerate(lines) if "where everybody starts" in line)
        core_row = next(i for i, line in enumerate(lines) if "what your outcomes say" in line)

        def number(line: str) -> float:
            return float(line.split()[-1].replace("−", "-"))

        core_points = [number(line) for line in lines[start_row:core_row]]
        assert sum(core_points) == pytest.approx(number(lines[core_row]), abs=1e-9)
        assert number(lines[core_row]) == pytest.approx(person.app.snapshot.stats.estimate.core_points, abs=0.05)


def test_rounding_carries_the_remainder() -> None:
    rounding = Rounding()
    printed_parts = [rounding.next(part) for part in (50.04, 0.04, 0.04, -0.04, 1 / 3, 1 / 3, 1 / 3)]
    assert sum(printed_parts) == pytest.approx(rounding.total)
    assert rounding.total == round(50.04 + 0.04 + 0.04 - 0.04 + 1, 1)


async def test_cursor_readout_shows_day_rating_and_events(speaking, clock, open_dashboard: OpenDashboard) -> None:
    domain_id = speaking.domains.focus().id
    speaking.checkins.record(domain_id, 40)
    speaking.evidence.add(Mastery, domain_id, "Told the story at lunch", difficulty=40)
    async with open_dashboard() as person:
        await person.run_command("trends")
        readout = person.app.screen.query_one(Readout)
        assert "← → read a day" in str(readout.words)
        await person.press("left")
        assert "Sun 22 Nov  rated 40" in str(readout.words)
        assert "Told the story at lunch" in readout.render().plain
        await person.press("escape")
        assert isinstance(person.app.screen, TrendsScreen)
        await person.press("escape")
        assert not isinstance(person.app.screen, TrendsScreen)


async def test_cursor_readout_says_what_the_record_said_that_day(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("trends")
        await person.press("left")
        readout = person.app.screen.query_one(Readout)
        assert f"·  record {person.app.snapshot.stats.reference.percent}" in readout.render().plain
        await person.press("4", "home")
        assert "record" not in readout.render().plain


async def test_range_applies_to_the_chart_and_the_sentences(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("trends")
        day_counts, sentences = [], []
        for key in "1234":
            await person.press(key)
            first, last = person.app.screen.chart.window()
            day_counts.append(last - first + 1)
            sentences.append(
                next(line for line in person.text().splitlines() if re.search(r" over \d+ days|trend", line))
            )
        assert day_counts == [30, 90, 356, 356]
        assert len(set(sentences)) > 1


async def test_bracket_selects_another_domain_for_every_screen(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("trends")
        await person.press("right_square_bracket")
        assert "▸ Writing" in person.text().splitlines()[0]
        await person.press("escape")
        assert "Writing" in person.text().splitlines()[0]


async def test_fourteen_days_without_mastery_evidence_are_reported(
    speaking, clock, open_dashboard: OpenDashboard
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it", difficulty=40)
    clock.move(days=14)
    async with open_dashboard((120, 60)) as person:
        await person.run_command("trends")
        assert "14 days without mastery evidence in Speaking." in person.text()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_trends_show_their_keys_and_fit_at_every_size(journal, open_dashboard: OpenDashboard, size) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        await person.run_command("trends")
        lines = person.text().splitlines()
        assert max(map(len, lines)) <= size[0]
        assert "← → day" in lines[-1]
        assert "Speaking" in lines[0]


async def test_a_new_rating_appears_at_once(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("trends")
        person.journal.checkins.record(person.journal.domains.focus().id, 80)
        await person.settle()
        await person.press("left")
        assert "rated 80" in str(person.app.screen.query_one(Readout).words)
        assert person.journal.today() == dt.date(2026, 11, 22)


@pytest.mark.parametrize(("hard", "beyond"), [(100, True), (40, False)])
async def test_a_number_clipped_at_the_end_of_the_scale_is_explained(
    hard: int, beyond: bool, speaking, open_dashboard: OpenDashboard
) -> None:
    list(practise(speaking, speaking.domains.focus().id, *([(hard, "succeeded")] * 30)))
    async with open_dashboard((120, 60)) as person:
        assert (person.app.snapshot.stats.estimate.number == 100) is beyond
        await person.run_command("trends")
        assert ("The scale ends at 100, so it is shown as 100." in section_text(person)) is beyond


async def test_an_empty_ladder_says_where_one_begins(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 40)
    async with open_dashboard((80, 24)) as person:
        await person.run_command("trends")
        assert "A ladder is five to eight things from easy to hard." in person.text()
        assert "You begin one on the dashboard." in person.text()


@pytest.mark.parametrize("name", ["Explaining it to everybody " * 9, "👩\u200d👩\u200d👧\u200d👦🇩🇪 verylongword" * 9])
@pytest.mark.parametrize("width", [120, 80])
async def test_a_long_name_leaves_the_ranges_whole(
    name: str, width: int, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    journal.domains.add(name[:80].strip(), "give a talk")
    async with open_dashboard((width, 24)) as person:
        await person.run_command("trends")
        assert person.text().splitlines()[0].rstrip().endswith("1 30 d   2 90 d   3 1 y   4 all")
