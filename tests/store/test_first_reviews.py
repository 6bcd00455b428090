"""The weekly answers of a journal that still has them among its settings."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.versions import read_versions
from efficacy_tui.model.records import Tombstone
from efficacy_tui.model.text import TEXT_MAX
from efficacy_tui.store import backups
from efficacy_tui.store.decode import parse
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.erasures import Erasures
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.merge import merge_bytes, merge_contents
from efficacy_tui.store.migrations import move_answers_to_reviews
from efficacy_tui.store.overwritten import OVERWRITTEN_TITLE
from efficacy_tui.store.restore import restore_backup
from efficacy_tui.store.scrub import scrub_data
from efficacy_tui.store.tables import SCHEMA, Contents, ErasureMark
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

FIXTURE = Path(__file__).with_name("fixtures") / "schema-6.json"
LATER = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
SECRET = "what nobody may read"


def setting(number: int, week: Any, value: Any, /, **fields: Any) -> dict[str, Any]:
    """A setting of schema 6 as plain data, made in the second of its number."""
    stamp = f"2026-03-02T12:00:{number:02}Z"
    return {
        "id": f"{number:032x}", "created": stamp, "updated": stamp, "key": f"review:{week}", "value": value, **fields,
    }  # fmt: skip


def tables_with(*rows: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """The tables of a file of schema 6 with some settings."""
    return {
        "meta": {"1": {"id": "schema", "value": 6}, "2": {"id": "journal", "value": "j" * 32}},
        "settings": {str(number): row for number, row in enumerate(rows, 1)},
        **tables,
    }


def migrated(tables: dict[str, Any]) -> Contents:
    return parse(json.dumps(tables).encode(), str).contents


def answers_in(contents: Contents) -> dict[str, str]:
    return {row.week: row.answer for row in contents.reviews.values()}


def earlier_answers(journal: Journal, week: str) -> list[str]:
    versions = read_versions(journal).versions(("reviews", review_id(week)))
    return [version.row.answer for version in versions]


def open_fixture(folder: Path, tables: dict[str, Any] | None = None) -> Journal:
    path = folder / "journal.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tables or json.loads(FIXTURE.read_text("utf-8"))), "utf-8")
    return open_journal(path, LATER)


def test_the_answers_of_schema_6_become_records_of_their_weeks(tmp_path: Path) -> None:
    journal = open_fixture(tmp_path)
    assert answers_in(journal.contents) == {
        "2026-W43": "I can begin on my own",
        "2026-W45": "I can wait for an answer",
        "2026-W46": "I can say no",
    }
    assert [row.key for row in journal.contents.settings.values()] == ["pinned statement"]
    assert journal.contents.adjusted == {}
    first = journal.reviews.get("2026-W43")
    assert first is not None
    assert (first.id, first.created.isoformat(), first.updated.isoformat()) == (
        review_id("2026-W43"),
        "2026-10-27T09:30:00+00:00",
        "2026-10-27T11:30:00+00:00",
    )
    assert [backup.path.read_bytes() for backup in backups.list_backups(journal.path)] != []
    assert all(problem.note for problem in diagnose(journal.path, LATER))
    assert broken_rules(journal.contents) == []
    assert open_journal(journal.path, LATER).contents == journal.contents


def test_the_answer_that_a_merge_had_left_out_stands_in_the_history(tmp_path: Path) -> None:
    journal = open_fixture(tmp_path)
    assert earlier_answers(journal, "2026-W45") == ["I can ask in a big room"]
    version = read_versions(journal).versions(("reviews", review_id("2026-W45")))[0]
    assert (version.is_lost, version.title) == (True, OVERWRITTEN_TITLE)


def test_an_import_of_schema_6_that_brought_an_answer_is_undone_and_redone(tmp_path: Path) -> None:
    journal = open_fixture(tmp_path)
    assert journal.undo() == "Import: old.json"
    assert journal.reviews.answer_of("2026-W43") == ""
    assert journal.redo() == "Import: old.json"
    assert journal.reviews.answer_of("2026-W43") == "I can begin on my own"
    assert open_journal(journal.path, LATER).undo() == "Import: old.json"


def test_an_import_that_schema_6_has_undone_can_be_redone(tmp_path: Path) -> None:
    tables = json.loads(FIXTURE.read_text("utf-8"))
    step = next(step for step in tables["history"].values() if step["title"] == "Import: old.json")
    number, row = next(item for item in tables["settings"].items() if item[1]["key"] == "review:2026-W43")
    del tables["settings"][number]
    tables["tombstones"] = {
        "1": {
            "id": row["id"],
            "created": "2026-11-10T09:30:00Z",
            "updated": "2026-11-10T09:30:00Z",
            "table": "settings",
        }
    }
    step["state"] = "undone"
    step["changes"][0]["now"] = row
    journal = open_fixture(tmp_path, tables)
    assert "2026-W43" not in answers_in(journal.contents)
    journal.redo()
    assert journal.reviews.answer_of("2026-W43") == "I can begin on my own"


def test_an_answer_changed_since_its_import_is_not_undone_with_it(tmp_path: Path) -> None:
    tables = json.loads(FIXTURE.read_text("utf-8"))
    row = next(row for row in tables["settings"].values() if row["key"] == "review:2026-W43")
    row |= {"value": "I can do more", "updated": "2026-11-12T09:30:00Z"}
    journal = open_fixture(tmp_path, tables)
    with pytest.raises(Exception, match="changed again since"):
        journal.undo()
    assert journal.reviews.answer_of("2026-W43") == "I can do more"


def test_migrating_changes_nothing_where_its_results_already_stand() -> None:
    tables = json.loads(FIXTURE.read_text("utf-8"))
    move_answers_to_reviews(tables)
    before = copy.deepcopy(tables)
    move_answers_to_reviews(tables)
    assert tables == before


def test_an_answer_that_was_left_out_for_one_since_deleted_is_history(tmp_path: Path) -> None:
    row = setting(3, "2026-W09", "I can ask")
    journal = open_fixture(tmp_path, tables_with(adjusted={"1": left_out(row)}))
    assert (journal.contents.reviews, journal.contents.adjusted) == ({}, {})
    assert earlier_answers(journal, "2026-W09") == ["I can ask"]
    assert merge_contents(journal.contents, journal.contents).contents == journal.contents


@pytest.mark.parametrize("name", ["reviews", "tombstones"])
def test_an_answer_whose_record_is_there_or_deleted_is_left_as_it_is(name: str) -> None:
    row = setting(3, "2026-W09", "I can ask")
    taken = {"id": review_id("2026-W09"), "created": row["created"], "updated": row["updated"]}
    fields = {"week": "2026-W09", "answer": "I can wait"} if name == "reviews" else {"table": "reviews"}
    tables = tables_with(row, **{name: {"1": {**taken, **fields}}})
    before = copy.deepcopy(tables)
    move_answers_to_reviews(tables)
    assert tables == before


UNUSABLE: list[dict[str, Any]] = [
    {"value": ""},
    {"value": None},
    {"value": 7},
    {"value": ["I can"]},
    {"value": {"text": "I can"}},
    {"value": "x" * (TEXT_MAX + 1)},
    {"key": "review:"},
    {"key": "review:2026-W54"},
    {"key": "review:2027-W53"},
    {"key": "review:2026-W00"},
    {"key": "review:0001-W01"},
    {"key": "review:9999-W01"},
    {"key": "review:2026-W9"},
    {"key": "review:２０２６-W09"},
    {"key": "review:2026-W09 "},
    {"key": "Review:2026-W09"},
    {"key": "draft:review"},
]


@pytest.mark.parametrize("fields", UNUSABLE, ids=lambda fields: f"{fields}"[:40])
def test_a_setting_that_no_record_can_hold_stays_a_setting(tmp_path: Path, fields: dict[str, Any]) -> None:
    row = setting(1, "2026-W09", "I can") | fields
    journal = open_fixture(tmp_path, tables_with(row, setting(2, "2026-W10", "I can ask")))
    assert answers_in(journal.contents) == {"2026-W10": "I can ask"}
    assert [(item.key, item.value) for item in journal.contents.settings.values()] == [(row["key"], row["value"])]
    assert all(problem.note for problem in diagnose(journal.path, LATER))


@pytest.mark.parametrize("name", ["settings", "adjusted", "history", "erasures", "tombstones", "reviews"])
@pytest.mark.parametrize(
    "table", [[], "x", {"1": 5}, {"1": {"id": {}}}, {"x": {"id": 3, "table": "settings"}}], ids=repr
)
def test_a_table_that_is_none_does_not_stop_the_migration(name: str, table: Any) -> None:
    move_answers_to_reviews(tables_with(setting(1, "2026-W09", "I can")) | {name: table})


@pytest.mark.parametrize("fields", [{"updated": "soon"}, {"created": None}, {"id": ["x"]}, {"updated": 5}], ids=str)
def test_a_damaged_setting_is_left_to_the_doctor(fields: dict[str, Any]) -> None:
    tables = tables_with(setting(1, "2026-W09", "I can") | fields, setting(2, "2026-W10", "I can ask"))
    move_answers_to_reviews(tables)
    assert [row["week"] for row in tables["reviews"].values() if row["answer"] == "I can ask"] == ["2026-W10"]


# -- two machines --------------------------------------------------------------------------------


def left_out(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "table": "settings", "was": row}


def test_machines_that_migrate_apart_end_as_those_that_had_merged_before() -> None:
    older, newer = setting(1, "2026-W09", "I can ask"), setting(5, "2026-W09", "I can wait")
    together = parse(json.dumps(tables_with(newer, adjusted={"1": left_out(older)})).encode(), str)
    here, there = (parse(json.dumps(tables_with(row)).encode(), str).data for row in (older, newer))
    merged = parse(merge_bytes(here, there)[0], str)
    assert merged.contents.reviews == together.contents.reviews
    assert merge_bytes(here, there)[0] == merge_bytes(there, here)[0]
    steps = [json.loads(item.data)["history"] for item in (merged, together)]
    assert steps[0] == steps[1]
    assert [step["changes"][0]["was"]["answer"] for step in steps[0].values()] == ["I can ask"]
    # Whoever has merged before and whoever has not agree as well.
    assert merge_contents(together.contents, merged.contents).contents == merged.contents


rows = st.tuples(
    st.integers(1, 3), st.sampled_from(("2026-W09", "2026-W10")), st.sampled_from("ab"), st.integers(0, 5)
).map(lambda row: setting(row[0], row[1], row[2], updated=f"2026-03-02T12:00:1{row[3]}Z"))
copies = st.lists(rows, max_size=3, unique_by=lambda row: row["key"]).map(lambda items: migrated(tables_with(*items)))


@given(copies, copies, copies)
@settings(max_examples=150, deadline=None)
def test_copies_that_migrate_apart_merge_in_any_order(first: Contents, second: Contents, third: Contents) -> None:
    one = merge_contents(merge_contents(first, second).contents, third).contents
    other = merge_contents(third, merge_contents(second, first).contents).contents
    assert one == other
    for week, answer in answers_in(one).items():
        versions = [row for item in (first, second, third) for row in item.reviews.values() if row.week == week]
        latest = max(row.updated for row in versions)
        assert answer == max(row.answer for row in versions if row.updated == latest)
    assert broken_rules(one) == []


def test_an_answer_given_in_the_meantime_wins_over_an_older_file(tmp_path: Path) -> None:
    journal = open_fixture(tmp_path / "here")
    journal.reviews.record("2026-W45", "I can do both")
    old = tmp_path / "old.json"
    shutil.copyfile(FIXTURE, old)
    maintenance.merge_copy(journal, old)
    assert journal.reviews.answer_of("2026-W45") == "I can do both"
    assert len(journal.contents.reviews) == 3


def test_a_backup_of_schema_6_is_restored_with_its_answers(tmp_path: Path) -> None:
    journal = open_fixture(tmp_path)
    backup = next(item for item in backups.list_backups(journal.path) if b'"value": 6' in item.path.read_bytes())
    journal.reviews.record("2026-W45", "")
    restore_backup(journal.path, backup.path, LATER + dt.timedelta(hours=1), SequentialIds(7))
    assert len(answers_in(open_journal(journal.path, LATER).contents)) == 3


# -- erasing -------------------------------------------------------------------------------------


def secret_file(folder: Path, value: str, **tables: Any) -> Journal:
    """A journal of schema 6 with an answer for a week, backed up as it was, and then migrated."""
    return open_fixture(folder, tables_with(setting(1, "2026-W09", value), setting(2, "2026-W10", "I can"), **tables))


def files_with_secret(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]


def erase_words(journal: Journal) -> None:
    maintenance.erase_matches(journal, maintenance.find_text(journal, SECRET), SECRET)


def test_erasing_an_answer_takes_it_out_of_the_backup_of_schema_6(tmp_path: Path) -> None:
    journal = secret_file(tmp_path, f"I can say {SECRET}")
    assert len(files_with_secret(tmp_path)) == 2
    erase_words(journal)
    assert files_with_secret(tmp_path) == []
    assert answers_in(journal.contents) == {"2026-W10": "I can"}


def test_erasing_by_id_takes_the_answer_out_of_the_backup_of_schema_6(tmp_path: Path) -> None:
    journal = secret_file(tmp_path, f"I can say {SECRET}")
    journal.reviews.record("2026-W09", "I can say it")
    maintenance.erase(journal, review_id("2026-W09"))
    assert files_with_secret(tmp_path) == []
    assert "2026-W09" not in answers_in(journal.contents)


def test_an_earlier_answer_of_schema_6_is_erased_and_the_present_one_stays(tmp_path: Path) -> None:
    journal = secret_file(tmp_path, f"I can say {SECRET}")
    old = tmp_path / "elsewhere" / "old.json"
    old.parent.mkdir()
    shutil.copyfile(next(item.path for item in backups.list_backups(journal.path)), old)
    journal.clock.move(hours=1)  # type: ignore[attr-defined]
    journal.reviews.record("2026-W09", "I can say it")
    erase_words(journal)
    assert files_with_secret(tmp_path) == [old]
    maintenance.merge_copy(journal, old)
    assert files_with_secret(tmp_path) == [old]
    assert journal.reviews.answer_of("2026-W09") == "I can say it"


def test_an_earlier_answer_that_only_a_backup_of_schema_6_has_is_erased(tmp_path: Path) -> None:
    """The older program has no history of its settings, so nothing but the backup tells of it."""
    old = tmp_path / "elsewhere" / "old.json"
    journal = secret_file(old.parent, f"I can say {SECRET}")
    old.write_text(json.dumps(tables_with(setting(1, "2026-W09", f"I can say {SECRET}"))), "utf-8")
    later = setting(1, "2026-W09", "I can say it", updated="2026-03-03T12:00:00Z")
    journal = open_fixture(tmp_path / "home", tables_with(later))
    backup = journal.path.parent / "backups" / next(iter(backups.list_backups(journal.path))).path.name
    backup.write_bytes(old.read_bytes())
    erase_words(journal)
    assert SECRET.encode() not in backup.read_bytes()
    maintenance.merge_copy(journal, old, accept_other=True)
    assert SECRET.encode() not in journal.path.read_bytes()
    assert journal.reviews.answer_of("2026-W09") == "I can say it"


def test_a_copy_of_schema_6_does_not_bring_an_erased_answer_back(tmp_path: Path) -> None:
    journal = secret_file(tmp_path, f"I can say {SECRET}")
    old = tmp_path / "elsewhere" / "old.json"
    old.parent.mkdir()
    shutil.copyfile(next(item.path for item in backups.list_backups(journal.path)), old)
    erase_words(journal)
    maintenance.merge_copy(journal, old)
    assert files_with_secret(tmp_path) == [old]
    journal.reviews.record("2026-W09", "something else")
    maintenance.merge_copy(journal, old)
    assert journal.reviews.answer_of("2026-W09") == "something else"
    assert all(problem.note for problem in diagnose(journal.path, LATER))


def test_a_mark_of_an_earlier_answer_holds_for_the_record(tmp_path: Path) -> None:
    row = setting(9, "2026-W09", "I can say it")
    mark = {"id": row["id"], "table": "settings", "until": "2026-03-02T12:00:08Z"}
    here = migrated(tables_with(row, erasures={"1": mark}))
    there = migrated(tables_with(setting(3, "2026-W09", SECRET) | {"id": row["id"]}))
    merged = merge_contents(here, there)
    assert answers_in(merged.contents) == {"2026-W09": "I can say it"}
    assert not any(SECRET.encode() in bytes(step.changes) for step in merged.lost)
    assert {item.table for item in here.erasures.values()} == {"settings", "reviews"}


@pytest.mark.parametrize("is_whole", [True, False])
def test_an_erasure_made_elsewhere_is_followed_in_files_of_schema_6(is_whole: bool) -> None:
    """The machine that erased it had another setting for the week, or none."""
    identifier, until = review_id("2026-W09"), dt.datetime(2026, 3, 2, 12, 0, 5, tzinfo=dt.UTC)
    mark = (
        Tombstone(id=identifier, created=until, updated=until, table="reviews", erased=True)
        if is_whole
        else ErasureMark(id=identifier, table="reviews", until=until)
    )
    old, new = setting(1, "2026-W09", SECRET), setting(9, "2026-W09", "I can say it")
    changes = [{"table": "settings", "id": old["id"], "was": old, "stamp": "2026-03-02T12:00:09Z"}]
    step = {"id": "5" * 32, "at": old["updated"], "title": "Import: old.json", "changes": changes}
    for tables in (
        tables_with(old),
        tables_with(new, adjusted={"1": left_out(old)}),
        tables_with(new, history={"1": step}),
        tables_with(old, history={"1": {**step, "changes": [{**changes[0], "was": None, "now": old}]}}),
    ):
        data = scrub_data(json.dumps(tables).encode(), Erasures.of_rows([mark]))
        assert SECRET.encode() not in data
        assert (b"I can say it" in data) == (not is_whole and new in tables["settings"].values())
        assert parse(data, str).contents.settings == {}


def test_a_journal_begun_with_this_schema_has_no_answers_among_its_settings(tmp_path: Path) -> None:
    journal, _ = start_journal(tmp_path / "journal.json", NOON)
    journal.reviews.record("2026-W09", "I can")
    assert journal.contents.settings == {}
    assert json.loads(journal.path.read_bytes())["meta"]["1"]["value"] == SCHEMA
