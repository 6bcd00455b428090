"""Forget the history: the versions of the journal become one, here and in the other repository."""

from __future__ import annotations

import msgspec

from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.sync import problems
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.round import Round, RoundReport
from efficacy_tui.sync.sync_setup import SyncSetup


def forget_history(setup: SyncSetup) -> tuple[RoundReport, int]:
    """Do a round, and replace the whole history by its last version; return the round and the number of versions gone.

    Raises:
        SyncProblem: The round could not be finished, or the other repository does not allow it; the history is as
            before.
        Rejected, StoreError, OSError: As of a round.
    """
    with setup.locked() as handle:
        if not setup.folder.is_set_up():
            raise problems.not_set_up()
        repository = setup.open_repository(handle)
        report = Round(setup, repository).run(fetches_first=True)
        if report.problem is not None:
            raise problems.SyncProblem(f"{report.problem} The history was not forgotten.")
        return report, _replace_history(setup, repository)


def _replace_history(setup: SyncSetup, repository: BareRepository) -> int:
    folder = setup.folder
    try:
        tip = repository.read_tip()
        if tip is None:
            return 0
        count = repository.count_versions(tip)
        entries = repository.list_files(tip)
        files = {name: repository.read_entry(entry, MAX_BYTES) for name, entry in entries.items()}
        root = repository.commit(files, [], "Sync", setup.clock.now())
        remote = folder.read_state().remote
        if remote:
            try:
                repository.push(remote, root, instead_of=tip)
            except GitFailure as failure:
                raise problems.unreachable(failure, remote) from failure
        # Cut off here, the next round finds that the others have dropped the history, and follows.
        repository.move_tip(root, tip)
        folder.write_state(msgspec.structs.replace(folder.read_state(), sent=root if remote else ""))
        repository.pack(forgets=True)
    except GitFailure as failure:
        raise problems.damaged_here(failure) from failure
    return count - 1
