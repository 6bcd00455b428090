"""Evidence weights: scores, weights and qualities of recorded answers, including unrated ones."""

from __future__ import annotations

import pytest

from efficacy_tui.insight.evidence_weights import (
    mastery_weight,
    outcome_score,
    persuasion_quality,
    physiological_quality,
    vicarious_quality,
)


@pytest.mark.parametrize(
    ("result", "score", "weight"),
    [("succeeded", 1, 1), ("partly", 0.5, 1), ("failed", 0, 1), ("abandoned", 0, 0.5)],
)
def test_score_and_weight_of_each_result(result: str, score: float, weight: float) -> None:
    assert outcome_score(result, outside_cause=False) == (score, weight)


def test_outside_cause_changes_only_an_abandoned_challenge() -> None:
    assert outcome_score("abandoned", outside_cause=True) == (0, 0)
    assert outcome_score("failed", outside_cause=True) == (0, 1)
    assert outcome_score("succeeded", outside_cause=True) == (1, 1)


def test_mastery_entry_counts_half_and_less_with_help_or_luck() -> None:
    assert [mastery_weight(independence) for independence in ("alone", "helped", "lucky")] == pytest.approx(
        [0.5, 0.35, 0.15]
    )
    assert mastery_weight(None) == mastery_weight("helped")


def test_vicarious_quality_is_highest_for_someone_similar_one_stage_ahead() -> None:
    assert vicarious_quality(5, "one") == 1
    assert vicarious_quality(5, "two") == pytest.approx(0.8)
    assert vicarious_quality(5, "expert") == pytest.approx(0.55)
    assert vicarious_quality(1, "one") == 0
    assert vicarious_quality(None, None) == vicarious_quality(3, "two")


def test_persuasion_quality_is_highest_for_specific_words_from_someone_credible() -> None:
    assert persuasion_quality(5, 5) == 1
    assert persuasion_quality(5, 1) == pytest.approx(0.4)
    assert persuasion_quality(1, 5) == 0
    assert persuasion_quality(None, None) == persuasion_quality(3, 3) == pytest.approx(0.35)


def test_physiological_quality_follows_the_interpretation_of_arousal() -> None:
    assert physiological_quality(2, 100) == 1
    assert physiological_quality(-2, 50) == pytest.approx(-0.5)
    assert physiological_quality(None, 90) == 0
    assert physiological_quality(1, None) == physiological_quality(1, 50)


def test_answers_out_of_range_are_rejected() -> None:
    with pytest.raises(ValueError, match="unknown result"):
        outcome_score("won", outside_cause=False)
    with pytest.raises(ValueError, match="unknown degree"):
        mastery_weight("magic")
    with pytest.raises(ValueError, match="unknown gap"):
        vicarious_quality(3, "three")
    with pytest.raises(ValueError, match="rating must lie"):
        persuasion_quality(0, 3)
    with pytest.raises(ValueError, match="interpretation must lie"):
        physiological_quality(3, 3)
    with pytest.raises(ValueError, match="arousal must lie"):
        physiological_quality(1, 101)
