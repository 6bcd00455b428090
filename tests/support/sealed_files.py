"""Sealed journals for tests: fixed keys, and what a file is on the disk, clear or sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from efficacy_tui.store.sealing import key_ring, runtime_folder
from efficacy_tui.store.sealing.key_file import read_key_bytes, write_key_file
from efficacy_tui.store.sealing.seal_files import SealReport, seal_files
from efficacy_tui.store.sealing.sealed_bytes import MAGIC, SealKey, count_recipients, public_key, unseal
from tests.support.age_format import protect_quickly

IDENTITY = "AGE-SECRET-KEY-1SDZ39HHQNFRVZPP50QPP6N4FMFHJ2MD2KUT4YG3N82GTZCLZECSS43Q3L5"
RECOVERY = "AGE-SECRET-KEY-1RVT3QXLU9EQ05NNFUXAJLJKC5V2NTVCE9KUFYNRPJATE6EP8TXDQVAKKK7"
OTHER_IDENTITY = "AGE-SECRET-KEY-1QNN54A27F5Y9DZZZHV6PC5VEWQ4DVV2PM0R56S6Q9MD8GFL7UU2Q8XEHEE"
KEY = SealKey((IDENTITY,), public_key(RECOVERY))
PASSPHRASE = "correct horse battery staple"


def seal_journal(path: Path, key: SealKey = KEY, passphrase: str = PASSPHRASE) -> SealReport:
    """Seal a journal with the key of the tests, whose passphrase is checked quickly; the key is held afterwards."""
    protected = protect_quickly(key, passphrase)

    def write_key() -> None:
        write_key_file(path, protected, read_key_bytes(path))

    return seal_files(path, key, write_key, recovery_secret=RECOVERY, command="seal")


def clear_bytes(file: Path) -> bytes:
    """Return the bytes of a file, opened with both keys if it is sealed, past the program's own keys."""
    data = file.read_bytes()
    if not data.startswith(MAGIC):
        return data
    assert count_recipients(data) == 2
    clear = unseal(data, IDENTITY)
    assert unseal(data, RECOVERY) == clear
    return clear


def is_sealed(file: Path) -> bool:
    return file.read_bytes().startswith(MAGIC)


@contextmanager
def no_keys_left() -> Iterator[None]:
    """Hold no key before and after the block, and ask nobody for keys."""
    key_ring.drop_all()
    key_ring.set_source(None)
    try:
        yield
    finally:
        key_ring.drop_all()
        key_ring.set_source(None)


@contextmanager
def any_folder_is_memory() -> Iterator[None]:
    """Take every file system for one in memory, so that a temporary folder can be the runtime folder."""
    with mock.patch.object(runtime_folder, "_file_system_of", return_value="tmpfs"):
        yield
