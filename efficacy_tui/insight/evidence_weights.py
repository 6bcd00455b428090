"""Converts recorded evidence to the scores, weights and qualities of the efficacy model.

The four sources are Bandura's (1997); every number in the tables is a design choice of this program (†), as is the
rule that an unrated entry counts as the middle of its scale.
"""

from __future__ import annotations

from typing import Literal

from efficacy_tui.insight.maths import check_range, look_up

OutcomeKind = Literal["succeeded", "partly", "failed", "abandoned"]
Independence = Literal["alone", "helped", "lucky"]
Gap = Literal["one", "two", "expert"]

SCORES: dict[str, tuple[float, float]] = {
    "succeeded": (1.0, 1.0),
    "partly": (0.5, 1.0),
    "failed": (0.0, 1.0),
    "abandoned": (0.0, 0.5),  # † half a failure, because part of it was tried
}
MASTERY_WEIGHT = 0.5  # † a remembered success counts half as much as a challenge set beforehand
INDEPENDENCE: dict[str, float] = {"alone": 1.0, "helped": 0.7, "lucky": 0.3}  # †
CLOSENESS: dict[str, float] = {"one": 1.0, "two": 0.6, "expert": 0.1}  # †


def outcome_score(result: OutcomeKind, outside_cause: bool = False) -> tuple[float, float]:
    """Return the score and weight (0–1 each) of a challenge's `result`.

    An outside cause sets the weight of an abandoned challenge to 0; no other result changes, so that an excuse cannot
    erase a failure. † Raises ValueError for an unknown result.
    """
    score, weight = look_up(SCORES, result, "result")
    return score, 0.0 if result == "abandoned" and outside_cause else weight


def mastery_weight(independence: Independence | None) -> float:
    """Return the weight (0–1) of a mastery entry not tied to a challenge; its score is 1. † Unrated counts as helped.

    Raises ValueError for an unknown degree of independence.
    """
    return MASTERY_WEIGHT * look_up(INDEPENDENCE, independence or "helped", "degree of independence")


def vicarious_quality(similarity: int | None, gap: Gap | None) -> float:
    """Return the quality (0–1) of watching someone: similarity 1–5, and how far ahead they are. †

    Unrated counts as the middle: similarity 3, two stages. Raises ValueError outside the scales.
    """
    closeness = look_up(CLOSENESS, gap or "two", "gap")
    return _five_points(similarity) * (0.5 + 0.5 * closeness)


def persuasion_quality(credibility: int | None, specificity: int | None) -> float:
    """Return the quality (0–1) of what someone said: credibility and specificity 1–5, unrated 3. †

    Raises ValueError outside the scales.
    """
    return _five_points(credibility) * (0.4 + 0.6 * _five_points(specificity))


def physiological_quality(interpretation: int | None, arousal: int | None) -> float:
    """Return the quality (−1–1) of a bodily state: interpretation −2–2, unrated 0, and arousal 0–100, unrated 50. †

    Raises ValueError outside the scales.
    """
    valence = 0 if interpretation is None else interpretation
    level = 50 if arousal is None else arousal
    check_range("interpretation", valence, -2, 2)
    check_range("arousal", level, 0, 100)
    return valence / 2 * level / 100


def _five_points(rating: int | None) -> float:
    value = 3 if rating is None else rating
    check_range("rating", value, 1, 5)
    return (value - 1) / 4
