"""Text is selected with the mouse and copied with ctrl+c; y copies the entry or sentence shown."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.geometry import Offset
from textual.selection import SELECT_ALL, Selection
from textual.widget import Widget

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.panes.challenge import ChallengeBody
from efficacy_tui.tui.panes.reappraisal import ReappraisalBody
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from efficacy_tui.wording.confidence import standing_sentence
from tests.cli.test_dashboard_in_terminal import ScreenTerminal
from tests.cli.test_dashboard_in_terminal import terminal as terminal
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.textual_internals import render_strips


async def drag(person: DashboardDriver, first: str, last: str) -> None:
    """Drag the mouse from the first letter of `first` to the last letter of `last`."""
    lines = [strip.text for strip in render_strips(person.app.screen)]
    offsets = []
    for words, end in ((first, 0), (last, len(last) - 1)):
        y = next(y for y, line in enumerate(lines) if words in line)
        offsets.append((lines[y].index(words) + end, y))
    await person.pilot.mouse_down(offset=offsets[0])
    await person.pilot.hover(offset=offsets[1])
    await person.pilot.mouse_up(offset=offsets[1])
    await person.settle()


@pytest.fixture
def demo(journal):
    """The journal of the demo, a year of practice."""
    fill_demo(journal)
    return journal


async def test_text_of_the_timeline_can_be_selected_and_copied(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await drag(person, "Explained the cache", "Explained the cache bug")
        await person.press("ctrl+c")
        assert person.app.clipboard == "Explained the cache bug"


async def test_selection_spans_rows_and_follows_scrolling(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        await person.press("pagedown", "pagedown")
        timeline = person.app.dashboard.query_one(TimelineList)
        assert timeline.scroll_y > 0
        rows = [timeline.render_line(y).text for y in range(3)]
        # A selection counts two rows for every entry.
        top = int(timeline.scroll_y) * 2
        ends = [offset for y in range(3) if (offset := timeline.get_selection(whole_row(top + y))[0])]
        assert ends[0] == rows[0].rstrip()
        selection = Selection(Offset(3, top), Offset(8, top + 2))
        selected, newline = timeline.get_selection(selection)
        assert newline == "\n"
        assert selected.splitlines()[0] == rows[0][3:].rstrip()
        person.app.screen.selections = {timeline: selection}
        await person.settle()
        strip = timeline.render_line(0)
        highlighted = "".join(text for text, style, _ in strip if style.bgcolor != timeline.rich_style.bgcolor)
        assert highlighted == rows[0][3:]
        assert strip.text == rows[0]


def whole_row(number: int) -> Selection:
    """Select a row of the timeline."""
    return Selection(Offset(0, number), Offset(500, number))


async def test_wide_characters_can_be_selected(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "全角の話 told")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        timeline = person.app.dashboard.query_one(TimelineList)
        row = timeline.render_line(0).text
        start = row.index("の")
        person.app.screen.selections = {timeline: Selection(Offset(start, 0), Offset(start + 1, 0))}
        await person.settle()
        assert timeline.render_line(0).text == row
        assert person.app.screen.get_selected_text() == "の"


async def test_panes_pages_and_sections_can_be_selected(demo, open_dashboard: OpenDashboard) -> None:
    def selected_text(kind: type[Widget]) -> str:
        widget = next(iter(person.app.screen.query(kind)))
        assert widget.allow_select
        person.app.screen.selections = {widget: SELECT_ALL}
        return person.app.screen.get_selected_text() or ""

    async with open_dashboard() as person:
        assert "Done when   I spoke ten minutes" in selected_text(ChallengeBody)
        assert "I’m activated and ready." in selected_text(ReappraisalBody)
        await person.press("enter")
        assert "Done when     I spoke ten minutes" in selected_text(PageLines)
        await person.press("escape")
        await person.run_command("trends")
        await person.settle()
        assert "Trend and next step" in selected_text(ReportSection)


async def test_words_of_a_page_can_be_selected_and_copied(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.press("enter")
        await drag(person, "I spoke ten", "I spoke ten minutes")
        await person.press("ctrl+c")
        assert person.app.clipboard == "I spoke ten minutes"
        await person.press("escape")
        assert person.app.screen is person.app.dashboard


async def test_ctrl_c_without_a_selection_shows_how_to_quit(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press("ctrl+c")
        assert "q quits" in person.toasts()
        assert person.app.clipboard == ""


async def test_y_copies_the_main_text_of_each_pane(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        snapshot = person.app.snapshot
        for pane, text in (
            (1, snapshot.challenge.title),
            (2, standing_sentence(snapshot.stats)),
            (3, snapshot.items[0].text),
            (4, snapshot.statement),
        ):
            await person.run_command(f"pane-{pane}")
            await person.run_command("copy")
            assert person.app.clipboard == text
            assert f"Copied: {' '.join(text.split()[:4])}" in person.toasts()


async def test_y_copies_a_page_and_an_entry_of_the_search(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press("enter", "y")
        copied = person.app.clipboard.splitlines()
        assert copied[0] == person.app.snapshot.challenge.title
        assert re.search(r"^Done when +I spoke ten minutes and took two questions$", "\n".join(copied), re.MULTILINE)
        await person.press("escape")
        await person.run_command("search")
        await person.type("five-minute update")
        await person.press("enter", "y")
        assert "five-minute update" in person.app.clipboard


async def test_y_in_an_empty_pane_shows_a_message(journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        journal.domains.add("Speaking", "speak")
        await person.run_command("pane-1")
        await person.run_command("copy")
        assert "nothing to copy" in person.toasts()


async def test_no_control_byte_reaches_the_clipboard(demo, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        person.app.copy_to_clipboard("  a\x1b]52;c;!\x07b\x00\u202ec\r\nd\t")
        assert person.app.clipboard == "  a]52;c;!bc\nd\t"


async def test_cut_while_masked_stays_inside_the_program(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24), masked=True) as person:
        await person.run_command("design")
        await person.type("swim far")
        await person.press("ctrl+a", "ctrl+x")
        assert person.app.focused.text == ""
        assert "Nothing can be copied while masked." in person.toasts().replace("[@ours=1]", "")
        await person.press("ctrl+v")
        assert person.app.focused.text == "swim far"


def test_copied_entry_is_sent_to_the_terminal(terminal: Callable[..., ScreenTerminal], tmp_path: Path) -> None:
    dashboard = terminal()
    dashboard.wait_for_text("What do you want to become more sure of yourself in?")
    dashboard.press("Speaking\r")
    dashboard.wait_for_text("What do you want to be able to do there?")
    dashboard.press("give a talk\r")
    dashboard.wait_for_text("Right now, how sure are you")
    dashboard.press("5")
    dashboard.wait(lambda text: "how sure are you" not in text and "You are set" in text)
    dashboard.press("4y")
    sequence = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
    output = b""
    deadline = time.monotonic() + 20
    while not sequence.search(output) and time.monotonic() < deadline:
        output += dashboard.child.read_nonblocking(65536, 5)
    match = sequence.search(output)
    assert match is not None
    assert base64.b64decode(match.group(1)).decode() == "I’m activated and ready."
    dashboard.press("\x1bOQ")
    dashboard.wait(lambda text: "Masked" in text or "masked" in text)
    dashboard.press("y")
    dashboard.wait_for_text("Nothing can be copied")
    assert "activated" not in dashboard.text
    dashboard.press("q")
    assert dashboard.wait_for_exit() == 0


def test_masked_option_opens_the_dashboard_masked(terminal: Callable[..., ScreenTerminal]) -> None:
    dashboard = terminal("--masked", "--demo")
    dashboard.wait_for_text("masked · m shows", "1 Challenge")
    # The due check-in opens by itself, and keys while it opens are not its answers.
    dashboard.wait(lambda text: "•••" in text and "Check-in" in text)
    assert "Speaking" not in dashboard.text
    dashboard.press("\x1b[12~")
    dashboard.wait_for_text("Speaking")
    dashboard.press("\x11")
    assert dashboard.wait_for_exit() == 0
