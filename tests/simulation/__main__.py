"""Print the results of the simulation as Markdown."""

from __future__ import annotations

import time

import click

from tests.simulation.people import DAYS, KINDS, PLACED
from tests.simulation.study import LAST_CHALLENGES, Accuracy, Climb, measure_accuracy, simulate_climb

SEED = 2026
COUNT = 300
FIXED = 40.0

ACCURACY = """\
## How close, how sure, how well foreseen

| {count} simulated people each | error, points (RMSE) | truth inside the 80 % band \
| log-loss: model | Elo (K) | base rate | better than Elo by | better than base rate by |
|:--|--:|--:|--:|--:|--:|--:|--:|"""

CLIMB = """\
## The next difficulty, beside one that never changes

| {count} simulated people each | ladder: success | … last {last} | difficulty of the last {last} \
| fixed at {fixed:.0f}: success | … last {last} |
|:--|--:|--:|--:|--:|--:|"""

LIMITS = """\
± is two standard errors over people. Error and band: after each day with an outcome from the third on. Log-loss: one
day ahead, from the 21st outcome on, in nats; lower is better. K of Elo: the best of ten on other people of the same
kind. Base rate: the rate of success so far. Difficulty: in points as rated on the first day; “fixed” is the same
challenge all year.

Every number is about people made up by the same kind of model that is being judged: successes and failures only, a
challenge every two to eight days, no practice effect, nothing left out of the record. Real records are less tidy."""


def main() -> None:
    """Run all simulations, which takes less than a minute."""
    started = time.perf_counter()
    click.echo(f"Seed {SEED} ({SEED + 1} to tune Elo), {COUNT} people of each kind, {DAYS} days each.\n")
    click.echo(ACCURACY.format(count=COUNT))
    for kind in KINDS:
        click.echo(_accuracy_row(measure_accuracy(kind, SEED, COUNT)))
    click.echo("\n" + CLIMB.format(count=COUNT, last=LAST_CHALLENGES, fixed=FIXED))
    for kind in KINDS:
        if kind is not PLACED:
            click.echo(_climb_row(simulate_climb(kind, SEED, COUNT), simulate_climb(kind, SEED, COUNT, FIXED)))
    click.echo(f"\n{LIMITS}\n\n{time.perf_counter() - started:.0f} s.")


def _accuracy_row(accuracy: Accuracy) -> str:
    coverage, elo, base = accuracy.coverage, accuracy.gain_elo, accuracy.gain_base
    cells = (
        accuracy.kind,
        f"{accuracy.rmse:.1f}",
        f"{100 * coverage.value:.0f} % ± {200 * coverage.error:.0f}",
        f"{accuracy.model:.3f}",
        f"{accuracy.elo:.3f} ({accuracy.k:g})",
        f"{accuracy.base:.3f}",
        f"{elo.value:+.3f} ± {2 * elo.error:.3f}",
        f"{base.value:+.3f} ± {2 * base.error:.3f}",
    )
    return f"| {' | '.join(cells)} |"


def _climb_row(recommended: Climb, fixed: Climb) -> str:
    rates = [
        f"{100 * rate:.0f} %"
        for rate in (recommended.success, recommended.success_late, fixed.success, fixed.success_late)
    ]
    return f"| {recommended.kind} | {rates[0]} | {rates[1]} | {recommended.reached:.0f} | {rates[2]} | {rates[3]} |"


if __name__ == "__main__":
    main()
