"""What sealing and unsealing do about a journal that is synced, besides the round that follows."""

from __future__ import annotations

import contextlib
import secrets
from typing import NamedTuple

import msgspec

from efficacy_tui.sync import problems
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_files import is_sealed_version


class ClearVersions(NamedTuple):
    """How many versions git has in clear, and whether the other repository was reached to count them."""

    number: int
    is_current: bool


def count_clear_versions(setup: SyncSetup) -> ClearVersions:
    """Count the versions in clear: those of the other repository, or if it is not reached, those beside the journal.

    Raises:
        SyncProblem: The repository cannot be used, or another machine has sealed the journal: its keys are to be used.
    """
    with setup.locked() as handle:
        repository = setup.open_repository(handle)
        remote = setup.folder.read_state().remote
        remote_commit = None
        with contextlib.suppress(GitFailure):
            remote_commit = repository.fetch(remote, secrets.token_hex(8)) if remote else None
        try:
            if is_sealed_version(repository, remote_commit):
                raise problems.sealed_elsewhere(problems.short_remote(remote))
            commit = remote_commit or repository.read_tip()
            count = repository.count_versions(commit) if commit is not None else 0
            return ClearVersions(count, remote_commit is not None)
        except GitFailure as failure:
            raise problems.damaged_here(failure) from failure


def was_unsealed_there(setup: SyncSetup) -> bool:
    """Whether another machine has put the journal in clear into the other repository, where it was sealed.

    Raises:
        SyncProblem: The other repository cannot be reached.
    """
    with setup.locked() as handle:
        state = setup.folder.read_state()
        if not state.is_sealed or not state.remote:
            return False
        repository = setup.open_repository(handle)
        try:
            commit = repository.fetch(state.remote, secrets.token_hex(8))
            return commit is not None and not is_sealed_version(repository, commit)
        except GitFailure as failure:
            raise problems.unreachable(failure, state.remote) from failure


def allow_other_form(setup: SyncSetup) -> None:
    """Let the next round replace what the other repository has by a version of the other form, sealed or clear.

    Call it under the lock of the repository, and only after a yes.

    Raises:
        OSError: It cannot be remembered.
    """
    state = setup.folder.read_state()
    setup.folder.write_state(msgspec.structs.replace(state, is_sealed=False))
