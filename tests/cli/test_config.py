"""`efficacy config`: where the settings are, what they say, what cannot be used; and every command heeds them."""

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
    """Where the settings are, or will be."""
    path = tmp_path / "settings" / "config.toml"
    monkeypatch.setenv("EFFICACY_CONFIG", str(path))
    return path


def write(config: Path, text: str) -> None:
    """Write the settings file."""
    config.parent.mkdir(exist_ok=True)
    config.write_text(text, encoding="utf-8")


def test_it_says_where_the_file_is_or_would_be(config: Path) -> None:
    result = CliRunner().invoke(efficacy, ["config", "--path"])
    assert (result.exit_code, result.output) == (OK, f"{config}\n")


def test_it_shows_every_setting_with_its_name_in_the_file(config: Path) -> None:
    write(config, 'clock = 12\n[keys]\ntrends = ["T", "f4"]\n')
    lines = CliRunner().invoke(efficacy, ["config"]).output.splitlines()
    assert "Clock           2:30 pm                 clock" in lines
    assert "Key             T f4                    keys.trends" in lines


def test_a_file_in_order_is_told_so(config: Path) -> None:
    write(config, 'theme = "nord"\n')
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert (result.exit_code, result.output) == (OK, "Everything in it can be used.\n")


def test_without_a_file_the_check_says_that_the_defaults_hold(config: Path) -> None:
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert (result.exit_code, result.output) == (OK, f"There is no {config} yet; the defaults hold.\n")


def test_everything_that_cannot_be_used_is_told_with_its_line_and_the_call_fails(config: Path) -> None:
    write(config, 'clock = 13\ntheme = "nosuch"\n\n[keys]\nzoom = "c"\n')
    result = CliRunner().invoke(efficacy, ["config", "--check"])
    assert result.exit_code == REFUSED
    lines = result.output.splitlines()
    assert lines[0] == "config.toml, line 1: clock: it is 24 or 12, not 13."
    assert lines[1].startswith("config.toml, line 2: theme: there is no theme “nosuch”; the closest are ")
    assert lines[2] == "config.toml, line 5: keys.zoom: c is taken by Check in (check-in), so Zoom keeps z."
    assert lines[3] == "What is named here is as it is by default."


def test_the_editor_gets_the_file_and_what_was_written_is_looked_over(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "clock = 13" >> "$1"\n')
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--edit"])
    assert result.exit_code == REFUSED
    assert "clock: it is 24 or 12, not 13." in result.output
    assert config.read_text().startswith("# Settings of efficacy.")


def test_an_editor_that_is_not_there_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "/nowhere/editor")
    monkeypatch.delenv("VISUAL", raising=False)
    result = CliRunner().invoke(efficacy, ["config", "--edit"])
    assert result.exit_code == REFUSED
    assert "could not be opened" in result.output
    assert "Traceback" not in result.output


def test_two_wishes_at_once_are_a_wrong_call(config: Path) -> None:
    assert CliRunner().invoke(efficacy, ["config", "--path", "--check"]).exit_code == 2


def test_a_wrong_file_does_not_stop_a_command(config: Path, speaking: Journal) -> None:
    write(config, "clock = \n")
    result = CliRunner().invoke(efficacy, ["--journal", str(speaking.path), "check-in", "70"])
    assert (result.exit_code, result.output) == (OK, "✓ Speaking 70\n")


def test_the_day_begins_for_every_command_when_the_settings_say(
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


def test_a_reminder_says_what_the_settings_say(config: Path, speaking: Journal) -> None:
    write(config, 'reminder = "How sure are you? 100 %"\n')
    for form, said in (("ics", "SUMMARY:How sure are you? 100 %"), ("cron", "How sure are you? 100 \\%")):
        call = ["--journal", str(speaking.path), "remind", "--at", "8", "--format", form]
        result = CliRunner().invoke(efficacy, call)
        assert result.exit_code == OK
        assert said in result.output
