"""`efficacy check-in` asks below the prompt of a real terminal and does not change the lines above."""

from __future__ import annotations

import datetime as dt
import json
import signal
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.model.records import Step
from tests.support.terminal import PROGRAM, ScreenTerminal, environment

SHELL_LINES = [f"line {number}" for number in range(1, 41)]
COMMAND = f"seq -f 'line %g' 40; {PROGRAM} check-in; echo code $?; sleep 1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with two domains and a step for today."""
    journal = Journal(tmp_path / "home" / "journal.json", SystemClock())
    journal.open()
    journal.domains.add("Speaking", "give a ten-minute talk to people I don’t know")
    journal.domains.add("Writing", "write a page")
    today = journal.today()
    journal.challenges.start(
        journal.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=today + dt.timedelta(days=5),
        steps=(Step(text="rehearse aloud", day=today),),
    )
    return journal.path


Start = Callable[..., ScreenTerminal]


@pytest.fixture
def start(path: Path) -> Iterator[Start]:
    """Runs a shell command in a terminal of a given size."""
    started: list[ScreenTerminal] = []

    def run(line: str = COMMAND, columns: int = 80, lines: int = 24, **variables: str) -> ScreenTerminal:
        variables = {**environment(path), **variables}
        started.append(ScreenTerminal("/bin/sh", "-c", line, environment=variables, columns=columns, lines=lines))
        return started[-1]

    yield run
    for terminal in started:
        terminal.child.close(force=True)


def saved_ratings(path: Path) -> dict[str, int]:
    """The ratings in the file by domain name."""
    journal = Journal(path, SystemClock())
    journal.open()
    return {journal.domains.get(row.domain).name: row.confidence for row in journal.contents.checkins.values()}


def step_results(path: Path) -> list[str | None]:
    """The results of the challenge's steps in the file."""
    (challenge,) = json.loads(path.read_text(encoding="utf-8"))["challenges"].values()
    return [step.get("result") for step in challenge["steps"]]


def printed_lines(terminal: ScreenTerminal) -> list[str]:
    """All printed lines that were not erased again, including the scrolled ones."""
    lines = [*terminal.scrollback, *terminal.text.split("\n")]
    return "\n".join(lines).rstrip().split("\n")


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (40, 10), (120, 50)])
def test_the_answers_replace_the_questions_at_the_end(start: Start, path: Path, columns: int, lines: int) -> None:
    terminal = start(columns=columns, lines=lines)
    terminal.wait_for_text("how sure are you that you", "ten-minute talk", "cannot at all", "1 of 3", "esc later")
    terminal.press("7")
    terminal.wait_for_text("write a page?", "2 of 3")
    assert "70" not in terminal.text.replace("60   70   80", "")
    terminal.press("\x1b[H\x1b[C\r")
    terminal.wait_for_text("Today’s step", "rehearse aloud: did you do it?", "Not this time", "3 of 3")
    terminal.press("p")
    terminal.wait_for_text("code 0")
    assert printed_lines(terminal) == [*SHELL_LINES, "✓ Speaking 70", "✓ Writing 10", "◐ rehearse aloud", "code 0"]
    assert not terminal.screen.cursor.hidden
    assert (saved_ratings(path), step_results(path)) == ({"Speaking": 70, "Writing": 10}, ["partly"])


def test_it_is_drawn_below_the_prompt(start: Start) -> None:
    terminal = start("echo first; echo second; " + COMMAND.partition(";")[2])
    terminal.wait_for_text("how sure are you", "esc later")
    assert terminal.text.startswith("first\nsecond\n\n Speaking\n Right now, how sure are you")
    terminal.press("\x1b")
    terminal.wait_for_text("code 1")
    assert printed_lines(terminal) == ["first", "second", "Stopped: 2 to rate", "code 1"]


@pytest.mark.parametrize("key", ["\x1b", "\x03", "\x11"], ids=["escape", "ctrl+c", "ctrl+q"])
def test_leaving_saves_the_answers(start: Start, path: Path, key: str) -> None:
    terminal = start()
    before = termios.tcgetattr(terminal.child.child_fd)
    terminal.wait_for_text("1 of 3")
    assert termios.tcgetattr(terminal.child.child_fd) != before
    terminal.press("5")
    terminal.wait_for_text("2 of 3")
    terminal.press(key)
    terminal.wait_for_text("code 1")
    assert printed_lines(terminal) == [*SHELL_LINES, "✓ Speaking 50", "Stopped: 1 to rate", "code 1"]
    assert termios.tcgetattr(terminal.child.child_fd) == before
    assert not terminal.screen.cursor.hidden
    assert (saved_ratings(path), step_results(path)) == ({"Speaking": 50}, [None])


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_ends_it_like_escape(start: Start, path: Path, name: str) -> None:
    terminal = start(f"exec {PROGRAM} check-in")
    before = termios.tcgetattr(terminal.child.child_fd)
    terminal.wait_for_text("1 of 3")
    terminal.press("5")
    terminal.wait_for_text("2 of 3")
    terminal.child.kill(getattr(signal, name))
    assert terminal.wait_for_exit() == 1
    assert printed_lines(terminal) == ["✓ Speaking 50", "Stopped: 1 to rate"]
    assert termios.tcgetattr(terminal.child.child_fd) == before
    assert not terminal.screen.cursor.hidden
    assert saved_ratings(path) == {"Speaking": 50}


