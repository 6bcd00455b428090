"""CSV files in every dress: separators, marks in front, line ends, lengths."""

from __future__ import annotations

import pytest

from efficacy_tui.exchange.incoming import NotReadable
from efficacy_tui.exchange.sheets import read_sheet, shown

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
def test_the_same_rows_in_every_dress(data: bytes) -> None:
    sheet = read_sheet(data, "x.csv", ["day"])
    rows = [{"text": "", **line.cells} for line in sheet.lines]
    assert (rows, sheet.bad) == (ROWS, ())


def test_a_row_is_named_by_the_line_it_begins_at() -> None:
    sheet = read_sheet(b'day,text\n1,"a\nb\nc"\n\n2,d\n', "x.csv")
    assert [line.where for line in sheet.lines] == ["x.csv, line 2", "x.csv, line 6"]


def test_a_cell_may_be_as_long_as_it_is() -> None:
    sheet = read_sheet(b'id,text\r\n1,"' + b"x" * 300_000 + b'"\r\n', "x.csv")
    assert (len(sheet.lines[0].cells["text"]), sheet.bad) == (300_000, ())


def test_a_file_without_a_header_or_in_no_encoding_is_told() -> None:
    with pytest.raises(NotReadable, match="lacks the column day"):
        read_sheet(b"", "x.csv", ["day"])
    with pytest.raises(NotReadable, match="not UTF-8"):
        read_sheet(b"day\n\xfcber\n", "x.csv", ["day"])


def test_what_is_shown_of_a_cell_is_short_and_obeyed_by_nobody() -> None:
    assert shown("\x1b[31m" + "x" * 60) == "“�[31m" + "x" * 34 + "…”"
