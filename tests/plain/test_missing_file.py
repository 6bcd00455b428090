"""The plain UI when its journal is erased, moved away or rolled back by somebody else."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.plain.repl import Repl
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.erase import erase_everything
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import unwrap


class TypedLines(io.StringIO):
    """Lines of input; between two of them, something else can happen to the file."""

    def __init__(self, *steps: str | Callable[[], object]) -> None:
        super().__init__()
        self._steps = list(steps)

    def readline(self, size: int | None = -1, /) -> str:
        while self._steps:
            step = self._steps.pop(0)
            if isinstance(step, str):
                return f"{step}\n"
            step()
        return ""


def run(path: Path, clock: FixedClock, *steps: str | Callable[[], object]) -> tuple[int, str]:
    """Run the plain UI without pauses; return the exit code and the output as one line."""
    target = io.StringIO()
    journal = Journal(path, clock)
    journal.store._wait = lambda _: None
    code = Repl(journal, LineTerminal(TypedLines(*steps), target, 100, height=30)).run()
    return code, unwrap(target.getvalue())


def test_an_erased_journal_ends_the_program(speaking: Journal, path: Path, clock: FixedClock) -> None:
    code, output = run(path, clock, "q!", lambda: erase_everything(path, clock.now()), "c", "70", "q")
    assert output.count("Another program has erased this journal") == 1
    assert output.endswith("What was open here was dropped, and nothing was written.")
    assert code == 0
    assert not path.exists()


def test_an_erasure_in_the_middle_of_a_question_ends_the_program(
    speaking: Journal, path: Path, clock: FixedClock
) -> None:
    code, output = run(path, clock, lambda: erase_everything(path, clock.now()), "70", "80", "q")
    assert output.count("Another program has erased this journal") == 1
    assert "What was open here was dropped, and nothing was written." in output
    assert code == 0
    assert not path.exists()


def test_a_missing_journal_is_written_again_when_wanted(speaking: Journal, path: Path, clock: FixedClock) -> None:
    code, output = run(path, clock, "q!", path.unlink, "", "w", "q")
    assert "Your journal file is gone" in output
    assert "Your journal file has been written again." in output
    assert code == 0
    assert read_journal(path, str).contents.domains == speaking.contents.domains


def test_a_missing_journal_can_be_left_alone(speaking: Journal, path: Path, clock: FixedClock) -> None:
    code, output = run(path, clock, "q!", path.unlink, "", "c")
    assert "Close without writing it" in output
    assert code == 1
    assert not path.exists()


def test_a_missing_journal_is_asked_about_at_the_end(speaking: Journal, path: Path, clock: FixedClock) -> None:
    _, output = run(path, clock, "q!", path.unlink, "q", "w")
    assert "Your journal file has been written again." in output
    assert path.exists()


def test_a_rollback_is_merged_and_said(speaking: Journal, path: Path, clock: FixedClock, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    shutil.copyfile(path, old)
    speaking.evidence.add(Mastery, next(iter(speaking.contents.domains)), "acknowledged")
    _, output = run(path, clock, "q!", lambda: shutil.copyfile(old, path), "", "q")
    assert "What was missing was merged back into it: 1 record." in output
    assert b"acknowledged" in path.read_bytes()
