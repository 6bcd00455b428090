"""What of the person's own comes back: after a rating, and before the next challenge."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from efficacy_tui.journal.attributions import count_attributions
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.recall import (
    Lesson,
    done_near_task,
    is_below_usual,
    lessons_near,
    recall_after_rating,
    told_lately,
)
from efficacy_tui.model.records import Challenge, Mastery, Persuasion
from efficacy_tui.store.tables import Contents
from tests.support.factories import (
    SPEAKING,
    TODAY,
    days_ago,
    make_closed_challenge,
    make_contents,
    make_entry,
    make_ratings,
)
from tests.support.fixed_clock import FixedClock


def at_task(place: int | None, *rows: object) -> tuple[Contents, DomainStats]:
    """Return contents, and the statistics of Speaking with its daily task at this difficulty."""
    contents = make_contents(*rows)
    return contents, compute_domain_stats(contents, replace(SPEAKING, task_difficulty=place), TODAY)


def make_mastery(ago: int, text: str, difficulty: int | None, challenge: str | None = None) -> Mastery:
    return make_entry(Mastery, ago, text, difficulty=difficulty, challenge=challenge)


def make_words(ago: int, quote: str, who: str = "Mara") -> Persuasion:
    return make_entry(Persuasion, ago, quote, quote=quote, who=who)


@pytest.mark.parametrize(("rating", "below"), [(40, True), (50, False), (60, False)])
def test_below_the_level_is_below_the_usual(rating: int, below: bool) -> None:
    _, stats = at_task(None, *make_ratings([50] * 8))
    assert is_below_usual(rating, stats) == below


def test_below_the_record_is_below_the_usual_even_at_the_level() -> None:
    record = [make_closed_challenge(20 - i, 60, "succeeded") for i in range(6)]
    _, stats = at_task(40, *make_ratings([30] * 8), *record)
    assert stats.reference.percent > 60
    assert is_below_usual(60, stats)
    assert not is_below_usual(stats.reference.percent, stats)


def test_without_a_level_or_a_record_no_rating_is_below() -> None:
    _, stats = at_task(None, *make_ratings([50] * 3))
    assert not is_below_usual(0, stats)


def test_the_hardest_deed_up_to_a_little_above_the_task_comes_first() -> None:
    rows = [make_mastery(9, "small", 20), make_mastery(8, "near", 58), make_mastery(7, "far above", 90)]
    contents, stats = at_task(50, *rows, make_mastery(6, "unrated", None))
    assert [recall.text for recall in done_near_task(contents, stats)] == ["near", "small", "unrated", "far above"]
    contents, stats = at_task(None, *rows)
    assert done_near_task(contents, stats)[0].text == "far above"


def test_a_challenge_that_succeeded_counts_once_with_the_words_written_of_it() -> None:
    done = make_closed_challenge(5, 45, "succeeded")
    other = make_closed_challenge(4, 40, "succeeded")
    contents, stats = at_task(50, done, other, make_mastery(5, "Gave the talk", 45, done.id))
    assert [(recall.text, recall.difficulty) for recall in done_near_task(contents, stats)] == [
        ("Gave the talk", 45),
        ("Do number 40", 40),
    ]


def test_the_part_of_a_failure_that_worked_is_no_deed_to_come_back() -> None:
    failed = make_closed_challenge(5, 45, "failed")
    contents, stats = at_task(50, failed, make_mastery(5, "The opening", 45, failed.id))
    assert done_near_task(contents, stats) == []


def test_words_come_back_newest_first() -> None:
    contents, stats = at_task(50, make_words(9, "older"), make_words(2, "newer"))
    assert [(recall.text, recall.who) for recall in told_lately(contents, stats)] == [
        ("newer", "Mara"),
        ("older", "Mara"),
    ]


def test_below_the_usual_it_is_a_deed_and_else_what_was_told() -> None:
    rows = [*make_ratings([50] * 8), make_mastery(9, "Gave the talk", 45), make_words(2, "It clicked")]
    contents, stats = at_task(50, *rows)
    assert recall_after_rating(contents, stats, 40).text == "Gave the talk"
    assert recall_after_rating(contents, stats, 60).text == "It clicked"


def test_what_was_shown_last_gives_way_to_the_next() -> None:
    rows = [*make_ratings([50] * 8), make_mastery(9, "Gave the talk", 45), make_mastery(8, "Asked a question", 30)]
    contents, stats = at_task(50, *rows)
    first = recall_after_rating(contents, stats, 40)
    second = recall_after_rating(contents, stats, 40, first.id)
    assert (first.text, second.text) == ("Gave the talk", "Asked a question")
    only_contents, only_stats = at_task(50, rows[8])
    assert recall_after_rating(only_contents, only_stats, 40, rows[8].id) is None


def test_the_same_is_not_shown_two_days_running(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus().id
    assert speaking.recalls.shown_before(domain) == ""
    speaking.recalls.note(domain, "first")
    assert speaking.recalls.shown_before(domain) == ""
    clock.move(days=1)
    assert speaking.recalls.shown_before(domain) == "first"
    speaking.recalls.note(domain, "second")
    assert speaking.recalls.shown_before(domain) == "first"
    clock.move(days=1)
    assert speaking.recalls.shown_before(domain) == "second"


@pytest.mark.parametrize("value", ["text", {"id": 7}, None, {"id": "x"}])
def test_a_damaged_note_of_what_was_shown_is_none(speaking: Journal, value: object) -> None:
    domain = speaking.domains.focus().id
    speaking.settings.set(f"recalled:{domain}", value)
    assert speaking.recalls.shown_before(domain) == ""


def taught(ago: int, difficulty: int, learned: str = "", role_model: str = "", rung: str | None = None) -> Challenge:
    challenge = make_closed_challenge(ago, difficulty, "partly")
    return replace(challenge, learned=learned, role_model=role_model, rung=rung)


def test_lessons_of_the_rung_come_before_those_near_it() -> None:
    rung = "a" * 32
    rows = [
        taught(3, 52, "near and newer"),
        taught(9, 50, "on the rung", rung=rung),
        taught(2, 90, "far away"),
        taught(1, 50),
    ]
    lessons = lessons_near(rows, SPEAKING.id, rung, 50)
    assert [lesson.learned for lesson in lessons] == ["on the rung", "near and newer"]


def test_a_lesson_says_its_day_and_its_model_and_comes_once() -> None:
    rows = [taught(9, 50, "pause", "Jon"), taught(3, 52, "pause", "Jon"), taught(20, 55, "", "Mara")]
    assert lessons_near(rows, SPEAKING.id, None, 50) == [
        Lesson(days_ago(3), "pause", "Jon"),
        Lesson(days_ago(20), "", "Mara"),
    ]
    assert lessons_near(rows, "0" * 32, None, 50) == []
    assert lessons_near(rows, SPEAKING.id, None, None) == []


def test_attributions_are_counted_apart_for_what_worked_out() -> None:
    rows = [
        *(make_closed_challenge(20 - i, 40, "succeeded", attribution="effort") for i in range(4)),
        make_closed_challenge(10, 40, "succeeded", attribution="luck"),
        make_closed_challenge(9, 40, "succeeded"),
        make_closed_challenge(8, 40, "failed", attribution="skill"),
        make_closed_challenge(7, 40, "abandoned", attribution="luck", outside_cause=True),
    ]
    successes, others = count_attributions(make_contents(*rows), SPEAKING)
    assert (successes.n, successes.counts, successes.is_shown) == (5, (("effort", 4), ("luck", 1)), True)
    assert (others.n, others.counts, others.is_shown) == (1, (("skill", 1),), False)
