"""Where a journal's repository is, who may use it now, and what is remembered of the last round.

The repository lies beside the journal, as `journal.sync.git`. It is set up once its file `efficacy.json` is in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from efficacy_tui.model import types as t
from efficacy_tui.store import atomic_file
from efficacy_tui.store.file_lock import LockTaken
from efficacy_tui.store.locking import inherited_lock
from efficacy_tui.store.other_machines import sync_repository_path
from efficacy_tui.sync.problems import another_round

STATE_FILE = "efficacy.json"
_MAX_STATE_BYTES = 100_000
_NEW, _OLD = ".new", ".old"


class SyncState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is remembered between rounds.

    `remote` is the address or path of the other repository, empty for none; `sent` the commit that it has, as far as is
    known. `epoch` and `digest` are those of the journal's file after the last round, by which is told whether it was
    changed since, and whether something was taken out of it on purpose. `reached_at` is when the other repository was
    last reached and both had the same, `problem` the sentence of the last round if it was not. `is_sealed` says that
    what both had was sealed, and `key` is the digest of the key file here at that time, empty if both had it in clear.
    """

    remote: str = ""
    sent: str = ""
    epoch: str = ""
    digest: str = ""
    reached_at: t.Instant | None = None
    problem: str = ""
    is_sealed: bool = False
    key: str = ""


class SyncFolder:
    """The repository of the journal at a path, as a folder."""

    def __init__(self, journal_path: Path) -> None:
        target = atomic_file.resolve(journal_path)
        self.journal_path = journal_path
        self.path = sync_repository_path(journal_path)
        self.lock_path = target.with_name(f".{target.name}.sync-lock")

    @property
    def new_path(self) -> Path:
        """The folder in which a repository is made before it replaces the present one."""
        return self.path.with_name(f"{self.path.name}{_NEW}")

    def is_set_up(self) -> bool:
        """Whether there is a repository.

        Raises:
            OSError: The system does not tell.
        """
        return atomic_file.is_file(self.path / STATE_FILE)

    @contextlib.contextmanager
    def locked(self, seconds: float) -> Iterator[int]:
        """Hold the lock of the repository; yield its handle, which each git inherits.

        Raises:
            SyncProblem: Another program has it, and did not release it within `seconds`.
            OSError: The lock file cannot be opened.
        """
        with contextlib.ExitStack() as stack:
            try:
                handle = stack.enter_context(inherited_lock(self.lock_path, seconds))
            except LockTaken as error:
                raise another_round() from error
            self._finish_replacing()
            yield handle

    def read_state(self) -> SyncState:
        """Return what is remembered; a damaged file counts as an empty one.

        Raises:
            OSError: The file cannot be read.
        """
        try:
            data, _ = atomic_file.read_whole(self.path / STATE_FILE, _MAX_STATE_BYTES)
            return msgspec.json.decode(data, type=SyncState)
        except msgspec.DecodeError:
            return SyncState()

    def is_state_damaged(self) -> bool:
        """Whether what is remembered cannot be read, so that the address is lost.

        Raises:
            OSError: The system does not tell.
        """
        try:
            msgspec.json.decode(atomic_file.read_whole(self.path / STATE_FILE, _MAX_STATE_BYTES)[0], type=SyncState)
        except (msgspec.DecodeError, atomic_file.FileTooLarge):
            return True
        return False

    def write_state(self, state: SyncState, folder: Path | None = None) -> None:
        """Remember a state, in the repository or in another folder.

        Raises:
            OSError: It cannot be written.
        """
        atomic_file.replace_file((folder or self.path) / STATE_FILE, msgspec.json.encode(state))

    def make_new(self) -> Path:
        """Make an empty folder for a new repository; call it under the lock.

        Raises:
            OSError: It cannot be made.
        """
        if atomic_file.is_present(self.new_path):
            atomic_file.remove_tree(self.new_path)
        atomic_file.make_folder(self.new_path, owner_of=self.journal_path.parent)
        return self.new_path

    def replace_by_new(self) -> None:
        """Put the new repository, which is whole, in the place of the present one; call it under the lock.

        Raises:
            OSError: It cannot be moved.
        """
        old_path = self.path.with_name(f"{self.path.name}{_OLD}")
        if atomic_file.is_present(old_path):
            atomic_file.remove_tree(old_path)
        if atomic_file.is_present(self.path):
            atomic_file.move(self.path, old_path)
        atomic_file.move(self.new_path, self.path)
        if atomic_file.is_present(old_path):
            atomic_file.remove_tree(old_path)

    def remove(self) -> list[Path]:
        """Remove the repository with everything in it; return the removed folders. Call it under the lock.

        Raises:
            OSError: Something could not be removed.
        """
        removed = [path for path in list_repositories(self.journal_path) if atomic_file.is_present(path)]
        for path in removed:
            atomic_file.remove_tree(path)
        return removed

    def _finish_replacing(self) -> None:
        """Put a new repository in place that was whole when the program was killed in between."""
        with contextlib.suppress(OSError):
            if not atomic_file.is_present(self.path) and atomic_file.is_file(self.new_path / STATE_FILE):
                atomic_file.move(self.new_path, self.path)


def list_repositories(journal_path: Path) -> list[Path]:
    """Return the folders beside a journal that may hold its repository, whether they are there or not."""
    path = SyncFolder(journal_path).path
    return [path, path.with_name(f"{path.name}{_NEW}"), path.with_name(f"{path.name}{_OLD}")]


def is_sync_set_up(journal_path: Path) -> bool:
    """Whether a journal has a repository, as far as the system tells."""
    try:
        return SyncFolder(journal_path).is_set_up()
    except OSError:
        return False
