"""Thousands of random keys and sizes, and whether the program and the journal stood it.

python -m tests.benchmarks.endurance [--keys 10000] [--years 10] [--seed 1]

First every command is given once, so that what is loaded for it is not taken for growth. Then every key of the registry
but those that quit, and what dialogs take, go to the program in a real terminal, by chance. Now and then a piece of
evidence with a text of its own is recorded as a person would: once the screen says that it was kept and saved, it must
be in the file on the disk, and at the end it must still be there, or the history must tell that it was undone or
deleted. The exit code is 1 when anything of that does not hold.
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
from efficacy_tui.store.paths import CONFIG_VARIABLE, VARIABLE
from efficacy_tui.store.store import random_id
from efficacy_tui.tui.bindings import COMMANDS
from tests.benchmarks.journals import Shelf
from tests.benchmarks.terminal import PROGRAM, Terminal, environment, plain

WIDEST, LEAST = (200, 50), (40, 12)
USUAL = (120, 36)
GROWTH = 0.10
"""How much more memory may be held at the end than after the first fifth of the keys."""

QUITTING = {"q", "ctrl+q"}
OF_COMMANDS = [key for command in COMMANDS for key in command.keys.split(",") if key not in QUITTING]
OF_DIALOGS = [
    *"0123456789",
    *"abcdefghijklmnoprstuvwxyzJKNDG",
    *("enter", "enter", "enter", "escape", "escape", "tab", "tab", "shift+tab", "space", "backspace", "grave_accent"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "shift+left", "shift+right"),
    *("ctrl+s", "ctrl+n", "comma", "ctrl+c"),
]


@dataclass
class Endured:
    """What came of it: `problems` are sentences, empty when all held; `marks` the texts that were acknowledged;
    `warm` and `last` MB held after the first fifth of the keys and at the end, `held` all along."""

    keys: int = 0
    marks: list[str] = field(default_factory=list)
    missed_marks: int = 0
    undone: int = 0
    rated: int | None = None
    warm: float = 0.0
    last: float = 0.0
    held: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """How much memory grew after the warm-up, as a share."""
        return self.last / self.warm - 1 if self.warm else 0.0


class Endurance:
    """One run on a journal; `seed` decides every key and size."""

    def __init__(self, path: Path, keys: int, seed: int = 1) -> None:
        self.path = path
        self.home = path.parent / "home"
        self.settings = self.home / "config.toml"
        self.keys = keys
        self.pick = random.Random(seed)
        self.pressed: list[str] = []
        self.earlier = b""
        self.found = Endured()

    def run(self) -> Endured:
        """Press the keys, quit, look at what is left."""
        self.home.mkdir()
        home, own = str(self.home), {VARIABLE: str(self.path), CONFIG_VARIABLE: str(self.settings)}
        variables = environment(HOME=home, XDG_DATA_HOME=home, XDG_CONFIG_HOME=home, **own)
        with Terminal(PROGRAM, variables, USUAL, self.home) as terminal:
            terminal.read_until(lambda: terminal.painted_at() is not None)
            terminal.settle(1.0)
            if self._tour(terminal) and self._storm(terminal):
                self._quit(terminal)
        self.look_at_file()
        return self.found

    # -- pressing --------------------------------------------------------------------------------

    def _tour(self, terminal: Terminal) -> bool:
        """Give every command once, from the dashboard."""
        for key in dict.fromkeys(OF_COMMANDS):
            self._home(terminal)
            self.pressed.append(key)
            terminal.press(key)
            terminal.settle(0.15, 2)
            if terminal.ended_at is not None:
                self._died(terminal)
                return False
        return True

    def _storm(self, terminal: Terminal) -> bool:
        every = max(min(self.keys // 3, 250), 1)
        for number in range(1, self.keys + 1):
            key = self.pick.choice(OF_COMMANDS if self.pick.random() < 0.4 else OF_DIALOGS)
            self.pressed.append(key)
            terminal.press(key)
            # One key in four comes before the one before it was answered.
            if self.pick.random() < 0.75:
                terminal.settle(0.02, 0.3)
            if self.pick.random() < 0.02:
                columns, rows = (self.pick.randint(low, high) for low, high in zip(LEAST, WIDEST, strict=True))
                self.pressed.append(f"{columns}×{rows}")
                terminal.resize(columns, rows)
            self.found.keys = number
            if number % every == 0 and terminal.ended_at is None:
                self._mark(terminal, f"mark {number:05}")
            if terminal.ended_at is not None:
                self._died(terminal)
                return False
            if number % every == 0:
                self.found.last = terminal.memory
                self.found.held.append(self.found.last)
                if number <= self.keys // 5 or not self.found.warm:
                    self.found.warm = self.found.last
            if number % 20 == 0:
                self.earlier = terminal.raw[-60_000:]
                terminal.forget_output()
        return True

    def _died(self, terminal: Terminal) -> None:
        terminal.ends(5)
        shown = plain(self.earlier + terminal.raw)
        for report in self.path.parent.rglob(REPORT):
            shown += report.read_text(encoding="utf-8")
        self.found.problems.append(
            f"It ended with {terminal.process.poll()} after {self.found.keys} keys, the last of them "
            f"{' '.join(self.pressed[-60:])}:\n{shown[-9000:]}"
        )

    def _home(self, terminal: Terminal) -> None:
        """Leave every dialog, at the usual size."""
        terminal.resize(*USUAL)
        for _ in range(12):
            terminal.press("escape")
            terminal.settle(0.15, 2)
            if "? Help" in terminal.text() and "esc " not in terminal.text():
                break

    def _shows(self, terminal: Terminal, *words: str, seconds: float = 5.0) -> bool:
        return terminal.read_until(lambda: all(word in terminal.text() for word in words), seconds)

    def _calm(self, terminal: Terminal) -> bool:
        """Wait until no earlier change is still called saved."""
        return terminal.read_until(lambda: "✓ saved" not in terminal.text(), 6)

    def _take(self, terminal: Terminal, key: str) -> None:
        """Press a key and wait for what it changes."""
        before = terminal.text()
        terminal.press(key)
        terminal.read_until(lambda: terminal.text() != before, 5)
        terminal.settle(0.15, 2)

    def _mark(self, terminal: Terminal, text: str) -> None:
        """Record evidence with this text; once the screen says that it is kept and saved, it must be in the file."""
        self._home(terminal)
        terminal.press("e")
        if not self._shows(terminal, "─ Evidence ─"):
            # Without a domain there is nothing to record evidence for.
            self.found.missed_marks += 1
            return
        if "What kind of evidence?" not in terminal.text():
            # A draft is being taken up again.
            terminal.press("ctrl+n")
            self._shows(terminal, "What kind of evidence?")
        terminal.press("m")
        asks = "Which domain", "What did you do?"
        terminal.read_until(lambda: any(words in terminal.text() for words in asks), 5)
        if asks[0] in terminal.text():
            terminal.press("enter")
            self._shows(terminal, asks[1])
        terminal.press(text)
        self._shows(terminal, text)
        for _ in range(8):
            self._calm(terminal)
            self._take(terminal, "ctrl+s")
            if "Evidence kept" in terminal.text():
                break
        if not self._shows(terminal, "Evidence kept", "✓ saved"):
            self.found.missed_marks += 1
            return
        self.found.marks.append(text)
        if text not in {row.get("text") for row in self._rows("evidence")}:
            newest = self._rows("evidence")[-1]
            self.found.problems.append(
                f"“{text}” was called saved and is not in the file, where the newest is {newest}:\n{terminal.text()}"
            )

    def _quit(self, terminal: Terminal) -> None:
        for _ in range(2):
            # The first time only what is not rated today is asked for, after that everything.
            self._home(terminal)
            rated = self._check_in(terminal)
        self.found.rated = 70 if rated else None
        self._home(terminal)
        terminal.press("q")
        if terminal.ends(20) is None:
            self.found.problems.append(f"It did not end:\n{terminal.text()}")
        elif terminal.process.returncode:
            self._died(terminal)
        elif left := terminal.left_behind():
            self.found.problems.append(f"It left on in the terminal: {', '.join(left)}")

    def _check_in(self, terminal: Terminal) -> bool:
        """Rate every domain that is asked for 70 today, by the keys of the dialog; gives whether that was done."""
        # What an earlier check-in said would be taken for what this one says.
        terminal.read_until(lambda: "Checked in" not in terminal.text(), 10)
        terminal.press("c")
        if not self._shows(terminal, "─ Check in ─"):
            return False
        terminal.press("ctrl+n")
        if not self._shows(terminal, "how sure are you"):
            return False
        for _ in range(30):
            asked = terminal.text()
            self._take(terminal, "7" if "how sure are you" in asked else "y")
            if "Checked in" in terminal.text():
                self._shows(terminal, "✓ saved")
                return True
        return False

    # -- what is left ----------------------------------------------------------------------------

    def _rows(self, table: str) -> list[dict[str, Any]]:
        """A table as anyone reads it."""
        return list(json.loads(self.path.read_text(encoding="utf-8")).get(table, {}).values())

    def look_at_file(self) -> None:
        """Read what is left as others read it, and as we do; what is wrong goes to the problems."""
        problems = self.found.problems
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
        except ValueError as error:
            problems.append(f"The file is no JSON: {error}")
            return
        with TinyDB(self.path, access_mode="r") as stock:
            for table in data:
                if len(stock.table(table)) != len(data[table]):
                    problems.append(f"Stock TinyDB reads another number of {table}.")
        # The keys may have changed when a day starts.
        chosen = Settings(self.settings).values
        journal = Journal(self.path, SystemClock(chosen.day_start))
        journal.open()
        read_journal(self.path, random_id)
        texts = {row.text for row in journal.contents.evidence.values()}
        history = json.dumps(data.get("history", {}), ensure_ascii=False)
        for mark in self.found.marks:
            if mark not in texts:
                self.found.undone += 1
                if f'"{mark}"' not in history:
                    problems.append(f"“{mark}” was acknowledged and is gone without a trace in the history.")
        if self.found.rated is not None:
            today = journal.today()
            for domain in journal.domains.all():
                rated = [
                    row.confidence
                    for row in journal.contents.checkins.values()
                    if row.domain == domain.id and row.day == today
                ]
                if rated != [self.found.rated]:
                    problems.append(
                        f"{domain.name} was rated {self.found.rated} last and the journal says {rated} for {today}, "
                        f"with days that start at {chosen.day_start}."
                    )
        if litter := [path.name for path in self.path.parent.iterdir() if "writing" in path.name]:
            problems.append(f"Left beside the journal: {litter}")


def main() -> int:
    """Run it, say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=10_000)
    parser.add_argument("--years", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="efficacy-endurance-") as folder:
        found = Endurance(Shelf(Path(folder)).copy(given.years), given.keys, given.seed).run()
    if found.growth >= GROWTH:
        found.problems.append(f"Memory grew by {found.growth:.0%} after the warm-up.")
    for problem in found.problems:
        print(problem)
    print(f"Memory after each piece of evidence, MB: {' '.join(f'{held:.0f}' for held in found.held)}")
    print(
        f"{found.keys} keys in {time.perf_counter() - begin:.0f} s: {len(found.marks)} pieces of evidence acknowledged "
        f"({found.undone} of them undone or deleted since, {found.missed_marks} more not acknowledged in time), memory "
        f"{found.warm:.0f} → {found.last:.0f} MB ({found.growth:+.1%}), {len(found.problems)} problems."
    )
    return int(bool(found.problems))


if __name__ == "__main__":
    sys.exit(main())
