"""The practice loop from an empty journal to the second challenge, driven by keys."""

from __future__ import annotations

import socket

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.terminal_driver import IN_FORCE
from tests.conftest import OpenDashboard
from tests.support.fixed_clock import FixedClock


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test on any attempt to use the network."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    for name in ("create_connection", "getaddrinfo", "gethostbyname", "create_server"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


async def test_practice_loop_from_the_first_start_to_the_second_challenge(
    open_dashboard: OpenDashboard, clock: FixedClock, offline: None
) -> None:
    async with open_dashboard(ask=True) as person:
        await person.answer("Speaking", "give a ten-minute talk", "5")
        (domain,) = person.journal.domains.all()
        assert (domain.name, domain.task, domain.focus) == ("Speaking", "give a ten-minute talk", True)
        assert person.journal.checkins.on(domain.id, person.journal.today()).confidence == 50

        await person.run_command("design")
        await person.answer("give the talk to my team", "I spoke ten minutes", "50", "+10d", "7", "k")
        await person.answer("my voice shakes", "breathe out", "rehearse @ today\nshow Mara @ +2d")
        await person.answer("y", "I spoke five", "5", "Jon", "", "enter")
        challenge = person.journal.challenges.active(domain.id)
        assert challenge.title == "I will give the talk to my team"
        assert (challenge.odds, challenge.difficulty, challenge.in_my_control) == (70, 50, 5)
        assert [step.text for step in challenge.steps] == ["rehearse", "show Mara"]
        assert "give the talk to my team" in person.text()

        await person.run_command("step")
        await person.answer("y")
        assert person.journal.challenges.active(domain.id).steps[0].result == "done"

        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8", "8", "4", "1", "enter", "1", "enter", "enter", "", "8", "7", "7")
        (session,) = person.journal.reappraisals.of(domain.id)
        assert (session.before.balance, session.after.balance) == (-4, 0)
        assert "I’m activated and ready." in person.text()

        await person.run_command("outcome")
        await person.answer("s", "e", "I can pause", "Gave the talk to my team", "a")
        assert person.journal.challenges.closed(domain.id)[0].outcome == "succeeded"
        text = person.text()
        assert "50, the first you have done" in text
        assert "speaks after 2 more outcomes" in text
        await person.press("n")
        assert person.question_prompt() == "Which rung do you start from?"
        await person.answer("1", "give the talk to the department", "I spoke ten minutes", "60", "+14d", "6", "k")
        await person.answer("", "", "n", "enter")
        second_challenge = person.journal.challenges.active(domain.id)
        assert second_challenge.difficulty > challenge.difficulty
        assert second_challenge.harder_than == challenge.id

    clock.move(days=1)
    async with open_dashboard(ask=True) as person:
        if not IN_FORCE:
            # What a terminal replies at the start could be taken for an answer, so the check-in does not open.
            await person.answer("w", "4")
            await person.run_command("check-in")
        assert "Right now, how sure are you" in person.question_prompt()
        await person.answer("7")
        if IN_FORCE:
            await person.answer("w", "4")
        assert person.journal.reappraisals.of(domain.id)[0].afterwards.outcome == "well"
        assert not isinstance(person.app.screen, FlowDialog)
        text = person.text()
        assert "give the talk to the department" in text
        assert "Gave the talk to my team" in text


