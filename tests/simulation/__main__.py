"""Write the results of the simulation to `tests/simulation/README.md`. Run with `python -m tests.simulation`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tests.simulation.claims import measure_change_points, measure_memories, measure_verdicts
from tests.simulation.people import DAYS, KINDS, LADDER_KINDS, UNINFORMED, Kind
from tests.simulation.study import LAST_CHALLENGES, measure_accuracy, measure_silence, simulate_climb

SEED = 2026
COUNT = 300
FIXED = 40.0
TABLES = Path(__file__).with_name("README.md")

HEAD = f"""\
# What was simulated

Written by `python -m tests.simulation`; seed {SEED} ({SEED + 1} to tune Elo), {COUNT} made-up people of each kind,
{DAYS} days each. Their true level is known, so it can be said how far the program is off, and how often it is right.

Every number is about people made up by much the same kind of model that is being judged: successes and failures only, a
challenge every two to eight days, no practice effect, nothing left out of the record. Real records are less tidy.
"""

ACCURACY = """
## How close, how sure, how well foreseen

Error and band: after each day with an outcome from the third on. Log-loss: one day ahead, from the 21st outcome on, in
nats; lower is better. ± is two standard errors over people. K of Elo: the best of ten on other people of the same kind.
Base rate: the success rate so far. Silent: people whose odds have given way by the end of the year. Re-anchored: 70 %
of the growth makes the same thing seem easier. Placed: compared with at most six past challenges, each comparison off
by 5 points.

| people | error, points (RMSE) | truth inside the 80 % band | log-loss: odds | Elo (K) | base rate \
| better than Elo by | than base rate by | silent |
|:--|--:|--:|--:|--:|--:|--:|--:|--:|"""

CLIMB = f"""
## The next difficulty, beside one that never changes

Difficulty in points as rated on the first day; “fixed” is the same challenge all year, at {FIXED:.0f}.

| people | success | first three | last {LAST_CHALLENGES} | difficulty of the last {LAST_CHALLENGES} \
| fixed: success | fixed: last {LAST_CHALLENGES} |
|:--|--:|--:|--:|--:|--:|--:|"""

MEMORIES = """
## Remembered successes

24 challenges and 52 noted successes a year; whatever was tried and did not work out was not noted.

| a remembered success counts | mean error, points | truth inside the 80 % band |
|:--|--:|--:|"""

VERDICTS = """
## Rating and record

Three ratings in tens (error 8 points) beside the record’s odds at the reference task, whose difficulty is 35, 55 or 75.

| people | outcomes | called above | called below | inside, but 15 or more apart |
|:--|--:|--:|--:|--:|"""

CHANGES = """
## Changes of level

90 daily ratings in tens. The correction allows for neighbouring days that resemble each other.

| resemblance of neighbouring days | named without a change | without the correction | a true step of 10 named |
|--:|--:|--:|--:|"""

SILENCE = """
## When difficulty says little

People whose odds have given way to their success rate.

| people | after 20 scored challenges | after 40 |
|:--|--:|--:|"""


def main() -> None:
    """Run all simulations, which takes a few minutes, and write the tables."""
    lines = []
    for line in _lines():
        lines.append(line)
        click.echo(line)
    TABLES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _lines() -> Iterator[str]:
    yield HEAD.rstrip()
    yield ACCURACY
    for kind in KINDS:
        yield _accuracy_row(kind)
    yield CLIMB
    for kind in LADDER_KINDS:
        recommended, fixed = simulate_climb(kind, SEED, COUNT), simulate_climb(kind, SEED, COUNT, FIXED)
        first_three = " ".join(_percent(rate) for rate in recommended.first_three)
        yield _row(
            kind.name,
            _percent(recommended.success),
            first_three,
            _percent(recommended.success_late),
            f"{recommended.reached:.0f}",
            _percent(fixed.success),
            _percent(fixed.success_late),
        )
    yield MEMORIES
    for rule in measure_memories(SEED, COUNT):
        yield _row(rule.rule, f"{rule.bias:+.1f}", _percent(rule.coverage))
    yield VERDICTS
    for name, bias in (("calibrated", 0.0), ("20 points too sure", 20.0), ("20 points too unsure", -20.0)):
        for n_outcomes in (5, 10, 20):
            verdicts = [measure_verdicts(SEED, COUNT, place, n_outcomes, bias) for place in (35.0, 55.0, 75.0)]
            columns = (" / ".join(_percent(share) for share in shares) for shares in zip(*verdicts, strict=True))
            yield _row(name, str(n_outcomes), *columns)
    yield CHANGES
    for r1 in (0.0, 0.3, 0.5, 0.7, 0.85):
        named, uncorrected = measure_change_points(SEED, COUNT, r1)
        step, _ = measure_change_points(SEED, COUNT, r1, 10.0)
        yield _row(f"{r1:.2f}", *(_percent(share) for share in (named, uncorrected, step)))
    yield SILENCE
    for kind in (*LADDER_KINDS, UNINFORMED):
        yield _row(kind.name, *(_percent(share) for share in measure_silence(kind, SEED, COUNT)))


def _accuracy_row(kind: Kind) -> str:
    accuracy = measure_accuracy(kind, SEED, COUNT)
    coverage, elo, base = accuracy.coverage, accuracy.gain_elo, accuracy.gain_base
    return _row(
        accuracy.kind,
        f"{accuracy.rmse:.1f}",
        f"{100 * coverage.value:.0f} % ± {200 * coverage.error:.0f}",
        f"{accuracy.model:.3f}",
        f"{accuracy.elo:.3f} ({accuracy.k:g})",
        f"{accuracy.base:.3f}",
        f"{elo.value:+.3f} ± {2 * elo.error:.3f}",
        f"{base.value:+.3f} ± {2 * base.error:.3f}",
        _percent(accuracy.silenced),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
