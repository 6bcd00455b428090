"""While numbers are hidden, no dialog shows a difficulty, a rating or odds that a person did not just type."""

from __future__ import annotations

import re

import pytest

from efficacy_tui.journal.demo import fill_demo
from tests.conftest import OpenDashboard


def dialog_rows(screen: str) -> list[str]:
    """The rows between the borders of the dialog in the middle of the screen."""
    rows = [re.split("[│╭╰]", line) for line in screen.splitlines()]
    return [parts[2].strip() for parts in rows if len(parts) > 3]


async def test_a_design_lists_the_rungs_without_their_difficulties(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36), hide_numbers=True) as person:
        await person.run_command("next-domain")
        await person.run_command("design")
        options = [row for row in dialog_rows(person.text()) if re.match(r"▸?[0-9a-z]  [✓◐✗·–] ", row)]
        assert len(options) >= 5
        assert not [row for row in options if re.search(r"\d", row[1:].lstrip("0123456789"))]
        chosen_title = options[0].split("  ")[1][2:]
        await person.press("1")
        assert f"Rung   {chosen_title}" in person.text()


async def test_the_place_that_a_task_has_is_not_said_as_a_number(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36), hide_numbers=True) as person:
        await person.run_command("place-task")
        assert "How hard is your daily task" in person.question_prompt()
        assert not [row for row in dialog_rows(person.text()) if re.search(r"\b\d\d\b", row)]


async def test_where_numbers_are_shown_the_rungs_have_their_difficulties(
    journal, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("next-domain")
        await person.run_command("design")
        assert "82 · Submit an article" in person.text()


@pytest.mark.parametrize("hide_numbers", [True, False])
async def test_what_helps_stands_without_its_difficulty(
    journal, open_dashboard: OpenDashboard, hide_numbers: bool
) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36), hide_numbers=hide_numbers) as person:
        (row,) = re.findall("✓ Explained the incident review to the directors +([0-9]*)", person.text())
        assert row == ("" if hide_numbers else "58")
