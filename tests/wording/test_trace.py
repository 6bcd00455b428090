"""Every figure of the trends can be traced: its line of computation leads to it, by a reader's own arithmetic."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.trends import TrendReport, build_trend_report
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Vicarious
from efficacy_tui.wording.confidence import grade_sentence
from efficacy_tui.wording.trace import trace
from tests.support.factories import (
    SPEAKING,
    TODAY,
    make_closed_challenge,
    make_contents,
    make_entry,
    make_ratings,
)

RECORD = tuple(
    make_closed_challenge(100 - 3 * i, 30 + 10 * (i % 5), "failed" if i % 5 > 2 else "succeeded") for i in range(25)
)


def build_report(*rows: object, place: int | None = 52, window: int | None = 90) -> TrendReport:
    """Build the trend report of Speaking with its daily task at this difficulty."""
    domain = replace(SPEAKING, task_difficulty=place)
    contents = make_contents(*rows)
    return build_trend_report(contents, compute_domain_stats(contents, domain, TODAY), [domain], window)


def computations(report: TrendReport) -> dict[str, str]:
    """Return the computation of each figure."""
    return dict(trace(report))


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, in order."""
    return [float(number.replace("−", "-").replace("+", "")) for number in re.findall(r"[−+]?\d+(?:\.\d+)?", text)]


def test_without_data_nothing_is_traced() -> None:
    assert trace(build_report()) == []


def test_the_rating_names_its_series_and_its_uncertainty() -> None:
    report = build_report(*make_ratings([50, 60, 50, 60, 70]))
    (line,) = trace(report)
    assert line.figure == f"your rating {round(report.stats.rated_level)}"
    assert (
        "on Sun 22 Nov of 5 ratings of this task, the last 70; variances 4.0 a day and 100.0 a rating"
        in line.computation
    )


def test_a_trend_names_its_test_and_its_slope() -> None:
    report = build_report(*make_ratings([20 + 2 * (i // 2) + 10 * (i % 2) for i in range(40)]))
    claim = report.claim
    text = computations(report)[claim.words]
    assert numbers(text) == [40, round(claim.tau_b, 2), 0.001, 7.0, 95, *numbers(text)[5:7], round(claim.inflation, 1)]
    low, high = numbers(text)[5:7]
    assert (low, high) == (round(claim.slope.low, 1), round(claim.slope.high, 1))
    assert "p below 0.001" in text


def test_the_range_of_difficulty_adds_up() -> None:
    report = build_report(*RECORD)
    figure, text = next(line for line in trace(report) if line.figure.startswith("outcomes consistent"))
    low, high = numbers(figure.replace("–", " "))
    fifty, change, _, total, z, scale, deviation = numbers(text)
    assert fifty + change == pytest.approx(total, abs=0.051)
    half = z * scale * deviation
    assert (total - half, total + half) == pytest.approx((low, high), abs=0.7)
    assert (z, scale) == (1.28, 15)


def test_the_chance_at_the_task_is_the_sum_of_the_mixture() -> None:
    report = build_report(*make_ratings([60] * 8), *RECORD)
    odds = report.stats.reference
    text = computations(report)[f"your record’s {odds.percent} % at this task"]
    values = numbers(text.partition(";")[0])
    assert values[0] == 52
    shares = list(zip(values[1::2], values[2::2], strict=True))
    assert len(shares) == 4
    assert sum(weight * p for weight, p in shares) / 100 == pytest.approx(odds.percent, abs=1.6)
    assert "15, 9, 30, 100 points a logit" in text
    assert f"{odds.low}–{odds.high}" in computations(report)
    difference = 60 - odds.percent
    assert numbers(computations(report)[grade_sentence(report.stats).rstrip(".")])[:3] == [60, odds.percent, difference]


def test_the_next_difficulty_names_target_and_cap() -> None:
    report = build_report(*RECORD)
    recommendation = report.stats.recommendation
    target, uncapped, cap, step, at, odds = numbers(computations(report)[f"next {recommendation.difficulty}"])
    assert (target, cap, step, at) == (85, 60, 10, recommendation.difficulty)
    assert min(uncapped, cap) == pytest.approx(recommendation.difficulty, abs=0.5)
    assert odds == pytest.approx(100 * report.stats.odds(recommendation.difficulty), abs=0.051)
    assert f"stretch {recommendation.easy} to {recommendation.hard}" in computations(report)


def test_the_skill_is_that_of_the_two_losses() -> None:
    report = build_report(*RECORD)
    text = computations(report)[report.stats.skill_sentence.rstrip(".")]
    loss, base_loss, count = numbers(text)[:3]
    assert count == 22
    assert f" {round(100 * (1 - loss / base_loss))} % closer" in report.stats.skill_sentence


def test_the_lift_stands_apart() -> None:
    report = build_report(*RECORD, make_entry(Vicarious, 1, similarity=5, gap="one"))
    lift = report.stats.estimate.lift
    figure, text = next(line for line in trace(report) if line.figure.startswith("lift"))
    assert numbers(figure) == [round(lift.points, 1)]
    assert text.startswith("1 entry of the other sources")
    without = build_report(*RECORD)
    others = [line for line in trace(report) if line.figure != figure]
    assert others == trace(without)


def test_odds_that_gave_way_suggest_nothing() -> None:
    rows = [
        make_closed_challenge(90 - 3 * i, 80 if i % 2 else 20, "succeeded" if i % 2 else "failed") for i in range(30)
    ]
    figures = list(computations(build_report(*rows)))
    assert "How hard it was has said little so far: 14 of 27 worked out" in figures
    assert not any(figure.startswith(("next", "stretch", "your record")) for figure in figures)


def test_numbers_follow_the_locale() -> None:
    locale_format.use(locale_format.LocaleFormat("dmy", 0, 24, ","))
    text = " ".join(line.text for line in trace(build_report(*make_ratings([60] * 8), *RECORD)))
    assert "1,28" in text
    assert "1.28" not in text
