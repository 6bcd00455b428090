"""Press thousands of random keys at random sizes, and check the program and the journal.

python -m tests.benchmarks.endurance [--keys 10000] [--years 10] [--seed 1]

First runs every command once, so that lazy imports do not count as memory growth. Then sends random keys to the program
in a real terminal: all command keys except those that quit, and the keys of dialogs. At intervals it records a piece of
evidence with a unique text. Once the screen reports the evidence as kept and saved, the text must be in the file. At
the end it must still be there, or the history must show that it was undone or deleted. The exit code is 1 when a check
fails.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from efficacy_tui.cli.crash_report import REPORT
from efficacy_tui.config.settings import Settings
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.ids import random_id
from efficacy_tui.store.paths import CONFIG_VARIABLE, JOURNAL_VARIABLE
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment, strip_escapes
from tests.support.random_keys import COMMAND_KEYS, draw_key, draw_size

USUAL_SIZE = (120, 36)
GROWTH_LIMIT = 0.10
"""The share by which memory may grow between the first fifth of the keys and the end."""


@dataclass
class EnduranceResult:
    """The result of a run.

    `problems` are sentences, empty when all checks passed. `marks` are the texts reported as saved. `warm_memory` and
    `last_memory` are MB after the first fifth of the keys and at the end; `memory_samples` are taken in between.
    """

    keys: int = 0
    saved_texts: list[str] = field(default_factory=list)
    unsaved_count: int = 0
    undone_count: int = 0
    last_rating: int | None = None
    warm_memory: float = 0.0
    last_memory: float = 0.0
    memory_samples: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """The share by which memory grew after the warm-up."""
        return self.last_memory / self.warm_memory - 1 if self.warm_memory else 0.0


class Endurance:
    """One run on a journal; `seed` decides every key and size."""

    def __init__(self, path: Path, keys: int, seed: int = 1) -> None:
        self.path = path
        self.home = path.parent / "home"
        self.settings = self.home / "config.toml"
        self.keys = keys
        self.random = random.Random(seed)
        self.pressed: list[str] = []
        self.earlier_output = b""
        self.result = EnduranceResult()

    def run(self) -> EnduranceResult:
        """Press the keys, quit, and check the file."""
        self.home.mkdir()
        home, paths = str(self.home), {JOURNAL_VARIABLE: str(self.path), CONFIG_VARIABLE: str(self.settings)}
        variables = environment(HOME=home, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, **paths)
        with TimedTerminal(PROGRAM, variables, USUAL_SIZE, self.home) as terminal:
            terminal.read_until(lambda: terminal.painted_at() is not None)
            terminal.settle(1.0)
            if self._press_every_command(terminal) and self._press_random_keys(terminal):
                self._quit(terminal)
        self.check_file()
        return self.result

    # -- pressing keys ---------------------------------------------------------------------------

    def _press_every_command(self, terminal: TimedTerminal) -> bool:
        """Press the key of every command once, from the dashboard; return whether the program survived."""
        for key in dict.fromkeys(COMMAND_KEYS):
            self._close_dialogs(terminal)
            self.pressed.append(key)
            terminal.press(key)
            terminal.settle(0.15, 2)
            if terminal.ended_at is not None:
                self._report_exit(terminal)
                return False
        return True

    def _press_random_keys(self, terminal: TimedTerminal) -> bool:
        mark_interval = max(min(self.keys // 3, 250), 1)
        for number in range(1, self.keys + 1):
            key = draw_key(self.random)
            self.pressed.append(key)
            terminal.press(key)
            # One key in four follows without waiting for the output of the one before.
            if self.random.random() < 0.75:
                terminal.settle(0.02, 0.3)
            if self.random.random() < 0.02:
                columns, rows = draw_size(self.random)
                self.pressed.append(f"{columns}×{rows}")
                terminal.resize(columns, rows)
            self.result.keys = number
            if number % mark_interval == 0 and terminal.ended_at is None:
                self._record_evidence(terminal, f"mark {number:05}")
            if terminal.ended_at is not None:
                self._report_exit(terminal)
                return False
            if number % mark_interval == 0:
                self.result.last_memory = terminal.memory
                self.result.memory_samples.append(self.result.last_memory)
                if number <= self.keys // 5 or not self.result.warm_memory:
                    self.result.warm_memory = self.result.last_memory
            if number % 20 == 0:
                self.earlier_output = terminal.raw[-60_000:]
                terminal.forget_output()
        return True

    def _report_exit(self, terminal: TimedTerminal) -> None:
        terminal.wait_for_exit(5)
        output = strip_escapes(self.earlier_output + terminal.raw)
        for report in self.path.parent.rglob(REPORT):
            output += report.read_text(encoding="utf-8")
        self.result.problems.append(
            f"It ended with {terminal.process.poll()} after {self.result.keys} keys, the last of them "
            f"{' '.join(self.pressed[-60:])}:\n{output[-9000:]}"
        )

    def _close_dialogs(self, terminal: TimedTerminal) -> None:
        """Set the usual size and close every dialog."""
        terminal.resize(*USUAL_SIZE)
        for _ in range(12):
            terminal.press("escape")
            terminal.settle(0.15, 2)
            if "? Help" in terminal.text() and "esc " not in terminal.text():
                break

    def _wait_for_text(self, terminal: TimedTerminal, *words: str, seconds: float = 5.0) -> bool:
        return terminal.read_until(lambda: all(word in terminal.text() for word in words), seconds)

    def _wait_for_save_mark_to_go(self, terminal: TimedTerminal) -> bool:
        """Wait until the save mark of an earlier change has gone."""
        return terminal.read_until(lambda: "✓ saved" not in terminal.text(), 6)

    def _press_and_wait(self, terminal: TimedTerminal, key: str) -> None:
        """Press a key and wait until it has changed the screen."""
        before = terminal.text()
        terminal.press(key)
        terminal.read_until(lambda: terminal.text() != before, 5)
        terminal.settle(0.15, 2)

    def _record_evidence(self, terminal: TimedTerminal, text: str) -> None:
        """Record evidence with a text; once the screen reports it as saved, the text must be in the file."""
        self._close_dialogs(terminal)
        terminal.press("e")
        if not self._wait_for_text(terminal, "─ Evidence ─"):
            # Without a domain no evidence can be recorded.
            self.result.unsaved_count += 1
            return
        if "What kind of evidence?" not in terminal.text():
            # The dialog resumed a draft.
            terminal.press("ctrl+n")
            self._wait_for_text(terminal, "What kind of evidence?")
        terminal.press("m")
        prompts = "Which domain", "What did you do?"
        terminal.read_until(lambda: any(words in terminal.text() for words in prompts), 5)
        if prompts[0] in terminal.text():
            terminal.press("enter")
            self._wait_for_text(terminal, prompts[1])
        terminal.press(text)
        self._wait_for_text(terminal, text)
        for _ in range(8):
            self._wait_for_save_mark_to_go(terminal)
            self._press_and_wait(terminal, "ctrl+s")
            if "Evidence saved" in terminal.text():
                break
        if not self._wait_for_text(terminal, "Evidence saved", "✓ saved"):
            self.result.unsaved_count += 1
            return
        self.result.saved_texts.append(text)
        if text not in {row.get("text") for row in self._read_rows("evidence")}:
            newest = self._read_rows("evidence")[-1]
            self.result.problems.append(
                f"“{text}” was called saved and is not in the file, where the newest is {newest}:\n{terminal.text()}"
            )

    def _quit(self, terminal: TimedTerminal) -> None:
        for _ in range(2):
            # The first check-in asks only for domains not rated today, the second for all.
            self._close_dialogs(terminal)
            was_rated = self._check_in(terminal)
        self.result.last_rating = 70 if was_rated else None
        self._close_dialogs(terminal)
        terminal.press("q")
        if terminal.wait_for_exit(20) is None:
            self.result.problems.append(f"It did not end:\n{terminal.text()}")
        elif terminal.process.returncode:
            self._report_exit(terminal)
        elif left_modes := terminal.left_behind():
            self.result.problems.append(f"It left on in the terminal: {', '.join(left_modes)}")

    def _check_in(self, terminal: TimedTerminal) -> bool:
        """Rate every domain of a check-in 70, by the keys of the dialog; return whether it was completed."""
        # The message of an earlier check-in must not count for this one.
        terminal.read_until(lambda: "Checked in" not in terminal.text(), 10)
        terminal.press("c")
        if not self._wait_for_text(terminal, "─ Check in ─"):
            return False
        terminal.press("ctrl+n")
        if not self._wait_for_text(terminal, "how sure are you"):
            return False
        for _ in range(30):
            text = terminal.text()
            self._press_and_wait(terminal, "7" if "how sure are you" in text else "y")
            if "Checked in" in terminal.text():
                self._wait_for_text(terminal, "✓ saved")
                return True
        return False

    # -- checking the file -----------------------------------------------------------------------

    def _read_rows(self, table: str) -> list[dict[str, Any]]:
        """Read the rows of a table as plain JSON."""
        return list(json.loads(self.path.read_text(encoding="utf-8")).get(table, {}).values())

    def check_file(self) -> None:
        """Read the file as JSON, with stock TinyDB and with the program, and add every problem to the result."""
        problems = self.result.problems
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError as error:
            problems.append(f"The file is no JSON: {error}")
            return
        with TinyDB(self.path, access_mode="r") as tinydb:
            for table in data:
                if len(tinydb.table(table)) != len(data[table]):
                    problems.append(f"Stock TinyDB reads another number of {table}.")
        # The random keys may have changed the start of the day.
        settings = Settings(self.settings).values
        journal = Journal(self.path, SystemClock(settings.day_start))
        journal.open()
        read_journal(self.path, random_id)
        texts = {row.text for row in journal.contents.evidence.values()}
        history = json.dumps(data.get("history", {}), ensure_ascii=False)
        for text in self.result.saved_texts:
            if text not in texts:
                self.result.undone_count += 1
                if f'"{text}"' not in history:
                    problems.append(f"“{text}” was acknowledged and is gone without a trace in the history.")
        if self.result.last_rating is not None:
            today = journal.today()
            for domain in journal.domains.all():
                ratings = [
                    row.confidence
                    for row in journal.contents.checkins.values()
                    if row.domain == domain.id and row.day == today
                ]
                if ratings != [self.result.last_rating]:
                    problems.append(
                        f"{domain.name} was rated {self.result.last_rating} last and "
                        f"the journal says {ratings} for {today}, "
                        f"with days that start at {settings.day_start}."
                    )
        if leftover_files := [path.name for path in self.path.parent.iterdir() if "writing" in path.name]:
            problems.append(f"Left beside the journal: {leftover_files}")


def main() -> int:
    """Run the endurance test and print its result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--years", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="efficacy-endurance-") as folder:
        result = Endurance(JournalCache(Path(folder)).copy(arguments.years), arguments.keys, arguments.seed).run()
    if result.growth >= GROWTH_LIMIT:
        result.problems.append(f"Memory grew by {result.growth:.0%} after the warm-up.")
    for problem in result.problems:
        print(problem)
    print(f"Memory after each piece of evidence, MB: {' '.join(f'{memory:.0f}' for memory in result.memory_samples)}")
    print(
        f"{result.keys} keys in {time.perf_counter() - start:.0f} s: "
        f"{len(result.saved_texts)} pieces of evidence acknowledged "
        f"({result.undone_count} of them undone or deleted since, "
        f"{result.unsaved_count} more not acknowledged in time), "
        f"memory {result.warm_memory:.0f} → {result.last_memory:.0f} MB ({result.growth:+.1%}), "
        f"{len(result.problems)} problems."
    )
    return int(bool(result.problems))


if __name__ == "__main__":
    sys.exit(main())
