"""The cost of an idle dashboard: `python -m tests.benchmarks.bench_idle`."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from tests.benchmarks.bench_start import MINIMAL
from tests.benchmarks.journals import JournalCache
from tests.benchmarks.tables import Budget, Table, run_alone
from tests.benchmarks.terminal import PROGRAM, TimedTerminal, environment

PROCESSOR_LIMIT = 0.5


@dataclass(frozen=True)
class IdleUsage:
    """An idle program: processor time in percent, and wake-ups and bytes written per second."""

    processor: float
    wakeups: float
    bytes_written: float


def measure_idle(command: tuple[str, ...], variables: dict[str, str], seconds: float) -> IdleUsage:
    """Start a program, wait until it is quiet, and measure it for so many seconds."""
    with TimedTerminal(command, variables) as terminal:
        terminal.read_until(lambda: terminal.painted_at() is not None, 60)
        terminal.settle(seconds / 4, 20)
        bytes_before, (busy_before, sleeps_before), start = (
            len(terminal.raw),
            terminal.processor_use(),
            time.perf_counter(),
        )
        while (remaining := start + seconds - time.perf_counter()) > 0:
            terminal.read(remaining)
        (busy, sleeps), elapsed = terminal.processor_use(), time.perf_counter() - start
        return IdleUsage(
            100 * (busy - busy_before) / elapsed,
            (sleeps - sleeps_before) / elapsed,
            (len(terminal.raw) - bytes_before) / elapsed,
        )


def measure(shelf: JournalCache, quick: bool) -> Table:
    """Measure the minimal program (not in a quick run) and the dashboard at ten years."""
    seconds = 6.0 if quick else 20.0
    minimal = None if quick else measure_idle(MINIMAL, environment(), seconds)
    dashboard = measure_idle(PROGRAM, environment(EFFICACY_JOURNAL=str(shelf.copy(10))), seconds)
    minimal_cells = (
        ("", "", "")
        if minimal is None
        else (f"{minimal.processor:.2f}", f"{minimal.wakeups:.1f}", f"{minimal.bytes_written:.0f}")
    )
    rows = [
        ["processor time, %", minimal_cells[0], f"{dashboard.processor:.2f}", f"< {PROCESSOR_LIMIT:g}"],
        ["wake-ups a second, all threads", minimal_cells[1], f"{dashboard.wakeups:.1f}", ""],
        ["bytes written a second", minimal_cells[2], f"{dashboard.bytes_written:.0f}", "0"],
    ]
    budgets = [
        Budget("processor time while idle", dashboard.processor, PROCESSOR_LIMIT, "%"),
        Budget("bytes written while idle", dashboard.bytes_written, 0, "a second"),
    ]
    return Table("idle", ["minimal", "10 years", "budget"], rows, budgets)


if __name__ == "__main__":
    sys.exit(run_alone(measure))
