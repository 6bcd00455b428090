"""Plain tables of ratings, evidence and outcomes, as a person, a spreadsheet or a phone's shortcut writes them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import apply_import, build_planner
from efficacy_tui.exchange.detect import detect_formats, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.readers.plain_table import ParsedTable, read_plain_tables
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import records as r
from tests.support.fixed_clock import FixedClock


def take_in(journal: Journal, text: str, tmp_path: Path, name: str = "phone.csv") -> ImportPlan:
    """Import a table."""
    (tmp_path / name).write_bytes(text.encode())
    path = tmp_path / name
    assert detect_formats(read_file_set(path), path) == ["table"]
    return apply_import(journal, name, build_planner(journal, read_import(path)))


def ratings(journal: Journal) -> list[tuple[str, int, str]]:
    return [(str(row.day), row.confidence, row.note) for row in journal.contents.checkins.values()]


@pytest.mark.parametrize(
    "text",
    [
        "day,domain,confidence,note\n2026-11-20,Speaking,70,slept badly\n2026-11-21,speaking,55,\n",
        "\ufeffDay;Domain;Confidence;Note\r\n20.11.2026;Speaking;70;slept badly\r\n21.11.2026;Speaking;55;\r\n",
        "NOTE\tconfidence\tDOMAIN\tday\nslept badly\t70\tSpeaking\t2026-11-20\n\t55\tSpeaking\t2026-11-21\n",
        "date,domain,confidence,note\n2026-11-20 21:15,Speaking,70%,slept badly\n"
        "2026-11-21T07:00:00+01:00,Speaking,55,\n",
        "day,domain,confidence,note\n20 Nov 2026 at 21:15,Speaking,69.6,slept badly\n"
        '"Nov 21, 2026, 7:00 AM",Speaking,55\n',
        'sep=;\nday;domain;confidence;note\n11/20/26;Speaking;70;"slept badly"\n11/21/26;Speaking;55;\n',
    ],
    ids=["plain", "semicolons, german", "tabs, any order", "with times", "phone", "sep line, american"],
)
def test_a_table_of_ratings_comes_in(speaking: Journal, tmp_path: Path, text: str) -> None:
    plan = take_in(speaking, text, tmp_path)
    assert (plan.bad_rows, plan.notes) == ([], [])
    assert ratings(speaking) == [("2026-11-20", 70, "slept badly"), ("2026-11-21", 55, "")]
    assert not any(row.late for row in speaking.contents.checkins.values())


def test_a_table_of_evidence_comes_in(speaking: Journal, tmp_path: Path) -> None:
    text = (
        "day,domain,text,source,difficulty\n2026-11-20,Speaking,Asked a question,,60\n"
        "2026-11-20,Speaking,Mara did it,Vicarious,\n2026-11-20,Speaking,Well done,persuasion,\n"
        "2026-11-20,Speaking,Heart raced,state\n"
    )
    take_in(speaking, text, tmp_path)
    rows = speaking.contents.evidence.values()
    assert [(r.source_of(row), row.text) for row in rows] == [
        ("mastery", "Asked a question"),
        ("vicarious", "Mara did it"),
        ("persuasion", "Well done"),
        ("state", "Heart raced"),
    ]
    assert [getattr(row, "difficulty", None) for row in rows] == [60, None, None, None]
    assert [getattr(row, "quote", None) for row in rows] == [None, None, "Well done", None]


def test_a_table_of_outcomes_comes_in(speaking: Journal, tmp_path: Path) -> None:
    domain = speaking.domains.focus()
    rung = speaking.rungs.add(domain.id, "Ask a question", 40)
    text = (
        "day,domain,title,odds,outcome,difficulty\n2026-11-18,Speaking,I will ask a question,70,succeeded,\n"
        "2026-11-19,Speaking,Give the talk,60,no,\n2026-11-20,Speaking,Toast,50,Partly,65\n"
    )
    take_in(speaking, text, tmp_path)
    rows = sorted(speaking.contents.challenges.values(), key=lambda row: row.start)
    assert [(row.title, row.outcome, row.odds, row.difficulty, row.rung) for row in rows] == [
        ("I will ask a question", "succeeded", 70, 40, rung.id),
        ("Give the talk", "failed", 60, 40, None),
        ("Toast", "partly", 50, 65, None),
    ]
    assert all((row.status, row.start, row.due) == ("closed", row.closed, row.closed) for row in rows)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("day;domain;confidence;note", "2026-11-20;Speaking;70;tired; but ok"),
        ("day;domain;confidence;note;;", "2026-11-20;Speaking;70;tired; but ok;;;"),
        ("day\tdomain\tconfidence\tnote", "2026-11-20\tSpeaking\t70\ttired; but ok"),
    ],
)
def test_a_note_keeps_the_separators_that_were_typed(speaking: Journal, tmp_path: Path, header: str, row: str) -> None:
    take_in(speaking, f"{header}\n{row}\n", tmp_path)
    assert ratings(speaking) == [("2026-11-20", 70, "tired; but ok")]


def test_a_cell_without_a_column_costs_its_row_and_is_named() -> None:
    table = read_plain_tables(
        {"x.csv": b"day,domain,confidence,,\n2026-11-20,Speaking,70,tired,\n2026-11-21,Speaking,60,,\n"}
    )
    assert [row.reason for row in table.bad_rows] == ["5 cells where the header has 3"]
    assert [row.percent for row in table.rows] == [60]


def test_what_nobody_sees_around_a_cell_is_no_part_of_it(speaking: Journal, tmp_path: Path) -> None:
    take_in(speaking, "day,domain,confidence\n\u200e2026-11-20\u200e,\u202aSpeaking\u202c,70\u200b\n", tmp_path)
    assert ratings(speaking) == [("2026-11-20", 70, "")]


@pytest.mark.parametrize(
    ("row", "note"),
    [
        ('2026-11-20, Speaking, 70, "tired, but ""ok"""', 'tired, but "ok"'),
        ('2026-11-20, Speaking, 70, "tired"', "tired"),
        ('2026-11-20, "Speaking", "70", not "tired"', 'not "tired"'),
    ],
)
def test_blanks_may_stand_before_quotation_marks(speaking: Journal, tmp_path: Path, row: str, note: str) -> None:
    take_in(speaking, f"day, domain, confidence, note\n{row}\n", tmp_path)
    assert ratings(speaking) == [("2026-11-20", 70, note)]


