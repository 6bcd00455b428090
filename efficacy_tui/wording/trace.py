"""Where each figure of a domain comes from: its line of computation, with its inputs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE, MIN_OUTCOMES, POINTS_PER_LOGIT, p_success
from efficacy_tui.insight.maths import Z80, Z95
from efficacy_tui.insight.rating_comparison import CLOSE
from efficacy_tui.insight.rungs import DAY_SD, FIVE_FOLD, LEVEL_CONFIDENCE, MIN_RATING, RATING_SD
from efficacy_tui.insight.smoother import smooth
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model.locale_format import count_noun, format_number, short_date
from efficacy_tui.wording.confidence import grade_sentence


class TraceLine(NamedTuple):
    """A `figure` as it is shown, and the `computation` that leads to it."""

    figure: str
    computation: str

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{self.figure}: {self.computation}"


def trace(report: TrendReport) -> list[TraceLine]:
    """List the computation of every figure that the report's sentences give."""
    return [
        *_rating_lines(report),
        *_record_lines(report),
        *_next_lines(report),
        *_ladder_lines(report),
        *_other_lines(report),
    ]


def _rating_lines(report: TrendReport) -> Iterator[TraceLine]:
    stats, claim = report.stats, report.claim
    if stats.ratings and stats.rated_level is not None:
        days, ratings = [day for day, _ in stats.ratings], [float(value) for _, value in stats.ratings]
        level = smooth(days, ratings, [days[-1]])
        yield TraceLine(
            f"your rating {round(stats.rated_level)}",
            f"smoothed level on {_day(days[-1], report)} of {count_noun(len(days), 'rating')} of this task, the last "
            f"{stats.ratings[-1][1]}; variances {_number(level.q)} a day and {_number(level.r)} a rating, so the level "
            f"is uncertain by {_number(math.sqrt(level.variance[0]))} (standard deviation)",
        )
    if claim.slope is not None and claim.tau_b is not None and claim.p is not None and claim.inflation is not None:
        yield TraceLine(
            claim.words,
            f"Mann–Kendall over {count_noun(claim.n, 'rating')}: tau {_number(claim.tau_b, 2)}, {_p(claim.p)}; "
            f"Theil–Sen {_number(claim.slope.slope, signed=True)} points a week, 95 % interval "
            f"{_number(claim.slope.low, signed=True)} to {_number(claim.slope.high, signed=True)}; both with variances "
            f"× {_number(claim.inflation)} because neighbouring days resemble each other",
        )
    if (change := report.level_change) is not None:
        yield TraceLine(
            f"{change.before:.0f} before, {change.after:.0f} after",
            f"medians before and from {_day(change.day, report)}; Pettitt’s test, corrected for neighbouring days, "
            f"{_p(change.p)}, named below {_number(0.01, 2)}",
        )


def _record_lines(report: TrendReport) -> Iterator[TraceLine]:
    stats = report.stats
    estimate = stats.estimate
    if estimate.number is not None:
        ledger_sum, deviation = estimate.core_points - 50, math.sqrt(estimate.core.variance)
        yield TraceLine(
            f"outcomes consistent with difficulty {round(estimate.low)}–{round(estimate.high)}",
            f"50 {_number(ledger_sum, signed=True)} from {estimate.basis} = {_number(estimate.core_points)}, "
            f"± {_number(Z80, 2)} × {POINTS_PER_LOGIT:.0f} points × {_number(deviation, 3)} logits",
        )
    if estimate.lift.is_shown:
        parts = estimate.lift.parts
        yield TraceLine(
            f"lift {_number(estimate.lift.points, signed=True)}",
            f"{count_noun(len(parts), 'entry', 'entries')} of the other sources, each halving after 21, 10 or 3 days, "
            "together at most 6 points; part of no other figure",
        )
    if stats.reference is not None and stats.domain.task_difficulty is not None:
        place = stats.domain.task_difficulty
        mixture = " + ".join(
            f"{round(100 * f.weight)} % × {round(100 * p_success(f.mean, f.variance, place, f.steepness))} %"
            for f in stats.record.odds.filters
        )
        steepnesses = ", ".join(f"{f.steepness:.0f}" for f in stats.record.odds.filters)
        yield TraceLine(
            f"your record’s {stats.reference.percent} % at this task",
            f"odds at difficulty {place}: {mixture}; the weights of filters with {steepnesses} points a logit say how "
            "well each has foreseen",
        )
        yield TraceLine(
            f"{stats.reference.low}–{stats.reference.high}",
            f"10 and 90 % quantiles of the same mixture, with variance {_number(DIFFICULTY_VARIANCE, 2)} (logits²) "
            "because one task’s difficulty is uncertain too",
        )
    if (comparison := stats.comparison) is not None:
        yield TraceLine(
            grade_sentence(stats).rstrip("."),
            f"{comparison.rating} − {comparison.odds.percent} = {_number(comparison.difference, 0, signed=True)}; "
            f"inside the range and less than {CLOSE} apart counts as agreeing",
        )
    score = stats.odds_score
    if score.n:
        yield TraceLine(
            stats.skill_sentence.rstrip(".") or "how well the odds foresaw",
            f"mean log-loss {_number(score.loss / score.n, 3)} of the odds, {_number(score.base_loss / score.n, 3)} "
            f"of the success rate so far, over {count_noun(score.n, 'challenge')} from the {MIN_OUTCOMES + 1}th on; "
            "reported from 20 on, and the odds give way if they are worse by more than ln 20 in all",
        )


