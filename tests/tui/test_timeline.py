"""The timeline over the whole screen: search as one types, filters, days, entries with what is around them."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.demo import fill
from efficacy_tui.journal.query import parse_query
from efficacy_tui.journal.search import TimelineIndex
from efficacy_tui.model.records import Appraisal, FollowUpAnswers, Mastery, Step
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import At
from tests.support.textual_internals import record_frames


async def test_typing_narrows_and_escape_widens_again(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        assert "62 in all" in person.text()
        await person.press(*"talk")
        assert "9 of 62" in person.text()
        await person.press("escape")
        assert "62 in all" in person.text()
        await person.press("escape")
        assert not isinstance(person.app.screen, TimelineScreen)


async def test_the_words_looked_for_are_underlined_where_they_stand(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type("TÄLK domain:speaking")
        assert marked(person)
        assert set(marked(person)) == {"talk"}
        await person.press("escape")
        assert not marked(person)


def marked(person) -> list[str]:
    """The underlined pieces of the list."""
    found = person.app.screen.list
    strips = (found.render_line(y) for y in range(found.size.height))
    return [text for strip in strips for text, style, _ in strip if style and style.underline]


async def test_filters_and_words_stand_on_one_line(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type("source:mastery domain:speaking before:2026-06 release")
        assert "1 of 62" in person.text()
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


def practised(journal) -> None:
    """A domain with evidence, a session, a note, and a running challenge with everything in it."""
    focus = journal.domains.focus().id
    done = journal.evidence.add(Mastery, focus, "Explained the cache bug")
    challenge = journal.challenges.start(
        focus,
        title="I will give the design talk",
        done_when="I took two questions",
        if_obstacle="my voice shakes",
        then_plan="I pause and drink",
        difficulty=50,
        odds=70,
        due=journal.today() + dt.timedelta(days=7),
        steps=(Step(text="rehearse before Mara", day=journal.today()),),
    )
    session = journal.reappraisals.record(
        focus,
        journal.now(),
        challenge=challenge.id,
        event="Dry run with the team",
        before=Appraisal(arousal=80, demands=8, resources=4),
        after=Appraisal(arousal=70, demands=6, resources=7),
        sensation="cold hands",
        statement="This is energy I can use",
        plan="If I rush, I breathe out",
        evidence=(done.id,),
        seconds=100,
    )
    journal.reappraisals.follow_up(session.id, FollowUpAnswers(outcome="mixed", helped=4))
    journal.checkins.record(focus, 60, note="Slept badly, still went")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("source:session dry run", ["≈ session", "Dry run with the team"]),
        ("kind:session energy", ["Dry run with the team", "This is energy I can use"]),
        ("kind:session cold", ["cold hands"]),
        ("breathe", ["If I rush, I breathe out"]),
        ("afterwards mixed", ["afterwards: mixed"]),
        ("slept", ["≡ note", "Slept badly, still went"]),
        ("two questions", ["▸ challenge", "I will give the design talk", "I took two questions"]),
        ("shakes", ["my voice shakes"]),
        ("pause", ["I pause and drink"]),
        ("rehearse", ["rehearse before Mara"]),
    ],
)
async def test_every_text_that_was_written_is_found(speaking, at_the_keyboard: At, line: str, words: list[str]) -> None:
    practised(speaking)
    async with at_the_keyboard() as person:
        await person.does("search")
        await person.type(line)
        assert "1 of 5" in person.text()
        for each in words:
            assert each in person.text()


async def test_the_evidence_pane_keeps_to_evidence(speaking, at_the_keyboard: At) -> None:
    practised(speaking)
    async with at_the_keyboard() as person:
        assert {item.text for item in person.app.snapshot.items} == {
            "cold hands, before: dry run with the team",
            "Explained the cache bug",
        }
        assert "Slept badly" not in person.text()


async def test_a_session_opens_with_everything_around_it(speaking, at_the_keyboard: At) -> None:
    practised(speaking)
    async with at_the_keyboard((100, 46)) as person:
        await person.does("search")
        await person.type("kind:session")
        await person.press("enter", "enter")
        shown = person.text()
        for words in (
            "≈ Session",
            "Dry run with the team",
            "cold hands",
            "“This is energy I can use”",
            "If I rush, I breathe out",
            "activation 80, demands 8, equipped 4",
            "activation 70, demands 6, equipped 7",
            "mixed, the session helped 4 of 5",
            "▲ Explained the cache bug",
            "I will give the design talk",
            "≡ Slept badly, still went",
        ):
            assert words in shown
        await person.press("escape")
        assert isinstance(person.app.screen, TimelineScreen)


async def test_a_note_opens_with_its_day(speaking, at_the_keyboard: At) -> None:
    practised(speaking)
    async with at_the_keyboard((100, 40)) as person:
        await person.does("search")
        await person.type("kind:note")
        await person.press("enter", "enter")
        for words in ("≡ Note", "Slept badly", "give a ten-minute talk", "I will give the design talk", "≈ Dry run"):
            assert words in person.text()


async def test_a_running_challenge_opens_to_be_changed(speaking, at_the_keyboard: At) -> None:
    practised(speaking)
    async with at_the_keyboard((100, 40)) as person:
        await person.does("search")
        await person.type("kind:challenge")
        await person.press("enter", "enter")
        for words in ("Done when", "I pause and drink", "enter edits"):
            assert words in person.text()
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog)


async def test_a_note_written_meanwhile_is_found_at_once(speaking, at_the_keyboard: At) -> None:
    async with at_the_keyboard() as person:
        await person.does("search")
        assert "All you write will be found here." in person.text()
        person.journal.checkins.record(person.journal.domains.focus().id, 50, note="A good day")
        await person.settle()
        assert "1 in all" in person.text()
        assert "A good day" in person.text()


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
        assert "nothing found in 61 entries" in person.text()
        await person.press("u")
        assert "1 of 62" in person.text()


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


async def test_what_the_next_letter_finds_is_known_before_it_is_typed(
    journal, at_the_keyboard: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(journal)
    async with at_the_keyboard((100, 24)) as person:
        await person.does("search")
        await person.type("tal")
        screen = person.app.screen
        assert isinstance(screen, TimelineScreen)
        assert screen._index is not None
        await person.wait_for(lambda: parse_query("tal") in screen._index._ahead)
        before = screen.list.day_rows.items
        monkeypatch.delattr(TimelineIndex, "_look_through")
        await person.type("k")
        assert before
        assert [each.id for each in screen.list.day_rows.items] == [each.id for each in before]


async def test_the_longest_name_of_a_domain_does_not_touch_the_scroll_bar(journal, at_the_keyboard: At) -> None:
    fill(journal)
    async with at_the_keyboard((100, 24)) as person:
        found = person.app.screen.query_one(TimelineList)
        assert found.show_vertical_scrollbar
        lines = person.text().splitlines()[found.region.y : found.region.bottom]
        # A row, without the edges at its sides: one cell is free, and the scroll bar, which is drawn by its ground.
        named = [row for line in lines if "Speaking" in (row := line[found.region.x : found.region.right])]
        assert named
        assert all(row.endswith("Speaking  ") and cell_len(row) == found.region.width for row in named)
        assert all(found.render_line(y).cell_length == found.region.width - 1 for y in range(found.size.height))


async def test_no_picture_lacks_the_rows_while_the_scroll_bar_comes(
    speaking, at_the_keyboard: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        speaking.evidence.add(Mastery, speaking.domains.focus().id, f"Spoke up {number}")
    pictures = record_frames(monkeypatch, EfficacyApp)
    async with at_the_keyboard((120, 120)) as person:
        timeline = person.app.screen.query_one(TimelineList)
        assert not timeline.show_vertical_scrollbar
        pictures.clear()
        await person.pilot.resize_terminal(120, 36)
        await person.settle()
        assert timeline.show_vertical_scrollbar
        assert len(pictures) > 1
        assert all("Spoke up 3 " in picture for picture in pictures)


async def test_a_domain_is_found_by_the_name_it_was_given_since_the_last_search(speaking, at_the_keyboard: At) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Spoke up first")
    async with at_the_keyboard((80, 24)) as person:
        await person.does("search")
        await person.type("domain:lectures")
        assert "nothing found" in person.text()
        await person.press("escape", "escape")
        await person.does("domains")
        await person.press("enter", *["backspace"] * len("Speaking"))
        await person.type("Lectures")
        await person.press("enter", "enter", "escape")
        await person.does("search")
        await person.type("domain:lectures")
        assert "Spoke up first" in person.text()
