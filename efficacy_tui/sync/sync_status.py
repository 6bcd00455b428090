"""What can be said about syncing without reaching anybody."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.sync import problems
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.sync_folder import SyncState, list_repositories
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_maker import digest_of


class SyncStatus(NamedTuple):
    """How syncing stands.

    `remote` is the address of the other repository as it can be shown, empty for none. `waits` says that something here
    was not sent yet, `reached_at` when both last had the same, `problem` why the last round failed. `versions` and
    `size` (bytes) are those of the repository beside the journal; -1 versions: it cannot be read. `is_sealed` says that
    the journal here is sealed, and `is_sealed_there` that the other repository has it sealed, as far as is known.
    """

    is_set_up: bool
    remote: str = ""
    waits: bool = False
    reached_at: dt.datetime | None = None
    problem: str = ""
    versions: int = 0
    size: int = 0
    is_sealed: bool = False
    is_sealed_there: bool = False


def read_status(setup: SyncSetup) -> SyncStatus:
    """Read how syncing stands.

    Raises:
        SyncProblem: Another program is at it.
        OSError: A file cannot be read.
    """
    folder = setup.folder
    if not any(atomic_file.is_present(path) for path in list_repositories(setup.path)):
        return SyncStatus(is_set_up=False)
    with setup.locked() as handle:
        if not folder.is_set_up():
            return SyncStatus(is_set_up=False)
        state = folder.read_state()
        problem, versions, tip = state.problem, 0, None
        try:
            repository = setup.open_repository(handle)
            tip = repository.read_tip()
            versions = repository.count_versions(tip) if tip is not None else 0
        except GitFailure as failure:
            problem, versions = str(problems.damaged_here(failure)), -1
        except problems.SyncProblem as unusable:
            problem, versions, tip = str(unusable), -1, state.sent
        if folder.is_state_damaged():
            problem = str(problems.unreadable_state())
        size = atomic_file.measure_tree(folder.path)
        is_changed = _read_digest(setup) not in ("", state.digest)
        is_sealed = stored_file.is_sealed(setup.path)
        is_changed |= is_sealed != state.is_sealed or _has_new_key_file(setup, state)
        waits = bool(state.remote) and (is_changed or (tip or "") != state.sent)
        remote = problems.printable_remote(state.remote)
        return SyncStatus(
            is_set_up=True,
            remote=remote,
            waits=waits,
            reached_at=state.reached_at,
            problem=problem,
            versions=versions,
            size=size,
            is_sealed=is_sealed,
            is_sealed_there=is_sealed and state.is_sealed,
        )


def has_sent_everything(setup: SyncSetup) -> bool:
    """Whether, as far as is remembered, the other repository has everything; takes no git and no lock."""
    try:
        state = setup.folder.read_state()
        is_even = bool(state.sent) and not state.problem and stored_file.is_sealed(setup.path) == state.is_sealed
        is_even = is_even and not _has_new_key_file(setup, state)
        return not state.remote or (is_even and _read_digest(setup) == state.digest)
    except OSError:
        return False


def _has_new_key_file(setup: SyncSetup, state: SyncState) -> bool:
    """Whether the key file here was changed since others got it."""
    if not state.key or not stored_file.is_key_beside(setup.path):
        return False
    from efficacy_tui.store.sealing.key_file import KeyFileUnusable, require_key_file

    try:
        return digest_of(require_key_file(setup.path)) != state.key
    except KeyFileUnusable:
        # A key file that cannot be used is never sent.
        return False


def _read_digest(setup: SyncSetup) -> str:
    try:
        return digest_of(atomic_file.read_whole(setup.path)[0])
    except FileNotFoundError:
        return ""
