"""A byte order mark, which Windows programs write at a file's beginning, is skipped; UTF-16 is known by its mark."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from efficacy_tui.config.read import read_settings
from efficacy_tui.config.write import write_settings
from efficacy_tui.content.instrument import parse_instrument
from efficacy_tui.exchange.detect import detect_formats, read_import
from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.status import read_status
from efficacy_tui.store import backups
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.repair import repair
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

MARKS = ["utf-8-sig", "utf-16", "utf-16-be with mark"]


def mark(text: str, encoding: str) -> bytes:
    """Encode a text with the mark of an encoding at its beginning."""
    if encoding == "utf-16-be with mark":
        return codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return text.encode(encoding)


@pytest.mark.parametrize("encoding", MARKS)
def test_a_journal_with_a_mark_opens_and_the_next_change_writes_it_without(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    path.write_bytes(data := mark(path.read_text(encoding="utf-8"), encoding))
    assert read_status(path, NOON).domains == 1
    assert not [problem for problem in diagnose(path, NOON) if not problem.note]
    reopened = open_journal(path)
    assert path.read_bytes() == data
    reopened.checkins.record(domain, 70)
    assert len(json.loads(path.read_bytes())["checkins"]) == 1
    (backup,) = backups.list_backups(path)
    assert read_journal(backup.path, str).contents == journal.contents


@pytest.mark.parametrize("encoding", MARKS)
def test_the_doctor_says_so_and_writes_the_journal_without_the_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "journal.json"
    journal, _ = start_journal(path)
    path.write_bytes(mark(path.read_text(encoding="utf-8"), encoding))
    assert "begins with a byte order mark" in " ".join(map(str, diagnose(path, NOON)))
    repair(path, NOON, SequentialIds(5))
    assert json.loads(path.read_bytes())["domains"]
    assert open_journal(path).contents == journal.contents


@pytest.mark.parametrize("encoding", MARKS)
def test_a_copy_with_a_mark_is_merged_restored_and_purged(tmp_path: Path, encoding: str) -> None:
    path, copy = tmp_path / "journal.json", tmp_path / "copy.json"
    journal, domain = start_journal(copy)
    journal.checkins.record(domain, 70)
    copy.write_bytes(mark(copy.read_text(encoding="utf-8"), encoding))
    mine = open_journal(path)
    maintenance.merge_copy(mine, copy)
    assert len(mine.contents.checkins) == 1
    assert maintenance.restore_backup(mine, copy) is not None
    assert maintenance.purge_history(open_journal(path)) == 2


@pytest.mark.parametrize("encoding", MARKS)
def test_settings_with_a_mark_are_read_and_changed(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(mark('# mine\r\ntheme = "nord"\r\n', encoding))
    values, problems = read_settings(path)
    assert (values.theme, problems) == ("nord", [])
    write_settings(path, {"mouse": False})
    values, problems = read_settings(path)
    assert (values.theme, values.mouse, problems) == ("nord", False, [])
    assert path.read_text(encoding="utf-8").startswith("# mine")


@pytest.mark.parametrize("encoding", MARKS)
def test_an_edited_instrument_with_a_mark_is_used(tmp_path: Path, encoding: str) -> None:
    from importlib import resources

    text = resources.files("efficacy_tui.content").joinpath("en", "instrument.toml").read_text(encoding="utf-8")
    path = tmp_path / "instrument.toml"
    path.write_bytes(mark(text.replace("\n", "\r\n"), encoding))
    assert parse_instrument(path) == parse_instrument()


JRNL = (
    '{"tags": {}, "entries": [{"title": "Größe", "body": "", "date": "2026-03-02", "time": "12:00", "tags": ["@a"]}]}'
)
DAYLIO = "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-02,2 March,Mon,12:00,good,talk,,Größe\n"


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize(("name", "text", "origin"), [("a.json", JRNL, "jrnl"), ("a.csv", DAYLIO, "daylio")])
def test_an_import_with_a_mark_is_recognised_and_read(
    tmp_path: Path, name: str, text: str, origin: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(mark(text, encoding))
    assert detect_formats(read_file_set(path), path) == [origin]
    plain_path = tmp_path / "plain" / name
    plain_path.parent.mkdir()
    plain_path.write_bytes(text.encode())
    assert read_import(path) == read_import(plain_path)


def test_utf_16_that_ends_in_the_middle_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    start_journal(path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16")[:-3])
    assert [problem.location for problem in diagnose(path, NOON) if not problem.note] == ["the file"]
