"""This program's CSV tables after a spreadsheet opened and saved them."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from efficacy_tui.exchange.apply_import import apply_import, build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.readers.own_csv import read_csv
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.exchange.readers.spreadsheet_cells import restore_cell
from efficacy_tui.exchange.writers.csv import write_csv
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery

DATE_COLUMNS = ("day", "start", "due", "closed")
COUNTRIES = {
    "German": ("%d.%m.%Y", "WAHR", "FALSCH", ";"),
    "German, short": ("%d.%m.%y", "WAHR", "FALSCH", ";"),
    "French": ("%d/%m/%Y", "VRAI", "FAUX", ";"),
    "Spanish": ("%d/%m/%Y", "VERDADERO", "FALSO", ";"),
    "Italian, short": ("%d/%m/%y", "VERO", "FALSO", ";"),
    "Polish": ("%Y-%m-%d", "PRAWDA", "FAŁSZ", ";"),
    "American": ("%m/%d/%Y", "TRUE", "FALSE", ","),
    "American, short": ("%m/%d/%y", "TRUE", "FALSE", ","),
    "Japanese": ("%Y/%m/%d", "TRUE", "FALSE", ","),
    "Dutch": ("%d-%m-%Y", "WAAR", "ONWAAR", ";"),
    "with times": ("%Y-%m-%d 00:00:00", "TRUE", "FALSE", "\t"),
}


def resave(files: Mapping[str, bytes], country: str, encoding: str = "utf-8-sig") -> dict[str, bytes]:
    """Save the tables as a spreadsheet of a country does."""
    date_format, true, false, separator = COUNTRIES[country]
    saved = {}
    for name, data in files.items():
        if not name.endswith(".csv"):
            continue
        target = io.StringIO(newline="")
        writer = csv.writer(target, delimiter=separator, lineterminator="\r\n")
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        writer.writerow(header)
        for row in rows:
            cells = []
            for column, cell in zip(header, row, strict=True):
                is_date = column in DATE_COLUMNS and cell
                word = {"true": true, "false": false}.get(cell, cell)
                cells.append(dt.date.fromisoformat(cell).strftime(date_format) if is_date else word)
            writer.writerow(cells)
        saved[name] = target.getvalue().encode(encoding)
    return saved


def without_locations(exported: ExportedRecords) -> dict[str, list[object]]:
    return {table: [row for _, row in rows] for table, rows in exported.tables.items()}


@pytest.mark.parametrize("country", COUNTRIES)
def test_tables_come_back_from_a_spreadsheet(year: Journal, country: str) -> None:
    files = write_csv(year.contents)
    assert b"true" in files["domains.csv"]
    exported = read_csv(resave(files, country))
    assert exported.bad_rows == ()
    assert without_locations(exported) == without_locations(read_csv(files))


def test_tables_saved_as_windows_1252_come_back_and_say_so(speaking: Journal, empty: Journal, tmp_path: Path) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Für 5 € geübt")
    for name, data in resave(write_csv(speaking.contents), "German", "cp1252").items():
        (tmp_path / name).write_bytes(data)
    plan = apply_import(empty, "tables", build_planner(empty, read_import(tmp_path)))
    assert [row.text for row in empty.contents.evidence.values()] == ["Für 5 € geübt"]
    assert "domains.csv is not UTF-8; it was read as Windows-1252." in plan.notes


def test_dates_that_fit_both_orders_lie_near_their_records(speaking: Journal) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "x", dt.date(2026, 11, 9))
    files = resave(write_csv(speaking.contents), "American")
    assert b"11/09/2026" in files["evidence.csv"]
    ((_, row),) = read_csv(files).tables["evidence"]
    assert row.day == dt.date(2026, 11, 9)


@pytest.mark.parametrize(
    ("kind", "cell", "restored"),
    [
        ("boolean", "WAHR", "true"),
        ("boolean", "ИСТИНА", "true"),
        ("boolean", "falso", "false"),
        ("boolean", "perhaps", "perhaps"),
        ("day", "20.11.2026", "2026-11-20"),
        ("day", "2026-11-20", "2026-11-20"),
        ("day", "31.02.2026", "31.02.2026"),
        ("instant", "22.11.2026 09:30", "2026-11-22T09:30:00+00:00"),
        ("instant", "2026-11-22 09:30:15", "2026-11-22T09:30:00+00:00"),
        ("instant", "2026-11-22T09:30:15.5Z", "2026-11-22T09:30:15.5Z"),
        (None, "20.11.2026", "20.11.2026"),
        (None, "WAHR", "WAHR"),
    ],
)
def test_a_cell_is_restored_by_what_its_column_holds(kind: str | None, cell: str, restored: str) -> None:
    assert restore_cell(kind, cell, "dmy") == restored


def test_an_id_that_became_a_number_is_named(speaking: Journal) -> None:
    files = write_csv(speaking.contents)
    identifier = speaking.domains.focus().id.encode()
    exported = read_csv({"domains.csv": files["domains.csv"].replace(identifier, b"1.23E+31")})
    assert [row.reason for row in exported.bad_rows] == ["a spreadsheet made the number “1.23E+31” of its id"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("27.13.2026", "day “27.13.2026” is not a day like 2026-03-02"),
        ("2026-02-30", "day “2026-02-30” is not a day like 2026-03-02"),
        ("46353", "day “46353” is a spreadsheet’s number of a day; show the column as dates and save again"),
    ],
)
def test_a_day_that_is_none_is_named(speaking: Journal, cell: str, reason: str) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 70)
    files = write_csv(speaking.contents)
    day = str(speaking.today()).encode()
    exported = read_csv({"checkins.csv": files["checkins.csv"].replace(b"," + day + b",", f",{cell},".encode())})
    assert [row.reason for row in exported.bad_rows] == [reason]


def test_a_column_of_the_persons_own_is_named(speaking: Journal) -> None:
    files = write_csv(speaking.contents)
    (header, row) = files["domains.csv"].decode().splitlines()
    exported = read_csv({"domains.csv": f"{header},mine,empty\n{row},x,\n".encode()})
    assert exported.notes == ("domains.csv: the column is not read: “mine”.",)
    assert len(exported.tables["domains"]) == 1


# -- what is written -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a;=1+1", "a\t=1+1", "a,=1+1", 'a"=1+1', "a\n=1+1", "a;b"])
def test_a_cell_that_holds_a_separator_of_any_country_is_quoted(speaking: Journal, text: str) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, text)
    data = write_csv(speaking.contents)["evidence.csv"].decode()
    assert f'"{text}"' in data or f'"{text}"'.replace('a"', 'a""') in data
    ((_, row),) = read_csv({"evidence.csv": data.encode()}).tables["evidence"]
    assert row.text == text


def test_a_byte_order_mark_is_written_on_request(year: Journal) -> None:
    plain, marked = write_csv(year.contents), write_csv(year.contents, byte_order_mark=True)
    tables = [name for name in plain if name.endswith(".csv")]
    assert [marked[name] for name in tables] == [codecs.BOM_UTF8 + plain[name] for name in tables]
    assert without_locations(read_csv(marked)) == without_locations(read_csv(plain))
