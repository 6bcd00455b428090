"""First and last days, orders and limits of what the journal derives from its records."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest
from msgspec import structs

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.journal import onboarding
from efficacy_tui.journal.challenges import due_step
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.outcomes import domain_outcomes, hardest_success
from efficacy_tui.journal.profile import build_profile_report
from efficacy_tui.journal.query import parse_query
from efficacy_tui.journal.review import build_week_review, outcome_lines
from efficacy_tui.journal.search import match_spans
from efficacy_tui.journal.status import count_check_in_days, read_status
from efficacy_tui.journal.timeline import ItemCache, TimelineItem, build_timeline, newest_items
from efficacy_tui.model.records import Challenge, CheckIn, Domain, Mastery, Persuasion, Step
from efficacy_tui.store.errors import Rejected
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
from tests.support.fixed_clock import FixedClock

CHALLENGE: dict[str, Any] = {"title": "I will ask", "done_when": "asked", "difficulty": 40, "odds": 70}


@pytest.fixture
def domain(speaking: Journal) -> Domain:
    """The only domain of the journal."""
    focus = speaking.domains.focus()
    assert focus is not None
    return focus


def save(journal: Journal, *records: Any) -> None:
    """Save records as they are."""
    journal.change("Records", lambda unit: [unit.save(record) for record in records])


# -- challenges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_accepted"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_challenge_is_due_from_today_to_two_weeks_on(
    speaking: Journal, domain: Domain, days: int, is_accepted: bool
) -> None:
    due = speaking.today() + dt.timedelta(days=days)
    if is_accepted:
        assert speaking.challenges.start(domain.id, due=due, **CHALLENGE).due == due
    else:
        with pytest.raises(Rejected, match=r"is past|within 14 days"):
            speaking.challenges.start(domain.id, due=due, **CHALLENGE)


def test_closed_challenges_are_in_the_order_of_their_last_day(speaking: Journal, domain: Domain) -> None:
    early, late = (make_closed_challenge(ago, ago, "succeeded") for ago in (9, 2))
    still_open = make_record(Challenge, **{**CHALLENGE, "domain": domain.id, "start": TODAY, "due": TODAY})
    rows = [(early, 30), (late, 0)]
    # The challenge that was closed first was changed last, as after a correction.
    updated = [_with(row, domain=domain.id, updated=row.updated + dt.timedelta(minutes=m)) for row, m in rows]
    save(speaking, updated[1], updated[0], still_open)
    assert [row.id for row in speaking.challenges.closed(domain.id)] == [early.id, late.id]


def test_the_neighbours_of_a_challenge_are_by_start_whatever_the_order_of_the_file(
    speaking: Journal, domain: Domain
) -> None:
    first, second, third = (_with(make_closed_challenge(ago, ago, "failed"), domain=domain.id) for ago in (30, 20, 10))
    other = make_closed_challenge(15, 1, "failed")
    save(speaking, third, first, second, _with(other, domain=speaking.domains.add("Writing", "write").id))
    _, before, after = speaking.challenges.neighbours(second)
    assert (before, after) == (first, third)
    assert speaking.challenges.neighbours(first)[1] is None
    assert speaking.challenges.neighbours(third)[2] is None


@pytest.mark.parametrize(("ago", "is_open"), [(8, False), (7, True), (5, True), (4, True), (3, False)])
def test_a_challenge_is_open_from_its_first_to_its_last_day(
    speaking: Journal, domain: Domain, ago: int, is_open: bool
) -> None:
    challenge = _with(make_closed_challenge(4, 40, "succeeded"), domain=domain.id)
    save(speaking, challenge)
    assert challenge.start == days_ago(7)
    assert (speaking.challenges.open_on(domain.id, days_ago(ago)) is not None) == is_open


def test_a_challenge_never_ends_before_it_begins(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    challenge = speaking.challenges.start(domain.id, due=speaking.today(), **CHALLENGE)
    clock.move(days=-2)
    assert speaking.challenges.close(challenge.id, "failed").closed == challenge.start


def test_of_two_steps_on_a_day_the_first_is_due() -> None:
    steps = tuple(Step(text=text, day=day) for text, day in (("a", days_ago(1)), ("b", TODAY), ("c", TODAY)))
    challenge = make_record(Challenge, domain=SPEAKING.id, start=days_ago(1), due=TODAY, steps=steps, **CHALLENGE)
    assert due_step(challenge, TODAY) == (1, steps[1])
    assert due_step(challenge, days_ago(1)) == (0, steps[0])
    assert due_step(challenge, days_ago(2)) is None


def test_only_a_success_counts_as_the_hardest_success() -> None:
    challenges = [
        make_closed_challenge(9, 30, "succeeded"),
        make_closed_challenge(8, 55, "succeeded"),
        make_closed_challenge(7, 60, "partly"),
        make_closed_challenge(6, 90, "failed"),
        make_closed_challenge(5, 80, "abandoned"),
    ]
    assert hardest_success(domain_outcomes([], challenges)) == 55
    assert hardest_success(domain_outcomes([], challenges[2:])) is None


def test_a_result_for_a_step_that_was_moved_meanwhile_is_refused(speaking: Journal, domain: Domain) -> None:
    today, tomorrow = speaking.today(), speaking.today() + dt.timedelta(days=1)
    challenge = speaking.challenges.start(
        domain.id, due=tomorrow, steps=(Step(text="rehearse", day=today),), **CHALLENGE
    )
    speaking.challenges.edit(challenge.id, steps=(Step(text="rehearse", day=tomorrow),))
    with pytest.raises(Rejected, match="The steps were changed in the meantime"):
        speaking.challenges.record_step(challenge.id, 0, "done", challenge.steps[0])


def _with(record: Any, **fields: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(record, **fields)


# -- the status and the review -----------------------------------------------------------------------------


def test_days_with_a_check_in_are_counted_among_the_last_fourteen() -> None:
    assert count_check_in_days([days_ago(ago) for ago in range(14)], TODAY) == (14, 14)
    assert count_check_in_days([days_ago(13)], TODAY) == (1, 14)
    assert count_check_in_days([days_ago(14)], TODAY) == (0, 14)
    assert count_check_in_days([days_ago(12)], TODAY) == (1, 13)
    # A day ahead is possible after a journey to the west, and is not one of the last days.
    assert count_check_in_days([TODAY, TODAY + dt.timedelta(days=1)], TODAY) == (1, 1)


def test_the_status_names_the_next_of_the_open_challenges(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    for domain_id, days in ((domain.id, 9), (writing.id, 3)):
        speaking.challenges.start(domain_id, due=speaking.today() + dt.timedelta(days=days), **CHALLENGE)
    running = speaking.domains.add("Running", "run")
    closed = speaking.challenges.start(running.id, due=speaking.today(), **CHALLENGE)
    speaking.challenges.close(closed.id, "succeeded")
    status = read_status(speaking.path, clock.now())
    assert (status.challenges, status.due) == (2, 3)
    assert "2 challenges are open, the next one due in 3 days." in status.sentences


def test_the_review_of_a_past_week_ends_with_that_week() -> None:
    sunday, last_sunday = TODAY, days_ago(7)
    challenges = [make_closed_challenge(ago, ago, "succeeded") for ago in (14, 13, 7, 6)]
    week = build_week_review(make_contents(*challenges), last_sunday, sunday)
    assert (week.first, week.last, week.until) == (days_ago(13), last_sunday, last_sunday)
    assert [row.closed for row in week.closed] == [days_ago(13), days_ago(7)]


def test_steps_of_the_days_to_come_are_not_open_yet() -> None:
    wednesday = days_ago(4)
    steps = tuple(Step(text="a", day=wednesday + dt.timedelta(days=n)) for n in (-1, 0, 1))
    challenge = make_record(Challenge, domain=SPEAKING.id, start=days_ago(6), due=TODAY, steps=steps, **CHALLENGE)
    week = build_week_review(make_contents(challenge), wednesday, wednesday)
    assert (week.steps_done, week.steps_open) == (0, 2)
    assert outcome_lines(week) == ("Steps: 0 done, 2 still open.",)


def test_steps_of_what_has_ended_are_not_open() -> None:
    steps = tuple(Step(text="a", day=days_ago(ago), result=result) for ago, result in ((3, "done"), (2, None)))
    closed = structs.replace(make_closed_challenge(1, 40, "failed"), steps=steps)
    week = build_week_review(make_contents(closed), TODAY, TODAY)
    assert (week.steps_done, week.steps_open) == (1, 0)


def test_the_week_of_a_domain_holds_only_ratings_of_its_present_task() -> None:
    ratings = [*make_ratings([10], last=3, task="an earlier task"), *make_ratings([50, 60], last=1)]
    (row,) = build_week_review(make_contents(*ratings), TODAY, TODAY).domains
    assert (row.first, row.last, row.rated) == (50, 60, 2)


@pytest.mark.parametrize(("deviation", "differ"), [(None, False), (0.83, False), (0.84, True), (2.0, True)])
def test_raters_differ_above_the_usual_deviation(speaking: Journal, deviation: float | None, differ: bool) -> None:
    report = build_profile_report(speaking.contents, shipped_instrument(), speaking.today())
    assert replace(report, deviation=deviation).raters_differ is differ


# -- search and timeline -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("before:2026", None, dt.date(2026, 12, 31)),
        ("before:2026-02", None, dt.date(2026, 2, 28)),
        ("before:2026-12", None, dt.date(2026, 12, 31)),
        ("after:2026-02", dt.date(2026, 2, 1), None),
        ("after:2026", dt.date(2026, 1, 1), None),
        ("on:2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ],
)
def test_a_period_is_included_whole(line: str, first: dt.date | None, last: dt.date | None) -> None:
    query = parse_query(line)
    assert (query.first, query.last) == (first, last)


def test_matches_that_touch_are_one() -> None:
    assert match_spans("abcdef", ["ab", "cd"]) == [(0, 4)]
    assert match_spans("abcdef", ["bcd", "cde"]) == [(1, 5)]
    assert match_spans("ab cd", ["ab", "cd"]) == [(0, 2), (3, 5)]


@pytest.mark.parametrize("seed", range(6))
def test_the_newest_items_are_the_first_of_the_whole_timeline(seed: int) -> None:
    rng = random.Random(seed)
    at = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    entries = [
        _with(make_entry(Mastery, rng.randrange(6), f"entry {n}"), created=at + dt.timedelta(minutes=n))
        for n in range(25)
    ]
    closed = [make_closed_challenge(rng.randrange(6), n, "failed") for n in range(5)]
    written = [make_entry(Mastery, rng.randrange(6), f"did {n}", challenge=closed[n].id) for n in range(3)]
    elsewhere = make_entry(Mastery, 0, "elsewhere", domain="other")
    contents = make_contents(*entries, *closed, *written, elsewhere)
    timeline = [item for item in build_timeline(contents) if item.domain == SPEAKING.id]
    assert len(timeline) == len(entries) + len(closed)
    for limit in (1, 5, 12, 40):
        items, missing = newest_items(contents, SPEAKING.id, limit)
        assert items == timeline[:limit]
        assert missing == len(timeline[limit:])


def test_a_quote_is_searched_once() -> None:
    same = make_entry(Persuasion, 0, "You were clear", who="Mara", quote="You were clear")
    different = make_entry(Persuasion, 0, "She said it after the talk", who="Mara", quote="You were clear")
    extra = {item.id: item.extra_text for item in build_timeline(make_contents(same, different))}
    assert extra == {same.id: "", different.id: "She said it after the talk"}


def test_the_items_of_deleted_records_do_not_stay_in_memory() -> None:
    cache, builds = ItemCache(), []

    def build(row: Mastery) -> TimelineItem:
        builds.append(row.id)
        return TimelineItem(row.id, "mastery", row.domain, row.day, row.created, row.text)

    entries = [make_entry(Mastery, 0) for _ in range(301)]
    for entry in entries:
        cache.item(entry, build)
    cache.forget_beyond(101)
    cache.item(entries[0], build)
    assert len(builds) == 301
    cache.forget_beyond(100)
    cache.item(entries[0], build)
    assert len(builds) == 302


# -- hints -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "has_hint"), [(0, True), (1, True), (2, False)])
def test_hints_begin_unless_there_is_more_than_the_first_check_in(
    speaking: Journal, domain: Domain, days: int, has_hint: bool
) -> None:
    for ago in range(days):
        speaking.checkins.record(domain.id, 50, speaking.today() - dt.timedelta(days=ago))
    assert len([row for row in speaking.contents.checkins.values() if isinstance(row, CheckIn)]) == days
    assert (onboarding.current_hint(speaking) is not None) == has_hint