def _next_lines(report: TrendReport) -> Iterator[TraceLine]:
    stats = report.stats
    if stats.outcomes_missing or stats.odds_withheld:
        return
    recommendation = stats.recommendation
    cap = "" if recommendation.cap is None else f", at most {_number(recommendation.cap, 0)}: hardest success + 10"
    yield TraceLine(
        f"next {recommendation.difficulty}",
        f"odds are {round(100 * recommendation.target)} % at {_number(recommendation.uncapped)}{cap}; "
        f"at {recommendation.difficulty} they are {_number(100 * recommendation.odds)} %",
    )
    yield TraceLine(
        f"stretch {recommendation.easy} to {recommendation.hard}", "where your record’s odds are 85 and 60 %"
    )


def _ladder_lines(report: TrendReport) -> Iterator[TraceLine]:
    ladder = report.ladder
    if ladder.strength is None:
        return
    rungs = count_noun(ladder.rated, "rated rung")
    yield TraceLine(f"{ladder.strength} on average over the rungs", f"mean of the latest ratings of {rungs}")
    if ladder.level is not None:
        yield TraceLine(
            f"sure up to difficulty {ladder.level}",
            f"the hardest of {rungs} with a fitted rating of {LEVEL_CONFIDENCE:.0f} or more; the fit is least squares "
            "that never rises with difficulty, by pooling adjacent violators",
        )
    if ladder.points_80_to_20 is not None:
        yield TraceLine(
            f"from 80 to 20 over {ladder.points_80_to_20} points",
            f"least squares of the logits of {rungs}, clipped to {MIN_RATING:.0f}–{100 - MIN_RATING:.0f}, on "
            f"difficulty; {_number(FIVE_FOLD, 2)} logits lie between 80 and 20",
        )
    if (change := ladder.change) is not None:
        yield TraceLine(
            f"ratings of rungs {_number(change.change, signed=True)}",
            f"mean difference over {count_noun(change.n, 'rung')} rated both times; named past "
            f"{_number(change.limit)} = {_number(Z95, 2)} × sqrt(2 × ({RATING_SD:.0f}²/{change.n} + {DAY_SD:.0f}²))",
        )


def _other_lines(report: TrendReport) -> Iterator[TraceLine]:
    odds = report.odds
    if odds.bias is not None:
        yield TraceLine(
            f"your own odds, {round(100 * odds.bias.mean_odds)} % on average",
            f"minus the rate of success: {_number(100 * odds.bias.bias, signed=True)}, 90 % interval (Wilson) "
            f"{_number(100 * odds.bias.low, signed=True)} to {_number(100 * odds.bias.high, signed=True)}",
        )
    if report.shift is not None:
        yield TraceLine(
            f"after sessions {_number(report.shift.estimate, signed=True)}",
            f"median of all pairwise means (Hodges–Lehmann), exact signed-rank {_p(report.shift.p)}",
        )
    if report.shares is not None:
        yield TraceLine(
            "where your ratings vary", "Henderson’s Method 1 (variance components), range from resampled weeks"
        )


def _number(value: float, decimals: int = 1, *, signed: bool = False) -> str:
    return format_number(value, decimals, signed=signed)


def _p(p: float) -> str:
    return f"p {_number(p, 3)}" if p >= 0.0005 else f"p below {_number(0.001, 3)}"


def _day(day: int, report: TrendReport) -> str:
    return short_date(dt.date.fromordinal(day), dt.date.fromordinal(report.stats.today))
