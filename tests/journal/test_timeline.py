"""The evidence timeline, and the evidence shown before a performance."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.timeline import build_other_items, build_timeline, describe_follow_up, merge_items, one_line
from efficacy_tui.model.records import FollowUpAnswers, Mastery, Persuasion, State, Vicarious
from tests.support.factories import AT, TODAY, make_closed_challenge, make_contents, make_entry

NOW = TODAY.toordinal()


def timeline_texts(*rows: object) -> list[str]:
    """Return the texts of the timeline of these records, from the top."""
    return [item.text for item in build_timeline(make_contents(*rows))]


def test_the_newest_day_is_first_and_within_a_day_the_newest_entry() -> None:
    rows = [
        make_entry(Mastery, 2, "two days ago"),
        make_entry(Mastery, 0, "this morning"),
        make_entry(Vicarious, 1, "yesterday"),
        make_entry(State, 0, "just now", at=AT + dt.timedelta(hours=1)),
        make_entry(Persuasion, 5, "told late", at=AT + dt.timedelta(hours=2)),
    ]
    expected = ["just now", "this morning", "yesterday", "two days ago", "told late"]
    assert timeline_texts(*rows) == expected
    assert timeline_texts(*reversed(rows)) == expected


def test_an_outcome_is_dated_by_the_day_the_challenge_closed() -> None:
    challenge = make_closed_challenge(3, 50, "partly")
    (first, item, last) = build_timeline(
        make_contents(challenge, make_entry(Mastery, 4, "before"), make_entry(Mastery, 2, "after"))
    )
    assert (first.text, last.text) == ("after", "before")
    assert (item.kind, item.outcome, item.id, item.text) == ("outcome", "partly", challenge.id, "Do number 50")
    assert item.day == challenge.closed
    assert item.needs_rating is False


def test_an_outcome_without_words_is_no_intention_and_is_found_by_one(speaking) -> None:
    challenge = speaking.challenges.start(
        speaking.domains.focus().id, title="I will ask", done_when="x", difficulty=1, odds=1, due=speaking.today()
    )
    speaking.challenges.close(challenge.id, "succeeded")
    (item,) = build_timeline(speaking.contents)
    assert (item.text, "I will ask" in item.extra_text) == ("Ask", True)


@pytest.mark.parametrize(
    ("kind", "ratings"),
    [
        (Mastery, {"difficulty": 0, "independence": "alone"}),
        (Vicarious, {"similarity": 1, "gap": "one"}),
        (Persuasion, {"credibility": 1, "specificity": 1}),
        (State, {"arousal": 0, "interpretation": 0}),
    ],
)
def test_an_entry_waits_until_both_of_its_ratings_are_given(kind: type, ratings: dict[str, object]) -> None:
    for fields, waits in (({}, True), (dict([next(iter(ratings.items()))]), True), (ratings, False)):
        (item,) = build_timeline(make_contents(make_entry(kind, 0, **fields)))
        assert item.needs_rating is waits


def test_an_active_challenge_is_not_on_the_timeline(speaking) -> None:
    speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="x",
        difficulty=40,
        odds=70,
        due=speaking.today(),
    )
    assert build_timeline(speaking.contents) == []


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (make_entry(Mastery, 0, "Told it\n  twice"), "Told it twice"),
        (make_entry(Vicarious, 0, "gave this talk", who="Jon"), "Jon: gave this talk"),
        (make_entry(Vicarious, 0, "saw JON give it", who="Jon"), "saw JON give it"),
        (make_entry(Vicarious, 0, "gave this talk"), "gave this talk"),
        (make_entry(Persuasion, 0, "x", who="Mara", quote="it made\nit click"), "Mara: “it made it click”"),
        (make_entry(Persuasion, 0, "x", quote="well done"), "“well done”"),
        (make_entry(Persuasion, 0, "she liked it", who="Mara"), "Mara: she liked it"),
        (make_entry(State, 0, "Racing heart"), "Racing heart"),
        (make_closed_challenge(0, 50, "failed"), "I will do number 50"),
    ],
)
def test_one_line_has_the_text_and_who_did_or_said_it(record: object, line: str) -> None:
    assert one_line(record) == line


def test_sessions_and_notes_are_dated_by_the_day_they_were_written(speaking) -> None:
    focus, today = speaking.domains.focus().id, speaking.today()
    speaking.reappraisals.record(focus, speaking.now(), event="the talk", day=today + dt.timedelta(days=3))
    speaking.reappraisals.record(focus, speaking.now(), statement="I am ready")
    speaking.reappraisals.record(focus, speaking.now(), sensation="warm")
    speaking.reappraisals.record(focus, speaking.now())
    speaking.checkins.record(focus, 50, note="a note\non two lines")
    items = build_other_items(speaking.contents, dt.UTC)
    assert {(item.kind, item.text) for item in items} == {
        ("session", "the talk"),
        ("session", "“I am ready”"),
        ("session", "warm"),
        ("session", "a reappraisal session"),
        ("note", "a note on two lines"),
    }
    assert {item.day for item in items} == {today}
    assert build_timeline(speaking.contents) == []


def test_the_origin_note_of_an_imported_rating_is_not_on_the_timeline(speaking) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50, note="from Daylio")
    assert build_other_items(speaking.contents) == []


def test_a_challenge_item_includes_the_replaced_texts(speaking) -> None:
    started = speaking.challenges.start(
        speaking.domains.focus().id, title="I will talk", done_when="x", difficulty=1, odds=1, due=speaking.today()
    )
    speaking.challenges.edit(started.id, title="I will sing")
    (item,) = build_other_items(speaking.contents)
    assert (item.text, "I will talk" in item.extra_text) == ("I will sing", True)


def test_merged_timelines_are_sorted_by_day(speaking) -> None:
    evidence = build_timeline(make_contents(make_entry(Mastery, 3, "old"), make_entry(Mastery, 0, "new")))
    other_items = build_timeline(make_contents(make_entry(Mastery, 1, "between")))
    assert [item.text for item in merge_items(evidence, other_items)] == ["new", "between", "old"]


# -- best evidence -------------------------------------------------------------------------------


# -- rungs and goals -------------------------------------------------------------------------------


def test_rungs_and_goals_are_items_of_the_day_they_were_written(speaking) -> None:
    focus = speaking.domains.focus().id
    speaking.clock.move(days=1)
    rung = speaking.rungs.add(focus, "Lead the workshop", 80)
    speaking.clock.move(days=2)
    speaking.domains.set_goal(focus, "A keynote")
    items = build_other_items(speaking.contents, dt.UTC)
    assert [(item.id, item.kind, item.day, item.text) for item in items] == [
        (focus, "goal", dt.date(2026, 11, 25), "A keynote"),
        (rung.id, "rung", dt.date(2026, 11, 23), "Lead the workshop"),
    ]


def test_a_rung_whose_words_a_challenge_has_is_not_there_twice(speaking) -> None:
    focus = speaking.domains.focus().id
    challenge = speaking.challenges.start(
        focus, title="I will ask", done_when="x", difficulty=30, odds=50, due=speaking.today()
    )
    assert [item.kind for item in build_other_items(speaking.contents)] == ["challenge"]
    speaking.rungs.edit(challenge.rung, "Ask two questions")
    assert {(item.kind, item.text) for item in build_other_items(speaking.contents)} == {
        ("challenge", "I will ask"),
        ("rung", "Ask two questions"),
    }


def test_a_rung_put_away_and_a_goal_taken_away_are_gone(speaking) -> None:
    focus = speaking.domains.focus().id
    rung = speaking.rungs.add(focus, "Lead the workshop", 80)
    speaking.domains.set_goal(focus, "A keynote")
    speaking.rungs.remove(rung.id)
    speaking.domains.set_goal(focus, "")
    assert build_other_items(speaking.contents) == []


def test_a_follow_up_that_was_not_told_is_said_in_words() -> None:
    assert describe_follow_up(FollowUpAnswers(outcome="not told")) == "rather not said"
    assert describe_follow_up(FollowUpAnswers(outcome="did not happen")) == "did not happen"
