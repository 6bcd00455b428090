"""The installed plain UI: in a dumb terminal, through a pipe, and interrupted."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from tests.support.fixed_clock import FixedClock

SECONDS = 40
START = [sys.executable, "-c", "from efficacy_tui.cli.main import main; main()"]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The variables of a dumb terminal, with the test's own journal."""
    return {
        **os.environ,
        "TERM": "dumb",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "60",
        "EFFICACY_JOURNAL": str(tmp_path / "home" / "journal.json"),
        "PYTHONPATH": str(ROOT),
    }


def start(environment: dict[str, str], *arguments: str) -> pexpect.spawn:
    """Start the program in that terminal."""
    variables = {key: value for key, value in environment.items() if key != "COLUMNS"}
    return pexpect.spawn(
        START[0],
        [*START[1:], *arguments],
        env=variables,
        timeout=SECONDS,
        encoding="utf-8",
        dimensions=(24, 60),
        cwd=ROOT,
    )


def run_piped(environment: dict[str, str], stdin: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program with its input in a pipe."""
    return subprocess.run(
        [*START, *arguments], input=stdin, capture_output=True, env=environment, timeout=SECONDS, cwd=ROOT, check=False
    )


def test_first_start_evidence_and_draft_in_a_dumb_terminal(environment: dict[str, str]) -> None:
    child = start(environment, "--plain")
    child.expect("What do you want to become more sure of yourself in")
    child.sendline("Speaking")
    child.expect("comes back every day")
    child.sendline("give a talk")
    child.expect("how sure are you")
    child.sendline("70")
    child.expect("You are set")
    child.expect("Dashboard >")
    child.sendline("e")
    child.expect("What kind of evidence")
    child.sendline("m")
    child.expect("What did you do")
    child.sendline("Told the story")
    child.sendline("")
    child.expect("How hard was it")
    child.sendline("q!")
    child.expect("Saved as a draft. e resumes it.")
    child.sendline("q")
    output = child.read()
    child.close()
    assert child.exitstatus == 0
    assert "\x1b" not in output
    journal = json.loads(Path(environment["EFFICACY_JOURNAL"]).read_text(encoding="utf-8"))
    assert [row["confidence"] for row in journal["checkins"].values()] == [70]


def test_without_plain_a_dumb_terminal_gets_a_hint(environment: dict[str, str]) -> None:
    child = start(environment)
    output = " ".join(child.read().split())
    child.close()
    assert child.exitstatus == 2
    assert output.startswith('The dashboard needs a terminal. "efficacy --plain" is the same program as lines of text;')


def test_piped_answers_print_plain_lines(environment: dict[str, str]) -> None:
    result = run_piped(environment, b"Speaking\ngive a talk\n70\nt\nq\nq\n", "--plain")
    assert (result.returncode, result.stderr) == (0, b"")
    output = result.stdout.decode()
    assert "Trends of Speaking, the last 90 days." in output
    assert max(map(len, output.splitlines())) <= 60
    assert "> give a talk\n" in output


@pytest.mark.parametrize("stdin", [b"", b"Speaking", b"Speaking\n", b"t\nq\n", b"\xff\xfe\n", b"\x00\n"])
def test_any_input_ends_without_a_traceback(environment: dict[str, str], stdin: bytes) -> None:
    result = run_piped(environment, stdin, "--plain")
    assert (result.returncode, result.stderr) == (0, b"")


def test_an_ascii_terminal_gets_question_marks_for_other_characters(environment: dict[str, str]) -> None:
    result = run_piped(
        {**environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}, b"x\n3\nq\nq\n", "--plain", "--demo"
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"A starting point" in result.stdout


def test_a_closed_output_pipe_is_no_error(environment: dict[str, str]) -> None:
    child = subprocess.Popen(
        [*START, "--plain", "--demo"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.stdout.close()
    assert child.stdin is not None
    assert child.stderr is not None
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(b"t\n4\nq\nq\n" * 5)
        child.stdin.close()
    assert child.stderr.read() == b""
    child.stderr.close()
    assert child.wait(SECONDS) == 0


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGHUP])
def test_a_hang_up_keeps_the_typed_lines_as_a_draft(environment: dict[str, str], signal_number: signal.Signals) -> None:
    path = Path(environment["EFFICACY_JOURNAL"])
    journal = Journal(path, SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    child = start(environment, "--plain")
    child.expect("how sure are you")
    child.sendline("e")
    child.expect("What kind of evidence")
    child.sendline("m")
    child.expect("What did you do")
    child.sendline("Half a sentence")
    child.expect("Half a sentence\r\n> ")
    child.kill(signal_number)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    journal.refresh()
    assert journal.settings.draft("evidence")["typed"]["text"] == "Half a sentence"


def test_an_interrupt_cancels_the_question_and_a_second_one_the_program(environment: dict[str, str]) -> None:
    child = start(environment, "--plain")
    child.expect("What do you want to become more sure of yourself in")
    child.sendintr()
    child.expect("Stopped.")
    child.expect("Dashboard >")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_the_plain_option_runs_under_click(path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("efficacy_tui.model.clock.SystemClock", lambda *_: clock)
    result = CliRunner().invoke(
        efficacy, ["--journal", str(path), "--plain"], input="Speaking\ngive a talk\n70\nq\n", prog_name="efficacy"
    )
    assert result.exit_code == 0
    assert "Sunday 22 November. Speaking is shown, your focus." in result.output
    assert path.exists()


def test_help_names_the_plain_option() -> None:
    output = CliRunner().invoke(efficacy, ["--help"]).output
    assert "--plain" in output
    assert "efficacy --plain" in output


def test_earlier_output_scrolls_away_before_a_check_in_but_not_from_the_shell(
    environment: dict[str, str],
) -> None:
    journal = Journal(Path(environment["EFFICACY_JOURNAL"]), SystemClock())
    journal.open()
    journal.checkins.record(journal.domains.add("Speaking", "give a talk").id, 70)
    child = start(environment, "--plain")
    child.expect("Dashboard >")
    child.sendline("c")
    child.expect("(\r\n){24}Check-in")
    child.sendline("q!")
    child.sendline("q")
    child.expect(pexpect.EOF)
    child.close()
    shell = start(environment, "check-in")
    shell.expect("Check-in")
    assert shell.before == ""
    shell.close(force=True)
