"""Run all benchmarks: `python -m tests.benchmarks` writes their tables into README.md beside this file.

`--quick` is a short run that writes nothing: ten years only, and the best of a few rounds. It fails a budget only at
twice its value, so that a busy machine does not. The exit code is 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import sys

from tests.benchmarks import (
    bench_idle,
    bench_insight,
    bench_keys,
    bench_merge,
    bench_report,
    bench_seal,
    bench_search,
    bench_start,
    bench_status,
    bench_store,
)
from tests.benchmarks.tables import README, Measure, insert_tables, run

ALL: tuple[Measure, ...] = (
    bench_start.measure,
    bench_keys.measure,
    bench_idle.measure,
    bench_store.measure,
    bench_merge.measure,
    bench_insight.measure,
    bench_search.measure,
    bench_report.measure,
    bench_status.measure,
    bench_seal.measure,
)
QUICK_LEEWAY = 2.0


def main() -> int:
    """Run the benchmarks, write the tables, and return 1 when a budget is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    if parser.parse_args().quick:
        return run(ALL, quick=True, leeway=QUICK_LEEWAY)[1]
    tables, missed = run(ALL)
    README.write_text(insert_tables(README.read_text(encoding="utf-8"), tables), encoding="utf-8")
    return missed


if __name__ == "__main__":
    sys.exit(main())
