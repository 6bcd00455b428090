"""The timeline screen: search while typing, filters, days, and entries with their context."""

from __future__ import annotations

import datetime as dt
import re
import shutil

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
from tests.support.screen_tour import journal_file
from tests.support.textual_internals import record_frames


async def test_typing_filters_the_list_and_escape_clears_the_search(journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("search")
        assert "87 in all" in person.text()
        await person.press(*"talk")
        assert "11 of 87" in person.text()
        await person.press("escape")
        assert "87 in all" in person.text()
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
        await person.type("source:mastery domain:speaking before:2026-06 notes")
        assert "1 of 87" in person.text()
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
        ("source:session dry run", ["≋ Dry run with the team"]),
        ("kind:session energy", ["Dry run with the team", "This is energy I can use"]),
        ("kind:session cold", ["cold hands"]),
        ("breathe", ["If I rush, I breathe out"]),
        ("afterwards mixed", ["afterwards: mixed"]),
        ("slept", ["≡ Slept badly, still went"]),
        ("two questions", ["▸ I will give the design talk", "I took two questions"]),
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
            "≋ Session",
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
        for words in ("≡ Note", "Slept badly", "give a ten-minute talk", "I will give the design talk", "≋ Dry run"):
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
        assert "nothing found in 86 entries" in person.text()
        await person.press("u")
        assert "1 of 87" in person.text()


async def test_zooming_the_evidence_pane_opens_the_timeline(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Did it")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        await person.run_command("zoom")
        assert isinstance(person.app.screen, TimelineScreen)


async def test_only_the_rows_on_the_screen_are_drawn_of_ten_years(open_dashboard: OpenDashboard, path) -> None:
    path.parent.mkdir()
    shutil.copy(journal_file("ten years"), path)
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
        await person.run_command("search")
        timeline = person.app.screen.timeline_list
        assert timeline.show_vertical_scrollbar
        rows = list_rows(person)
        assert max(map(cell_len, rows)) <= timeline.region.width - 1
        # The domains stand in one column before the days, of which each is shown once.
        named = [row for row in rows if "  Speaking " in row or "  Writing " in row or "  Running " in row]
        assert len({max(row.find(f"  {name} ") for name in ("Speaking", "Writing", "Running")) for row in named}) == 1
        assert sum("today" in row for row in rows) == 1


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
        await person.press(*["enter"] * 4, "escape")
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
        assert "Copied · Add their answer as evidence" in person.toasts()
        await person.press("escape", "escape")
        await person.run_command("evidence")
        await person.press("enter")
        assert "Who said it?" in person.question_prompt()
        assert person.app.screen.session.prefill(person.app.screen.session.current) == "Mara [/b]"


async def test_a_message_that_is_not_copied_while_masked_is_not_called_copied(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    list(practise(speaking, speaking.domains.focus().id, (40, "succeeded")))
    async with open_dashboard() as person:
        await person.press("m", "slash", "enter", "enter", "a")
        await person.answer("Mara", "enter", "c")
        assert "Nothing can be copied while masked." in person.toasts()
        assert "Copied" not in person.toasts()


# -- one event, one row; the day once; words on two rows ---------------------------------------------


def list_rows(person) -> list[str]:
    """Return the rows of the list on the screen that show something."""
    timeline = person.app.screen.query_one(TimelineList)
    return [row for y in range(timeline.size.height) if (row := timeline.render_line(y).text.rstrip())]


def close_challenge(journal, outcome: str, words: str) -> None:
    """Start and close a challenge, with words for the mastery entry."""
    domain = journal.domains.focus().id
    challenge = journal.challenges.start(
        domain,
        title="I will give the design talk",
        done_when="I took two questions",
        difficulty=50,
        odds=70,
        due=journal.today() + dt.timedelta(days=7),
    )
    journal.challenges.close(challenge.id, outcome, attribution="help", evidence=words)


async def test_an_outcome_and_its_words_are_one_entry_that_opens_both(speaking, open_dashboard: OpenDashboard) -> None:
    close_challenge(speaking, "succeeded", "Took three questions without a slide")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        assert [row.split("  ")[0] for row in list_rows(person)] == ["›✓ Took three questions without a slide"]
        await person.press("enter")
        for words in ("✓ Outcome", "I will give the design talk", "▲ Took three questions", "enter edits your words"):
            assert words in person.text()
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog)
        await person.press("escape", "enter", "delete")
        assert not person.journal.contents.evidence
        assert "›✓ Give the design talk" in person.text()
        await person.press("u")
        assert "›✓ Took three questions" in person.text()


@pytest.mark.parametrize(
    "line", ["source:mastery questions", "source:outcome slide", "design talk", "kind:mastery design"]
)
async def test_search_finds_an_outcome_by_either_of_its_texts(
    speaking, open_dashboard: OpenDashboard, line: str
) -> None:
    close_challenge(speaking, "succeeded", "Took three questions without a slide")
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.type(line)
        assert list_rows(person)[0][1:].startswith("✓ Took three questions")
        assert len([row for row in list_rows(person) if row[1] != " "]) == 1


async def test_versions_of_an_outcome_and_of_its_words_are_listed_together(
    speaking, open_dashboard: OpenDashboard
) -> None:
    close_challenge(speaking, "partly", "Took two questions")
    (entry,) = speaking.contents.evidence.values()
    speaking.evidence.edit(entry.id, text="Took three questions")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        await person.press("enter", "v")
        assert "Which version would you like to see?" in person.text(), person.text()
        assert "your words for it · text: “Took two questions”" in re.sub(r"[│\s]+", " ", person.text())


async def test_the_pane_shows_the_domain_shown_and_each_day_once(speaking, open_dashboard: OpenDashboard) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    for domain, words in ((speaking.domains.focus().id, "Spoke up"), (writing.id, "Wrote a page")):
        for number in range(3):
            speaking.evidence.add(Mastery, domain, f"{words} {number}")
    async with open_dashboard() as person:
        assert {row[3:13] for row in list_rows(person)} == {"Spoke up 2", "Spoke up 1", "Spoke up 0"}
        assert [row.endswith("  today") for row in list_rows(person)] == [True, False, False]
        await person.run_command("next-domain")
        assert [row[3:15] for row in list_rows(person)] == ["Wrote a page"] * 3


LONG_WORDS = "Explained the whole cache bug to both of the other teams at once and they asked for the slides afterwards"


async def test_long_words_take_two_rows_the_second_over_the_whole_width(
    speaking, open_dashboard: OpenDashboard
) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, LONG_WORDS, difficulty=50, independence="alone")
    async with open_dashboard((120, 36)) as person:
        first, second = list_rows(person)
        assert first.endswith("  today")
        assert second.startswith("   other")
        words = f"{first.removesuffix('today')[3:].strip()} {second.strip()}"
        assert words.endswith("…")
        assert LONG_WORDS.startswith(words.removesuffix("…"))
        assert cell_len(second) > cell_len(first.removesuffix("today").rstrip())


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_the_cursor_is_never_cut_and_scrolling_begins_with_a_whole_entry(
    speaking, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    for number in range(40):
        text = f"{number} {LONG_WORDS}" if number % 3 else f"{number} short"
        speaking.evidence.add(Mastery, speaking.domains.focus().id, text)
    async with open_dashboard(size) as person:
        await person.run_command("pane-3")
        timeline = person.app.screen.query_one(TimelineList)
        seen = []
        for key in [*["down"] * 25, *["up"] * 10, "end", "pageup", "pagedown", "home"]:
            await person.press(key)
            rows = [timeline.render_line(y).text for y in range(timeline.size.height)]
            current = [y for y, row in enumerate(rows) if row.startswith("›▲")]
            assert len(current) == 1
            number = timeline.current.text.split()[0]
            assert rows[current[0]][3:].startswith(f"{number} ")
            if "short" not in timeline.current.text:
                assert rows[current[0] + 1].startswith("   ")
            assert rows[0][1:3] == "▲ "
            seen.append(timeline.cursor)
        assert seen[24] == 25
        assert seen[34] == 15
        assert seen[35] == 39
        assert seen[36] < 39
        assert seen[-1] == 0


async def test_an_old_journal_is_laid_out_only_where_it_is_looked_at(
    open_dashboard: OpenDashboard, path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from efficacy_tui.tui.widgets import timeline_list

    path.parent.mkdir()
    shutil.copy(journal_file("ten years"), path)
    laid_out = []
    original = timeline_list.lay_out
    monkeypatch.setattr(timeline_list, "lay_out", lambda item, *rest: laid_out.append(item) or original(item, *rest))
    async with open_dashboard() as person:
        await person.run_command("search")
        await person.press("enter")
        laid_out.clear()
        for key in ("end", "pageup", "pageup", "home", "down"):
            await person.press(key)
        assert 0 < len(laid_out) < 6 * person.app.size.height


async def test_the_answer_of_a_week_opens_with_its_week_and_its_earlier_versions(
    speaking, clock, open_dashboard: OpenDashboard
) -> None:
    speaking.reviews.record("2026-W47", "I can ask")
    clock.move(hours=1)
    speaking.reviews.record("2026-W47", "I can wait for an answer")
    async with open_dashboard((100, 30)) as person:
        await person.run_command("search")
        await person.type("wait kind:review")
        assert "≡ I can wait for an answer" in person.text()
        await person.press("enter", "enter")
        for words in ("What the week showed", "I can wait for an answer", "2026-W47, Mon 16 Nov to Sun 22 Nov"):
            assert words in person.text()
        await person.press("v")
        await person.wait_for(lambda: "I can ask" in person.text())
