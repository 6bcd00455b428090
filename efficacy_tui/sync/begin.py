"""Set syncing up: look into the other repository first, and only then, after a yes, begin there or join it.

The repository beside the journal is always made new, from the journal and what others have. So setting up again also
repairs a damaged one, and moves to another server.
"""

from __future__ import annotations

import contextlib
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import UnreadableBytes, describe_os_error
from efficacy_tui.store.errors import ReadOnly
from efficacy_tui.store.file_facts import journal_id
from efficacy_tui.store.journal_identity import adopt_journal_id
from efficacy_tui.sync import problems, shared_bytes
from efficacy_tui.sync.bare_repository import BareRepository, RemoteBranches
from efficacy_tui.sync.git_errors import GitFailure
from efficacy_tui.sync.git_process import Git
from efficacy_tui.sync.remotes import is_address, parse_remote
from efficacy_tui.sync.sync_folder import SyncState, list_repositories
from efficacy_tui.sync.sync_setup import SyncSetup
from efficacy_tui.sync.version_files import read_shared_file

Relation = Literal["nothing", "empty", "new", "first", "same", "other", "sealed"]
"""What the other repository is to the journal: not named, empty, a folder to be made, the journal of others where there
is none here, the same journal, another one, or a sealed one that the keys here do not open."""

_MAX_LOOSE_OBJECTS = 200
"""From how many loose objects on a repository made here packs them, so that it stays small."""

_PRUNED_AFTER = "1.day.ago"
"""When packing there deletes replaced versions: with a sealed journal each round leaves one."""


class SetupPlan(NamedTuple):
    """What the other repository has, and what the journal here has.

    `remote_counts` and `local_counts` are records by table; `branches` are the other branches of that repository, which
    stay as they are. `replaces` is the address that was used before, if there was one.
    """

    remote: str
    relation: Relation
    remote_counts: Counter[str]
    local_counts: Counter[str]
    branches: tuple[str, ...]
    identifier: str
    replaces: str


@contextlib.contextmanager
def planned_setup(setup: SyncSetup, address: str | None) -> Iterator[tuple[SetupPlan, SetupTask]]:
    """Look into the other repository, and yield what is there, and the task that sets syncing up.

    Without an address the one that was used before is looked into again. Nothing is changed until the task runs.

    Raises:
        SyncProblem: Git cannot be used, the other repository cannot be reached, or what it has cannot be read.
        StoreError: The journal cannot be read.
        OSError: A file cannot be read or written.
    """
    folder = setup.folder
    atomic_file.make_folder(folder.path.parent)
    with setup.locked() as handle:
        before = folder.read_state() if folder.is_set_up() else SyncState()
        remote = parse_remote(address) if address is not None else before.remote
        _require_other(remote, setup)
        journal = setup.build_journal()
        journal.open()
        if journal.read_only:
            raise ReadOnly(journal.path, journal.store.schema)
        try:
            task = SetupTask(setup, setup.open_repository(handle, folder.make_new()), journal)
            yield task.look(remote, before.remote), task
        finally:
            if atomic_file.is_present(folder.new_path):
                atomic_file.remove_tree(folder.new_path)


def _require_other(remote: str, setup: SyncSetup) -> None:
    """Refuse the repository beside the journal, and what is in it, as the other repository."""
    if not remote or (is_address(remote) and not remote.startswith("file://")):
        return
    path = atomic_file.resolve(Path(remote.removeprefix("file://")))
    if any(path.is_relative_to(repository) for repository in list_repositories(setup.path)):
        raise problems.own_repository(remote)


