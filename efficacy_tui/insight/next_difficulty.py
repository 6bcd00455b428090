"""Recommends the next difficulty: the most challenging one that still looks achievable.

The odds are the record's (`insight/odds`). The targets and the bands are conventions (†): Klinkenberg et al. 2011
sample at .75, and the .85 of Wilson et al. 2019 is for two-choice learning only. None of this promises a rate of
success.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.maths import clip
from efficacy_tui.insight.odds import Odds

Band = Literal["small win", "stretch", "reach", "long shot"]
Advice = Literal["shrink", "keep", "raise"]

SMALL_WIN, STRETCH, REACH = 0.85, 0.60, 0.40  # † the least odds of each band
BANDS: tuple[tuple[float, Band], ...] = ((SMALL_WIN, "small win"), (STRETCH, "stretch"), (REACH, "reach"))
REASON_MARGIN = 0.05  # † how far above the target a rung's odds may lie for the reason still to be true of it
MAX_STEP = 10.0  # † points above the hardest success so far

# † Each target with its sentence for the person; `_target` chooses the first rule that applies. A sentence speaks of
# how likely it is, not of how hard: after something easy that failed, the safer one can still be the harder one.
FIRST = (0.85, "The first ones start small: an early success helps most.")
TWO_FAILED = (0.85, "The last two did not work out, so this one is set clearly safer.")
THIRD = (0.80, "Still a gentle one, so that it can teach you something.")
ONE_FAILED = (0.75, "The last one did not work out, so this one is set a little safer.")
THREE_SUCCEEDED = (0.65, "The last three worked out, so this one can be a little less certain.")
STEADY = (0.70, "About as demanding as before.")
ACHIEVABLE = "Next comes the hardest one not done yet that looks achievable."
EASIEST = "By your record nothing is likelier than that, however easy; pick what matters to you."
CAPPED = "This one stays a short step from the hardest you have managed so far."


class Recommendation(NamedTuple):
    """A recommended challenge: `difficulty` in whole points 0–100, and the record's `odds` (0–1) at that difficulty.

    `target` is the success probability (0–1) from which the difficulty was found; the cap or the ends of the scale can
    keep the odds from it. The stretch reaches from `easy` to `hard`, whole points (`stretch_range`). `reason` is one
    sentence. `uncapped` is the difficulty (0–100) at which the odds are the target, and `cap` the most it may be, if
    anything.
    """

    target: float
    difficulty: int
    odds: float
    easy: int
    hard: int
    reason: str
    uncapped: float
    cap: float | None


def band_of(p: float) -> Band:
    """Return the name of the band that a success probability lies in; raises ValueError outside 0–1. †"""
    if not 0 <= p <= 1:
        raise ValueError(f"a probability between 0 and 1 is needed, not {p!r}")
    return next((name for bound, name in BANDS if p >= bound), "long shot")


def is_stretch(odds: float) -> bool:
    """Whether the record's odds (0–1), as printed in whole percent, are 60 to 85 %: both ends belong to the stretch."""
    return round(100 * STRETCH) <= round(100 * odds) <= round(100 * SMALL_WIN)


def record_band(odds: float) -> Band:
    """Return the name of the band of the record's odds (0–1) as printed, so that words never contradict a figure."""
    return "stretch" if is_stretch(odds) else band_of(round(100 * odds) / 100)


def stretch_range(odds: Odds) -> tuple[int, int] | None:
    """Return the easiest and the hardest whole difficulty (0–100) that is a stretch; None where none is."""

    def unlikeliness(difficulty: int) -> int:
        """Return the odds in whole percent, negated: the odds fall with difficulty, and bisection needs a rise."""
        return -round(100 * odds.at(difficulty))

    easy = bisect_left(range(101), -round(100 * SMALL_WIN), key=unlikeliness)
    hard = bisect_right(range(101), -round(100 * STRETCH), key=unlikeliness) - 1
    return (easy, hard) if easy <= hard else None


def next_difficulty(odds: Odds, results: Sequence[float], hardest_success: float | None) -> Recommendation:
    """Recommend the next challenge by the record's `odds`.

    `results` are the scores (0, ½, 1) of the domain's ended challenges that carry weight, oldest first; an abandoned
    one is 0. `hardest_success` is the highest difficulty (0–100) of a success so far, or None.
    """
    target, reason = _target(results)
    uncapped = odds.difficulty_at(target)
    cap = None if hardest_success is None else hardest_success + MAX_STEP
    if cap is not None and uncapped > cap:
        reason = CAPPED
    elif uncapped == 0 and odds.at(0.0) < target:
        reason = EASIEST
    difficulty = round(clip(uncapped if cap is None else min(uncapped, cap), 0.0, 100.0))
    # Where no whole point is a stretch, its ends are those of the exact odds.
    ends = round(odds.difficulty_at(SMALL_WIN)), round(odds.difficulty_at(STRETCH))
    easy, hard = stretch_range(odds) or ends
    return Recommendation(
        target=target,
        difficulty=difficulty,
        odds=odds.at(difficulty),
        easy=easy,
        hard=hard,
        reason=reason,
        uncapped=uncapped,
        cap=cap,
    )


def reason_for_rung(recommendation: Recommendation, difficulty: float, odds: float) -> str:
    """Return why a rung comes next: the recommendation's reason, where it holds at the rung's place, too.

    A rung may lie easier than what is recommended, with better `odds` (0–1): “a little less certain” or “a short step
    from the hardest” would then be untrue of it, and what is said to be safer is only safer still.
    """
    reason = recommendation.reason
    if reason == CAPPED:
        holds = recommendation.cap is not None and difficulty >= recommendation.cap - MAX_STEP
    elif reason == EASIEST:
        holds = difficulty <= recommendation.difficulty
    else:
        holds = recommendation.target > STEADY[0] or odds <= recommendation.target + REASON_MARGIN
    return reason if holds else ACHIEVABLE


def advise(odds: float, difficulty: float, recommended: float) -> Advice:
    """Return the advice on a challenge at `difficulty` where the record's odds are `odds` (0–1).

    It points towards the `recommended` difficulty (0–100) or keeps the challenge: a small win is raised only to
    something harder, and a reach or a long shot is shrunk only to something easier.
    """
    advice = _advice_by_band(record_band(odds))
    if (advice == "raise" and recommended <= difficulty) or (advice == "shrink" and recommended >= difficulty):
        return "keep"
    return advice


def advise_by_own_odds(own_odds: float, n_outcomes: int) -> Advice:
    """Return the advice by the person's own odds (0–1), while there are none of the record.

    On each of the first two challenges a small win is kept and anything else shrunk.
    """
    band = band_of(own_odds)
    if n_outcomes < 2:
        return "keep" if band == "small win" else "shrink"
    return _advice_by_band(band)


def _advice_by_band(band: Band) -> Advice:
    if band == "small win":
        return "raise"
    return "keep" if band == "stretch" else "shrink"


def _target(results: Sequence[float]) -> tuple[float, str]:
    if len(results) < 2:
        return FIRST
    if results[-1] == results[-2] == 0:
        return TWO_FAILED
    if len(results) == 2:
        return THIRD
    if results[-1] == 0:
        return ONE_FAILED
    if all(score == 1 for score in results[-3:]):
        return THREE_SUCCEEDED
    return STEADY
