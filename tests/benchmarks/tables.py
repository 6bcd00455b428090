"""The result of a benchmark: a table, and budgets that are met or missed."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.journals import JournalCache

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Budget:
    """`measured` must be at most `limit`, both in `unit` ("×", "ms", "%", or empty for a count)."""

    subject: str
    measured: float
    limit: float
    unit: str = "×"

    def is_met(self, leeway: float = 1.0) -> bool:
        """Whether the budget is met, with its limit multiplied by `leeway`."""
        return self.measured <= self.limit * leeway

    def __str__(self) -> str:
        return f"{self.subject}: {self.measured:.3g} {self.unit}, budget {self.limit:g} {self.unit}"


@dataclass(frozen=True)
class Table:
    """Rows under a head, the first cell of each a label; `name` marks the place of the table in the README."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    budgets: Sequence[Budget] = ()

    def __str__(self) -> str:
        lines = [("", *self.head), ("---", *["--:"] * len(self.head)), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def missed_budgets(self, leeway: float = 1.0) -> list[Budget]:
        """The budgets that are not met."""
        return [budget for budget in self.budgets if not budget.is_met(leeway)]


Measure = Callable[[JournalCache, bool], Table]
"""A benchmark: takes the journals and whether to be quick, and returns its table."""


def run(measures: Sequence[Measure], *, quick: bool = False, leeway: float = 1.0) -> tuple[list[Table], int]:
    """Run benchmarks on the same journals and print each table; return the tables, and 1 when a budget is missed."""
    tables, missed = [], []
    with tempfile.TemporaryDirectory(prefix="efficacy-bench-") as folder:
        shelf = JournalCache(Path(folder))
        for measure in measures:
            start = time.perf_counter()
            table = measure(shelf, quick)
            tables.append(table)
            print(f"\n{table}\n", flush=True)
            print(f"{table.name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
            missed += table.missed_budgets(leeway)
    for budget in missed:
        print(f"over its budget: {budget}", file=sys.stderr)
    return tables, int(bool(missed))


def run_alone(measure: Measure) -> int:
    """Run one benchmark, quickly with `--quick`; return the exit code."""
    return run([measure], quick="--quick" in sys.argv[1:])[1]


def insert_tables(text: str, tables: Sequence[Table]) -> str:
    """Replace each table between its markers in a text.

    Raises:
        ValueError: the text has no markers for a table.
    """
    for table in tables:
        begin, end = f"<!-- {table.name} -->", f"<!-- end of {table.name} -->"
        marked = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not marked.search(text):
            raise ValueError(f"there is no place for the table “{table.name}”")
        block = f"{begin}\n{table}\n{end}"
        text = marked.sub(lambda _, block=block: block, text)  # type: ignore[misc]  # bound at once
    return text


def format_ratio(value: float) -> str:
    """Format a ratio with two decimals, or three below 0.1."""
    return f"{value:.2f} ×" if value >= 0.1 else f"{value:.3f} ×"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0–1) of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
