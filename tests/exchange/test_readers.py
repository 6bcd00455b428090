"""Readers of other programs' exports, quirks included."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.parsed_entries import ParsedFile, UnreadableFile, parse_rule
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import records as r
from efficacy_tui.store.errors import Rejected
from tests.support.foreign_exports import (
    DAYLIO,
    JRNL,
    LOOP,
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

# -- Loop Habit Tracker --------------------------------------------------------------------------


@pytest.mark.parametrize("build", [loop_folder, loop_zip])
def test_loop_imports_the_days_a_habit_was_done(speaking: Journal, tmp_path: Path, build: object) -> None:
    plan = import_file(speaking, build(tmp_path), ["Speak up=Speaking:mastery", "read, aloud 📖=Speaking:state"])
    assert plan.bad_rows == []
    assert texts(speaking) == {
        "2026-11-20 Speak up (In the Monday round,\nstanding)": "mastery",
        "2026-11-15 Speak up": "mastery",
        "2026-11-20 Read, aloud 📖: 8 pages": "state",
        "2026-11-18 Read, aloud 📖: 9.5 pages": "state",
    }


def test_loop_scores_can_be_ratings(speaking: Journal, tmp_path: Path) -> None:
    import_file(speaking, loop_zip(tmp_path), ["Speak up=Speaking:rating"])
    assert ratings(speaking) == {"2026-11-20": 52, "2026-11-19": 40}
    assert {row.note for row in speaking.contents.checkins.values()} == {"from Loop Habit Tracker"}
    assert all(row.late for row in speaking.contents.checkins.values())


def test_an_older_loop_export_has_one_file_for_all_habits(speaking: Journal, tmp_path: Path) -> None:
    files = {
        "Habits.csv": "Position,Name,Question,Description,NumRepetitions,Interval,Color\n001,Speak up,,,1,1,#fff\n",
        "Checkmarks.csv": "Date,Speak up,\n2026-11-20,2,\n2026-11-19,1,\n2026-11-18,0,\n2026-11-17,-1,\n",
        "Scores.csv": "Date,Speak up,\n2026-11-20,0.7500,\n",
    }
    path = loop_folder(tmp_path, files)
    import_file(speaking, path, ["*=Speaking:mastery", "*=Speaking:rating"])
    assert (list(texts(speaking)), ratings(speaking)) == (["2026-11-20 Speak up"], {"2026-11-20": 75})


def test_a_loop_file_without_a_header_is_read_from_its_first_line(speaking: Journal, tmp_path: Path) -> None:
    files = {"Habits.csv": "Name\nSpeak up\n", "001 Speak up/Checkmarks.csv": "2026-11-20,2\n2026-11-19,0\n"}
    import_file(speaking, loop_folder(tmp_path, files), ["Speak up=Speaking"])
    assert list(texts(speaking)) == ["2026-11-20 Speak up"]


def test_unquoted_commas_in_habit_names_are_an_error(tmp_path: Path) -> None:
    files = {name: text for name, text in LOOP.items() if "/" not in name}
    parsed = read_import(loop_folder(tmp_path, files))
    assert [row.where for row in parsed.bad_rows] == ["Checkmarks.csv", "Scores.csv"]
    assert all("has a column “Read” that is not a habit" in row.reason for row in parsed.bad_rows)


# -- Daylio --------------------------------------------------------------------------------------


def test_daylio_imports_moods_notes_and_activities(speaking: Journal, tmp_path: Path) -> None:
    path = daylio_file(tmp_path)
    parsed = read_import(path, moods={"Super": 90})
    assert isinstance(parsed, ParsedFile)
    assert [(name, count) for name, count, *_ in parsed.labels()] == [
        ("mood", 3), ("note", 2), ("rehearsal", 2), ("friends 🎉", 1),
    ]  # fmt: skip
    plan = import_file(speaking, path, ["mood=Speaking:rating", "note=Speaking:state", "rehearsal=Speaking"], parsed)
    assert plan.bad_rows == []
    assert ratings(speaking) == {"2026-11-21": 70, "2026-11-20": 75}
    note = "Open stage\nSpoke five minutes\nand I & Mara laughed <3"
    other = 'Zwei Zeilen,\n\n"mit" Umlaut: ü'
    assert texts(speaking) == {
        f"2026-11-21 {note}": "state",
        f"2026-11-20 {other}": "state",
        f"2026-11-21 rehearsal: {note}": "mastery",
        f"2026-11-20 rehearsal: {other}": "mastery",
    }


def test_a_mood_without_a_number_is_reported_with_its_line(speaking: Journal, tmp_path: Path) -> None:
    path = daylio_file(tmp_path)
    plan = build_planner(speaking, read_import(path), parse_rules("mood=Speaking:rating"))(
        speaking.contents, speaking.now()
    )
    (bad,) = plan.bad_rows
    assert bad.where == "daylio_export.csv, line 2"
    assert (bad.reason, bad.hint) == ("the mood “super” has no number yet", "add --mood super=NUMBER")
    assert (
        build_planner(speaking, read_import(path), parse_rules("note=Speaking"))(
            speaking.contents, speaking.now()
        ).bad_rows
        == []
    )


def test_older_and_newer_daylio_columns_are_read(speaking: Journal, tmp_path: Path) -> None:
    old_path = daylio_file(
        tmp_path, 'year,date,weekday,time,mood,activities,note\n2026,18 May,Monday,11:54 pm,good,a,"N"\n'
    )
    import_file(speaking, old_path, ["note=Speaking", "mood=Speaking:rating"])
    new_text = "full_date;date;weekday;time;mood;activities;scales;note_title;note\n18.06.2026;x;x;8:00;rad;a;;;M\n"
    import_file(speaking, daylio_file(tmp_path, new_text), ["note=Speaking", "mood=Speaking:rating"])
    assert ratings(speaking) == {"2026-05-18": 75, "2026-06-18": 100}
    assert list(texts(speaking)) == ["2026-05-18 N", "2026-06-18 M"]


# -- jrnl ----------------------------------------------------------------------------------------


def test_jrnl_imports_the_entries_with_a_tag(speaking: Journal, tmp_path: Path) -> None:
    path = jrnl_file(tmp_path)
    import_file(speaking, path, ["@talk=Speaking:persuasion", "starred=Speaking:mastery"])
    question = "Asked @talk a question.\nIn front\nof forty."
    rows = [(str(row.day), row.text, r.source_of(row)) for row in speaking.contents.evidence.values()]
    assert rows == [
        ("2026-11-20", question, "persuasion"),
        ("2026-11-20", question, "mastery"),
        ("2026-11-18", "Told the story 🎤 @talk", "persuasion"),
    ]
    assert next(iter(speaking.contents.evidence.values())).quote == question


def test_a_bad_entry_of_jrnl_is_reported_with_its_line(speaking: Journal, tmp_path: Path) -> None:
    entries = [*JRNL["entries"], {"title": "impossible", "date": "2026-02-30"}, {"title": 3, "date": "2026-11-01"}]
    path = jrnl_file(tmp_path, {"tags": {}, "entries": entries})
    lines = path.read_text(encoding="utf-8").splitlines()
    # An entry begins with the brace on the line before its title.
    entry_lines = [i for i, line in enumerate(lines) if '"title": "impossible"' in line or '"title": 3' in line]
    assert sorted(bad.where for bad in read_import(path, "jrnl").bad_rows) == [
        f"work.json, line {i}" for i in entry_lines
    ]


def test_a_long_text_is_cut_and_the_cut_is_reported(speaking: Journal, tmp_path: Path) -> None:
    entry = {"title": "x" * 5000, "body": "", "date": "2026-11-01", "time": "", "tags": [], "starred": False}
    plan = import_file(speaking, jrnl_file(tmp_path, {"tags": {}, "entries": [entry]}), ["*=Speaking"])
    (row,) = speaking.contents.evidence.values()
    assert (len(row.text), row.text[-1]) == (4000, "…")
    assert plan.notes == ["1 long text was cut at 4,000 characters."]


# -- every format --------------------------------------------------------------------------------

FORMATS = {
    "loop": (loop_zip, ["*=Speaking:mastery", "*=Speaking:rating"]),
    "daylio": (daylio_file, ["note=Speaking", "rehearsal=Speaking:state"]),
    "jrnl": (jrnl_file, ["entry=Speaking"]),
    "dayone": (dayone_file, ["entry=Speaking"]),
}


@pytest.mark.parametrize("origin", FORMATS)
def test_a_second_import_adds_nothing_and_an_undone_one_can_be_repeated(
    speaking: Journal, tmp_path: Path, origin: str
) -> None:
    build, mapping = FORMATS[origin]
    path = build(tmp_path)
    first = import_file(speaking, path, mapping)
    before = speaking.contents
    second = import_file(speaking, path, mapping)
    assert second.is_empty
    assert second.unchanged_count == sum(first.new.values()) > 0
    assert speaking.contents is before
    assert speaking.undo() == f"Import: {path.name}"
    assert not speaking.contents.evidence
    assert not speaking.contents.checkins
    assert import_file(speaking, path, mapping).new == first.new


def test_another_import_keeps_edited_evidence(speaking: Journal, tmp_path: Path) -> None:
    import_file(speaking, jrnl_file(tmp_path), ["@talk=Speaking"])
    evidence_id = next(iter(speaking.contents.evidence))
    speaking.evidence.edit(evidence_id, text="My own words")
    import_file(speaking, jrnl_file(tmp_path), ["@talk=Speaking"])
    assert speaking.contents.evidence[evidence_id].text == "My own words"


def test_an_import_keeps_an_existing_rating(speaking: Journal, tmp_path: Path) -> None:
    domain = speaking.domains.focus()
    speaking.checkins.record(domain.id, 10, dt.date(2026, 11, 20))
    plan = import_file(speaking, loop_zip(tmp_path), ["Speak up=Speaking:rating"])
    assert ratings(speaking) == {"2026-11-20": 10, "2026-11-19": 40}
    assert plan.skipped_reasons == {"that day is already rated": 1}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (DAYLIO.replace("2026-11-20,Nov", "2026-31-20,Nov"), "daylio_export.csv, line 4"),
        (DAYLIO.replace("2026-11-20,Nov", "2026-11-23,Nov"), "daylio_export.csv, line 4"),
        (DAYLIO + '2026-11-20,x,x,x,rad,a,b,c,"too many"\r\n', "daylio_export.csv, line 7"),
        (DAYLIO + '2026-11-20,x,x,x,rad,a,b,"never closed\r\n', "daylio_export.csv, line 7"),
    ],
    ids=["no such day", "still to come", "too many cells", "never closed"],
)
def test_a_bad_row_is_reported_with_its_line(speaking: Journal, tmp_path: Path, text: str, where: str) -> None:
    parsed = read_import(daylio_file(tmp_path, text))
    plan = build_planner(speaking, parsed, parse_rules("note=Speaking"))(speaking.contents, speaking.now())
    assert [bad.where for bad in plan.bad_rows] == [where]


def test_an_unknown_loop_value_is_reported(tmp_path: Path) -> None:
    files = {**LOOP, "001 Speak up/Checkmarks.csv": "Date,Value,Notes\n2026-11-20,\x1b[31mPERHAPS,\n"}
    (bad,) = read_import(loop_folder(tmp_path, files)).bad_rows
    assert bad.where == "001 Speak up/Checkmarks.csv, line 2"
    assert "PERHAPS" in bad.reason
    assert "\x1b" not in bad.reason


def test_invalid_rules_are_rejected(speaking: Journal, tmp_path: Path) -> None:
    parsed = read_import(jrnl_file(tmp_path))
    for text in ("x", "=Speaking", "x=", "x=Speaking:joy", "x=:rating"):
        with pytest.raises(UnreadableFile, match="is not a mapping"):
            parse_rule(text)
    assert str(parse_rule("a=b=Speaking:rating")) == "a=b=Speaking:rating"
    with pytest.raises(UnreadableFile, match="“@walk”"):
        build_planner(speaking, parsed, parse_rules("@walk=Speaking"))
    with pytest.raises(Rejected, match="No domain is called"):
        build_planner(speaking, parsed, parse_rules("@talk=Cooking"))


@pytest.mark.parametrize("build", [loop_folder, loop_zip, daylio_file, jrnl_file, dayone_file])
def test_the_format_of_a_file_is_detected(tmp_path: Path, build: object) -> None:
    parsed = read_import(build(tmp_path))
    assert not isinstance(parsed, ExportedRecords)
    assert parsed.origin in build.__name__


def test_a_folder_is_searched_only_one_level_deep(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    loop_folder(deep)
    with pytest.raises(UnreadableFile, match="no CSV or JSON file"):
        read_import(tmp_path)


def test_a_damaged_zip_is_an_error(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", "Name\n" * 1000)
    damaged = bytearray(buffer.getvalue())
    damaged[45:55] = b"\xff" * 10
    (tmp_path / "x.zip").write_bytes(damaged)
    with pytest.raises(UnreadableFile, match="damaged"):
        read_import(tmp_path / "x.zip")
