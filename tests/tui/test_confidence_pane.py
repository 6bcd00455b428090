"""The confidence pane: the gap in words, what gives way when rows are short, and what a preview and the blind show."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder, build_with
from efficacy_tui.tui.panes.confidence import ConfidencePane, PaneWords
from efficacy_tui.tui.widgets.confidence_lines import pair_lines
from efficacy_tui.tui.widgets.trend_chart import TrendChart
from efficacy_tui.wording.confidence import BLIND
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.flow_driver import practise
from tests.support.screen_tour import run_dashboard

SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]


async def open_pane(person: DashboardDriver) -> ConfidencePane:
    """Go to the confidence pane."""
    await person.run_command(f"pane-{ConfidencePane.number}")
    return person.app.query_one(ConfidencePane)


def pane_rows(person: DashboardDriver) -> list[str]:
    """Return the rows inside the confidence pane."""
    region = person.app.query_one(ConfidencePane).content_region
    rows = person.text().splitlines()[region.y : region.bottom]
    return [row[region.x : region.right].strip() for row in rows]


def pane_text(person: DashboardDriver) -> str:
    """Return the text inside the confidence pane as one line."""
    return " ".join(" ".join(pane_rows(person)).split())


def practise_speaking(journal: Journal, rating: int = 60) -> None:
    """Record eight ratings and five outcomes, the last two of them failed, with a place for the daily task."""
    domain = journal.domains.focus()
    assert domain is not None
    list(practise(journal, domain.id, *((30 + 10 * i, "failed" if i > 2 else "succeeded") for i in range(5))))
    journal.domains.edit(domain.id, domain.name, domain.task, 50)
    for ago in range(8):
        journal.checkins.record(domain.id, rating, journal.today() - dt.timedelta(days=ago))


async def test_rating_and_record_stand_in_the_headline_in_percent(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    practise_speaking(speaking)
    async with open_dashboard((120, 36)) as person:
        await open_pane(person)
        odds = person.app.snapshot.stats.reference
        headline = f"⠤⠤ You say 60 · ── your record says about {odds.percent} ({odds.low}–{odds.high})"
        assert pane_rows(person)[0] == headline
        assert pane_rows(person)[1] == "They agree."


async def test_an_old_rating_is_dated_first_and_not_called_now(
    speaking: Journal, clock, open_dashboard: OpenDashboard
) -> None:
    practise_speaking(speaking)
    clock.move(days=23)
    async with open_dashboard((120, 36)) as person:
        await open_pane(person)
        first, second = [row for row in pane_rows(person) if row][:2]
        assert first == "Last rated 23 days ago."
        assert "You said 60 · ── your record says about" in second
        assert "You say" not in pane_text(person)


@pytest.mark.parametrize(
    ("size", "headline", "has_legend", "has_pairs", "has_band"),
    [
        ((200, 50), "your record says about", True, True, True),
        ((120, 36), "your record says about", True, True, False),
        ((80, 24), "record", False, True, False),
        ((60, 20), "your record says about", False, True, False),
        ((40, 12), "record", False, False, False),
    ],
)
async def test_rows_give_way_in_order(
    size: tuple[int, int], headline: str, has_legend: bool, has_pairs: bool, has_band: bool, tmp_path: Path
) -> None:
    async with run_dashboard("demo", tmp_path, size) as person:
        await open_pane(person)
        text = pane_text(person)
        assert f"── {headline} 6" in text
        assert ("· a rating" in text) is has_legend
        assert ("Writing 50" in text) is has_pairs
        assert ("where that line lies with 80 %" in text) is has_band
        canvas = person.app.query_one(TrendChart).canvas
        assert canvas is not None
        assert canvas.has_band is has_band
        assert "today" in text


@pytest.mark.parametrize("size", SIZES)
async def test_every_row_inside_belongs_to_words_or_chart(size: tuple[int, int], tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, size) as person:
        pane = await open_pane(person)
        chart = pane.query_one(TrendChart)
        words = [part.size.height for part in pane.query(PaneWords)]
        assert sum(words) + chart.size.height == pane.size.height
        assert chart.size.height >= 3


async def test_the_trend_stands_in_the_border_and_beside_the_other_domains(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (120, 36)) as person:
        await open_pane(person)
        assert "─ rising over 90 days ─╯" in person.text()
        last = [row for row in pane_rows(person) if row][-1]
        assert last.startswith("Writing 50 · 72 ─  Running 78 · 59 ╱")
        assert last.endswith("you · record")


async def test_numbers_of_other_domains_arrive_without_moving_a_row(journal: Journal) -> None:
    from efficacy_tui.journal.demo import fill_demo

    fill_demo(journal)
    builder = SnapshotBuilder()
    preview = build_with(builder.build_preview, journal.contents, journal.today())
    complete = build_with(builder.build, journal.contents, journal.today())
    assert len(preview.domain_stats) == 1
    for width in range(20, 90):
        before, after = (pair_lines(snapshot, width, 3) for snapshot in (preview, complete))
        assert [row.plain.split()[0] for row in before] == [row.plain.split()[0] for row in after]
        assert all("…" in row.plain for row in before)
        assert max(row.cell_length for row in after) <= width


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_of_it_is_seen_during_a_check_in(size: tuple[int, int], tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, size) as person:
        pane = await open_pane(person)
        person.app.dashboard.blind = True
        await person.settle()
        assert pane_text(person) == BLIND
        assert "rising" not in person.text()
        person.app.dashboard.blind = False
        await person.settle()
        assert "You" in pane_text(person)
        assert pane.query_one(TrendChart).visible


async def test_the_first_rating_is_on_the_chart_at_once(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await open_pane(person)
        assert "c check in, one key" in pane_text(person)
        person.journal.checkins.record(person.journal.domains.focus().id, 40)
        await person.settle()
        rows = [row for row in pane_rows(person) if row]
        assert rows[0] == "⠶ You say 40 today"
        assert rows[1].startswith("Your record speaks after 3 outcomes")
        assert any(row.endswith(("⠛ 40", "⠶ 40", "⣤ 40")) for row in rows)
        assert any(row.startswith("today") for row in rows)


async def test_folded_it_says_the_gap_in_one_line(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (60, 20)) as person:
        (row,) = [row for row in person.text().splitlines() if "Confidence" in row]
        assert "You 49 · record 66 (28–93)" in row


async def test_f_shows_the_scale_from_0_to_100_and_back_until_the_end(tmp_path: Path) -> None:
    async with run_dashboard("demo", tmp_path, (120, 36)) as person:
        await open_pane(person)
        assert " 70┤" in person.text()
        await person.press("f")
        assert "100┤" in person.text()
        await person.run_command("trends")
        assert "100┤" in person.text()
        await person.press("f")
        assert " 70┤" in person.text()
        await person.press("escape")
        assert " 70┤" in person.text()


async def test_hidden_numbers_leave_the_names_of_the_lines(journal: Journal, open_dashboard: OpenDashboard) -> None:
    from efficacy_tui.journal.demo import fill_demo

    fill_demo(journal)
    async with open_dashboard((120, 36), hide_numbers=True) as person:
        await open_pane(person)
        rows = [row for row in pane_rows(person) if row]
        assert rows[0] == "⠤⠤ what you say · ── what your record says"
        assert rows[-1].split() == ["Writing", "─", "Running", "╱"]
