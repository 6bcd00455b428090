"""Make a version of the journal: merge what others have into it, and commit that with everything that is here."""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter
from pathlib import Path

import msgspec

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, describe_os_error
from efficacy_tui.store.epochs import epoch_of
from efficacy_tui.store.file_facts import facts_in, journal_id
from efficacy_tui.store.locking import locked
from efficacy_tui.store.merge import MergeResult
from efficacy_tui.store.sealing.key_file import KeyFileUnusable, find_key_problem, require_key_file
from efficacy_tui.store.stored_copies import require_first_start
from efficacy_tui.sync import problems, shared_bytes
from efficacy_tui.sync.bare_repository import BareRepository
from efficacy_tui.sync.instrument_file import apply_choice, choose_instrument, instrument_paths, read_instrument
from efficacy_tui.sync.sync_folder import SyncState
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_files import (
    JOURNAL_FILE,
    KEY_FILE,
    is_sealed_version,
    read_shared_file,
    read_shared_instruments,
    read_shared_key,
)

NAME_IN_SENTENCES = "What your other machines have"


class VersionMaker:
    """Makes versions during one round, under the lock of the repository.

    `merges` are what came from elsewhere, `starts_over` says that others had dropped the history, `set_aside` are the
    files with the profile's wording of this machine that was replaced. `included` is the journal's file of which
    everything is in the version made last.

    `is_sealed` says that the journal here is sealed, and so is each version. Such a version has no parents: the other
    repository keeps none of the earlier ones. `replaces` says that the version takes the place of what others have,
    which is not in its history. `key_file` has the bytes of the one here, `None` if it is missing or none, and
    `has_other_key_file` says that the key file that travels is not the one here.
    """

    def __init__(self, setup: SyncSetup, repository: BareRepository, state: SyncState) -> None:
        self._setup = setup
        self._repository = repository
        self._state = state
        self.journal = setup.build_journal()
        self.merges: list[MergeResult] = []
        self.starts_over = False
        self.set_aside: list[Path] = []
        self.included: bytes | None = None
        self.is_sealed = stored_file.is_sealed(setup.path)
        self.replaces = self.is_sealed
        self.key_file: bytes | None = None
        if self.is_sealed:
            with contextlib.suppress(KeyFileUnusable):
                self.key_file = require_key_file(setup.path)
        self.has_other_key_file = False

    def make(self, tip: str | None, others: str | None) -> str | None:
        """Merge what others have, and let the branch lead to a version that has all of it.

        `tip` is the commit of the branch and `others` that of the others, which can be the same; `None` is none yet.
        Return the commit of the branch from now on.

        Raises:
            SyncProblem: What others have is not a version of this journal, or cannot be read.
            GitFailure: The repository cannot be used.
            Rejected, StoreError, OSError: A file cannot be read or written.
        """
        is_moved = others != tip
        if not is_moved and tip is not None and self._is_unchanged(tip):
            return tip
        theirs = self._read_others(tip, others) if others is not None else None
        if theirs is not None and not atomic_file.is_present(self._setup.path):
            self._begin_with(theirs)
        try:
            shared = self._merge(theirs, is_moved=is_moved)
        except (UnreadableBytes, msgspec.DecodeError) as error:
            raise problems.not_joined(str(error)) from error
        if shared is None:
            return tip
        instruments, are_instruments_new = self._merge_instruments(tip, others, is_moved=is_moved)
        parents = self._choose_parents(tip, others)
        key_files, is_key_new = self._choose_key_file(others if theirs is not None else None)
        is_new = shared != theirs or are_instruments_new or is_key_new or len(parents) > 1
        if others is not None and not is_new:
            # Others have everything already.
            new_tip = others
        else:
            contents = {JOURNAL_FILE: shared, **instruments}
            files = {name: shared_bytes.pack_blob(data, self._setup.path) for name, data in contents.items()}
            files |= key_files
            new_tip = self._repository.commit(files, parents, "Sync", self.journal.now())
        if new_tip != tip:
            self._repository.move_tip(new_tip, tip)
        return new_tip

    def _is_unchanged(self, tip: str) -> bool:
        """Whether nothing was changed here since the last version, which the tip has."""
        mine = self._read_journal()
        if mine is None or digest_of(mine) != self._state.digest:
            return False
        if is_sealed_version(self._repository, tip) != self.is_sealed or self._has_new_key_file(tip):
            return False
        if self.key_file is not None:
            self.has_other_key_file = read_shared_key(self._repository, tip) not in (None, self.key_file)
        self.included = mine
        return self._read_own_instruments() == self._read_instruments(tip)

    def _has_new_key_file(self, tip: str) -> bool:
        """Whether the key file here was changed since others got it, and the last version does not have it."""
        if self.key_file is None or self._state.key == digest_of(self.key_file):
            return False
        return read_shared_key(self._repository, tip) != self.key_file

    def _read_others(self, tip: str | None, commit: str) -> bytes | None:
        """Return what others have; `None` if that is a version of this machine from before sealing or unsealing it."""
        place = problems.short_remote(self._state.remote) or "the repository beside your journal"
        was_made_here = commit in (tip, self._state.sent)
        is_sealed = is_sealed_version(self._repository, commit)
        if is_sealed and not self.is_sealed:
            # Only the command that unseals leaves such a state; a clear file that came by other ways is not sent.
            if was_made_here and not self._state.is_sealed:
                return None
            # The digest of the key file is forgotten once others have it in clear.
            was_unsealed_here = self._state.key and not self._state.is_sealed
            raise problems.sealed_since(place) if was_unsealed_here else problems.sealed_elsewhere(place)
        if self.is_sealed and not is_sealed and self._state.is_sealed:
            raise problems.unsealed_elsewhere(place)
        try:
            return self._read_shared(commit, place)
        except shared_bytes.NoKeyForVersion as error:
            if was_made_here:
                return None
            is_from_before = self._has_keys_from_before(commit)
            raise (problems.keys_from_before(place) if is_from_before else problems.other_keys(place)) from error

    def _has_keys_from_before(self, commit: str) -> bool:
        """Whether a commit is sealed with keys of the journal here that were changed since others got them."""
        theirs = read_shared_key(self._repository, commit)
        return self.key_file is not None and theirs is not None and is_from_before(self._state, theirs, self.key_file)

    def _read_shared(self, commit: str, place: str) -> bytes:
        try:
            theirs = read_shared_file(self._repository, commit, self._setup.path)
            identifier = journal_id(shared_bytes.read_version(theirs).facts)
        except shared_bytes.NoKeyForVersion:
            raise
        except UnreadableBytes as error:
            raise problems.unusable_version(place, str(error)) from error
        if journal_id(self.journal.store.facts) not in ("", identifier):
            raise problems.other_journal(place)
        return theirs

    def _begin_with(self, theirs: bytes) -> None:
        """Start a journal here from what others have, where there is neither a journal nor a copy to restore."""
        require_first_start(self._setup.path)
        atomic_file.make_folder(atomic_file.resolve(self._setup.path).parent)
        with locked(self._setup.path), contextlib.suppress(FileExistsError):
            stored_file.create_file(self._setup.path, theirs, journal=self._setup.path)
        self.journal = self._setup.build_journal()
        self.journal.open()
        self.merges.append(_count_all(self.journal))

    def _merge(self, theirs: bytes | None, *, is_moved: bool) -> bytes | None:
        """Merge what others have into the journal; return what is shared from now on, `None` without a journal.

        What was taken out of the journal on purpose, by restoring or purging, is not merged back from the branch of
        this machine.
        """
        mine = self._read_journal()
        if mine is None:
            return None
        is_cleared = not is_moved and epoch_in(mine) > self._state.epoch
        if theirs is None or is_cleared:
            self.included = mine
            return shared_bytes.build_shared(mine)
        joined = shared_bytes.join_versions(theirs, mine)
        if joined.has_news_for_journal:
            self.merges.append(maintenance.merge_version(self.journal, theirs, NAME_IN_SENTENCES))
            # The journal may have changed in the meantime, and the shared version must include that.
            mine = self._read_journal() or mine
            joined = shared_bytes.join_versions(theirs, mine)
        self.included = mine
        return joined.shared

    def _read_journal(self) -> bytes | None:
        try:
            return atomic_file.read_whole(self._setup.path, MAX_BYTES)[0]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise problems.SyncProblem(
                f"Your journal could not be read: {describe_os_error(error)}. Nothing was changed."
            ) from error

    def _read_own_instruments(self) -> dict[str, bytes]:
        paths = instrument_paths(self._setup.settings_folder)
        return {name: data for name, path in paths.items() if (data := read_instrument(path)) is not None}

    def _read_instruments(self, commit: str | None) -> dict[str, bytes]:
        return read_shared_instruments(self._repository, commit, self._setup.path)

    def _choose_key_file(self, others: str | None) -> tuple[dict[str, bytes], bool]:
        """Return the key file that travels, by its name, and whether others (a commit that was opened) lack it.

        The one that was changed since the last round travels. It is never put beside a journal here by itself: whether
        it opens anything is known only with its passphrase.
        """
        if not self.is_sealed:
            return {}, False
        mine, theirs = self.key_file, read_shared_key(self._repository, others)
        is_mine_changed = mine is not None and self._state.key not in ("", digest_of(mine))
        key_file = mine if theirs is None or is_mine_changed else theirs
        if key_file is None:
            raise problems.no_key_file(find_key_problem(self._setup.path))
        self.has_other_key_file = mine is not None and key_file != mine
        return {KEY_FILE: key_file}, key_file != theirs

    def _merge_instruments(
        self, tip: str | None, others: str | None, *, is_moved: bool
    ) -> tuple[dict[str, bytes], bool]:
        """Take over the profile's wordings of others; return those to share, and whether others lack any of that."""
        base, mine = self._read_instruments(tip), self._read_own_instruments()
        if not is_moved:
            return mine, mine != base
        theirs = self._read_instruments(others)
        shared = {}
        for name, path in instrument_paths(self._setup.settings_folder).items():
            choice = choose_instrument(base.get(name), mine.get(name), theirs.get(name))
            aside_path = apply_choice(path, mine.get(name), choice, self.journal.now())
            self.set_aside += [aside_path] if aside_path is not None else []
            if choice.data is not None:
                shared[name] = choice.data
        return shared, shared != theirs

    def _choose_parents(self, tip: str | None, others: str | None) -> list[str]:
        """Return the parents of a new version: both sides, unless one contains the other.

        If others dropped their history, what is here follows: with it as a parent it would be sent again. Where
        something is sealed on one side only, or on both, no history is kept.
        """
        if self.is_sealed or is_sealed_version(self._repository, others):
            self.replaces = True
            return []
        if tip is None or others is None or tip == others or is_sealed_version(self._repository, tip):
            return [others or tip or ""] if others or tip else []
        base = self._repository.find_common(tip, others)
        self.starts_over = self.starts_over or base is None
        return [others] if base in (None, tip) else [tip, others]


def _count_all(journal: Journal) -> MergeResult:
    """Return the result of a merge that brought the whole journal."""
    contents = journal.contents
    return MergeResult(contents, (), (), contents.count_records(), Counter(), Counter(), adjusted=0)


def epoch_in(data: bytes) -> str:
    """Return the epoch of a journal's bytes."""
    tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    return epoch_of(facts_in({"meta": msgspec.json.decode(tables.get("meta", msgspec.Raw(b"{}")))}))


def is_from_before(state: SyncState, theirs: bytes, mine: bytes) -> bool:
    """Whether others have the key file (its bytes) from the last round, and the one here was changed since."""
    return digest_of(theirs) == state.key != digest_of(mine)


def digest_of(data: bytes) -> str:
    """Return a digest by which the same bytes are recognised later."""
    return hashlib.sha256(data).hexdigest()
