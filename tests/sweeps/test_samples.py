"""A seeded sample of every sweep; `python -m tests.sweeps` runs them whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweeps.runner import (
    check_case,
    find_sweeps,
    format_failures,
    load_sweep,
    run_sweep,
    select_cases,
    start_processes,
)


@pytest.mark.parametrize("name", find_sweeps())
def test_a_sample_of_the_sweep_has_no_failure(name: str) -> None:
    sweep = load_sweep(name)
    cases = select_cases(name, sweep.count(), sweep.SAMPLE)
    assert cases
    assert {case: problems for case in cases if (problems := check_case(name, case))} == {}


@pytest.mark.parametrize(("count", "number"), [(1000, 7), (10, 9), (7, 7), (3, 8), (5, None)])
def test_selected_cases_are_spread_over_the_sweep_and_the_same_each_time(count: int, number: int | None) -> None:
    cases = select_cases("merges", count, number)
    assert cases == select_cases("merges", count, number)
    size = min(number or count, count)
    assert all(part * count // size <= case < (part + 1) * count // size for part, case in enumerate(cases))
    assert len(cases) == size


def test_samples_of_two_sweeps_differ() -> None:
    assert select_cases("merges", 1000, 9) != select_cases("kills", 1000, 9)


def test_a_failed_case_and_an_exception_are_reported_with_the_command_that_repeats_them(tmp_path: Path) -> None:
    with start_processes(1, tmp_path) as executor:
        result = run_sweep("merges", [-1, 0], executor)
    assert (result.cases, list(result.failures)) == (2, [-1])
    text = format_failures(result)
    assert "python -m tests.sweeps merges --case -1" in text
    assert "IndexError" in text
