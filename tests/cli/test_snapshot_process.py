"""A second process builds the first snapshot of a long journal; without it the program builds it itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no second process elsewhere")

PREAMBLE = """
import os, sys
from pathlib import Path
from efficacy_tui.cli import launch, snapshot_process
from efficacy_tui.config.settings import Settings

os.sched_getaffinity = lambda _: {0, 1}
snapshot_process.MIN_BYTES = 0
path = Path(sys.argv[1])

def has_child():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True

def take(work):
    return snapshot_process.start_snapshot_process(path, work).take()
"""


def run_program(code: str, path: Path) -> list[str]:
    """Run a program on a journal in a fresh interpreter and return its output lines; it must print no error."""
    done = subprocess.run(
        [sys.executable, "-c", PREAMBLE + code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_process_builds_the_same_snapshot(journal: Journal) -> None:
    fill_demo(journal)
    code = """
from efficacy_tui.journal import snapshot
snapshot.AT_ONCE = 0
work = lambda: launch.preview_from(path, Settings())
built = take(work)
print(built == work(), len(built.items) > 0, built.selected.name, has_child())
"""
    assert run_program(code, journal.path) == [f"True True {journal.domains.focus().name} False"]


def test_a_short_journal_needs_no_process(journal: Journal) -> None:
    fill_demo(journal)
    code = "print(take(lambda: launch.preview_from(path, Settings())), has_child())"
    assert run_program(code, journal.path) == ["None False"]
    assert run_program(
        "snapshot_process.MIN_BYTES = 10**9; print(snapshot_process.start_snapshot_process(path, None))", journal.path
    ) == ["None"]


@pytest.mark.parametrize("content", ["no journal", "[1, 2", ""])
def test_an_unreadable_journal_yields_no_snapshot_and_is_not_changed(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    code = "print(take(lambda: launch.preview_from(path, Settings())), has_child())"
    assert run_program(code, path) == ["None False"]
    assert path.read_text(encoding="utf-8") == content
    assert list(path.parent.iterdir()) == [path]


def test_a_process_that_takes_too_long_is_ended(journal: Journal) -> None:
    fill_demo(journal)
    code = """
import time
snapshot_process.TIMEOUT = 0.05
began = time.monotonic()
print(take(lambda: time.sleep(60)), time.monotonic() - began < 30, has_child())
"""
    assert run_program(code, journal.path) == ["None True False"]


def test_a_failure_in_the_process_is_silent(journal: Journal) -> None:
    fill_demo(journal)
    for work in ("1 / 0", "sys.exit('over')", "(_ for _ in ()).throw(KeyboardInterrupt)", "lambda: 0"):
        code = f"print(take(lambda: {work}), has_child())"
        assert run_program(code, journal.path) == ["None False"], work


def test_the_process_is_ended_where_sigchld_is_ignored(journal: Journal) -> None:
    fill_demo(journal)
    code = """
import signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(take(lambda: "found"), has_child())
process = snapshot_process.start_snapshot_process(path, lambda: time.sleep(60))
process.end()
process.end()
print(process.take(), has_child(), len(os.listdir("/proc/self/fd")))
print(len(os.listdir("/proc/self/fd")))
"""
    first, second, third = run_program(code, journal.path)
    assert first == "found False"
    assert second == f"None False {third}"


def test_the_process_prints_nothing(journal: Journal) -> None:
    fill_demo(journal)
    code = "print(take(lambda: (print('here'), os.write(2, b'here'), 'found')[2]))"
    assert run_program(code, journal.path) == ["found"]


def test_a_failed_fork_leaves_no_file_open(journal: Journal) -> None:
    fill_demo(journal)
    code = """
def refuse():
    raise BlockingIOError
os.fork = refuse
before = len(os.listdir("/proc/self/fd"))
print(snapshot_process.start_snapshot_process(path, lambda: 1), len(os.listdir("/proc/self/fd")) - before)
"""
    assert run_program(code, journal.path) == ["None 0"]


def test_one_processor_or_a_missing_file_means_no_process(path: Path) -> None:
    assert run_program("print(snapshot_process.start_snapshot_process(path, None))", path) == ["None"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    assert run_program(
        "os.sched_getaffinity = lambda _: {0}; print(snapshot_process.start_snapshot_process(path, None))", path
    ) == ["None"]
