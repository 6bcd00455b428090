"""Onboarding hints: at most four, one at a time; a followed hint never returns."""

from __future__ import annotations

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.onboarding import HINTS
from efficacy_tui.tui.screens.dashboard import HintLine
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver


def hint_text(person: DashboardDriver) -> str:
    """Return the hint on the screen, or an empty string."""
    line = person.app.dashboard.query_one(HintLine)
    return " ".join(str(line.render()).split()) if line.display else ""


def test_there_are_at_most_four_hints() -> None:
    assert 0 < len(HINTS) <= 4
    assert all(hint.command in BY_ID for hint in HINTS)


async def test_no_hint_before_the_first_domain(journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        assert hint_text(person) == ""


async def test_each_followed_hint_gives_way_to_the_next_until_none_is_left(
    speaking, open_dashboard: OpenDashboard
) -> None:
    for hint in HINTS:
        async with open_dashboard() as person:
            assert hint_text(person).startswith(f"{BY_ID[hint.command].key} {hint.text.split()[0]}")
            await person.run_command(hint.command)
            await person.press("escape")
            assert not hint_text(person).startswith(f"{BY_ID[hint.command].key} {hint.text.split()[0]}")
    async with open_dashboard() as person:
        assert hint_text(person) == ""


async def test_other_keys_leave_the_hint_in_place(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        hint_before = hint_text(person)
        await person.run_command("trends")
        await person.press("escape")
        assert hint_text(person) == hint_before


async def test_escape_ends_the_hints_for_good(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press("escape")
        assert hint_text(person) == ""
    async with open_dashboard() as person:
        assert hint_text(person) == ""


async def test_a_journal_with_practice_shows_no_hints(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        assert hint_text(person) == ""


async def test_hints_fit_in_full_at_80_columns_and_in_short_at_40(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        line = person.app.dashboard.query_one(HintLine)
        for hint in HINTS:
            line.hint = hint
            assert hint.text in str(line.render())
        await person.resize(40, 12)
        for hint in HINTS:
            line.hint = hint
            text = str(line.render())
            assert hint.short in text
            assert text.endswith("esc no more")
            assert line.render().cell_length == line.size.width
