"""The card after an outcome on the screen: its shape in every size, and the keys that lead on."""

from __future__ import annotations

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge
from efficacy_tui.tui.screens.ending_card import EndingCard
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.ladder import LadderScreen
from efficacy_tui.tui.screens.page_dialog import PageLines
from efficacy_tui.tui.widgets.text_field import TextField
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver
from tests.support.flow_driver import practise

SIZES = [(200, 50), (120, 36), (80, 24), (60, 20), (40, 12)]
TITLE = "I will give the ten-minute design talk to the whole department without reading from notes"
LESSON = "Pausing before the first sentence slowed me down the whole way"


@pytest.fixture
def challenge(speaking: Journal) -> Challenge:
    """The open challenge of a domain with five outcomes, a placed task and ideas around it."""
    domain = speaking.domains.focus()
    results = ((30, "succeeded"), (38, "succeeded"), (45, "failed"), (45, "succeeded"), (52, "succeeded"))
    list(practise(speaking, domain.id, *results))
    speaking.domains.place_task(domain.id, 56)
    speaking.rungs.add(domain.id, "Demo the release in front of the customer’s board", 64)
    speaking.rungs.add(domain.id, "Lead the half-day customer workshop", 80)
    return speaking.challenges.start(
        domain.id, title=TITLE, done_when="I spoke", difficulty=58, odds=70, due=speaking.today()
    )


async def end_it(person: DashboardDriver, *answers: str) -> None:
    """Record an outcome and wait for its card."""
    await person.run_command("outcome")
    await person.answer(*answers)
    await person.wait_for(lambda: isinstance(person.app.screen, EndingCard))
    await person.settle()


SUCCESS = ("y", "e", LESSON, "I gave the ten-minute design talk without notes", "a")
FAILURE = ("n", "k", "A card with the three likely questions", "The opening, without notes", "a")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("answers", "words"),
    [(SUCCESS, ("Done", "your hardest so far", "and it worked")), (FAILURE, ("Not this time", "stays 52", "70 %"))],
)
async def test_both_endings_have_the_same_shape_in_every_size(
    challenge: Challenge, open_dashboard: OpenDashboard, size: tuple[int, int], answers, words: tuple[str, ...]
) -> None:
    async with open_dashboard(size) as person:
        await end_it(person, *answers)
        text = " ".join(person.text().replace("│", " ").split())
        assert words[0] in text
        if size[1] >= 20:
            assert all(word in text for word in words)
            assert "esc later" in text
            assert " l ladder" in text
        neighbour = "Demo the release" if answers is SUCCESS else "next, about here"
        has_rungs = size[0] >= 70 and size[1] >= 24
        next_line = "Next: about 52" if answers is SUCCESS else "A rung lower: 52, Do number 52"
        if size[1] >= 20:
            assert (neighbour in text) == has_rungs
            assert (next_line in text) != has_rungs, "what the note is about is named"


@pytest.mark.parametrize("key", ["escape", "enter", "x", "space", "q"])
async def test_any_other_key_closes_the_card_and_opens_nothing(
    challenge: Challenge, open_dashboard: OpenDashboard, key: str
) -> None:
    async with open_dashboard() as person:
        await end_it(person, *SUCCESS)
        await person.press(key)
        assert person.app.screen is person.app.dashboard


@pytest.mark.parametrize(("answers", "key"), [(SUCCESS, "n"), (FAILURE, "a"), (SUCCESS, "e")])
async def test_each_key_opens_its_dialog(
    challenge: Challenge, open_dashboard: OpenDashboard, answers: tuple[str, ...], key: str
) -> None:
    async with open_dashboard() as person:
        await end_it(person, *answers)
        await person.press(key)
        assert isinstance(person.app.screen, FlowDialog)


