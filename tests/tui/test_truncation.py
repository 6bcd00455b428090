"""Where there is little room what the program says is whole, or left out; only a person's own words are cut."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.trends import build_trend_report
from efficacy_tui.model.records import Mastery, Persuasion
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.screens.timeline import HINTS, MatchCountLine
from efficacy_tui.tui.screens.trend_sections import why_this_number
from efficacy_tui.tui.screens.trends import TrendsScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import At
from tests.support.dashboard_driver import Person
from tests.support.screen_tour import lines, walker

SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]


def inside(person: Person, pane: Pane) -> list[str]:
    """What stands in the frame of a pane, line by line."""
    region = pane.content_region
    rows = lines(person.app)[region.y : region.bottom]
    return [row[region.x : region.right].strip() for row in rows]


@pytest.mark.parametrize("size", SIZES)
async def test_in_an_empty_journal_every_pane_has_its_key_right_under_its_words(size, tmp_path: Path) -> None:
    async with walker("empty", tmp_path, size) as person:
        for number in (1, 2, 3, 4):
            await person.does(f"pane-{number}")
            pane = person.app.query_one(f"#pane-{number}", Pane)
            rows = inside(person, pane)
            key = rows.index("d  begin with a domain")
            assert rows[key - 1] == ""
            assert rows[key - 2] != ""
            assert not any(rows[key + 1 :])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("ratings", "outcomes"), [(0, 0), (6, 0), (6, 3)])
async def test_what_is_missing_for_a_line_is_told_whole(
    size, ratings: int, outcomes: int, speaking: Journal, at_the_keyboard: At
) -> None:
    domain = speaking.domains.focus().id
    for ago in range(ratings):
        speaking.checkins.record(domain, 50, speaking.today() - dt.timedelta(days=ago))
    for number in range(outcomes):
        speaking.evidence.add(Mastery, domain, f"gave talk {number}")
    async with at_the_keyboard(size) as person:
        await person.does("pane-4")
        shown = " ".join(" ".join(inside(person, person.app.query_one("#pane-4", Pane))).split())
        assert person.app.snapshot.stats.gap_sentence in shown


@pytest.mark.parametrize("size", SIZES)
async def test_without_a_domain_the_trends_invite_and_their_key_begins(
    size, journal: Journal, at_the_keyboard: At
) -> None:
    async with at_the_keyboard(size) as person:
        await person.does("trends")
        shown = " ".join(person.text().split())
        assert "How sure you are is drawn here, day by day, beside what your outcomes say." in shown
        assert "d begin with a domain" in shown
        assert "…" not in shown
        assert "100┤" not in shown
        assert person.text().splitlines()[-1].split() == ["d", "domains", "esc", "back"]
        await person.does("domains")
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
async def test_of_a_day_in_the_trends_whole_parts_are_left_out(size, words: str, tmp_path: Path) -> None:
    async with walker("week", tmp_path, size) as person:
        await person.does("trends")
        await person.does("left")
        assert words in [line.strip() for line in lines(person.app)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_sign_of_what_is_not_rated_yet_stands_apart_from_the_words(size, tmp_path: Path) -> None:
    async with walker("week", tmp_path, size) as person:
        for command in ("pane-2", "search"):
            await person.does(command)
            (row,) = [line for line in lines(person.app) if "○" in line]
            assert row.split("○")[0][-2:].strip(), "one blank, and then the words"
            assert row.split("○")[0].endswith(" ")
            assert "Spoke up first" in row


@pytest.mark.parametrize("width", [35, 50, 76])
def test_the_ledger_has_its_columns_and_cuts_only_what_a_person_wrote(width: int, speaking: Journal) -> None:
    domain = speaking.domains.focus().id
    for day in (2, 12, 20):
        when = dt.date(2026, 11, day)
        speaking.evidence.add(Mastery, domain, "Told the story to everybody at lunch, twice", day=when)
    speaking.evidence.add(Persuasion, domain, "It clicked", day=dt.date(2026, 11, 20), who="Mara", quote="It clicked")
    overview = SnapshotBuilder().build(speaking.contents, speaking.today(), domain, "", frozenset())
    report = build_trend_report(speaking.contents, overview.stats, overview.domains, None)
    rows = [row.plain for row in why_this_number(report, width)]
    written = [row for row in rows if "○" in row and "marks" not in row]
    assert len(written) == 4
    assert {row.index("Told") for row in written if "Told" in row} == {14}
    assert {row.index("Mara") for row in written if "Mara" in row} <= {14}
    told = " ".join(" ".join(row for row in rows if row not in written).split())
    assert "…" not in told
    assert "with what lifts it for now" in told


@pytest.mark.parametrize("size", [(200, 50), *SIZES])
async def test_under_the_search_everything_is_whole(size, tmp_path: Path) -> None:
    async with walker("week", tmp_path, size) as person:
        await person.does("search")
        examples = lines(person.app)[0].strip()
        assert examples.startswith("words, source:mastery, kind:session")
        assert all(part in HINTS for part in examples.split(", "))
        found = person.app.screen.query_one(MatchCountLine)
        below = person.app.screen.query_one(TimelineList)
        top = below.region.y
        for typed, words in (
            ("zzz", "nothing found in 1 entry"),
            ("after:x", "! “x” is no date. Write 2026, 2026-01 or 2026-01-31."),
            (
                "source:zzz",
                "! “zzz” is no source. There are: "
                "mastery, vicarious, persuasion, state, outcome, challenge, session, note.",
            ),
        ):
            await person.clear()
            await person.type(typed)
            rows = lines(person.app)[found.region.y : found.region.bottom]
            assert " ".join(" ".join(rows).split()) == words
            assert below.region.y == found.region.bottom
        await person.clear()
        assert below.region.y == top


async def test_on_an_empty_timeline_the_last_line_names_only_the_way_back(
    journal: Journal, at_the_keyboard: At
) -> None:
    async with at_the_keyboard((80, 24)) as person:
        await person.does("search")
        assert person.text().splitlines()[-1].split() == ["esc", "back"]
        assert "All you write will be found here." in person.text()


async def test_of_a_folded_pane_what_does_not_fit_whole_is_left_out(tmp_path: Path) -> None:
    def folded(person: Person) -> dict[str, str]:
        rows = [line.strip() for line in lines(person.app)]
        return {row[0]: row[15:] for row in rows if row[:1].isdigit()}

    for size, nothing, level in (
        ((60, 20), ("none yet · n designs one", "none yet · e keeps the first"), "Speaking 7 ratings to go"),
        ((40, 12), ("none yet", "none yet"), "Speaking"),
    ):
        async with walker("domain", tmp_path, size) as person:
            await person.does("pane-3")
            told = folded(person)
            assert (told["1"], told["2"]) == nothing
            assert told["4"] == level
            await person.does("pane-1")
            assert folded(person)["3"].startswith("“I’m activated")
            assert ("r begins" in folded(person)["3"]) is (size == (60, 20))
    async with walker("week", tmp_path, (40, 12)) as person:
        assert folded(person)["4"] == "Speaking 52"


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_name_of_a_domain_is_cut_before_the_words_beside_it(
    size, journal: Journal, at_the_keyboard: At
) -> None:
    domain = journal.domains.add("Speaking before a hundred people I do not know", "give a ten-minute talk")
    journal.checkins.record(domain.id, 70)
    async with at_the_keyboard(size) as person:
        await person.does("pane-4")
        assert "6 ratings to go" in person.text()
        assert "Spea" in "".join(inside(person, person.app.query_one("#pane-4", Pane)))
