"""The timeline over the whole screen: search as one types, filters, days, entries with what is around them."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.model.records import Mastery
from efficacy_tui.practice.demo import fill
from efficacy_tui.tui.screens.timeline_screen import TimelineScreen
from tests.conftest import At


async def test_typing_narrows_and_escape_widens_again(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        assert "49 in all" in person.text()
        await person.press(*"talk")
        assert "5 of 49" in person.text()
        await person.press("escape")
        assert "49 in all" in person.text()
        await person.press("escape")
        assert not isinstance(person.app.screen, TimelineScreen)


async def test_filters_and_words_stand_on_one_line(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type("source:mastery domain:speaking before:2026-06 release")
        assert "1 of 49" in person.text()
        assert "Read the release notes aloud" in person.text()


async def test_a_filter_not_understood_is_told_and_the_list_stays(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type("talk after:soon")
        assert "“soon” is no date" in person.text()
        assert person.app.screen.list.current is not None


async def test_an_outcome_opens_with_what_is_around_it(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard((120, 40)) as person:
        await person.does("search")
        await person.type("five-minute update")
        await person.press("enter", "enter")
        shown = person.text()
        for words in ("Before it", "After it", "introduce the new tool"):
            assert words in shown


async def test_a_day_is_gone_to(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.press("enter", "d")
        await person.answer("20 may")
        assert person.app.screen.list.current.day <= dt.date(2026, 5, 20)
        assert person.app.screen.list.current.day >= dt.date(2026, 5, 10)


async def test_an_entry_is_deleted_and_comes_back_with_undo(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type("cache bug")
        await person.press("enter", "enter", "delete")
        assert "0 of 48" in person.text()
        await person.press("u")
        assert "1 of 49" in person.text()


async def test_zooming_the_evidence_pane_opens_the_timeline(speaking, at_the_keyboard: At) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it")
    async with at_the_keyboard() as person:
        await person.does("pane-2")
        await person.does("zoom")
        assert isinstance(person.app.screen, TimelineScreen)


async def test_twenty_thousand_entries_are_laid_out_by_the_line(at_the_keyboard: At, path) -> None:
    from tests.benchmarks import journals

    journals.write(path, 10)
    async with at_the_keyboard() as person:
        await person.does("search")
        screen = person.app.screen
        await person.press("enter", "end")
        assert screen.list.current is not None
        assert screen.list.virtual_size.height > 7000
        assert len(person.text().splitlines()) <= 36
