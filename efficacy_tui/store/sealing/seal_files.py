"""Seal or unseal a journal with every copy of it, file by file; whatever ends it, running it again finishes it.

Each file is replaced by its new form only after that was written, flushed and read back, so at every moment each file
is whole, in its old form or its new one. The key file comes first and goes last: while it is there, whatever is written
is sealed.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from efficacy_tui.store import atomic_file, backups, leftovers
from efficacy_tui.store.copies import list_copies
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.locking import locked, remove_leftovers
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.sealed_bytes import (
    HEAD_BYTES,
    BrokenSeal,
    SealKey,
    WrongKey,
    count_recipients,
    is_sealed,
    seal,
    unseal,
    unseal_head,
)
from efficacy_tui.store.stored_file import is_key_beside, key_path

RECIPIENTS = 2
"""A sealed file can be opened with so many keys: the journal's own and the recovery key."""


class SealingStopped(StoreError):
    """A file could not be sealed or unsealed; those before it are done."""

    def __init__(self, file: Path, reason: str, command: str) -> None:
        super().__init__(
            f"That stopped at {file.name}: {reason}. Every file is whole, sealed or not; “efficacy status” counts "
            f"them. “{command}” goes on where it stopped."
        )


class UnreadBack(OSError):
    """A new file could not be read back as it was written."""

    def __init__(self) -> None:
        super().__init__(errno.EIO, "what was written could not be read back")


class TextInEditor(StoreError):
    """A text of the journal is open in an editor, whose own files cannot be sealed."""

    def __init__(self) -> None:
        super().__init__(
            "A text of this journal is open in an editor. Save or leave it there, and try again. Nothing was changed."
        )


@dataclass(frozen=True)
class SealSurvey:
    """Which files of a journal are sealed and which are clear; `has_key_file` says that what is written is sealed."""

    has_key_file: bool
    sealed: tuple[Path, ...] = ()
    clear: tuple[Path, ...] = ()

    @property
    def is_sealed(self) -> bool:
        """Whether every file is sealed."""
        return self.has_key_file and not self.clear

    @property
    def is_clear(self) -> bool:
        """Whether nothing is sealed, and nothing will be."""
        return not self.has_key_file and not self.sealed


@dataclass
class SealReport:
    """The files that were rewritten in their new form, and those that cannot be opened with any key or are no files."""

    rewritten: list[Path] = field(default_factory=list)
    unopened: list[Path] = field(default_factory=list)


def list_stored_files(journal: Path) -> list[Path]:
    """List the files that hold something of a journal: itself first, its copies, and texts that were not recorded.

    Raises:
        OSError: A folder cannot be read.
    """
    target = atomic_file.resolve(journal)
    texts = [file for file in leftovers.find_unsaved_texts(target) if atomic_file.is_present(file)]
    copies = list_copies(target) if atomic_file.is_folder(target.parent) else []
    present = [target] if atomic_file.is_present(target) else []
    return [*present, *(file for file in dict.fromkeys([*copies, *texts]) if not atomic_file.is_link(file))]


def survey_files(journal: Path) -> SealSurvey:
    """Find which files of a journal are sealed, by their first bytes.

    Raises:
        OSError: A folder cannot be read.
    """
    files = [file for file in list_stored_files(journal) if atomic_file.is_file(file)]
    sealed = tuple(file for file in files if atomic_file.is_sealed(file))
    return SealSurvey(is_key_beside(journal), sealed, tuple(file for file in files if file not in sealed))


def seal_files(
    journal: Path,
    key: SealKey,
    write_key: Callable[[], object],
    *,
    finish: Callable[[], object] | None = None,
    recovery_secret: str = "",
    command: str,
) -> SealReport:
    """Seal every file of a journal with the present identity of a key; `write_key` writes the key file first.

    `finish` is called when all are sealed. A file that another identity of the key seals is sealed anew. With
    `recovery_secret` each new file is also read back with the recovery key. `command` is what goes on if this is cut
    off.

    Raises:
        SealingStopped: A file could not be written or read back; it is as before, and those before it are done.
        TextInEditor: A text of the journal is open in an editor; nothing was done.
        JournalBusy: Another program is writing.
        OSError: The folder or the key file cannot be written; nothing was done.
    """
    target = atomic_file.resolve(journal)

    def convert(raw: bytes) -> bytes | None:
        if _is_sealed_by(raw, key):
            return None
        return seal(_to_clear(raw, key), key)

    def check(raw: bytes, new: bytes) -> None:
        clear = _to_clear(raw, key)
        secrets = [key.identities[0], *([recovery_secret] if recovery_secret else [])]
        if count_recipients(new) != RECIPIENTS or any(unseal(new, secret) != clear for secret in secrets):
            raise UnreadBack

    def begin() -> None:
        write_key()
        # With the key, copies are recognised by what is in them.
        key_ring.hold(target, key)

    atomic_file.make_folder(target.parent)
    return _convert_files(target, convert, check, before=begin, after=finish, command=command)


def unseal_files(journal: Path, key: SealKey, *, command: str) -> SealReport:
    """Give back every file of a journal in the clear, byte for byte as it was sealed, and remove the key file.

    Raises:
        As `seal_files`.
    """
    target = atomic_file.resolve(journal)

    def convert(raw: bytes) -> bytes | None:
        return _to_clear(raw, key) if is_sealed(raw) else None

    def check(raw: bytes, new: bytes) -> None:
        if new != _to_clear(raw, key):
            raise UnreadBack

    def remove_key() -> None:
        atomic_file.remove(key_path(target))
        key_ring.drop(target)

    key_ring.hold(target, key)
    return _convert_files(target, convert, check, after=remove_key, command=command)


def _convert_files(
    target: Path,
    convert: Callable[[bytes], bytes | None],
    check: Callable[[bytes, bytes], None],
    *,
    before: Callable[[], object] | None = None,
    after: Callable[[], object] | None = None,
    command: str,
) -> SealReport:
    """Convert every file under the lock, so that no program writes meanwhile; `convert` returns `None` to leave one."""
    report = SealReport()
    remove_leftovers(target, backups.backup_folder(target))
    with locked(target):
        if leftovers.find_editing_folders(target):
            raise TextInEditor
        if before is not None:
            before()
        for file in list_stored_files(target):
            try:
                if not atomic_file.is_file(file):
                    report.unopened.append(file)
                    continue
                raw, _ = atomic_file.read_raw(file)
                new = convert(raw)
                if new is None:
                    continue
                check_new = partial(_check_read_back, check, raw)
                atomic_file.replace_file(file, new, check=check_new)
            except WrongKey:
                # Sealed by somebody else or for another journal: nothing of it is clear.
                report.unopened.append(file)
            except BrokenSeal as error:
                if file == target:
                    raise SealingStopped(file, "it is damaged", command) from error
                report.unopened.append(file)
            except OSError as error:
                raise SealingStopped(file, error.strerror or str(error), command) from error
            else:
                report.rewritten.append(file)
        if after is not None and target not in report.unopened:
            after()
    return report


def _check_read_back(check: Callable[[bytes, bytes], None], raw: bytes, temporary: Path) -> None:
    check(raw, atomic_file.read_raw(temporary)[0])


def _to_clear(raw: bytes, key: SealKey) -> bytes:
    return unseal(raw, *key.identities) if is_sealed(raw) else raw


def _is_sealed_by(raw: bytes, key: SealKey) -> bool:
    """Whether bytes are sealed with the present identity of a key."""
    if not is_sealed(raw):
        return False
    try:
        unseal_head(raw[:HEAD_BYTES], 1, key.identities[0])
    except WrongKey:
        return False
    return True