async def test_a_check_in_for_one_domain_takes_two_keys(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.answer("7")
        assert not isinstance(person.app.screen, FlowDialog)
        domain = person.journal.domains.focus()
        assert person.journal.checkins.on(domain.id, person.journal.today()).confidence == 70
        assert "Checked in" in person.toasts()


async def test_the_check_in_opens_by_itself_only_while_todays_is_missing(
    speaking, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(ask=True) as person:
        if not IN_FORCE:
            # What a terminal replies at the start could be taken for an answer.
            assert person.app.screen is person.app.dashboard
            await person.run_command("check-in")
        assert "Right now, how sure are you" in person.question_prompt()
        await person.answer("3")
    async with open_dashboard(ask=True) as person:
        assert not isinstance(person.app.screen, FlowDialog)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
async def test_check_in_hides_earlier_ratings(journal, clock, open_dashboard: OpenDashboard, size) -> None:
    fill_demo(journal)
    async with open_dashboard(size) as person:
        assert "49" in person.text()
        await person.run_command("check-in")
        assert "49" not in person.text()
        await person.answer("9")
        text = person.text()
        assert "Speaking ✓" in text
        assert "Writing 5" not in text
        await person.press("escape")
        assert " 66 (" in person.text()


async def test_backfill_records_an_earlier_day_as_late(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("backfill")
        await person.answer("1")
        assert "On Saturday, how sure were you" in person.question_prompt()
        await person.answer("6")
        (check_in,) = person.journal.contents.checkins.values()
        assert (check_in.day.isoformat(), check_in.confidence, check_in.late) == ("2026-11-21", 60, True)


async def test_a_check_in_can_be_undone_and_redone(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.answer("7")
        await person.run_command("undo")
        assert not person.journal.contents.checkins
        await person.run_command("redo")
        (check_in,) = person.journal.contents.checkins.values()
        assert check_in.confidence == 70


async def test_every_source_of_evidence_has_its_own_questions(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for answers in (
            ("m", "Told the story at lunch", "4", "a", "today"),
            ("v", "Jon", "gave this talk", "4", "1", "yesterday"),
            ("p", "Mara", "your second example made it click", "5", "5", "d", "today"),
            ("s", "Racing heart before the demo", "8", "1", "today"),
        ):
            await person.run_command("evidence")
            await person.answer(*answers)
        kinds = sorted(type(entry).__name__ for entry in person.journal.contents.evidence.values())
        assert kinds == ["Mastery", "Persuasion", "State", "Vicarious"]
        text = person.text()
        for phrase in ("Told the story at lunch", "Mara: “your second example", "  Sat "):
            assert phrase in text


async def test_evidence_can_be_opened_changed_and_deleted_with_undo(speaking, open_dashboard: OpenDashboard) -> None:
    from efficacy_tui.model.records import Mastery

    entry = speaking.evidence.add(Mastery, speaking.domains.focus().id, "Told the story at lunch")
    async with open_dashboard() as person:
        await person.run_command("pane-3")
        await person.press("enter")
        assert "○ not rated yet" in person.text()
        await person.press("enter")
        await person.answer("Told the story at dinner", "4", "a", "today")
        assert person.journal.evidence.get(entry.id).text == "Told the story at dinner"
        await person.press("enter", "delete")
        assert person.journal.evidence.get(entry.id) is None
        await person.run_command("undo")
        assert person.journal.evidence.get(entry.id).difficulty == 40


async def test_a_session_left_early_saves_its_answers(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("reappraise")
        await person.answer("the talk", "today", "8", "8", "4", "2")
        await person.press("escape")
        (session,) = person.journal.contents.reappraisals.values()
        assert session.stopped_at == "reading"
        assert session.before.arousal == 80
        assert session.after is None


async def test_domains_are_added_renamed_ordered_focused_and_archived(speaking, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.press("a")
        await person.answer("Writing", "write a page")
        assert [domain.name for domain in person.journal.domains.all()] == ["Speaking", "Writing"]
        await person.press("down", "K")
        assert [domain.name for domain in person.journal.domains.all()] == ["Writing", "Speaking"]
        await person.press("f")
        assert person.journal.domains.focus().name == "Writing"
        await person.press("enter")
        await person.answer("Drafting", "", "", "")
        assert person.journal.domains.focus().name == "Drafting"
        await person.press("x")
        assert [domain.name for domain in person.journal.domains.all()] == ["Speaking"]
        assert person.journal.domains.focus().name == "Speaking"
        await person.press("u")
        assert [domain.name for domain in person.journal.domains.all()] == ["Drafting", "Speaking"]
