"""Take over the keys of a sealed journal from the other repository: the journal here is sealed with them, too.

Nothing is written here before the passphrase has opened the key file that travels, and its key the version there.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.journal import maintenance
from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes
from efficacy_tui.store.errors import StoreError
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.journal_identity import adopt_journal_id
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.change_key import COMMAND
from efficacy_tui.store.sealing.key_file import open_key_bytes, protect, read_key_bytes, write_key_file
from efficacy_tui.store.sealing.seal_files import SealReport, seal_files
from efficacy_tui.store.sealing.sealed_bytes import SealKey, WrongKey
from efficacy_tui.store.sealing.write_file import is_present_key
from efficacy_tui.sync import problems, shared_bytes
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.begin import Relation, SetupPlan
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_files import JOURNAL_FILE, read_shared_key
from efficacy_tui.sync.version_maker import digest_of, is_from_before


class SealedVersion(NamedTuple):
    """What the other repository has: a key file, and the journal sealed with its key."""

    remote: str
    key_file: bytes
    journal: bytes


@contextlib.contextmanager
def fetched_version(setup: SyncSetup) -> Iterator[JoinTask]:
    """Fetch what the other repository has, and yield the task that takes its keys over; no round can run meanwhile.

    Raises:
        SyncProblem: Syncing is not set up, or there is nothing sealed at the other repository.
        OSError: A file cannot be read.
    """
    with setup.locked() as handle:
        if not setup.folder.is_set_up() or not (remote := setup.folder.read_state().remote):
            raise problems.not_set_up()
        version = _fetch(setup.open_repository(handle), remote)
        yield JoinTask(setup, version)


def find_earlier_identities(setup: SyncSetup, passphrase: str) -> tuple[str, ...]:
    """Return the secrets of the keys from before they were changed here, if others still use them; else none.

    `passphrase` has to open the key file that travels. What cannot be reached or opened is left to the next round.
    """
    mine, state = read_key_bytes(setup.path), setup.folder.read_state()
    if mine is None or state.key in ("", digest_of(mine)):
        return ()
    with contextlib.suppress(problems.SyncProblem, StoreError), fetched_version(setup) as task:
        if is_from_before(state, task.key_file, mine):
            return task.open_key(passphrase).identities
    return ()


class JoinTask:
    """Opens a sealed version, and seals the journal here with its keys."""

    def __init__(self, setup: SyncSetup, version: SealedVersion) -> None:
        self._setup = setup
        self._version = version

    @property
    def key_file(self) -> bytes:
        """The bytes of the key file that travels."""
        return self._version.key_file

    def open_key(self, passphrase: str) -> SealKey:
        """Return the key in the key file that travels; `look` finds out whether it opens the version.

        Raises:
            WrongPassphrase: The passphrase does not open the key file.
            KeyFileUnusable: It is damaged.
        """
        return open_key_bytes(stored_file.key_path(self._setup.path), self._version.key_file, passphrase)

    def look(self, key: SealKey) -> SetupPlan:
        """Find out whether the version is one of the journal here, and what is in both; the journal is unlocked.

        Raises:
            SyncProblem: The key does not open it, or it cannot be read.
            StoreError: The journal here cannot be read.
        """
        try:
            loaded = shared_bytes.read_version(self._open_journal(key))
        except UnreadableBytes as error:
            raise problems.unusable_version(problems.short_remote(self._version.remote), str(error)) from error
        journal = self._setup.build_journal()
        journal.open()
        own_id, identifier = journal_id(journal.store.facts), journal_id(loaded.facts)
        relation: Relation = "first" if not own_id else "same" if own_id == identifier else "other"
        remote_counts, local_counts = loaded.contents.count_records(), journal.contents.count_records()
        return SetupPlan(self._version.remote, relation, remote_counts, local_counts, (), identifier, "")

    def has_to_seal(self, key: SealKey) -> bool:
        """Whether the journal here is not sealed with this key already."""
        target = atomic_file.resolve(self._setup.path)
        return not atomic_file.is_sealed(target) or not is_present_key(target, key)

    def join(self, key: SealKey, passphrase: str, plan: SetupPlan) -> SealReport:
        """Seal every file of the journal here with the key; the key file is the one that travels. The key is held then.

        Files that are sealed with it already stay as they are.

        Raises:
            KeysChanged: Another program has changed the keys here since.
            As `seal_files`; cut off, it can be done again.
        """
        path = self._setup.path
        target = atomic_file.resolve(path)
        present, key_file = read_key_bytes(path), self._version.key_file
        earlier_key = key_ring.key_for(target)
        if plan.relation == "other":
            journal = self._setup.build_journal()
            journal.open()
            maintenance.back_up(journal)
            adopt_journal_id(path, plan.identifier)
        earlier = earlier_key.identities if earlier_key is not None else ()
        if present is not None and present != key_file:
            # Joining that was cut off has left the keys from before in it, under the same passphrase.
            with contextlib.suppress(StoreError):
                earlier += open_key_bytes(stored_file.key_path(path), present, passphrase).identities
        identities = tuple(dict.fromkeys((*key.identities, *earlier)))
        joined_key = SealKey(identities, key.recovery)
        # Until all is sealed anew, the key file has what opens the files from before, too.
        first_file = key_file if identities == key.identities else protect(joined_key, passphrase)

        def finish() -> None:
            if first_file != key_file:
                write_key_file(path, key_file, first_file)

        report = seal_files(
            path, joined_key, lambda: write_key_file(path, first_file, present), finish=finish, command=COMMAND
        )
        key_ring.hold(target, key)
        return report

    def _open_journal(self, key: SealKey) -> bytes:
        place = problems.short_remote(self._version.remote)
        try:
            return shared_bytes.open_sealed(self._version.journal, key)
        except WrongKey as error:
            raise problems.unusable_version(place, "the key file there is of other keys") from error


def _fetch(repository: BareRepository, remote: str) -> SealedVersion:
    place = problems.short_remote(remote)
    try:
        commit = repository.fetch(remote, secrets.token_hex(8))
        entry = repository.list_files(commit).get(JOURNAL_FILE) if commit is not None else None
        key_file = read_shared_key(repository, commit)
        if entry is None or key_file is None:
            raise problems.nothing_sealed(place)
        return SealedVersion(remote, key_file, repository.read_entry(entry, MAX_BYTES))
    except GitFailure as failure:
        raise problems.unreachable(failure, remote) from failure
    except atomic_file.FileTooLarge as error:
        raise problems.unusable_version(place, "it is too large") from error
