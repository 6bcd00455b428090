"""Scales and dialogs on the keyboards of the world."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.cli.encoding import has_24_bit_colour
from efficacy_tui.config.settings import Settings
from efficacy_tui.content.answer_options import (
    ATTRIBUTION_OPTIONS,
    INDEPENDENCE_OPTIONS,
    OUTCOME_OPTIONS,
    OUTSIDE_CAUSE_OPTIONS,
    STEP_OPTIONS,
)
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.digit_keys import AZERTY_ROW
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.rating_field import RatingField
from tests.conftest import OpenDashboard
from tests.tui.test_doubtful_keys import with_challenge


def confidences(journal: Journal) -> list[int]:
    return [row.confidence for row in journal.contents.checkins.values()]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("é", 20),
        ("è", 70),
        ("ç", 90),
        ("à", 100),
        ("É", 20),
        ("z", 0),
        ("Z", 0),
        ("grave_accent", 0),
        ("٧", 70),
        ("७", 70),
    ],
)
async def test_one_key_rates_on_any_keyboard(
    speaking: Journal, open_dashboard: OpenDashboard, key: str, value: int
) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press(key)
        assert confidences(person.journal) == [value]


async def test_the_dialog_names_the_key_for_zero(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("check-in")
        rows = [line.split() for line in person.text().splitlines()]
        assert any(row[row.index("z") :][:4] == ["z", "1", "2", "3"] for row in rows if "z" in row)


async def test_the_french_row_is_offered_and_then_rates(
    speaking: Journal, open_dashboard: OpenDashboard, tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "config.toml")
    async with open_dashboard(settings=settings) as person:
        await person.run_command("check-in")
        await person.press("f")
        assert "is not a rating" in person.error_message(), "nothing was offered yet"
        await person.press("(")
        assert "French keyboard" in person.error_message()
        assert " ".join(AZERTY_ROW) in person.error_message()
        await person.press("f2")
        assert "French keyboard? f makes & é" in person.text(), "it can be read while masked"
        await person.press("f2", "(")
        assert confidences(person.journal) == []
        await person.press("f")
        assert settings.values.digits == "azerty"
        assert 'digits = "azerty"' in (tmp_path / "config.toml").read_text(encoding="utf-8")
        await person.press("(")
        assert confidences(person.journal) == [50]


@pytest.mark.parametrize(("key", "value"), [*zip(AZERTY_ROW, [*range(10, 100, 10), 100], strict=True)])
async def test_with_the_setting_the_whole_row_rates(
    speaking: Journal, open_dashboard: OpenDashboard, key: str, value: int
) -> None:
    settings = Settings()
    settings.change("digits", "azerty")
    async with open_dashboard(settings=settings) as person:
        await person.run_command("check-in")
        await person.press(key)
        assert confidences(person.journal) == [value]


async def test_a_key_that_does_nothing_on_a_scale_says_in_one_line_what_does(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard((60, 20)) as person:
        await person.run_command("check-in")
        for key in ("q", "ß", "question_mark", "space"):
            await person.press(key)
            message = person.error_message()
            assert "is not a rating: 1–9 are 10–90, 0 is 100, z is 0." in message, key
            assert any(message in line for line in person.text().splitlines()), "it takes one line"
        await person.press("left")
        assert person.error_message() == ""
        await person.press("m")
        assert person.app.masked
        assert person.error_message() == ""


async def test_the_key_of_notes_is_no_exception_where_there_are_none(journal: Journal, open_dashboard) -> None:
    async with open_dashboard() as person:
        await person.run_command("domains")
        await person.type("Speaking")
        await person.press("enter")
        await person.type("give a talk")
        await person.press("enter", "w")
        assert "“w” is not a rating" in person.error_message()


async def test_tab_saves_what_is_marked_and_leaves_out_only_what_may_be(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    with_challenge(speaking)
    async with open_dashboard() as person:
        await person.run_command("check-in")
        await person.press("home", "tab")
        assert confidences(person.journal) == [0]
        await person.press("tab")
        assert not isinstance(person.app.screen, FlowDialog)
        (challenge,) = person.journal.contents.challenges.values()
        assert challenge.steps[0].result is None
        await person.run_command("evidence")
        await person.press("m", "tab")
        assert "cannot be skipped" in person.error_message()
        await person.type("Spoke")
        await person.press("tab")
        assert isinstance(person.app.focused, RatingField)
        await person.press("tab")
        assert not isinstance(person.app.focused, RatingField), "this rating may be left for the review"


def test_y_p_n_l_mean_one_thing_wherever_a_step_or_an_outcome_can_be_asked() -> None:
    values = {"y": {"succeeded", "done"}, "p": {"partly"}, "n": {"failed", "not"}, "l": {"abandoned", "skipped"}}
    for option in (*OUTCOME_OPTIONS, *STEP_OPTIONS):
        assert option.value in values[option.key]
        assert option.more_keys not in values
    for option in (*ATTRIBUTION_OPTIONS, *INDEPENDENCE_OPTIONS, *OUTSIDE_CAUSE_OPTIONS):
        assert option.key not in values


async def test_angle_brackets_go_between_domains(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    speaking.domains.add("Writing", "write a page")
    async with open_dashboard() as person:
        await person.press("greater_than_sign")
        assert person.app.snapshot.selected.name == "Writing"
        await person.press("less_than_sign")
        assert person.app.snapshot.selected.name == "Speaking"


@pytest.mark.parametrize(
    ("value", "in_screen", "tracked"),
    [("auto", False, True), ("auto", True, False), (True, True, True), (False, False, False)],
)
def test_the_mouse_is_left_alone_in_gnu_screen(
    journal: Journal, value: bool | str, in_screen: bool, tracked: bool
) -> None:
    settings = Settings()
    settings.change("mouse", value)
    assert EfficacyApp(journal, settings=settings, in_screen=in_screen).mouse is tracked


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TERM": "alacritty"}, True),
        ({"TERM": "xterm-ghostty"}, True),
        ({"TERM": "ghostty"}, True),
        ({"TERM": "wezterm"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "foot-extra"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-direct"}, True),
        ({"TERM": "xterm-direct256"}, True),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "footage"}, False),
        ({"TERM": "linux"}, False),
        ({}, False),
        ({"TERM": "alacritty", "COLORTERM": "truecolor"}, False),
    ],
)
def test_terminals_with_24_bit_colour_are_known_by_name(environ: dict[str, str], expected: bool) -> None:
    assert has_24_bit_colour(environ) is expected
