"""On the page of an entry or a challenge, earlier versions are listed, shown and brought back."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.privacy.mask import DOT
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog
from tests.conftest import OpenDashboard
from tests.support.fixed_clock import FixedClock


def focus_id(journal: Journal) -> str:
    domain = journal.domains.focus()
    assert domain is not None
    return domain.id


def reword(journal: Journal, clock: FixedClock, count: int = 1) -> str:
    """Record an entry and word it anew, each time an hour later."""
    journal.checkins.record(focus_id(journal), 50)
    entry = journal.evidence.add(Mastery, focus_id(journal), "wording 0")
    for number in range(1, count + 1):
        clock.move(hours=1)
        journal.evidence.edit(entry.id, text=f"wording {number}")
    return entry.id


async def test_an_earlier_wording_is_listed_shown_and_brought_back(
    speaking: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    entry = reword(speaking, clock, 2)
    async with open_dashboard() as person:
        await person.press("3", "enter")
        assert "v versions" in person.text()
        await person.press("v")
        assert "Which version would you like to see?" in person.question_prompt()
        assert "Sun 22 Nov, 10:30 · text: “wording 1”" in person.text()
        assert "Sun 22 Nov, 09:30 · text: “wording 0”" in person.text()
        await person.press("2")
        assert "wording 0" in person.text()
        assert "Domain: Speaking" in person.text()
        await person.press("o", "1", "b")
        assert "Brought back" in person.toasts()
        assert person.journal.contents.evidence[entry].text == "wording 1"
        await person.run_command("undo")
        assert person.journal.contents.evidence[entry].text == "wording 2"


async def test_many_versions_are_listed_page_by_page(
    speaking: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    entry = reword(speaking, clock, 10)
    async with open_dashboard() as person:
        await person.press("3", "enter", "v")
        assert "wording 9" in person.text()
        assert "wording 1”" not in person.text()
        await person.press("m")
        assert "wording 1”" in person.text()
        assert "wording 9" not in person.text()
        await person.press("m")
        assert "wording 9" in person.text()
        await person.press("m", "2", "l")
        assert person.journal.contents.evidence[entry].text == "wording 10"
        assert person.app.screen is person.app.dashboard


async def test_a_challenge_gets_its_due_day_back(
    speaking: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    speaking.checkins.record(focus_id(speaking), 50)
    today = speaking.today()
    challenge = speaking.challenges.start(
        focus_id(speaking), title="give the talk", done_when="given", difficulty=40, odds=60,
        due=today + dt.timedelta(2),
    )  # fmt: skip
    clock.move(hours=1)
    speaking.challenges.edit(challenge.id, due=today + dt.timedelta(4))
    async with open_dashboard() as person:
        await person.press("1", "enter", "v")
        assert "Sun 22 Nov, 09:30 · due: Tue 24 Nov" in person.text()
        await person.press("1", "b")
        assert person.journal.contents.challenges[challenge.id].due == today + dt.timedelta(2)


async def test_without_an_earlier_version_none_is_offered(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    speaking.checkins.record(focus_id(speaking), 50)
    speaking.evidence.add(Mastery, focus_id(speaking), "as it always was")
    async with open_dashboard() as person:
        await person.press("3", "enter")
        assert "versions" not in person.text()
        await person.press("v")
        assert isinstance(person.app.screen, PageDialog)


async def test_a_record_changed_back_has_nothing_else_to_show(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    speaking.checkins.record(focus_id(speaking), 50)
    entry = speaking.evidence.add(Mastery, focus_id(speaking), "as it always was")
    speaking.evidence.edit(entry.id, text="otherwise")
    speaking.undo()
    maintenance.purge_history(speaking)
    async with open_dashboard() as person:
        await person.press("3", "enter", "v")
        assert "no earlier version that differs" in person.text()
        await person.press("enter")
        assert not isinstance(person.app.screen, FlowDialog)


async def test_earlier_wordings_are_masked_and_what_the_program_says_is_not(
    speaking: Journal, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    reword(speaking, clock)
    async with open_dashboard(masked=True) as person:
        await person.press("3", "enter", "v")
        text = person.text()
        assert "Which version would you like to see?" in text
        assert "22 Nov, 09:30" in text
        assert "wording" not in text
        assert DOT * 5 in text
        await person.press("1")
        text = person.text()
        assert "Bring this version back?" in text
        assert "wording" not in text
        assert "Speaking" not in text
