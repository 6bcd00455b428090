"""The dialogs of a ladder: the list of the first one with its numbers, and rating all."""

from __future__ import annotations

import re

import pytest

from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.flows.rungs import AddRung
from efficacy_tui.journal.journal import Journal
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver

SIZES = [(120, 36), (80, 24), (60, 20)]


async def ask_first_ladder(person: DashboardDriver) -> None:
    person.app.ask(FirstLadder(person.journal, person.journal.domains.focus()))
    await person.settle()


async def ask_ratings(person: DashboardDriver) -> None:
    person.app.ask(RateRungs(person.journal, person.journal.domains.focus()))
    await person.settle()


def numbered_rows(person: DashboardDriver) -> list[str]:
    """The rows of the list: the word of an end, the number and the text."""
    pattern = re.compile(r"│\s+((?:easy|hard)?)\s+(\d+)  (.*?)\s*│")
    return [" ".join(filter(None, match.groups())) for match in pattern.finditer(person.text())]


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_is_numbered_from_easy_to_hard_as_one_types(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    async with open_dashboard(size) as person:
        await ask_first_ladder(person)
        assert numbered_rows(person)[0] == "easy 1 Say one unprepared sentence in the stand-up"
        await person.type("Say hello")
        await person.press("enter")
        await person.type("Ask a question")
        rows = numbered_rows(person)
        assert rows[:3] == ["easy 1 Say hello", "2 Ask a question", "3"]
        assert rows[-1] == f"hard {len(rows)}"
        assert "ctrl+s save · esc later" in person.text()


async def test_eight_rows_stand_ready_at_eighty_columns(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        assert numbered_rows(person)[-1].startswith("hard 8")


async def test_a_long_line_is_wrapped_and_keeps_one_number(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        await person.type("Say three sentences without a card in front of the whole department")
        await person.press("enter")
        await person.type("Next")
        assert "│  easy  1  Say three sentences without a card in front" in person.text()
        assert "2 Next" in numbered_rows(person)
        # A break within the wrapped line makes two lines of as many rows as the one had.
        await person.press("up", "home", "enter")
        assert numbered_rows(person)[1].startswith("2 ")
        assert "3 Next" in numbered_rows(person)


async def test_more_lines_than_rows_scroll_with_their_numbers(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        for number in range(1, 12):
            await person.type(f"Line {number}")
            await person.press("enter")
        rows = numbered_rows(person)
        assert rows[0] == "5 Line 5"
        assert rows[-2:] == ["11 Line 11", "hard 12"]


async def test_the_first_ladder_is_saved_and_rated(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        for title in ("Say hello", "Ask", "Explain", "Talk"):
            await person.type(title)
            await person.press("enter")
        await person.type("Lead")
        await person.press("ctrl+s")
        await person.answer("A keynote")
        await person.press("y")
        await person.settle()
        assert [rung.title for rung in person.journal.rungs.all(person.journal.domains.focus().id)] == [
            *("Say hello", "Ask", "Explain", "Talk", "Lead")
        ]
        for progress in ("1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"):
            escape = "esc later" if progress == "1 of 5" else "esc saves these"
            assert f"{progress} · tab skip · {escape}" in person.text()
            await person.press("7")
            await person.settle()
        await person.wait_for(lambda: "on average" in person.toasts())
        assert "You say 70 on average over 5 rungs · sure up to difficulty 85 · u undo" in " ".join(
            person.toasts().split()
        )


async def test_a_refusal_loses_nothing(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        await person.type("Ask")
        await person.press("enter")
        await person.type("ask")
        await person.press("ctrl+s")
        assert person.error_message() == "Lines 1 and 2 say the same: “ask”. Change one of them."
        assert numbered_rows(person)[:2] == ["easy 1 Ask", "2 ask"]


async def test_escape_keeps_the_draft_and_says_what_takes_it_up(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((80, 24)) as person:
        await ask_first_ladder(person)
        await person.type("Say hello")
        await person.press("escape")
        assert "Saved as a draft · enter resumes it" in person.toasts()
        await ask_first_ladder(person)
        assert numbered_rows(person)[0] == "easy 1 Say hello"


async def test_rating_all_shows_nothing_but_the_question(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    focus = speaking.domains.focus()
    speaking.checkins.record(focus.id, 40)
    speaking.rungs.add_first(focus.id, [f"Do number {number}" for number in "abcdefgh"])
    async with open_dashboard((120, 36)) as person:
        await ask_ratings(person)
        assert "Confidence" not in person.text()
        # The question comes first: no progress line stands above it.
        assert re.search(r"rate all ─+╮\n\s*│\s+│\n\s*│  How sure are you", person.text())
        assert len(re.findall("Do number", person.text())) == 1
        first = person.question_prompt()
        await person.press("9")
        await person.settle()
        assert person.question_prompt() != first
        assert len(re.findall("Do number", person.text())) == 1


async def test_tab_skips_and_escape_keeps_what_was_given(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    focus = speaking.domains.focus()
    speaking.rungs.add_first(focus.id, list("abcde"))
    async with open_dashboard((80, 24)) as person:
        await ask_ratings(person)
        await person.press("7", "tab", "8", "escape")
        await person.settle()
        ratings = [row.confidence for row in person.journal.contents.rung_ratings.values()]
        assert ratings == [70, 80]
        assert "2 of 5 rated; the others can follow today" in person.toasts()


async def test_the_mask_hides_the_domain_and_the_rungs(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    focus = speaking.domains.focus()
    speaking.rungs.add_first(focus.id, ["Interrupt kindly"])
    async with open_dashboard((80, 24), masked=True) as person:
        await ask_ratings(person)
        assert "Interrupt" not in person.text()
        assert "Speaking" not in person.text()
        assert "· rate all" in person.text()
        assert "How sure are you that you could do this now?" in person.text()
        await person.press("escape")
        await ask_first_ladder(person)
        await person.type("secretly")
        assert "secretly" not in person.text()
        assert "easy  1" in person.text()


@pytest.mark.parametrize("name", ["Speaking " * 200, "日本語" * 30, "[/b] [red]Speaking"])
async def test_any_name_leaves_room_for_what_the_dialog_is(
    journal: Journal, open_dashboard: OpenDashboard, name: str
) -> None:
    domain = journal.domains.add(name, "give a talk")
    journal.rungs.add_first(domain.id, list("abcde"))
    async with open_dashboard((40, 12)) as person:
        await ask_ratings(person)
        assert "· rate all" in person.text()
        assert name[:8] in person.text().replace("  ", "")


async def test_a_rung_is_added(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    focus = speaking.domains.focus()
    async with open_dashboard((80, 24)) as person:
        person.app.ask(AddRung(person.journal, focus))
        await person.settle()
        assert person.question_prompt() == "What could someone watch you do? One thing, in a few words."


async def test_without_our_driver_a_digit_only_marks_and_enter_saves(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    speaking.rungs.add_first(speaking.domains.focus().id, list("abcde"))
    async with open_dashboard((80, 24)) as person:
        person.app.digits_save = False
        await ask_ratings(person)
        first = person.question_prompt()
        await person.press("7")
        assert person.question_prompt() == first
        await person.press("enter")
        await person.settle()
        assert person.question_prompt() != first
        await person.press("escape")
        await person.settle()
        assert [row.confidence for row in person.journal.contents.rung_ratings.values()] == [70]
