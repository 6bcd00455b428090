"""The first day: an empty journal shows at every size what to begin with, and dialogs keep their place."""

from __future__ import annotations

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.dashboard_lines import FooterLine
from tests.conftest import OpenDashboard

PANES = ("1 Challenge", "2 Confidence", "3 Evidence", "4 Reappraisal")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_without_a_domain_panes_show_their_titles_and_the_key_to_begin(
    open_dashboard: OpenDashboard, journal: Journal, size: tuple[int, int]
) -> None:
    journal.close()
    async with open_dashboard(size) as person:
        for key in "1234":
            await person.press(key)
            text = person.text()
            assert all(name in text for name in PANES)
            assert "d  begin with a domain" in text
            assert "begins" not in text, "a session is offered before there is a domain"


async def test_folded_evidence_pane_shows_the_key_for_the_first_entry(
    open_dashboard: OpenDashboard, speaking: Journal
) -> None:
    speaking.close()
    async with open_dashboard((60, 20)) as person:
        row = next(line for line in person.text().splitlines() if "3 Evidence" in line)
        assert "e adds the first" in row


@pytest.mark.parametrize("command", ["check-in", "trends", "settings"])
async def test_too_small_note_covers_open_screens_and_keeps_the_focus(
    open_dashboard: OpenDashboard, speaking: Journal, command: str
) -> None:
    speaking.close()
    async with open_dashboard((80, 24)) as person:
        await person.run_command(command)
        text_before, focused = person.text(), person.app.focused
        await person.resize(39, 11)
        lines = [line.strip() for line in person.text().splitlines() if line.strip()]
        assert lines == ["A little more room, please:", "at least 40 × 12."]
        await person.resize(80, 24)
        await person.wait_for(lambda: person.text() == text_before)
        assert person.app.focused is focused


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_dialog_frame_keeps_its_place_between_questions(
    open_dashboard: OpenDashboard, speaking: Journal, size: tuple[int, int]
) -> None:
    speaking.close()
    async with open_dashboard(size) as person:
        await person.run_command("design")
        frame = person.app.screen.children[0]
        region_before = frame.region
        await person.type("give a talk")
        await person.press("enter")
        assert frame.region == region_before


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((120, 36), "c Check in s Step today w Look at the week e Evidence r Reappraise o Outcome ? Help"),
        ((80, 24), "c Check in s Step w Week e Evidence r Reappraise ? Help"),
        ((60, 20), "c Check in s Step w Week e Evidence ? Help"),
        ((40, 12), "c Check in s Step w Week ? Help"),
    ],
)
async def test_the_footer_names_what_is_due_first_as_far_as_it_fits(
    journal: Journal, open_dashboard: OpenDashboard, size: tuple[int, int], words: str
) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        footer = person.app.dashboard.query_one(FooterLine).render()
        assert " ".join(footer.plain.split()) == words
        assert footer.plain.endswith("? Help")
        assert footer.cell_length == size[0] - 2
        bold = [footer.plain[span.start : span.end].strip() for span in footer.spans if "foreground" in str(span.style)]
        assert bold == ["Check in", "Step today" if "today" in words else "Step"]


async def test_the_sign_of_the_daily_task_never_stands_for_the_focus(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((40, 12)) as person:
        await person.press("escape")
        header = person.text().splitlines()[0]
        assert "Speaking" in header
        assert "◆" not in header
