"""Onboarding hints: at most four, one at a time; a followed hint never returns."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.onboarding import FINISHED_COUNT_KEY, HINTS, mark_followed
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.screens.dashboard_lines import HintLine
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


async def test_an_empty_pane_invites_and_no_hint_repeats_it(speaking, open_dashboard: OpenDashboard) -> None:
    for hint, words in zip(HINTS, ("design your first", "add your first", "try it", ""), strict=True):
        async with open_dashboard() as person:
            if words:
                assert hint_text(person) == ""
                assert f"{BY_ID[hint.command].key}  {words}" in person.text()
            else:
                assert hint_text(person).startswith(BY_ID[hint.command].key)
            await person.run_command(hint.command)
            await person.press("escape")
    async with open_dashboard() as person:
        assert hint_text(person) == ""


async def test_each_followed_hint_gives_way_to_the_next_until_none_is_left(
    speaking, open_dashboard: OpenDashboard
) -> None:
    domain = speaking.domains.focus().id
    speaking.settings.set(FINISHED_COUNT_KEY, 0)
    speaking.evidence.add(Mastery, domain, "Spoke up first")
    due = speaking.today() + dt.timedelta(days=3)
    speaking.challenges.start(domain, title="I will speak", done_when="I spoke", difficulty=40, odds=70, due=due)
    for hint in HINTS:
        async with open_dashboard() as person:
            start = f"{BY_ID[hint.command].key} {hint.text.split()[0]}"
            assert hint_text(person).startswith(start)
            await person.run_command("trends")
            await person.press("escape")
            assert hint_text(person).startswith(start), "another key leaves it"
            mark_followed(person.journal, hint.command)
    async with open_dashboard() as person:
        assert hint_text(person) == ""


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
            await person.settle()
            assert hint.text in str(line.render())
        await person.resize(40, 12)
        for hint in HINTS:
            line.hint = hint
            await person.settle()
            text = str(line.render())
            assert hint.short in text
            assert text.endswith("esc no more")
            assert line.render().cell_length == line.size.width
