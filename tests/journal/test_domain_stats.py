"""The statistics of a domain, in numbers and in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.insight import efficacy, evidence_weights, next_difficulty, trend
from efficacy_tui.insight.efficacy import LiftEntry, Outcome
from efficacy_tui.journal.domain_stats import LEVEL_STEPS, DomainStats, OutcomeMark, compute_domain_stats
from efficacy_tui.model.records import CheckIn, Mastery, Persuasion, State, Vicarious
from tests.support.factories import (
    SPEAKING,
    TODAY,
    days_ago,
    make_closed_challenge,
    make_contents,
    make_entry,
    make_ratings,
    make_record,
)

NOW = TODAY.toordinal()
OUTCOMES = (
    make_closed_challenge(20, 40, "succeeded"),
    make_closed_challenge(12, 50, "succeeded"),
    make_closed_challenge(4, 60, "failed"),
)


def speaking_stats(*rows: object, today=TODAY) -> DomainStats:
    """Return the statistics of Speaking for these records."""
    return compute_domain_stats(make_contents(*rows), SPEAKING, today)


def test_without_records_the_sentences_say_what_is_missing() -> None:
    empty = speaking_stats()
    assert (empty.ratings, empty.level, empty.marks) == ((), (), ())
    assert empty.level_now is None
    assert empty.odds(50) is None
    assert empty.outcomes_missing == 3
    assert empty.trend_words == "7 ratings to go"
    assert empty.gap_words == ""
    assert empty.gap_sentence == "7 more ratings until a line, 3 more outcomes until their range."
    assert empty.evidence_sentence == "What your outcomes say appears after 3 more outcomes."
    assert empty.gap_short == ""


@pytest.mark.parametrize(
    ("ratings", "outcomes", "words"),
    [
        (6, 2, "1 more rating until a line, 1 more outcome until their range."),
        (7, 2, "What your outcomes say appears beside it after 1 more outcome."),
        (7, 0, "What your outcomes say appears beside it after 3 more outcomes."),
    ],
)
def test_below_the_minimums_the_sentence_says_how_many_more_are_needed(ratings: int, outcomes: int, words: str) -> None:
    stats = speaking_stats(*make_ratings([50] * ratings), *OUTCOMES[:outcomes])
    assert stats.gap_sentence == words
    assert stats.gap_words == ""
    assert stats.odds(50) is None


def test_outcomes_without_a_level_are_described_as_a_range() -> None:
    stats = speaking_stats(*make_ratings([50] * 6), *OUTCOMES)
    low, high = round(stats.estimate.low), round(stats.estimate.high)
    assert stats.gap_sentence == f"Outcomes so far fit {low}–{high}. 1 more rating until a line."
    assert stats.evidence_sentence == f"Your outcomes so far are consistent with {low}–{high}."
    assert stats.gap_words == ""


def test_the_level_is_the_smoothed_series_of_ratings() -> None:
    values = [40, 50, 45, 50, 55, 60, 55, 70]
    stats = speaking_stats(*make_ratings(values, every=2))
    days = [NOW - 14 + 2 * i for i in range(8)]
    assert stats.ratings == tuple(zip(days, values, strict=True))
    expected = trend.smooth(days, [float(value) for value in values], list(range(NOW - 14, NOW + 1)))
    assert stats.level == tuple(zip(expected.days, expected.mean, expected.low, expected.high, strict=True))
    assert stats.level_now == expected.mean[-1]


def test_the_claim_is_that_of_the_trend_module() -> None:
    few, more, many = [50] * 6, [50] * 19, [20 + 2 * i for i in range(30)]
    assert speaking_stats(*make_ratings(few)).trend_words == "1 rating to go"
    assert speaking_stats(*make_ratings(more)).trend_words == "too early to say"
    rising = speaking_stats(*make_ratings(many))
    days = [NOW - 29 + i for i in range(30)]
    assert rising.claim == trend.trend_claim(days, [float(value) for value in many])
    assert rising.trend_words == rising.claim.kind == "rising"


def test_ratings_of_another_task_domain_or_later_day_do_not_count() -> None:
    other_domain = make_record(CheckIn, domain="a" * 32, day=days_ago(1), confidence=10, task=SPEAKING.task)
    other_task = make_ratings([20, 30], last=1, task="whisper")
    tomorrow = make_record(CheckIn, domain=SPEAKING.id, day=days_ago(-1), confidence=90, task=SPEAKING.task)
    assert speaking_stats(*other_task, other_domain, tomorrow, *make_ratings([70])).ratings == ((NOW, 70),)


def test_a_pause_keeps_the_level_and_widens_the_bands() -> None:
    rows = [*make_ratings([60] * 10, last=60), *(make_closed_challenge(60 + ago, 50, "succeeded") for ago in (1, 5, 9))]
    old_stats, stats = speaking_stats(*rows, today=days_ago(60)), speaking_stats(*rows)
    assert stats.level_now == pytest.approx(old_stats.level_now)
    before_pause, today = stats.level[-61], stats.level[-1]
    assert (before_pause[0], today[0]) == (NOW - 60, NOW)
    assert today[1] == pytest.approx(before_pause[1])
    assert today[3] - today[2] > before_pause[3] - before_pause[2]
    assert stats.estimate.core_points == pytest.approx(old_stats.estimate.core_points)
    assert stats.estimate.high - stats.estimate.low > old_stats.estimate.high - old_stats.estimate.low


def test_the_level_of_a_long_period_has_a_limited_number_of_days() -> None:
    stats = speaking_stats(*make_ratings([50, 60] * 10, every=150))
    assert len(stats.level) <= 2 * LEVEL_STEPS + 2
    days = [row[0] for row in stats.level]
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (NOW - 19 * 150, NOW)
    assert stats.level_now is not None


def test_outcomes_are_closed_challenges_and_mastery_without_a_challenge() -> None:
    of_challenge = make_entry(Mastery, 4, challenge=OUTCOMES[2].id, difficulty=90)
    without_challenge = make_entry(Mastery, 8, difficulty=45, independence="helped")
    unrated = make_entry(Mastery, 6)
    other_domain = make_entry(Mastery, 6, domain="a" * 32, difficulty=99)
    outside_cause = make_closed_challenge(2, 70, "abandoned", outside_cause=True)
    stats = speaking_stats(*OUTCOMES, of_challenge, without_challenge, unrated, other_domain, outside_cause)
    expected = [
        Outcome(NOW - 20, 40, *evidence_weights.outcome_score("succeeded"), OUTCOMES[0].id),
        Outcome(NOW - 12, 50, *evidence_weights.outcome_score("succeeded"), OUTCOMES[1].id),
        Outcome(NOW - 8, 45, 1.0, evidence_weights.mastery_weight("helped"), without_challenge.id),
        Outcome(NOW - 6, 50, 1.0, evidence_weights.mastery_weight(None), unrated.id),
        Outcome(NOW - 4, 60, *evidence_weights.outcome_score("failed"), OUTCOMES[2].id),
        Outcome(NOW - 2, 70, *evidence_weights.outcome_score("abandoned", True), outside_cause.id),
    ]
    assert stats.estimate == efficacy.estimate(expected, [], NOW)


def test_the_other_sources_lift_the_estimate_but_not_the_next_difficulty() -> None:
    vicarious = make_entry(Vicarious, 3, similarity=5, gap="one")
    persuasion = make_entry(Persuasion, 2, credibility=4, specificity=2)
    state = make_entry(State, 1, arousal=80, interpretation=2)
    tomorrow = make_entry(Vicarious, -1, similarity=5, gap="one")
    plain, lifted = speaking_stats(*OUTCOMES), speaking_stats(*OUTCOMES, vicarious, persuasion, state, tomorrow)
    lifts = [
        LiftEntry(NOW - 3, "vicarious", evidence_weights.vicarious_quality(5, "one"), vicarious.id),
        LiftEntry(NOW - 2, "persuasion", evidence_weights.persuasion_quality(4, 2), persuasion.id),
        LiftEntry(NOW - 1, "physiological", evidence_weights.physiological_quality(2, 80), state.id),
    ]
    outcomes = [
        Outcome(NOW - ago, difficulty, *evidence_weights.outcome_score(outcome), row.id)
        for row, ago, difficulty, outcome in zip(
            OUTCOMES, (20, 12, 4), (40, 50, 60), ("succeeded", "succeeded", "failed"), strict=True
        )
    ]
    assert lifted.estimate == efficacy.estimate(outcomes, lifts, NOW)
    assert lifted.estimate.number > plain.estimate.number
    assert lifted.recommendation == plain.recommendation


def test_the_recommendation_is_that_of_next_difficulty() -> None:
    stats = speaking_stats(*OUTCOMES)
    core = stats.estimate.core
    assert stats.recommendation == next_difficulty.next_difficulty(core.mean, core.variance, [1.0, 1.0, 0.0], 50)
    assert stats.odds(55) == next_difficulty.p_success(core.mean, core.variance, 55)
    assert stats.outcomes_missing == 0


def test_outcome_marks_are_on_the_days_the_challenges_closed() -> None:
    assert speaking_stats(*reversed(OUTCOMES)).marks == (
        OutcomeMark(NOW - 20, "succeeded", "I will do number 40"),
        OutcomeMark(NOW - 12, "succeeded", "I will do number 50"),
        OutcomeMark(NOW - 4, "failed", "I will do number 60"),
    )


def with_level(level: float) -> DomainStats:
    """Return statistics with three outcomes and this level of confidence."""
    flat = ((NOW, level, level - 5, level + 5),)
    return replace(speaking_stats(*OUTCOMES), ratings=((NOW, round(level)),), level=flat)


@pytest.mark.parametrize(
    ("from_high", "from_low", "words"),
    [
        (15.5, None, "well ahead of"),
        (14.5, None, "a little ahead of"),
        (0.5, None, "a little ahead of"),
        (-0.5, None, "level with"),
        (None, 0.5, "level with"),
        (None, -0.5, "a little behind"),
        (None, -14.5, "a little behind"),
        (None, -15.5, "well behind"),
    ],
)
def test_the_gap_compares_confidence_with_the_band_of_the_evidence(
    from_high: float | None, from_low: float | None, words: str
) -> None:
    band = speaking_stats(*OUTCOMES).estimate
    level = band.high + from_high if from_high is not None else band.low + (from_low or 0)
    stats = with_level(level)
    assert stats.gap_words == words
    low, high = round(band.low), round(band.high)
    sentence = f"Confidence {round(level)} is {words} the evidence: outcomes so far fit {low}–{high}."
    assert stats.gap_sentence == stats.evidence_sentence == sentence
    assert stats.gap_short == f"{words} the evidence, {low}–{high}".capitalize()