def test_a_time_without_separators_is_read_too(speaking: Journal, tmp_path: Path) -> None:
    take_in(speaking, "day,domain,confidence\n20261121T013000Z,Speaking,70\n", tmp_path)
    assert ratings(speaking) == [("2026-11-20", 70, "")]


def test_a_second_column_of_days_is_named() -> None:
    table = read_plain_tables({"x.csv": b"day,date,domain,confidence\n2026-11-20,2026-11-21,Speaking,70\n"})
    assert table.notes == ("x.csv: the column is not read: “date”.",)


def test_a_note_at_the_end_of_a_row_may_have_commas(speaking: Journal, tmp_path: Path) -> None:
    take_in(speaking, "day,domain,confidence,note\n2026-11-20,Speaking,70,tired, but ok, really\n", tmp_path)
    assert ratings(speaking) == [("2026-11-20", 70, "tired, but ok, really")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("soon,Speaking,70", "day “soon” is not a day like 2026-03-02"),
        (",Speaking,70", "has no date"),
        (
            "2026-11-20,Speaking,0.7",
            "confidence “0.7” could be a share of 1 or of 100; write it from 0 to 100, like 70%",
        ),
        (
            "2026-11-20,Speaking,1.0",
            "confidence “1.0” could be a share of 1 or of 100; write it from 0 to 100, like 100%",
        ),
        ("26-11-20,Speaking,70", "day “26-11-20” could be more than one day; write the year in full, as in 2026-03-02"),
        ("2026-11-23,Speaking,70", "23 Nov 2026 is still to come"),
        ("1826-11-20,Speaking,70", "the year 1826 is long before anyone’s memory. Is it a typing error?"),
        ("2126-11-20,Speaking,70", "the year 2126 is far ahead. Is it a typing error?"),
        ("2026-11-20,,70", "has no domain"),
        ("2026-11-20,Cooking,70", "no domain is called “Cooking”"),
        ("2026-11-20,Speaking,", "has no confidence"),
        ("2026-11-20,Speaking,170", "confidence “170” is not a number from 0 to 100"),
        ("2026-11-20,Speaking,high", "confidence “high” is not a number from 0 to 100"),
        ("2026-11-20,Speaking,nan", "confidence “nan” is not a number from 0 to 100"),
        ('2026-11-20,"Spea"king,70', "a quotation mark is out of place or never closed"),
        ("2026-11-20,Speaking,70,a,b", "5 cells where the header has 3"),
    ],
)
def test_a_row_of_ratings_that_cannot_be_used_is_named(
    speaking: Journal, tmp_path: Path, row: str, reason: str
) -> None:
    plan = take_in(speaking, f"day,domain,confidence\n{row}\n2026-11-19,Speaking,40\n", tmp_path)
    assert [(bad.where, bad.reason) for bad in plan.bad_rows] == [("phone.csv, line 2", reason)]
    assert ratings(speaking) == [("2026-11-19", 40, "")]


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("text", "", "has no text"),
        ("text,source", "x,joy", "source “joy” is not one of mastery, vicarious, persuasion, state"),
        ("text,source,difficulty", "x,state,50", "a difficulty is for mastery, and this is state"),
        ("text,difficulty", "x,hard", "difficulty “hard” is not a number from 0 to 100"),
        ("title,odds,outcome", ",50,yes", "has no title"),
        ("title,odds,outcome", "x,,yes", "has no odds"),
        ("title,odds,outcome", "x,101,yes", "odds “101” is not a number from 0 to 100"),
        ("title,odds,outcome", "x,50,maybe", "outcome “maybe” should be succeeded, partly, failed or abandoned"),
        ("title,odds,outcome,difficulty", "x,50,yes,x", "difficulty “x” is not a number from 0 to 100"),
    ],
)
def test_a_row_of_another_table_that_cannot_be_used_is_named(header: str, row: str, reason: str) -> None:
    table = read_plain_tables({"x.csv": f"day,domain,{header}\n2026-11-20,Speaking,{row}\n".encode()})
    assert [bad.reason for bad in table.bad_rows] == [reason]


