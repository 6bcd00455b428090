"""CSV files in every dialect: separators, byte-order marks, line ends, lengths."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import (
    detect_date_order,
    parse_date,
    parse_number,
    quote_cell,
    read_csv_table,
)
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
    ],
    ids=["crlf", "mark and empty lines", "semicolons", "tabs", "utf-16"],
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


def test_a_missing_header_or_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(UnreadableFile, match="lacks the column day"):
        read_csv_table(b"", "x.csv", ["day"])
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        read_csv_table(b"day\n\xfcber\n", "x.csv", ["day"])


def test_a_quoted_cell_is_short_and_printable() -> None:
    assert quote_cell("\x1b[31m" + "x" * 60) == "“�[31m" + "x" * 34 + "…”"


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
    ("text", "value"), [("7,5", 7.5), ("7.5", 7.5), (" 8 ", 8), ("-1", -1), ("x", None), ("", None)]
)
def test_numbers_may_have_a_decimal_point_or_comma(text: str, value: float | None) -> None:
    assert parse_number(text) == value
