"""However the dashboard ends, the terminal is restored and the recorded data is on the disk."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.crash_report import CRASHED, REPORT, SAVED, UNTOUCHED, report_crash
from efficacy_tui.cli.main import main
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment

CHANGED_PROGRAM = """
import sys
from efficacy_tui.tui.snapshot_worker import SnapshotWorker
from efficacy_tui.tui.command_handlers import CommandHandlers
{how}
sys.argv[0] = "efficacy"
from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.cli.main import main
main()
"""
CRASH_IN_COMMAND = """
def fail(handlers):
    raise RuntimeError("broken on purpose")
CommandHandlers.trends = fail
"""
CRASH_IN_THREAD = """
def fail(handlers):
    def work():
        raise RuntimeError("broken on purpose")
    handlers.app.run_worker(work, thread=True)
CommandHandlers.trends = fail
"""
CRASH_WHILE_OPENING = """
def fail(worker):
    raise RuntimeError("broken on purpose")
SnapshotWorker.build = fail
"""

CRASH_AT_MASK = """
from efficacy_tui.tui.app import EfficacyApp
def fail(app):
    raise RuntimeError("broken on purpose")
EfficacyApp.toggle_mask = fail
"""

HURRY_AT_THE_END = """
from efficacy_tui.tui import end_signals
end_signals.LAST_SECONDS = 1.0
"""

Start = Callable[..., TimedTerminal]


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """A journal with one domain, rated today, so that no dialog opens by itself."""
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    domain = journal.domains.add("Speaking", "give a talk")
    journal.checkins.record(domain.id, 50)
    return journal.path


@pytest.fixture
def start(journal_path: Path) -> Iterator[Start]:
    """Starts the program, or other code, in a terminal and waits for the dashboard."""
    terminals: list[TimedTerminal] = []

    def start_terminal(code: str = "", shows: str = "6 more ratings") -> TimedTerminal:
        command = (sys.executable, "-c", code) if code else PROGRAM
        variables = environment(EFFICACY_JOURNAL=str(journal_path), TEXTUAL_ANIMATIONS="none")
        terminal = TimedTerminal(command, variables)
        terminals.append(terminal)
        assert terminal.read_until(lambda: shows in terminal.text() or terminal.ended_at is not None, 40)
        return terminal

    yield start_terminal
    for terminal in terminals:
        terminal.close()


def open_evidence_dialog(terminal: TimedTerminal) -> None:
    """Open the question for the text of mastery evidence."""
    terminal.press("e")
    assert terminal.read_until(lambda: "What kind of evidence?" in terminal.text(), 20)
    terminal.press("m")
    assert terminal.read_until(lambda: "What did you do?" in terminal.text(), 20)


def wait_for_exit(terminal: TimedTerminal) -> int:
    """Wait for the end and return the exit code."""
    assert terminal.wait_for_exit(30) is not None, terminal.text()
    return terminal.process.returncode


def test_quitting_restores_the_terminal(start: Start) -> None:
    terminal = start()
    assert {"alternate screen", "cursor", "bracketed paste", "line settings"} <= set(terminal.left_behind())
    terminal.press("q")
    assert wait_for_exit(terminal) == 0
    assert terminal.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_termination_signal_restores_the_terminal(start: Start, number: signal.Signals) -> None:
    terminal = start()
    terminal.signal(number)
    assert wait_for_exit(terminal) == 0
    assert terminal.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_right_after_a_check_in_loses_no_data(
    start: Start, journal_path: Path, number: signal.Signals
) -> None:
    terminal = start()
    terminal.press("c")
    assert terminal.read_until(lambda: "how sure are you" in terminal.text(), 20)
    terminal.press("9")
    terminal.read_until(lambda: "how sure are you" not in terminal.text(), 20)
    terminal.signal(number)
    assert wait_for_exit(terminal) == 0
    assert terminal.left_behind() == []
    rows = json.loads(journal_path.read_text(encoding="utf-8"))["checkins"].values()
    assert [row["confidence"] for row in rows] == [90]


def test_a_signal_in_a_dialog_saves_the_typed_text_and_restores_the_terminal(start: Start, journal_path: Path) -> None:
    terminal = start()
    open_evidence_dialog(terminal)
    terminal.press("asked a question")
    assert terminal.read_until(lambda: "asked a question" in terminal.text(), 20)
    terminal.signal(signal.SIGTERM)
    assert wait_for_exit(terminal) == 0
    assert terminal.left_behind() == []
    assert "asked a question" in journal_path.read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [CRASH_IN_COMMAND, CRASH_IN_THREAD], ids=["in a command", "in a thread"])
def test_a_crash_is_reported_in_sentences_and_restores_the_terminal(start: Start, how: str, tmp_path: Path) -> None:
    terminal = start(CHANGED_PROGRAM.format(how=how))
    terminal.press("t")
    assert wait_for_exit(terminal) == 1
    assert terminal.left_behind() == []
    output = terminal.raw.decode()
    assert CRASHED in output
    assert SAVED in output
    assert "Traceback" not in output
    assert "broken on purpose" not in output
    report = tmp_path / "data" / "efficacy_tui" / REPORT
    assert str(report) in output.replace("\r\n", "")
    assert "broken on purpose" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0


def test_a_crash_while_opening_is_reported_and_restores_the_terminal(start: Start) -> None:
    terminal = start(CHANGED_PROGRAM.format(how=CRASH_WHILE_OPENING), shows="mistake of its own")
    assert wait_for_exit(terminal) == 1
    assert terminal.left_behind() == []


def test_a_crash_saves_the_typed_text(start: Start, journal_path: Path) -> None:
    terminal = start(CHANGED_PROGRAM.format(how=CRASH_AT_MASK))
    open_evidence_dialog(terminal)
    terminal.press("asked a question")
    assert terminal.read_until(lambda: "asked a question" in terminal.text(), 20)
    terminal.press("f2")
    assert wait_for_exit(terminal) == 1
    assert "asked a question" not in terminal.raw.decode().partition(CRASHED)[2]
    assert "asked a question" in journal_path.read_text(encoding="utf-8")


def test_a_crash_report_that_cannot_be_written_is_mentioned(capsys, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    report_crash(RuntimeError("private"), 2, tmp_path / "taken")
    error_text = capsys.readouterr().err
    assert "2 of your changes could not be saved" in error_text
    assert "RuntimeError" in error_text
    assert "private" not in error_text


def test_erasing_deletes_the_crash_report(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "efficacy_tui"
    report_crash(RuntimeError("private"), 0, folder)
    result = CliRunner().invoke(
        efficacy, ["--journal", str(tmp_path / "journal.json"), "erase", "--everything", "--yes"]
    )
    assert f"removed  {folder / REPORT}" in result.output
    assert not (folder / REPORT).exists()


def test_a_crash_of_a_shell_command_is_reported_in_sentences(monkeypatch, capsys, tmp_path: Path) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("sys.argv", ["efficacy", "status"])
    monkeypatch.setattr("efficacy_tui.cli.command_group.efficacy", fail)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    error_text = capsys.readouterr().err
    assert UNTOUCHED in error_text
    assert "broken on purpose" not in error_text


def test_a_blocked_terminal_does_not_prevent_the_program_from_ending(start: Start, journal_path: Path) -> None:
    terminal = start(CHANGED_PROGRAM.format(how=HURRY_AT_THE_END))
    open_evidence_dialog(terminal)
    terminal.press("asked a question")
    assert terminal.read_until(lambda: "asked a question" in terminal.text(), 20)
    terminal.block_output()
    for _ in range(60):
        # Each frame fills the queue of the driver a little more, until the event loop waits, too.
        terminal.press("a" * 20)
    terminal.signal(signal.SIGHUP)
    assert terminal.process.wait(60) == 1
    assert '"asked a question' in journal_path.read_text(encoding="utf-8")