@pytest.mark.parametrize(
    "header",
    ["day,confidence", "domain,confidence", "day,domain", "day,domain,confidence,text", "2026-11-20,Speaking,70"],
)
def test_a_first_line_that_names_no_table_is_an_error(header: str) -> None:
    with pytest.raises(UnreadableFile, match="does not name the columns of one table: day,domain,confidence"):
        read_plain_tables({"x.csv": f"{header}\n2026-11-20,Speaking,70\n".encode()})


def test_a_column_that_is_not_read_is_named() -> None:
    table = read_plain_tables({"x.csv": b"day,domain,confidence,notes\n2026-11-20,Speaking,70,x\n"})
    assert table.notes == ("x.csv: the column is not read: “notes”.",)


def test_a_time_before_the_days_start_belongs_to_the_day_before(
    speaking: Journal, tmp_path: Path, clock: FixedClock
) -> None:
    take_in(speaking, "day,domain,confidence\n2026-11-20 01:30,Speaking,70\n", tmp_path)
    assert ratings(speaking) == [("2026-11-19", 70, "")]


# -- which row is which --------------------------------------------------------------------------

EVIDENCE = "day,domain,text\n2026-11-20,Speaking,Asked\n2026-11-20,Speaking,Asked\n2026-11-21,Speaking,Told\n"


def identifiers(text: str, name: str = "phone.csv") -> list[str]:
    return [row.identifier for row in read_plain_tables({name: text.encode()}).rows]


