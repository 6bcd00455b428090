"""Toasts are short: one line where there is room, two on the smallest screens."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.model.text_layout import shorten
from efficacy_tui.tui.bindings import BY_ID
from tests.conftest import OpenDashboard

LONG_TEXT = "first the hill and then the question which stayed in mind while rehearsing the whole of it"
WIDE_TEXT = "日本語の発表を全員の前で三回続けて話しました"
REDO_NOTE = f"{BY_ID['redo'].key} puts it back"


@pytest.mark.parametrize("text", [LONG_TEXT, WIDE_TEXT], ids=["long", "wide"])
@pytest.mark.parametrize(("size", "most"), [((80, 24), 1), ((60, 20), 2), ((40, 12), 2)])
async def test_undo_toast_is_short_and_no_line_begins_with_a_dot(
    speaking: Journal, open_dashboard: OpenDashboard, text: str, size: tuple[int, int], most: int
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, text)
    async with open_dashboard(size) as person:
        await person.run_command("undo")
        toast = person.app.screen.query_one("Toast")
        toast_lines = [row.strip() for row in person.text().splitlines()[toast.region.y : toast.region.bottom]]
        assert len(toast_lines) <= most
        assert toast_lines[0].startswith(f"Undone: Evidence: {text[:6]}")
        assert "…" in toast_lines[0]
        assert toast_lines[-1].endswith(REDO_NOTE)
        assert not any(line.startswith("·") for line in toast_lines)
        await person.run_command("redo")
        toast = person.app.screen.query_one("Toast")
        assert toast.region.height <= most
        assert "Put back: Evidence:" in person.toasts()


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


async def test_empty_toast_holders_do_not_accumulate(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for _ in range(6):
            person.app.announce("Said once more")
            await person.settle()
        assert len(person.app.screen.query("ToastHolder")) <= 2
        assert person.text().count("Said once more") == 1
