"""`efficacy config` shows, edits and checks the settings; every command applies them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.context import MISSING, OK, REFUSED
from efficacy_tui.journal.journal import Journal


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of the settings file."""
    path = tmp_path / "settings" / "config.toml"
    monkeypatch.setenv("EFFICACY_CONFIG", str(path))
    return path


def write(config: Path, text: str) -> None:
    """Write the settings file."""
    config.parent.mkdir(exist_ok=True)
    config.write_text(text, encoding="utf-8")


def test_path_prints_the_settings_file(config: Path) -> None:
    result = CliRunner().invoke(efficacy, ["config", "--path"])
    assert (result.exit_code, result.output) == (OK, f"{config}\n")


def test_config_lists_every_setting_with_its_key(config: Path) -> None:
    write(config, 'clock = 12\n[keys]\ntrends = ["T", "f4"]\n')
    lines = CliRunner().invoke(efficacy, ["config"]).output.splitlines()
    assert "Clock           2:30 pm                 clock" in lines
    assert "Key             T f4                    keys.trends" in lines


def test_check_accepts_a_valid_file(config: Path) -> None:
    write(config, 'theme = "nord"\n')
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert (result.exit_code, result.output) == (OK, "Everything in it can be used.\n")


def test_check_without_a_file_names_the_defaults(config: Path) -> None:
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert (result.exit_code, result.output) == (OK, f"There is no {config} yet; the defaults are used.\n")


@pytest.mark.parametrize("arguments", [["week_start=sunday"], ["day_start", "05:00"]])
def test_a_setting_on_the_command_line_says_where_settings_are_changed(config: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(efficacy, ["config", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Change them in their file: efficacy config --edit" in result.stderr
    assert not config.exists()


def test_check_reports_every_problem_with_its_line_and_fails(config: Path) -> None:
    write(config, 'clock = 13\ntheme = "nosuch"\n\n[keys]\nzoom = "c"\n')
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert result.exit_code == REFUSED
    lines = result.output.splitlines()
    assert lines[0] == "config.toml, line 1: clock: it must be 24 or 12, not 13."
    assert lines[1].startswith("config.toml, line 2: theme: there is no theme “nosuch”; the closest are ")
    assert lines[2] == "config.toml, line 5: keys.zoom: c is taken by Check in (check-in), so Zoom keeps z."
    assert lines[3] == "For the settings named here the default is used."


def test_edit_opens_the_file_and_checks_it_afterwards(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "clock = 13" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--edit"])
    assert result.exit_code == REFUSED
    assert "clock: it must be 24 or 12, not 13." in result.output
    assert config.read_text().startswith("# Settings of efficacy.")


def test_a_missing_editor_is_reported(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--edit"])
    assert result.exit_code == REFUSED
    assert "could not be opened" in result.output
    assert "Traceback" not in result.output


def test_two_options_at_once_are_a_usage_error(config: Path) -> None:
    assert CliRunner().invoke(efficacy, ["config", "--path", "--check"]).exit_code == 2


def test_an_invalid_settings_file_does_not_stop_a_command(config: Path, speaking: Journal) -> None:
    write(config, "clock = \n")
    result = CliRunner().invoke(efficacy, ["--journal", str(speaking.path), "check-in", "70"])
    assert (result.exit_code, result.output) == (OK, "✓ Speaking 70\n")


def test_commands_use_the_day_start_of_the_settings(
    config: Path, speaking: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_three = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
    monkeypatch.setattr("efficacy_tui.model.clock.SystemClock.now", lambda _clock: at_three)
    speaking.clock.time = at_three  # type: ignore[attr-defined]  # a fixed clock
    speaking.checkins.record(speaking.domains.focus().id, 70)  # type: ignore[union-attr]  # there is one
    call = ["--journal", str(speaking.path), "status", "--line"]
    assert CliRunner().invoke(efficacy, call).exit_code == OK
    write(config, 'day_start = "02:00"\n')
    assert CliRunner().invoke(efficacy, call).exit_code == MISSING


def test_a_reminder_has_the_title_of_the_settings(config: Path, speaking: Journal) -> None:
    write(config, 'reminder = "How sure are you? 100 %"\n')
    for form, line in (("ics", "SUMMARY:How sure are you? 100 %"), ("cron", "How sure are you? 100 \\%")):
        call = ["--journal", str(speaking.path), "remind", "--at", "8", "--format", form]
        result = CliRunner().invoke(efficacy, call)
        assert result.exit_code == OK
        assert line in result.output
