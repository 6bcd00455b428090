"""The statistics of a domain, in numbers and in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.insight import efficacy, evidence_weights, next_difficulty, trend
from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.lift import LiftEntry
from efficacy_tui.insight.odds import record_odds
from efficacy_tui.insight.rating_comparison import reference_odds
from efficacy_tui.insight.smoother import smooth
from efficacy_tui.journal.domain_stats import DomainStats, OutcomeMark, compute_domain_stats
from efficacy_tui.journal.rating_series import LEVEL_STEPS
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


RECORD = (*OUTCOMES, make_closed_challenge(3, 45, "succeeded"), make_closed_challenge(2, 65, "failed"))


def placed_stats(place: int, *rows: object, today=TODAY) -> DomainStats:
    """Return the statistics of Speaking with its daily task at this difficulty."""
    return compute_domain_stats(make_contents(*rows), replace(SPEAKING, task_difficulty=place), today)


def speaking_stats(*rows: object, today=TODAY) -> DomainStats:
    """Return the statistics of Speaking for these records."""
    return compute_domain_stats(make_contents(*rows), SPEAKING, today)


def test_without_records_the_sentences_say_what_is_missing() -> None:
    empty = speaking_stats()
    assert (empty.ratings, empty.level, empty.marks) == ((), (), ())
    assert empty.level_now is None
    assert empty.odds(50) is None
    assert empty.outcomes_missing == 3
    assert empty.trend_words == "7 more for a trend"
    assert (empty.reference, empty.record_path, empty.comparison) == (None, (), None)


@pytest.mark.parametrize(("ratings", "outcomes"), [(6, 2), (7, 2), (7, 0)])
def test_below_three_outcomes_the_record_gives_no_odds(ratings: int, outcomes: int) -> None:
    stats = placed_stats(52, *make_ratings([50] * ratings), *OUTCOMES[:outcomes])
    assert stats.outcomes_missing == 3 - outcomes
    assert (stats.odds(50), stats.reference, stats.record_path, stats.comparison) == (None, None, (), None)


def test_without_a_place_of_the_task_the_record_gives_no_odds_of_it() -> None:
    stats = speaking_stats(*make_ratings([50] * 8), *OUTCOMES)
    assert (stats.reference, stats.record_path, stats.comparison) == (None, (), None)
    assert stats.odds(50) is not None


def test_before_five_outcomes_and_three_ratings_nothing_is_compared() -> None:
    stats = placed_stats(52, *make_ratings([50] * 6), *OUTCOMES)
    assert stats.reference == reference_odds(stats.record.odds, 52)
    assert (stats.outcomes_until_compared, stats.ratings_until_compared, stats.comparison) == (2, 0, None)
    barely_rated = placed_stats(52, *make_ratings([50] * 2), *RECORD)
    assert (barely_rated.outcomes_until_compared, barely_rated.ratings_until_compared) == (0, 1)
    assert barely_rated.comparison is None
    assert placed_stats(52, *make_ratings([50] * 3), *RECORD).comparison is not None


def test_the_record_is_followed_from_the_third_outcome_on_and_ends_today() -> None:
    stats = placed_stats(52, *RECORD)
    series = [
        Outcome(row.closed.toordinal(), row.difficulty, float(row.outcome == "succeeded"), 1.0, row.id)
        for row in RECORD
    ]
    expected = [
        (day, round(100 * record_odds([outcome for outcome in series if outcome.day <= day], day).odds.at(52)))
        for day in (NOW - 4, NOW - 3, NOW - 2, NOW)
    ]
    assert list(stats.record_path) == expected
    assert stats.record_path[-1] == (NOW, stats.reference.percent)


def test_an_outcome_of_today_is_the_last_point_of_the_record() -> None:
    stats = placed_stats(52, *RECORD, make_closed_challenge(0, 55, "succeeded"))
    days = [day for day, _ in stats.record_path]
    assert days == [NOW - 4, NOW - 3, NOW - 2, NOW]


def test_the_level_is_the_smoothed_series_of_ratings() -> None:
    values = [40, 50, 45, 50, 55, 60, 55, 70]
    stats = speaking_stats(*make_ratings(values, every=2))
    days = [NOW - 14 + 2 * i for i in range(8)]
    assert stats.ratings == tuple(zip(days, values, strict=True))
    expected = smooth(days, [float(value) for value in values], list(range(NOW - 14, NOW + 1)))
    assert stats.level == tuple(zip(expected.days, expected.mean, expected.low, expected.high, strict=True))
    assert stats.level_now == expected.mean[-1]


def test_the_claim_is_that_of_the_trend_module() -> None:
    few, more, many = [50] * 6, [50] * 19, [20 + 2 * i for i in range(30)]
    assert speaking_stats(*make_ratings(few)).trend_words == "1 more for a trend"
    assert speaking_stats(*make_ratings(more)).trend_words == "too early to say"
    rising = speaking_stats(*make_ratings(many))
    days = [NOW - 29 + i for i in range(30)]
    assert rising.claim == trend.trend_claim(days, [float(value) for value in many])
    assert rising.trend_words == rising.claim.words == "rising over 30 days"
    older = speaking_stats(*make_ratings([0] * 70, last=30), *make_ratings(many))
    assert older.trend_words == "rising over 90 days"
    assert speaking_stats(*make_ratings(many, last=20)).trend_words == "rising over 30 days up to Mon 2 Nov"


def test_the_last_weeks_the_other_way_stand_on_the_dashboard() -> None:
    turned = [min(30 + day, 90) for day in range(62)] + [90 - day for day in range(28)]
    values = [value + (5 if day % 2 else -5) for day, value in enumerate(turned)]
    stats = placed_stats(52, *make_ratings(values), *RECORD)
    assert stats.trend_words == "rising over 90 days, the last four weeks the other way"


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
        Outcome(NOW - 8, 45, 1.0, evidence_weights.mastery_weight("helped"), without_challenge.id, remembered=True),
        Outcome(NOW - 6, 50, 1.0, 0.0, unrated.id, remembered=True),
        Outcome(NOW - 4, 60, *evidence_weights.outcome_score("failed"), OUTCOMES[2].id),
        Outcome(NOW - 2, 70, *evidence_weights.outcome_score("abandoned", True), outside_cause.id),
    ]
    assert stats.estimate == efficacy.estimate(expected, [], NOW)
    assert stats.record == record_odds(expected, NOW)
    assert stats.tried == (40, 50, 60)


def test_remembered_successes_make_no_number_and_are_never_the_last_one() -> None:
    memories = [make_entry(Mastery, ago, difficulty=45) for ago in range(10)]
    assert speaking_stats(*memories).outcomes_missing == 3
    failed_today = [*OUTCOMES, make_closed_challenge(0, 60, "failed")]
    plain, noted = speaking_stats(*failed_today), speaking_stats(*failed_today, make_entry(Mastery, 0, difficulty=30))
    assert plain.recommendation.target == noted.recommendation.target == 0.85
    assert "last two did not work out" in noted.recommendation.reason


def test_a_rated_memory_raises_the_hardest_success() -> None:
    wins = [make_closed_challenge(20 - i, 20, "succeeded") for i in range(12)]
    plain, remembered = speaking_stats(*wins), speaking_stats(*wins, make_entry(Mastery, 1, difficulty=34))
    assert (plain.recommendation.difficulty, remembered.recommendation.difficulty) == (30, 44)
    unrated = speaking_stats(*wins, make_entry(Mastery, 1))
    assert unrated.recommendation.difficulty == 30


def test_the_other_sources_make_a_lift_that_is_in_no_number() -> None:
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
    assert lifted.estimate.lift.points > 0.5
    assert lifted.estimate._replace(lift=plain.estimate.lift) == plain.estimate
    assert (lifted.record, lifted.recommendation) == (plain.record, plain.recommendation)


def test_the_recommendation_is_that_of_next_difficulty() -> None:
    stats = speaking_stats(*OUTCOMES)
    odds = stats.record.odds
    assert stats.recommendation == next_difficulty.next_difficulty(odds, [1.0, 1.0, 0.0], 50)
    assert stats.odds(55) == odds.at(55)
    assert stats.outcomes_missing == 0


def test_outcome_marks_are_on_the_days_the_challenges_closed() -> None:
    assert speaking_stats(*reversed(OUTCOMES)).marks == (
        OutcomeMark(NOW - 20, "succeeded", "I will do number 40"),
        OutcomeMark(NOW - 12, "succeeded", "I will do number 50"),
        OutcomeMark(NOW - 4, "failed", "I will do number 60"),
    )


def test_an_old_rating_is_not_compared() -> None:
    rows = [*make_ratings([60] * 8, last=23), *RECORD]
    stats = placed_stats(52, *rows)
    assert stats.comparison is None
    assert (stats.is_stale, stats.rating_age) == (True, 23)
    assert placed_stats(52, *make_ratings([60] * 8, last=14), *RECORD).comparison is not None
    assert placed_stats(52, *make_ratings([60] * 8, last=15), *RECORD).comparison is None


@pytest.mark.parametrize(("place", "word"), [(90, "harder"), (5, "easier")])
def test_a_task_beyond_what_was_tried_is_not_compared(place: int, word: str) -> None:
    stats = placed_stats(place, *make_ratings([60] * 8), *RECORD)
    assert stats.comparison is None
    assert stats.task_beyond_tried == word
    assert stats.reference is not None


def test_a_new_task_has_no_place_and_no_ratings_of_the_old_one() -> None:
    domain = replace(SPEAKING, task="give a longer talk", task_difficulty=None)
    stats = compute_domain_stats(make_contents(*make_ratings([60] * 8), *RECORD), domain, TODAY)
    assert (stats.ratings, stats.reference, stats.comparison) == ((), None, None)


def test_odds_that_foresee_worse_than_the_success_rate_give_way() -> None:
    rows = [
        make_closed_challenge(90 - 3 * i, 80 if i % 2 else 20, "succeeded" if i % 2 else "failed") for i in range(30)
    ]
    stats = placed_stats(50, *make_ratings([60] * 8), *rows)
    assert stats.odds_withheld
    assert (stats.odds(50), stats.reference, stats.comparison) == (None, None, None)
    sentence = "How hard it was has said little so far: 14 of 27 worked out."
    assert stats.withheld_sentence == stats.skill_sentence == sentence
    assert stats.record_path == ()


def test_the_odds_are_compared_with_the_success_rate_from_twenty_scored_outcomes_on() -> None:
    rows = [
        make_closed_challenge(100 - 3 * i, 20 if i % 2 else 80, "succeeded" if i % 2 else "failed") for i in range(23)
    ]
    stats = speaking_stats(*rows)
    assert speaking_stats(*rows[:22]).skill_sentence == ""
    percent = round(100 * stats.odds_score.skill)
    assert percent > 10
    assert stats.skill_sentence == (
        f"Over 20 challenges these odds came {percent} % closer than your success rate would have."
    )
    alike = [make_closed_challenge(100 - 3 * i, 50, "failed" if i % 2 else "succeeded") for i in range(23)]
    assert speaking_stats(*alike).skill_sentence == (
        "Over 20 challenges these odds came no closer than your success rate so far."
    )