async def test_the_ladder_opens_at_the_rung_of_the_challenge(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await end_it(person, *SUCCESS)
        await person.press("l")
        screen = person.app.screen
        assert isinstance(screen, LadderScreen)
        assert screen.current.id == challenge.rung


async def test_the_masked_card_shows_neither_words_nor_numbers(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await end_it(person, *SUCCESS)
        await person.press("m")
        assert isinstance(person.app.screen, EndingCard)
        text = person.text()
        assert "Difficulty" in text
        for secret in ("design talk", "Pausing", "58", "70 %", "52"):
            assert secret not in text


async def test_markup_in_the_person_s_words_is_text(challenge: Challenge, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await end_it(person, "y", "", "[/b] and [@click=app.quit]x[/]", "[bold]Gave it 🎤", "")
        text = person.text()
        assert "[/b] and [@click=app.quit]x[/]" in text
        assert "[bold]Gave it" in text


async def test_a_long_text_leaves_the_keys_in_sight(challenge: Challenge, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((60, 20)) as person:
        await end_it(person, "y", "e", "word " * 380, "deed " * 380, "a")
        assert "l ladder" in person.text()
        await person.resize(120, 36)
        assert "l ladder" in person.text()
        assert isinstance(person.app.screen, EndingCard)


async def test_with_numbers_hidden_what_is_next_shows_none(challenge: Challenge, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((60, 20), hide_numbers=True) as person:
        await end_it(person, *FAILURE)
        assert "Next: 52" not in person.text()


@pytest.mark.parametrize(
    ("typed", "key", "saved"),
    [
        ("I gave it", "enter", ["I gave it"]),
        ("", "enter", [TITLE.replace("I will give", "Give")]),
        ("", "tab", []),
        ("I gave it", "tab", ["I gave it"]),
    ],
)
async def test_what_was_done_is_said_in_an_empty_field_that_shows_the_title(
    challenge: Challenge, open_dashboard: OpenDashboard, typed: str, key: str, saved: list[str]
) -> None:
    async with open_dashboard() as person:
        before = set(person.journal.contents.evidence)
        await person.run_command("outcome")
        await person.answer("y", "e", LESSON)
        field = person.app.focused
        assert isinstance(field, TextField)
        assert (field.text, "Give the ten-minute design talk" in person.text()) == ("", True)
        if typed:
            await person.type(typed)
        await person.press(key)
        if saved:
            await person.answer("a")
        await person.wait_for(lambda: isinstance(person.app.screen, EndingCard))
        entries = [row for row in person.journal.contents.evidence.values() if row.id not in before]
        assert [row.text for row in entries] == saved


async def test_going_back_shows_what_was_said_and_the_title_only_as_a_hint(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("outcome")
        await person.answer("y", "e", LESSON, "")
        await person.press("shift+tab")
        assert isinstance(person.app.focused, TextField)
        assert person.app.focused.text == ""
        await person.answer("I gave it")
        await person.press("shift+tab")
        assert person.app.focused.text == "I gave it"


async def test_the_title_in_the_empty_field_is_hidden_while_masked(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        await person.run_command("outcome")
        await person.answer("y", "e", LESSON)
        assert "Give the ten-minute design talk" in person.text()
        await person.press("f2")
        assert "design talk" not in person.text()


async def test_what_worked_of_a_failure_does_not_read_as_what_failed(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 36)) as person:
        await end_it(person, *FAILURE)
        await person.press("escape")
        await person.settle()
        assert "✗ What worked: The opening, without notes" in person.text()
        await person.run_command("search")
        assert "✗ What worked: The opening, without notes" in person.text()


@pytest.mark.parametrize("size", [(120, 36), (60, 20), (40, 12)])
async def test_a_title_in_the_empty_field_is_text_and_cut_where_it_is_too_long(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    title = f"I will do [/b] it [x] 日本語 {'long ' * 100}"
    domain = speaking.domains.focus()
    speaking.challenges.start(domain.id, title=title, done_when="I spoke", difficulty=58, odds=70, due=speaking.today())
    async with open_dashboard(size) as person:
        await person.run_command("outcome")
        await person.answer("y", "e", "")
        assert "Do [/b] it [x] 日本語" in person.text()
        assert "…" in person.text()
        assert isinstance(person.app.focused, TextField)
        assert person.app.focused.size.height == 3
        await person.press("enter")
        await person.answer("a")
        await person.wait_for(lambda: isinstance(person.app.screen, EndingCard))
        (entry,) = person.journal.contents.evidence.values()
        assert entry.text == f"Do {title.removeprefix('I will do ')}".strip()


async def test_what_was_let_go_shows_no_numbers_and_no_ladder(
    challenge: Challenge, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((120, 36)) as person:
        await end_it(person, "l", "enter", "enter", "enter")
        card = person.app.screen.query_one(PageLines)
        lines = [line.plain for line in card.lines(60)]
        assert lines[0].startswith("– I will give the ten-minute design talk")
        assert not any(character.isdigit() for character in "".join(lines))
        assert lines[-1].split("   ") == ["n next challenge", "l ladder"]
