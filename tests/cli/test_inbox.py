"""The inbox from the shell: taken in by `import --inbox`, and left alone by everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import MISSING, NO_TERMINAL, OK, REFUSED
from efficacy_tui.journal.journal import Journal
from tests.cli.conftest import Shell

Read = Callable[[], Journal]


@pytest.fixture
def inbox(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox that the settings name, with a rating of today and a row that cannot be read; there is one domain."""
    path = tmp_path / "phone.csv"
    path.write_text("day,domain,confidence\n2026-11-22,Speaking,70\n\x1b[31msoon,Speaking,60\n", encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text(f'inbox = "{path}"\n', encoding="utf-8")
    monkeypatch.setenv("EFFICACY_CONFIG", str(config))
    shell("domain", "add", "Speaking", "--task", "give a talk")
    return path


def test_the_inbox_is_taken_in_and_bad_rows_are_named_each_time(shell: Shell, inbox: Path, read: Read) -> None:
    named = "phone.csv, line 3: day “�[31msoon” is not a day like 2026-03-02 (left out)\n"
    dry_run = shell("import", "--inbox", "--dry-run")
    assert (dry_run.exit_code, dry_run.stdout, dry_run.stderr) == (OK, "Would be imported: 1 rating.\n", named)
    assert not read().contents.checkins
    result = shell("import", "--inbox")
    assert (result.exit_code, result.stdout, result.stderr) == (OK, "Imported: 1 rating.\n", named)
    assert [row.confidence for row in read().contents.checkins.values()] == [70]
    again = shell("import", "--inbox")
    assert (again.exit_code, again.stdout, again.stderr) == (OK, "Nothing new.\n1 record was already there.\n", named)


def test_what_was_deleted_here_is_said_to_stay_away(shell: Shell, inbox: Path, read: Read) -> None:
    shell("import", "--inbox")
    journal = read()
    journal.undo()
    result = shell("import", "--inbox")
    assert result.stdout == "Nothing new.\n1 record left as it is: deleted here.\n"


@pytest.mark.parametrize("command", [("status",), ("status", "--line"), ("standing",), ("check-in", "60")])
def test_no_other_command_reads_the_inbox(
    shell: Shell, inbox: Path, read: Read, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = shell(*command)
    assert result.exit_code in (OK, MISSING)
    assert "inbox" not in result.output
    assert [row.confidence for row in read().contents.checkins.values()] == ([60] if command[0] == "check-in" else [])


def test_a_table_is_imported_by_its_name(shell: Shell, inbox: Path, read: Read) -> None:
    result = shell("import", str(inbox))
    assert (result.exit_code, "Fix these rows" in result.stderr) == (REFUSED, True)
    assert shell("import", str(inbox), "--skip-bad").stdout == "Imported: 1 rating.\n"
    # It is the same row as in the inbox.
    assert shell("import", "--inbox").stdout == "Nothing new.\n1 record was already there.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Say which FILE to import, or --inbox"),
        (("--inbox", "x.csv"), "Choose one of FILE and --inbox"),
        (("--inbox", "--map", "a=b"), "--inbox goes with --dry-run only"),
        (("--inbox", "--skip-bad"), "--inbox goes with --dry-run only"),
    ],
)
def test_a_wrong_call_says_why(shell: Shell, inbox: Path, arguments: tuple[str, ...], message: str) -> None:
    result = shell("import", *arguments)
    assert (result.exit_code, message in result.stderr) == (NO_TERMINAL, True)


def test_without_an_inbox_the_setting_is_named(shell: Shell, tmp_path: Path) -> None:
    result = shell("import", "--inbox")
    assert (result.exit_code, result.stderr) == (
        REFUSED,
        'No inbox is set. Write inbox = "PATH" into your settings: efficacy config --edit\n',
    )


@pytest.mark.parametrize("value", ["5", '"phone.csv"', '"a\\u0007b"', f'"/{"x" * 1001}"'])
def test_a_value_that_is_no_path_is_named(shell: Shell, inbox: Path, tmp_path: Path, value: str) -> None:
    (tmp_path / "config.toml").write_text(f"inbox = {value}\n", encoding="utf-8")
    result = shell("config", "--check")
    assert (result.exit_code, result.stderr.startswith("config.toml, line 1: inbox: it must be ")) == (REFUSED, True)
    assert "No inbox is set" in shell("import", "--inbox").stderr
