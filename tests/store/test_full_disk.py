"""A disk that is full: no change is half saved, and the program says so."""

from __future__ import annotations

from pathlib import Path

from efficacy_tui.store.decode import read_journal
from tests.support.store_files import list_stray_files, run_program, start_journal


def test_a_full_disk_raises_not_saved_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, _ = start_journal(path)
    process = run_program("fill_disk", path, path.stat().st_size + 20_000)
    output, errors = process.communicate(timeout=60)
    lines = output.decode().splitlines()
    assert lines, errors.decode()
    assert lines[-1].startswith("REFUSED This could not be saved to")
    journal.refresh()
    assert len(journal.contents.evidence) == len(lines) - 1
    assert not list_stray_files(path)
    assert read_journal(path, str).contents == journal.contents
