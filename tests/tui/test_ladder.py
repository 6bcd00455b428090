"""The ladder on the screen: what its keys do, and that it follows the journal."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.design import DesignChallenge
from efficacy_tui.flows.domains import EditDomain
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.flows.goal import EditGoal
from efficacy_tui.flows.place_task import PlaceTask
from efficacy_tui.flows.rate_rungs import RateRungs
from efficacy_tui.flows.rungs import AddRung, EditRung
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import DAILY, build_ladder
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.screens.page_dialog import PageDialog
from efficacy_tui.wording.ladder import KEEPS_ITS_PLACE
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.ladders import fill_ladder
from tests.support.textual_internals import render_strips


@pytest.fixture
def domain(journal: Journal, clock: FixedClock) -> str:
    """The id of a domain whose ladder has a challenge under way."""
    return fill_ladder(journal, clock).id


@pytest.fixture
def free_domain(journal: Journal, clock: FixedClock) -> str:
    """The id of a domain whose ladder has no challenge under way."""
    return fill_ladder(journal, clock, with_open=False).id


def ladder_of(person: DashboardDriver) -> LadderScreen:
    """Return the ladder on the screen."""
    assert isinstance(person.app.screen, LadderScreen), person.text()
    return person.app.screen


def current_title(person: DashboardDriver) -> str:
    """Return the title of the rung under the cursor."""
    rung = ladder_of(person).current
    return rung.title if rung is not None else ""


async def go_to(person: DashboardDriver, words: str) -> None:
    """Move the cursor to the rung whose title begins so, by the keys."""
    await person.run_command("top")
    for _ in range(80):
        if current_title(person).startswith(words):
            return
        await person.run_command("down")
    raise AssertionError(f"no rung begins with {words!r}")


def flow_of(person: DashboardDriver) -> object:
    """Return the flow that is asked."""
    assert isinstance(person.app.screen, FlowDialog), person.text()
    return person.app.screen.flow


def footer(person: DashboardDriver) -> str:
    """Return the last line of the screen."""
    return person.text().rstrip("\n").split("\n")[-1]


# -- opening, closing, moving ------------------------------------------------------------------------------------


async def test_key_opens_and_closes_the_ladder(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        for closing in ("ladder", "close"):
            await person.run_command("ladder")
            assert "Speaking · ladder" in person.text()
            await person.run_command(closing)
            assert person.app.screen is person.app.dashboard


async def test_ladder_needs_a_domain(open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        assert person.app.screen is person.app.dashboard
        assert "There is no domain yet." in person.toasts()


async def test_cursor_begins_where_practice_goes_on(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        assert current_title(person).startswith("Give the ten-minute design talk")


async def test_cursor_begins_at_the_rung_to_take_next(free_domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        stats = person.app.snapshot.stats
        assert stats is not None
        place = build_ladder(person.journal.contents, stats).next_place
        assert place is not None
        person.journal.rungs.add(free_domain, "Answer the board", place.difficulty)
        await person.run_command("ladder")
        rung = ladder_of(person).current
        assert rung is not None
        assert rung.is_next
        assert f"{rung.difficulty} ▸ {rung.title}" in person.text()


async def test_keys_move_the_cursor_over_every_rung(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("ladder")
        titles = [rung.title for rung in ladder_of(person).ladder.rungs]
        for key in ("up", "k"):
            await person.run_command("top")
            assert current_title(person) == titles[0]
            await person.press(key)
            assert current_title(person) == titles[0]
        for key in ("down", "j"):
            await person.run_command("top")
            visited = [current_title(person)]
            for _ in titles[1:]:
                await person.press(key)
                visited.append(current_title(person))
                assert re.search(rf"› +\d+ . {re.escape(visited[-1][:30])}", person.text())
            assert visited == titles
        await person.run_command("bottom")
        assert current_title(person) == titles[-1]
        await person.run_command("page-up")
        assert titles.index(current_title(person)) < len(titles) - 3
        await person.run_command("page-down")
        assert titles.index(current_title(person)) > titles.index(titles[-4])


async def test_cursor_is_remembered_for_each_domain(
    domain: str, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    writing = journal.domains.add("Writing", "write a first page")
    for difficulty in (20, 50, 80):
        journal.rungs.add(writing.id, f"Write {difficulty} lines", difficulty)
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Explain")
        await person.run_command("next-domain")
        assert "Writing · ladder" in person.text()
        await go_to(person, "Write 50")
        await person.run_command("previous-domain")
        assert current_title(person).startswith("Explain")
        await person.run_command("close")
        await person.run_command("ladder")
        assert current_title(person).startswith("Explain")
        await person.run_command("next-domain")
        assert current_title(person) == "Write 50 lines"


# -- enter ---------------------------------------------------------------------------------------------------------


async def test_enter_on_the_challenge_under_way_opens_its_page(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        assert footer(person).strip().startswith("enter Open it")
        await person.press("enter")
        assert isinstance(person.app.screen, PageDialog)
        assert "Done when" in person.text()
        await person.press("escape")
        assert isinstance(person.app.screen, LadderScreen)


async def test_enter_elsewhere_says_that_a_challenge_is_under_way(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        for title in ("Answer live", "Explain"):
            await go_to(person, title)
            assert "enter" not in footer(person)
            await person.press("enter")
            assert "Speaking already has a challenge. " in person.toasts()
            assert isinstance(person.app.screen, LadderScreen)


@pytest.mark.parametrize(("title", "label"), [("Answer live", "Start from here"), ("Explain", "Again, a bit harder")])
async def test_enter_starts_a_challenge_from_the_rung(
    free_domain: str, open_dashboard: OpenDashboard, title: str, label: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, title)
        rung = ladder_of(person).current
        assert footer(person).strip().startswith(f"enter {label}")
        await person.press("enter")
        flow = flow_of(person)
        assert isinstance(flow, DesignChallenge)
        assert rung is not None
        assert flow.rung == rung.id


async def test_enter_on_the_daily_task_places_it(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Give a ten-minute talk to people")
        assert footer(person).strip().startswith("enter Place it again")
        await person.press("enter")
        assert isinstance(flow_of(person), PlaceTask)


# -- changing the ladder -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "title", "flow"),
    [
        ("add-rung", "Answer live", AddRung),
        ("rate-rungs", "Answer live", RateRungs),
        ("edit-rung", "Answer live", EditRung),
        ("edit-rung", "Explain", EditRung),
        ("edit-rung", "Give a ten-minute talk to people", EditDomain),
        ("place-daily", "Answer live", PlaceTask),
        ("edit-goal", "Answer live", EditGoal),
    ],
)
async def test_keys_ask_their_questions(
    domain: str, open_dashboard: OpenDashboard, command: str, title: str, flow: type
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, title)
        await person.run_command(command)
        assert isinstance(flow_of(person), flow)
        await person.press("escape")
        assert isinstance(person.app.screen, LadderScreen)


async def test_idea_moves_past_one_neighbour_and_back(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((80, 24)) as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        rung = ladder_of(person).current
        assert rung is not None
        await person.run_command("easier-rung")
        moved = person.journal.rungs.get(rung.id)
        assert moved is not None
        assert 58 < moved.difficulty < 64
        titles = [row.title[:6] for row in ladder_of(person).ladder.rungs]
        assert titles.index("Answer") == titles.index("Demo t") + 1
        assert current_title(person).startswith("Answer live")
        await person.run_command("harder-rung")
        titles = [row.title[:6] for row in ladder_of(person).ladder.rungs]
        assert titles.index("Answer") == titles.index("Demo t") - 1
        await person.run_command("undo")
        await person.run_command("undo")
        rung_after = person.journal.rungs.get(rung.id)
        assert rung_after is not None
        assert rung_after.difficulty == 68
        assert "68 · Answer live" in person.text()


async def test_daily_task_moves_like_an_idea(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Give a ten-minute talk to people")
        await person.run_command("easier-rung")
        place = person.journal.contents.domains[domain].task_difficulty
        assert place is not None
        assert 45 < place < 52
        assert ladder_of(person).current.id == DAILY
        assert f"{place} ◆ Give a ten-minute talk" in person.text()


@pytest.mark.parametrize("title", ["Explain", "Demo the release", "Give the ten-minute design talk"])
async def test_what_was_begun_keeps_its_place_and_says_so(
    domain: str, open_dashboard: OpenDashboard, title: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, title)
        rungs = dict(person.journal.contents.rungs)
        assert "Move" not in footer(person)
        for command in ("harder-rung", "easier-rung"):
            await person.run_command(command)
            assert KEEPS_ITS_PLACE in person.toasts()
        assert person.journal.contents.rungs == rungs


async def test_rung_at_the_end_has_no_neighbour_to_pass(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await person.run_command("top")
        await person.run_command("harder-rung")
        assert "It is already the hardest one." in person.toasts()
        assert person.journal.rungs.find_by_title(domain, "Keynote").difficulty == 92


@pytest.mark.parametrize("key", ["D", "delete"])
async def test_delete_takes_an_idea_off_and_undo_brings_it_back(
    domain: str, open_dashboard: OpenDashboard, key: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        await person.press(key)
        assert "Off the ladder · u undo" in person.toasts()
        assert "Answer live" not in person.text()
        assert current_title(person).startswith("Demo the release")
        await person.run_command("undo")
        assert "68 · Answer live" in person.text()


async def test_delete_of_what_was_begun_keeps_the_record(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        challenges = dict(person.journal.contents.challenges)
        await go_to(person, "Explain")
        await person.run_command("delete-rung")
        assert "Off the ladder, but what you did stays in your record · u undo" in person.toasts()
        assert person.journal.contents.challenges == challenges
        assert "Explain the cache" not in person.text()


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Give the ten-minute design talk", "Its challenge is still open. Record its outcome first."),
        ("Give a ten-minute talk to people", "Your daily task stays on the ladder."),
    ],
)
async def test_delete_says_why_it_cannot(domain: str, open_dashboard: OpenDashboard, title: str, reason: str) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, title)
        assert "Delete" not in footer(person)
        await person.run_command("delete-rung")
        assert reason in person.toasts()
        assert current_title(person).startswith(title)


async def test_copy_takes_the_title_under_the_cursor(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Explain")
        await person.run_command("copy")
        assert person.app.clipboard == "Explain the cache bug to one other team"


# -- empty, read-only ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["start-rung", "add-rung", "rate-rungs"])
async def test_empty_ladder_invites_to_the_first(
    speaking: Journal, open_dashboard: OpenDashboard, command: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        assert "A ladder is five to eight things from easy to hard." in person.text()
        assert footer(person).split() == ["enter", "First", "ladder", "?", "Help"]
        for key in ("down", "up", "end", "K", "J", "e", "D"):
            await person.press(key)
        assert isinstance(person.app.screen, LadderScreen)
        await person.run_command(command)
        assert isinstance(flow_of(person), FirstLadder)


async def test_first_ladder_stands_there_once_it_is_saved(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        focus = person.journal.domains.focus()
        assert focus is not None
        person.journal.rungs.add_first(focus.id, ["Easy one", "Middle one", "Hard one"])
        await person.settle()
        assert [line[2:18] for line in person.text().split("\n") if "one" in line] == [
            "  85 · Hard one",
            "  50 · Middle one"[:16],
            "› 15 · Easy one",
        ]


async def test_read_only_journal_shows_the_ladder_and_changes_nothing(
    domain: str, open_dashboard: OpenDashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "read_only", property(lambda _: True))
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        assert footer(person).split() == ["?", "Help"]
        contents = person.journal.contents
        for command in ("start-rung", "rate-rungs", "add-rung", "edit-rung", "delete-rung", "harder-rung", "edit-goal"):
            person.app.clear_notifications()
            await person.run_command(command)
            assert "open for reading only" in person.toasts(), command
        assert person.journal.contents is contents
        await go_to(person, "Give the ten-minute design talk")
        await person.press("enter")
        assert isinstance(person.app.screen, PageDialog)


# -- following the journal -----------------------------------------------------------------------------------------


async def test_new_rung_gets_the_cursor_after_it_was_added_here(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Explain")
        await person.run_command("add-rung")
        person.journal.rungs.add(domain, "Read a poem aloud", 42)
        await person.press("escape")
        assert current_title(person) == "Read a poem aloud"


async def test_cursor_stays_on_its_rung_when_the_ladder_changes_elsewhere(
    domain: str, path, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Explain")
        other = Journal(path, clock, seeded_ids(9))
        other.open()
        other.rungs.add(domain, "Toast my sister", 95)
        other.rungs.remove(other.rungs.find_by_title(domain, "Answer live").id)
        other.close()
        person.journal.refresh()
        await person.wait_for(lambda: "Toast my sister" in person.text())
        await person.settle()
        assert "Answer live" not in person.text()
        assert current_title(person).startswith("Explain")


async def test_daily_task_is_blind_again_after_midnight(
    domain: str, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Give a ten-minute talk to people")
        row = next(line for line in person.text().split("\n") if "◆ Give" in line)
        assert re.search(r"\d+ +\d+ %  ◆ daily", row)
        clock.move(days=1)
        person.app.look_for_new_day()
        await person.settle()
        row = next(line for line in person.text().split("\n") if "◆ Give" in line)
        assert re.search(r"– +\d+ %  ◆ daily", row)
        assert "is shown after today’s check-in" in person.text()


async def test_own_numbers_and_odds_are_hidden_while_something_is_asked(
    free_domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((200, 50)) as person:
        await person.run_command("ladder")
        before = person.text()
        assert "%" in before
        await person.run_command("add-rung")
        behind = person.text()
        assert "92 · Keynote" in behind
        for sign in ("%", "┼", "▏", "even odds"):
            assert sign not in behind, sign
        await person.press("escape")
        person.app.clear_notifications()
        await person.settle()
        assert person.text() == before


async def test_masked_ladder_hides_titles_and_numbers_and_returns_whole(
    domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        before = person.text()
        await person.run_command("mask")
        masked = person.text()
        for private in ("Explain", "Keynote", "%", "━", "▏", "even odds", "Speaking"):
            assert private not in masked, private
        assert re.search(r"38 ✓ •+ •+ .* ✓ 28 Sep", masked)
        # A cell that is blanked on its way to the terminal would have no ground, which is a hole in the cursor's.
        lines = [strip for strip in render_strips(person.app.screen) if "›" in strip.text]
        (cursor_row,) = [strip for strip in lines if "●" in strip.text]
        assert len({style.bgcolor for _, style, _ in cursor_row.crop(1, 119) if style is not None}) == 1
        await person.run_command("mask")
        person.app.clear_notifications()
        await person.settle()
        assert person.text() == before


async def test_hidden_numbers_leave_the_ladder_its_words(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(hide_numbers=True) as person:
        await person.run_command("ladder")
        rung_rows = [line for line in person.text().split("\n") if re.search("[✓✗·●◆] [A-Z]", line[:12])]
        assert len(rung_rows) >= 10
        for row in rung_rows:
            assert not re.search(r"\d", re.sub(r"day \d+|\d+ [A-Z][a-z]{2}|\d+ people|300", "", row)), row


async def test_resizing_keeps_the_cursor_and_fits(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.run_command("ladder")
        await go_to(person, "Explain")
        for size in ((40, 12), (200, 50), (60, 20), (80, 24)):
            await person.resize(*size)
            assert re.search(r"› +38 ✓ Explain", person.text()), size
        await person.resize(39, 11)
        assert "A little more room, please" in person.text()
        await person.resize(80, 24)
        assert re.search(r"› +38 ✓ Explain", person.text())


async def test_footer_names_as_many_keys_as_fit(free_domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        assert " ".join(footer(person).split()) == (
            "enter Start from here a Add an idea J K Move c Rate all e Edit D Delete ? Help"
        )
        await person.resize(80, 24)
        assert " ".join(footer(person).split()) == "enter Start a Add J K Move c Rate all e Edit D Delete ? Help"
        await person.resize(40, 12)
        assert " ".join(footer(person).split()) == "enter Start a Add J K Move ? Help"


def test_every_key_of_the_ladder_has_a_command_of_its_own() -> None:
    ids = (
        "start-rung",
        "rate-rungs",
        "add-rung",
        "edit-rung",
        "delete-rung",
        "easier-rung",
        "harder-rung",
        "edit-goal",
    )
    assert [BY_ID[command].places for command in ids] == [("ladder",)] * len(ids)
    assert BY_ID["ladder"].places == ("dashboard", "ladder")


async def test_ladder_of_a_domain_put_away_makes_room_for_another(
    domain: str, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    journal.domains.add("Writing", "write a first page")
    async with open_dashboard() as person:
        await person.run_command("ladder")
        person.journal.domains.archive(domain)
        await person.settle()
        assert "Writing · ladder" in person.text()


async def test_a_day_later_yesterdays_outcome_has_its_date(
    domain: str, clock: FixedClock, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        challenge = person.app.snapshot.challenge
        person.journal.challenges.close(challenge.id, "succeeded")
        await person.settle()
        await person.run_command("ladder")
        assert "✓ today" in person.text()
        clock.move(days=1)
        person.app.look_for_new_day()
        await person.settle()
        assert "✓ today" not in person.text()
        assert "✓ 22 Nov" in person.text()
        assert person.journal.today() == dt.date(2026, 11, 23)


async def test_ladder_opens_at_a_rung_of_any_domain(
    domain: str, journal: Journal, open_dashboard: OpenDashboard
) -> None:
    writing = journal.domains.add("Writing", "write a first page")
    rungs = [journal.rungs.add(writing.id, f"Write {difficulty} lines", difficulty) for difficulty in (20, 50, 80)]
    explain = journal.rungs.find_by_title(domain, "Explain")
    async with open_dashboard() as person:
        person.app.command_handlers.ladder(rungs[0].id)
        await person.settle()
        assert "Writing · ladder" in person.text()
        assert current_title(person) == "Write 20 lines"
        # Where the ladder is open already, only its cursor moves.
        person.app.command_handlers.ladder(explain.id)
        await person.settle()
        assert current_title(person).startswith("Explain")
        person.app.command_handlers.ladder("a rung that is gone")
        await person.settle()
        assert current_title(person).startswith("Explain")
        await person.run_command("close")
        assert person.app.screen is person.app.dashboard


async def test_two_enters_at_once_open_one_dialog(free_domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        await person.press_at_once("enter", "enter")
        dialogs = [screen for screen in person.app.screen_stack if isinstance(screen, FlowDialog)]
        assert len(dialogs) == 1


async def test_key_pressed_at_once_after_l_works_on_the_ladder(domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.press_at_once("l", "home")
        assert current_title(person).startswith("Keynote")
        await person.press_at_once("down", "K", "u")
        assert person.journal.rungs.find_by_title(domain, "Lead the half-day").difficulty == 80
        assert current_title(person).startswith("Lead the half-day")


# -- keys that messages name -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "key"), [("start-rung", "enter"), ("add-rung", "a")])
async def test_message_after_a_draft_names_the_key_that_takes_it_up_on_the_ladder(
    free_domain: str, open_dashboard: OpenDashboard, command: str, key: str
) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        await person.run_command(command)
        await person.clear()
        await person.type("Chair the board meeting")
        await person.press("escape")
        assert person.toasts() == f"Saved as a draft · {key} resumes it"
        await person.press(key)
        assert "Chair the board meeting" in person.text()


async def test_draft_of_a_challenge_begun_on_the_dashboard_is_taken_up_there(
    free_domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("design")
        await person.answer("n")
        await person.type("Chair the board meeting")
        await person.press("escape")
        assert person.toasts() == "Saved as a draft · n resumes it"


async def test_message_offers_only_what_works_on_the_ladder(free_domain: str, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("ladder")
        await go_to(person, "Answer live")
        await person.run_command("start-rung")
        await person.answer("", "it is done", "+5d", "7", "k", "", "", "n", "enter")
        assert isinstance(person.app.screen, LadderScreen), person.text()
        assert person.toasts() == "Your challenge has begun"
        await go_to(person, "Keynote")
        await person.run_command("edit-goal")
        await person.answer("Speak anywhere")
        assert person.toasts() == "Goal saved · u undo"


async def test_profile_is_offered_with_a_key_that_does_not_place_the_daily_task(
    domain: str, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("outcome")
        await person.answer("y", "", "", "", "a")
        await person.press("l")
        assert isinstance(person.app.screen, LadderScreen)
        assert "p on the dashboard shows where you stand" in person.toasts()
