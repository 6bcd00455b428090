"""The sentences of a ladder that all UIs share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from efficacy_tui.insight.rungs import RecordGap, RungChange
from efficacy_tui.journal.ladder import DAILY, Ladder, LadderRung, NextPlace, RungOutcome
from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording import ladder as words
from efficacy_tui.wording.changes import arrow_sentence, describe_differences, record_name
from tests.support.factories import SPEAKING, TODAY, days_ago, make_contents, make_record


def row(**fields: Any) -> LadderRung:
    return LadderRung(**{"id": "r", "title": "Ask", "difficulty": 40, "status": "idea", **fields})


def ladder(*rungs: LadderRung, **fields: Any) -> Ladder:
    return Ladder(domain=SPEAKING, today=TODAY, rungs=rungs, **fields)


def make_challenge(**fields: Any) -> r.Challenge:
    values = {
        "domain": SPEAKING.id, "title": "I will ask", "done_when": "I asked", "difficulty": 40, "odds": 60,
        "start": days_ago(3), "due": days_ago(-2),
    }  # fmt: skip
    return make_record(r.Challenge, **{**values, **fields})


@pytest.mark.parametrize(
    ("statuses", "sentence"),
    [
        ((), ""),
        (("daily",), ""),
        (("idea",), "1 idea"),
        (("succeeded", "succeeded", "idea", "idea", "daily"), "2 done · 2 ideas"),
        (("partly", "failed", "abandoned", "open"), "3 tried · 1 under way"),
        (("succeeded", "failed", "idea", "open"), "1 done · 1 tried · 1 idea · 1 under way"),
    ],
)
def test_the_head_counts_what_is_on_the_ladder(statuses: tuple[Any, ...], sentence: str) -> None:
    assert words.count_words(ladder(*(row(status=status) for status in statuses))) == sentence


@pytest.mark.parametrize(
    ("missing", "withheld", "sentence"),
    [
        (3, "", "Your record speaks after 3 more outcomes."),
        (1, "", "Your record speaks after 1 more outcome."),
        (0, "", ""),
        (0, "How hard it was has said little so far.", "How hard it was has said little so far."),
    ],
)
def test_what_the_record_cannot_say_yet(missing: int, withheld: str, sentence: str) -> None:
    assert words.record_sentence(ladder(outcomes_missing=missing, withheld_sentence=withheld)) == sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, ""),
        ({"strength": 0, "rated": 1}, "You say 0 for one rung"),
        ({"strength": 65, "rated": 3}, "You say 65 on average over 3 rungs"),
        (
            {"strength": 65, "rated": 8, "names_level": True, "level": 50},
            "You say 65 on average over 8 rungs · sure up to difficulty 50",
        ),
        (
            {"strength": 20, "rated": 4, "names_level": True},
            "You say 20 on average over 4 rungs · not yet sure of the easiest",
        ),
        (
            {"strength": 60, "rated": 4, "change": RungChange(4, 22.5, 19.6), "compared_with": dt.date(2026, 10, 3)},
            "You say 60 on average over 4 rungs · 22 higher than in October",
        ),
        (
            {"strength": 60, "rated": 4, "change": RungChange(4, -25, 19.6), "compared_with": dt.date(2025, 12, 3)},
            "You say 60 on average over 4 rungs · 25 lower than in December 2025",
        ),
        (
            {"strength": 60, "rated": 4, "change": RungChange(4, 19.5, 19.6), "compared_with": dt.date(2026, 10, 3)},
            "You say 60 on average over 4 rungs",
        ),
    ],
)
def test_what_the_person_says_of_the_rungs(fields: dict[str, Any], sentence: str) -> None:
    assert words.own_sentence(ladder(**fields)) == sentence


def test_no_verdict_where_there_is_nothing_to_compare() -> None:
    assert words.comparison_sentence(ladder(rated=3)) == ""
    assert words.slope_sentence(ladder()) == ""


@pytest.mark.parametrize(
    ("gap", "long", "short"),
    [
        ((6, 5, 20.4, 1, 3.0), "20 points more than your record on 5 of 6", "20 above record on 5 of 6"),
        ((6, 1, 20.0, 5, 12.6), "13 points less than your record on 5 of 6", "13 below record on 5 of 6"),
        (
            (6, 4, 20.0, 2, 15.0),
            "20 points more than your record on 4 of 6, 15 less on 2",
            "20 above record on 4, 15 below on 2",
        ),
        (
            (8, 3, 9.0, 5, 1.0),
            "1 point less than your record on 5 of 8, 9 more on 3",
            "1 below record on 5, 9 above on 3",
        ),
        (
            (8, 4, 3.0, 4, 3.0),
            "3 points more than your record on 4 of 8, 3 less on 4",
            "3 above record on 4, 3 below on 4",
        ),
        ((4, 0, 0.0, 4, 30.0), "30 points less than your record on all 4", "30 below record on all 4"),
        ((4, 0, 0.0, 0, 0.0), "the same as your record on 4 of 4", "as your record on 4 of 4"),
        ((5, 1, 9.0, 1, 9.0), "the same as your record on 3 of 5", "as your record on 3 of 5"),
    ],
)
def test_person_and_record_are_compared_by_how_much_and_in_both_directions(
    gap: tuple[int, int, float, int, float], long: str, short: str
) -> None:
    lately = row(confidence=60, rated_on=days_ago(28))
    compared = ladder(lately, rated=gap[0], record_gap=RecordGap(*gap))
    assert words.comparison_words(compared) == long
    assert words.comparison_words(compared, short=True) == short
    assert words.comparison_sentence(compared) == f"You say {long} rungs."


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (109, "52 on average over 6 rungs · 20 points more than your record on 5 of 6 · sure up to difficulty 58"),
        (90, "52 on average · 20 points more than your record on 5 of 6 · sure up to difficulty 58"),
        (70, "52 on average over 6 rungs · 20 points more than your record on 5 of 6"),
        (69, "52 on average · 20 points more than your record on 5 of 6"),
        (49, "52 on average · 20 above record on 5 of 6"),
        (37, "20 points above your record on 5 of 6"),
        (29, "20 above record on 5 of 6"),
        (20, "52 on average"),
    ],
)
def test_what_differs_from_the_record_is_the_last_to_go_in_the_head(width: int, line: str) -> None:
    lately = row(confidence=60, rated_on=TODAY)
    gap = RecordGap(6, 5, 20.0, 1, 3.0)
    head = ladder(lately, strength=52, rated=6, names_level=True, level=58, record_gap=gap)
    assert words.own_label(head) == "You say"
    assert words.own_head_words(head, width) == line


@pytest.mark.parametrize(
    ("width", "line"), [(49, "60 on average over 4 rungs, in June"), (25, "60 on average, in June")]
)
def test_head_of_old_ratings_says_when_they_were_given(width: int, line: str) -> None:
    old = ladder(row(confidence=60, rated_on=dt.date(2026, 6, 3)), strength=60, rated=4)
    assert (words.own_label(old), words.own_head_words(old, width)) == ("You said", line)


def test_old_ratings_are_dated_and_not_compared() -> None:
    old = ladder(
        row(confidence=60, rated_on=dt.date(2026, 6, 3)), strength=60, rated=4, record_gap=RecordGap(4, 3, 9, 1, 9)
    )
    assert words.own_sentence(old) == "You said 60 on average over 4 rungs, in June"
    assert words.comparison_sentence(old) == ""


def test_a_change_says_over_which_rungs_and_since_when() -> None:
    lately = row(confidence=60, rated_on=TODAY)
    change = {"strength": 30, "rated": 8, "change": RungChange(4, 40.0, 19.6)}
    sentence = words.own_sentence(ladder(lately, **change, compared_with=TODAY.replace(day=2)))
    assert sentence == "You say 30 on average over 8 rungs · 40 higher than on 2 Nov, on the 4 rated both times"


def test_over_how_much_difficulty_confidence_falls() -> None:
    assert words.slope_sentence(ladder(points_80_to_20=43)) == (
        "Your confidence falls from 80 to 20 over about 43 points of difficulty."
    )


def test_where_the_next_challenge_belongs() -> None:
    assert words.next_place_words(NextPlace(61, 70)) == "next, about here: your record gives 70 %"


LESSON = RungOutcome(days_ago(5), "failed", "wait a breath")


@pytest.mark.parametrize(
    ("rung", "expected"),
    [
        (row(), ("", "")),
        (row(rung=make_record(r.Rung, domain=SPEAKING.id, title="Ask", difficulty=40)), ("today", "Added as an idea.")),
        (row(id=DAILY, status="daily"), ("", "Your daily task.")),
        (row(id=DAILY, status="daily", confidence=60, rated_on=TODAY), ("", "Your daily task.")),
        (
            row(id=DAILY, status="daily", rated_on=days_ago(1)),
            ("", "Your daily task. Your rating of it is shown after today’s check-in."),
        ),
        (row(status="open", challenge=make_challenge()), ("by 24 Nov", "Done when I asked")),
        (
            row(status="open", challenge=make_challenge(if_obstacle="my voice shakes", then_plan="breathe")),
            ("by 24 Nov", "If my voice shakes, then breathe"),
        ),
        (row(status="failed", outcomes=(LESSON,)), ("17 Nov", "Learned: wait a breath")),
        (
            row(status="succeeded", outcomes=(RungOutcome(days_ago(1), "succeeded"), LESSON)),
            ("17 Nov", "Learned: wait a breath"),
        ),
        (row(is_next=True, outcomes=(LESSON,), status="failed"), ("17 Nov", "Learned: wait a breath")),
        (row(is_next=True), ("", "Next: the hardest one not done yet that looks achievable.")),
        (row(confidence=60, rated_on=dt.date(2026, 6, 3)), ("", "Rated in June.")),
        (row(confidence=60, rated_on=dt.date(2025, 6, 3)), ("", "Rated in June 2025.")),
        (row(status="failed", outcomes=(RungOutcome(days_ago(5), "failed"),)), ("17 Nov", "Not this time.")),
        (row(status="abandoned", outcomes=(RungOutcome(days_ago(5), "abandoned"),)), ("17 Nov", "Let go.")),
    ],
)
def test_the_line_about_a_rung(rung: LadderRung, expected: tuple[str, str]) -> None:
    assert words.readout(ladder(rung), rung) == expected


def test_before_the_record_speaks_the_next_rung_is_one_the_person_is_sure_of() -> None:
    assert words.readout(ladder(outcomes_missing=2), row(is_next=True)) == (
        "",
        "Next: the hardest one not done yet that you rated 90 or more.",
    )


def test_the_day_of_an_outcome_is_short() -> None:
    days = (TODAY, days_ago(5), dt.date(2025, 11, 17))
    assert [words.outcome_day(day, TODAY) for day in days] == ["today", "17 Nov", "Nov ’25"]


def test_every_status_has_a_word() -> None:
    assert set(words.STATUS_WORDS) == {"idea", "open", "succeeded", "partly", "failed", "abandoned", "daily"}


# -- versions of rungs ---------------------------------------------------------------------------


def rated() -> tuple[Contents, r.Rung, r.RungRating]:
    rung = make_record(r.Rung, domain=SPEAKING.id, title="Ask twice", difficulty=40)
    rating = make_record(r.RungRating, rung=rung.id, day=TODAY, confidence=60)
    return make_contents(rung, rating), rung, rating


def test_a_rung_and_its_ratings_are_named() -> None:
    contents, rung, rating = rated()
    assert record_name("rungs", rung, contents, TODAY) == "Speaking, rung “Ask twice”"
    assert (
        record_name("rung_ratings", rating, contents, TODAY) == "Speaking, rating of a rung “Ask twice” of Sun 22 Nov"
    )
    assert record_name("rung_ratings", rating, Contents(), TODAY) == "rating of a rung of Sun 22 Nov"


@pytest.mark.parametrize(
    ("table", "fields", "expected"),
    [
        ("rungs", {"title": "Ask"}, ("title", "“Ask twice”", "“Ask”")),
        ("rungs", {"difficulty": 55}, ("difficulty", "40", "55")),
        ("rungs", {"archived": True}, ("archived", "no", "yes")),
        ("rung_ratings", {"confidence": 80}, ("confidence", "60", "80")),
        ("domains", {"goal": "a keynote"}, ("goal", "not set", "“a keynote”")),
        ("domains", {"task_difficulty": 56}, ("how hard the task is", "not set", "56")),
        ("challenges", {"rung": None}, ("rung", "“Ask twice”", "not set")),
        ("challenges", {"rung": "f" * 32}, ("rung", "“Ask twice”", "a rung that is gone")),
    ],
)
def test_what_changed_in_a_ladder_is_said_in_words(
    table: str, fields: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    contents, rung, rating = rated()
    rows: dict[str, Any] = {
        "rungs": rung, "rung_ratings": rating, "domains": SPEAKING, "challenges": make_challenge(rung=rung.id),
    }  # fmt: skip
    before = rows[table]
    (difference,) = describe_differences(before, msgspec.structs.replace(before, **fields), contents, TODAY)
    assert tuple(difference) == expected


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({"goal": "a talk"}, {"goal": "a keynote"}, "goal: “a talk” → “a keynote”"),
        ({}, {"task_difficulty": 45}, "how hard the task is: 45"),
        ({"goal": "a talk"}, {"goal": ""}, "goal: “a talk” → removed"),
        ({"goal": "a talk"}, {"goal": "", "task_difficulty": 45}, "goal: “a talk” → removed; how hard the task is: 45"),
    ],
)
def test_a_change_is_said_as_what_it_was_and_what_it_is(
    before: dict[str, Any], after: dict[str, Any], sentence: str
) -> None:
    earlier = msgspec.structs.replace(SPEAKING, **before)
    differences = describe_differences(earlier, msgspec.structs.replace(earlier, **after), Contents(), TODAY)
    assert arrow_sentence(differences) == sentence


@pytest.mark.parametrize(
    ("difficulty", "by", "is_last", "sentence"),
    [
        (80, 1, True, "It is already the hardest one."),
        (100, 1, False, "It is already the hardest one."),
        (99, 1, False, "The next one is at 100, and nothing is harder."),
        (20, -1, True, "It is already the easiest one."),
        (1, -1, False, "The next one is at 0, and nothing is easier."),
    ],
)
def test_why_a_rung_passes_no_neighbour(difficulty: int, by: int, is_last: bool, sentence: str) -> None:
    assert words.end_words(difficulty, by, is_last=is_last) == sentence
