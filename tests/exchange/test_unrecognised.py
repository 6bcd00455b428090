"""Files that are no export: the reason is told where the name or the content tells it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.parsed_entries import UnknownFormat, UnreadableFile


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return target.getvalue()


TABLE = "2026-11-20,Speaking,70\n"
NO_TABLE = "its first line does not name the columns of one table: day,domain,confidence;"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("phone.csv", b"", "phone.csv is empty."),
        ("phone.csv", b"\xef\xbb\xbf\r\n", "phone.csv is empty."),
        ("phone.csv", b"\xff\xfe", "phone.csv is empty."),
        ("x.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml"), "Save the sheet as CSV there, and import that."),
        ("x.XLS", b"\xd0\xcf\x11\xe0" + bytes(600), "Save the sheet as CSV there, and import that."),
        ("x.ods", zipped("content.xml"), "Save the sheet as CSV there, and import that."),
        (
            "Checkmarks.csv",
            b"Date,Value\n2026-11-20,2\n",
            "Choose the whole folder or zip file, with Habits.csv in it.",
        ),
        ("Habits.csv", b"Position,Name\n001,Read\n", "choose the whole folder or zip file that Loop exported."),
        ("phone.csv", TABLE.encode(), "has no first line that names its columns, like day,domain,confidence."),
        ("phone.csv", b"day,confidence\n2026-11-20,70\n", NO_TABLE),
        ("phone.csv", b"day,domain,confidence,text\n" + TABLE.encode(), NO_TABLE),
        ("daylio.csv", b"full_date,date,activities,note\n2026-11-20,x,a,n\n", "daylio.csv lacks the column mood."),
        ("x.csv", "day,domain,confidence\n".encode("utf-16") + b"\n", "it begins like UTF-16 text, but does not go on"),
        ("x.csv", "день,сфера\nСегодня,я выступал\n".encode("cp1251"), "x.csv is not UTF-8 text"),
    ],
)
def test_the_reason_is_told(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile) as raised:
        read_import(tmp_path / name)
    assert reason in str(raised.value)
    assert not isinstance(raised.value, UnknownFormat)


@pytest.mark.parametrize(
    "data", [b"a,b\n1,2\n", b"\x1f\x8b\x08\0\0\0\xff\xfe", b"<html><table>", b"# Notes\n\nday one\n"]
)
def test_a_file_of_which_nothing_is_known_is_asked_about(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(UnknownFormat, match=r"is not recognised\. Say what it is with --from"):
        read_import(tmp_path / "x")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("daylio.csv", "full_date,date,weekday,time,mood,activities,note_title,note\n"),
        ("work.json", '{"tags": {}, "entries": []}'),
        ("Journal.json", '{"metadata": {}, "entries": [{"creationDate": "2026-11-20T08:00:00Z", "uuid": "1"}]}'),
    ],
)
def test_an_export_without_anything_in_it_is_called_so(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="has no entries that could be imported"):
        read_import(tmp_path / name)
