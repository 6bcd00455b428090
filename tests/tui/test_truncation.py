"""On small screens the program's words are whole or left out; only a person's words are cut."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.trends import build_trend_report
from efficacy_tui.model.records import Mastery, Persuasion
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.screens.timeline import QUERY_HINTS, MatchCountLine
from efficacy_tui.tui.screens.trend_sections import what_outcomes_add_up_to
from efficacy_tui.tui.screens.trends import TrendsScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.wording.confidence import grade_sentence, own_phrase, short_grade
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.flow_driver import practise
from tests.support.screen_tour import lines, run_dashboard

SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]


def lines_inside(person: DashboardDriver, pane: Pane) -> list[str]:
    """Return the lines inside the frame of a pane."""
    region = pane.content_region
    rows = lines(person.app)[region.y : region.bottom]
    return [row[region.x : region.right].strip() for row in rows]


@pytest.mark.parametrize("size", SIZES)
async def test_empty_panes_show_their_key_right_below_their_words(size, tmp_path: Path) -> None:
    async with run_dashboard("empty", tmp_path, size) as person:
        for number in (1, 2, 3, 4):
            await person.run_command(f"pane-{number}")
            pane = person.app.query_one(f"#pane-{number}", Pane)
            rows = lines_inside(person, pane)
            key = rows.index("d  begin with a domain")
            assert rows[key - 1] == ""
            assert rows[key - 2] != ""
            assert not any(rows[key + 1 :])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("ratings", "outcomes"), [(1, 0), (6, 0), (6, 3)])
async def test_headline_and_grade_are_never_cut(
    size, ratings: int, outcomes: int, speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    domain = speaking.domains.focus().id
    for ago in range(ratings):
        speaking.checkins.record(domain, 50, speaking.today() - dt.timedelta(days=ago))
    list(practise(speaking, domain, *((30 + 10 * number, "succeeded") for number in range(outcomes))))
    async with open_dashboard(size) as person:
        await person.run_command("pane-2")
        pane = person.app.query_one("#pane-2", Pane)
        text = " ".join(" ".join(lines_inside(person, pane)).split())
        stats = person.app.snapshot.stats
        assert own_phrase(stats) in text or own_phrase(stats, short=True) in text
        assert grade_sentence(stats, ladder_key="l") in text or short_grade(stats) in text
        assert "…" not in text


@pytest.mark.parametrize("size", SIZES)
async def test_trends_without_a_domain_show_the_key_that_adds_one(
    size, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command("trends")
        text = " ".join(person.text().split())
        assert "How sure you are is drawn here, day by day, beside what your outcomes say." in text
        assert "d begin with a domain" in text
        assert "…" not in text
        assert "100┤" not in text
        assert person.text().splitlines()[-1].split() == ["d", "domains", "esc", "back"]
        await person.run_command("domains")
        await person.answer("Speaking", "give a ten-minute talk", "6")
        await person.wait_for(lambda: bool(person.app.snapshot and person.app.snapshot.domains))
        while not isinstance(person.app.screen, TrendsScreen):
            await person.press("escape")
        assert "100┤" in person.text()
        assert "begin with a domain" not in person.text()


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((80, 24), "Sun 22 Nov  rated 60  ·  level 52 (46–58)  ·  ▲ Spoke up first in the weekl…"),
        ((60, 20), "Sun 22 Nov  rated 60  ·  level 52 (46–58)"),
        ((40, 12), "Sun 22 Nov  rated 60  ·  level 52"),
    ],
)
async def test_readout_of_a_day_drops_whole_parts_that_do_not_fit(size, words: str, tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, size) as person:
        await person.run_command("trends")
        await person.run_command("left")
        assert words in [line.strip() for line in lines(person.app)]


@pytest.mark.parametrize("size", SIZES)
async def test_sign_of_an_unrated_entry_has_a_blank_before_it(size, tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, size) as person:
        for command in ("pane-3", "search"):
            await person.run_command(command)
            (row,) = [line for line in lines(person.app) if "○" in line]
            assert row.split("○")[0].endswith("  ")
            assert "Spoke up first" in row


@pytest.mark.parametrize("width", [35, 50, 76])
def test_ledger_has_aligned_columns_and_cuts_only_a_persons_words(width: int, speaking: Journal) -> None:
    domain = speaking.domains.focus().id
    list(practise(speaking, domain, *((difficulty, "succeeded") for difficulty in (30, 40, 50))))
    for ago in (1, 2, 3, 4):
        date = speaking.today() - dt.timedelta(days=ago)
        title = "Told the story to everybody at lunch, twice"
        speaking.evidence.add(Mastery, domain, title, day=date, difficulty=90)
    day = speaking.today()
    speaking.evidence.add(Persuasion, domain, "It clicked", day=day, credibility=5, specificity=5)
    snapshot = SnapshotBuilder().build(speaking.contents, speaking.today(), domain, "", frozenset())
    report = build_trend_report(speaking.contents, snapshot.stats, snapshot.domains, None)
    rows = [row.plain for row in what_outcomes_add_up_to(report, width)]
    entry_rows = [row for row in rows if row.startswith("▲") and "○" in row]
    assert len(entry_rows) == 4
    assert {row.index("Told") for row in entry_rows if "Told" in row} == {14}
    other_text = " ".join(" ".join(row for row in rows if row not in entry_rows).split())
    assert "…" not in other_text
    assert "what your outcomes say" in other_text
    assert "Recent encouragement adds about +" in other_text


@pytest.mark.parametrize("size", [(200, 50), *SIZES])
async def test_examples_and_messages_under_the_search_are_never_cut(size, tmp_path: Path) -> None:
    async with run_dashboard("week", tmp_path, size) as person:
        await person.run_command("search")
        examples = lines(person.app)[0].strip()
        assert examples.startswith("words, source:mastery, kind:session")
        assert all(part in QUERY_HINTS for part in examples.split(", "))
        message_line = person.app.screen.query_one(MatchCountLine)
        timeline = person.app.screen.query_one(TimelineList)
        top = timeline.region.y
        for query, message in (
            ("zzz", "nothing found in 1 entry"),
            ("after:x", "! “x” is not a date. Write 2026, 2026-01 or 2026-01-31."),
            (
                "source:zzz",
                "! “zzz” is not a source. Use one of "
                "mastery, vicarious, persuasion, state, outcome, challenge, session, note, rung, goal, review.",
            ),
        ):
            await person.clear()
            await person.type(query)
            rows = lines(person.app)[message_line.region.y : message_line.region.bottom]
            assert " ".join(" ".join(rows).split()) == message
            assert timeline.region.y == message_line.region.bottom
        await person.clear()
        assert timeline.region.y == top


async def test_empty_timeline_names_only_the_key_back(journal: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("search")
        assert person.text().splitlines()[-1].split() == ["esc", "back"]
        assert "Everything you write can be found here." in person.text()


async def test_folded_pane_drops_whole_parts_that_do_not_fit(tmp_path: Path) -> None:
    def summaries(person: DashboardDriver) -> dict[str, str]:
        rows = [line.strip() for line in lines(person.app)]
        return {row[0]: row[15:] for row in rows if row[:1].isdigit()}

    for size, invitations, level in (
        ((60, 20), ("none yet · n designs one", "none yet · e adds the first"), "no rating yet · c checks in"),
        ((40, 12), ("n designs one", "e adds the first"), "c checks in"),
    ):
        async with run_dashboard("domain", tmp_path, size) as person:
            await person.run_command("pane-4")
            by_pane = summaries(person)
            assert (by_pane["1"], by_pane["3"]) == invitations
            assert by_pane["2"] == level
            await person.run_command("pane-1")
            assert summaries(person)["4"].startswith("“I’m activated")
            assert ("r begins" in summaries(person)["4"]) is (size == (60, 20))
    async with run_dashboard("week", tmp_path, (40, 12)) as person:
        assert summaries(person)["2"] == "You 52"


@pytest.mark.parametrize("size", SIZES)
async def test_long_domain_names_are_cut_before_their_numbers(
    size, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    journal.domains.add("Speaking", "give a ten-minute talk")
    other = journal.domains.add("Running before a hundred people I do not know at all, twice a week", "run")
    for domain in journal.domains.all():
        journal.checkins.record(domain.id, 70)
    async with open_dashboard(size) as person:
        await person.run_command("pane-2")
        rows = lines_inside(person, person.app.query_one("#pane-2", Pane))
        pairs = [row for row in rows if row.startswith(other.name[:10])]
        assert size == (40, 12) or ("70 · –" in pairs[0] and "…" in pairs[0])
