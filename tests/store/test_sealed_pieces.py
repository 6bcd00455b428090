"""Sealed files are read and written in pieces: whatever fails on the way is told as what it was."""

from __future__ import annotations

import _thread
import errno
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any

import pyrage
import pytest

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.file_pieces import PIECE_BYTES, PieceWriter
from efficacy_tui.store.sealing import key_ring, write_file
from efficacy_tui.store.sealing.sealed_bytes import SealKey, public_key, seal_into
from tests.support.file_faults import KILL, SHORT, Fault, faulty_files
from tests.support.sealed_files import IDENTITY, KEY, OTHER_IDENTITY, RECOVERY, clear_bytes, no_keys_left, seal_journal

OLD, NEW = (os.urandom(3 * PIECE_BYTES + number) for number in (1, 2))


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A sealed file of several pieces in the place of a journal; its key is held."""
    path = tmp_path / "journal.json"
    with no_keys_left():
        path.write_bytes(OLD)
        seal_journal(path)
        yield path


def count_calls(action: Callable[[], object]) -> int:
    with faulty_files() as layer:
        action()
    return len(layer.calls)


@pytest.mark.parametrize("code", [errno.EIO, SHORT])
def test_a_read_that_fails_in_any_piece_is_no_damage(path: Path, code: int) -> None:
    calls = count_calls(lambda: atomic_file.read_whole(path))
    errors: list[tuple[int | None, str]] = []
    for number in range(calls):
        with faulty_files(Fault(number, code)) as layer:
            try:
                assert atomic_file.read_whole(path)[0] == OLD
            except OSError as error:
                errors.append((error.errno, error.filename))
        assert layer.has_struck or code == SHORT
    # Closing a file that was read may fail.
    assert errors == [(errno.EIO, str(path))] * (calls - 1 if code == errno.EIO else 0)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, SHORT, KILL])
def test_a_write_that_fails_in_any_piece_leaves_one_whole_version(path: Path, code: int) -> None:
    before = path.read_bytes()
    calls = count_calls(lambda: stored_file.replace_file(path, NEW, journal=path))
    assert clear_bytes(path) == NEW
    names = sorted(file.name for file in path.parent.iterdir())
    for number in range(calls):
        path.write_bytes(before)
        reason = None
        with faulty_files(Fault(number, code)) as layer:
            try:
                stored_file.replace_file(path, NEW, journal=path)
            except OSError as error:
                reason = error.errno
        assert reason in (None, code)
        assert clear_bytes(path) == OLD if reason is not None else clear_bytes(path) in (OLD, NEW)
        if code == SHORT:
            assert clear_bytes(path) == NEW
        if not layer.is_killed:
            assert sorted(file.name for file in path.parent.iterdir()) == names


def test_an_interruption_while_a_piece_is_written_stays_an_interruption(path: Path) -> None:
    before = path.read_bytes()
    content = stored_file.to_stored_content(path, NEW)
    assert callable(content)

    def interrupt(_piece: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        content(interrupt)
    assert path.read_bytes() == before


def test_an_interruption_just_before_a_piece_is_passed_on_stays_an_interruption() -> None:
    """As when the key is pressed while a piece is being sealed, which is most of the time."""
    pieces: list[bytes] = []
    writer = PieceWriter(pieces.append)
    writer.write(b"first")
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            # No function of Python runs in between, which would handle the signal.
            list(map(methodcaller("__call__"), [_thread.interrupt_main, partial(writer.write, b"second")]))
    finally:
        signal.signal(signal.SIGINT, handler)
    assert isinstance(writer.error, KeyboardInterrupt)
    assert pieces == [b"first"]


@pytest.mark.parametrize("size", [0, 1, 100, 65_535, 65_536, 65_537, 3 * PIECE_BYTES])
def test_a_file_of_any_size_is_sealed_whole(path: Path, size: int) -> None:
    stored_file.replace_file(path, NEW[:size], journal=path)
    assert clear_bytes(path) == NEW[:size]


@pytest.mark.parametrize("size", [1, 100, 65_537, 3 * PIECE_BYTES])
def test_a_last_piece_that_is_lost_without_a_word_is_noticed(
    path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seal_all_but_the_end(stream: Any, data: bytes, key: SealKey) -> None:
        pieces: list[bytes] = []
        writer = PieceWriter(pieces.append)
        seal_into(writer, data, key)
        stream.write(b"".join(pieces)[:-1])

    monkeypatch.setattr(write_file, "seal_into", seal_all_but_the_end)
    with pytest.raises(OSError, match="not sealed whole"):
        stored_file.replace_file(path, NEW[:size], journal=path)
    assert clear_bytes(path) == OLD


def test_whatever_the_package_raises_is_told_as_a_failed_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_stream: Any, _data: bytes, _key: SealKey) -> None:
        raise pyrage.EncryptError

    monkeypatch.setattr(write_file, "seal_into", fail)
    with pytest.raises(OSError, match="could not be sealed"):
        stored_file.replace_file(path, NEW, journal=path)
    assert clear_bytes(path) == OLD


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_while_a_file_is_read_is_no_damage(
    path: Path, interruption: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_handle: int, _count: int) -> bytes:
        raise interruption

    class Calls:
        """The system, whose reads are interrupted."""

        read = staticmethod(interrupt)
        lseek = staticmethod(os.lseek)

    monkeypatch.setattr("efficacy_tui.store.file_pieces.os", Calls)
    with pytest.raises(interruption):
        atomic_file.read_whole(path)


def test_each_key_that_is_held_reads_from_the_beginning(path: Path) -> None:
    key_ring.drop_all()
    for name, identity in (("first", OTHER_IDENTITY), ("second", RECOVERY), ("third", IDENTITY)):
        key_ring.hold(path.with_name(name), SealKey((identity,), public_key(RECOVERY)))
    assert atomic_file.read_whole(path)[0] == OLD


def test_a_file_cut_off_in_its_last_piece_is_damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(atomic_file.BrokenSealedFile):
        atomic_file.read_whole(path)


def test_nothing_is_written_where_the_key_is_another_one(path: Path) -> None:
    key_ring.hold(atomic_file.resolve(path), SealKey((OTHER_IDENTITY,), KEY.recovery))
    with pytest.raises(atomic_file.SealedFile):
        stored_file.to_stored_content(path, NEW)


def test_a_key_of_a_later_unlocking_takes_the_place_of_one_from_before(path: Path) -> None:
    """As in a dashboard that is open while the keys are changed and unlocked elsewhere."""
    target = atomic_file.resolve(path)
    key_ring.hold(target, SealKey((OTHER_IDENTITY,), KEY.recovery))
    key_ring.set_source(lambda: {target: KEY})
    stored_file.replace_file(path, NEW, journal=path)
    assert clear_bytes(path) == NEW
