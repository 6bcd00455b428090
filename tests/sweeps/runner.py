"""Find the sweeps, select their cases, run them in processes, and put the results into a table.

A sweep is a module of this folder with a `TITLE`, a `SAMPLE` (how many cases the tests run), and two functions:
`count()` is the number of its cases, and `check(case)` runs one of them and returns a sentence for each failure. A case
depends on nothing but its number, and works in a temporary folder of its own.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pkgutil
import random
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

import tests.sweeps
from tests.support.isolation import isolated_variables

HELPERS = {"__main__", "runner"}
Report = Callable[[str, int, int], None]
"""Is called after each case with the name of the sweep, the number of cases done, and of all."""


class Sweep(Protocol):
    """What a module of this folder has to have."""

    TITLE: str
    SAMPLE: int

    def count(self) -> int:
        """Return the number of cases of the whole sweep."""

    def check(self, case: int) -> list[str]:
        """Run a case, 0 to `count() - 1`; return what failed, a sentence each."""


@dataclass
class SweepResult:
    """How a sweep went. `failures` has the sentences of each case that failed; `seconds` are wall-clock time."""

    name: str
    title: str
    cases: int = 0
    seconds: float = 0.0
    failures: dict[int, list[str]] = field(default_factory=dict)


def find_sweeps() -> list[str]:
    """Return the names of all sweeps, sorted."""
    names = (module.name for module in pkgutil.iter_modules(tests.sweeps.__path__))
    return sorted(name for name in names if name not in HELPERS and not name.startswith("test_"))


def load_sweep(name: str) -> Sweep:
    """Import the sweep of this name."""
    return cast(Sweep, importlib.import_module(f"tests.sweeps.{name}"))


def select_cases(name: str, count: int, number: int | None) -> list[int]:
    """Select `number` of `count` cases, the same ones each time; all of them for `None`.

    The cases are cut into parts of equal size, and one is drawn from each. Cases at equal distances could all be of one
    kind, where kinds take turns.
    """
    if number is None or number >= count:
        return list(range(count))
    rng = random.Random(name)
    return [rng.randrange(part * count // number, (part + 1) * count // number) for part in range(number)]


def check_case(name: str, case: int) -> list[str]:
    """Run one case of the sweep of this name.

    Raises:
        IndexError: there is no such case.
    """
    sweep = load_sweep(name)
    if not 0 <= case < sweep.count():
        raise IndexError(f"{name} has no case {case}, only 0 to {sweep.count() - 1}")
    return sweep.check(case)


def run_sweep(
    name: str, cases: Iterable[int], executor: ProcessPoolExecutor, report: Report = lambda *_: None
) -> SweepResult:
    """Run cases of a sweep; an exception is a failure."""
    start = time.perf_counter()
    futures: dict[Future[list[str]], int] = {executor.submit(check_case, name, case): case for case in cases}
    result = SweepResult(name, load_sweep(name).TITLE, len(futures))
    for done, future in enumerate(as_completed(futures), 1):
        error = future.exception()
        problems = [f"It raised {type(error).__name__}: {error}"] if error else future.result()
        if problems:
            result.failures[futures[future]] = problems
        report(name, done, len(futures))
    result.seconds = time.perf_counter() - start
    return result


def start_processes(jobs: int, folder: Path) -> ProcessPoolExecutor:
    """Start processes for cases, which see nothing of the machine's journal and settings but this folder."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=isolate, initargs=(folder,))


def isolate(folder: Path) -> None:
    """Set the environment of this process."""
    for name, value in isolated_variables(folder).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def format_row(result: SweepResult) -> str:
    """Format a row of the table."""
    return f"{result.name:15} {result.cases:7,} {len(result.failures):7,} {result.seconds:8.0f} s  {result.title}"


HEADINGS = "\n".join(
    f"{cells[0]:15} {cells[1]:>7} {cells[2]:>7} {cells[3]:>10}  {cells[4]}"
    for cells in (("sweep", "cases", "failed", "time", "what is tried"), ["─" * width for width in (15, 7, 7, 10, 40)])
)


def format_failures(result: SweepResult, limit: int = 10) -> str:
    """Format the first failures of a sweep, and how to run each again."""
    lines = []
    for case, problems in sorted(result.failures.items())[:limit]:
        lines.append(f"\npython -m tests.sweeps {result.name} --case {case}")
        lines += [f"  {problem}" for problem in problems]
    if len(result.failures) > limit:
        lines.append(f"\n… and {len(result.failures) - limit} more of {result.name}")
    return "\n".join(lines)
