"""The weekly review: computed only from the records of its own days."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.review import (
    as_markdown,
    build_week_review,
    check_in_lines,
    entry_lines,
    evidence_lines,
    outcome_lines,
)
from efficacy_tui.journal.review_weeks import is_review_due, iso_week_of, usual_review_day
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import Mastery, Persuasion, Step
from efficacy_tui.store.tables import Contents
from tests.support.fixed_clock import FixedClock


def record_week(journal: Journal, clock: FixedClock) -> str:
    """Record a week up to Sunday 22 November: three check-ins, two entries, a closed challenge with a step."""
    domain = journal.domains.focus().id
    clock.move(days=-8)
    journal.checkins.record(domain, 10)
    journal.evidence.add(Mastery, domain, "of the week before", difficulty=30, independence="alone")
    challenge = journal.challenges.start(
        domain,
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=journal.today() + dt.timedelta(days=10),
        steps=(Step(text="write it down", day=journal.today() + dt.timedelta(days=3)),),
    )
    clock.move(days=3)
    journal.checkins.record(domain, 40)
    journal.challenges.record_step(challenge.id, 0, "done")
    clock.move(days=2)
    journal.checkins.record(domain, 60)
    journal.evidence.add(Persuasion, domain, "well asked", who="Mara", quote="well asked")
    journal.challenges.close(challenge.id, "succeeded", evidence="Asked")
    clock.move(days=3)
    journal.checkins.record(domain, 50)
    return domain


def test_a_review_counts_only_the_days_of_its_week(speaking: Journal, clock: FixedClock) -> None:
    record_week(speaking, clock)
    week = build_week_review(speaking.contents, speaking.today(), speaking.today())
    assert (week.name, week.first, week.last) == ("2026-W47", dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    assert check_in_lines(week) == ("Checked in on 3 of 7 days.", "Speaking: first 40, last 50, 3 ratings.")
    assert evidence_lines(week) == (
        "Evidence this week: 1 mastery, 1 persuasion.",
        "Nothing yet about what you saw others do (vicarious).",
    )
    assert outcome_lines(week) == ("Ask: odds 70 %, succeeded.", "Steps: 1 done, 0 still open.")
    assert [entry.text for entry in week.evidence] == ["well asked", "Asked"]


def test_the_inbox_has_every_entry_without_ratings(speaking: Journal, clock: FixedClock) -> None:
    record_week(speaking, clock)
    week = build_week_review(speaking.contents, speaking.today(), speaking.today())
    assert [entry.text for entry in week.inbox] == ["well asked", "Asked"]


def test_the_current_week_counts_only_the_days_up_to_today(speaking: Journal, clock: FixedClock) -> None:
    clock.move(days=-4)
    week = build_week_review(speaking.contents, speaking.today(), speaking.today())
    assert check_in_lines(week) == ("Checked in on 0 of 3 days.",)
    assert outcome_lines(week) == ("No challenge was closed this week.",)


def test_the_page_is_markdown_with_the_answer_and_the_disclaimer(speaking: Journal, clock: FixedClock) -> None:
    record_week(speaking, clock)
    speaking.reviews.record(iso_week_of(dt.date(2026, 11, 16)), "I can ask")
    page = as_markdown(build_week_review(speaking.contents, speaking.today(), speaking.today()), DISCLAIMER)
    for line in ("# Week 2026-W47", "- Checked in on 3 of 7 days.", "I can ask", f"*{DISCLAIMER}*"):
        assert line in page


def test_a_week_that_begins_on_sunday_ends_on_saturday(speaking: Journal, clock: FixedClock) -> None:
    record_week(speaking, clock)
    locale_format.use(locale_format.LocaleFormat(first_weekday=6))
    sunday = build_week_review(speaking.contents, dt.date(2026, 11, 22), speaking.today())
    assert (sunday.first, sunday.last, sunday.until) == (
        dt.date(2026, 11, 22),
        dt.date(2026, 11, 28),
        dt.date(2026, 11, 22),
    )
    assert check_in_lines(sunday) == ("Checked in on the first day.", "Speaking: 50, one rating.")
    previous = build_week_review(speaking.contents, dt.date(2026, 11, 21), speaking.today())
    assert (previous.first, previous.last) == (dt.date(2026, 11, 15), dt.date(2026, 11, 21))
    assert check_in_lines(previous) == ("Checked in on 2 of 7 days.", "Speaking: first 40, last 60, 2 ratings.")


def test_a_week_is_named_by_its_iso_number_or_by_its_first_day() -> None:
    contents, day = Contents(), dt.date(2026, 11, 18)
    assert build_week_review(contents, day, day).name == "2026-W47"
    assert as_markdown(build_week_review(contents, day, day), "").startswith(
        "# Week 2026-W47, 16 Nov 2026 to 22 Nov 2026\n"
    )
    locale_format.use(locale_format.LocaleFormat(date_order="mdy", first_weekday=6))
    assert build_week_review(contents, day, day).name == "week-of-2026-11-15"
    page = as_markdown(build_week_review(contents, day, day), "")
    assert page.startswith("# The week from Nov 15, 2026 to Nov 21, 2026\n")


def test_the_week_of_an_answer_does_not_depend_on_the_first_weekday() -> None:
    monday = dt.date(2026, 11, 16)
    for first in range(7):
        locale_format.use(locale_format.LocaleFormat(first_weekday=first))
        assert iso_week_of(locale_format.week_start(monday + dt.timedelta(days=3))) == "2026-W47"
        starts = [locale_format.week_start(monday + dt.timedelta(weeks=number)) for number in range(120)]
        assert len({iso_week_of(start) for start in starts}) == 120


def test_the_first_review_is_about_the_first_week(speaking: Journal, clock: FixedClock) -> None:
    clock.move(days=1)  # to a Monday
    today = speaking.today()
    assert usual_review_day(speaking.contents, today) == today
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked", today)
    assert usual_review_day(speaking.contents, today) == today
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked before", today - dt.timedelta(days=1))
    assert usual_review_day(speaking.contents, today) == today - dt.timedelta(days=7)


def test_a_review_is_due_for_two_days_until_it_is_answered(speaking: Journal) -> None:
    sunday = speaking.today()
    due = {day: is_review_due(speaking.contents, sunday + dt.timedelta(days=day)) for day in range(-1, 3)}
    assert not any(due.values()), "nothing happened in that week"
    speaking.checkins.record(speaking.domains.focus().id, 40)
    assert not is_review_due(speaking.contents, sunday), "only one day has an entry"
    speaking.checkins.record(speaking.domains.focus().id, 40, sunday - dt.timedelta(days=6))
    due = {day: is_review_due(speaking.contents, sunday + dt.timedelta(days=day)) for day in range(-1, 8)}
    assert [day for day, is_due in due.items() if is_due] == [0, 1]
    speaking.reviews.record(iso_week_of(sunday - dt.timedelta(days=6)), "I can ask")
    assert not is_review_due(speaking.contents, sunday)


def test_the_entries_of_the_week_are_listed_newest_last(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus().id
    for number in range(7):
        speaking.evidence.add(Mastery, domain, f"Asked {number}", speaking.today() - dt.timedelta(days=6 - number))
    week = build_week_review(speaking.contents, speaking.today(), speaking.today())
    lines = entry_lines(week)
    assert lines[0] == "2 more this week."
    assert lines[1] == "Wed  Asked 2"
    assert lines[-1] == "Sun  Asked 6"
    assert len(lines) == 6


def test_notes_on_ratings_stand_among_the_entries_of_their_days(speaking: Journal) -> None:
    domain = speaking.domains.focus().id
    today = speaking.today()
    speaking.evidence.add(Mastery, domain, "Asked", today - dt.timedelta(days=2))
    for days_ago, note in ((3, "slept badly,\nspoke all the same"), (1, "from Daylio"), (0, "calm")):
        speaking.checkins.record(domain, 70 - days_ago, today - dt.timedelta(days=days_ago), note=note)
    week = build_week_review(speaking.contents, today, today)
    assert entry_lines(week) == (
        "Thu  Speaking: slept badly, spoke all the same",
        "Fri  Asked",
        "Sun  Speaking: calm",
    )
    assert "- 19 Nov 2026 Speaking: slept badly, spoke all the same" in as_markdown(week, DISCLAIMER)


def test_what_a_challenge_taught_stands_beside_its_outcome(speaking: Journal) -> None:
    domain, today = speaking.domains.focus().id, speaking.today()
    for title, outcome, lesson in (("ask", "succeeded", "a pause is no gap"), ("argue", "failed", "Begin earlier!")):
        challenge = speaking.challenges.start(domain, title=title, done_when="done", difficulty=40, odds=70, due=today)
        speaking.challenges.close(challenge.id, outcome, learned=lesson)
    assert outcome_lines(build_week_review(speaking.contents, today, today)) == (
        "Ask: odds 70 %, succeeded. You learned: a pause is no gap.",
        "Argue: odds 70 %, not this time. Next time: Begin earlier!",
    )


def test_a_review_knows_what_was_written_the_week_before(speaking: Journal, clock: FixedClock) -> None:
    speaking.reviews.record("2026-W47", "I can pause.")
    speaking.reviews.record("2026-W46", "I can ask.")
    week = build_week_review(speaking.contents, speaking.today(), speaking.today())
    assert (week.answer, week.answer_before) == ("I can pause.", "I can ask.")
