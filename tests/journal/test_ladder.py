"""The ladder as a view: rows, marks, what the person says beside what the record gives, and when to rate again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from efficacy_tui.insight.efficacy import Outcome
from efficacy_tui.insight.odds import odds_of
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.ladder import DAILY, Ladder, LadderRung, NextPlace, build_ladder
from efficacy_tui.model import records as r
from efficacy_tui.model import types as t
from efficacy_tui.store.tables import Contents
from tests.support.factories import (
    SPEAKING,
    TODAY,
    days_ago,
    make_closed_challenge,
    make_contents,
    make_ratings,
    make_record,
)

DAYS: tuple[tuple[int, int, t.Outcome], ...] = (
    (27, 40, "succeeded"),
    (23, 50, "succeeded"),
    (18, 60, "failed"),
    (14, 55, "partly"),
    (14, 48, "succeeded"),
    (7, 70, "abandoned"),
    (0, 58, "succeeded"),
)
"""The outcomes of four weeks, as days ago, difficulty and outcome."""

SCORES = {"succeeded": (1.0, 1.0), "partly": (0.5, 1.0), "failed": (0.0, 1.0), "abandoned": (0.0, 0.5)}
"""The score and the weight of each outcome."""


def rung(difficulty: int, title: str = "", **fields: Any) -> r.Rung:
    values = {"domain": SPEAKING.id, "title": title or f"rung {difficulty}", "difficulty": difficulty}
    return make_record(r.Rung, **{**values, **fields})


def rating(of: r.Rung, confidence: int, ago: int = 0) -> r.RungRating:
    return make_record(r.RungRating, rung=of.id, day=days_ago(ago), confidence=confidence)


def put_away_outcomes(days: Sequence[tuple[int, int, t.Outcome]] = DAYS) -> list[r.Record]:
    """The outcomes, each of a rung that was put away, so that none of them is a row of the ladder."""
    rows: list[r.Record] = []
    for ago, difficulty, outcome in days:
        archived = rung(difficulty, f"done {difficulty} {ago}", archived=True)
        rows += [archived, make_closed_challenge(ago, difficulty, outcome, rung=archived.id)]
    return rows


def active(of: r.Rung | None, **fields: Any) -> r.Challenge:
    values: dict[str, Any] = {
        "domain": SPEAKING.id, "rung": of.id if of else None, "title": "I will do it", "done_when": "it is done",
        "difficulty": of.difficulty if of else 50, "odds": 60, "start": days_ago(3), "due": days_ago(-5),
    }  # fmt: skip
    return make_record(r.Challenge, **{**values, **fields})


def ladder_of(*rows: r.Record, domain: r.Domain = SPEAKING) -> Ladder:
    contents = make_contents(*rows)
    contents = msgspec.structs.replace(contents, domains={**contents.domains, domain.id: domain})
    return build_ladder(contents, compute_domain_stats(contents, domain, TODAY))


def row_of(ladder: Ladder, of: r.Record | str) -> LadderRung:
    index = ladder.index_of(of if isinstance(of, str) else of.id)
    assert index is not None
    return ladder.rungs[index]


def placed(difficulty: int | None) -> r.Domain:
    return msgspec.structs.replace(SPEAKING, task_difficulty=difficulty)


# -- rows ----------------------------------------------------------------------------------------


def test_an_empty_ladder() -> None:
    ladder = ladder_of()
    assert (ladder.rungs, ladder.is_empty, ladder.next_place, ladder.even_odds) == ((), True, None, None)
    assert (ladder.strength, ladder.level, ladder.change, ladder.record_gap) == (None, None, None, None)
    assert not ladder.is_rating_due
    assert ladder_of(domain=placed(50)).is_empty


def test_hard_is_up_and_of_equal_rungs_the_older_is_below() -> None:
    low, first, second, high = rung(20), rung(50, "first"), rung(50, "second"), rung(80)
    second = msgspec.structs.replace(second, created=first.created.replace(hour=23))
    assert [row.id for row in ladder_of(second, high, first, low).rungs] == [high.id, second.id, first.id, low.id]


def test_rungs_put_away_and_those_of_other_domains_are_not_on_it() -> None:
    other = make_record(r.Domain, name="Writing", task="write")
    ladder = ladder_of(rung(20, archived=True), rung(30, domain=other.id), kept := rung(40))
    assert [row.id for row in ladder.rungs] == [kept.id]


@pytest.mark.parametrize("outcome", ["succeeded", "partly", "failed", "abandoned"])
def test_a_rung_says_how_its_last_challenge_ended(outcome: t.Outcome) -> None:
    once = rung(40)
    first = make_closed_challenge(20, 40, "failed", rung=once.id, learned="wait")
    last = make_closed_challenge(3, 45, outcome, rung=once.id)
    row = row_of(ladder_of(once, last, first), once)
    assert (row.status, row.difficulty, row.challenge, row.is_begun, row.is_movable) == (outcome, 40, last, True, False)
    assert [(item.day, item.outcome, item.learned) for item in row.outcomes] == [
        (days_ago(3), outcome, ""),
        (days_ago(20), "failed", "wait"),
    ]


def test_an_idea_can_be_moved_and_an_open_rung_cannot() -> None:
    idea, begun = rung(30), rung(40)
    ladder = ladder_of(idea, begun, challenge := active(begun))
    assert [(row.status, row.is_movable, row.challenge) for row in ladder.rungs] == [
        ("open", False, challenge),
        ("idea", True, None),
    ]
    assert ladder.open_rung == ladder.rungs[0]
    assert (ladder.count("idea"), ladder.count("open", "idea"), ladder.count("failed")) == (1, 2, 0)


def test_a_challenge_without_a_rung_is_a_row_of_its_own() -> None:
    gone = make_closed_challenge(5, 33, "succeeded", rung="f" * 32)
    never = active(None)
    ladder = ladder_of(gone, never)
    assert [(row.id, row.title, row.rung, row.is_movable) for row in ladder.rungs] == [
        (never.id, "Do it", None, False),
        (gone.id, "Do number 33", None, False),
    ]
    assert not ladder.is_empty


def test_a_challenge_of_another_domains_rung_is_a_row_of_its_own() -> None:
    other = make_record(r.Domain, name="Writing", task="write")
    foreign = rung(40, domain=other.id)
    challenge = make_closed_challenge(5, 33, "succeeded", rung=foreign.id)
    assert [row.id for row in ladder_of(foreign, challenge).rungs] == [challenge.id]


def test_a_rung_put_away_elsewhere_is_there_while_its_challenge_is_open() -> None:
    hidden = rung(40, archived=True)
    assert [row.status for row in ladder_of(hidden, active(hidden)).rungs] == ["open"]
    assert ladder_of(hidden, make_closed_challenge(2, 40, "failed", rung=hidden.id)).rungs == ()


def test_every_challenge_is_under_exactly_one_row_or_put_away() -> None:
    rungs = [rung(10), rung(20), rung(30, archived=True)]
    links = [rungs[0].id, rungs[0].id, rungs[1].id, None, "e" * 32]
    challenges = [make_closed_challenge(n, 40 + n, "failed", rung=link) for n, link in enumerate(links)]
    ladder = ladder_of(*rungs, *challenges)
    rows = {row.id: [c.id for c in challenges if row.id in (c.rung, c.id)] for row in ladder.rungs}
    assert sorted(key for keys in rows.values() for key in keys) == sorted(c.id for c in challenges)
    assert len(rows) == 4


def test_an_outcome_dated_in_the_future_is_none_yet() -> None:
    idea = rung(40)
    ladder = ladder_of(idea, make_closed_challenge(-3, 40, "succeeded", rung=idea.id))
    assert (ladder.rungs[0].outcomes, ladder.outcomes_missing) == ((), 3)


# -- the daily task ------------------------------------------------------------------------------


def test_the_daily_task_is_on_the_ladder_once_it_has_a_place() -> None:
    low, same, high = rung(20), rung(50), rung(80)
    assert all(row.status != "daily" for row in ladder_of(low, same, high).rungs)
    ladder = ladder_of(low, same, high, domain=placed(50))
    assert [row.id for row in ladder.rungs] == [high.id, DAILY, same.id, low.id]
    daily = row_of(ladder, DAILY)
    assert (daily.title, daily.rung, daily.is_movable, daily.is_begun) == ("Give a talk", None, True, False)
    assert DAILY not in [row.id for row in ladder.own_rungs]


def test_what_one_says_of_the_daily_task_is_hidden_until_todays_check_in() -> None:
    for last, expected in ((1, None), (0, 70)):
        daily = row_of(ladder_of(rung(20), *make_ratings([70] * 9, last=last), domain=placed(50)), DAILY)
        assert (daily.confidence, daily.rated_on) == (expected, days_ago(last))
    never = row_of(ladder_of(rung(20), domain=placed(50)), DAILY)
    assert (never.confidence, never.rated_on) == (None, None)


def test_of_few_ratings_the_ladder_says_the_last_as_the_dashboard_does() -> None:
    ratings = [*make_ratings([30, 60], last=1), *make_ratings([40])]
    ladder = ladder_of(rung(20), *ratings, domain=placed(50))
    assert row_of(ladder, DAILY).confidence == 40


def test_the_daily_task_is_in_neither_strength_nor_the_next_rung() -> None:
    rungs = [rung(20), rung(30)]
    ladder = ladder_of(
        *rungs, *(rating(item, 60) for item in rungs), *make_ratings([100] * 9), *put_away_outcomes(), domain=placed(47)
    )
    assert (ladder.strength, ladder.rated) == (60, 2)
    assert row_of(ladder, DAILY).odds is not None
    assert not row_of(ladder, DAILY).is_next


# -- the record ----------------------------------------------------------------------------------


def test_the_next_rung_after_four_weeks() -> None:
    """The check value: rungs 20, 35, 47, 60, 75 and a target of .70 → 47, with odds .698843."""
    ladder = ladder_of(*(rung(difficulty) for difficulty in (20, 35, 47, 60, 75)), *put_away_outcomes())
    assert [(row.difficulty, row.odds, row.is_stretch, row.is_next) for row in ladder.rungs] == [
        (75, 32, False, False),
        (60, 52, False, False),
        (47, 70, True, True),
        (35, 82, True, False),
        (20, 91, False, False),
    ]
    odds = odds_of([Outcome(27 - ago, difficulty, *SCORES[outcome]) for ago, difficulty, outcome in DAYS], 27)
    assert [row.odds for row in ladder.rungs] == [round(100 * odds.at(row.difficulty)) for row in ladder.rungs]
    assert odds.at(47) == pytest.approx(0.698843, abs=5e-7)
    assert (ladder.next_rung, ladder.next_place) == (ladder.rungs[2], None)
    assert (ladder.even_odds, ladder.outcomes_missing) == (62, 0)


@pytest.mark.parametrize("difficulties", [(5, 10), (80, 95), (10, 90), (68, 69)])
def test_where_no_rung_serves_the_ladder_says_where_one_is_missing(difficulties: tuple[int, ...]) -> None:
    """All too easy, all too hard, some of each, or beyond a short step from the hardest success."""
    ladder = ladder_of(*(rung(difficulty) for difficulty in difficulties), *put_away_outcomes())
    assert (ladder.next_rung, ladder.next_place) == (None, NextPlace(47, 70))


def test_no_rung_is_next_more_than_ten_points_above_the_hardest_success() -> None:
    days = [(9 - n, 20, "succeeded") for n in range(9)]
    fitting, beyond = rung(30), rung(31)
    ladder = ladder_of(fitting, beyond, *put_away_outcomes(days))
    assert row_of(ladder, beyond).odds == row_of(ladder, fitting).odds
    assert ladder.next_rung is None or ladder.next_rung.id == fitting.id
    assert ladder_of(beyond, *put_away_outcomes(days)).next_place == NextPlace(30, row_of(ladder, fitting).odds or 0)


def test_nothing_is_suggested_while_a_challenge_is_open() -> None:
    rungs = [rung(difficulty) for difficulty in (20, 35, 47, 60, 75)]
    ladder = ladder_of(*rungs, active(rungs[0]), *put_away_outcomes())
    assert (ladder.next_rung, ladder.next_place) == (None, None)
    assert ladder.rungs[0].odds == 32


@pytest.mark.parametrize(
    ("outcomes", "ratings", "expected"),
    [
        (0, (100, 90, 80), 1),
        (1, (100, 90, 80), 1),
        (2, (100, 90, 80), 2),
        (2, (100, 90, 70), 1),
        (0, (80, 80, 80), None),
        (0, (70, 90, 80), 1),
        (0, (), None),
    ],
)
def test_before_the_record_speaks_the_hardest_sure_rung_is_next(
    outcomes: int, ratings: tuple[int, ...], expected: int | None
) -> None:
    rungs = [rung(20), rung(40), rung(60)]
    rows = [rating(item, value) for item, value in zip(rungs, ratings, strict=False)]
    ladder = ladder_of(*rungs, *rows, *put_away_outcomes(DAYS[:outcomes]))
    assert ladder.outcomes_missing == 3 - outcomes
    assert (ladder.next_rung.id if ladder.next_rung else None) == (None if expected is None else rungs[expected].id)
    assert (ladder.next_place, ladder.even_odds) == (None, None)
    assert {row.odds for row in ladder.rungs} == {None}
    assert not any(row.is_stretch for row in ladder.rungs)


def test_three_outcomes_are_enough_for_odds() -> None:
    ladder = ladder_of(rung(40), *put_away_outcomes(DAYS[:3]))
    assert (ladder.outcomes_missing, ladder.rungs[0].odds is not None, ladder.record_gap) == (0, True, None)


def test_where_the_record_gives_way_there_are_no_odds_and_no_suggestion() -> None:
    """The check value: 30 challenges every third day, 20 ✗ and 80 ✓ in turn."""
    days = [(3 * (29 - n), (20, 80)[n % 2], ("failed", "succeeded")[n % 2]) for n in range(30)]
    rungs = [rung(10 * n) for n in range(1, 6)]
    ladder = ladder_of(*rungs, *(rating(item, 50) for item in rungs), *put_away_outcomes(days))
    assert ladder.withheld_sentence
    assert ({row.odds for row in ladder.rungs}, ladder.even_odds, ladder.next_place) == ({None}, None, None)
    assert (ladder.next_rung, ladder.record_gap, ladder.strength) == (None, None, 50)


# -- what one says -------------------------------------------------------------------------------


def scale(values: dict[int, int], ago: int = 0) -> list[r.Record]:
    """Rungs with a rating each: difficulty → confidence."""
    rungs = {difficulty: rung(difficulty) for difficulty in values}
    return [*rungs.values(), *(rating(rungs[difficulty], value, ago) for difficulty, value in values.items())]


CHECK = {10: 100, 20: 90, 30: 90, 40: 60, 50: 80, 60: 50, 70: 40, 80: 10}


def test_strength_level_and_slope() -> None:
    """The check values: strength 65, level 50, S_own 15.380126, so 80 to 20 over 42.64 points."""
    ladder = ladder_of(*scale(CHECK))
    assert (ladder.strength, ladder.rated, ladder.names_level, ladder.level) == (65, 8, True, 50)
    assert ladder.points_80_to_20 == round(15.380126 * 2.772589)
    assert ladder.record_gap is None


@pytest.mark.parametrize(
    ("values", "strength", "names_level", "level"),
    [
        ({20: 80}, 80, False, None),
        ({20: 80, 30: 61}, 70, False, None),
        ({20: 80, 30: 70, 40: 60}, 70, False, None),
        ({20: 80, 30: 70, 40: 60, 50: 0}, 52, True, 30),
        ({20: 60, 30: 60, 40: 60, 50: 0}, 45, True, None),
    ],
)
def test_a_level_is_named_from_four_rated_rungs_on(
    values: dict[int, int], strength: int, names_level: bool, level: int | None
) -> None:
    ladder = ladder_of(*scale(values), rung(90))
    assert (ladder.strength, ladder.rated) == (strength, len(values))
    assert (ladder.names_level, ladder.level, ladder.points_80_to_20) == (names_level, level, None)


def test_rungs_put_away_do_not_count_for_strength() -> None:
    gone = rung(40, archived=True)
    ladder = ladder_of(gone, rating(gone, 0), *scale({20: 80}))
    assert (ladder.strength, ladder.rated) == (80, 1)


def test_how_the_ratings_lie_beside_the_record() -> None:
    """After four weeks the odds are 91, 82, 70, 52 and 32 %."""
    surer = {20: 100, 35: 80, 47: 80, 60: 50, 75: 40}
    gap = ladder_of(*scale(surer), *put_away_outcomes()).record_gap
    assert gap == (5, 3, pytest.approx(9), 2, pytest.approx(2))
    assert ladder_of(*scale(dict(list(surer.items())[:3])), *put_away_outcomes()).record_gap is None


def test_the_latest_rating_of_a_rung_is_shown_with_its_day() -> None:
    once = rung(40)
    row = row_of(ladder_of(once, rating(once, 80, 3), rating(once, 30, 90)), once)
    assert (row.confidence, row.rated_on) == (80, days_ago(3))


def test_a_rating_dated_in_the_future_does_not_count() -> None:
    once = rung(40)
    ladder = ladder_of(once, rating(once, 30, 40), rating(once, 90, -2))
    assert (ladder.strength, ladder.is_rating_due) == (30, True)


@pytest.mark.parametrize(("ago", "is_old"), [(0, False), (60, False), (61, True)])
def test_a_rating_is_old_after_sixty_days(ago: int, is_old: bool) -> None:
    once = rung(40)
    assert row_of(ladder_of(once, rating(once, 80, ago)), once).is_rating_old(TODAY) is is_old
    assert not row_of(ladder_of(once), once).is_rating_old(TODAY)


# -- change --------------------------------------------------------------------------------------


def two_times(before: Sequence[int], after: Sequence[int], ago: int = 30, spread: int = 0) -> list[r.Record]:
    """Rungs rated at two times; the ratings of each time are spread over so many days."""
    rows: list[r.Record] = []
    for number, (early, late) in enumerate(zip(before, after, strict=True)):
        one = rung(10 * number + 5)
        rows += [one, rating(one, early, ago + number % (spread + 1)), rating(one, late, number % (spread + 1))]
    return rows


@pytest.mark.parametrize(("count", "limit"), [(4, 19.599640), (6, 17.891942), (8, 16.973786), (10, 16.4)])
def test_a_change_is_named_past_its_limit(count: int, limit: float) -> None:
    """The limits of change."""
    for points, is_named in ((10, False), (20, True), (-20, True)):
        ladder = ladder_of(*two_times([50] * count, [50 + points] * count))
        assert ladder.change is not None
        assert ladder.change.limit == pytest.approx(limit, abs=1e-6 if count < 10 else 0.05)
        assert (ladder.change.n, ladder.change.change, ladder.change.is_named) == (count, points, is_named)
        assert ladder.compared_with == days_ago(30)


@pytest.mark.parametrize(("spread", "ago", "expected"), [(6, 20, 7), (6, 14, 7), (0, 7, 4), (0, 6, None)])
def test_ratings_within_a_week_are_of_one_time(spread: int, ago: int, expected: int | None) -> None:
    count = 7 if spread else 4
    change = ladder_of(*two_times([40] * count, [60] * count, ago=ago, spread=spread)).change
    assert (change.n if change else None) == expected


def test_three_rungs_rated_twice_are_no_change() -> None:
    assert ladder_of(*two_times([20] * 3, [90] * 3)).change is None


def test_a_rung_rated_alone_is_no_time_to_compare() -> None:
    rows = two_times([40] * 5, [70] * 5, ago=60)
    one = next(row for row in rows if isinstance(row, r.Rung))
    early = [rating(row, 0, 200) for row in rows if isinstance(row, r.Rung)]
    moved = [
        msgspec.structs.replace(row, day=days_ago(20)) if isinstance(row, r.RungRating) and row.day == TODAY else row
        for row in rows
    ]
    ladder = ladder_of(*moved, *early, rating(one, 0))
    assert ladder.change is not None
    assert (ladder.change.change, ladder.compared_with) == (30, days_ago(60))


# -- rating again --------------------------------------------------------------------------------


@pytest.mark.parametrize(("ago", "is_due"), [(0, False), (27, False), (28, True), (400, True)])
def test_rating_is_due_after_four_weeks(ago: int, is_due: bool) -> None:
    first, second = rung(20), rung(40)
    assert ladder_of(first, second, rating(first, 50, 500), rating(second, 50, ago)).is_rating_due is is_due


def test_rating_is_due_when_nothing_was_rated_yet() -> None:
    assert ladder_of(rung(20)).is_rating_due
    assert not ladder_of(active(None)).is_rating_due


@pytest.mark.parametrize(("rungs", "rated", "is_due"), [(1, 1, False), (2, 1, False), (3, 1, True), (3, 2, False)])
@pytest.mark.parametrize("earlier", [None, 40])
def test_a_rung_rated_alone_is_not_the_ladder(rungs: int, rated: int, is_due: bool, earlier: int | None) -> None:
    scale_rungs = [rung(10 * n) for n in range(1, rungs + 1)]
    before = [rating(row, 50, earlier) for row in scale_rungs] if earlier is not None else []
    lately = [rating(row, 60, 1) for row in scale_rungs[:rated]]
    ladder = ladder_of(*scale_rungs, *before, *lately)
    assert ladder.is_rating_due is is_due
    assert ladder.last_whole_rating == (days_ago(1) if not is_due else None if earlier is None else days_ago(earlier))
    assert ladder.last_rated == days_ago(1)


def test_a_rung_rated_alone_makes_the_others_no_younger() -> None:
    scale_rungs = [rung(10 * n) for n in range(1, 7)]
    old = [rating(row, 50, 100) for row in scale_rungs]
    assert not ladder_of(*scale_rungs, *old, rating(scale_rungs[0], 90, 1)).is_rated_lately
    assert ladder_of(*scale_rungs, *old, *(rating(row, 90, 1) for row in scale_rungs[:3])).is_rated_lately


def test_four_rungs_rated_within_a_week_are_a_time_of_rating_on_the_longest_ladder() -> None:
    scale_rungs = [rung(5 * n) for n in range(1, 13)]
    week = [rating(row, 50, ago) for row, ago in zip(scale_rungs, (8, 6, 4, 2), strict=False)]
    assert ladder_of(*scale_rungs, *week).last_whole_rating == days_ago(2)
    assert ladder_of(*scale_rungs, *week[1:]).last_whole_rating is None


@pytest.mark.parametrize(
    ("agos", "is_due"), [((3, 2, 1), True), ((3, 2), False), ((9, 2, 1), False), ((5, 5, 5), False), ((4, 4, 4), True)]
)
def test_rating_is_due_when_three_outcomes_have_come_since(agos: tuple[int, ...], is_due: bool) -> None:
    """Those of the day of rating were known when it was given."""
    once = rung(20)
    outcomes = [make_closed_challenge(ago, 20, "failed", rung=once.id) for ago in agos]
    assert ladder_of(once, rating(once, 50, 5), *outcomes).is_rating_due is is_due


# -- purity --------------------------------------------------------------------------------------


def test_the_same_records_make_the_same_ladder_in_any_order() -> None:
    rows = [*scale(CHECK), *put_away_outcomes(), *two_times([40] * 4, [60] * 4)]
    contents = make_contents(*rows)
    reordered = Contents(
        **{
            name: dict(reversed(contents.table(name).items()))
            for name in ("domains", "rungs", "rung_ratings", "challenges")
        }
    )
    ladders = [build_ladder(item, compute_domain_stats(item, SPEAKING, TODAY)) for item in (contents, reordered)]
    assert ladders[0] == ladders[1]
