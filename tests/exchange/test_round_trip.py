"""An export is imported again: equal, once, and as one step of undo."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.exchange.apply_import import build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.export import ExportFormat
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store.tables import RECORD_TYPES, Adjustment, Contents
from tests.exchange.conftest import AWKWARD
from tests.support.export_import import export_to, import_into


def tables_without(contents: Contents, *tables: str) -> dict[str, Any]:
    """All tables but the named ones."""
    return {name: dict(contents.table(name)) for name in RECORD_TYPES if name not in tables}


def without_deleted(contents: Contents) -> Contents:
    """The same with tombstones that have no deleted version, as they are exported."""
    tombstones = {key: msgspec.structs.replace(row, was=None) for key, row in contents.tombstones.items()}
    return msgspec.structs.replace(contents, tombstones=tombstones)


def test_importing_json_into_an_empty_journal_restores_it(year: Journal, empty: Journal, tmp_path: Path) -> None:
    plan = import_into(empty, export_to(year, "json", tmp_path / "out"))
    assert empty.contents == without_deleted(year.contents)
    assert year.contents.tombstones
    assert (plan.bad_rows, plan.skipped_reasons, plan.notes) == ([], {}, [])


def test_importing_csv_into_an_empty_journal_restores_the_records(
    year: Journal, empty: Journal, tmp_path: Path
) -> None:
    import_into(empty, export_to(year, "csv", tmp_path / "out"))
    assert tables_without(empty.contents, "adjusted") == tables_without(without_deleted(year.contents), "adjusted")


def test_an_entry_with_a_whole_table_in_its_text_comes_back(speaking: Journal, empty: Journal, tmp_path: Path) -> None:
    domain = speaking.domains.focus().id
    speaking.evidence.add(Mastery, domain, "I asked")
    table = (export_to(speaking, "csv", tmp_path / "first") / "evidence.csv").read_text(encoding="utf-8")
    rows = "2026-11-19,Speaking,60,slept\n2026-11-20\tSpeaking\t70"
    texts = {speaking.evidence.add(Mastery, domain, text).text for text in (table, f"{table}and more", rows)}
    plan = import_into(empty, export_to(speaking, "csv", tmp_path / "second"))
    assert list(plan.bad_rows) == []
    assert {entry.text for entry in empty.contents.evidence.values()} == {"I asked", *texts}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_second_import_changes_nothing(year: Journal, empty: Journal, tmp_path: Path, form: ExportFormat) -> None:
    path = export_to(year, form, tmp_path / "out")
    first = import_into(empty, path)
    before = empty.path.read_bytes()
    second = import_into(empty, path)
    assert second.is_empty
    assert second.unchanged_count == sum(first.new.values())
    assert empty.path.read_bytes() == before


def test_an_import_is_one_undo_step_and_can_be_repeated(year: Journal, speaking: Journal, tmp_path: Path) -> None:
    path = export_to(year, "json", tmp_path / "out")
    before = tables_without(speaking.contents, "tombstones")
    first = import_into(speaking, path)
    assert speaking.undo() == f"Import: {path.name}"
    assert tables_without(speaking.contents, "tombstones") == before
    assert import_into(speaking, path).new == first.new


def test_domains_of_the_same_name_are_merged(year: Journal, speaking: Journal, tmp_path: Path) -> None:
    (local_domain,) = speaking.domains.all()
    speaking.checkins.record(local_domain.id, 10)
    speaking.challenges.start(local_domain.id, title="Mine", done_when="x", difficulty=1, odds=1, due=speaking.today())
    plan = import_into(speaking, export_to(year, "json", tmp_path / "out"))
    names = [domain.name for domain in speaking.domains.all()]
    assert names.count("Speaking") == 1
    assert [domain.name for domain in speaking.domains.all() if domain.focus] == ["Speaking"]
    assert speaking.checkins.on(local_domain.id, speaking.today()).confidence == 10
    assert plan.skipped_reasons == {"that day is already rated": 1}
    active = [
        row for row in speaking.contents.challenges.values() if row.domain == local_domain.id and row.status == "active"
    ]
    assert [row.title for row in active] == ["Mine"]
    assert len(plan.notes) == 1
    assert len(speaking.evidence.of(local_domain.id)) > len(AWKWARD)


def test_an_import_keeps_the_journals_focus_and_order(year: Journal, empty: Journal, tmp_path: Path) -> None:
    empty.domains.add("Cooking", "cook")
    import_into(empty, export_to(year, "json", tmp_path / "out"))
    names = [domain.name for domain in empty.domains.all()]
    assert names == ["Cooking", *(domain.name for domain in year.domains.all())]
    assert [domain.name for domain in empty.domains.all() if domain.focus] == ["Cooking"]


def test_the_newer_version_of_a_record_wins(year: Journal, empty: Journal, tmp_path: Path, clock: Any) -> None:
    import_into(empty, export_to(year, "json", tmp_path / "a"))
    first, second = list(year.contents.evidence.values())[:2]
    clock.move(hours=1)
    empty.evidence.edit(first.id, text="mine")
    year.evidence.edit(second.id, text="theirs")
    plan = import_into(empty, export_to(year, "json", tmp_path / "b"))
    assert empty.contents.evidence[first.id].text == "mine"
    assert empty.contents.evidence[second.id].text == "theirs"
    assert (plan.changed, plan.skipped_reasons) == ({"evidence": 1}, {"the version here is newer": 1})


def test_closing_a_challenge_in_the_export_allows_its_next_one(
    year: Journal, empty: Journal, tmp_path: Path, clock: Any
) -> None:
    import_into(empty, export_to(year, "json", tmp_path / "a"))
    clock.move(hours=1)
    active = next(row for row in year.contents.challenges.values() if row.status == "active")
    year.challenges.close(active.id, "succeeded")
    year.challenges.start(active.domain, title="Next", done_when="x", difficulty=1, odds=1, due=year.today())
    plan = import_into(empty, export_to(year, "json", tmp_path / "b"))
    assert plan.notes == []
    assert empty.contents.challenges.keys() == year.contents.challenges.keys()
    for key, row in year.contents.challenges.items():
        assert msgspec.structs.replace(empty.contents.challenges[key], changed=row.changed) == row


def test_an_import_restores_deleted_records_but_not_erased_ones(year: Journal, empty: Journal, tmp_path: Path) -> None:
    from efficacy_tui.journal.maintenance import erase

    path = export_to(year, "json", tmp_path / "out")
    import_into(empty, path)
    deleted_id, erased_id = list(empty.contents.evidence)[:2]
    empty.evidence.delete(deleted_id)
    erase(empty, erased_id)
    plan = import_into(empty, path)
    assert deleted_id in empty.contents.evidence
    assert deleted_id not in empty.contents.tombstones
    assert erased_id not in empty.contents.evidence
    assert plan.skipped_reasons == {"erased here for good": 1}


def test_an_import_deletes_nothing(year: Journal, empty: Journal, tmp_path: Path) -> None:
    import_into(empty, export_to(year, "json", tmp_path / "a"))
    evidence_id = next(iter(empty.contents.evidence))
    year.evidence.delete(evidence_id)
    import_into(empty, export_to(year, "json", tmp_path / "b"))
    assert evidence_id in empty.contents.evidence


def test_merge_adjustments_are_imported(year: Journal, empty: Journal, tmp_path: Path) -> None:
    row = next(iter(year.contents.evidence.values()))
    adjustment = Adjustment(id="f" * 32, table="evidence", was=msgspec.to_builtins(row))
    contents = msgspec.structs.replace(year.contents, adjusted={adjustment.id: adjustment})
    path = tmp_path / "out.json"
    path.write_bytes(write_json(contents, year.now()))
    import_into(empty, path)
    assert empty.contents == without_deleted(contents)
    reopened = Journal(empty.path, empty.clock)
    reopened.open()
    assert reopened.contents == without_deleted(contents)


# -- errors --------------------------------------------------------------------------------------


def test_a_bad_record_of_json_is_reported_with_its_line(year: Journal, empty: Journal, tmp_path: Path) -> None:
    path = export_to(year, "json", tmp_path / "out")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    index = next(i for i, line in enumerate(lines) if '"confidence":70' in line)
    lines[index] = lines[index].replace('"confidence":70', '"confidence":170')
    path.write_text("".join(lines), encoding="utf-8")
    plan = build_planner(empty, read_import(path))(empty.contents, empty.now())
    (bad,) = plan.bad_rows
    assert bad.where == f"{path.name}, line {index + 1}"
    assert "confidence" in bad.reason
    assert "`" not in bad.reason


def test_a_bad_row_of_csv_is_reported_with_its_line(year: Journal, empty: Journal, tmp_path: Path) -> None:
    folder = export_to(year, "csv", tmp_path / "out")
    file = folder / "domains.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    rows[2] = rows[2].replace(",teal,", ",mud,")
    file.write_text("\n".join(rows), encoding="utf-8")
    exported = read_import(folder)
    assert [row.where for row in exported.bad_rows] == ["domains.csv, line 3"]


def test_a_json_record_without_its_domain_is_reported_with_its_line(
    year: Journal, empty: Journal, tmp_path: Path
) -> None:
    document = msgspec.json.decode(write_json(year.contents, year.now()))
    last = document["evidence"][-1]
    document["evidence"] = [{**last, "domain": "0" * 32}]
    document = {"evidence": document.pop("evidence"), **document}
    path = tmp_path / "out.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1))
    (bad,) = build_planner(empty, read_import(path, "json"))(empty.contents, empty.now()).bad_rows
    assert bad.where == "out.json, line 3"
    assert path.read_text(encoding="utf-8").splitlines()[2].strip() == "{"


def test_a_csv_record_without_its_domain_is_reported(year: Journal, empty: Journal, tmp_path: Path) -> None:
    folder = export_to(year, "csv", tmp_path / "out")
    (folder / "domains.csv").unlink()
    plan = build_planner(empty, read_import(folder))(empty.contents, empty.now())
    assert plan.new.keys() == {"raters", "surveys", "reviews", "settings"}
    assert {bad.reason.partition("belongs")[1] for bad in plan.bad_rows} == {"belongs"}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.json", b"", "is empty"),
        ("x.json", b'{"format": "efficacy-export", "version": 9, "schema": 1}', "newer version"),
        ("x.json", b'{"format": "efficacy-export", "version": 1, "schema"', "is incomplete"),
        ("x.json", b'{"meta": {}, "domains": {}}', "efficacy merge"),
        ("x.csv", b"a,b\n1,2\n", "is not recognised"),
        ("domains.csv", b"\xff\xfea", "domains.csv"),
        ("domains.csv", b"name\nx\n", "lacks the columns id, created, updated"),
        ("habits.zip", b"PK\x05\x06" + b"\0" * 18, "no CSV or JSON"),
    ],
)
def test_a_file_that_is_not_an_export_is_an_error(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match=message):
        read_import(tmp_path / name)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no"):
        read_import(tmp_path / "nothing.json")


# -- exports of older versions ---------------------------------------------------------------------


def test_an_export_of_schema_2_is_read_as_if_it_was_migrated(year: Journal, empty: Journal, tmp_path: Path) -> None:
    entry = next(iter(year.contents.evidence.values()))
    edited = year.evidence.edit(entry.id, text="edited")
    path = export_to(year, "json", tmp_path / "out")
    document = json.loads(path.read_text(encoding="utf-8"))
    document["schema"] = 2
    for row in [row for value in document.values() if isinstance(value, list) for row in value]:
        row.pop("changed", None)
        for step in row.get("steps", ()):
            del step["id"]
    path.write_text(json.dumps(document), encoding="utf-8")
    plan = import_into(empty, path)
    assert plan.bad_rows == []
    assert empty.contents.evidence[edited.id].changed == {"*": edited.updated}
    steps = {step.id for row in year.contents.challenges.values() for step in row.steps}
    assert steps
    assert {step.id for row in empty.contents.challenges.values() for step in row.steps} == steps


def test_csv_without_the_column_of_changes_is_of_an_older_version(
    year: Journal, empty: Journal, tmp_path: Path
) -> None:
    entry = next(iter(year.contents.evidence.values()))
    edited = year.evidence.edit(entry.id, text="edited")
    folder = export_to(year, "csv", tmp_path / "out")
    with (folder / "evidence.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    column = header.index("changed")
    with (folder / "evidence.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*row[:column], *row[column + 1 :]] for row in (header, *rows)])
    import_into(empty, folder)
    assert empty.contents.evidence[edited.id].changed == {"*": edited.updated}
