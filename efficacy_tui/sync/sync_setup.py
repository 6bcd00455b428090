"""What a round works with, for the journal at a path."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import Clock
from efficacy_tui.store.paths import config_path
from efficacy_tui.sync import problems
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.deadline import Deadline
from efficacy_tui.sync.git_errors import GitFailure, GitMissing, GitTooOld
from efficacy_tui.sync.git_process import Git
from efficacy_tui.sync.sync_folder import SyncFolder

LOCK_SECONDS = 25.0
"""How long a round waits for another one."""


@dataclass(frozen=True)
class SyncSetup:
    """The journal, the person's clock, their settings folder, and how long all may take.

    `environment` are the variables for git; without them, those of the program.
    """

    path: Path
    clock: Clock
    settings_folder: Path
    deadline: Deadline
    environment: Mapping[str, str] | None = None

    @property
    def folder(self) -> SyncFolder:
        """Where the repository is."""
        return SyncFolder(self.path)

    def build_journal(self) -> Journal:
        """Return the journal, not opened yet."""
        return Journal(self.path, self.clock)

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Hold the lock of the repository; yield its handle, which each git inherits.

        Raises:
            SyncProblem: Another program is at it.
            OSError: The lock file cannot be opened.
        """
        with self.folder.locked(self.deadline.remaining(LOCK_SECONDS)) as handle:
            yield handle

    def open_repository(self, handle: int, folder: Path | None = None) -> BareRepository:
        """Return the repository, or the one in another folder, for the holder of a handle.

        What a killed program has left in it is removed: the handle is that of the lock, so nobody is at work there.

        Raises:
            SyncProblem: There is no usable git.
        """
        git = Git(folder or self.folder.path, self.deadline, self.environment, [handle])
        try:
            git.require_usable()
        except (GitMissing, GitTooOld) as error:
            raise problems.unusable_git(error) from error
        except GitFailure as failure:
            raise problems.git_does_not_run(failure) from failure
        repository = BareRepository(git)
        repository.remove_stale_files()
        return repository


def build_setup(path: Path, clock: Clock, deadline: Deadline | None = None) -> SyncSetup:
    """Return the setup for the journal at `path`, with the person's own settings folder."""
    return SyncSetup(path, clock, config_path(os.environ).parent, deadline or Deadline())
