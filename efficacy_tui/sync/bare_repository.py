"""The bare repository that holds the versions of the journal: blobs, trees and commits, made with git's plumbing.

There is no work tree and no index, so nothing here is ever checked out, and git never writes a file of the person's.
Only one branch is used. What is fetched comes under a name of its own, which is removed again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from efficacy_tui.store import atomic_file
from efficacy_tui.store.file_calls import check_size
from efficacy_tui.sync.git_errors import GitFailure, classify
from efficacy_tui.sync.git_process import Git

BRANCH = "refs/heads/journal"
_INCOMING = "refs/incoming"
_LOCKS = ("HEAD.lock", "config.lock", "packed-refs.lock", "shallow.lock", "gc.pid", f"{BRANCH}.lock")
_MANY_LOOSE_OBJECTS = 90
"""Objects outside of packs from which they are packed: about thirty rounds."""
_MUCH_LOOSE_SIZE = 8_000
"""The same in KiB: each version of a journal of ten years has one."""
_OTHER_FORMAT = "hash algorithm"
_NO_BRANCH = "couldn't find remote ref"


class TreeEntry(NamedTuple):
    """A file of a commit: the name of its blob, and its size in bytes."""

    blob: str
    size: int


class RemoteBranches:
    """What another repository has: the commit of the journal's branch, the names of its other branches, its format.

    One that is blank, without any branch or tag, does not tell its format.
    """

    def __init__(self, listing: str) -> None:
        rows = [line.split("\t", 1) for line in listing.splitlines() if "\t" in line]
        self.journal = next((commit for commit, name in rows if name == BRANCH), None)
        self.others = [
            name.removeprefix("refs/heads/") for _, name in rows if name != BRANCH and name.startswith("refs/heads/")
        ]
        self.is_blank = not rows
        self.object_format = "sha256" if any(len(commit) == 64 for commit, _ in rows) else "sha1"


class BareRepository:
    """A bare repository in a folder, through a git that runs on it."""

    def __init__(self, git: Git) -> None:
        self.git = git
        self.folder = git.folder
        self._files: dict[str, dict[str, TreeEntry]] = {}

    def create(self, object_format: str = "sha1") -> None:
        """Make the repository; its folder is there and empty.

        Raises:
            GitFailure: It failed.
        """
        self.git.plumb("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}")
        # A leading name that no branch has, so that a clone of this folder does not check out a journal.
        self.git.plumb("symbolic-ref", "HEAD", BRANCH)

    def remove_stale_files(self) -> None:
        """Remove what a git or a program that was killed has left; only call it while no other can be at work here."""
        incoming_folder = self.folder / _INCOMING
        stale = [self.folder / name for name in _LOCKS]
        with contextlib.suppress(OSError):
            stale += [item for item in atomic_file.list_folder(self.folder) if atomic_file.TEMPORARY_MARK in item.name]
        if atomic_file.is_folder(incoming_folder):
            stale += atomic_file.list_folder(incoming_folder)
        atomic_file.remove_files(stale)

    def has_format_of(self, remote: str, at: dt.datetime) -> bool:
        """Whether a commit from here could be sent to another repository, as far as their formats go; sends nothing."""
        words = ("--dry-run", "--quiet", "--no-verify", "--no-signed", "--recurse-submodules=no")
        result = self.git.reach("push", *words, "--", remote, f"{self.commit({}, [], 'Try', at)}:{BRANCH}")
        return _OTHER_FORMAT not in result.errors

    # -- reading ---------------------------------------------------------------------------------

    def read_tip(self) -> str | None:
        """Return the commit of the branch, or `None` before the first."""
        return self.git.plumb("for-each-ref", "--format=%(objectname)", BRANCH).decode().strip() or None

    def list_files(self, commit: str) -> dict[str, TreeEntry]:
        """Return the regular files of a commit by their names; what lies in folders is left out.

        Raises:
            GitFailure: The commit is damaged.
        """
        if commit in self._files:
            return self._files[commit]
        lines = self.git.plumb("ls-tree", "-l", "-z", f"{commit}^{{tree}}").decode(errors="replace").split("\0")
        rows = (re.fullmatch(r"100\d{3} blob ([0-9a-f]+) +(\d+|BAD)\t(.*)", line, re.DOTALL) for line in lines)
        matches = [match for match in rows if match is not None]
        for match in matches:
            if match[2] == "BAD":
                raise GitFailure("damaged", f"unable to read {match[1]}")
        files = {match[3]: TreeEntry(match[1], int(match[2])) for match in matches}
        self._files[commit] = files
        return files

    def read_entry(self, entry: TreeEntry, max_bytes: int) -> bytes:
        """Return the bytes of a file of a commit.

        Raises:
            FileTooLarge: It has more than `max_bytes`; it was not read.
            GitFailure: It is damaged.
        """
        check_size(self.folder, entry.size, max_bytes)
        return self.git.plumb("cat-file", "blob", entry.blob)

    def find_common(self, commit: str, other: str) -> str | None:
        """Return the newest commit that two commits have in their histories, which may be one of them.

        `None`: the histories have nothing in common.
        """
        try:
            return self.git.plumb("merge-base", commit, other).decode().strip()
        except GitFailure as failure:
            if failure.code == 1:
                return None
            raise

    def is_whole(self, commit: str) -> bool:
        """Whether everything that a commit leads to is there, in objects that can be read."""
        try:
            self.git.plumb("fsck", "--connectivity-only", "--no-dangling", "--no-reflogs", "--no-progress", commit)
        except GitFailure:
            return False
        return True

    def count_versions(self, commit: str) -> int:
        """Count the commits in the history of one, itself included."""
        return int(self.git.plumb("rev-list", "--count", commit))

    # -- writing ---------------------------------------------------------------------------------

    def commit(self, files: Mapping[str, bytes], parents: Sequence[str], message: str, at: dt.datetime) -> str:
        """Write a commit with these files; return its name. Nothing refers to it yet.

        Raises:
            GitFailure: It failed.
        """
        entries = []
        for name, data in sorted(files.items()):
            blob = self.git.plumb("hash-object", "-w", "--no-filters", "--stdin", data=data).decode().strip()
            entries.append(f"100644 blob {blob}\t{name}\n")
        tree = self.git.plumb("mktree", data="".join(entries).encode()).decode().strip()
        words = [word for parent in parents for word in ("-p", parent)]
        return self.git.plumb("commit-tree", tree, *words, data=f"{message}\n".encode(), at=at).decode().strip()

    def move_tip(self, commit: str, old: str | None) -> None:
        """Let the branch lead to another commit, if it still leads to the old one.

        Raises:
            GitFailure: It does not, or it failed.
        """
        self.git.plumb("update-ref", "--no-deref", BRANCH, commit, old or "0" * len(commit))

    def pack(self, *, forgets: bool = False) -> None:
        """Pack the objects if there are many loose ones; with `forgets`, at once, and without what nothing leads to.

        Raises:
            GitFailure: It failed; everything that is needed is there.
        """
        count, size = map(
            int, re.findall(rb"^(?:count|size): (\d+)", self.git.plumb("count-objects", "-v"), re.MULTILINE)
        )
        if forgets or count > _MANY_LOOSE_OBJECTS or size > _MUCH_LOOSE_SIZE:
            self.git.plumb("repack", "-a", "-d", "-q", "--window=20", "--depth=60", can_wait=True)
            self.git.plumb("prune", "--expire=now", can_wait=True)

    # -- the other repository --------------------------------------------------------------------

    def list_remote(self, remote: str) -> RemoteBranches:
        """Ask another repository what it has.

        Raises:
            GitFailure: It cannot be reached.
        """
        result = self.git.reach("ls-remote", "--quiet", "--", remote)
        if result.code:
            raise classify(result.errors, result.code)
        return RemoteBranches(result.output.decode(errors="replace"))

    def fetch(self, remote: str, token: str) -> str | None:
        """Fetch the journal's branch of another repository; return its commit, `None` if there is no such branch.

        The commit stays until something is packed with `forgets`. `token` is a fresh name for what comes in.

        Raises:
            GitFailure: It cannot be reached, or what came is damaged.
        """
        name = f"{_INCOMING}/{token}"
        words = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
        result = self.git.reach("fetch", *words, "--", remote, f"+{BRANCH}:{name}")
        if result.code:
            if _NO_BRANCH in result.errors:
                return None
            raise classify(result.errors, result.code)
        commit = self.git.plumb("rev-parse", "--verify", f"{name}^{{commit}}").decode().strip()
        self.git.plumb("update-ref", "--no-deref", "-d", name)
        return commit

    def push(self, remote: str, commit: str, instead_of: str | None = None) -> None:
        """Send a commit to the journal's branch of another repository, which must contain what is there.

        With `instead_of`, it replaces that commit, if the branch still leads to it.

        Raises:
            GitFailure: It was not taken; “raced” if somebody else was quicker.
        """
        lease = [f"--force-with-lease={BRANCH}:{instead_of}"] if instead_of is not None else []
        words = ("--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", *lease)
        result = self.git.reach("push", *words, "--", remote, f"{commit}:{BRANCH}")
        if result.code:
            # With --porcelain, git prints why it rejected a branch among its output.
            lines = result.output.decode(errors="replace").splitlines()
            reasons = [line.split("\t")[-1] for line in lines if line.startswith("!")]
            errors = "\n".join([result.errors, *reasons])
            raise classify(errors, result.code)
