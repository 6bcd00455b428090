"""The settings dialog: choices cycle in place, apply at once and are saved; problems of the file are shown together."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from textual.widgets import Static

from efficacy_tui.config.read import read_settings
from efficacy_tui.config.setting_definitions import SETTINGS
from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.screens.page_dialog import PageDialog, PageLines
from efficacy_tui.tui.screens.settings import SettingRows, SettingsScreen
from efficacy_tui.tui.screens.trends import TrendsScreen
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import DashboardDriver


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the path of the settings file, which need not exist."""
    return tmp_path / "settings" / "config.toml"


async def move_to(person: DashboardDriver, name: str) -> None:
    """Move the cursor to a setting."""
    target = next(i for i, setting in enumerate(SETTINGS) if setting.name == name)
    setting_rows = person.app.screen.query_one(SettingRows)
    while setting_rows.cursor != target:
        await person.press("down")


def shown_value(person: DashboardDriver, label: str) -> str:
    """Return the value shown beside a setting's label."""
    rows = str(person.app.screen.query_one(SettingRows).render()).splitlines()
    return next(row for row in rows if row.lstrip("▸ ").startswith(label)).partition(label)[2].strip()


async def test_every_choice_cycles_in_both_directions_and_is_saved(
    journal, config: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(settings=Settings(config)) as person:
        await person.run_command("settings")
        for setting in SETTINGS:
            if not setting.choices:
                continue
            await move_to(person, setting.name)
            labels = [labels for _, labels in setting.choices]
            assert shown_value(person, setting.label) == labels[0]
            for expected in [*labels[1:], labels[0]]:
                await person.press("right")
                assert shown_value(person, setting.label) == expected
            await person.press("left")
            assert shown_value(person, setting.label) == labels[-1]
            assert getattr(read_settings(config)[0], setting.name) == setting.choices[-1][0]


async def test_date_order_applies_at_once(journal, config: Path, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    async with open_dashboard(settings=Settings(config)) as person:
        assert "Sunday 22 November" in person.text()
        await person.run_command("settings")
        await move_to(person, "date_order")
        await person.press("enter")
        await person.press("escape")
        assert "Sunday November 22" in person.text().replace(",", "")
        assert "Tue Dec 1" in person.text().replace(",", "")


async def test_a_typed_time_is_validated_at_the_field(journal, config: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(settings=Settings(config)) as person:
        await person.run_command("settings")
        await person.press("enter")
        assert isinstance(person.app.screen, FlowDialog)
        await person.answer("half past")
        assert person.error_message() == 'It must be a time like "04:00", not "half past".'
        await person.answer("05:30")
        assert isinstance(person.app.screen, SettingsScreen)
        assert shown_value(person, "Day starts at") == "05:30"
        assert read_settings(config)[0].day_start == dt.time(5, 30)
        assert person.journal.clock.day_start == dt.time(5, 30)


async def test_the_inbox_is_a_whole_path_or_none(journal, config: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(settings=Settings(config)) as person:
        await person.run_command("settings")
        await move_to(person, "inbox")
        assert shown_value(person, "Inbox") == "none"
        await person.press("enter")
        await person.answer("phone.csv")
        assert person.error_message() == 'It must be a full path, like "~/Sync/inbox.csv", not "phone.csv".'
        await person.answer("~/Sync/phone.csv")
        assert read_settings(config)[0].inbox == "~/Sync/phone.csv"
        assert shown_value(person, "Inbox") == "~/Sync/phone.csv"
        await person.press("enter", "ctrl+u", "enter")
        assert read_settings(config)[0].inbox == ""
        assert shown_value(person, "Inbox") == "none"


async def test_an_unusable_file_is_reported_and_the_setting_stays(
    journal, config: Path, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard(settings=Settings(config)) as person:
        config.parent.mkdir()
        config.write_text("clock =\n")
        await person.run_command("settings")
        await move_to(person, "clock")
        await person.press("right")
        assert "line 1: this is not TOML" in person.toasts()
        assert shown_value(person, "Clock") == "14:30"


async def test_a_theme_chosen_in_the_palette_is_saved(journal, config: Path, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard(settings=Settings(config)) as person:
        person.app.theme = "nord"
        await person.settle()
    assert read_settings(config)[0].theme == "nord"
    async with open_dashboard(settings=Settings(config)) as person:
        assert person.app.theme == "nord"


async def test_remapped_keys_work_and_are_shown_everywhere(
    journal, config: Path, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    config.parent.mkdir()
    config.write_text('[keys]\ntrends = "T"\ndesign = "e"\nevidence = "n"\nzoom = ""\nhelp = ["H", "?"]\n')
    async with open_dashboard(settings=Settings(config)) as person:
        footer = person.text().splitlines()[-1]
        assert "n Evidence" in footer
        assert "H Help" in footer
        await person.press("t")
        assert not isinstance(person.app.screen, TrendsScreen)
        await person.press("T")
        assert isinstance(person.app.screen, TrendsScreen)
        await person.press("T")
        assert not isinstance(person.app.screen, TrendsScreen)
        await person.press("n")
        assert person.app.screen.flow.title == "Evidence"  # type: ignore[attr-defined]  # a question is asked
        await person.press("escape")
        await person.press("z")
        assert not person.app.dashboard.zoomed
        await person.press("H")
        help_text = str(person.app.screen.query_one(PageLines).render())
        assert BY_ID["zoom"].tooltip not in help_text


async def test_the_vim_preset_moves_with_letters(journal, config: Path, open_dashboard: OpenDashboard) -> None:
    fill_demo(journal)
    config.parent.mkdir()
    config.write_text('keymap = "vim"\n')
    async with open_dashboard(settings=Settings(config)) as person:
        await person.run_command("trends")
        screen = person.app.screen
        assert isinstance(screen, TrendsScreen)
        await person.press("h")
        first_day = screen.chart.cursor_day
        await person.press("h")
        assert screen.chart.cursor_day == first_day - 1  # type: ignore[operator]  # the cursor stands
        await person.press("b")
        assert screen.chart.cursor_day == first_day - 8  # type: ignore[operator]
        await person.press("l", "w")
        assert screen.chart.cursor_day == first_day


async def test_all_problems_of_the_file_are_shown_together_before_the_first_question(
    journal, config: Path, open_dashboard: OpenDashboard
) -> None:
    fill_demo(journal)
    config.parent.mkdir()
    config.write_text('clock = 13\ntheme = "nosuch"\n[keys]\nzoom = "c"\nnothing = "f4"\n')
    async with open_dashboard(ask=True, settings=Settings(config)) as person:
        await person.wait_for(lambda: isinstance(person.app.screen, PageDialog))
        page_text = " ".join(str(person.app.screen.query_one(PageLines).render()).split())
        assert page_text.startswith(
            "4 lines of config.toml cannot be used: Line 1: clock: it must be 24 or 12, not 13."
        )
        assert "Line 2: theme: there is no theme “nosuch”; the closest are" in page_text
        assert "Line 4: keys.zoom: c is taken by Check in (check-in), so Zoom keeps z." in page_text
        assert "Line 5: keys.nothing: there is no such command" in page_text
        assert page_text.count("config.toml") == 2, "the name, and the whole path once"
        await person.press("escape")
        assert person.app.theme == "efficacy-dark"
        await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20), (40, 12)])
async def test_current_setting_and_its_description_are_visible_at_every_size(
    journal, config: Path, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    async with open_dashboard(size, settings=Settings(config)) as person:
        await person.run_command("settings")
        for setting in (*SETTINGS, SETTINGS[0]):
            about = person.app.screen.query_one("#about", Static)
            assert about.region.bottom <= size[1] - 1
            assert about.region.height >= 1
            assert f"▸ {setting.label}" in person.text()
            await person.press("down")
            break
        await person.press("end")
        assert f"▸ {SETTINGS[-1].label}" in person.text()
        await person.press("home")
        assert f"▸ {SETTINGS[0].label}" in person.text()


@pytest.mark.parametrize(
    ("size", "edge"), [((80, 24), "← → change · enter too · esc closes"), ((40, 12), "← → change · esc closes")]
)
async def test_lower_edge_fits_and_the_domains_note_appears_where_there_is_room(
    journal, config: Path, open_dashboard: OpenDashboard, size: tuple[int, int], edge: str
) -> None:
    async with open_dashboard(size, settings=Settings(config)) as person:
        await person.run_command("settings")
        assert f" {edge} " in person.text()
        assert ("d opens your domains." in person.text()) == (size[1] >= 18)


async def test_masked_settings_can_be_read_but_for_the_persons_own_words(
    config: Path, open_dashboard: OpenDashboard
) -> None:
    config.parent.mkdir()
    config.write_text('reminder = "Zebra time"\ninbox = "~/zebra.csv"\n', encoding="utf-8")
    async with open_dashboard((120, 50), settings=Settings(config)) as person:
        await person.run_command("mask")
        await person.run_command("settings")
        text = person.text()
        for words in ("Settings", "Start masked", "Reminder title", "04:00", "default", "Saved in", "esc closes"):
            assert words in text, words
        assert "zebra" not in text.casefold()
        assert config.name not in text
