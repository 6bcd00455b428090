"""However the dashboard ends, the terminal is as it was found, and what was recorded is on the disk."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.crash_report import CRASHED, REPORT, SAVED, UNTOUCHED, report_crash
from efficacy_tui.cli.main import main
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.tui.end_signals import LAST_SECONDS
from efficacy_tui.tui.journal_session import CLOSE_SECONDS
from tests.benchmarks.terminal import PROGRAM, Terminal, environment

CRASH = """
import sys
import time
from efficacy_tui.tui.snapshot_worker import SnapshotWorker
from efficacy_tui.tui.command_handlers import CommandHandlers
{how}
sys.argv[0] = "efficacy"
from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.main import main
main()
"""
IN_A_COMMAND = """
def fail(doing):
    raise RuntimeError("broken on purpose")
CommandHandlers.trends = fail
"""
IN_A_THREAD = """
def fail(doing):
    def work():
        raise RuntimeError("broken on purpose")
    doing.app.run_worker(work, thread=True)
CommandHandlers.trends = fail
"""
WHILE_OPENING = """
def fail(painter):
    raise RuntimeError("broken on purpose")
SnapshotWorker.build = fail
"""

AT_THE_MASK = """
from efficacy_tui.tui.app import EfficacyApp
def fail(app):
    raise RuntimeError("broken on purpose")
EfficacyApp.toggle_mask = fail
"""

Start = Callable[..., Terminal]


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """A journal with one domain, rated today, so that nothing is asked."""
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    domain = journal.domains.add("Speaking", "give a talk")
    journal.checkins.record(domain.id, 50)
    return journal.path


@pytest.fixture
def start(journal_path: Path) -> Iterator[Start]:
    """Starts the program in a terminal, or what a piece of code makes of it, and waits for the dashboard."""
    started: list[Terminal] = []

    def begin(code: str = "", shows: str = "6 ratings to go") -> Terminal:
        command = (sys.executable, "-c", code) if code else PROGRAM
        variables = environment(EFFICACY_JOURNAL=str(journal_path), TEXTUAL_ANIMATIONS="none")
        terminal = Terminal(command, variables)
        started.append(terminal)
        assert terminal.read_until(lambda: shows in terminal.text() or terminal.ended_at is not None, 40)
        terminal.settle(0.5)
        return terminal

    yield begin
    for terminal in started:
        terminal.close()


def begin_to_record(terminal: Terminal) -> None:
    """Go to the question in which mastery evidence is written down."""
    terminal.press("e")
    assert terminal.read_until(lambda: "What kind of evidence?" in terminal.text(), 20)
    terminal.press("m")
    assert terminal.read_until(lambda: "What did you do?" in terminal.text(), 20)


def ended(terminal: Terminal) -> int:
    """Wait for the end; gives the exit code."""
    assert terminal.ends(30) is not None, terminal.text()
    return terminal.process.returncode


def test_quitting_leaves_the_terminal_as_it_was_found(start: Start) -> None:
    terminal = start()
    assert {"alternate screen", "cursor", "bracketed paste", "line settings"} <= set(terminal.left_behind())
    terminal.press("q")
    assert ended(terminal) == 0
    assert terminal.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_leaves_the_terminal_as_it_was_found(start: Start, number: signal.Signals) -> None:
    terminal = start()
    terminal.signal(number)
    assert ended(terminal) == 0
    assert terminal.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_right_after_a_check_in_loses_nothing(
    start: Start, journal_path: Path, number: signal.Signals
) -> None:
    terminal = start()
    terminal.press("c")
    assert terminal.read_until(lambda: "how sure are you" in terminal.text(), 20)
    terminal.press("9")
    terminal.read_until(lambda: "how sure are you" not in terminal.text(), 20)
    terminal.signal(number)
    assert ended(terminal) == 0
    assert terminal.left_behind() == []
    rows = json.loads(journal_path.read_text(encoding="utf-8"))["checkins"].values()
    assert [row["confidence"] for row in rows] == [90]


def test_a_signal_in_a_dialog_keeps_what_was_typed_and_leaves_the_terminal(start: Start, journal_path: Path) -> None:
    terminal = start()
    begin_to_record(terminal)
    terminal.press("asked a question")
    assert terminal.read_until(lambda: "asked a question" in terminal.text(), 20)
    terminal.signal(signal.SIGTERM)
    assert ended(terminal) == 0
    assert terminal.left_behind() == []
    assert "asked a question" in journal_path.read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [IN_A_COMMAND, IN_A_THREAD], ids=["in a command", "in a thread"])
def test_a_mistake_of_the_programs_own_is_told_in_sentences_and_leaves_the_terminal(
    start: Start, how: str, tmp_path: Path
) -> None:
    terminal = start(CRASH.format(how=how))
    terminal.press("t")
    assert ended(terminal) == 1
    assert terminal.left_behind() == []
    said = terminal.raw.decode()
    assert CRASHED in said
    assert SAVED in said
    assert "Traceback" not in said
    assert "broken on purpose" not in said
    report = tmp_path / "data" / "efficacy_tui" / REPORT
    assert str(report) in said.replace("\r\n", "")
    assert "broken on purpose" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0


def test_a_mistake_while_opening_is_told_and_leaves_the_terminal(start: Start) -> None:
    terminal = start(CRASH.format(how=WHILE_OPENING), shows="mistake of its own")
    assert ended(terminal) == 1
    assert terminal.left_behind() == []


def test_what_was_being_typed_when_a_mistake_ended_the_program_is_kept(start: Start, journal_path: Path) -> None:
    terminal = start(CRASH.format(how=AT_THE_MASK))
    begin_to_record(terminal)
    terminal.press("asked a question")
    assert terminal.read_until(lambda: "asked a question" in terminal.text(), 20)
    terminal.press("f2")
    assert ended(terminal) == 1
    assert "asked a question" not in terminal.raw.decode().partition(CRASHED)[2]
    assert "asked a question" in journal_path.read_text(encoding="utf-8")


def test_where_the_details_cannot_be_written_that_is_said(capsys, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    report_crash(RuntimeError("private"), 2, tmp_path / "taken")
    said = capsys.readouterr().err
    assert "2 of your changes could not be written" in said
    assert "RuntimeError" in said
    assert "private" not in said


def test_erasing_removes_the_details_too(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "efficacy_tui"
    report_crash(RuntimeError("private"), 0, folder)
    said = CliRunner().invoke(efficacy, ["--journal", str(tmp_path / "journal.json"), "erase", "--everything", "--yes"])
    assert f"removed  {folder / REPORT}" in said.output
    assert not (folder / REPORT).exists()


def test_a_mistake_in_a_command_of_the_shell_is_told_in_sentences(monkeypatch, capsys, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("sys.argv", ["efficacy", "status"])
    monkeypatch.setattr("efficacy_tui.cli.command_group.efficacy", fail)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert UNTOUCHED in said
    assert "broken on purpose" not in said


def test_a_terminal_that_takes_nothing_more_does_not_hold_the_program_up_for_ever(
    start: Start, journal_path: Path
) -> None:
    terminal = start()
    begin_to_record(terminal)
    for _ in range(60):
        # Nobody reads what it draws, until it cannot draw any more.
        terminal.press("a" * 20)
        # The terminal fills up picture by picture.
        time.sleep(0.05)
    terminal.signal(signal.SIGHUP)
    assert terminal.process.wait(LAST_SECONDS + CLOSE_SECONDS + 20) == 1
    assert '"aaaa' in journal_path.read_text(encoding="utf-8")
