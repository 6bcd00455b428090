"""The shell on a disk that refuses or reports too late: its sentences are those of the file."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.cli.context import OK, REFUSED
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from tests.cli.conftest import Shell

Read = Callable[[], Journal]


def test_an_unconfirmed_save_succeeds_with_a_note(
    shell: Shell, read: Read, speaking: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as faulty_disk:
        faulty_disk.setattr(atomic_file, "sync_folder", lambda _folder: False)
        result = shell("add", "the same words")
    assert (result.exit_code, result.stdout) == (OK, "✓ Evidence saved: Speaking, mastery\n")
    note = f"Saved; the disk has not confirmed it: {path}. A power cut now could still undo it.\n"
    assert result.stderr == note
    assert [row.text for row in read().contents.evidence.values()] == ["the same words"]  # type: ignore[union-attr]
    assert shell("add", "others").stderr == ""


def test_an_unconfirmed_removal_is_called_a_removal(
    shell: Shell, speaking: Journal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_file, "sync_folder", lambda _folder: False)
    result = shell("erase", "--everything", "--yes")
    assert result.exit_code == OK
    assert f"Removed; the disk has not confirmed it: {path}." in result.stderr


def test_a_file_error_of_any_command_is_a_sentence(
    shell: Shell, speaking: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(atomic_file, "exists", refuse)
    result = shell("locate")
    assert result.exit_code == REFUSED
    assert result.stderr == f"That failed: Input/output error ({speaking.path}).\n"


def test_where_no_journal_can_be_begun_nothing_is_said_of_an_earlier_one(
    shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> bool:
        raise OSError(errno.EROFS, "Read-only file system", str(folder))

    monkeypatch.setattr(atomic_file, "make_folder", refuse)
    result = shell("domain", "add", "Speaking", "--task", "give a talk")
    assert (result.exit_code, result.stdout) == (REFUSED, "")
    assert result.stderr == (f"This could not be saved to {path}: Read-only file system. No journal was begun there.\n")


def test_an_export_to_a_planted_link_is_refused_by_its_name(shell: Shell, speaking: Journal, tmp_path: Path) -> None:
    victim, planted = tmp_path / "victim", tmp_path / "copy.json"
    victim.write_bytes(b"precious")
    planted.symlink_to(victim)
    result = shell("export", "--force", "-o", str(planted))
    assert result.exit_code == REFUSED
    assert result.stderr == f"{planted} could not be written: it is a link to another place.\n"
    assert victim.read_bytes() == b"precious"


def test_a_raters_form_is_private(shell: Shell, speaking: Journal, tmp_path: Path) -> None:
    form = tmp_path / "mara.txt"
    assert shell("rate", "export", "--rater", "Mara", "-o", str(form)).exit_code == OK
    assert form.stat().st_mode & 0o777 == 0o600
