"""The call of the running program, as a scheduler can use it: absolute paths, with the journal and the settings."""

from __future__ import annotations

import zipapp
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.cli.program_call import RunningProgram, build_program_call

PYTHON = "/opt/python/bin/python3"
JOURNAL, SETTINGS = Path("/j/journal.json"), Path("/c/config.toml")
WITH_SETTINGS = ["/usr/bin/env", "EFFICACY_CONFIG=/c/config.toml"]
ON_JOURNAL = ["--journal", "/j/journal.json"]
MODULE_CALL = [PYTHON, "-P", "-m", "efficacy_tui"]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A console script, as pip and pipx install it."""
    path = tmp_path / "venv" / "bin" / "efficacy"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    return path


def call(
    script: str,
    module: str | None = None,
    environment: dict[str, str] | None = None,
    which: Callable[[str], str | None] = lambda _: None,
    **changes: Any,
) -> list[str]:
    program = RunningProgram(script, module, PYTHON, "/site", ("/site",))._replace(**changes)
    return build_program_call(program, environment or {}, JOURNAL, SETTINGS, which)


def test_a_console_script_is_called_by_its_absolute_path(script: Path) -> None:
    assert call(str(script)) == [*WITH_SETTINGS, str(script), *ON_JOURNAL]


def test_a_console_script_of_a_relative_path_is_made_absolute(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(script.parent.parent)
    assert call("bin/efficacy") == [*WITH_SETTINGS, str(script), *ON_JOURNAL]


def test_a_console_script_without_a_path_is_looked_up(script: Path) -> None:
    assert call("efficacy", which=lambda _: str(script)) == [*WITH_SETTINGS, str(script), *ON_JOURNAL]


def test_a_link_to_a_console_script_stays(script: Path, tmp_path: Path) -> None:
    link = tmp_path / "local" / "efficacy"
    link.parent.mkdir()
    link.symlink_to(script)
    assert str(link) in call(str(link))


def test_a_module_is_called_with_its_interpreter(tmp_path: Path) -> None:
    main = tmp_path / "efficacy_tui" / "__main__.py"
    assert call(str(main), "efficacy_tui.__main__") == [*WITH_SETTINGS, *MODULE_CALL, *ON_JOURNAL]


def test_another_script_or_one_that_is_gone_is_no_call_of_this_program(script: Path) -> None:
    for path in (script.with_name("pytest"), script.with_name("gone") / "efficacy"):
        assert call(str(path)) == [*WITH_SETTINGS, *MODULE_CALL, *ON_JOURNAL]


def test_a_package_that_is_not_installed_is_found_by_its_folder() -> None:
    environment = "PYTHONPATH=/source"
    assert call("x", "efficacy_tui.__main__", package_folder="/source") == [
        *WITH_SETTINGS, environment, *MODULE_CALL, *ON_JOURNAL,
    ]  # fmt: skip


def test_the_search_path_of_modules_is_carried(script: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"PYTHONPATH": "/source::lib"}
    expected = f"PYTHONPATH=/source:{tmp_path / 'lib'}"
    assert expected in call(str(script), environment=environment)
    assert expected in call("x", "efficacy_tui.__main__", environment, package_folder="/source")


def test_an_archive_is_called_as_one(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "__main__.py").write_text("")
    archive = tmp_path / "efficacy.pyz"
    zipapp.create_archive(source, archive)
    assert call(str(archive), "__main__", package_folder=str(archive)) == [
        *WITH_SETTINGS, PYTHON, str(archive), *ON_JOURNAL,
    ]  # fmt: skip


def test_without_an_interpreter_there_is_no_call() -> None:
    assert call("x", "efficacy_tui.__main__", executable="") == []
