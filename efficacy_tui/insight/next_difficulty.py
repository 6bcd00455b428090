"""Recommends the next difficulty: the most challenging one that still looks achievable.

Success probabilities are predictions of the Rasch model that include both uncertainties (Glickman 1999). The targets
and the stretch band are conventions: Klinkenberg et al. 2011 sample at .75, and the .85 of Wilson et al. 2019 is for
two-choice learning only. None of this promises a rate of success.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.efficacy import DIFFICULTY_VARIANCE, MIN_OUTCOMES, POINTS_PER_LOGIT, attenuation
from efficacy_tui.insight.maths import clip, logistic, logit

Band = Literal["small win", "stretch", "reach", "long shot"]

BANDS: tuple[tuple[float, Band], ...] = ((0.85, "small win"), (0.60, "stretch"), (0.40, "reach"))  # †
STRETCH_EASY, STRETCH_HARD = 0.80, 0.60  # † the success probabilities at the ends of the stretch band
MAX_STEP = 10.0  # † points above the hardest success so far

# † Each target with its sentence for the person; `_target` chooses the first rule that applies.
FIRST = (0.80, "The first few start gently, so that each one can teach you something.")
TWO_FAILED = (0.85, "The last two did not work out, so this one is set clearly easier.")
ONE_FAILED = (0.75, "The last one did not work out, so this one is set a little easier.")
THREE_SUCCEEDED = (0.65, "The last three worked out, so this one asks a little more of you.")
STEADY = (0.70, "This one keeps to a steady stretch.")
CAPPED = "This one stays a short step from the hardest you have managed so far."


class Recommendation(NamedTuple):
    """A recommended challenge: `target` is the success probability (0–1) that determined its difficulty.

    `difficulty` and the stretch band `easy`–`hard` are 0–100, and `reason` is one sentence for the person.
    """

    target: float
    difficulty: float
    easy: float
    hard: float
    reason: str


def p_success(mean: float, variance: float, difficulty: float) -> float:
    """Return the predicted probability (0–1) of success at `difficulty` (0–100), for a core in logits and logits²."""
    return logistic(attenuation(variance + DIFFICULTY_VARIANCE) * (mean - (difficulty - 50) / POINTS_PER_LOGIT))


def difficulty_for(p: float, mean: float, variance: float) -> float:
    """Return the difficulty in points, not clipped, at which success has probability `p`; the inverse of `p_success`.

    Raises ValueError unless 0 < p < 1.
    """
    return 50 + POINTS_PER_LOGIT * (mean - logit(p) / attenuation(variance + DIFFICULTY_VARIANCE))


def band_of(p: float) -> Band:
    """Return the name of the band that a success probability lies in; raises ValueError outside 0–1. †"""
    if not 0 <= p <= 1:
        raise ValueError(f"a probability between 0 and 1 is needed, not {p!r}")
    return next((name for bound, name in BANDS if p >= bound), "long shot")


def next_difficulty(
    mean: float, variance: float, results: Sequence[float], hardest_success: float | None
) -> Recommendation:
    """Recommend the next challenge for a core of `mean` logits and `variance` logits².

    `results` are the scores (0, ½, 1) of the domain's outcomes that carry weight, oldest first; an abandoned one is 0.
    `hardest_success` is the highest difficulty (0–100) of a success so far, or None.
    """
    target, reason = _target(results)
    uncapped = difficulty_for(target, mean, variance)
    ceiling = 100.0 if hardest_success is None else min(100.0, hardest_success + MAX_STEP)
    difficulty = clip(min(uncapped, ceiling), 0.0, 100.0)
    if hardest_success is not None and uncapped > hardest_success + MAX_STEP:
        reason = CAPPED
    easy = clip(difficulty_for(STRETCH_EASY, mean, variance), 0.0, 100.0)
    hard = clip(difficulty_for(STRETCH_HARD, mean, variance), 0.0, 100.0)
    return Recommendation(target, difficulty, easy, hard, reason)


def _target(results: Sequence[float]) -> tuple[float, str]:
    if len(results) < MIN_OUTCOMES:
        return FIRST
    if results[-1] == results[-2] == 0:
        return TWO_FAILED
    if results[-1] == 0:
        return ONE_FAILED
    if all(score == 1 for score in results[-3:]):
        return THREE_SUCCEEDED
    return STEADY
