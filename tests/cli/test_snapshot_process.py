"""A second process works out the first picture of a long journal; without it everything is as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import fill
from efficacy_tui.journal.journal import Journal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no second process elsewhere")

BEFORE = """
import os, sys
from pathlib import Path
from efficacy_tui.cli import launch, snapshot_process
from efficacy_tui.config.settings import Settings

os.sched_getaffinity = lambda _: {0, 1}
snapshot_process.MIN_BYTES = 0
path = Path(sys.argv[1])

def only_child():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True
"""


def said(code: str, path: Path) -> list[str]:
    """Run a program in a fresh interpreter on a journal; gives the lines it prints, and it must print no mistake."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_it_finds_what_would_be_found_here(journal: Journal) -> None:
    fill(journal)
    code = """
from efficacy_tui.journal import snapshot
snapshot.AT_ONCE = 0
work = lambda: launch.preview_from(path, Settings())
taken = snapshot_process.start_snapshot_process(path, work).take()
print(taken == work(), len(taken.items) > 0, taken.selected.name, only_child())
"""
    assert said(code, journal.path) == [f"True True {journal.domains.focus().name} False"]


def test_a_short_journal_is_as_soon_there_whole(journal: Journal) -> None:
    fill(journal)
    code = "print(snapshot_process.start_snapshot_process(path, lambda: launch.preview_from(path, Settings())).take(), only_child())"
    assert said(code, journal.path) == ["None False"]
    assert said(
        "snapshot_process.MIN_BYTES = 10**9; print(snapshot_process.start_snapshot_process(path, None))", journal.path
    ) == ["None"]


@pytest.mark.parametrize("wrong", ["no journal", "[1, 2", ""])
def test_a_journal_that_cannot_be_read_comes_to_nothing_and_is_left_as_it_is(path: Path, wrong: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wrong, encoding="utf-8")
    code = "print(snapshot_process.start_snapshot_process(path, lambda: launch.preview_from(path, Settings())).take(), only_child())"
    assert said(code, path) == ["None False"]
    assert path.read_text(encoding="utf-8") == wrong
    assert list(path.parent.iterdir()) == [path]


def test_what_takes_too_long_is_ended(journal: Journal) -> None:
    fill(journal)
    code = """
import time
snapshot_process.TIMEOUT = 0.05
began = time.monotonic()
print(snapshot_process.start_snapshot_process(path, lambda: time.sleep(60)).take(), time.monotonic() - began < 30, only_child())
"""
    assert said(code, journal.path) == ["None True False"]


def test_a_mistake_over_there_is_not_seen(journal: Journal) -> None:
    fill(journal)
    for work in ("1 / 0", "sys.exit('over')", "(_ for _ in ()).throw(KeyboardInterrupt)", "lambda: 0"):
        code = f"print(snapshot_process.start_snapshot_process(path, lambda: {work}).take(), only_child())"
        assert said(code, journal.path) == ["None False"], work


def test_it_is_ended_where_nobody_hears_of_children_that_end(journal: Journal) -> None:
    fill(journal)
    code = """
import signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(snapshot_process.start_snapshot_process(path, lambda: "found").take(), only_child())
sent = snapshot_process.start_snapshot_process(path, lambda: time.sleep(60))
sent.end()
sent.end()
print(sent.take(), only_child(), len(os.listdir("/proc/self/fd")))
print(len(os.listdir("/proc/self/fd")))
"""
    first, second, third = said(code, journal.path)
    assert first == "found False"
    assert second == f"None False {third}"


def test_it_says_nothing_and_leaves_the_terminal_alone(journal: Journal) -> None:
    fill(journal)
    code = "print(snapshot_process.start_snapshot_process(path, lambda: (print('here'), os.write(2, b'here'), 'found')[2]).take())"
    assert said(code, journal.path) == ["found"]


def test_where_no_process_can_be_made_nothing_stays_open(journal: Journal) -> None:
    fill(journal)
    code = """
def refuse():
    raise BlockingIOError
os.fork = refuse
before = len(os.listdir("/proc/self/fd"))
print(snapshot_process.start_snapshot_process(path, lambda: 1), len(os.listdir("/proc/self/fd")) - before)
"""
    assert said(code, journal.path) == ["None 0"]


def test_with_one_processor_or_without_a_file_there_is_none(path: Path) -> None:
    assert said("print(snapshot_process.start_snapshot_process(path, None))", path) == ["None"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    assert said(
        "os.sched_getaffinity = lambda _: {0}; print(snapshot_process.start_snapshot_process(path, None))", path
    ) == ["None"]
