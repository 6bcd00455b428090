"""A round: fetch what others have, merge it into the journal, make a version of that, and send it.

Each step can be cut off. The journal is only ever changed by a merge, as a whole file; the branch here moves only to a
version that is whole; and what was not sent is sent by the next round.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from efficacy_tui.journal.joining import NamesakeGroup, find_new_namesakes
from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.errors import JournalLocked, ReadOnly
from efficacy_tui.store.merge import MergeResult
from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable
from efficacy_tui.store.sealing.write_file import present_key
from efficacy_tui.sync import problems
from efficacy_tui.sync.bare_repository import BRANCH, BareRepository
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.remotes import is_address
from efficacy_tui.sync.sync_folder import list_repositories
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_maker import VersionMaker, digest_of, epoch_in

MAX_ATTEMPTS = 5

OLD_LOCK = dt.timedelta(minutes=10)
"""The age of a lock in another repository from which nobody can be at work under it any more."""


@dataclass
class RoundReport:
    """What a round did.

    `merges` are what came from elsewhere, `namesakes` the domains of one name since, `is_sent` says whether something
    was sent, and `is_even` whether the other repository has everything now. `problem` is why it does not, if it should.
    `starts_over` says that the others had dropped the history. `set_aside` are files with the profile's wording of
    this machine, which that of another one replaced. `has_other_key_file` says that other machines of a sealed journal
    have another key file, for the same keys.
    """

    merges: list[MergeResult] = field(default_factory=list)
    namesakes: list[NamesakeGroup] = field(default_factory=list)
    is_sent: bool = False
    is_even: bool = False
    starts_over: bool = False
    set_aside: list[Path] = field(default_factory=list)
    has_other_key_file: bool = False
    problem: problems.SyncProblem | None = None

    def count_received(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """Count the records that were added, changed and deleted here, by table."""
        added, changed, deleted = Counter[str](), Counter[str](), Counter[str]()
        for merge in self.merges:
            added, changed, deleted = added + merge.added, changed + merge.changed, deleted + merge.deleted
        return added, changed, deleted


def run_round(setup: SyncSetup, *, fetches_first: bool = True) -> RoundReport:
    """Exchange the journal with the other repository; without `fetches_first`, fetch only if sending needs it.

    What goes wrong on the way there or back is `problem` of the report; what was recorded here has a version then.

    Raises:
        SyncProblem: It is not set up, another program is at it, or git cannot be used.
        Rejected, StoreError: The journal cannot be read or written.
        OSError: A file of the repository cannot be read or written.
    """
    if not any(atomic_file.is_present(path) for path in list_repositories(setup.path)):
        raise problems.not_set_up()
    with setup.locked() as handle:
        if not setup.folder.is_set_up():
            raise problems.not_set_up()
        if setup.folder.is_state_damaged():
            raise problems.unreadable_state()
        return Round(setup, setup.open_repository(handle)).run(fetches_first=fetches_first)


class Round:
    """One round, under the lock of the repository."""

    def __init__(self, setup: SyncSetup, repository: BareRepository) -> None:
        self._setup = setup
        self._repository = repository
        self._state = setup.folder.read_state()
        self._maker = VersionMaker(setup, repository, self._state)
        self._report = RoundReport(merges=self._maker.merges)
        self._is_reached = False

    def run(self, *, fetches_first: bool) -> RoundReport:
        """Do the round; raises as `run_round`."""
        journal, report = self._maker.journal, self._report
        require_unlocked(self._setup.path)
        journal.open()
        if journal.read_only:
            raise ReadOnly(journal.path, journal.store.schema)
        journal.honour_erasures()
        before = journal.contents
        try:
            tip = self._exchange(self._repository.read_tip(), fetches_first=fetches_first)
        except GitFailure as failure:
            raise self._remember_problem(problems.damaged_here(failure)) from failure
        except problems.SyncProblem as problem:
            raise self._remember_problem(problem) from problem
        report.starts_over, report.set_aside = self._maker.starts_over, self._maker.set_aside
        report.has_other_key_file = self._maker.has_other_key_file
        self._remember(tip)
        # What cannot be packed now is packed by a later round.
        with contextlib.suppress(GitFailure):
            # Of a sealed journal nothing clear from before may stay, not even what a cut-off round has fetched.
            self._repository.pack(forgets=report.starts_over or self._maker.replaces)
        report.namesakes = find_new_namesakes(before, self._maker.journal.contents)
        return report

    def _exchange(self, tip: str | None, *, fetches_first: bool) -> str | None:
        remote, report = self._state.remote, self._report
        remote_tip = self._state.sent or None
        for attempt in range(MAX_ATTEMPTS):
            others = tip
            if remote and (fetches_first or attempt):
                try:
                    remote_tip = self._repository.fetch(remote, secrets.token_hex(8))
                    others, self._is_reached = remote_tip or tip, True
                except GitFailure as failure:
                    if failure.kind == "damaged" and tip is not None and not self._repository.is_whole(tip):
                        raise problems.damaged_here(failure) from failure
                    report.problem = problems.unreachable(failure, remote)
            tip = self._make_version(tip, others)
            if report.problem is not None or not remote or tip is None:
                break
            if tip == remote_tip:
                report.is_even = True
                break
            try:
                self._repository.push(remote, tip, remote_tip if self._maker.replaces else None)
            except GitFailure as failure:
                if failure.kind != "raced" or attempt == MAX_ATTEMPTS - 1:
                    report.problem = problems.unreachable(failure, remote)
                    break
                remove_old_lock(remote, self._setup.clock.now())
            else:
                report.is_sent = report.is_even = self._is_reached = True
                break
        return tip

    def _make_version(self, tip: str | None, others: str | None) -> str | None:
        """Make a version with what others have; if that cannot be used, one of the journal alone."""
        try:
            return self._maker.make(tip, others)
        except problems.SyncProblem as problem:
            if others == tip:
                raise
            self._report.problem = problem
            return self._maker.make(tip, tip)

    # -- what is remembered ----------------------------------------------------------------------

    def _remember(self, tip: str | None) -> None:
        report, state, included = self._report, self._state, self._maker.included
        self._state = msgspec.structs.replace(
            state,
            epoch=state.epoch if included is None else epoch_in(included),
            digest=state.digest if included is None else digest_of(included),
            sent=(tip or "") if report.is_even else state.sent,
            reached_at=self._setup.clock.now() if report.is_even and self._is_reached else state.reached_at,
            problem=self._choose_problem(),
            is_sealed=self._maker.is_sealed if report.is_even else state.is_sealed,
            key=self._choose_key_digest(),
        )
        self._setup.folder.write_state(self._state)

    def _choose_problem(self) -> str:
        """Return what went wrong last; a round that had nothing to send has reached nobody, so it settles nothing."""
        if self._report.problem is None and self._state.remote and not self._is_reached:
            return self._state.problem
        return str(self._report.problem or "")

    def _choose_key_digest(self) -> str:
        """Return the digest of the key file here that others know; empty once they have the journal in clear."""
        if not self._report.is_even:
            return self._state.key
        if not self._maker.is_sealed:
            return ""
        return self._state.key if self._maker.key_file is None else digest_of(self._maker.key_file)

    def _remember_problem(self, problem: problems.SyncProblem) -> problems.SyncProblem:
        self._setup.folder.write_state(msgspec.structs.replace(self._state, problem=str(problem)))
        return problem


def require_unlocked(path: Path) -> None:
    """Refuse a journal that is sealed, and not unlocked in this process.

    Raises:
        JournalLocked: It is.
    """
    if not stored_file.is_sealed(path):
        return
    try:
        if present_key(atomic_file.resolve(path)) is None:
            raise JournalLocked(path)
    except SealingUnavailable as error:
        raise problems.SyncProblem(f"{error} Nothing was changed.") from error


def remove_old_lock(remote: str, now: dt.datetime) -> None:
    """Remove the lock of the branch in a repository on a disk, if it is so old that its machine was cut off."""
    if is_address(remote):
        return
    lock_file = Path(remote) / f"{BRANCH}.lock"
    with contextlib.suppress(OSError):
        if atomic_file.is_file(lock_file) and now - atomic_file.modified_at(lock_file) > OLD_LOCK:
            atomic_file.remove_files([lock_file])
