"""Kill a writer at random moments: no acknowledged change is lost, and the file can always be read.

`EFFICACY_KILLS` is the number of kills over all programs together (default 40).
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tinydb import TinyDB

from efficacy_tui.model.records import Mastery
from efficacy_tui.store.decode import read_journal
from tests.benchmarks import journals
from tests.support.store_files import list_stray_files, open_journal, run_program, start_journal

KILLS = int(os.environ.get("EFFICACY_KILLS", "40"))


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Kill a program some seconds after its first acknowledgement; return the number of its last one."""
    assert process.stdout is not None
    first_line = process.stdout.readline()
    if first_line:
        # Kill it in the middle of its work, at a different moment each time.
        time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    output, errors = process.communicate()
    assert first_line, errors.decode()
    lines = (first_line + output).decode().split("\n")[:-1]
    return max(int(line.removeprefix("ACK ")) for line in lines if line.startswith("ACK "))


def assert_readable(path: Path) -> None:
    """Assert that plain JSON and stock TinyDB can read the file before the program opens it again."""
    data = json.loads(path.read_bytes())
    assert len(TinyDB(path).table("evidence")) == len(data.get("evidence", {}))


@pytest.mark.parametrize(
    ("program", "share", "years"), [("check_in", 0.35, 0), ("check_in", 0.15, 2), ("write_in_background", 0.2, 0)]
)
def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path, program: str, share: float, years: int) -> None:
    path = tmp_path / "data" / "journal.json"
    if years:
        journals.write_journal(path, years)
    else:
        start_journal(path)
    rng = random.Random(f"{program} {years}")
    number = 0
    for _ in range(round(KILLS * share)):
        acknowledged = kill_after(run_program(program, path, number), rng.uniform(0, 0.03))
        assert_readable(path)
        journal = open_journal(path)
        notes = {row.text for row in journal.contents.evidence.values() if row.text.startswith("note ")}
        assert {f"note {n}" for n in range(acknowledged + 1)} <= notes
        assert not list_stray_files(path)
        number = max(int(note.removeprefix("note ")) for note in notes) + 1
        if program == "check_in":
            journal.undo()
            journal.redo()


def test_a_killed_merge_is_applied_in_full_or_not_at_all(tmp_path: Path) -> None:
    base = tmp_path / "base" / "journal.json"
    _, domain = start_journal(base)
    copies = tmp_path / "copies"
    copies.mkdir()
    for number in range(30):
        copy = copies / f"{number:03}.json"
        shutil.copyfile(base, copy)
        other = open_journal(copy)
        for part in "abc":
            other.evidence.add(Mastery, domain, f"{number} {part}")
    shutil.rmtree(copies / "backups", ignore_errors=True)
    for item in copies.glob(".*"):
        item.unlink()
    rng = random.Random("merge")
    for turn in range(round(KILLS * 0.3)):
        path = tmp_path / f"run{turn}" / "journal.json"
        path.parent.mkdir()
        shutil.copyfile(base, path)
        acknowledged = kill_after(run_program("merge_copies", path, copies), rng.uniform(0, 0.06))
        assert_readable(path)
        texts = {row.text for row in open_journal(path).contents.evidence.values()}
        for number in range(30):
            parts = {part for part in "abc" if f"{number} {part}" in texts}
            assert len(parts) in (0, 3)
            assert parts or number > acknowledged
        assert not list_stray_files(path)


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
