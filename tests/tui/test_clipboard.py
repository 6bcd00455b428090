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

from efficacy_tui.journal.demo import fill
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.panes.challenge import ChallengeBody
from efficacy_tui.tui.panes.reappraisal import ReappraisalBody
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.report_section import ReportSection
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.cli.test_dashboard_in_terminal import Terminal
from tests.cli.test_dashboard_in_terminal import terminal as terminal
from tests.conftest import At
from tests.support.dashboard_driver import Person
from tests.support.textual_internals import render_strips


async def drag(person: Person, first: str, last: str) -> None:
    """Draw the mouse from the first letter of some words to the last of others."""
    lines = [strip.text for strip in render_strips(person.app.screen)]
    places = []
    for words, end in ((first, 0), (last, len(last) - 1)):
        y = next(y for y, line in enumerate(lines) if words in line)
        places.append((lines[y].index(words) + end, y))
    await person.pilot.mouse_down(offset=places[0])
    await person.pilot.hover(offset=places[1])
    await person.pilot.mouse_up(offset=places[1])
    await person.settle()


@pytest.fixture
def demo(journal):
    """A year of made-up practice."""
    fill(journal)
    return journal


async def test_rows_of_the_timeline_are_selected_and_copied(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await drag(person, "Explained the cache", "Explained the cache bug")
        await person.press("ctrl+c")
        assert person.app.clipboard == "Explained the cache bug"


async def test_a_selection_over_rows_keeps_their_lines_and_follows_scrolling(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await person.does("pane-2")
        await person.press("pagedown")
        timeline = person.app.dashboard.query_one(TimelineList)
        assert timeline.scroll_y > 0
        drawn = [timeline.render_line(y).text for y in range(3)]
        top = int(timeline.scroll_y)
        found = timeline.get_selection(Selection(Offset(3, top), Offset(8, top + 2)))
        assert found == ("\n".join([drawn[0][3:].rstrip(), drawn[1].rstrip(), drawn[2][:8].rstrip()]), "\n")
        person.app.screen.selections = {timeline: Selection(Offset(3, top), Offset(8, top + 2))}
        await person.settle()
        shown = timeline.render_line(0)
        marked = "".join(text for text, style, _ in shown if style.bgcolor != timeline.rich_style.bgcolor)
        assert marked == drawn[0][3:]
        assert shown.text == drawn[0]


async def test_wide_characters_are_selected_where_they_are(speaking, at_the_keyboard: At) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "全角の話 told")
    async with at_the_keyboard() as person:
        await person.does("pane-2")
        timeline = person.app.dashboard.query_one(TimelineList)
        row = timeline.render_line(1).text
        at = row.index("の")
        person.app.screen.selections = {timeline: Selection(Offset(at, 1), Offset(at + 1, 1))}
        await person.settle()
        assert timeline.render_line(1).text == row
        assert person.app.screen.get_selected_text() == "の"


async def test_panes_pages_and_sections_give_what_is_drawn(demo, at_the_keyboard: At) -> None:
    def selected(kind: type[Widget]) -> str:
        widget = next(iter(person.app.screen.query(kind)))
        assert widget.allow_select
        person.app.screen.selections = {widget: SELECT_ALL}
        return person.app.screen.get_selected_text() or ""

    async with at_the_keyboard() as person:
        assert "Done when    I spoke ten minutes" in selected(ChallengeBody)
        assert "I’m activated and ready." in selected(ReappraisalBody)
        await person.press("enter")
        assert "Done when     I spoke ten minutes" in selected(PageLines)
        await person.press("escape")
        await person.does("trends")
        await person.settle()
        assert "Confidence and evidence" in selected(ReportSection)


async def test_words_of_a_page_are_drawn_over_and_copied(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard((80, 24)) as person:
        await person.press("enter")
        await drag(person, "I spoke ten", "I spoke ten minutes")
        await person.press("ctrl+c")
        assert person.app.clipboard == "I spoke ten minutes"
        await person.press("escape")
        assert person.app.screen is person.app.dashboard


async def test_ctrl_c_without_a_selection_says_how_to_quit(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await person.press("ctrl+c")
        assert "q quits" in person.toasts()
        assert person.app.clipboard == ""


async def test_y_copies_what_stands_in_each_pane(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        overview = person.app.snapshot
        for pane, text in (
            (1, overview.challenge.title),
            (2, overview.items[0].text),
            (3, overview.statement),
            (4, overview.stats.gap_sentence),
        ):
            await person.does(f"pane-{pane}")
            await person.does("copy")
            assert person.app.clipboard == text
            assert f"Copied: {' '.join(text.split()[:4])}" in person.toasts()


async def test_y_copies_a_page_and_an_entry_of_the_search(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await person.press("enter", "y")
        copied = person.app.clipboard.splitlines()
        assert copied[0] == person.app.snapshot.challenge.title
        assert re.search(r"^Done when +I spoke ten minutes and took two questions$", "\n".join(copied), re.MULTILINE)
        await person.press("escape")
        await person.does("search")
        await person.type("five-minute update")
        await person.press("enter", "y")
        assert "five-minute update" in person.app.clipboard


async def test_where_nothing_stands_y_says_so(journal, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        journal.domains.add("Speaking", "speak")
        await person.does("pane-1")
        await person.does("copy")
        assert "Nothing to copy" in person.toasts() or "still being opened" in person.toasts()


async def test_no_control_byte_reaches_the_clipboard(demo, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        person.app.copy_to_clipboard("  a\x1b]52;c;!\x07b\x00\u202ec\r\nd\t")
        assert person.app.clipboard == "  a]52;c;!bc\nd\t"


async def test_cut_while_masked_goes_to_no_other_program_and_is_not_lost(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard((80, 24), masked=True) as person:
        await person.does("design")
        await person.type("swim far")
        await person.press("ctrl+a", "ctrl+x")
        assert person.app.focused.text == ""
        assert "Nothing is copied while it is masked." in person.toasts().replace("[@ours=1]", "")
        await person.press("ctrl+v")
        assert person.app.focused.text == "swim far"


def test_the_terminal_is_given_the_entry(terminal: Callable[..., Terminal], tmp_path: Path) -> None:
    one = terminal()
    one.shows("What do you want to grow surer of?")
    one.press("Speaking\r")
    one.shows("What should you be able to do there?")
    one.press("give a talk\r")
    one.shows("Right now, how sure are you")
    one.press("5")
    one.wait(lambda text: "how sure are you" not in text and "You have begun" in text)
    one.press("3y")
    sequence = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
    given = b""
    until = time.monotonic() + 20
    while not sequence.search(given) and time.monotonic() < until:
        given += one.child.read_nonblocking(65536, 5)
    found = sequence.search(given)
    assert found is not None
    assert base64.b64decode(found.group(1)).decode() == "I’m activated and ready."
    one.press("\x1bOQ")
    one.wait(lambda text: "Masked" in text or "masked" in text)
    one.press("y")
    one.shows("Nothing is copied")
    assert "activated" not in one.text
    one.press("q")
    assert one.ends() == 0


def test_it_opens_masked_when_asked_to(terminal: Callable[..., Terminal]) -> None:
    one = terminal("--masked", "--demo")
    one.shows("masked · m shows", "1 Challenge")
    one.wait(lambda text: "•••" in text)
    assert "Speaking" not in one.text
    one.press("\x1b[12~")
    one.shows("Speaking")
    one.press("\x11")
    assert one.ends() == 0
