"""The evidence timeline, and which of one's own evidence is shown before a performance."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.best_evidence import best_mastery
from efficacy_tui.journal.timeline import build_timeline, merge_items, one_line, build_other_items
from efficacy_tui.model.records import Mastery, Persuasion, State, Vicarious
from tests.support.factories import AT, SPEAKING, TODAY, closed, contents, entry

NOW = TODAY.toordinal()


def texts(*rows: object, domain: str | None = None) -> list[str]:
    """What the timeline of these records says, from the top."""
    return [item.text for item in build_timeline(contents(*rows), domain)]


def test_the_newest_day_is_first_and_within_a_day_the_newest_entry() -> None:
    rows = [
        entry(Mastery, 2, "two days ago"),
        entry(Mastery, 0, "this morning"),
        entry(Vicarious, 1, "yesterday"),
        entry(State, 0, "just now", at=AT + dt.timedelta(hours=1)),
        entry(Persuasion, 5, "told late", at=AT + dt.timedelta(hours=2)),
    ]
    in_order = ["just now", "this morning", "yesterday", "two days ago", "told late"]
    assert texts(*rows) == in_order
    assert texts(*reversed(rows)) == in_order


def test_an_outcome_stands_on_the_day_it_came_in() -> None:
    challenge = closed(3, 50, "partly")
    (first, item, last) = build_timeline(contents(challenge, entry(Mastery, 4, "before"), entry(Mastery, 2, "after")))
    assert (first.text, last.text) == ("after", "before")
    assert (item.kind, item.outcome, item.id, item.text) == ("outcome", "partly", challenge.id, "I will do number 50")
    assert item.day == challenge.closed
    assert item.waits is False


def test_one_domain_can_be_shown_alone() -> None:
    rows = [entry(Mastery, 0, "here"), entry(Mastery, 0, "there", domain="a" * 32)]
    assert texts(*rows, domain=SPEAKING.id) == ["here"]
    assert texts(*rows, domain="b" * 32) == []
    assert len(texts(*rows)) == 2


@pytest.mark.parametrize(
    ("kind", "ratings"),
    [
        (Mastery, {"difficulty": 0, "independence": "alone"}),
        (Vicarious, {"similarity": 1, "gap": "one"}),
        (Persuasion, {"credibility": 1, "specificity": 1}),
        (State, {"arousal": 0, "interpretation": 0}),
    ],
)
def test_an_entry_waits_until_both_its_ratings_are_there(kind: type, ratings: dict[str, object]) -> None:
    for given, waits in (({}, True), (dict([next(iter(ratings.items()))]), True), (ratings, False)):
        (item,) = build_timeline(contents(entry(kind, 0, **given)))
        assert item.waits is waits


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
    ("made", "line"),
    [
        (entry(Mastery, 0, "Told it\n  twice"), "Told it twice"),
        (entry(Vicarious, 0, "gave this talk", who="Jon"), "Jon: gave this talk"),
        (entry(Vicarious, 0, "saw JON give it", who="Jon"), "saw JON give it"),
        (entry(Vicarious, 0, "gave this talk"), "gave this talk"),
        (entry(Persuasion, 0, "x", who="Mara", quote="it made\nit click"), "Mara: “it made it click”"),
        (entry(Persuasion, 0, "x", quote="well done"), "“well done”"),
        (entry(Persuasion, 0, "she liked it", who="Mara"), "Mara: she liked it"),
        (entry(State, 0, "Racing heart"), "Racing heart"),
        (closed(0, 50, "failed"), "I will do number 50"),
    ],
)
def test_an_entry_is_told_on_one_line_with_who(made: object, line: str) -> None:
    assert one_line(made) == line


def test_what_else_was_written_stands_on_the_day_it_was_held(speaking) -> None:
    focus, today = speaking.domains.focus().id, speaking.today()
    speaking.reappraisals.record(focus, speaking.now(), event="the talk", day=today + dt.timedelta(days=3))
    speaking.reappraisals.record(focus, speaking.now(), statement="I am ready")
    speaking.reappraisals.record(focus, speaking.now(), sensation="warm")
    speaking.reappraisals.record(focus, speaking.now())
    speaking.checkins.record(focus, 50, note="a note\non two lines")
    found = build_other_items(speaking.contents, dt.UTC)
    assert {(item.kind, item.text) for item in found} == {
        ("session", "the talk"),
        ("session", "“I am ready”"),
        ("session", "warm"),
        ("session", "a reappraisal session"),
        ("note", "a note on two lines"),
    }
    assert {item.day for item in found} == {today}
    assert build_timeline(speaking.contents) == []


def test_where_a_rating_was_taken_in_from_is_no_note_of_the_person(speaking) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50, note="from Daylio")
    assert build_other_items(speaking.contents) == []


def test_what_a_change_of_a_challenge_replaced_is_found_too(speaking) -> None:
    started = speaking.challenges.start(
        speaking.domains.focus().id, title="I will talk", done_when="x", difficulty=1, odds=1, due=speaking.today()
    )
    speaking.challenges.edit(started.id, title="I will sing")
    (item,) = build_other_items(speaking.contents)
    assert (item.text, "I will talk" in item.beside) == ("I will sing", True)


def test_two_timelines_are_put_together_by_day(speaking) -> None:
    evidence = build_timeline(contents(entry(Mastery, 3, "old"), entry(Mastery, 0, "new")))
    others = build_timeline(contents(entry(Mastery, 1, "between")))
    assert [item.text for item in merge_items(evidence, others)] == ["new", "between", "old"]


# -- recall --------------------------------------------------------------------------------------


def best(*rows: object, limit: int = 3) -> list[str]:
    """The texts of the best mastery among these records."""
    return [row.text for row in best_mastery(contents(*rows), SPEAKING.id, NOW, limit)]


def test_what_was_hard_is_recalled_first() -> None:
    rows = [entry(Mastery, 0, f"at {difficulty}", difficulty=difficulty) for difficulty in (20, 80, 60, 40)]
    assert best(*rows) == ["at 80", "at 60", "at 40"]
    assert best(*rows, limit=1) == ["at 80"]


def test_what_was_done_alone_counts_for_more_and_what_was_lucky_for_less() -> None:
    rows = [entry(Mastery, 0, how, difficulty=50, independence=how) for how in ("lucky", "helped", "alone")]
    assert best(*rows) == ["alone", "helped", "lucky"]


def test_an_unrated_entry_counts_as_a_middling_one() -> None:
    around = [entry(Mastery, 0, f"at {difficulty}", difficulty=difficulty) for difficulty in (49, 51)]
    assert best(entry(Mastery, 0, "unrated"), *around) == ["at 51", "unrated", "at 49"]


def test_four_months_halve_what_an_entry_counts() -> None:
    old = entry(Mastery, 120, "old", difficulty=100)
    assert best(old, entry(Mastery, 0, "new", difficulty=41)) == ["new", "old"]
    assert best(old, entry(Mastery, 0, "new", difficulty=39)) == ["old", "new"]


def test_only_mastery_of_this_domain_is_recalled() -> None:
    rows = [
        entry(Vicarious, 0, "seen"),
        entry(State, 0, "felt"),
        entry(Mastery, 0, "there", domain="a" * 32, difficulty=100),
        entry(Mastery, 0, "here", difficulty=10),
    ]
    assert best(*rows) == ["here"]
    assert best() == []
