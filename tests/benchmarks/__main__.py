"""All benchmarks: `python -m tests.benchmarks` writes their tables into README.md beside this file.

`--quick` is a short form that writes nothing: ten years only, the best of a few turns, and a budget counts as missed
only at twice its value, so that a busy machine does not fail it. The exit code is 1 when a budget was missed.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks import (
    bench_idle,
    bench_keys,
    bench_merge,
    bench_search,
    bench_standing,
    bench_start,
    bench_status,
    bench_store,
)
from tests.benchmarks.tables import README, Measure, put_into, run

ALL: tuple[Measure, ...] = (
    bench_start.measure,
    bench_keys.measure,
    bench_idle.measure,
    bench_store.measure,
    bench_merge.measure,
    bench_standing.measure,
    bench_search.measure,
    bench_status.measure,
)
QUICK_LEEWAY = 2.0


def main() -> int:
    """Run them, write the tables, say which budgets were missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    if parser.parse_args().quick:
        return run(ALL, quick=True, leeway=QUICK_LEEWAY)[1]
    tables, missed = run(ALL)
    README.write_text(put_into(README.read_text(encoding="utf-8"), tables), encoding="utf-8")
    return missed


if __name__ == "__main__":
    sys.exit(main())
