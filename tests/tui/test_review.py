"""The weekly review: every page can be skipped, answers are saved at once, the report goes to a chosen file."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard


async def test_review_rates_the_inbox_saves_the_answer_and_writes_the_report(
    speaking, tmp_path: Path, open_dashboard: OpenDashboard
) -> None:
    domain_id = speaking.domains.focus().id
    entry = speaking.evidence.add(Mastery, domain_id, "Told the story at lunch")
    report = tmp_path / "reviews" / "week.md"
    async with open_dashboard() as person:
        await person.run_command("review")
        await person.answer("enter", "enter", "enter")
        assert "Told the story at lunch" in person.text()
        await person.answer("4", "a")
        await person.answer("I can tell a story", str(report))
        await person.wait_for(report.exists)
        rated_entry = person.journal.evidence.get(entry.id)
        assert (rated_entry.difficulty, rated_entry.independence) == (40, "alone")
        assert person.journal.reviews.answer_of("2026-W47") == "I can tell a story"
        await person.wait_for(lambda: "Report saved" in person.toasts())
    assert "I can tell a story" in report.read_text(encoding="utf-8")


async def test_every_page_can_be_skipped_with_enter(speaking, open_dashboard: OpenDashboard) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Told the story at lunch")
    async with open_dashboard() as person:
        evidence_before = dict(person.journal.contents.evidence)
        await person.run_command("review")
        for _ in range(12):
            if not isinstance(person.app.screen, FlowDialog):
                break
            await person.press("tab")
        assert not isinstance(person.app.screen, FlowDialog)
        assert person.journal.contents.evidence == evidence_before


async def test_review_leads_on_to_the_outcome_and_edit_flows(speaking, open_dashboard: OpenDashboard) -> None:
    domain_id = speaking.domains.focus().id
    speaking.challenges.start(
        domain_id, title="I will ask", done_when="asked", difficulty=40, odds=70, due=speaking.today()
    )
    async with open_dashboard() as person:
        await person.run_command("review")
        await person.answer("enter", "enter", "enter", "", "c", "")
        assert "What came of it?" in person.question_prompt()
        await person.press("escape")
        await person.run_command("review")
        await person.answer("enter", "enter", "enter", "", "s", "")
        assert "what will you do?" in person.question_prompt()
        assert person.app.screen.flow.title == "Edit challenge"


async def test_report_never_overwrites_a_file(speaking, tmp_path: Path, open_dashboard: OpenDashboard) -> None:
    report = tmp_path / "mine.md"
    report.write_text("mine", encoding="utf-8")
    async with open_dashboard() as person:
        await person.run_command("review")
        await person.answer("enter", "enter", "enter", "", str(report))
        await person.wait_for(lambda: "already exists" in person.toasts())
    assert report.read_text(encoding="utf-8") == "mine"


async def test_report_path_must_end_in_md(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("review")
        await person.answer("enter", "enter", "enter", "")
        await person.type("/tmp")
        await person.press("enter")
        assert "must end in .md" in person.error_message()


async def test_any_past_week_can_be_reviewed(journal, open_dashboard: OpenDashboard) -> None:
    from efficacy_tui.journal.demo import fill_demo

    fill_demo(journal)
    async with open_dashboard() as person:
        await person.run_command("review")
        assert person.question_prompt() == "The week, Mon 16 Nov to Sun 22 Nov"
        assert "shift+tab another week" in person.text()
        await person.press("shift+tab")
        await person.answer("10 mar")
        assert "The week, Mon 9 Mar to Sun 15 Mar" in person.text()


async def test_the_review_shows_no_amounts_while_numbers_are_hidden_or_all_is_masked(
    speaking, open_dashboard: OpenDashboard
) -> None:
    domain_id = speaking.domains.focus().id
    speaking.checkins.record(domain_id, 60)
    async with open_dashboard(hide_numbers=True) as person:
        await person.run_command("review")
        assert "Speaking: ••, one rating." in person.text()
        await person.press("enter")
        assert "Where you stand in Speaking" in person.text()
        assert "You say ••" in person.text()
    async with open_dashboard(masked=True) as person:
        await person.run_command("review")
        assert "Speaking" not in person.text()
        await person.press("enter")
        assert "Where you stand in ••••••••" in person.text()
        assert "You say" not in person.text()
