"""The evidence that is read back before a challenge: nearest first, and some of each kind."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.journal.best_evidence import RecalledEvidence, recall_evidence
from efficacy_tui.model.records import Challenge, FollowUpAnswers, Mastery, Persuasion, Reappraisal, State, Vicarious
from tests.support.factories import AT, SPEAKING, TODAY, make_closed_challenge, make_contents, make_entry, make_record

GROUPS = {"vicarious": "seen", "persuasion": "told"}


def open_challenge(difficulty: int) -> Challenge:
    """Return a challenge under way."""
    return make_closed_challenge(0, difficulty, "failed")


def recall(*rows: object, at: int | None = None, limit: int = 40) -> list[RecalledEvidence]:
    """Recall the evidence of these records before a challenge of difficulty `at`, or without one."""
    return recall_evidence(make_contents(*rows), SPEAKING.id, None if at is None else open_challenge(at), limit)


def difficulties(*rows: object, at: int | None = None) -> list[int | None]:
    return [item.difficulty for item in recall(*rows, at=at)]


def test_what_was_done_nearest_below_or_at_the_challenge_comes_first() -> None:
    rows = [make_entry(Mastery, 1, f"did {n}", difficulty=n) for n in (20, 58, 45, 59, 80, 52)]
    rows.append(make_entry(Mastery, 0, "did it somehow"))
    assert difficulties(*rows, at=58) == [58, 52, 45, 20, 59, 80, None]
    assert difficulties(*rows, at=10) == [20, 45, 52, 58, 59, 80, None]


def test_without_a_challenge_the_hardest_comes_first_and_of_equals_the_newest() -> None:
    rows = [make_entry(Mastery, ago, f"{ago} ago", difficulty=50) for ago in (5, 1, 3)]
    rows.append(make_entry(Mastery, 90, "hard", difficulty=70))
    assert [item.text for item in recall(*rows)] == ["hard", "1 ago", "3 ago", "5 ago"]


@pytest.mark.parametrize(("outcome", "is_recalled"), [("succeeded", 1), ("partly", 1), ("failed", 0), ("abandoned", 0)])
def test_outcomes_that_worked_out_at_least_partly_are_recalled(outcome: str, is_recalled: int) -> None:
    assert [item.text for item in recall(make_closed_challenge(3, 40, outcome))] == ["Do number 40"] * is_recalled


def test_an_outcome_speaks_in_the_words_of_its_entry_and_brings_its_lesson() -> None:
    challenge = make_closed_challenge(3, 40, "succeeded", learned="to pause first")
    entry = make_entry(Mastery, 3, "Took two questions", challenge=challenge.id, difficulty=99)
    (item,) = recall(challenge, entry, at=50)
    assert item == RecalledEvidence("succeeded", "Took two questions", challenge.closed, 40, "to pause first", entry.id)


def test_each_kind_comes_before_a_third_of_one_kind() -> None:
    rows = [make_entry(Mastery, 1, f"did {n}", difficulty=n) for n in (50, 45, 40)]
    rows += [make_entry(Vicarious, 1, "saw a", similarity=2), make_entry(Vicarious, 2, "saw b", similarity=5)]
    rows += [make_entry(Persuasion, 1, "told a", quote="told a", credibility=4), make_entry(State, 1, "warm hands")]
    assert [item.text for item in recall(*rows, at=50)] == ["did 50", "did 45", "saw b", "“told a”", "did 40", "saw a"]


def test_only_the_domain_shown_is_recalled_and_at_most_the_limit() -> None:
    other = make_record(type(SPEAKING), name="Writing", task="write")
    rows = [make_entry(Mastery, 1, "elsewhere", domain=other.id), *(make_entry(Mastery, n, f"{n}") for n in range(9))]
    assert [item.text for item in recall(other, *rows, limit=3)] == ["0", "1", "2"]


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(1, 12))
@settings(max_examples=80, deadline=None)
def test_no_kind_has_a_third_entry_before_every_kind_there_is_has_one(
    done: int, seen: int, told: int, limit: int
) -> None:
    rows = [make_entry(Mastery, n, f"did {n}", difficulty=10 * n) for n in range(done)]
    rows += [make_entry(Vicarious, n, f"saw {n}") for n in range(seen)]
    rows += [make_entry(Persuasion, n, f"told {n}") for n in range(told)]
    groups = [GROUPS.get(item.kind, "done") for item in recall(*rows, at=30, limit=limit)]
    assert len(groups) == min(limit, done + seen + told)
    kinds = {kind for kind, count in (("done", done), ("seen", seen), ("told", told)) if count}
    for index, kind in enumerate(groups):
        if groups[:index].count(kind) == 2:
            assert set(groups[:index]) == kinds


def test_a_model_one_stage_ahead_comes_before_a_more_similar_expert() -> None:
    rows = [
        make_entry(Vicarious, 1, "expert", similarity=5, gap="expert"),
        make_entry(Vicarious, 3, "ahead", similarity=3, gap="one"),
    ]
    assert [item.text for item in recall(*rows)] == ["ahead", "expert"]


def test_a_specific_quotation_comes_before_a_vague_one() -> None:
    rows = [
        make_entry(Persuasion, 1, "vague", quote="vague", credibility=4, specificity=1),
        make_entry(Persuasion, 3, "specific", quote="specific", credibility=4, specificity=5),
    ]
    assert [item.text for item in recall(*rows)] == ["“specific”", "“vague”"]


@pytest.mark.parametrize(
    ("outcome", "helped", "is_recalled"),
    [("well", 4, True), ("well", None, True), ("well", 1, False), ("mixed", 5, False), ("did not happen", None, False)],
)
def test_a_session_that_helped_is_recalled(outcome: str, helped: int | None, is_recalled: bool) -> None:
    session = Reappraisal(
        id="a" * 32,
        created=AT,
        updated=AT,
        domain=SPEAKING.id,
        event="the talk in Lyon",
        day=TODAY,
        at=AT,
        afterwards=FollowUpAnswers(outcome=outcome, helped=helped),
    )
    recalled = [(item.kind, item.text, item.entry) for item in recall(session)]
    assert recalled == ([("session", "the talk in Lyon", "")] if is_recalled else [])


def test_what_was_prepared_for_again_and_again_comes_back_once_from_the_newest_time() -> None:
    sessions = [
        Reappraisal(
            id=f"{age:032x}",
            created=AT,
            updated=AT,
            domain=SPEAKING.id,
            event=event,
            day=TODAY - dt.timedelta(days=age),
            at=AT,
            afterwards=FollowUpAnswers(outcome="well"),
        )
        for age, event in ((9, "The talk"), (2, "the talk"), (5, "the exam"))
    ]
    recalled = [(item.text, (TODAY - item.day).days) for item in recall(*sessions)]
    assert recalled == [("the talk", 2), ("the exam", 5)]
