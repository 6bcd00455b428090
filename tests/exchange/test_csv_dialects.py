"""CSV files in every dialect: separators, byte-order marks, line ends, lengths."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.exchange.parsed_entries import UnreadableFile, quote_cell
from efficacy_tui.exchange.readers.csv_dates import describe_bad_date, detect_date_order, parse_clock, parse_date
from efficacy_tui.exchange.readers.csv_dialects import parse_number, read_csv_table
from efficacy_tui.model import locale_format

ROWS = [{"day": "2026-11-20", "text": "two\nlines"}, {"day": "2026-11-21", "text": ""}]


@pytest.mark.parametrize(
    "data",
    [
        b'Day,Text\r\n2026-11-20,"two\nlines"\r\n2026-11-21,\r\n',
        b'\xef\xbb\xbfDay,Text\n\n2026-11-20,"two\nlines"\n2026-11-21\n',
        b'Day;Text\n2026-11-20;"two\nlines"\n;;\n2026-11-21;\n',
        b'Day\tText\n2026-11-20\t"two\nlines"\n2026-11-21\t',
        'Day,Text\n2026-11-20,"two\nlines"\n2026-11-21,\n'.encode("utf-16"),
        b'sep=;\r\nDay;Text\r\n2026-11-20;"two\nlines"\r\n2026-11-21;\r\n',
        b'\xef\xbb\xbf"sep=|"\n\nDay|Text\n2026-11-20|"two\nlines"\n2026-11-21|\n',
        b'SEP=\t\nDay\tText\n2026-11-20\t"two\nlines"\n2026-11-21\n',
        b'sep=;;;\nDay;Text;\n2026-11-20;"two\nlines";\n2026-11-21;;\n',
        b'Day|Text\n2026-11-20|"two\nlines"\n2026-11-21|\n',
        b'sep=,\nDay;Text\n2026-11-20;"two\nlines"\n2026-11-21;\n',
        b'Day,Text\r\n2026-11-20,"two\nlines"\r\n2026-11-21,\r\n\x1a',
        b'Day,Text,Text\n2026-11-20,"two\nlines",\n2026-11-21,,\n',
    ],
    ids=[
        *("crlf", "mark and empty lines", "semicolons", "tabs", "utf-16"),
        *("sep line", "quoted sep line", "sep line of a tab", "sep line with cells"),
        *("bars", "sep line of another", "end of file mark", "column named twice"),
    ],
)
def test_every_dialect_yields_the_same_rows(data: bytes) -> None:
    table = read_csv_table(data, "x.csv", ["day"])
    rows = [{"text": "", **line.cells} for line in table.rows]
    assert (rows, table.bad_rows) == (ROWS, ())


def test_a_row_is_located_by_its_first_line() -> None:
    table = read_csv_table(b'day,text\n1,"a\nb\nc"\n\n2,d\n', "x.csv")
    assert [line.where for line in table.rows] == ["x.csv, line 2", "x.csv, line 6"]


def test_a_cell_may_exceed_the_default_field_limit() -> None:
    table = read_csv_table(b'id,text\r\n1,"' + b"x" * 300_000 + b'"\r\n', "x.csv")
    assert (len(table.rows[0].cells["text"]), table.bad_rows) == (300_000, ())


def test_a_missing_or_misquoted_header_is_an_error() -> None:
    with pytest.raises(UnreadableFile, match="lacks the column day"):
        read_csv_table(b"", "x.csv", ["day"])
    with pytest.raises(UnreadableFile, match="line 1, should name the columns, but a quotation mark is out of place"):
        read_csv_table(b'"day"s,text\n2026-11-20,x\n', "x.csv", ["day"])


def test_a_quoted_cell_is_short_and_printable() -> None:
    assert quote_cell("\x1b[31m" + "x" * 60) == "“�[31m" + "x" * 34 + "…”"


def test_a_sep_line_is_counted_as_a_line() -> None:
    assert [row.where for row in read_csv_table(b"sep=;\nday;text\n1;a\n", "x.csv").rows] == ["x.csv, line 3"]


# -- stray quotation marks -----------------------------------------------------------------------

GOOD_ROW = '2026-11-{day},"rehearsal","","note {day}"'


def _table_with(bad_row: str) -> str:
    rows = [GOOD_ROW.format(day=20), bad_row, *(GOOD_ROW.format(day=day) for day in (18, 17, 16))]
    return "\n".join(["full_date,activities,note_title,note", *rows, ""])


@pytest.mark.parametrize(
    "bad_row",
    [
        '2026-11-19,"rehearsal","","He said "hi" and left"',
        '2026-11-19,"rehearsal","","never closed',
        '2026-11-19,"rehearsal",",""',
        '2026-11-19,"rehearsal","",""hi" she said"',
        '2026-11-19,"rehears"al,"",""',
        '2026-11-19,"',
    ],
)
def test_a_stray_quotation_mark_costs_only_its_row(bad_row: str) -> None:
    table = read_csv_table(_table_with(bad_row).encode(), "x.csv", ["full_date"])
    assert [row.cells["note"] for row in table.rows] == ["note 20", "note 18", "note 17", "note 16"]
    assert [row.where for row in table.bad_rows] == ["x.csv, line 3"]


def test_a_mark_closed_by_another_stray_one_swallows_no_row() -> None:
    text = 'full_date,note\n2026-11-20,a\n2026-11-19,"open\n2026-11-18,b\n2026-11-17,c"\n2026-11-16,d\n'
    table = read_csv_table(text.encode(), "x.csv", ["full_date"])
    assert [row.cells["note"] for row in table.rows] == ["a", "b", 'c"', "d"]
    assert [row.where for row in table.bad_rows] == ["x.csv, line 3"]


def test_a_note_may_have_lines_that_begin_with_a_date() -> None:
    text = 'full_date,mood,note\n2026-11-20,good,"2026-11-19, before:\nslept\n2026-11-18 too"\n'
    table = read_csv_table(text.encode(), "x.csv", ["full_date"])
    assert table.rows[0].cells["note"] == "2026-11-19, before:\nslept\n2026-11-18 too"
    assert table.bad_rows == ()


@pytest.mark.parametrize(
    ("note", "line_end"),
    [
        ("From my phone:\n2026-11-18,ok,slept\nthat was it", "\n"),
        ("From my phone:\n2026-11-18,ok,slept\n2026-11-17,bad,woke up", "\r\n"),
        ('2026-11-18,ok,slept\n\n2026-11-17\tbad\tsaid ""no""', "\r\n"),
        ("full_date,mood,note\n2026-11-18,ok,slept\n", "\n"),
    ],
    ids=["inside", "to its end", "tabs and marks", "with a header"],
)
def test_a_quoted_note_stays_whole_with_rows_that_were_pasted_into_it(note: str, line_end: str) -> None:
    rows = ["full_date,mood,note", f'2026-11-20,good,"{note}"', "2026-11-19,good,b"]
    table = read_csv_table(f"{line_end.join(rows)}{line_end}".encode(), "x.csv", ["full_date"])
    assert [row.cells["note"] for row in table.rows] == [note.replace('""', '"'), "b"]
    assert table.bad_rows == ()


def test_rows_behind_a_mark_that_makes_the_cells_too_many_are_not_swallowed() -> None:
    text = 'full_date,mood,note\n2026-11-20,"good\n2026-11-19,ok,b\nx",y,z,too many\n2026-11-18,ok,c\n'
    table = read_csv_table(text.encode(), "x.csv", ["full_date"])
    assert [row.cells["note"] for row in table.rows if row.cells["mood"] == "ok"] == ["b", "c"]
    assert next(row.where for row in table.bad_rows) == "x.csv, line 2"


def test_many_stray_marks_take_no_longer_than_many_rows() -> None:
    lines = ["full_date,note", *(f'2026-11-20,"open {number}' for number in range(20_000))]
    table = read_csv_table("\n".join(lines).encode(), "x.csv", ["full_date"])
    assert len(table.rows) + len(table.bad_rows) == 20_000


# -- days and numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-11-03", "dmy", (2026, 11, 3)),
        ("2026/11/3", "mdy", (2026, 11, 3)),
        ("2026-11-03T08:00:00Z", "dmy", (2026, 11, 3)),
        ("3.11.2026", "mdy", (2026, 11, 3)),
        ("03. 11. 2026", "dmy", (2026, 11, 3)),
        ("3/11/2026", "dmy", (2026, 11, 3)),
        ("11/3/2026", "mdy", (2026, 11, 3)),
        ("13/13/2026", "dmy", None),
        ("29.02.2025", "dmy", None),
        ("soon", "dmy", None),
        ("20.11.26", "mdy", (2026, 11, 20)),
        ("20.11.26 00:00", "ymd", (2026, 11, 20)),
        ("11/20/26", "mdy", (2026, 11, 20)),
        ("11/20/26", "dmy", None),
        ("26/11/20", "ymd", (2026, 11, 20)),
        ("1/2/68", "dmy", (2068, 2, 1)),
        ("1/2/69", "dmy", (1969, 2, 1)),
        ("20 Nov 2026", "mdy", (2026, 11, 20)),
        ("20-Nov-26", "mdy", (2026, 11, 20)),
        ("20. November 2026", "dmy", (2026, 11, 20)),
        ("Nov 20, 2026", "dmy", (2026, 11, 20)),
        ("November 20, 2026", "dmy", (2026, 11, 20)),
        ("31 Feb 2026", "dmy", None),
        ("20 Novemberly 2026", "dmy", None),
        ("26-12-04", "dmy", None),
        ("26-12-04", "ymd", None),
    ],
)
def test_dates_are_parsed_in_the_given_order(text: str, order: str, day: tuple[int, int, int] | None) -> None:
    assert parse_date(text, order) == (dt.date(*day) if day else None)


def test_the_date_order_is_the_one_that_fits_the_column() -> None:
    assert detect_date_order(["1/2/2026", "12/31/2026"]) == "mdy"
    assert detect_date_order(["1/2/2026", "31/12/2026"]) == "dmy"
    assert detect_date_order(["1/2/2026"]) == "dmy"
    locale_format.use(locale_format.LocaleFormat(date_order="mdy"))
    assert detect_date_order(["1/2/2026"]) == "mdy"
    assert detect_date_order(["1/2/2026", "31/12/2026"]) == "dmy"


@pytest.mark.parametrize(
    ("own_order", "texts", "order"),
    [
        ("dmy", ["11/20/26"], "mdy"),
        ("mdy", ["20/11/26"], "dmy"),
        ("ymd", ["20/11/26"], "ymd"),
        ("ymd", ["11/20/26"], "mdy"),
        ("dmy", ["1/2/26", "3/4/26"], "dmy"),
        ("mdy", ["1/2/26", "3/4/26"], "mdy"),
        ("dmy", ["20.11.26"], "dmy"),
    ],
)
def test_short_years_are_read_in_an_order_that_fits_the_column(own_order: str, texts: list[str], order: str) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=own_order))
    assert detect_date_order(texts) == order


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "has no date"),
        ("soon", "day “soon” is not a day like 2026-03-02"),
        ("26-12-04", "day “26-12-04” could be more than one day; write the year in full, as in 2026-03-02"),
    ],
)
def test_a_cell_that_is_no_date_is_named(cell: str, reason: str) -> None:
    assert describe_bad_date("day", cell) == reason


@pytest.mark.parametrize(
    ("text", "time"),
    [("21:00", (21, 0)), ("9:05 PM", (21, 5)), ("9:05\u202fpm", (21, 5)), ("21:00:59", (21, 0)), ("evening", None)],
)
def test_times_of_day_are_parsed(text: str, time: tuple[int, int] | None) -> None:
    assert parse_clock(text) == (dt.time(*time) if time else None)


@pytest.mark.parametrize(
    ("text", "value"), [("7,5", 7.5), ("7.5", 7.5), (" 8 ", 8), ("-1", -1), ("x", None), ("", None)]
)
def test_numbers_may_have_a_decimal_point_or_comma(text: str, value: float | None) -> None:
    assert parse_number(text) == value


def test_two_columns_of_one_name_contradict_each_other_only_where_they_differ() -> None:
    table = read_csv_table(b"day,confidence,Confidence\n1,70,80\n2,70,70\n3,,60\n4,50,\n", "x.csv")
    assert [row.cells["confidence"] for row in table.rows] == ["70", "60", "50"]
    reason = "two columns are called “Confidence”, one with “70”, one with “80”"
    assert table.bad_rows == (("x.csv, line 2", reason, None, None, "", 1, ""),)


# -- columns of dates ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own_order", "texts", "order"),
    [
        ("dmy", ["4/13/26", "4/5/2026"], "mdy"),
        ("dmy", ["4/13/2026", "4/5/26"], "mdy"),
        ("dmy", ["20.11.2026", "11/20/26"], "mdy"),
        ("dmy", ["26/11/20", "26/11/21"], "ymd"),
        ("mdy", ["26/11/09", "26/11/10", "26/12/01"], "ymd"),
        ("dmy", ["20/11/26", "21/11/26"], "dmy"),
        ("dmy", ["25/11/20"], "dmy"),
        ("ymd", ["11/03/2026", "11/03/26"], "dmy"),
        ("ymd", ["20/10/26", "21/10/26"], "dmy"),
        ("ymd", ["20/10/26", "20/10/27"], "ymd"),
        ("mdy", ["1/11/26", "2/11/26"], "mdy"),
        ("dmy", ["99/99/2026", "11/20/2026"], "mdy"),
        ("dmy", ["4/13/2026", "13/4/2026"], "mixed"),
        ("mdy", ["4/13/26", "13/4/26"], "mixed"),
    ],
)
def test_all_dates_of_a_column_decide_its_order(own_order: str, texts: list[str], order: str) -> None:
    locale_format.use(locale_format.LocaleFormat(date_order=own_order))
    assert detect_date_order(texts) == order


def test_a_column_of_both_orders_keeps_only_the_dates_that_fit_one() -> None:
    days = ["4/13/2026", "13/4/2026", "4/4/2026", "2026-04-09", "9.4.2026"]
    assert [str(parse_date(day, "mixed")) for day in days] == [
        "2026-04-13",
        "2026-04-13",
        "2026-04-04",
        *["2026-04-09"] * 2,
    ]
    assert parse_date("4/5/2026", "mixed") is None
    reason = "day “4/5/2026” could be 4 May 2026 or 5 Apr 2026, as other rows have both orders"
    assert describe_bad_date("day", "4/5/2026", "mixed") == reason


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20261120", "2026-11-20"),
        ("20261120T080000Z", "2026-11-20"),
        ("Tuesday, November 10, 2026", "2026-11-10"),
        ("Tue 10 Nov 2026", "2026-11-10"),
        ("Mi, 11.11.2026", "2026-11-11"),
        ("mer. 11/11/2026", "2026-11-11"),
        ("\u200e11/\u200e11/\u200e2026", "2026-11-11"),
        ("\ufeff2026-11-20", "2026-11-20"),
        ("2026‑11–20", "2026-11-20"),
        ("Monday, November 10, 2026", None),
        ("before 10.11.2026", None),
        ("20261320", None),
    ],
)
def test_dates_come_as_phones_and_spreadsheets_write_them(text: str, day: str | None) -> None:
    assert parse_date(text, "dmy") == (dt.date.fromisoformat(day) if day else None)


def test_the_number_that_a_spreadsheet_has_for_a_day_is_called_so() -> None:
    reason = "day “46346” is a spreadsheet’s number of a day; show the column as dates and save again"
    assert describe_bad_date("day", "46346", "dmy") == reason
