"""The profile screen and the hot seat, driven by keys."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.content.instrument import parse_instrument, shipped_instrument
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.tui.screens.profile import ProfileScreen
from efficacy_tui.tui.widgets.report_section import ReportSection
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.profile_answers import JON, MARA, SELF, record_answers

SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]
FORBIDDEN = (
    "weak",
    "percentile",
    "your self-efficacy is",
    "overconfident",
    "it worked",
    "norm ",
    "diagnos",
    "anonymous.",
)


def report_text(person: DashboardDriver) -> str:
    """Return the text of every section on the profile screen as one line."""
    return " ".join(" ".join(section.render().plain.split()) for section in person.app.screen.query(ReportSection))


async def test_empty_profile_offers_to_begin_and_names_what_is_missing(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        text = report_text(person)
        for phrase in (
            "12 situations in 3 areas, one digit each",
            "a begin, about two minutes",
            "Your own answers come first",
            "Not enough yet: your own answers and two others.",
            "Answer again later to see what changes",
            "After your answers: three situations",
            "Our own wording, not validated.",
        ):
            assert phrase in text


async def test_answering_twelve_items_with_digits_creates_a_profile(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        await person.press("a")
        assert "get started on a hard piece of work" in person.question_prompt()
        await person.press("5", "b")
        assert "get started on a hard piece of work" in person.question_prompt()
        await person.press(*map(str, SELF))
        assert isinstance(person.app.screen, ProfileScreen)
        assert "Profile saved" in person.toasts()
        text = report_text(person)
        for phrase in (
            "you 4.0",
            "you 2.5",
            "Nobody else has answered yet",
            "efficacy rate export --rater NAME",
            "Not enough yet: your own answers and two others.",
            "1 walk into a group of strangers and join the conversation today: a little",
            "All three areas together: 3.5.",
        ):
            assert phrase in text
        assert "◆" not in text
        assert list(next(iter(person.journal.contents.surveys.values())).answers.values()) == SELF
        await person.press("u")
        assert "12 situations in 3 areas" in report_text(person)


async def test_answering_the_profile_hides_everything_else(journal: Journal, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("profile")
        await person.press("a")
        text = person.text()
        for name in ("Mara", "Jon", "consensus", "together", "History", "Speaking"):
            assert name not in text
        await person.press("enter")
        assert "get started" in person.question_prompt()
        await person.press("4", "escape")
        assert "Saved as a draft" in person.toasts()
        assert "You have a draft" in report_text(person)
        await person.press("a")
        assert "figure out a new task" in person.question_prompt()


@pytest.mark.parametrize("leaves", [False, True])
async def test_hot_seat_hides_all_results_from_the_rater(
    journal: Journal, open_dashboard: OpenDashboard, leaves: bool
) -> None:
    fill_demo(journal)
    async with open_dashboard((120, 36)) as person:
        await person.run_command("profile")
        await person.press("h")
        await person.answer("n", "Ines", "5", "Alex")
        hidden_words = ("Mara", "Jon", "consensus", "◆", "History", "Speaking", "ten-minute")
        text = person.text()
        assert "Ines, a few questions for you alone" in text
        assert "not anonymous" in text
        assert not [word for word in hidden_words if word in text]
        await person.press("enter")
        assert "How sure are you that Alex can get started" in person.question_prompt()
        assert "can’t judge" in person.text()
        await person.press("j", "0")
        assert not [word for word in hidden_words if word in person.text()]
        for key in ("p", "t", "c", "question_mark", "x"):
            await person.press(key)
            assert isinstance(person.app.screen, FlowDialog)
        await person.press(*(["escape"] if leaves else "3333333333"))
        text = person.text()
        assert isinstance(person.app.screen, PageDialog)
        assert "Please hand the keyboard back now" in " ".join(text.split())
        assert not [word for word in hidden_words if word in text]
        await person.press("enter")
        assert isinstance(person.app.screen, ProfileScreen)
        rows = person.journal.surveys.of_rater(shipped_instrument(), person.journal.surveys.find_rater("Ines").id)
        if leaves:
            assert rows == []
            assert "Asked, no answer yet: Ines." in report_text(person)
        else:
            assert list(rows[0].answers.values()) == [None, None, *[3] * 10]
            assert "Ines judged 2 of 4 here" in report_text(person)


async def test_one_rater_yields_a_gap_but_no_consensus(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    record_answers(speaking, [2] * 12)
    record_answers(speaking, [4, 4, 3, 3, 4, 4, 3, 3, 4, 4, 3, 3], "Mara")
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        text = report_text(person)
        assert "You rate yourself lower than Mara, by 1.5 points on average." in text
        assert "Neither view is the correct one" in text
        assert "Not enough yet: 1 more person." in text
        assert "◆" not in text
        assert "◇" not in text
        assert "M Mara" in text


async def test_two_raters_yield_consensus_and_agreement(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    record_answers(speaking, SELF)
    record_answers(speaking, MARA, "Mara")
    record_answers(speaking, JON, "Jon")
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        text = report_text(person)
        for phrase in (
            "No clear gap between you and 2 others.",
            "You largely agree: answers are on average 0.4 points",
            "Agreement of 3 raters over the profile:",
            "From 12 items; with other questions",
            "◆ together",
            "others 3.2 · together 3.0",
        ):
            assert phrase in text
        section = next(
            candidate
            for candidate in person.app.screen.query(ReportSection)
            if candidate.heading == "Each by themselves"
        )
        own, mara, jon = section.render().plain.split("\n")[-3:]
        assert (own.count("●"), mara.count("M"), jon.count("J")) == (3, 4, 4)


async def test_disagreement_between_raters_is_reported(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    record_answers(speaking, [1, 5] * 6)
    record_answers(speaking, [5, 1] * 6, "Mara")
    record_answers(speaking, [1, 1] * 6, "Jon")
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        assert "Your views differ:" in report_text(person)


async def test_an_item_becomes_a_domain_with_one_key(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    record_answers(speaking, SELF)
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        await person.press("1")
        await person.press("enter", "enter")
        domain = person.journal.domains.find_by_name("Joining in")
        assert domain.task == "walk into a group of strangers and join the conversation"
        await person.settle()
        assert "✓ practised in Joining in" in report_text(person)
        await person.press("1")
        assert "already practise that in Joining in" in person.toasts()


async def test_deleting_a_rater_can_be_undone(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    record_answers(speaking, SELF)
    record_answers(speaking, MARA, "Mara [b]")
    async with open_dashboard((120, 60)) as person:
        await person.run_command("profile")
        assert "Mara [b]" in report_text(person)
        await person.press("delete", "1")
        assert "Mara [b] deleted" in person.toasts()
        assert "Mara" not in report_text(person)
        await person.press("u")
        assert "Mara [b]" in report_text(person)


@pytest.mark.parametrize("size", SIZES)
async def test_profile_fits_and_shows_its_keys_at_every_size(
    journal: Journal, open_dashboard: OpenDashboard, size
) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        await person.run_command("profile")
        lines = person.text().splitlines()
        assert lines[0].strip().startswith("Profile")
        assert "a answer" in lines[-1]
        assert "esc back" in lines[-1]
        assert max(map(cell_len, lines)) <= size[0]
        widest = max(
            cell_len(row)
            for section in person.app.screen.query(ReportSection)
            for row in section.render().plain.split("\n")
        )
        assert widest <= size[0] - 4
        text = report_text(person)
        assert not [word for word in FORBIDDEN if word in text.casefold()]
        for sign in ("●", "◇", "◆", "M", "J"):
            assert sign in text


async def test_profile_is_offered_once_after_four_weeks(
    speaking: Journal, clock, open_dashboard: OpenDashboard
) -> None:
    record_answers(speaking, SELF)
    clock.move(days=28)
    speaking.checkins.record(speaking.domains.focus().id, 50)
    async with open_dashboard(ask=True) as person:
        assert "It has been four weeks or more since your last profile · p shows" in person.toasts()
        await person.run_command("profile")
        assert "28 days since your last answers: a good time" in report_text(person)
    async with open_dashboard(ask=True) as person:
        assert "profile" not in person.toasts()


async def test_profile_is_offered_after_a_challenge_has_ended(
    speaking: Journal, clock, open_dashboard: OpenDashboard
) -> None:
    record_answers(speaking, SELF)
    domain_id = speaking.domains.focus().id
    speaking.checkins.record(domain_id, 50)
    speaking.challenges.start(
        domain_id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=speaking.today()
    )
    async with open_dashboard(ask=True) as person:
        assert "profile" not in person.toasts().casefold()
        await person.run_command("outcome")
        await person.answer("f", "e", "", "")
        assert "profile" not in person.toasts().casefold()
        await person.press("escape")
        assert "A challenge has ended · p shows" in person.toasts()
        await person.run_command("profile")
        assert "A challenge has ended since your last answers" in report_text(person)


async def test_unusable_edited_instrument_is_reported(
    speaking: Journal, tmp_path, open_dashboard: OpenDashboard
) -> None:
    file = tmp_path / "instrument.toml"
    file.write_text("areas = 3", encoding="utf-8")
    async with open_dashboard() as person:
        person.app._load_instrument, person.app._instrument = lambda language: parse_instrument(file, language), None
        await person.run_command("profile")
        assert "cannot be used" in person.toasts()
        assert not isinstance(person.app.screen, ProfileScreen)