@pytest.mark.parametrize("key", ["!", "\x1bOP"], ids=["!", "f1"])
@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (40, 10)])
def test_one_key_opens_the_support_page(start: Start, key: str, columns: int, lines: int) -> None:
    terminal = start(columns=columns, lines=lines)
    terminal.wait_for_text("1 of 3")
    terminal.press(key)
    terminal.wait_for_text("If you need a person now", "Emergency", "esc closes")
    for _ in range(3):
        terminal.press(" ")
    terminal.wait_for_text("findahelpline.com")
    terminal.press("\x1b")
    terminal.wait_for_text("1 of 3", "cannot at all")
    terminal.press("\x1b")
    terminal.wait_for_text("code 1")
    assert printed_lines(terminal) == [*SHELL_LINES, "Stopped: 2 to rate", "code 1"]


def test_an_earlier_rating_is_not_shown(start: Start, path: Path) -> None:
    journal = Journal(path, SystemClock())
    journal.open()
    for domain in journal.domains.all():
        journal.checkins.record(domain.id, 83)
    terminal = start()
    terminal.wait_for_text("how sure are you", "already rated this day")
    assert "83" not in terminal.text
    terminal.press("9")
    terminal.wait_for_text("write a page?", "already rated this day")
    assert "83" not in terminal.text
    terminal.press("\x1b")
    terminal.wait_for_text("code 1")
    assert saved_ratings(path) == {"Speaking": 90, "Writing": 83}


def test_resizing_does_not_change_the_lines_above(start: Start) -> None:
    terminal = start(columns=60, lines=24)
    terminal.wait_for_text("1 of 3")
    # The effect of a key is drawn after everything that was to be drawn before it.
    terminal.press("\x1b[C")
    terminal.wait_for_text("━●─")
    terminal.resize(44, 24)
    terminal.press("\x1b[H")
    terminal.wait_for_text("cannot at all     highly certain", "  ●─")
    terminal.resize(70, 24)
    terminal.press("\x1b[F")
    terminal.wait_for_text("cannot at all        moderately         highly certain", "━●\n")
    assert "line 40\n\n Speaking\n" in terminal.text
    terminal.press("5")
    terminal.wait_for_text("2 of 3")
    terminal.press("\x1b")
    terminal.wait_for_text("code 1")
    assert printed_lines(terminal)[-5:] == ["line 39", "line 40", "✓ Speaking 50", "Stopped: 1 to rate", "code 1"]


@pytest.mark.parametrize(
    ("line", "variables"),
    [
        (f"{PROGRAM} check-in --plain; echo code $?", {}),
        (f"{PROGRAM} check-in; echo code $?", {"TERM": "dumb"}),
        (f"{PROGRAM} check-in 2>/dev/null; echo code $?", {}),
        (f"{PROGRAM} check-in | cat; echo code $?", {}),
    ],
    ids=["--plain", "TERM=dumb", "no standard error", "a pipe"],
)
def test_without_a_full_terminal_it_asks_line_by_line(
    start: Start, path: Path, line: str, variables: dict[str, str]
) -> None:
    terminal = start(line, **variables)
    terminal.wait_for_text(
        "An empty line accepts what is in [brackets]", "0 cannot at all, 50 moderately, 100 highly certain"
    )
    terminal.press("70\r")
    terminal.wait_for_text("write a page?")
    terminal.press("40\r")
    terminal.wait_for_text("did you do it?")
    terminal.press("y\r")
    terminal.wait_for_text("Checked in", "code 0")
    assert (saved_ratings(path), step_results(path)) == ({"Speaking": 70, "Writing": 40}, ["done"])


@pytest.mark.parametrize(("setting", "option"), [("true", ""), ("false", "--masked")], ids=["setting", "option"])
def test_masked_at_start_it_shows_no_domain_task_or_rating(
    start: Start, path: Path, tmp_path: Path, setting: str, option: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"mask_at_start = {setting}\n")
    terminal = start(COMMAND.replace("check-in", f"{option} check-in"), EFFICACY_CONFIG=str(config))
    terminal.wait_for_text("how sure are you", "cannot at all")
    assert "people I don’t know" not in terminal.text
    assert "Speaking" not in terminal.text
    terminal.press("7")
    terminal.wait(lambda _: saved_ratings(path).get("Speaking") == 70)
    terminal.press("\x1b")
    terminal.wait_for_text("code 1")
    assert "Speaking" not in terminal.text


def test_m_masks_and_unmasks(start: Start) -> None:
    terminal = start()
    terminal.wait_for_text("people I don’t know")
    terminal.press("m")
    terminal.wait(lambda text: "people I don’t know" not in text and "how sure are you" in text)
    terminal.press("m")
    terminal.wait_for_text("people I don’t know")
