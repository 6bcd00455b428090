"""What a benchmark gives: a table to read, and the budgets that were or were not kept."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.journals import Shelf

README = Path(__file__).with_name("README.md")


@dataclass(frozen=True)
class Budget:
    """`measured` should be at most `most`, both in `unit` ("×", "ms", "%", or none for a plain count)."""

    what: str
    measured: float
    most: float
    unit: str = "×"

    def kept(self, leeway: float = 1.0) -> bool:
        """Whether it holds, or would hold with so much leeway."""
        return self.measured <= self.most * leeway

    def __str__(self) -> str:
        return f"{self.what}: {self.measured:.3g} {self.unit}, budget {self.most:g} {self.unit}"


@dataclass(frozen=True)
class Table:
    """Rows under a head, the first cell of each in words; `name` is its place in the README."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    budgets: Sequence[Budget] = ()

    def __str__(self) -> str:
        lines = [("", *self.head), ("---", *["--:"] * len(self.head)), *self.rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def missed(self, leeway: float = 1.0) -> list[Budget]:
        """The budgets that do not hold."""
        return [budget for budget in self.budgets if not budget.kept(leeway)]


Measure = Callable[[Shelf, bool], Table]
"""A benchmark: given journals, and whether it must be quick, measures and gives its table."""


def run(measures: Sequence[Measure], *, quick: bool = False, leeway: float = 1.0) -> tuple[list[Table], int]:
    """Run benchmarks one after the other on the same journals, and print each table; 1 when a budget is missed."""
    tables, missed = [], []
    with tempfile.TemporaryDirectory(prefix="efficacy-bench-") as folder:
        shelf = Shelf(Path(folder))
        for measure in measures:
            begin = time.perf_counter()
            table = measure(shelf, quick)
            tables.append(table)
            print(f"\n{table}\n", flush=True)
            print(f"{table.name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
            missed += table.missed(leeway)
    for budget in missed:
        print(f"over its budget: {budget}", file=sys.stderr)
    return tables, int(bool(missed))


def alone(measure: Measure) -> int:
    """Run one benchmark by itself; `--quick` makes it short. Gives the exit code."""
    return run([measure], quick="--quick" in sys.argv[1:])[1]


def put_into(text: str, tables: Sequence[Table]) -> str:
    """A text with each table between its own marks; everything around them stays.

    Raises:
        ValueError: the text has no place for a table.
    """
    for table in tables:
        begin, end = f"<!-- {table.name} -->", f"<!-- end of {table.name} -->"
        place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if not place.search(text):
            raise ValueError(f"there is no place for the table “{table.name}”")
        made = f"{begin}\n{table}\n{end}"
        text = place.sub(lambda _, made=made: made, text)  # type: ignore[misc]  # bound at once
    return text


def times(value: float) -> str:
    """A ratio as it is printed."""
    return f"{value:.2f} ×" if value >= 0.1 else f"{value:.3f} ×"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share (0–1) of them lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
