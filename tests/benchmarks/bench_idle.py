"""What the dashboard costs while nobody touches it: `python -m tests.benchmarks.bench_idle`."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from tests.benchmarks.bench_start import MINIMAL
from tests.benchmarks.journals import Shelf
from tests.benchmarks.tables import Budget, Table, alone
from tests.benchmarks.terminal import PROGRAM, Terminal, environment

PROCESSOR = 0.5


@dataclass(frozen=True)
class Idle:
    """A program left alone: processor time in percent, wake-ups and bytes written a second."""

    processor: float
    wakes: float
    written: float


def idle(command: tuple[str, ...], variables: dict[str, str], seconds: float) -> Idle:
    """Start a program, let it come to rest, and watch."""
    with Terminal(command, variables) as terminal:
        terminal.read_until(lambda: terminal.painted_at() is not None, 60)
        terminal.settle(seconds / 4, 20)
        before, (busy, sleeps), begin = len(terminal.raw), terminal.work(), time.perf_counter()
        while (left := begin + seconds - time.perf_counter()) > 0:
            terminal.read(left)
        (busy_now, sleeps_now), taken = terminal.work(), time.perf_counter() - begin
        return Idle(
            100 * (busy_now - busy) / taken, (sleeps_now - sleeps) / taken, (len(terminal.raw) - before) / taken
        )


def measure(shelf: Shelf, quick: bool) -> Table:
    """The minimal program (not in the short form), then ours at ten years."""
    seconds = 6.0 if quick else 20.0
    least = None if quick else idle(MINIMAL, environment(), seconds)
    ours = idle(PROGRAM, environment(EFFICACY_JOURNAL=str(shelf.copy(10))), seconds)
    beside = ("", "", "") if least is None else (f"{least.processor:.2f}", f"{least.wakes:.1f}", f"{least.written:.0f}")
    rows = [
        ["processor time, %", beside[0], f"{ours.processor:.2f}", f"< {PROCESSOR:g}"],
        ["wake-ups a second, all threads", beside[1], f"{ours.wakes:.1f}", ""],
        ["bytes written a second", beside[2], f"{ours.written:.0f}", "0"],
    ]
    budgets = [
        Budget("processor time while idle", ours.processor, PROCESSOR, "%"),
        Budget("bytes written while idle", ours.written, 0, "a second"),
    ]
    return Table("idle", ["minimal", "10 years", "budget"], rows, budgets)


if __name__ == "__main__":
    sys.exit(alone(measure))
