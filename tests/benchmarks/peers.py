"""Compare the dashboard with other terminal programs: `python -m tests.benchmarks.peers [--rounds 9]`.

Installs each program into a temporary virtual environment, so it needs the network; a program that cannot be installed
gets a note instead. Starts them in turns with the minimal program and the dashboard on ten years, and writes the table
of peers into README.md beside this file.
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
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import README, Table, format_ratio, insert_tables
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment

YEARS = 10
LOADING_SECONDS = 2.0
"""Seconds after the first paint in which a program may load more before its memory is read."""
PYTHONS = (sys.executable, "python3.13", "python3.14")
"""Interpreters to try in order when installing a peer."""


@dataclass(frozen=True)
class Peer:
    """Another program: its package, its arguments, and a description of what it does until its first paint."""

    package: str
    arguments: tuple[str, ...]
    description: str


PEERS = (
    Peer("posting", (), "an HTTP client with an empty collection: more widgets than ours, no journal to read"),
    Peer("harlequin", (), "an SQL editor on an empty DuckDB in memory: starts a database, reads no rows"),
    Peer("bagels", (), "an expense tracker on an empty SQLite file: panes and charts, but nothing in them"),
    Peer("dooit", (), "a to-do list on an empty SQLite file"),
    Peer("jrnl", ("-n", "10"), "prints ten of 7,300 entries of a text file and ends: no screen, no numbers"),
)


@dataclass(frozen=True)
class PeerTiming:
    """Milliseconds to the first paint, and peak memory in MB."""

    paint: float
    memory: float


def install(peer: Peer, folder: Path) -> tuple[Path, str] | None:
    """Install a peer; return its command and version, or `None` when it cannot be installed."""
    for number, python in enumerate(PYTHONS):
        venv = folder / f"{peer.package}-{number}"
        if not _succeeds(python, "-m", "venv", str(venv)):
            continue
        pip = (str(venv / "bin" / "python"), "-m", "pip")
        if _succeeds(*pip, "install", "-q", peer.package):
            package_list = subprocess.run(
                [*pip, "list", "--format", "json"], capture_output=True, text=True, check=True
            )
            versions = {row["name"].casefold(): row["version"] for row in json.loads(package_list.stdout)}
            return venv / "bin" / peer.package, versions[peer.package]
    return None


def _succeeds(*command: str) -> bool:
    executable = shutil.which(command[0])
    return executable is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0


def time_first_paint(command: tuple[str, ...], variables: dict[str, str], folder: Path, tries: int = 3) -> PeerTiming:
    """Start a program in a terminal and time its first paint; retry when it exits before, as some do on a first run.

    Raises:
        AssertionError: it exited without showing anything in every try.
    """
    for _ in range(tries):
        if (timing := _try_first_paint(command, variables, folder)) is not None:
            return timing
    raise AssertionError(f"{command} showed nothing")


def _try_first_paint(command: tuple[str, ...], variables: dict[str, str], folder: Path) -> PeerTiming | None:
    with TimedTerminal(command, variables, folder=folder) as terminal:
        memory = 0.0
        while terminal.painted_at() is None and terminal.ended_at is None:
            # A program that only prints may exit at once, so read its memory all along.
            terminal.read(0.01)
            with contextlib.suppress(OSError, StopIteration):
                memory = max(memory, terminal.peak_memory)
        painted = terminal.painted_at()
        terminal.settle(LOADING_SECONDS, LOADING_SECONDS)
        with contextlib.suppress(OSError, StopIteration):
            memory = max(memory, terminal.peak_memory)
        return None if painted is None else PeerTiming((painted - terminal.started) * 1000, memory)


def prepare_environment(peer: Peer, journal: Path, home: Path) -> dict[str, str]:
    """Create a home folder for a peer and return its variables; jrnl gets the journal's evidence as entries."""
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


def measure(shelf: JournalCache, rounds: int) -> Table:
    """Install the peers, start all programs in turns, and compare them."""
    journal = shelf.copy(YEARS)
    runs: dict[str, tuple[tuple[str, ...], dict[str, str], str]] = {
        "the minimal program": (MINIMAL, environment(), "one line of text"),
        "efficacy": (
            PROGRAM,
            environment(EFFICACY_JOURNAL=str(journal)),
            "this dashboard on ten years; when its panes are filled stands above",
        ),
    }
    missing_rows = []
    for peer in PEERS:
        installed = install(peer, shelf.folder / "peers")
        if installed is None:
            missing_rows.append([peer.package, "–", "–", "–", "–", "could not be installed here, so it was left out"])
            continue
        command, version = installed
        home = shelf.folder / "homes" / peer.package
        arguments = peer.arguments
        if peer.package == "jrnl":
            arguments = ("--config-file", str(home / "jrnl.yaml"), *arguments)
        run = (str(command), *arguments), prepare_environment(peer, journal, home), peer.description
        try:
            time_first_paint(*run[:2], shelf.folder)
        except AssertionError:
            missing_rows.append(
                [f"{peer.package} {version}", "–", "–", "–", "–", "ended here before it showed anything"]
            )
        else:
            runs[f"{peer.package} {version}"] = run
    timings: dict[str, list[PeerTiming]] = {name: [] for name in runs}
    for turn in range(rounds + 1):
        for name, (command_line, variables, _) in runs.items():
            timing = time_first_paint(command_line, variables, shelf.folder)
            if turn:
                timings[name].append(timing)
    minimal = timings["the minimal program"]
    rows = []
    for name, (_, _, description) in runs.items():
        cells = []
        for field in ("paint", "memory"):
            values = [getattr(timing, field) for timing in timings[name]]
            ratio = statistics.median(a / getattr(b, field) for a, b in zip(values, minimal, strict=True))
            cells += [f"{statistics.median(values):.0f}", format_ratio(ratio)]
        rows.append([name, *cells, description])
    head = ["first paint, ms", "of minimal", "memory, MB", "of minimal", "what it does until then"]
    return Table("peers", head, [*rows, *missing_rows])


def main() -> int:
    """Measure, print the table and write it into the README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    with tempfile.TemporaryDirectory(prefix="efficacy-peers-") as folder:
        table = measure(JournalCache(Path(folder)), parser.parse_args().rounds)
    print(table)
    README.write_text(insert_tables(README.read_text(encoding="utf-8"), [table]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
