"""Exports of other programs with their quirks, made after their documentation and behaviour, and how to import them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

from efficacy_tui.exchange.apply_import import apply_import, build_planner
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import LabelRule, ParsedFile, parse_rule
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import records as r

LOOP = {
    "Habits.csv": (
        "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
        "Target Value,Archived?\n"
        "001,Speak up,YES_NO,Did you speak up?,,1,1,#FF8F00,,,,false\n"
        '002,"Read, aloud 📖",NUMERICAL,How many pages?,,1,1,#00897B,pages,AT_LEAST,"7,5",false\n'
    ),
    "001 Speak up/Checkmarks.csv": (
        'Date,Value,Notes\n2026-11-20,YES_MANUAL,"In the Monday round,\nstanding"\n2026-11-19,NO,Sick\n'
        "2026-11-18,YES_AUTO,\n2026-11-17,SKIP,\n2026-11-16,UNKNOWN,\n2026-11-15,YES_MANUAL,\n"
    ),
    "001 Speak up/Scores.csv": 'Date,Score\n2026-11-20,0.5240\n2026-11-19,"0,4"\n',
    "002 Read aloud/Checkmarks.csv": (
        'Date,Value,Notes\r\n2026-11-20,8000,\r\n2026-11-19,7000,\r\n2026-11-18,"9,5",\r\n'
    ),
    "Checkmarks.csv": "Date,Speak up,Read, aloud 📖,\n2026-11-20,YES_MANUAL,8000,\n",
    "Scores.csv": "Date,Speak up,Read, aloud 📖,\n",
}

DAYLIO = (
    "\ufefffull_date,date,weekday,time,mood,activities,note_title,note\r\n"
    '2026-11-21,November 21,Saturday,22:15,super,"rehearsal | friends 🎉","Open stage","Spoke <b>five</b> minutes<br>'
    'and I &amp; Mara laughed <3"\r\n'
    '2026-11-21,November 21,Saturday,8:05 am,meh,"","",""\r\n'
    '2026-11-20,November 20,Friday,21:00,good,rehearsal,"","Zwei Zeilen,\r\n\r\n""mit"" Umlaut: ü"\r\n'
)

JRNL = {
    "tags": {"@talk": 2, "@home": 1},
    "entries": [
        {"title": "Asked @talk a question.", "body": "In front\nof forty.", "date": "2026-11-20", "time": "09:30",
         "tags": ["@talk"], "starred": True},
        {"title": "Slept.", "body": "", "date": "2026-11-19", "time": "23:00", "tags": ["@home"], "starred": False,
         "uuid": "ABC", "creator": {"host_name": "x"}},
        {"title": "Told the story 🎤 @talk", "body": "", "date": "2026-11-18", "time": "12:00", "tags": ["@talk"],
         "starred": False},
    ],
}  # fmt: skip

DAYONE = {
    "metadata": {"version": "1.0"},
    "entries": [
        {"duration": 0, "creationDate": "2026-11-20T23:30:00Z", "modifiedDate": "2026-11-20T23:31:00Z",
         "timeZone": "Europe/Berlin", "uuid": "0123456789ABCDEF0123456789ABCDEF", "starred": False, "isAllDay": False,
         "tags": ["Speaking"], "text": "# Spoke up\n\nIn the round\\.", "creationDevice": "phone"},
        {"creationDate": "2026-11-18T12:00:00Z", "timeZone": "GMT", "uuid": "FEDCBA", "starred": True,
         "text": "At noon, two \\* stars", "richText": "{}"},
        {"creationDate": "2026-11-17T12:00:00Z", "uuid": "ABC", "text": "![](dayone-moment://AB12)"},
    ],
}  # fmt: skip


def parse_rules(*texts: str) -> list[LabelRule]:
    """Parse mappings as they are typed."""
    return [parse_rule(text) for text in texts]


def import_file(
    journal: Journal, path: Path, mapping: Sequence[str], parsed: ParsedFile | None = None, *, update: bool = False
) -> ImportPlan:
    """Import a file into a journal."""
    rules = parse_rules(*mapping)
    return apply_import(journal, path.name, build_planner(journal, parsed or read_import(path), rules, update=update))


def texts(journal: Journal) -> dict[str, str]:
    """The sources of the evidence by day and text."""
    rows = journal.contents.evidence.values()
    return {f"{row.day} {row.text}": r.source_of(row) for row in rows}


def ratings(journal: Journal) -> dict[str, int]:
    """The ratings by day."""
    return {str(row.day): row.confidence for row in journal.contents.checkins.values()}


def loop_folder(tmp_path: Path, files: dict[str, str] = LOOP) -> Path:
    """Write Loop's export as a folder."""
    for name, text in files.items():
        file = tmp_path / "loop" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    return tmp_path / "loop"


def loop_zip(tmp_path: Path) -> Path:
    """Write Loop's export as a zip file."""
    with zipfile.ZipFile(tmp_path / "Loop Habits CSV 2026-11-21.zip", "w") as archive:
        for name, text in LOOP.items():
            archive.writestr(name, text)
    return tmp_path / "Loop Habits CSV 2026-11-21.zip"


def jrnl_file(tmp_path: Path, document: object = JRNL) -> Path:
    """Write jrnl's export."""
    (tmp_path / "work.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return tmp_path / "work.json"


def dayone_file(tmp_path: Path, document: object = DAYONE) -> Path:
    """Write Day One's export."""
    (tmp_path / "Journal.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    return tmp_path / "Journal.json"


def daylio_file(tmp_path: Path, text: str = DAYLIO) -> Path:
    """Write Daylio's export."""
    (tmp_path / "daylio_export.csv").write_text(text, encoding="utf-8", newline="")
    return tmp_path / "daylio_export.csv"
