"""In a real terminal: replies are no ratings, broken input ends nothing, and the program can be suspended."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from efficacy_tui.cli.crash_report import CRASHED, SAVED
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.tui.textual_overrides import STOCK_VARIABLE
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment

QUESTION = "how sure are you"

FAILING_PROGRAM = """
import sys
from efficacy_tui.tui.terminal_input import TerminalTokenizer
feed = TerminalTokenizer.feed
def fail(tokenizer, data, now):
    if b"#" in data:
        raise RuntimeError("broken on purpose")
    return feed(tokenizer, data, now)
TerminalTokenizer.feed = fail
sys.argv[0] = "efficacy"
from efficacy_tui.cli.main import main
main()
"""

Start = Callable[..., TimedTerminal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with two domains, not rated yet."""
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a talk")
    journal.domains.add("Writing", "write a page")
    return journal.path


@pytest.fixture
def start(path: Path) -> Iterator[Start]:
    """Starts a command in a terminal and waits for a text."""
    terminals: list[TimedTerminal] = []

    def run(*command: str, shows: str = QUESTION, **variables: str) -> TimedTerminal:
        variables = environment(EFFICACY_JOURNAL=str(path), TEXTUAL_ANIMATIONS="none", **variables)
        terminals.append(TimedTerminal(command or PROGRAM, variables))
        wait_for(terminals[-1], shows)
        return terminals[-1]

    yield run
    for terminal in terminals:
        terminal.close()


def wait_for(terminal: TimedTerminal, *words: str) -> None:
    """Wait until the words are on the screen."""
    assert terminal.read_until(lambda: all(word in terminal.text() for word in words), 40), terminal.text()


def ratings(path: Path) -> list[int]:
    return [row["confidence"] for row in json.loads(path.read_text(encoding="utf-8")).get("checkins", {}).values()]


def open_evidence_text(terminal: TimedTerminal) -> None:
    """Leave the check-in, and open the question for the text of mastery evidence."""
    # While the first pictures are drawn, the question can be missing for a moment without having been left.
    terminal.settle(0.4)
    terminal.press("escape")
    assert terminal.read_until(lambda: QUESTION not in terminal.text(), 20)
    for key, words in (("e", "What kind of evidence?"), ("m", "Which domain"), ("1", "What did you do?")):
        terminal.press(key)
        wait_for(terminal, words)


@pytest.mark.parametrize("command", [PROGRAM, (*PROGRAM, "check-in")], ids=["dashboard", "below the prompt"])
def test_a_paste_with_escapes_rates_nothing(start: Start, path: Path, command: tuple[str, ...]) -> None:
    terminal = start(*command)
    terminal.send(b"\x1b[200~see \x1b[1mChapter 9, page 8\x1b[201~")
    terminal.settle(0.5)
    assert ratings(path) == []
    terminal.press("7")
    assert terminal.read_until(lambda: ratings(path) == [70], 20)


def test_a_byte_of_another_encoding_is_shown_as_unknown_and_ends_nothing(start: Start, path: Path) -> None:
    terminal = start()
    open_evidence_text(terminal)
    terminal.send(b"f\xfcnf")
    wait_for(terminal, "f\ufffdnf")
    terminal.press("escape")
    assert terminal.read_until(lambda: "f\ufffdnf" in path.read_text(encoding="utf-8"), 20)


def test_an_error_while_reading_keys_is_reported_and_saves_the_typed_text(start: Start, path: Path) -> None:
    terminal = start(sys.executable, "-c", FAILING_PROGRAM)
    open_evidence_text(terminal)
    terminal.press("asked a question")
    wait_for(terminal, "asked a question")
    terminal.press("#")
    assert terminal.wait_for_exit(30) is not None
    assert terminal.process.returncode == 1
    assert terminal.left_behind() == []
    output = terminal.raw.decode()
    assert CRASHED in output
    assert SAVED in output
    assert "Traceback" not in output
    assert "asked a question" in path.read_text(encoding="utf-8")


def test_on_stock_textual_a_broken_byte_ends_nothing_and_a_digit_alone_saves_nothing(start: Start, path: Path) -> None:
    terminal = start(shows="check-in is waiting", **{STOCK_VARIABLE: "1"})
    terminal.send(b"\xfc\x1b[27;1:3u")
    terminal.settle(0.5)
    terminal.press("c")
    wait_for(terminal, QUESTION)
    terminal.press("7")
    wait_for(terminal, "enter saves")
    terminal.settle(0.5)
    assert ratings(path) == []
    terminal.press("enter")
    assert terminal.read_until(lambda: ratings(path) == [70], 20)


@pytest.mark.parametrize("arguments", ["", " check-in"], ids=["dashboard", "below the prompt"])
def test_ctrl_z_suspends_and_fg_comes_back(start: Start, path: Path, arguments: str) -> None:
    terminal = start("/bin/bash", "--norc", "-i", shows="ready>", PS1="ready> ")
    terminal.press(f"{shlex.join(PROGRAM)}{arguments}", "enter")
    wait_for(terminal, QUESTION)
    terminal.settle(0.4)
    for key, confidences in (("7", [70]), ("4", [70, 40])):
        terminal.press("ctrl+z")
        assert terminal.read_until(lambda: b"Stopped" in terminal.raw, 20)
        left = set(terminal.left_behind()) - {"line settings", "bracketed paste"}
        assert not left, "the shell has the terminal as it was"
        terminal.forget_output()
        terminal.press("fg", "enter")
        assert terminal.read_until(lambda: QUESTION in terminal.text() and b"\x1b[?25l" in terminal.raw, 20)
        terminal.settle(0.4)
        terminal.press(key)
        assert terminal.read_until(lambda wanted=confidences: ratings(path) == wanted, 20)  # type: ignore[misc]


def test_a_program_that_was_stopped_from_outside_goes_on(start: Start, path: Path) -> None:
    terminal = start()
    terminal.settle(0.4)
    terminal.signal(signal.SIGSTOP)
    terminal.signal(signal.SIGCONT)
    terminal.settle(0.5)
    terminal.press("7")
    assert terminal.read_until(lambda: ratings(path) == [70], 20)
    terminal.press("escape")
    terminal.settle(0.3)
    terminal.press("q")
    assert terminal.wait_for_exit(30) is not None
    assert terminal.left_behind() == []


def test_below_the_prompt_nothing_unseen_is_recorded(start: Start, path: Path) -> None:
    terminal = start(*PROGRAM, "check-in")
    terminal.settle(0.4)
    terminal.resize(60, 5)
    terminal.settle(0.6)
    terminal.press("7")
    terminal.settle(0.6)
    assert ratings(path) == []
    terminal.resize(100, 30)
    terminal.settle(0.6)
    terminal.press("7")
    assert terminal.read_until(lambda: ratings(path) == [70], 20)
