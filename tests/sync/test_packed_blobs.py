"""Another form of what git stores needs two functions only: everything is compared and merged unpacked."""

from __future__ import annotations

import os
import zlib
from pathlib import Path

import pytest

from efficacy_tui.store.decode import UnreadableBytes
from efficacy_tui.sync import shared_bytes
from tests.sync.conftest import Machine, git


@pytest.fixture(autouse=True)
def _other_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store bytes that differ each time, as sealed ones do."""

    def pack(data: bytes, _: Path) -> bytes:
        return os.urandom(16) + zlib.compress(data)

    def unpack(blob: bytes, _: Path) -> bytes:
        try:
            return zlib.decompress(blob[16:])
        except zlib.error as error:
            raise UnreadableBytes("it cannot be opened") from error

    monkeypatch.setattr(shared_bytes, "pack_blob", pack)
    monkeypatch.setattr(shared_bytes, "unpack_blob", unpack)


def test_machines_exchange_and_come_to_rest(one: Machine, two: Machine) -> None:
    one.add("first")
    one.instrument_path.parent.mkdir()
    one.instrument_path.write_bytes(b"mine")
    one.begin()
    one.sync()
    two.begin()
    two.sync()
    two.add("second")
    assert two.sync().is_sent
    one.sync()
    assert one.texts() == two.texts() == {"first", "second"}
    assert two.instrument_path.read_bytes() == b"mine"
    before = git(one.remote, "rev-parse", "journal")
    for machine in (one, two, one):
        report = machine.sync()
        assert (report.is_even, report.is_sent, report.merges) == (True, False, [])
    assert git(one.remote, "rev-parse", "journal") == before
    assert "first" not in git(one.remote, "cat-file", "-p", "journal")


def test_what_cannot_be_opened_is_not_merged(one: Machine, two: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    one.add("first")
    one.begin()
    one.sync()
    two.begin()
    two.sync()
    two.add("second")
    monkeypatch.setattr(shared_bytes, "pack_blob", lambda data, _: data)
    two.sync()
    assert "cannot be read as a journal: it cannot be opened" in str(one.sync().problem)
    assert one.texts() == {"first"}
