"""Reading the settings file: invalid entries are reported with file, line and key, and the rest is used."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.config.read import find_line, read_settings
from efficacy_tui.config.setting_definitions import (
    SETTINGS,
    SETTINGS_BY_NAME,
    InvalidSetting,
    SettingValues,
    display_value,
)
from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import ALL_COMMANDS

FIXTURES = Path(__file__).parent / "fixtures"
VALID = sorted((FIXTURES / "valid").glob("*.toml"))


def problems_of(name: str) -> list[str]:
    """Return every problem reported for an invalid file, including its keys."""
    settings = Settings(FIXTURES / "invalid" / f"{name}.toml")
    settings.resolved_keys(ALL_COMMANDS)
    return [str(problem) for problem in settings.problems]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_files_have_no_problems(path: Path) -> None:
    settings = Settings(path)
    settings.resolved_keys(ALL_COMMANDS)
    assert settings.problems == []


def test_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml") == (SettingValues(), [])


def test_every_setting_can_be_read() -> None:
    values, _ = read_settings(FIXTURES / "valid" / "everything.toml")
    assert values == SettingValues(
        day_start=dt.time(5, 30),
        week_start="sunday",
        date_order="mdy",
        clock=12,
        decimal_mark=",",
        theme="nord",
        glyphs="ascii",
        animation=False,
        mouse=False,
        hide_numbers=True,
        mask_at_start=True,
        reminder="How sure are you?",
        keymap="vim",
        keys={"trends": ("T",), "zoom": ("Z", "f4"), "search": ()},
    )
    assert values.first_weekday == 6


def test_every_setting_has_a_definition_that_allows_its_default() -> None:
    assert {*SETTINGS_BY_NAME, "keys"} == set(SettingValues._fields)
    for setting in SETTINGS:
        default = getattr(SettingValues(), setting.name)
        assert setting.check(default) == default
        assert display_value(setting, default)


def test_invalid_toml_is_reported_with_its_line_and_ignored() -> None:
    assert problems_of("not-toml") == [
        "not-toml.toml, line 2: this is not TOML (Invalid value), so nothing in the file is used."
    ]
    assert read_settings(FIXTURES / "invalid" / "not-toml.toml")[0] == SettingValues()


def test_file_in_another_encoding_is_reported_with_its_line() -> None:
    assert problems_of("not-utf-8") == [
        "not-utf-8.toml, line 1: this is not UTF-8 text, so nothing in the file is used."
    ]


def test_all_invalid_values_are_reported_and_keep_their_defaults() -> None:
    assert problems_of("values") == [
        "values.toml, line 1: clock: it must be 24 or 12, not 13.",
        "values.toml, line 2: hide_numbers: it must be false or true, not 1.",
        'values.toml, line 4: day_start: it must be a time like "04:00", not "25:00".',
        "values.toml, line 5: day_start_: there is no such setting; did you mean day_start?",
        'values.toml, line 6: reminder: it must be a text of 1 to 80 characters, not "".',
        'values.toml, line 7: week_start: it must be a day like "monday", not "Funday".',
    ]
    assert read_settings(FIXTURES / "invalid" / "values.toml")[0] == SettingValues()


def test_clashing_keys_and_unknown_commands_are_reported_with_both_names() -> None:
    assert problems_of("keys") == [
        "keys.toml, line 4: keys.zoom: c is taken by Check in (check-in), so Zoom keeps z.",
        "keys.toml, line 5: keys.trneds: there is no such command; did you mean trends?",
        "keys.toml, line 6: keys.support: it needs a key, so Support keeps ! and f1.",
        "keys.toml, line 7: keys.step: ctrl+c is reserved, so Step keeps s.",
        "keys.toml, line 8: keys.profile: “meta+p” is not a key: only ctrl, shift or alt go before a +, "
        "so Profile keeps p.",
        'keys.toml, line 9: keys.outcome: it must be a key like "t", a list of keys like ["t", "f3"], or "" for none.',
        "keys.toml, line 10: keys.evidence: E is taken by Export (export), so Evidence keeps e.",
    ]
    values, _ = read_settings(FIXTURES / "invalid" / "keys.toml")
    assert values.clock == 12


def test_keys_that_are_not_a_table_are_reported_with_an_example() -> None:
    assert problems_of("no-table") == [
        'no-table.toml, line 1: keys.: it must be a table: [keys], then lines like trends = "T".'
    ]


@pytest.mark.parametrize("value", ["", "12:30", "24:00", "5 Uhr", None, True, "-1:00", dt.time(4, 0, 30)])
def test_day_start_outside_midnight_to_noon_is_rejected(value: object) -> None:
    with pytest.raises(InvalidSetting):
        SETTINGS_BY_NAME["day_start"].check(value)


def test_find_line_searches_only_the_given_table() -> None:
    text = 'theme = "x"\n[other]\ntrends = "a"\n[keys]\ntrends = "b"\n"check-in" = "c"\n'
    assert find_line(text, "trends", "keys") == 5
    assert find_line(text, "check-in", "keys") == 6
    assert find_line(text, "theme") == 1
    assert find_line(text, "other") == 2
    assert find_line(text, "nowhere") == 0