def test_equal_rows_are_counted_and_a_second_import_adds_nothing(speaking: Journal, tmp_path: Path) -> None:
    take_in(speaking, EVIDENCE, tmp_path)
    assert len(speaking.contents.evidence) == 3
    plan = take_in(speaking, EVIDENCE, tmp_path)
    assert (plan.is_empty, plan.unchanged_count) == (True, 3)
    plan = take_in(speaking, EVIDENCE + "2026-11-20,Speaking,Asked\n", tmp_path)
    assert (sum(plan.new.values()), len(speaking.contents.evidence)) == (1, 4)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (EVIDENCE.replace(",", ";"), "phone.csv"),
        (EVIDENCE.replace("\n", "\r\n").replace("Asked", '"Asked"'), "Phone.CSV"),
        (EVIDENCE.replace("day,domain,text", "DAY, Domain ,Text"), "folder/phone.csv"),
        (
            "text,day,domain\nAsked,2026-11-20,Speaking\nAsked,2026-11-20,Speaking\nTold,2026-11-21,Speaking\n",
            "phone.csv",
        ),
        (EVIDENCE.replace("2026-11-20", "20.11.2026").replace("2026-11-21", "21.11.26"), "phone.csv"),
        (EVIDENCE.replace("day,", "date,"), "phone.csv"),
        (EVIDENCE, "phone.sync-conflict-20261120-093000-ABCDEFG.csv"),
        (EVIDENCE, "phone (conflicted copy 2026-11-20 093000).csv"),
        (EVIDENCE, "phone (Anna's conflicted copy 2026-11-20).csv"),
    ],
)
def test_a_row_is_the_same_however_its_file_was_saved_or_synchronised(text: str, name: str) -> None:
    assert identifiers(text, name) == identifiers(EVIDENCE)


@pytest.mark.parametrize(
    ("text", "name"),
    [(EVIDENCE, "tablet.csv"), (EVIDENCE.replace("2026-11-20", "2026-11-19").replace("Told", "Tell"), "phone.csv")],
)
def test_another_file_or_content_is_another_row(text: str, name: str) -> None:
    assert not set(identifiers(text, name)) & set(identifiers(EVIDENCE))


def test_the_rows_of_a_conflict_copy_come_in_once(speaking: Journal, tmp_path: Path) -> None:
    files = {
        "phone.csv": EVIDENCE.encode(),
        "phone.sync-conflict-20261120-093000-ABCDEFG.csv": EVIDENCE.encode() + b"2026-11-21,Speaking,New\n",
    }
    assert [row.text for row in read_plain_tables(files).rows] == ["Asked", "Asked", "Told", "New"]


def test_the_first_rating_of_a_day_counts(speaking: Journal, tmp_path: Path) -> None:
    domain = speaking.domains.focus()
    speaking.checkins.record(domain.id, 10, dt.date(2026, 11, 19))
    text = "day,domain,confidence\n2026-11-19,Speaking,60\n2026-11-20,Speaking,70\n2026-11-20,Speaking,80\n"
    plan = take_in(speaking, text, tmp_path)
    assert [row[:2] for row in ratings(speaking)] == [("2026-11-19", 10), ("2026-11-20", 70)]
    assert plan.skipped_reasons == {"that day is already rated": 2}


def test_several_tables_of_a_folder_come_in_together(speaking: Journal, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ratings.csv").write_text("day,domain,confidence\n2026-11-20,Speaking,70\n", encoding="utf-8")
    (tmp_path / "in" / "evidence.csv").write_text("day,domain,text\n2026-11-20,Speaking,Asked\n", encoding="utf-8")
    (tmp_path / "in" / "bank.csv").write_text("account\n1\n", encoding="utf-8")
    # evidence.csv is also the name of one of this program's own tables.
    parsed = read_import(tmp_path / "in")
    assert isinstance(parsed, ParsedTable)
    assert [row.kind for row in parsed.rows] == ["evidence", "ratings"]
    assert parsed.notes == ("bank.csv is not recognised and left out.",)


def test_long_texts_are_cut(speaking: Journal, tmp_path: Path) -> None:
    take_in(speaking, f"day,domain,confidence,note\n2026-11-20,Speaking,70,{'x' * 900}\n", tmp_path)
    ((_, _, note),) = ratings(speaking)
    assert (len(note), note[-1]) == (500, "…")
