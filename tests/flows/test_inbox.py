"""The inbox: read when the program opens, never written to, each row once, and what cannot be read named once a day."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from efficacy_tui.flows.inbox import find_inbox, import_inbox, open_inbox
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock

HEADER = "day,domain,confidence\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with one rating."""
    path = tmp_path / "sync" / "phone.csv"
    path.parent.mkdir()
    path.write_text(f"{HEADER}2026-11-20,Speaking,70\n", encoding="utf-8")
    return path


def ratings(journal: Journal) -> dict[str, int]:
    return {str(row.day): row.confidence for row in journal.contents.checkins.values()}


def test_new_rows_come_in_once_as_one_step_of_undo(speaking: Journal, inbox: Path) -> None:
    assert open_inbox(speaking, str(inbox)) == ["From your inbox: 1 rating."]
    assert open_inbox(speaking, str(inbox)) == []
    with inbox.open("a", encoding="utf-8") as file:
        file.write("2026-11-21,Speaking,60\n2026-11-22,Speaking,50\n")
    assert open_inbox(speaking, str(inbox)) == ["From your inbox: 2 ratings."]
    assert speaking.undo() == "Import: inbox"
    assert ratings(speaking) == {"2026-11-20": 70}


def test_what_was_undone_or_deleted_stays_away(speaking: Journal, inbox: Path) -> None:
    open_inbox(speaking, str(inbox))
    speaking.undo()
    assert open_inbox(speaking, str(inbox)) == []
    assert ratings(speaking) == {}
    speaking.redo()
    assert ratings(speaking) == {"2026-11-20": 70}


def test_two_machines_take_a_row_in_as_one_record(
    speaking: Journal, inbox: Path, tmp_path: Path, clock: FixedClock
) -> None:
    other = Journal(tmp_path / "other.json", clock, seeded_ids(9))
    other.open()
    other.domains.add("speaking", "another task")
    open_inbox(speaking, str(inbox))
    moved = tmp_path / "elsewhere" / inbox.name
    moved.parent.mkdir()
    moved.write_bytes(inbox.read_bytes().replace(b",", b";").replace(b"\n", b"\r\n"))
    open_inbox(other, str(moved.parent))
    assert set(speaking.contents.checkins) == set(other.contents.checkins)


@pytest.mark.parametrize(("row", "rest"), [("2026-11-21,Speaking,7", "2\n"), ("2026-11-21,Spea", "king,72\n")])
def test_half_a_row_waits_for_its_other_half(
    speaking: Journal, inbox: Path, clock: FixedClock, row: str, rest: str
) -> None:
    with inbox.open("a", encoding="utf-8") as file:
        file.write(row)
    moment = clock.now().timestamp()
    os.utime(inbox, (moment, moment))
    assert open_inbox(speaking, str(inbox)) == ["From your inbox: 1 rating."]
    assert ratings(speaking) == {"2026-11-20": 70}
    with inbox.open("a", encoding="utf-8") as file:
        file.write(rest)
    open_inbox(speaking, str(inbox))
    assert ratings(speaking) == {"2026-11-20": 70, "2026-11-21": 72}


def test_a_last_row_without_a_line_end_comes_in_once_the_file_rests(
    speaking: Journal, inbox: Path, clock: FixedClock
) -> None:
    inbox.write_text(f"{HEADER}2026-11-20,Speaking,70", encoding="utf-8")
    moment = clock.now().timestamp()
    os.utime(inbox, (moment, moment))
    result = import_inbox(speaking, inbox)
    assert result.plan.notes == ["phone.csv: its last line may still be being written, and is imported next time."]
    clock.move(seconds=10)
    assert open_inbox(speaking, str(inbox)) == ["From your inbox: 1 rating."]


def test_a_file_that_cannot_be_read_is_named_as_a_whole(speaking: Journal, inbox: Path) -> None:
    inbox.write_text("", encoding="utf-8")
    assert open_inbox(speaking, str(inbox.parent)) == ["Not readable in your inbox: phone.csv: it is empty."]
    inbox.write_bytes(HEADER.encode() + b"x" * 1_000_000)
    (sentence,) = open_inbox(speaking, str(inbox))
    assert sentence == "Not readable in your inbox: phone.csv: it has 1.1 MB; at most 1 MB is read."


