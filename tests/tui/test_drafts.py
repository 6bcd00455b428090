"""Leaving a dialog with escape saves a draft, which is offered again."""

from __future__ import annotations

from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard


async def test_a_half_designed_challenge_survives_a_restart(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.answer("give the talk", "I spoke ten minutes", "50")
        await person.clear()
        await person.type("half of it")
        await person.press("escape")
        assert "Saved as a draft" in person.toasts()
        assert "resume your draft" in person.text()
    async with open_dashboard() as person:
        await person.run_command("design")
        assert "By when" in person.question_prompt()
        text = person.text()
        assert "half of it" in text
        assert "give the talk" in text
        assert "This is your draft" in text
        await person.press("ctrl+n")
        assert "what will you do" in person.question_prompt()
        assert "half of it" not in person.text()


async def test_a_finished_flow_leaves_no_draft(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        await person.type("Did it")
        await person.press("escape")
        assert person.journal.settings.drafts() == ["evidence"]
        await person.run_command("evidence")
        await person.answer("", "4", "a", "today")
        assert person.journal.settings.drafts() == []


async def test_leaving_an_untouched_dialog_saves_no_draft(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.press("escape")
        assert person.journal.settings.drafts() == []
        assert not person.toasts()


async def test_an_unfinished_first_start_is_offered_again(open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(ask=True) as person:
        await person.answer("Speaking")
        await person.press("escape")
    async with open_dashboard(ask=True) as person:
        assert isinstance(person.app.screen, FlowDialog)
        assert "I can …" in person.question_prompt()
        assert "Speaking" in person.text()


async def test_going_back_keeps_both_answers(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.answer("give the talk")
        await person.type("typed already")
        await person.press("shift+tab")
        assert "what will you do" in person.question_prompt()
        assert "give the talk" in person.text()
        await person.press("ctrl+s")
        assert "typed already" in person.text()


async def test_evidence_is_saved_at_once_with_its_ratings_left_open(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        assert "ctrl+s save now" in person.text()
        await person.type("Told the story")
        await person.press("ctrl+s")
        assert not isinstance(person.app.screen, FlowDialog)
        (entry,) = person.journal.contents.evidence.values()
        assert (entry.text, entry.difficulty, entry.independence) == ("Told the story", None, None)


async def test_a_challenge_begins_at_once_without_plan_and_steps(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.answer("give the talk", "I gave it", "", "+5d", "9")
        assert "begin now" not in person.text()
        await person.answer("k")
        assert "ctrl+s begin now" in person.text()
        await person.press("ctrl+s")
        assert not isinstance(person.app.screen, FlowDialog)
        challenge = person.journal.challenges.active(person.journal.domains.focus().id)
        assert (challenge.title, challenge.odds, challenge.steps) == ("I will give the talk", 90, ())


async def test_saving_at_once_needs_the_words(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("evidence")
        await person.answer("m")
        await person.press("ctrl+s")
        assert "Type something first" in person.error_message()
        await person.type("Told the story")
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog)
        assert not person.journal.contents.evidence
