"""A dialog takes the rows there are before it scrolls, and never scrolls away what it asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.domains import DomainRows
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.choice_field import OptionRows
from tests.conftest import At
from tests.support.dashboard_driver import Person
from tests.support.screen_tour import go, go_back, walker

LEAST = (40, 12)
ASKED = ["check-in of an earlier day", "design", "evidence", "mastery", "reappraisal", "how activated", "a new domain"]


def roll(person: Person) -> VerticalScroll:
    """What scrolls in the dialog that is open."""
    return person.app.screen.query_one(VerticalScroll)


def sees(person: Person, widget: Widget) -> bool:
    """Whether every row of a widget is on the screen."""
    return widget.display and widget.region in roll(person).region


@pytest.mark.parametrize("journal_name", ["empty", "domain", "week", "demo", "ten years"])
async def test_dialogs_on_the_smallest_screen_scroll_only_at_full_height(
    journal_name: str, tmp_path: Path
) -> None:
    asked = set()
    async with walker(journal_name, tmp_path, LEAST) as person:
        for scene in ASKED:
            await go(person, scene)
            if isinstance(person.app.screen, FlowDialog):
                asked.add(scene)
                if roll(person).show_vertical_scrollbar:
                    assert roll(person).region.height == LEAST[1] - 2, scene
                    assert roll(person).virtual_size.height > roll(person).size.height, scene
                assert sees(person, person.app.screen.query_one("#prompt")), scene
                assert sees(person, person.app.screen.field), scene
            await go_back(person)
    assert asked


async def test_an_error_is_scrolled_into_view_below_its_question(tmp_path: Path) -> None:
    async with walker("week", tmp_path, LEAST) as person:
        await go(person, "reappraisal")
        problem = person.app.screen.query_one("#problem")
        assert sees(person, problem)
        assert sees(person, person.app.screen.query_one("#prompt"))


async def test_progress_line_is_one_row_as_wide_as_the_question(tmp_path: Path) -> None:
    async with walker("demo", tmp_path, (80, 24)) as person:
        await go(person, "reappraisal")
        line = person.app.screen.query_one("#line", Static)
        drawn = str(line.render()).split("\n")
        assert [len(row) for row in drawn] == [line.content_size.width, 0]
        assert line.region.height == 2
        assert line.region.right == person.app.screen.query_one("#prompt").region.right


@pytest.mark.parametrize("size", [LEAST, (60, 20), (80, 24)])
@pytest.mark.parametrize("count", [1, 3, 4, 9])
async def test_domains_dialog_uses_all_available_rows(
    journal: Journal, at_the_keyboard: At, size: tuple[int, int], count: int
) -> None:
    names = [f"Domain {number}" for number in range(count)]
    for name in names:
        journal.domains.add(name, f"do what {name.lower()} asks")
    async with at_the_keyboard(size) as person:
        await person.does("domains")
        rows = person.app.screen.query_one(DomainRows)
        for name in [*names, names[0]]:
            shown = person.text()
            assert f"▸ {name}" in shown
            assert f"I can do what {name.lower()} asks" in shown
            seen = sum(each in shown for each in names)
            assert seen == count or (seen >= rows.size.height - 1 and rows.size.height > 3)
            await person.does("down")


async def test_clicking_in_a_compact_domain_list_selects_the_clicked_domain(
    journal: Journal, at_the_keyboard: At
) -> None:
    for number in range(5):
        journal.domains.add(f"Domain {number}", "do it")
    async with at_the_keyboard(LEAST) as person:
        await person.does("domains")
        for name in ("Domain 3", "Domain 0", "Domain 2"):
            y = next(i for i, line in enumerate(person.text().splitlines()) if name in line)
            await person.pilot.click(offset=(8, y))
            await person.settle()
            assert f"▸ {name}" in person.text()


async def test_option_hints_are_never_cut_but_move_below_on_narrow_screens(
    speaking: Journal, at_the_keyboard: At
) -> None:
    for size, beside in ((LEAST, False), ((80, 24), True)):
        async with at_the_keyboard(size) as person:
            await person.does("evidence")
            rows = person.app.screen.query_one(OptionRows)
            height = rows.size.height
            for here in rows.options:
                said = " ".join(str(rows.render()).split())
                assert "…" not in said
                for option in rows.options:
                    assert (option.hint in said) is (beside or option is here), (size, option.value)
                assert sees(person, rows)
                assert rows.size.height == height
                await person.press("down")


async def test_long_option_lists_keep_the_cursor_in_view(
    journal: Journal, at_the_keyboard: At
) -> None:
    for number in range(14):
        journal.domains.add(f"Domain {number}", "do it")
    async with at_the_keyboard(LEAST) as person:
        await person.does("export")
        await person.press("enter")
        rows = person.app.screen.query_one(OptionRows)
        assert rows.size.height > LEAST[1]
        for option in [*rows.options, rows.options[0]]:
            assert f"▸{option.key}  {option.label}" in person.text()
            await person.press("down")
        await person.press("up")
        assert sees(person, person.app.screen.query_one("#prompt"))