def test_what_cannot_be_read_is_named_once_a_day(speaking: Journal, inbox: Path, clock: FixedClock) -> None:
    inbox.write_text(f"{HEADER}soon,Speaking,70\n2026-11-20,Speaking,40\n2026-11-21,Cooking,60\n", encoding="utf-8")
    named = (
        "Not readable in your inbox: phone.csv, line 2: day “soon” is not a day like 2026-03-02; "
        "phone.csv, line 4: no domain is called “Cooking”."
    )
    assert open_inbox(speaking, str(inbox)) == ["From your inbox: 1 rating.", named]
    assert open_inbox(speaking, str(inbox)) == []
    # Another row is named the same day, but not the first ones again.
    with inbox.open("a", encoding="utf-8") as file:
        file.write("2026-11-22,Speaking,high\n")
    (sentence,) = open_inbox(speaking, str(inbox))
    assert sentence.startswith("Not readable in your inbox: phone.csv, line 5: confidence “high”")
    clock.move(days=1)
    (sentence,) = open_inbox(speaking, str(inbox))
    assert "line 2" in sentence
    assert "line 5" in sentence


def test_many_rows_that_cannot_be_read_are_counted(speaking: Journal, inbox: Path) -> None:
    inbox.write_text(HEADER + "soon,Speaking,70\n" * 600, encoding="utf-8")
    (sentence,) = open_inbox(speaking, str(inbox))
    assert sentence.endswith(", and 597 more.")
    assert sentence.count("line") == 3


def test_a_setting_of_another_type_is_no_obstacle(speaking: Journal, inbox: Path) -> None:
    inbox.write_text(f"{HEADER}soon,Speaking,70\n", encoding="utf-8")
    for value in ("x", {"day": 5}, {"day": "2026-11-22", "rows": {"a": 1}}, [1]):
        speaking.settings.set("inbox named", value)
        assert len(open_inbox(speaking, str(inbox))) == 1


def test_nothing_in_the_inbox_is_changed(speaking: Journal, inbox: Path) -> None:
    (inbox.parent / "other.txt").write_text("nonsense", encoding="utf-8")
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in inbox.parent.iterdir()}
    open_inbox(speaking, str(inbox.parent))
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in inbox.parent.iterdir()} == before


def test_a_folder_is_read_file_by_file(speaking: Journal, inbox: Path) -> None:
    folder = inbox.parent
    (folder / "more.TSV").write_text("day\tdomain\ttext\n2026-11-20\tSpeaking\tAsked\n", encoding="utf-8")
    (folder / "large.csv").write_bytes(HEADER.encode() + b"x" * 1_000_001)
    (folder / "zeros.csv").write_bytes(b"\x00" * 1000)
    (folder / ".phone.csv.tmp.csv").write_text("half a file", encoding="utf-8")
    (folder / "photo.jpeg").write_bytes(b"\xff")
    (folder / "sub.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    result = import_inbox(speaking, folder)
    assert (ratings(speaking), len(speaking.contents.evidence)) == ({"2026-11-20": 70}, 1)
    assert [(row.where, row.reason) for row in result.bad_rows] == [
        ("large.csv", "it has 1.1 MB; at most 1 MB is read"),
        (
            "zeros.csv",
            "its first line does not name the columns of one table: day,domain,confidence; day,domain,text; "
            "day,domain,title,odds,outcome",
        ),
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.csv", "it cannot be read: No such file or directory"), ("pipe", "it is a pipe, a device or a socket")],
)
def test_an_inbox_that_is_none_is_named(speaking: Journal, tmp_path: Path, name: str, reason: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (sentence,) = open_inbox(speaking, str(tmp_path / name))
    assert sentence.startswith(f"Not readable in your inbox: {name}: ")
    assert reason in sentence


def test_a_dry_run_changes_nothing(speaking: Journal, inbox: Path) -> None:
    result = import_inbox(speaking, inbox, dry_run=True)
    assert (dict(result.plan.new), ratings(speaking)) == ({"checkins": 1}, {})


def test_without_a_setting_there_is_no_inbox(
    speaking: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert open_inbox(speaking, "") == []
    assert find_inbox("") is None
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_inbox("~/x.csv") == tmp_path / "x.csv"
    with pytest.raises(Rejected, match="home folder that does not exist"):
        find_inbox("~nobody-of-this-name/x.csv")
    assert open_inbox(speaking, "~nobody-of-this-name/x.csv")[0].startswith("Your inbox was not imported.")


def test_a_journal_for_reading_only_takes_nothing_in(
    speaking: Journal, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Journal, "read_only", True)
    assert open_inbox(speaking, str(inbox)) == []
