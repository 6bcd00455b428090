"""Where a domain stands, in numbers and in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.insight import efficacy, evidence_weights, next_difficulty, trend
from efficacy_tui.insight.efficacy import LiftEntry, Outcome
from efficacy_tui.journal.domain_stats import LEVEL_STEPS, DomainStats, OutcomeMark, domain_stats
from efficacy_tui.model.records import CheckIn, Mastery, Persuasion, State, Vicarious
from tests.support.factories import SPEAKING, TODAY, closed, contents, day, entry, made, rated

NOW = TODAY.toordinal()
THREE = (closed(20, 40, "succeeded"), closed(12, 50, "succeeded"), closed(4, 60, "failed"))


def stand(*rows: object, today=TODAY) -> DomainStats:
    """Where Speaking stands with these records."""
    return domain_stats(contents(*rows), SPEAKING, today)


def test_nothing_recorded_says_what_is_missing() -> None:
    empty = stand()
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
def test_below_the_minimums_it_says_how_many_more(ratings: int, outcomes: int, words: str) -> None:
    now = stand(*rated([50] * ratings), *THREE[:outcomes])
    assert now.gap_sentence == words
    assert now.gap_words == ""
    assert now.odds(50) is None


def test_outcomes_without_a_line_are_told_as_a_range() -> None:
    now = stand(*rated([50] * 6), *THREE)
    low, high = round(now.estimate.low), round(now.estimate.high)
    assert now.gap_sentence == f"Outcomes so far fit {low}–{high}. 1 more rating until a line."
    assert now.evidence_sentence == f"Your outcomes so far are consistent with {low}–{high}."
    assert now.gap_words == ""


def test_the_level_is_the_smoothed_ratings() -> None:
    values = [40, 50, 45, 50, 55, 60, 55, 70]
    now = stand(*rated(values, every=2))
    days = [NOW - 14 + 2 * i for i in range(8)]
    assert now.ratings == tuple(zip(days, values, strict=True))
    expected = trend.smooth(days, [float(value) for value in values], list(range(NOW - 14, NOW + 1)))
    assert now.level == tuple(zip(expected.days, expected.mean, expected.low, expected.high, strict=True))
    assert now.level_now == expected.mean[-1]


def test_the_claim_is_the_trends_own() -> None:
    few, more, many = [50] * 6, [50] * 19, [20 + 2 * i for i in range(30)]
    assert stand(*rated(few)).trend_words == "1 rating to go"
    assert stand(*rated(more)).trend_words == "too early to say"
    rising = stand(*rated(many))
    days = [NOW - 29 + i for i in range(30)]
    assert rising.claim == trend.trend_claim(days, [float(value) for value in many])
    assert rising.trend_words == rising.claim.kind == "rising"


def test_ratings_of_another_task_domain_or_later_day_do_not_count() -> None:
    other_domain = made(CheckIn, domain="a" * 32, day=day(1), confidence=10, task=SPEAKING.task)
    other_task = rated([20, 30], last=1, task="whisper")
    tomorrow = made(CheckIn, domain=SPEAKING.id, day=day(-1), confidence=90, task=SPEAKING.task)
    assert stand(*other_task, other_domain, tomorrow, *rated([70])).ratings == ((NOW, 70),)


def test_time_away_leaves_the_level_and_widens_what_is_not_known() -> None:
    rows = [*rated([60] * 10, last=60), *(closed(60 + ago, 50, "succeeded") for ago in (1, 5, 9))]
    then, now = stand(*rows, today=day(60)), stand(*rows)
    assert now.level_now == pytest.approx(then.level_now)
    last_known, today = now.level[-61], now.level[-1]
    assert (last_known[0], today[0]) == (NOW - 60, NOW)
    assert today[1] == pytest.approx(last_known[1])
    assert today[3] - today[2] > last_known[3] - last_known[2]
    assert now.estimate.core_points == pytest.approx(then.estimate.core_points)
    assert now.estimate.high - now.estimate.low > then.estimate.high - then.estimate.low


def test_a_long_time_is_worked_out_on_few_enough_days() -> None:
    now = stand(*rated([50, 60] * 10, every=150))
    assert len(now.level) <= 2 * LEVEL_STEPS + 2
    days = [row[0] for row in now.level]
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (NOW - 19 * 150, NOW)
    assert now.level_now is not None


def test_outcomes_are_those_of_challenges_and_of_mastery_on_its_own() -> None:
    tied = entry(Mastery, 4, challenge=THREE[2].id, difficulty=90)
    own = entry(Mastery, 8, difficulty=45, independence="helped")
    unrated = entry(Mastery, 6)
    elsewhere = entry(Mastery, 6, domain="a" * 32, difficulty=99)
    outside = closed(2, 70, "abandoned", outside_cause=True)
    now = stand(*THREE, tied, own, unrated, elsewhere, outside)
    expected = [
        Outcome(NOW - 20, 40, *evidence_weights.outcome_score("succeeded"), THREE[0].id),
        Outcome(NOW - 12, 50, *evidence_weights.outcome_score("succeeded"), THREE[1].id),
        Outcome(NOW - 8, 45, 1.0, evidence_weights.mastery_weight("helped"), own.id),
        Outcome(NOW - 6, 50, 1.0, evidence_weights.mastery_weight(None), unrated.id),
        Outcome(NOW - 4, 60, *evidence_weights.outcome_score("failed"), THREE[2].id),
        Outcome(NOW - 2, 70, *evidence_weights.outcome_score("abandoned", True), outside.id),
    ]
    assert now.estimate == efficacy.estimate(expected, [], NOW)


def test_the_other_sources_lift_the_estimate_and_leave_the_next_difficulty() -> None:
    seen = entry(Vicarious, 3, similarity=5, gap="one")
    heard = entry(Persuasion, 2, credibility=4, specificity=2)
    felt = entry(State, 1, arousal=80, interpretation=2)
    tomorrow = entry(Vicarious, -1, similarity=5, gap="one")
    plain, lifted = stand(*THREE), stand(*THREE, seen, heard, felt, tomorrow)
    lifts = [
        LiftEntry(NOW - 3, "vicarious", evidence_weights.vicarious_quality(5, "one"), seen.id),
        LiftEntry(NOW - 2, "persuasion", evidence_weights.persuasion_quality(4, 2), heard.id),
        LiftEntry(NOW - 1, "physiological", evidence_weights.physiological_quality(2, 80), felt.id),
    ]
    outcomes = [
        Outcome(NOW - ago, difficulty, *evidence_weights.outcome_score(how), row.id)
        for row, ago, difficulty, how in zip(
            THREE, (20, 12, 4), (40, 50, 60), ("succeeded", "succeeded", "failed"), strict=True
        )
    ]
    assert lifted.estimate == efficacy.estimate(outcomes, lifts, NOW)
    assert lifted.estimate.number > plain.estimate.number
    assert lifted.recommendation == plain.recommendation


def test_the_next_difficulty_is_the_ladders() -> None:
    now = stand(*THREE)
    core = now.estimate.core
    assert now.recommendation == next_difficulty.next_difficulty(core.mean, core.variance, [1.0, 1.0, 0.0], 50)
    assert now.odds(55) == next_difficulty.p_success(core.mean, core.variance, 55)
    assert now.outcomes_missing == 0


def test_outcomes_are_marked_on_their_days() -> None:
    assert stand(*reversed(THREE)).marks == (
        OutcomeMark(NOW - 20, "succeeded", "I will do number 40"),
        OutcomeMark(NOW - 12, "succeeded", "I will do number 50"),
        OutcomeMark(NOW - 4, "failed", "I will do number 60"),
    )


def with_level(level: float) -> DomainStats:
    """Three outcomes, and this level of confidence."""
    flat = ((NOW, level, level - 5, level + 5),)
    return replace(stand(*THREE), ratings=((NOW, round(level)),), level=flat)


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
def test_the_gap_is_told_against_the_band_of_the_evidence(
    from_high: float | None, from_low: float | None, words: str
) -> None:
    band = stand(*THREE).estimate
    level = band.high + from_high if from_high is not None else band.low + (from_low or 0)
    now = with_level(level)
    assert now.gap_words == words
    low, high = round(band.low), round(band.high)
    told = f"Confidence {round(level)} is {words} the evidence: outcomes so far fit {low}–{high}."
    assert now.gap_sentence == now.evidence_sentence == told
    assert now.gap_short == f"{words} the evidence, {low}–{high}".capitalize()
