"""How large the repositories of sync grow: `python -m tests.benchmarks.sync_growth [YEARS BEFORE] [plain]`.

A year of daily practice, after some years before it, is synced twice a day with a repository in a folder. Printed are,
at the end of each quarter, the journal, the repository beside it, and the one in the folder, in KB on the disk. With
“plain” that one was made by git, as on a server that is never tidied up.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from efficacy_tui.store.atomic_file import measure_tree, replace_file
from efficacy_tui.sync.begin import planned_setup
from efficacy_tui.sync.round import run_round
from tests.benchmarks import journals
from tests.support.sync_programs import build_test_setup

HALF_DAYS = 730


def cut_at(tables: dict[str, dict[str, dict[str, Any]]], stamp: str) -> bytes:
    """Return a journal with what was created before a moment."""
    rows = {
        name: {key: row for key, row in table.items() if row.get("created", row.get("at", "")) < stamp}
        for name, table in tables.items()
    }
    return json.dumps(rows).encode()


def main(years_before: int, is_plain: bool) -> None:
    """Measure and print."""
    tables = journals.build_tables(years_before + 1)
    tables["meta"]["9"] = {"id": "journal", "value": "f" * 32}
    end = dt.datetime.combine(journals.END, dt.time(0), dt.UTC)
    with tempfile.TemporaryDirectory(prefix="efficacy-growth-") as folder:
        path, remote = Path(folder) / "home" / "journal.json", Path(folder) / "remote.git"
        path.parent.mkdir()
        replace_file(path, cut_at(tables, f"{end - dt.timedelta(days=365):%Y-%m-%d}"))
        if is_plain:
            subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
        with planned_setup(build_test_setup(path, end), str(remote)) as (plan, task):
            task.set_up(plan)
        print("half-days   journal KB   beside it KB   in the folder KB")
        for number in range(HALF_DAYS + 1):
            now = end - dt.timedelta(days=365) + dt.timedelta(hours=12) * number
            # Half of a day's entries are made by noon.
            stamp = f"{now:%Y-%m-%d}" if now.hour == 0 else f"{now:%Y-%m-%d}T19:30"
            replace_file(path, cut_at(tables, stamp))
            report = run_round(build_test_setup(path, now))
            assert report.is_even, report.problem
            if number % (HALF_DAYS // 4) == 0 or number == HALF_DAYS:
                sizes = [measure_tree(item) // 1000 for item in (path, path.with_name("journal.sync.git"), remote)]
                print(f"{number:9} {sizes[0]:12,} {sizes[1]:14,} {sizes[2]:18,}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0, "plain" in sys.argv)
