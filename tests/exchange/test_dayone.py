"""Day One's JSON: recognised as itself, its instants in the time zone of each entry, its Markdown as plain text."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.exchange.detect import detect_formats, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.parsed_entries import ParsedEntry, ParsedFile
from efficacy_tui.journal.journal import Journal
from tests.support.foreign_exports import DAYONE, dayone_file, import_file, texts


def read_entries(path: Path) -> tuple[ParsedEntry, ...]:
    parsed = read_import(path)
    assert isinstance(parsed, ParsedFile)
    assert parsed.bad_rows == ()
    return parsed.entries


def test_an_export_is_recognised_as_itself_and_comes_in(speaking: Journal, tmp_path: Path) -> None:
    path = dayone_file(tmp_path)
    assert detect_formats(read_file_set(path), path) == ["dayone"]
    import_file(speaking, path, ["Speaking=Speaking:mastery", "starred=Speaking:state"])
    assert texts(speaking) == {
        "2026-11-20 Spoke up\n\nIn the round.": "mastery",
        "2026-11-18 At noon, two * stars": "state",
    }


def test_an_export_without_entries_is_still_one_of_day_one(tmp_path: Path) -> None:
    path = dayone_file(tmp_path, {"metadata": {"version": "1.0"}, "entries": []})
    assert detect_formats(read_file_set(path), path) == ["dayone"]


@pytest.mark.parametrize(
    ("entry", "day", "time"),
    [
        ({"creationDate": "2026-11-20T23:30:00Z", "timeZone": "Europe/Berlin"}, "2026-11-21", dt.time(0, 30)),
        ({"creationDate": "2026-11-20T23:30:00Z", "timeZone": "America/New_York"}, "2026-11-20", dt.time(18, 30)),
        ({"creationDate": "2026-11-20T23:30:00Z", "timeZone": "GMT+0200"}, "2026-11-21", dt.time(1, 30)),
        ({"creationDate": "2026-11-20T23:30:00Z", "timeZone": "GMT-5"}, "2026-11-20", dt.time(18, 30)),
        ({"creationDate": "2026-11-20T23:30:00Z"}, "2026-11-20", dt.time(23, 30)),
        ({"creationDate": "2026-11-20"}, "2026-11-20", None),
        ({"creationDate": "2026-11-20T02:00:00Z", "timeZone": "UTC", "isAllDay": True}, "2026-11-20", None),
    ],
)
def test_the_day_is_that_of_the_entrys_time_zone(
    tmp_path: Path, entry: dict[str, Any], day: str, time: dt.time | None
) -> None:
    document = {"metadata": {}, "entries": [{"uuid": "A", "text": "x", **entry}]}
    (parsed,) = read_entries(dayone_file(tmp_path, document))
    assert (str(parsed.day), parsed.time) == (day, time)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# A title\n\nBody\\!", "A title\n\nBody!"),
        ("![](dayone-moment://AB12)\n\n\n\nSeen", "Seen"),
        ("1\\. First \\- 3 \\* 4", "1. First - 3 * 4"),
        ("C:\\new <3 #tag", "C:\\new <3 #tag"),
        ("a\r\nb\rc", "a\nb\nc"),
    ],
)
def test_markdown_becomes_plain_text(tmp_path: Path, markdown: str, text: str) -> None:
    entry = {"uuid": "A", "creationDate": "2026-11-20T12:00:00Z", "text": markdown}
    assert [entry.text for entry in read_entries(dayone_file(tmp_path, {"metadata": {}, "entries": [entry]}))] == [text]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"creationDate": "yesterday"}, "creationDate “yesterday” is not an instant"),
        ({"creationDate": "2026-11-20T12:00:00Z", "timeZone": "Mars/Olympus"}, "time zone “Mars/Olympus” is not known"),
        ({"creationDate": "2026-11-20T12:00:00Z", "timeZone": "/etc/passwd"}, "time zone “/etc/passwd” is not known"),
        ({"creationDate": "2026-11-20T12:00:00Z", "timeZone": "../../etc"}, "is not known"),
        ({"creationDate": "2026-11-20T12:00:00Z", "timeZone": "GMT+9900"}, "is not known"),
        ({"creationDate": "0001-01-01T00:00:00Z", "timeZone": "America/New_York"}, "lies outside the calendar"),
        ({"creationDate": 5}, "an entry is invalid"),
    ],
)
def test_an_entry_whose_day_is_not_certain_is_named(tmp_path: Path, entry: dict[str, Any], reason: str) -> None:
    document = {"metadata": {}, "entries": [{"uuid": "A", "text": "x", **entry}]}
    (bad,) = read_import(dayone_file(tmp_path, document)).bad_rows
    assert reason in bad.reason
    assert bad.where == "Journal.json, line 4"


def test_a_zip_file_of_several_journals_comes_in_without_its_pictures(speaking: Journal, tmp_path: Path) -> None:
    other = {"metadata": {}, "entries": [{**DAYONE["entries"][0], "uuid": "OTHER", "text": "Another journal"}]}
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("Journal.json", json.dumps(DAYONE))
        archive.writestr("Travel.json", json.dumps(other))
        archive.writestr("photos/ab.jpeg", b"\xff" * 70_000_000)
    import_file(speaking, tmp_path / "export.zip", ["Speaking=Speaking"])
    assert {text.partition(" ")[2] for text in texts(speaking)} == {"Spoke up\n\nIn the round.", "Another journal"}


def test_an_entry_edited_in_day_one_is_the_same_entry(speaking: Journal, tmp_path: Path) -> None:
    import_file(speaking, dayone_file(tmp_path), ["Speaking=Speaking"])
    first, *others = DAYONE["entries"]
    edited = {**DAYONE, "entries": [{**first, "text": "Spoke up twice"}, *others]}
    plan = import_file(speaking, dayone_file(tmp_path, edited), ["Speaking=Speaking"])
    assert (plan.differing_count, len(speaking.contents.evidence)) == (1, 1)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("half \\ud83d here", "half � here"),
        ("half \\ude42 here", "half � here"),
        ("whole \\ud83d\\ude42 here", "whole 🙂 here"),
        ("typed \\\\ud83d here", "typed \\ud83d here"),
    ],
)
def test_half_an_emoji_costs_itself_only(tmp_path: Path, written: str, shown: str) -> None:
    path = tmp_path / "Journal.json"
    rows = [
        f'{{"creationDate": "2026-11-20T08:00:00Z", "uuid": "{number}", "text": "{text}"}}'
        for number, text in enumerate((written, "sound"))
    ]
    path.write_text(f'{{"metadata": {{}}, "entries": [{", ".join(rows)}]}}', "utf-8")
    assert [row.text for row in read_entries(path)] == [shown, "sound"]
    jrnl_path = tmp_path / "jrnl.json"
    row = f'{{"title": "{written}", "body": "", "date": "2026-11-20", "time": "21:00", "tags": []}}'
    jrnl_path.write_text(f'{{"tags": {{}}, "entries": [{row}]}}', "utf-8")
    assert [row.text for row in read_entries(jrnl_path)] == [shown]
