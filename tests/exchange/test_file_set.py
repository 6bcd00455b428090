"""Hostile files: larger than any export, bombs, links, pipes, and zip files that lie."""

from __future__ import annotations

import io
import os
import struct
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.exchange import file_set
from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.file_set import MAX_BYTES, read_file_set
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from tests.support.foreign_exports import JRNL, dayone_file, jrnl_file

LARGE, BOMB = 200_000_000, 80_000_000


def sparse_file(tmp_path: Path) -> Path:
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(LARGE)
    return tmp_path / "large.csv"


def honest_bomb(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", "Name\n" + " " * BOMB)
    return tmp_path / "bomb.zip"


def lying_bomb(tmp_path: Path) -> Path:
    """A member that states ten bytes and unpacks to 80 MB."""
    path = honest_bomb(tmp_path)
    data = path.read_bytes()
    size = struct.pack("<L", BOMB + len("Name\n"))
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, struct.pack("<L", 10)))
    return path


def long_list(tmp_path: Path) -> Path:
    """A zip file of nothing but names of pictures."""
    names = [f"{number:0120}.jpeg" for number in range(40_000)]
    with zipfile.ZipFile(tmp_path / "names.zip", "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "")
    return tmp_path / "names.zip"


def many_parts(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "parts.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.json", "{" + " " * (BOMB // 4))
    return tmp_path / "parts.zip"


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (sparse_file, "holds 200 MB; that is too large for an export"),
        (honest_bomb, "holds 80 MB; that is too large for an export"),
        (lying_bomb, "damaged zip file, or a part of one"),
        (many_parts, "holds 4 files of 80 MB; that is too large for an export"),
        (long_list, "it lists too many files"),
    ],
)
def test_what_is_larger_than_any_export_is_refused_in_little_memory(
    tmp_path: Path, build: Callable[[Path], Path], reason: str
) -> None:
    path = build(tmp_path)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile, match=reason):
            read_file_set(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_a_large_file_in_a_folder_is_left_out_and_named(tmp_path: Path) -> None:
    jrnl_file(tmp_path)
    with (tmp_path / "large.json").open("wb") as file:
        file.write(b'{"entries": [')
        file.truncate(LARGE)
    parsed = read_import(tmp_path)
    assert len(parsed.entries) == len(JRNL["entries"])
    assert parsed.notes == ("large.json was left out: it has 200 MB.",)


def test_a_pipe_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_set, "MAX_BYTES", 1_000_000)
    os.mkfifo(tmp_path / "pipe")

    def pour() -> None:
        with (tmp_path / "pipe").open("wb", buffering=0) as pipe:
            try:
                while True:
                    pipe.write(b"day,text\n" * 1000)
            except BrokenPipeError:
                return

    thread = threading.Thread(target=pour)
    thread.start()
    with pytest.raises(UnreadableFile, match="holds 1 MB; that is too large for an export"):
        read_file_set(tmp_path / "pipe")
    thread.join(10)
    assert not thread.is_alive()


def test_links_pipes_and_folders_named_like_exports_block_nothing(tmp_path: Path) -> None:
    jrnl_file(tmp_path)
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere.json")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "self").symlink_to(tmp_path)
    assert set(read_file_set(tmp_path).files) == {"work.json", "self/work.json"}


def test_a_damaged_zip_file_in_a_folder_is_named(tmp_path: Path) -> None:
    jrnl_file(tmp_path)
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04")
    parsed = read_import(tmp_path)
    assert parsed.notes == ("x.zip was left out: it is a damaged zip file, or a part of one (File is not a zip file).",)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_unpacks_at_once_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as archive:
        archive.writestr("Habits.csv", "Name\n")
    with pytest.raises(UnreadableFile, match="Unpack it, then import it"):
        read_file_set(tmp_path / "x.zip")


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\x00" * 18,
        b"PK\x03\x04" + b"\xff" * 1000,
        b"PK\x05\x06" + b"\xff" * 18,
    ],
)
def test_a_zip_file_that_is_none_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(UnreadableFile):
        read_import(tmp_path / "x.zip")


def test_a_locked_zip_file_is_called_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("t.csv", "day,domain,confidence\n")
    data = bytearray((tmp_path / "x.zip").read_bytes())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + flags] |= 1
    (tmp_path / "x.zip").write_bytes(data)
    with pytest.raises(UnreadableFile, match=r"x\.zip is locked with a password\. Unpack it, then import it\."):
        read_import(tmp_path / "x.zip")


def test_names_with_the_separator_of_windows_are_folders(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("Loop\\Habits.csv", "Position,Name\n001,Read\n")
        archive.writestr("Loop\\001 Read\\Checkmarks.csv", "Date,Value\n2026-11-20,2\n")
    assert [entry.text for entry in read_import(tmp_path / "x.zip").entries] == ["Read"]


def test_deep_nesting_and_endless_lines_are_answered(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_bytes(b'{"entries": ' + b"[" * 200_000)
    (tmp_path / "deeper.json").write_bytes(b'{"entries": [' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]}")
    (tmp_path / "line.csv").write_bytes(b"mood,activities,full_date\n" + b"x" * 5_000_000)
    for name in ("deep.json", "deeper.json"):
        with pytest.raises(UnreadableFile):
            read_import(tmp_path / name)
    (bad,) = read_import(tmp_path / "line.csv").bad_rows
    assert bad.reason == "has no date"


def test_a_zipped_member_may_be_as_large_as_an_export(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Habits.csv", b"Name\n" + b"x" * (MAX_BYTES // 20))
    (tmp_path / "x.zip").write_bytes(buffer.getvalue())
    assert len(read_file_set(tmp_path / "x.zip").files["Habits.csv"]) == MAX_BYTES // 20 + 5


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.csv", b"mood,activities\n" + b"a\n" * 1_000_001),
        ("rows.csv", b"mood,activities\r" + b"a\r" * 1_000_001),
        ("values.json", b'{"entries": [' + b"1," * 5_000_001 + b"1]}"),
    ],
)
def test_more_rows_than_any_export_are_not_read(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFile, match="has more rows than any export"):
        read_import(tmp_path / name)
    jrnl_file(tmp_path)
    parsed = read_import(tmp_path)
    assert parsed.notes == (f"{name} was left out: it has more rows than any export, so it is not read.",)
    assert len(parsed.entries) == len(JRNL["entries"])


def test_a_text_made_to_be_slow_is_read(tmp_path: Path) -> None:
    entry = {"uuid": "A", "creationDate": "2026-11-20T12:00:00Z", "text": "![" * 1_000_000}
    parsed = read_import(dayone_file(tmp_path, {"metadata": {}, "entries": [entry]}))
    assert len(parsed.entries) == 1