class SetupTask:
    """Looks into another repository, and sets syncing with it up."""

    def __init__(self, setup: SyncSetup, repository: BareRepository, journal: Journal) -> None:
        self._setup = setup
        self._repository = repository
        self._journal = journal

    def look(self, remote: str, replaces: str) -> SetupPlan:
        """Find out what is there.

        Raises:
            SyncProblem: It cannot be reached, or what it has cannot be read.
        """
        local_counts = self._journal.contents.count_records()
        plan = SetupPlan(remote, "nothing", Counter(), local_counts, (), "", replaces if replaces != remote else "")
        if not remote:
            self._create("sha1")
            return plan
        if not is_address(remote) and self._is_free(Path(remote)):
            self._create("sha1")
            return plan._replace(relation="new")
        try:
            branches = self._repository.list_remote(remote)
        except GitFailure as failure:
            raise self._explain(failure, remote) from failure
        self._create(branches.object_format)
        if branches.is_blank and not self._has_format_of(remote):
            self._setup.folder.make_new()
            self._create("sha256")
        plan = plan._replace(branches=tuple(branches.others))
        return plan._replace(relation="empty") if branches.journal is None else self._look_at_journal(plan, branches)

    def _look_at_journal(self, plan: SetupPlan, branches: RemoteBranches) -> SetupPlan:
        place = problems.short_remote(plan.remote)
        try:
            commit = self._repository.fetch(plan.remote, secrets.token_hex(8))
            shared = read_shared_file(self._repository, commit or branches.journal or "", self._setup.path)
            loaded = shared_bytes.read_version(shared)
        except GitFailure as failure:
            raise self._explain(failure, plan.remote) from failure
        except shared_bytes.NoKeyForVersion:
            return plan._replace(relation="sealed")
        except UnreadableBytes as error:
            raise problems.unusable_version(place, str(error)) from error
        identifier, own_id = journal_id(loaded.facts), journal_id(self._journal.store.facts)
        relation: Relation = "first" if not own_id else "same" if own_id == identifier else "other"
        return plan._replace(relation=relation, remote_counts=loaded.contents.count_records(), identifier=identifier)

    def set_up(self, plan: SetupPlan) -> None:
        """Set syncing up as planned; the next round does the rest.

        Raises:
            SyncProblem: The folder for the other repository cannot be made.
            Rejected, StoreError: The journal could not be backed up first.
            OSError: A file cannot be written; nothing is set up.
        """
        if plan.relation == "new":
            self._create_there(Path(plan.remote))
        if plan.relation == "other":
            maintenance.back_up(self._journal)
            adopt_journal_id(self._setup.path, plan.identifier)
        folder = self._setup.folder
        folder.write_state(SyncState(remote=plan.remote), folder.new_path)
        folder.replace_by_new()

    def _create(self, object_format: str) -> None:
        try:
            self._repository.create(object_format)
        except GitFailure as failure:
            raise problems.SyncProblem(
                f"Git could not make a repository beside your journal: {failure.words}. Nothing was changed."
            ) from failure

    def _has_format_of(self, remote: str) -> bool:
        try:
            return self._repository.has_format_of(remote, self._setup.clock.now())
        except GitFailure:
            # The round that follows reports what is wrong.
            return True

    def _create_there(self, folder: Path) -> None:
        was_there = atomic_file.is_present(folder)
        atomic_file.make_folder(folder)
        repository = BareRepository(Git(folder, self._setup.deadline, self._setup.environment))
        try:
            repository.create()
            repository.git.plumb("config", "gc.auto", str(_MAX_LOOSE_OBJECTS))
            repository.git.plumb("config", "gc.pruneExpire", _PRUNED_AFTER)
        except GitFailure as failure:
            # Half a repository would be in the way of the next try.
            with contextlib.suppress(OSError):
                atomic_file.remove_tree(folder)
                if was_there:
                    atomic_file.make_folder(folder)
            raise problems.SyncProblem(
                f"Git could not make a repository in {folder}: {failure.words}. Nothing else was changed."
            ) from failure

    def _is_free(self, path: Path) -> bool:
        """Whether a path can become a repository: nothing is there, or an empty folder."""
        try:
            return not atomic_file.is_present(path) or not atomic_file.list_folder(path)
        except NotADirectoryError:
            return False
        except OSError as error:
            raise problems.SyncProblem(
                f"{path} cannot be used: {describe_os_error(error)}. Nothing was changed."
            ) from error

    def _explain(self, failure: GitFailure, remote: str) -> problems.SyncProblem:
        if failure.kind == "not found" and not is_address(remote):
            if not atomic_file.is_folder(Path(remote)):
                return problems.SyncProblem(
                    f"{remote} is a file, not a folder. Nothing was changed. Name an empty folder, or one that does "
                    "not exist yet."
                )
            return problems.SyncProblem(
                f"{remote} is not a git repository, and not empty. Nothing was changed. Name an empty folder, or one "
                "that does not exist yet."
            )
        problem = problems.unreachable(failure, remote)
        return problems.SyncProblem(str(problem).replace(problems.SAVED, "Nothing was changed."))
