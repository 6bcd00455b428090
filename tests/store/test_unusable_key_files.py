"""A key file that no passphrase can open: what is wrong is said before anybody is asked, and what helps then."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import NotSaved
from efficacy_tui.store.sealing.change_key import make_key, seal_with
from efficacy_tui.store.sealing.key_file import (
    IN_THE_WAY,
    NEEDLESS,
    RECOVER,
    KeyFileUnusable,
    find_key_problem,
    open_key,
    read_key_bytes,
    write_key_file,
)
from tests.support.age_format import protect_quickly
from tests.support.sealed_files import KEY, PASSPHRASE, RECOVERY, clear_bytes, no_keys_left, seal_journal
from tests.support.store_files import NOON, open_journal, start_journal

KEY_FILE = protect_quickly(KEY, PASSPHRASE)


def make_folder(file: Path) -> None:
    file.mkdir()


def make_broken_link(file: Path) -> None:
    file.symlink_to(file.with_name("on a stick"))


def make_loop(file: Path) -> None:
    file.symlink_to(file)


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


def make_empty(file: Path) -> None:
    file.touch()


def make_text(file: Path) -> None:
    file.write_text("My passphrase is on the yellow note.")


def make_huge(file: Path) -> None:
    file.write_bytes(KEY_FILE)
    os.truncate(file, 2_000_000_000)


def make_cut_header(file: Path) -> None:
    file.write_bytes(KEY_FILE[:100])


def make_cut_end(file: Path) -> None:
    file.write_bytes(KEY_FILE[:-100])


def make_nothing(_file: Path) -> None:
    pass


IN_WAY = [
    (make_folder, "a folder in its place"),
    (make_broken_link, "a link to something that is not there"),
    (make_loop, "symbolic links"),
    (make_pipe, "a pipe"),
]
REPLACEABLE = [
    (make_empty, "it is empty"),
    (make_text, "not a key file at all"),
    (make_huge, "too large"),
    (make_cut_header, "it is damaged"),
    (make_cut_end, "it is damaged"),
    (make_nothing, "it is not there"),
]
Make = Callable[[Path], None]


@pytest.fixture(autouse=True)
def _no_keys() -> Iterator[None]:
    with no_keys_left():
        yield


@pytest.fixture
def clear(tmp_path: Path) -> Path:
    path = tmp_path / "journal.json"
    start_journal(path)
    return path


@pytest.fixture
def sealed(clear: Path) -> Path:
    """A sealed journal whose key is held, and whose key file is gone."""
    seal_journal(clear)
    stored_file.key_path(clear).unlink()
    return clear


@pytest.mark.parametrize(("make", "reason"), IN_WAY + REPLACEABLE)
def test_whatever_is_wrong_is_said_without_a_passphrase(sealed: Path, make: Make, reason: str) -> None:
    make(stored_file.key_path(sealed))
    problem = find_key_problem(sealed)
    assert problem is not None
    assert reason in problem.reason
    remedy = IN_THE_WAY if (make, reason) in IN_WAY else RECOVER
    assert problem.remedy == remedy.format(file=stored_file.key_path(sealed))
    with pytest.raises(KeyFileUnusable, match=reason):
        open_key(sealed, PASSPHRASE)
    notes = [str(item) for item in diagnose(sealed, NOON) if item.location == "journal.json.key" and item.fix == ""]
    assert len(notes) == 1
    assert "--with-recovery-key" in notes[0]


@pytest.mark.parametrize(("make", "reason"), REPLACEABLE)
def test_the_recovery_key_replaces_what_is_no_key_file(sealed: Path, make: Make, reason: str) -> None:
    before = clear_bytes(sealed)
    make(stored_file.key_path(sealed))
    with mock.patch("efficacy_tui.store.sealing.change_key.protect", protect_quickly):
        seal_with(sealed, make_key(RECOVERY, (RECOVERY,)), "new passphrase", replaces=read_key_bytes(sealed))
    assert find_key_problem(sealed) is None, reason
    assert atomic_file.read_whole(sealed)[0] == before


@pytest.mark.parametrize(("make", "reason"), IN_WAY)
def test_what_is_no_file_is_not_replaced(sealed: Path, make: Make, reason: str) -> None:
    file = stored_file.key_path(sealed)
    make(file)
    before = file.lstat()
    with pytest.raises(KeyFileUnusable, match=reason):
        write_key_file(sealed, KEY_FILE, None)
    assert file.lstat() == before


def test_a_key_file_that_may_not_be_read_is_not_replaced(sealed: Path) -> None:
    write_key_file(sealed, KEY_FILE, None)
    with mock.patch.object(atomic_file, "read_raw", side_effect=PermissionError(13, "Permission denied")):
        problem = find_key_problem(sealed)
    assert problem is not None
    assert "Permission denied" in str(problem)
    assert "Correct that" in str(problem)


def test_a_link_to_a_key_file_is_one(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(KEY_FILE)
    stored_file.key_path(sealed).symlink_to(tmp_path / "elsewhere")
    assert find_key_problem(sealed) is None
    assert open_key(sealed, PASSPHRASE) == KEY


@pytest.mark.parametrize(("make", "reason"), (IN_WAY + REPLACEABLE)[:-1])
def test_where_nothing_is_sealed_it_only_has_to_be_moved_away(clear: Path, make: Make, reason: str) -> None:
    file = stored_file.key_path(clear)
    make(file)
    problem = find_key_problem(clear)
    assert problem is not None
    assert reason in problem.reason
    assert problem.remedy == NEEDLESS.format(file=file)
    with pytest.raises(NotSaved, match="sealing was begun and is not finished"):
        open_journal(clear).domains.add("Running", "run a mile")
    if atomic_file.is_present(file):
        file.rename(file.with_name("moved away"))
    open_journal(clear).domains.add("Running", "run a mile")
