"""Run sweeps whole, and print a table: `python -m tests.sweeps [NAME…] [--cases N] [--case K] [--jobs J]`.

`--cases` runs so many cases of each sweep instead of all, spread over the sweep; `--case` runs one case alone. The exit
code is 1 when a case failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import click

from tests.sweeps.runner import (
    HEADINGS,
    find_sweeps,
    format_failures,
    format_row,
    isolate,
    load_sweep,
    run_sweep,
    select_cases,
    start_processes,
)


def main() -> int:
    """Run the sweeps, print their results, and return 1 when a case failed."""
    names = find_sweeps()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which sweeps: {', '.join(names)}; all by default")
    parser.add_argument("--cases", type=int, help="how many cases of each sweep; all by default")
    parser.add_argument("--case", type=int, help="this case only")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="how many processes; one a core by default"
    )
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.names if name not in names]:
        parser.error(f"no such sweep: {', '.join(unknown)}; there are {', '.join(names)}")
    results = []
    click.echo(HEADINGS)
    with (
        tempfile.TemporaryDirectory(prefix="efficacy-sweeps-") as folder,
        start_processes(arguments.jobs, Path(folder)) as executor,
    ):
        # Counting cases runs commands here, too.
        isolate(Path(folder))
        for name in arguments.names or names:
            cases = [arguments.case] if arguments.case is not None else None
            cases = cases or select_cases(name, load_sweep(name).count(), arguments.cases)
            results.append(run_sweep(name, cases, executor, _report))
            click.echo(format_row(results[-1]))
    for result in results:
        click.echo(format_failures(result), nl=bool(result.failures))
    return int(any(result.failures for result in results))


def _report(name: str, done: int, case_count: int) -> None:
    """Show how far a sweep is, where somebody watches; clear that at its end."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K" if done == case_count else f"\r{name} {done:,} of {case_count:,}", nl=False, err=True)


if __name__ == "__main__":
    sys.exit(main())
