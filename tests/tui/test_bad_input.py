"""Any typed text is shown literally, stored without control bytes, and crashes nothing."""

from __future__ import annotations

import pytest

from tests.conftest import OpenDashboard

DIFFICULT_TEXTS = {
    "a closing tag": "do [/b] and [x] it",
    "a link": "[@click=app.quit]press me[/]",
    "a style": "[bold red]loud[/bold red] $accent {x} %s",
    "an emoji": "gave the talk 🎤 👩‍👩‍👧 é ñ 数据",
    "right to left": "שלום and مرحبا",
    "very long": "word " * 400,
    "one long word": "x" * 2000,
}


@pytest.mark.parametrize("text", DIFFICULT_TEXTS.values(), ids=DIFFICULT_TEXTS)
async def test_any_text_is_stored_and_shown_without_a_crash(speaking, open_dashboard: OpenDashboard, text: str) -> None:
    async with open_dashboard((80, 24)) as person:
        one_line = " ".join(text.split())
        await person.run_command("evidence")
        await person.answer("m", text, "4", "a", "today")
        (entry,) = person.journal.contents.evidence.values()
        assert entry.text == text.strip()
        await person.run_command("design")
        await person.answer(
            text, text, "50", "", "7", "k", text, text, f"{text} @ fri", "y", text, "5", text, "", "enter"
        )
        challenge = person.journal.challenges.active(person.journal.domains.focus().id)
        assert challenge.title == f"I will {one_line}"
        await person.run_command("pane-3")
        await person.press("enter", "escape")
        await person.run_command("help")
        await person.press("escape")
        await person.run_command("reappraise")
        await person.answer(text)
        await person.press("escape")
        assert person.text()


async def test_control_bytes_and_direction_overrides_are_stripped(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        person.journal.domains.add("Bad\x1b[31m \x00name\u202e", "do\x9b it\u2066")
        domain = person.journal.domains.find_by_name("Bad")
        assert domain.name == "Bad[31m name"
        assert domain.task == "do it"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("12", "Write the month too"),
        ("31 feb", "There is no such day"),
        ("+15d", "within 14 days"),
        ("yesterday", "that day is past"),
        ("someday", "not recognised"),
        ("may", "does not say which day"),
    ],
)
async def test_an_invalid_date_is_rejected_at_the_field_and_stays_editable(
    speaking, open_dashboard: OpenDashboard, typed: str, problem: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.answer("give the talk", "I spoke", "50")
        await person.clear()
        await person.type(typed)
        await person.press("enter")
        assert problem in person.error_message()
        assert typed in person.text()
        await person.clear()
        await person.type("tomorrow")
        assert person.error_message() == ""
        assert "Mon 23 Nov, tomorrow" in person.text()
        await person.press("enter")
        assert "How likely is it" in person.question_prompt()


async def test_empty_answers_are_rejected_with_a_sentence(open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(ask=True) as person:
        await person.press("enter")
        assert person.error_message() == "Type something first."
        await person.type("   ")
        await person.press("enter")
        assert person.error_message() == "Type something first."


async def test_a_vague_title_is_advised_on_once_and_then_accepted(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.type("try to be better")
        await person.press("enter")
        assert "hard to see from outside" in person.error_message()
        await person.press("enter")
        assert "How will you know" in person.question_prompt()


async def test_a_rating_requires_a_number_and_accepts_digits_and_arrows(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("enter")
        assert "Choose a number" in person.error_message()
        await person.press("right", "right", "shift+left", "enter")
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 55
        await person.run_command("check-in")
        await person.press("grave_accent")
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 0
        await person.run_command("check-in")
        await person.press("0")
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 100


async def test_a_duplicate_domain_name_is_rejected_at_the_field(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.type("SPEAKING")
        await person.press("enter")
        assert "You already have a domain called Speaking" in person.error_message()


async def test_a_damaged_journal_is_reported_and_left_untouched(path, open_dashboard: OpenDashboard) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b'{"domains": {"1": {"id": "broken"')
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.tui.app import EfficacyApp
    from tests.conftest import SUNDAY
    from tests.support.dashboard_driver import DashboardDriver
    from tests.support.fixed_clock import FixedClock

    app = EfficacyApp(Journal(path, FixedClock(SUNDAY)))
    async with app.run_test(size=(80, 24)) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: len(app.screen_stack) > 1)
        await person.settle()
        assert "could not be read" in " ".join(person.text().split())
        await pilot.press("escape")
    assert path.read_bytes() == b'{"domains": {"1": {"id": "broken"'
