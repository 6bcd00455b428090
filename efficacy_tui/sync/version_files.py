"""The files of a version: the journal, the key file if it is sealed, and the profile's wordings."""

from __future__ import annotations

import contextlib
from pathlib import Path

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, describe_os_error
from efficacy_tui.store.sealing.sealed_bytes import KEY_FILE_BYTES, is_key_file
from efficacy_tui.sync import shared_bytes
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.instrument_file import MAX_BYTES as INSTRUMENT_BYTES
from efficacy_tui.sync.instrument_file import instrument_paths

SEAL_BYTES = 100_000
"""More than sealing adds to a file of the largest size that travels beside the journal."""

JOURNAL_FILE = "journal.json"
"""The name under which the journal travels, whatever its file is called here."""

KEY_FILE = f"{JOURNAL_FILE}{stored_file.KEY_SUFFIX}"
"""The name under which the key file of a sealed journal travels; a version that has it is sealed."""


def read_shared_file(repository: BareRepository, commit: str, journal: Path) -> bytes:
    """Return the shared form of the journal of a commit, opened with the key of the journal here if it is sealed.

    Raises:
        NoKeyForVersion: It is sealed, and that key does not open it.
        UnreadableBytes: There is none, it is too large, or it was not packed here.
        GitFailure: The repository is damaged.
    """
    entry = repository.list_files(commit).get(JOURNAL_FILE)
    if entry is None:
        raise UnreadableBytes(f"there is no file {JOURNAL_FILE} in it")
    try:
        return shared_bytes.unpack_blob(repository.read_entry(entry, MAX_BYTES), journal)
    except atomic_file.FileTooLarge as error:
        raise UnreadableBytes(describe_os_error(error)) from error


def read_shared_key(repository: BareRepository, commit: str | None) -> bytes | None:
    """Return the key file of a sealed commit; `None` if it is clear, or what it has is no key file.

    Raises:
        GitFailure: The repository is damaged.
    """
    entry = repository.list_files(commit).get(KEY_FILE) if commit is not None else None
    with contextlib.suppress(atomic_file.FileTooLarge):
        if entry is not None and is_key_file(data := repository.read_entry(entry, KEY_FILE_BYTES)):
            return data
    return None


def is_sealed_version(repository: BareRepository, commit: str | None) -> bool:
    """Whether a commit is a sealed version.

    Raises:
        GitFailure: The repository is damaged.
    """
    return commit is not None and KEY_FILE in repository.list_files(commit)


def read_shared_instruments(repository: BareRepository, commit: str | None, journal: Path) -> dict[str, bytes]:
    """Return the profile's wordings of a commit by their names; those that could not be used are left out.

    Raises:
        GitFailure: The repository is damaged.
    """
    instruments = {}
    for name, entry in repository.list_files(commit).items() if commit is not None else ():
        if name in instrument_paths(repository.folder):
            with contextlib.suppress(atomic_file.FileTooLarge, UnreadableBytes):
                blob = repository.read_entry(entry, INSTRUMENT_BYTES + SEAL_BYTES)
                instruments[name] = shared_bytes.unpack_blob(blob, journal)
    return instruments
