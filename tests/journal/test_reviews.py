"""The answers of the weekly reviews: recorded, changed, deleted, found, merged and erased."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.query import parse_query
from efficacy_tui.journal.search import TimelineIndex
from efficacy_tui.journal.snapshot import SnapshotBuilder, build_with
from efficacy_tui.journal.timeline import build_other_items
from efficacy_tui.journal.versions import bring_back, find_records, read_versions
from efficacy_tui.model.records import Review
from efficacy_tui.model.text import TEXT_MAX
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.repair import repair
from efficacy_tui.store.table_problems import find_table_problems
from efficacy_tui.store.tables import ErasureMark
from efficacy_tui.wording.changes import arrow_sentence, describe_differences, record_name
from efficacy_tui.wording.merge import merge_lines
from tests.support.fixed_clock import FixedClock
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

WEEK, SUNDAY = "2026-W47", dt.date(2026, 11, 22)


def test_a_week_has_one_answer_that_can_be_changed_and_taken_back(speaking: Journal, clock: FixedClock) -> None:
    first = speaking.reviews.record(WEEK, "  I can ask\n")
    clock.move(hours=1)
    second = speaking.reviews.record(WEEK, "I can wait")
    assert first is not None
    assert second is not None
    assert (first.answer, second.answer, first.id) == ("I can ask", "I can wait", second.id)
    assert speaking.reviews.answer_of(WEEK) == "I can wait"
    assert speaking.undo() == "Weekly review 2026-W47"
    assert speaking.reviews.answer_of(WEEK) == "I can ask"
    speaking.undo()
    assert (speaking.reviews.answer_of(WEEK), speaking.reviews.get(WEEK)) == ("", None)
    speaking.redo()
    speaking.redo()
    assert speaking.reviews.answer_of(WEEK) == "I can wait"


def test_an_empty_answer_deletes_the_one_before_and_another_can_be_given(speaking: Journal, clock: FixedClock) -> None:
    speaking.reviews.record(WEEK, "I can ask")
    assert speaking.reviews.record(WEEK, " \n ") is None
    assert speaking.contents.reviews == {}
    assert speaking.reviews.record(WEEK, "") is None
    clock.move(hours=1)
    speaking.reviews.record(WEEK, "I can ask")
    assert speaking.reviews.answer_of(WEEK) == "I can ask"
    for expected in ("", "I can ask", ""):
        speaking.undo()
        assert speaking.reviews.answer_of(WEEK) == expected


@pytest.mark.parametrize("again", ["I can ask", "I can wait"])
def test_deleting_and_answering_anew_is_undone_and_redone_step_by_step(
    speaking: Journal, clock: FixedClock, again: str
) -> None:
    for answer in ("I can ask", "", again):
        clock.move(minutes=5)
        speaking.reviews.record(WEEK, answer)
    for _ in range(3):
        for expected in ("", "I can ask", ""):
            clock.move(minutes=5)
            speaking.undo()
            assert speaking.reviews.answer_of(WEEK) == expected
        for expected in ("I can ask", "", again):
            clock.move(minutes=5)
            speaking.redo()
            assert speaking.reviews.answer_of(WEEK) == expected
    assert broken_rules(speaking.contents) == []


@pytest.mark.parametrize(
    "week", ["", "2026", "2026-47", "2026-W54", "2027-W53", "0000-W01", "2026-W47\n", "week", "２０２６-W47"]
)
def test_what_is_no_week_is_rejected(speaking: Journal, week: str) -> None:
    with pytest.raises(Rejected, match="is not a week"):
        speaking.reviews.record(week, "I can")
    assert speaking.contents.reviews == {}


def test_a_week_still_to_come_is_rejected(speaking: Journal) -> None:
    """A week that begins on Sunday belongs to the ISO week of the days after."""
    assert speaking.today() == SUNDAY
    assert speaking.reviews.record("2026-W48", "it begins today, for some") is not None
    with pytest.raises(Rejected, match="still to come"):
        speaking.reviews.record("2026-W49", "I can")


def test_an_answer_that_is_too_long_is_rejected(speaking: Journal) -> None:
    with pytest.raises(Rejected):
        speaking.reviews.record(WEEK, "x" * (TEXT_MAX + 1))
    assert speaking.contents.reviews == {}


# -- found again -----------------------------------------------------------------------------------


def test_an_answer_is_found_by_its_words_and_kind(speaking: Journal) -> None:
    speaking.reviews.record(WEEK, "I can wait\nfor an answer")
    snapshot = build_with(SnapshotBuilder().build, speaking.contents, speaking.today())
    index = TimelineIndex(snapshot.all_items, {domain.id: domain.name for domain in snapshot.domains})
    for query in ("wait", "answer kind:review", "kind:rev"):
        (item,) = index.find(parse_query(query))
        assert (item.kind, item.domain, item.text) == ("review", "", "I can wait for an answer")
    assert not index.find(parse_query("wait domain:speaking"))
    assert "review" not in {item.kind for item in snapshot.items}


def test_the_snapshot_follows_an_answer(speaking: Journal) -> None:
    builder = SnapshotBuilder()
    build_with(builder.build, speaking.contents, speaking.today())
    speaking.reviews.record(WEEK, "I can wait")
    builder.invalidate({"reviews"}, ())
    snapshot = build_with(builder.build, speaking.contents, speaking.today())
    assert [item.text for item in snapshot.all_items if item.kind == "review"] == ["I can wait"]


@pytest.mark.parametrize(("days_later", "expected"), [(-2, SUNDAY - dt.timedelta(days=2)), (0, SUNDAY), (3, SUNDAY)])
def test_an_answer_stands_at_the_end_of_its_week_or_when_it_was_given(
    speaking: Journal, clock: FixedClock, days_later: int, expected: dt.date
) -> None:
    clock.move(days=days_later)
    speaking.reviews.record(WEEK, "I can wait")
    (item,) = build_other_items(speaking.contents, dt.UTC)
    assert item.day == expected


def test_earlier_answers_are_in_the_history_and_come_back(speaking: Journal, clock: FixedClock) -> None:
    first = speaking.reviews.record(WEEK, "I can ask")
    clock.move(hours=1)
    speaking.reviews.record(WEEK, "I can wait")
    assert first is not None
    (version,) = read_versions(speaking).versions(("reviews", first.id))
    present = speaking.reviews.get(WEEK)
    differences = describe_differences(version.row, present, speaking.contents, speaking.today())
    assert arrow_sentence(differences) == "answer: “I can ask” → “I can wait”"
    assert record_name("reviews", present, speaking.contents, speaking.today()) == "weekly answer “I can wait”"
    bring_back(speaking, version, "the week")
    assert speaking.reviews.answer_of(WEEK) == "I can ask"


def test_an_answer_is_found_in_the_history_by_its_week_and_its_words(speaking: Journal) -> None:
    review = speaking.reviews.record(WEEK, "I can ask")
    speaking.reviews.record("2026-W46", "I can wait")
    assert review is not None
    history = read_versions(speaking)
    assert find_records(history, "w47") == find_records(history, "can ask") == [("reviews", review.id)]


# -- two machines ----------------------------------------------------------------------------------


def two_machines(folder: Path) -> tuple[Journal, Journal]:
    here, _ = start_journal(folder / "here" / "journal.json")
    other = folder / "there" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(here.path, other)
    return here, open_journal(other, NOON + dt.timedelta(minutes=5), prefix=1)


def test_machines_that_answer_apart_keep_the_later_answer_and_the_other_in_the_history(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    here.reviews.record("2026-W09", "I can ask")
    there.reviews.record("2026-W09", "I can wait")
    lines = merge_lines(maintenance.merge_copy(here, there.path), here.today())
    assert "replaced Weekly answer of 2026-W09: answer “I can ask”, now “I can wait”" in lines
    maintenance.merge_copy(there, here.path)
    assert here.contents.reviews == there.contents.reviews
    assert here.reviews.answer_of("2026-W09") == "I can wait"
    review = here.reviews.get("2026-W09")
    assert review is not None
    versions = read_versions(here).versions(("reviews", review.id))
    assert [version.row.answer for version in versions] == ["I can ask"]
    assert here.contents.adjusted == {}


def test_an_answer_given_after_it_was_deleted_elsewhere_lives_on(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    here.reviews.record("2026-W09", "I can ask")
    maintenance.merge_copy(there, here.path)
    there.reviews.record("2026-W09", "")
    there.reviews.record("2026-W09", "I can ask")
    maintenance.merge_copy(here, there.path)
    maintenance.merge_copy(there, here.path)
    assert here.reviews.answer_of("2026-W09") == there.reviews.answer_of("2026-W09") == "I can ask"
    assert broken_rules(here.contents) == []


def test_an_answer_given_anew_is_later_than_its_deletion_whatever_the_clock_says(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    here.reviews.record("2026-W09", "I can ask")
    maintenance.merge_copy(there, here.path)
    there.reviews.record("2026-W09", "")
    maintenance.merge_copy(here, there.path)
    here.clock.move(days=-2)  # type: ignore[attr-defined]
    here.reviews.record("2026-W09", "I can wait")
    maintenance.merge_copy(here, there.path)
    maintenance.merge_copy(there, here.path)
    assert here.reviews.answer_of("2026-W09") == there.reviews.answer_of("2026-W09") == "I can wait"


def test_the_same_answer_given_anew_wins_over_one_given_elsewhere_before(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    here.reviews.record("2026-W09", "I can ask")
    here.clock.move(seconds=1)  # type: ignore[attr-defined]
    here.reviews.record("2026-W09", "I can ask twice")
    maintenance.merge_copy(there, here.path)
    here.reviews.record("2026-W09", "")
    there.reviews.record("2026-W09", "I can wait")
    here.clock.move(minutes=30)  # type: ignore[attr-defined]
    here.reviews.record("2026-W09", "I can ask twice")
    maintenance.merge_copy(here, there.path)
    assert here.reviews.answer_of("2026-W09") == "I can ask twice"


def test_an_answer_is_later_than_a_mark_of_what_was_erased(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    until = NOON.astimezone(dt.UTC) + dt.timedelta(days=3)
    mark = ErasureMark(id=review_id("2026-W09"), table="reviews", until=until)
    here.change("Mark", lambda unit: unit.write("erasures", mark.id, mark))
    here.reviews.record("2026-W09", "I can ask")
    maintenance.merge_copy(here, there.path)
    assert here.reviews.answer_of("2026-W09") == "I can ask"


def test_an_earlier_answer_does_not_come_back_beside_another_record_of_its_week(tmp_path: Path) -> None:
    here, _ = two_machines(tmp_path)
    first = here.reviews.record("2026-W09", "I can ask")
    assert first is not None
    here.reviews.record("2026-W09", "")
    here.change("Other", lambda unit: unit.add(Review, week="2026-W09", answer="I can wait"))
    (version,) = read_versions(here).versions(("reviews", first.id))
    with pytest.raises(Rejected, match="another answer for that week"):
        bring_back(here, version, "the week")
    assert broken_rules(here.contents) == []


def test_an_answer_can_be_given_again_after_the_one_before_was_erased(tmp_path: Path) -> None:
    here, there = two_machines(tmp_path)
    first = here.reviews.record("2026-W09", "I can ask")
    assert first is not None
    maintenance.merge_copy(there, here.path)
    maintenance.erase(here, first.id)
    second = here.reviews.record("2026-W09", "I can wait")
    assert second is not None
    assert second.id != first.id
    for _ in range(2):
        maintenance.merge_copy(here, there.path)
        maintenance.merge_copy(there, here.path)
    for journal in (here, there):
        assert journal.reviews.answer_of("2026-W09") == "I can wait"
        assert b"I can ask" not in journal.path.read_bytes()
        assert broken_rules(journal.contents) == []


def test_an_answer_given_after_an_erased_wording_is_later_than_that(tmp_path: Path) -> None:
    here, _ = two_machines(tmp_path)
    here.reviews.record("2026-W09", "a secret")
    here.clock.move(hours=1)  # type: ignore[attr-defined]
    here.reviews.record("2026-W09", "I can ask")
    maintenance.erase_matches(here, maintenance.find_text(here, "a secret"), "a secret")
    here.clock.move(days=-2)  # type: ignore[attr-defined]
    here.reviews.record("2026-W09", "")
    here.reviews.record("2026-W09", "I can wait")
    assert here.reviews.answer_of("2026-W09") == "I can wait"
    assert open_journal(here.path).reviews.answer_of("2026-W09") == "I can wait"
    assert b"a secret" not in here.path.read_bytes()


# -- the doctor ------------------------------------------------------------------------------------


def test_two_answers_of_one_week_are_settled(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    journal.reviews.record("2026-W09", "I can ask")
    tables = json.loads(journal.path.read_bytes())
    twin = {**tables["reviews"]["1"], "id": "e" * 32, "answer": "I can wait", "updated": "2026-03-02T23:00:00Z"}
    tables["reviews"]["2"] = twin
    journal.path.write_text(json.dumps(tables))
    problems = [str(problem) for problem in find_table_problems(json.loads(journal.path.read_bytes()))]
    assert any("these are 2 answers of one week" in problem for problem in problems)
    repair(journal.path, NOON + dt.timedelta(days=2), SequentialIds(9))
    assert open_journal(journal.path).reviews.answer_of("2026-W09") == "I can wait"


@pytest.mark.parametrize(
    "fields", [{"week": "2027-W53"}, {"week": None}, {"week": "9999-W01"}, {"answer": ""}, {"mood": 5}], ids=str
)
def test_a_damaged_answer_can_be_set_aside(tmp_path: Path, fields: dict[str, object]) -> None:
    journal, _ = start_journal(tmp_path / "journal.json")
    journal.reviews.record("2026-W08", "I can ask")
    journal.reviews.record("2026-W09", "I can wait")
    tables = json.loads(journal.path.read_bytes())
    tables["reviews"]["2"] |= fields
    journal.path.write_text(json.dumps(tables))
    repair(journal.path, NOON + dt.timedelta(days=2), SequentialIds(9))
    assert [row.week for row in open_journal(journal.path).contents.reviews.values()] == ["2026-W08"]
