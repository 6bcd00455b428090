"""The timeline screen: search while typing, filters, days, and entries with their context."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Appraisal, FollowUpAnswers, Mastery, Step
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.timeline import TimelineScreen
from efficacy_tui.tui.widgets.timeline_list import TimelineList
from tests.conftest import OpenDashboard
from tests.support.flow_driver import practise
from tests.support.textual_internals import record_frames


async def test_typing_filters_the_list_and_escape_clears_the_search(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        assert "79 in all" in person.text()
        await person.press(*"talk")
        assert "10 of 79" in person.text()
        await person.press("escape")
        assert "79 in all" in person.text()
        await person.press("escape")
        assert not isinstance(person.app.screen, TimelineScreen)


async def test_matching_words_are_underlined_in_the_rows(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type("TÄLK domain:speaking")
        assert underlined(person)
        assert {word.lower() for word in underlined(person)} == {"talk"}
        await person.press("escape")
        assert not underlined(person)


def underlined(person) -> list[str]:
    """Return the underlined texts of the list."""
    timeline = person.app.screen.timeline_list
    strips = (timeline.render_line(y) for y in range(timeline.size.height))
    return [text for strip in strips for text, style, _ in strip if style and style.underline]


async def test_filters_and_words_can_be_combined(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type("source:mastery domain:speaking before:2026-06 release")
        assert "1 of 79" in person.text()
        assert "Read the release notes aloud" in person.text()


async def test_invalid_filter_shows_a_message_and_keeps_the_list(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type("talk after:soon")
        assert "“soon” is not a date" in person.text()
        assert person.app.screen.timeline_list.current is not None


async def test_outcome_page_shows_entries_before_and_after_it(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 40)) as person:
        await person.run_command("search")
        await person.type("five-minute update")
        await person.press("enter", "enter")
        text = person.text()
        for words in ("Before it", "After it", "introduce the new tool"):
            assert words in text


def add_one_of_everything(journal) -> None:
    """Add evidence, a session, a note, and a running challenge with every field filled."""
    domain = journal.domains.focus().id
    mastery = journal.evidence.add(Mastery, domain, "Explained the cache bug")
    challenge = journal.challenges.start(
        domain,
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
        domain,
        journal.now(),
        challenge=challenge.id,
        event="Dry run with the team",
        before=Appraisal(arousal=80, demands=8, resources=4),
        after=Appraisal(arousal=70, demands=6, resources=7),
        sensation="cold hands",
        statement="This is energy I can use",
        plan="If I rush, I breathe out",
        evidence=(mastery.id,),
        seconds=100,
    )
    journal.reappraisals.follow_up(session.id, FollowUpAnswers(outcome="mixed", helped=4))
    journal.checkins.record(domain, 60, note="Slept badly, still went")


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
async def test_search_finds_every_text_field(
    speaking, open_dashboard: OpenDashboard, line: str, words: list[str]
) -> None:
    add_one_of_everything(speaking)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type(line)
        assert "1 of 5" in person.text()
        for text in words:
            assert text in person.text()


async def test_evidence_pane_shows_evidence_only(speaking, open_dashboard: OpenDashboard) -> None:
    add_one_of_everything(speaking)
    async with open_dashboard() as person:
        assert {item.text for item in person.app.snapshot.items} == {
            "cold hands, before: dry run with the team",
            "Explained the cache bug",
        }
        assert "Slept badly" not in person.text()


async def test_session_page_shows_all_fields_and_related_entries(speaking, open_dashboard: OpenDashboard) -> None:
    add_one_of_everything(speaking)
    async with open_dashboard((100, 46)) as person:
        await person.run_command("search")
        await person.type("kind:session")
        await person.press("enter", "enter")
        text = person.text()
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
            assert words in text
        await person.press("escape")
        assert isinstance(person.app.screen, TimelineScreen)


async def test_note_page_shows_the_other_entries_of_its_day(speaking, open_dashboard: OpenDashboard) -> None:
    add_one_of_everything(speaking)
    async with open_dashboard((100, 40)) as person:
        await person.run_command("search")
        await person.type("kind:note")
        await person.press("enter", "enter")
        for words in ("≡ Note", "Slept badly", "give a ten-minute talk", "I will give the design talk", "≈ Dry run"):
            assert words in person.text()


async def test_page_of_a_running_challenge_can_be_edited(speaking, open_dashboard: OpenDashboard) -> None:
    add_one_of_everything(speaking)
    async with open_dashboard((100, 40)) as person:
        await person.run_command("search")
        await person.type("kind:challenge")
        await person.press("enter", "enter")
        for words in ("Done when", "I pause and drink", "enter edits"):
            assert words in person.text()
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog)


async def test_note_saved_while_searching_appears_at_once(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("search")
        assert "Everything you write can be found here." in person.text()
        person.journal.checkins.record(person.journal.domains.focus().id, 50, note="A good day")
        await person.settle()
        assert "1 in all" in person.text()
        assert "A good day" in person.text()


async def test_going_to_a_day_moves_the_cursor_there(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.press("enter", "d")
        await person.answer("20 may")
        assert person.app.screen.timeline_list.current.day <= dt.date(2026, 5, 20)
        assert person.app.screen.timeline_list.current.day >= dt.date(2026, 5, 10)


async def test_deleted_entry_comes_back_with_undo(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type("cache bug")
        await person.press("enter", "enter", "delete")
        assert "nothing found in 78 entries" in person.text()
        await person.press("u")
        assert "1 of 79" in person.text()


async def test_zooming_the_evidence_pane_opens_the_timeline(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it")
    async with open_dashboard() as person:
        await person.run_command("pane-2")
        await person.run_command("zoom")
        assert isinstance(person.app.screen, TimelineScreen)


async def test_only_the_rows_on_the_screen_are_drawn_of_ten_years(open_dashboard: OpenDashboard, path) -> None:
    from tests.benchmarks import journals

    journals.write_journal(path, 10)
    async with open_dashboard() as person:
        await person.run_command("search")
        screen = person.app.screen
        await person.press("enter", "end")
        assert screen.timeline_list.current is not None
        assert screen.timeline_list.virtual_size.height > 7000
        assert len(person.text().splitlines()) <= 36


async def test_longest_domain_name_does_not_touch_the_scroll_bar(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((100, 24)) as person:
        timeline = person.app.screen.query_one(TimelineList)
        assert timeline.show_vertical_scrollbar
        lines = person.text().splitlines()[timeline.region.y : timeline.region.bottom]
        # The two blanks are a free cell and the scroll bar, which is drawn by its background.
        region = timeline.region
        rows = [row for line in lines if "Speaking" in (row := line[region.x : region.right])]
        assert rows
        assert all(row.endswith("Speaking  ") and cell_len(row) == region.width for row in rows)
        assert all(timeline.render_line(y).cell_length == region.width - 1 for y in range(timeline.size.height))


async def test_no_frame_lacks_the_rows_while_the_scroll_bar_appears(
    speaking, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        speaking.evidence.add(Mastery, speaking.domains.focus().id, f"Spoke up {number}")
    frames = record_frames(monkeypatch, EfficacyApp)
    async with open_dashboard((120, 120)) as person:
        timeline = person.app.screen.query_one(TimelineList)
        assert not timeline.show_vertical_scrollbar
        frames.clear()
        await person.resize(120, 36)
        assert timeline.show_vertical_scrollbar
        assert len(frames) > 1
        assert all("Spoke up 3 " in frame for frame in frames)


async def test_renamed_domain_is_found_by_its_new_name(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Spoke up first")
    async with open_dashboard((80, 24)) as person:
        await person.run_command("search")
        await person.type("domain:lectures")
        assert "nothing found" in person.text()
        await person.press("escape", "escape")
        await person.run_command("domains")
        await person.press("enter", *["backspace"] * len("Speaking"))
        await person.type("Lectures")
        await person.press("enter", "enter", "escape")
        await person.run_command("search")
        await person.type("domain:lectures")
        assert "Spoke up first" in person.text()


async def test_enter_on_a_rung_shows_its_domain(speaking, open_dashboard: OpenDashboard) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    speaking.rungs.add(writing.id, "Write ten lines", 20)
    async with open_dashboard() as person:
        assert person.app.snapshot.selected.name == "Speaking"
        await person.run_command("search")
        await person.type("source:rung ten")
        assert "1 of 1" in person.text()
        assert "Write ten lines" in person.text()
        await person.press("enter", "enter")
        await person.wait_for(lambda: person.app.snapshot.selected.name == "Writing")


async def test_the_ladder_of_an_archived_domain_is_not_opened(speaking, open_dashboard: OpenDashboard) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    speaking.rungs.add(writing.id, "Write ten lines", 20)
    speaking.domains.archive(writing.id)
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type("ten lines")
        await person.press("enter", "enter")
        await person.settle()
        assert "Its domain is archived." in person.toasts()
        assert person.app.snapshot.selected.name == "Speaking"


async def test_a_closed_challenge_asks_somebody_what_they_saw(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    list(practise(speaking, speaking.domains.focus().id, (40, "succeeded")))
    async with open_dashboard() as person:
        await person.press("slash", "enter", "enter")
        assert "a asks somebody" in person.text()
        await person.press("a")
        await person.answer("Mara [/b]", "enter", "c")
        assert person.app.clipboard.startswith("Hi Mara [/b],")
        assert "The message is copied" in person.toasts()
        await person.press("escape", "escape")
        await person.run_command("evidence")
        await person.press("enter")
        assert "Who said it?" in person.question_prompt()
        assert person.app.screen.session.prefill(person.app.screen.session.current) == "Mara [/b]"
