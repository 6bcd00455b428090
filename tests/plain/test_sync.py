"""Syncing with the plain UI: what others recorded is there at the start, and what is new is sent at the end."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import pytest

from efficacy_tui.config.settings import Settings
from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl
from efficacy_tui.sync import session_sync, sync_worker
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.session_sync import SessionSync
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import unwrap
from tests.sync.conftest import Machine


@pytest.fixture(autouse=True)
def _no_settings_of_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def elsewhere(rated: Journal, path: Path, tmp_path: Path) -> Machine:
    """Another machine with the same journal; the one of the test is set up."""
    remote = tmp_path / "remote.git"
    here = Machine(path.parent, remote, 5)
    here.begin()
    here.sync()
    other = Machine(tmp_path / "elsewhere", remote, 6)
    other.begin()
    other.sync()
    return other


def run(path: Path, clock: FixedClock, *lines: str, sync: str = "start-and-end") -> str:
    """Type lines into the plain UI with this setting of `sync`; return the output as one line."""
    settings = Settings()
    settings.change("sync", sync)
    journal, target = Journal(path, clock), io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    terminal = LineTerminal(source, target, 100, height=30)
    assert Repl(journal, terminal, settings=settings, syncing=SessionSync(journal)).run() == 0
    return unwrap(target.getvalue())


def test_what_others_recorded_is_there_at_the_start_and_said(
    elsewhere: Machine, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_sync, "START_SECONDS", 60.0)
    elsewhere.add("on the laptop")
    elsewhere.sync()
    output = run(path, clock, "q")
    assert output.index("From your other machines: added 1 entry.") < output.index("on the laptop")


def test_what_is_new_is_sent_at_the_end(
    elsewhere: Machine, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_sync, "START_SECONDS", 60.0)
    monkeypatch.setattr(sync_worker, "END_SECONDS", 60.0)
    monkeypatch.setattr(session_sync, "END_SECONDS", 60.0)
    run(path, clock, "c", "40", "q")
    elsewhere.sync()
    assert [row.confidence for row in elsewhere.open().contents.checkins.values()] == [40]


def test_it_is_off_unless_the_settings_turn_it_on(elsewhere: Machine, path: Path, clock: FixedClock) -> None:
    elsewhere.add("on the laptop")
    elsewhere.sync()
    assert "on the laptop" not in run(path, clock, "q", sync="off")


def test_a_server_that_does_not_answer_holds_nobody_up(
    elsewhere: Machine, path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_waiting, may_go_on = threading.Event(), threading.Event()

    def wait_for_the_end(_repository: BareRepository, *_arguments: str) -> None:
        is_waiting.set()
        may_go_on.wait(30)

    for name in ("START_SECONDS", "END_SECONDS"):
        monkeypatch.setattr(session_sync, name, 0.05)
    monkeypatch.setattr(sync_worker, "END_SECONDS", 0.05)
    monkeypatch.setattr(BareRepository, "fetch", wait_for_the_end)
    assert "? lists the commands" in run(path, clock, "q")
    assert is_waiting.wait(30)
    may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "sync":
            thread.join(30)


def test_without_a_repository_it_says_how_to_set_one_up(rated: Journal, path: Path, clock: FixedClock) -> None:
    assert "efficacy sync --init ADDRESS" in run(path, clock, "q")
