"""The message line: short, in the place of the footer, over nothing; problems stay until they could be read."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from textual.widget import Widget

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.model.text_layout import shorten
from efficacy_tui.tui.message_queue import READ_SECONDS, MessageQueue, ScreenMessage
from efficacy_tui.tui.panes.pane import Pane
from efficacy_tui.tui.screens.dashboard_lines import FooterLine
from efficacy_tui.tui.widgets.dialog_frame import DialogFrame
from efficacy_tui.tui.widgets.message_line import (
    MAX_PROBLEM_ROWS,
    MAX_ROWS,
    MessageLine,
    MessageRow,
    lay_out_messages,
    split_keys,
)
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver

LONG_TEXT = "first the hill and then the question which stayed in mind while rehearsing the whole of it"
WIDE_TEXT = "日本語の発表を全員の前で三回続けて話しました"
REDO_NOTE = f"{BY_ID['redo'].key} puts it back"
SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]
PROBLEM = "The disk is full, so the last change is not saved yet. What you wrote is kept in memory; free some space."


def message_rows(person: DashboardDriver) -> list[str]:
    """Return the rows of the message line on the screen in front, keys after a dot; none while no message stands."""
    line = person.app.screen.query_one_optional(MessageLine)
    if line is None or not line.display:
        return []
    rows = person.text().splitlines()[line.region.y : line.region.bottom]
    return [re.sub(" {3,}", " · ", row.strip()) for row in rows]


@pytest.mark.parametrize("text", [LONG_TEXT, WIDE_TEXT], ids=["long", "wide"])
@pytest.mark.parametrize(("size", "most"), [((80, 24), 1), ((60, 20), 2), ((40, 12), 2)])
async def test_undo_message_is_short_and_no_line_begins_with_a_dot(
    speaking: Journal, open_dashboard: OpenDashboard, text: str, size: tuple[int, int], most: int
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, text)
    async with open_dashboard(size) as person:
        await person.run_command("undo")
        rows = message_rows(person)
        assert 0 < len(rows) <= most
        assert rows[0].startswith(f"Undone: Evidence: {text[:6]}")
        assert "…" in rows[0]
        assert rows[-1].endswith(REDO_NOTE)
        assert not any(row.startswith("·") for row in rows)
        await person.run_command("redo")
        assert len(message_rows(person)) <= most
        assert "Put back: Evidence:" in person.toasts()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("message", ["Checked in · u undo", f"Saved. {LONG_TEXT}. {LONG_TEXT}"], ids=["short", "long"])
async def test_a_message_takes_the_place_of_the_footer_and_lies_over_nothing(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], message: str
) -> None:
    async with open_dashboard(size) as person:
        assert not message_rows(person)
        person.app.announce(message)
        await person.settle()
        line = person.app.screen.query_one(MessageLine)
        assert line.region.bottom == size[1]
        assert line.region.height <= MAX_ROWS
        assert line.region.contains_region(person.app.dashboard.query_one(FooterLine).region)
        assert "? Help" not in person.text()
        panes: list[Widget] = list(person.app.dashboard.query(Pane))
        assert not any(pane.region.overlaps(line.region) for pane in panes)
        assert " ".join(message_rows(person)).startswith(message[:12])
        person.app.clear_notifications()
        await person.settle()
        assert person.text().splitlines()[-1].endswith("? Help")


@pytest.mark.parametrize("masked", [False, True], ids=["shown", "masked"])
@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)])
async def test_a_long_text_never_pushes_the_keys_behind_it_out_of_sight(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], masked: bool
) -> None:
    undo = f"{BY_ID['undo'].key} undo"
    async with open_dashboard(size, masked=masked) as person:
        person.app.announce(f"Speaking 40 · ✓ {LONG_TEXT}, and {LONG_TEXT}, difficulty 52, on Tuesday · {undo}")
        await person.settle()
        rows = message_rows(person)
        assert len(rows) == MAX_ROWS
        assert rows[-1].endswith(f"… · {undo}")
        assert ("first the hill" in rows[0]) is not masked


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("command", ["check-in", "evidence", "design", "help", "domains", "settings"])
async def test_a_message_lies_over_no_dialog(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], command: str
) -> None:
    async with open_dashboard(size) as person:
        await person.run_command(command)
        person.app.warn(PROBLEM)
        await person.settle()
        screen = person.app.screen
        line = screen.query_one(MessageLine)
        assert line.region.bottom == size[1]
        frames = [child for child in screen.children if child is not line and child.display and child.region.area]
        assert isinstance(frames[0], DialogFrame) or command not in ("check-in", "evidence", "design")
        for frame in frames:
            if str(frame.styles.dock) != "bottom":
                assert not frame.region.overlaps(line.region), (frame, frame.region, line.region)
        assert " ".join(" ".join(message_rows(person)).split()) == f"! {PROBLEM}"


async def test_a_problem_stays_until_a_key_is_pressed_after_it_could_be_read(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        seconds = [100.0]
        person.app.messages = MessageQueue(lambda: seconds[0])
        person.app.warn(PROBLEM)
        person.app.announce("Saved · u undo")
        await person.settle()
        seconds[0] += READ_SECONDS / 2
        await person.press("down")
        assert PROBLEM[:20] in " ".join(message_rows(person))
        seconds[0] += 7200
        await person.settle()
        assert PROBLEM[:20] in " ".join(message_rows(person))
        await person.press("down")
        assert not message_rows(person)


async def test_a_message_moves_to_the_screen_in_front_and_back(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        person.app.inform("The file was written elsewhere.")
        await person.run_command("trends")
        assert message_rows(person) == ["The file was written elsewhere."]
        assert not person.app.dashboard.query_one(MessageLine).display
        await person.press("escape")
        assert message_rows(person) == ["The file was written elsewhere."]


async def test_masked_messages_hide_the_persons_words_and_keep_the_programs(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, "Zebras")
    async with open_dashboard(masked=True) as person:
        await person.run_command("undo")
        (row,) = message_rows(person)
        assert "Zebras" not in row
        assert row.endswith(REDO_NOTE)
        await person.run_command("mask")
        assert "Zebras" not in person.text()


def test_messages_go_after_their_time_and_problems_with_a_key() -> None:
    seconds = [0.0]
    queue = MessageQueue(lambda: seconds[0])
    queue.add("saved", 5)
    queue.add("broken", None)
    assert [message.text for message in queue.standing()] == ["saved", "broken"]
    seconds[0] = 4.9
    assert len(queue.standing()) == 2
    seconds[0] = 5.0
    assert [message.text for message in queue.standing()] == ["broken"]
    assert queue.key_pressed()
    assert not queue.standing()
    assert not queue.key_pressed()


def test_clearing_keeps_a_problem_that_nobody_can_have_read() -> None:
    seconds = [0.0]
    queue = MessageQueue(lambda: seconds[0])
    queue.add("saved", 5)
    queue.add("broken", None)
    queue.clear()
    assert [message.text for message in queue.standing()] == ["broken"]
    assert not queue.key_pressed()
    seconds[0] = READ_SECONDS
    queue.clear()
    assert not queue.standing()


def rows_of(width: int, *texts: str, problems: tuple[str, ...] = ()) -> list[str]:
    """Lay out messages, oldest first."""
    messages = [ScreenMessage(text, 0, None if text in problems else 5) for text in texts]
    return [row.text for row in lay_out_messages(messages, width)]


def test_short_messages_stand_side_by_side_and_the_newest_are_shown() -> None:
    assert rows_of(40, "Checked in", "l begins one") == ["Checked in   l begins one"]
    assert rows_of(20, "Checked in", "l begins one") == ["Checked in", "l begins one"]
    assert rows_of(20, "Old one", "Checked in today", "l begins a ladder") == ["Checked in today", "l begins a ladder"]
    assert rows_of(20, "Undone: it\nu puts it back") == ["Undone: it", "u puts it back"]


@pytest.mark.parametrize("width", [38, 58, 78, 118])
def test_a_long_message_is_cut_after_a_word_and_a_problem_is_not_cut(width: int) -> None:
    rows = rows_of(width, f"{LONG_TEXT}, {LONG_TEXT}, {LONG_TEXT}")
    assert len(rows) == MAX_ROWS
    assert rows[-1].endswith("…")
    assert LONG_TEXT.replace(",", "").find(rows[-1].removesuffix("…").split()[-1].strip(",")) >= 0
    problem_rows = rows_of(width, PROBLEM, problems=(PROBLEM,))
    assert len(problem_rows) <= MAX_PROBLEM_ROWS
    assert " ".join(problem_rows) == PROBLEM


@pytest.mark.parametrize(
    ("text", "row", "words", "keys"),
    [
        ("Deleted · u undo", None, "Deleted", ["u undo"]),
        ("Step recorded · u undo · e evidence", None, "Step recorded", ["u undo", "e evidence"]),
        ("Speaking 40 · ✓ a talk · u undo", None, "Speaking 40 · ✓ a talk", ["u undo"]),
        ("Undone: it\nctrl+r puts it back", "ctrl+r puts it back", "", ["ctrl+r puts it back"]),
        ("a ladder", None, "a ladder", []),
        ("Copied: this · that", None, "Copied: this · that", []),
    ],
)
def test_keys_at_the_end_of_a_row_are_told_from_its_words(
    text: str, row: str | None, words: str, keys: list[str]
) -> None:
    assert split_keys(MessageRow(row or text, ScreenMessage(text, 0, 5))) == (words, keys)


async def test_keys_stand_at_the_right_and_a_click_presses_them(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, "Asked a question")
    async with open_dashboard((80, 24)) as person:
        await person.run_command("pane-3")
        await person.press("enter", "delete")
        row = person.text().splitlines()[-1].rstrip()
        assert row == f" Deleted{' ' * 65}u undo"
        await person.pilot.click(offset=(row.index("undo"), 23))
        await person.settle()
        assert "Asked a question" in person.text()
        assert person.text().splitlines()[-1].rstrip().endswith(REDO_NOTE)


@pytest.mark.parametrize(
    ("width", "text"), [(78, f"! {PROBLEM}"), (28, f"! {PROBLEM}"), (24, "! Not saved: see the disk.")]
)
def test_a_problem_without_room_for_all_its_words_is_said_in_fewer(width: int, text: str) -> None:
    message = ScreenMessage(f"! {PROBLEM}", 0, None, ("! Not saved: see the disk.",))
    assert " ".join(row.text for row in lay_out_messages([message], width)) == text


@pytest.mark.parametrize("is_save_failure", [True, False])
async def test_only_what_is_not_saved_is_red(open_dashboard: OpenDashboard, is_save_failure: bool) -> None:
    async with open_dashboard((80, 24)) as person:
        person.app.warn("The server cannot be reached now.", is_save_failure=is_save_failure)
        await person.settle()
        content = person.app.screen.query_one(MessageLine).render()
        assert ("$error" in str(content.spans)) == is_save_failure


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("spoke up", 8, "spoke up"),
        ("spoke up first", 10, "spoke up…"),
        ("spoke up first", 9, "spoke up…"),
        ("incomprehensibilities", 10, "incompreh…"),
        ("an incomprehensibility", 20, "an incomprehensibil…"),
        ("日本語の発表", 7, "日本語…"),
    ],
)
def test_shorten_cuts_after_a_nearby_word_end(text: str, width: int, short: str) -> None:
    assert shorten(text, width) == short
    assert cell_len(shorten(text, width)) <= width


@pytest.mark.parametrize(
    ("size", "row"),
    [
        ((120, 36), f"Speaking 40 · ✓ {LONG_TEXT[:40]}, difficulty 52, on Tuesday · u undo"),
        ((80, 24), f"Speaking 40 · ✓ {LONG_TEXT[:40]} · u undo"),
        ((60, 20), f"✓ {LONG_TEXT[:40]} · u undo"),
    ],
)
async def test_a_message_says_as_much_as_fits_on_a_row(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], row: str
) -> None:
    deed = f"✓ {LONG_TEXT[:40]}"
    shorter = (f"Speaking 40 · {deed} · u undo", f"{deed} · u undo")
    async with open_dashboard(size) as person:
        person.app.announce(f"Speaking 40 · {deed}, difficulty 52, on Tuesday · u undo", shorter)
        await person.settle()
        assert message_rows(person) == [row]
