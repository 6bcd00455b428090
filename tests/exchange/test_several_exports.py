"""Folders with several exports, a file for each entry, and files that are none."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import build_planner, load_rules, save_rules
from efficacy_tui.exchange.detect import detect_formats, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import ParsedFile, UnknownFormat, UnreadableFile
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.exchange.writers.csv import write_csv
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from tests.support.foreign_exports import (
    DAYLIO,
    JRNL,
    daylio_file,
    dayone_file,
    import_file,
    jrnl_file,
    loop_folder,
    loop_zip,
    parse_rules,
    ratings,
    texts,
)

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    return tmp_path / "exports"


def write_entries(folder: Path, entries: list[dict[str, object]]) -> None:
    for number, entry in enumerate(entries):
        (folder / f"{entry['date']}_{number}.json").write_text(json.dumps(entry, indent=2) + "\n", encoding="utf-8")


def test_jrnl_may_write_a_file_for_each_entry(speaking: Journal, folder: Path) -> None:
    write_entries(folder, JRNL["entries"])
    import_file(speaking, folder, ["@talk=Speaking:persuasion"])
    assert len(texts(speaking)) == 2
    # The same entries in one file are the same.
    plan = import_file(speaking, jrnl_file(folder.parent), ["@talk=Speaking:persuasion"])
    assert (plan.is_empty, plan.unchanged_count) == (True, 2)


def test_one_file_of_an_entry_comes_in_by_itself(speaking: Journal, folder: Path) -> None:
    write_entries(folder, JRNL["entries"][:1])
    import_file(speaking, next(folder.iterdir()), ["entry=Speaking"])
    assert len(texts(speaking)) == 1


def test_two_entries_of_one_minute_in_two_files_are_two(speaking: Journal, folder: Path) -> None:
    write_entries(folder, [{**JRNL["entries"][0], "title": title} for title in ("One", "Two")])
    import_file(speaking, folder, ["entry=Speaking"])
    assert len(texts(speaking)) == 2


def test_a_damaged_file_among_entries_is_named(speaking: Journal, folder: Path) -> None:
    write_entries(folder, JRNL["entries"])
    (folder / "2026-11-21_cut.json").write_text('{"title": "Cut", "date": "2026-11-21", "body": "of', encoding="utf-8")
    (folder / "2026-11-22_odd.json").write_text('{"title": 5, "date": "2026-11-22", "body": ""}', encoding="utf-8")
    parsed = read_import(folder)
    assert [row.where for row in parsed.bad_rows] == ["2026-11-22_odd.json"]
    assert parsed.notes == ("2026-11-21_cut.json is not recognised and left out.",)


def test_all_exports_of_one_program_in_a_folder_come_in(speaking: Journal, folder: Path) -> None:
    (folder / "daylio_2025.csv").write_text(f'{HEADER}2025-11-20,x,x,21:00,good,,"","Last year"\n', encoding="utf-8")
    (folder / "daylio_2026.csv").write_text(f'{HEADER}2026-11-20,x,x,21:00,rad,,"","This year"\n', encoding="utf-8")
    import_file(speaking, folder, ["note=Speaking", "mood=Speaking:rating"])
    assert set(texts(speaking)) == {"2025-11-20 Last year", "2026-11-20 This year"}
    assert ratings(speaking) == {"2025-11-20": 75, "2026-11-20": 100}


def test_of_an_entry_in_two_exports_the_later_one_counts_once(speaking: Journal, folder: Path) -> None:
    rows = '2026-11-20,x,x,21:00,good,,"","{}"\n2026-11-19,x,x,21:00,meh,,"","Same"\n'
    (folder / "daylio_2026_11_20.csv").write_text(HEADER + rows.format("Infront"), encoding="utf-8")
    (folder / "daylio_2026_11_21.csv").write_text(HEADER + rows.format("In front"), encoding="utf-8")
    plan = import_file(speaking, folder, ["note=Speaking", "mood=Speaking:rating"])
    assert plan.notes == ["1 entry differs between these files; the last file counts."]
    assert set(texts(speaking)) == {"2026-11-20 In front", "2026-11-19 Same"}
    assert ratings(speaking) == {"2026-11-20": 75, "2026-11-19": 50}


def test_exports_of_several_programs_come_in_together(speaking: Journal, folder: Path) -> None:
    daylio_file(folder, DAYLIO.replace("super", "rad"))
    jrnl_file(folder)
    dayone_file(folder)
    shutil.move(loop_zip(folder.parent), folder)
    assert detect_formats(read_file_set(folder), folder) == ["loop", "daylio", "jrnl", "dayone"]
    rules = ["Speak up=Speaking", "note=Speaking:state", "@talk=Speaking:persuasion", "Speaking=Speaking:vicarious"]
    plan = import_file(speaking, folder, rules)
    assert (plan.bad_rows, sorted(texts(speaking).values())) == (
        [],
        ["mastery", "mastery", "persuasion", "persuasion", "state", "state", "vicarious"],
    )
    assert import_file(speaking, folder, rules).is_empty
    # Each of them alone is known again.
    assert import_file(speaking, folder / "work.json", ["@talk=Speaking:persuasion"]).unchanged_count == 2


def test_the_mapping_of_several_programs_is_remembered_for_each(speaking: Journal, folder: Path) -> None:
    daylio_file(folder)
    jrnl_file(folder)
    parsed = read_import(folder)
    assert isinstance(parsed, ParsedFile)
    rules = parse_rules("note=Speaking:state", "@talk=Speaking:persuasion")
    save_rules(speaking, parsed, rules)
    assert load_rules(speaking, parsed) == rules
    daylio = read_import(folder / "daylio_export.csv")
    assert isinstance(daylio, ParsedFile)
    assert load_rules(speaking, daylio) == rules[:1]


def test_two_loop_exports_side_by_side_come_in(speaking: Journal, folder: Path) -> None:
    for name, day in (("Phone", "2026-11-20"), ("Tablet", "2026-11-19")):
        loop_folder(
            folder,
            {"Habits.csv": "Position,Name\n001,Speak\n", "001 Speak/Checkmarks.csv": f"Date,Value\n{day},YES_MANUAL\n"},
        )
        (folder / "loop").rename(folder / name)
    import_file(speaking, folder, ["Speak=Speaking"])
    assert set(texts(speaking)) == {"2026-11-20 Speak", "2026-11-19 Speak"}


def test_files_that_are_no_export_are_named_and_block_nothing(speaking: Journal, folder: Path) -> None:
    jrnl_file(folder)
    (folder / "bank.csv").write_text("account;amount\n1;2\n", encoding="utf-8")
    (folder / "broken.csv").write_bytes(b"\xff\xfe\x00")
    (folder / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (folder / "list.json").write_text("[1, 2]", encoding="utf-8")
    (folder / "photo.jpeg").write_bytes(b"\xff")
    plan = import_file(speaking, folder, ["@talk=Speaking"])
    assert len(texts(speaking)) == 2
    assert plan.notes == ["package.json, bank.csv, broken.csv and 1 more are not recognised and left out."]


def test_a_damaged_export_among_others_is_named(speaking: Journal, folder: Path) -> None:
    daylio_file(folder)
    (folder / "daylio_old.csv").write_text("mood,activities,note\ngood,a,b\n", encoding="utf-8")
    parsed = read_import(folder)
    assert [(row.where, row.reason) for row in parsed.bad_rows] == [
        ("daylio_old.csv", "daylio_old.csv lacks the column full_date")
    ]
    assert parsed.entries


@pytest.mark.parametrize(
    ("rules", "is_named"),
    [
        (["note=Speaking"], False),
        (["rehearsal=Speaking"], False),
        (["entry=Speaking"], True),
        (["@talk=Speaking"], True),
        (["*=Speaking"], True),
    ],
)
def test_a_damaged_export_is_named_only_if_a_rule_may_ask_for_it(
    speaking: Journal, folder: Path, rules: list[str], is_named: bool
) -> None:
    daylio_file(folder)
    (folder / "work.json").write_text('{"tags": {}, "entries": [{"title": "Cut', encoding="utf-8")
    plan = plan_file(speaking, folder, rules)
    assert [row.where for row in plan.bad_rows] == (["work.json"] if is_named else [])
    assert ("1 row that you did not ask for cannot be read." in plan.notes) is not is_named


def test_a_stray_mark_in_one_export_blocks_no_rule_for_another(speaking: Journal, folder: Path) -> None:
    daylio_file(folder, DAYLIO + '2026-11-01,x,x,x,rad,a,"b"c,d\r\n')
    jrnl_file(folder)
    assert plan_file(speaking, folder, ["@talk=Speaking"]).bad_rows == []
    assert len(plan_file(speaking, folder, ["@talk=Speaking", "note=Speaking"]).bad_rows) == 1


def plan_file(journal: Journal, path: Path, rules: list[str]) -> ImportPlan:
    return build_planner(journal, read_import(path), parse_rules(*rules))(journal.contents, journal.now())


def test_own_exports_in_a_folder_are_joined_by_their_newest_versions(
    speaking: Journal, folder: Path, empty: Journal
) -> None:
    first = speaking.evidence.add(Mastery, speaking.domains.focus().id, "First wording")
    (folder / "b-monday.json").write_bytes(write_json(speaking.contents, speaking.now()))
    speaking.evidence.edit(first.id, text="Second wording")
    (folder / "a-tuesday.json").write_bytes(write_json(speaking.contents, speaking.now()))
    parsed = read_import(folder)
    assert isinstance(parsed, ExportedRecords)
    assert parsed.bad_rows == ()
    import_file(empty, folder, [])
    assert [row.text for row in empty.contents.evidence.values()] == ["Second wording"]


def test_own_and_other_exports_in_one_folder_are_asked_about(year: Journal, folder: Path) -> None:
    for name, data in write_csv(year.contents).items():
        (folder / name).write_bytes(data)
    jrnl_file(folder)
    with pytest.raises(UnreadableFile, match=r"this program’s CSV export \(csv\) and jrnl’s JSON export \(jrnl\)"):
        read_import(folder)
    assert isinstance(read_import(folder, "csv"), ExportedRecords)
    assert isinstance(read_import(folder, "jrnl"), ParsedFile)


def test_a_folder_of_unknown_files_is_not_recognised(folder: Path) -> None:
    (folder / "bank.csv").write_text("account;amount\n1;2\n", encoding="utf-8")
    with pytest.raises(UnknownFormat, match="not recognised"):
        read_import(folder)


def test_a_file_that_may_not_be_read_blocks_nothing(
    speaking: Journal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jrnl_file(folder)
    daylio_file(folder)
    original_open = os.open

    def refuse(path: Path, *arguments: int) -> int:
        if Path(path).name == "daylio_export.csv":
            raise PermissionError(13, "Permission denied")
        return original_open(path, *arguments)

    monkeypatch.setattr(os, "open", refuse)
    plan = import_file(speaking, folder, ["@talk=Speaking"])
    assert plan.notes == ["daylio_export.csv was left out: it cannot be read: Permission denied."]
