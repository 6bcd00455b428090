"""The dashboard beside other terminal programs: `python -m tests.benchmarks.peers [--rounds 9]`.

Installs each into a virtual environment that goes away afterwards, so it needs the network; what cannot be installed
is left out with a sentence. Each is started in turns with the minimal program and the dashboard on ten years.
Writes the table of peers into README.md beside this file.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.bench_start import MINIMAL
from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import README, Table, put_into, times
from tests.benchmarks.terminal import PROGRAM, Terminal, environment

YEARS = 10
AFTERWARDS = 2.0
"""Seconds after the first paint in which a program may go on loading before its memory is read."""
PYTHONS = (sys.executable, "python3.13", "python3.14")
"""The first of these that a peer installs on is taken."""


@dataclass(frozen=True)
class Peer:
    """Another program: its package, what starts it, and what it does until its first paint."""

    package: str
    arguments: tuple[str, ...]
    does: str


PEERS = (
    Peer("posting", (), "an HTTP client with an empty collection: more widgets than ours, no journal to read"),
    Peer("harlequin", (), "an SQL editor on an empty DuckDB in memory: starts a database, reads no rows"),
    Peer("bagels", (), "an expense tracker on an empty SQLite file: panes and charts, but nothing in them"),
    Peer("dooit", (), "a to-do list on an empty SQLite file"),
    Peer("jrnl", ("-n", "10"), "prints ten of 7,300 entries of a text file and ends: no screen, no numbers"),
)


@dataclass(frozen=True)
class Shown:
    """Milliseconds to the first paint, MB held at most."""

    paint: float
    memory: float


def install(peer: Peer, folder: Path) -> tuple[Path, str] | None:
    """Install a peer; gives its command and its version, or `None` when it cannot be had."""
    for number, python in enumerate(PYTHONS):
        place = folder / f"{peer.package}-{number}"
        if not _succeeds(python, "-m", "venv", str(place)):
            continue
        pip = (str(place / "bin" / "python"), "-m", "pip")
        if _succeeds(*pip, "install", "-q", peer.package):
            listed = subprocess.run([*pip, "list", "--format", "json"], capture_output=True, text=True, check=True)
            versions = {row["name"].casefold(): row["version"] for row in json.loads(listed.stdout)}
            return place / "bin" / peer.package, versions[peer.package]
    return None


def _succeeds(*command: str) -> bool:
    found = shutil.which(command[0])
    return found is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0


def show(command: tuple[str, ...], variables: dict[str, str], folder: Path, tries: int = 3) -> Shown:
    """Start a program in a terminal and wait for its first paint; again when it ended before, as some do at first.

    Raises:
        AssertionError: it ended without showing anything, every time.
    """
    for _ in range(tries):
        if (shown := _once(command, variables, folder)) is not None:
            return shown
    raise AssertionError(f"{command} showed nothing")


def _once(command: tuple[str, ...], variables: dict[str, str], folder: Path) -> Shown | None:
    with Terminal(command, variables, folder=folder) as terminal:
        memory = 0.0
        while terminal.painted_at() is None and terminal.ended_at is None:
            # A program that only prints is gone before anybody could ask.
            terminal.read(0.01)
            with contextlib.suppress(OSError, StopIteration):
                memory = max(memory, terminal.peak_memory)
        painted = terminal.painted_at()
        terminal.settle(AFTERWARDS, AFTERWARDS)
        with contextlib.suppress(OSError, StopIteration):
            memory = max(memory, terminal.peak_memory)
        return None if painted is None else Shown((painted - terminal.started) * 1000, memory)


def surroundings(peer: Peer, journal: Path, home: Path) -> dict[str, str]:
    """The variables for a peer, with a home of its own; jrnl gets the journal's evidence as its entries."""
    home.mkdir(parents=True)
    variables = environment(HOME=str(home), **{f"XDG_{name}_HOME": str(home / name) for name in ("CONFIG", "DATA")})
    variables.pop("PYTHONPATH")
    if peer.package == "jrnl":
        rows = json.loads(journal.read_text(encoding="utf-8"))["evidence"].values()
        entries = "".join(f"[{row['created'][:10]} {row['created'][11:16]}] {row['text']}.\n\n" for row in rows)
        (home / "journal.txt").write_text(entries, encoding="utf-8")
        config = f"journals:\n  default:\n    journal: {home / 'journal.txt'}\nencrypt: false\nversion: v4.2\n"
        (home / "jrnl.yaml").write_text(config, encoding="utf-8")
    return variables


def measure(shelf: Shelf, rounds: int) -> Table:
    """Install, start all in turns, compare."""
    journal = shelf.copy(YEARS)
    runs: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
        "the minimal program": (MINIMAL, environment(), "one line of text"),
        "efficacy": (
            PROGRAM,
            environment(EFFICACY_JOURNAL=str(journal)),
            "this dashboard on ten years; when its panes are filled stands above",
        ),
    }
    missing = []
    for peer in PEERS:
        found = install(peer, shelf.folder / "peers")
        if found is None:
            missing.append([peer.package, "–", "–", "–", "–", "could not be installed here, so it was left out"])
            continue
        command, version = found
        home = shelf.folder / "homes" / peer.package
        arguments = peer.arguments
        if peer.package == "jrnl":
            arguments = ("--config-file", str(home / "jrnl.yaml"), *arguments)
        started = (str(command), *arguments), surroundings(peer, journal, home), peer.does
        try:
            show(*started[:2], shelf.folder)
        except AssertionError:
            missing.append([f"{peer.package} {version}", "–", "–", "–", "–", "ended here before it showed anything"])
        else:
            runs[f"{peer.package} {version}"] = started
    shown: dict[str, list[Shown]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, (command_line, variables, _) in runs.items():
            one = show(command_line, variables, shelf.folder)
            if turn:
                shown[name].append(one)
    least = shown["the minimal program"]
    rows = []
    for name, (_, _, does) in runs.items():
        cells = []
        for what in ("paint", "memory"):
            values = [getattr(each, what) for each in shown[name]]
            ratio = statistics.median(a / getattr(b, what) for a, b in zip(values, least, strict=True))
            cells += [f"{statistics.median(values):.0f}", times(ratio)]
        rows.append([name, *cells, does])
    head = ["first paint, ms", "of minimal", "memory, MB", "of minimal", "what it does until then"]
    return Table("peers", head, [*rows, *missing])


def main() -> int:
    """Measure, print, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    with tempfile.TemporaryDirectory(prefix="efficacy-peers-") as folder:
        table = measure(Shelf(Path(folder)), parser.parse_args().rounds)
    print(table)
    README.write_text(put_into(README.read_text(encoding="utf-8"), [table]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
