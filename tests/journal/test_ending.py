"""What an outcome gives back: forecasts of about the same odds, the ladder around it, and the next lower rung."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.ending import EXCERPT_ROWS, Ending, build_ending
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.model.records import Challenge, Rung
from tests.support.factories import (
    SPEAKING,
    TODAY,
    make_closed_challenge,
    make_contents,
    make_record,
)

TASK = replace(SPEAKING, task_difficulty=52)


def make_rung(difficulty: int, title: str = "") -> Rung:
    return make_record(Rung, domain=SPEAKING.id, title=title or f"rung {difficulty}", difficulty=difficulty)


def end(challenge: Challenge, *others: object, evidence: str = "") -> Ending:
    """Return the ending of a closed challenge beside other records."""
    still_open = replace(challenge, status="active", outcome=None, closed=None)
    before, after = (make_contents(row, *others) for row in (still_open, challenge))
    return build_ending(before, after, challenge, TASK, TODAY, evidence)


def on_rung(rung: Rung, outcome: str, ago: int = 0, **fields: object) -> Challenge:
    return replace(make_closed_challenge(ago, rung.difficulty, outcome), rung=rung.id, title=rung.title, **fields)


@pytest.mark.parametrize(("others", "counted"), [(3, None), (4, (60, 80, 5, 4)), (8, (60, 80, 9, 8))])
def test_forecasts_are_counted_from_five_on_this_one_among_them(others: int, counted: tuple[int, ...] | None) -> None:
    failed = replace(make_closed_challenge(0, 40, "failed"), odds=70)
    earlier = [replace(make_closed_challenge(10 + i, 40, "succeeded"), odds=60 + 20 * (i % 2)) for i in range(others)]
    assert end(failed, *earlier).forecasts == counted


def test_forecasts_of_other_odds_and_causes_from_outside_are_not_counted() -> None:
    failed = replace(make_closed_challenge(0, 40, "failed"), odds=70)
    near = [replace(make_closed_challenge(10 + i, 40, "partly"), odds=70) for i in range(3)]
    far = replace(make_closed_challenge(20, 40, "succeeded"), odds=59)
    outside = replace(make_closed_challenge(21, 40, "abandoned"), odds=70, outside_cause=True)
    assert end(failed, *near, far, outside).forecasts is None
    let_go = replace(make_closed_challenge(22, 40, "abandoned"), odds=70)
    assert end(failed, *near, far, outside, let_go).forecasts == (60, 80, 5, 0)


def test_the_ends_of_the_scale_cut_the_range_of_forecasts() -> None:
    certain = replace(make_closed_challenge(0, 40, "failed"), odds=100)
    earlier = [replace(make_closed_challenge(10 + i, 40, "succeeded"), odds=95) for i in range(4)]
    assert end(certain, *earlier).forecasts == (90, 100, 5, 4)


def test_the_hardest_success_is_compared_before_and_after() -> None:
    earlier = make_closed_challenge(10, 45, "succeeded")
    harder = end(make_closed_challenge(0, 58, "succeeded"), earlier)
    assert (harder.hardest_before, harder.hardest_after) == (45, 58)
    failed = end(make_closed_challenge(0, 58, "failed"), earlier)
    assert (failed.hardest_before, failed.hardest_after) == (45, 45)
    first = end(make_closed_challenge(0, 58, "succeeded"))
    assert (first.hardest_before, first.hardest_after) == (None, 58)


def test_the_record_is_given_before_and_after_from_the_third_outcome_on() -> None:
    partly = [make_closed_challenge(ago, 45, "partly") for ago in (9, 5)]
    third = end(make_closed_challenge(0, 50, "succeeded"), *partly)
    assert third.record_before is None
    assert third.record_after is not None
    fourth = end(
        make_closed_challenge(0, 50, "succeeded"), *(make_closed_challenge(ago, 45, "partly") for ago in (9, 7, 5))
    )
    assert fourth.record_before is not None
    assert fourth.record_before.percent < fourth.record_after.percent
    second = end(make_closed_challenge(0, 50, "succeeded"), make_closed_challenge(9, 45, "partly"))
    assert (second.record_after, second.outcomes_missing) == (None, 1)


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_the_excerpt_holds_the_rung_and_whatever_is_next_near_it(index: int, outcome: str) -> None:
    rungs = [make_rung(20 + 10 * i) for i in range(7)]
    earlier = [make_closed_challenge(30 - i, 40, "succeeded" if i % 3 else "failed") for i in range(6)]
    ending = end(on_rung(rungs[index], outcome), *rungs, *earlier)
    difficulties = [row.difficulty for row in ending.excerpt]
    assert difficulties == sorted(difficulties, reverse=True)
    assert len(ending.excerpt) == EXCERPT_ROWS
    (current,) = [row for row in ending.excerpt if row.is_current]
    assert current.rung.id == rungs[index].id


def test_the_ladder_goes_on_above_a_success_and_below_a_failure() -> None:
    rungs = [make_rung(10 * i, f"rung {i}") for i in range(1, 10)]
    above = end(on_rung(rungs[4], "succeeded"), *rungs)
    assert [row.difficulty for row in above.excerpt][-2:] == [50, 40]
    below = end(on_rung(rungs[4], "failed", attribution="luck"), *rungs)
    assert [row.difficulty for row in below.excerpt] == [50, 40, 30, 20]


def test_the_lower_rung_that_is_offered_is_marked() -> None:
    rungs = [make_rung(10 * i, f"rung {i}") for i in range(1, 10)]
    ending = end(on_rung(rungs[4], "failed", attribution="skill"), *rungs)
    assert [row.difficulty for row in ending.excerpt if row.is_next] == [40]


def test_what_is_next_and_a_lower_rung_far_below_stand_in_the_excerpt() -> None:
    rungs = [make_rung(10 * i, f"rung {i}") for i in range(1, 10)]
    done = [on_rung(rungs[i], "succeeded", 20 - i) for i in range(2, 8)]
    ending = end(on_rung(rungs[8], "failed", attribution="skill"), *rungs, *done)
    assert [row.difficulty for row in ending.excerpt] == [90, 80, 55, 20]
    assert [row.is_next for row in ending.excerpt] == [False, False, True, False]
    assert (ending.lower_rung.difficulty, ending.ladder_marks_another) == (20, True)


RECORD = ((20, "succeeded"), (30, "succeeded"), (40, "failed"), (40, "succeeded"), (50, "succeeded"))
STRONG_RECORD = tuple((difficulty, "succeeded") for difficulty in (40, 50, 60, 60, 70))


@pytest.mark.parametrize(
    ("record", "ideas", "failed_at", "offered", "marked"),
    [
        pytest.param(RECORD, (10, 31), 60, 31, 31, id="the rung that the ladder marks"),
        pytest.param(RECORD, (10, 31, 45), 60, 45, 31, id="the next lower one, though the ladder marks an easier one"),
        pytest.param(RECORD, (5, 55), 60, 55, 31, id="the next lower one, though something new would suit better"),
        pytest.param(STRONG_RECORD, (10, 45), 30, 10, 45, id="a lower one where the ladder marks a harder one"),
    ],
)
def test_a_failure_for_want_of_skill_leads_to_the_next_lower_rung_and_tells_the_ladders_mark_apart(
    record: tuple[tuple[int, str], ...], ideas: tuple[int, ...], failed_at: int, offered: int | None, marked: int
) -> None:
    earlier = [make_closed_challenge(30 - i, *outcome) for i, outcome in enumerate(record)]
    rungs, failed = [make_rung(difficulty) for difficulty in ideas], make_rung(failed_at)
    challenge = on_rung(failed, "failed", attribution="skill")
    contents = make_contents(challenge, failed, *rungs, *earlier)
    ladder = build_ladder(contents, compute_domain_stats(contents, TASK, TODAY))
    ending = end(challenge, failed, *rungs, *earlier)
    ladder_mark = ladder.next_rung or ladder.next_place
    assert [row.difficulty for row in ending.excerpt if row.is_next] == [ladder_mark.difficulty] == [marked]
    assert (ending.lower_rung.difficulty if ending.lower_rung else None) == offered
    assert ending.ladder_marks_another == (offered is not None and offered != marked)
    assert offered is None or offered in [row.difficulty for row in ending.excerpt]
    assert ending.wants_skill


def test_a_short_ladder_is_shown_whole() -> None:
    rung = make_rung(50)
    ending = end(on_rung(rung, "succeeded"), rung)
    assert [row.rung.title for row in ending.excerpt if row.rung] == ["Give a talk", "rung 50"]


def test_the_lower_rung_is_the_hardest_easier_one_not_done_yet() -> None:
    rungs = {difficulty: make_rung(difficulty) for difficulty in (20, 35, 50, 60)}
    done = on_rung(rungs[50], "succeeded", 9)
    ending = end(on_rung(rungs[60], "failed", attribution="skill"), *rungs.values(), done)
    assert (ending.lower_rung.id, ending.offers_lower_rung) == (rungs[35].id, True)
    few = [rungs[60], rungs[50]]
    again = end(on_rung(rungs[60], "failed", attribution="skill"), *few, done)
    assert again.lower_rung.id == rungs[50].id
    lowest = end(on_rung(rungs[20], "failed", attribution="skill"), *rungs.values())
    assert (lowest.lower_rung, lowest.offers_lower_rung) == (None, False)


@pytest.mark.parametrize(
    ("outcome", "attribution"), [("succeeded", "skill"), ("partly", "skill"), ("failed", "luck"), ("failed", None)]
)
def test_only_a_failure_put_down_to_skill_offers_the_lower_rung(outcome: str, attribution: str | None) -> None:
    rungs = [make_rung(30), make_rung(50)]
    assert not end(on_rung(rungs[1], outcome, attribution=attribution), *rungs).offers_lower_rung
