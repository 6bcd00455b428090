"""What keeps machines from exchanging a journal, as sentences: what happened, what is saved, what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from efficacy_tui.store.decode import make_printable, shorten
from efficacy_tui.store.errors import Rejected
from efficacy_tui.sync.git_errors import FailureKind, GitFailure, GitMissing, GitTooOld

if TYPE_CHECKING:
    from efficacy_tui.store.sealing.key_file import KeyFileUnusable

SAVED = "Everything you recorded is saved on this machine, and the next sync sends it."
_MAX_PLACE = 80
_MAX_WORDS = 160


class SyncProblem(Rejected):
    """A sync could not be done or finished; the text is a sentence for the person."""


class UnsealedElsewhere(SyncProblem):
    """What others have is no longer sealed, while the journal here is."""


def printable_remote(remote: str) -> str:
    """Return the address of a repository without the name and password in it, so that it can be shown."""
    is_ssh = remote.startswith("ssh://")
    pattern, replacement = (r"^(ssh://[^/@:]*):[^/@]*@", r"\1@") if is_ssh else (r"^([a-z+]+://)[^/@]*@", r"\1")
    return make_printable(re.sub(pattern, replacement, remote))


def short_remote(remote: str) -> str:
    """Return the address of a repository for a sentence, cut if it is long."""
    address = printable_remote(remote)
    return address if len(address) <= _MAX_PLACE else f"{address[: _MAX_PLACE - 1]}…"


def another_round() -> SyncProblem:
    """Build the problem that another program is syncing this journal."""
    return SyncProblem("Another program is syncing this journal at the moment. Nothing was changed; try again shortly.")


def not_set_up() -> SyncProblem:
    """Build the problem that there is no repository yet."""
    return SyncProblem(
        "Syncing is not set up for this journal. “efficacy sync --init ADDRESS” does that, where ADDRESS is a git "
        "repository or a folder that your machines can reach."
    )


def unusable_git(error: GitMissing | GitTooOld) -> SyncProblem:
    """Build the problem that there is no git, or only an old one."""
    if isinstance(error, GitMissing):
        return SyncProblem(
            "Syncing runs git, and there is none on this machine. Nothing was changed. Install git 2.30 or newer, or "
            "use “efficacy merge” with a copy."
        )
    return SyncProblem(
        f"Syncing needs git 2.30 or newer; on this machine it is {shorten(str(error))}. Nothing was changed. Update "
        "git, or use “efficacy merge” with a copy."
    )


def git_does_not_run(failure: GitFailure) -> SyncProblem:
    """Build the problem that the installed git does not work."""
    return SyncProblem(
        f"Syncing runs git, and the one on this machine does not work: {_quote(failure.words)}. Nothing was changed. "
        "Once “git --version” prints a version in a terminal, sync again, or use “efficacy merge” with a copy."
    )


def unreadable_state() -> SyncProblem:
    """Build the problem that what is remembered of syncing is damaged."""
    return SyncProblem(
        "What this machine remembers of syncing is damaged, and with it the address. Your journal is whole, and "
        "nothing was sent. “efficacy sync --init ADDRESS” sets syncing up again."
    )


def own_repository(place: str) -> SyncProblem:
    """Build the problem that a repository is to be synced with itself."""
    return SyncProblem(
        f"{place} is the repository that syncing keeps beside your journal, so nothing could be exchanged with it. "
        "Nothing was changed. Name another one, or a folder that your other machines can reach."
    )


def damaged_here(failure: GitFailure) -> SyncProblem:
    """Build the problem that the repository beside the journal cannot be used."""
    words = _quote(failure.words)
    if failure.kind == "full":
        return SyncProblem(
            f"There is not enough room on the disk for a new version: {words}. Your journal is whole. Free some space, "
            "and sync again."
        )
    if failure.kind == "offline":
        return SyncProblem(f"Git did not finish in time: {words}. {SAVED}")
    return SyncProblem(
        f"The repository beside your journal cannot be used: {words}. Your journal is whole. “efficacy sync --init” "
        "makes the repository again."
    )


def unusable_version(place: str, reason: str) -> SyncProblem:
    """Build the problem that what others have is not a journal, or of a newer program."""
    if "newer format" in reason:
        return SyncProblem(
            f"Another machine has a newer version of this program: what {place} has is {_clause(reason)}. Nothing was "
            f"merged and nothing sent. Your journal is whole, and syncs again once the program is updated here."
        )
    return SyncProblem(
        f"What {place} has cannot be read as a journal: {reason}. Nothing was merged and nothing sent; your journal is "
        "whole. “efficacy sync --init ADDRESS” with an empty repository starts over from it."
    )


def not_joined(reason: str) -> SyncProblem:
    """Build the problem that the journal here cannot be joined with what others have."""
    return SyncProblem(
        f"Your journal could not be joined with what other machines have: {make_printable(reason)}. Nothing was sent. "
        "“efficacy doctor” says whether something is wrong with your journal."
    )


def other_journal(place: str) -> SyncProblem:
    """Build the problem that what others have is not a version of this journal."""
    return SyncProblem(
        f"{place} has another journal than this one. Nothing was merged and nothing sent. If they should become one, "
        "“efficacy sync --init ADDRESS” shows what is in it and asks."
    )


def sealed_elsewhere(place: str) -> SyncProblem:
    """Build the problem that what others have is sealed, and the journal here is not."""
    return SyncProblem(
        f"The journal at {place} was sealed, and this machine does not have its keys. Nothing was merged and nothing "
        "sent; everything you recorded is saved on this machine. “efficacy seal --join” asks for the passphrase, seals "
        "the journal here with the same keys, and syncs."
    )


def sealed_since(place: str) -> SyncProblem:
    """Build the problem that what others have is sealed again, or still, since the journal here was unsealed."""
    return SyncProblem(
        f"What another machine sent to {place} since the journal here was unsealed is sealed. Nothing was merged and "
        "nothing sent; everything you recorded is saved on this machine. “efficacy seal --join” asks for the "
        "passphrase, seals the journal here again, and merges both; “efficacy unseal” and “efficacy sync” after that "
        "put it in clear, here and there."
    )


def other_keys(place: str) -> SyncProblem:
    """Build the problem that what others have is sealed with other keys than the journal here."""
    return SyncProblem(
        f"The journal at {place} is sealed with other keys than the one here. Nothing was merged and nothing sent; "
        "everything you recorded is saved on this machine. “efficacy seal --join” asks for the passphrase that was "
        "chosen on the other machine, seals the journal here with those keys, and syncs."
    )


def keys_from_before(place: str) -> SyncProblem:
    """Build the problem that others have sent something sealed with the keys from before they were changed here."""
    return SyncProblem(
        f"What another machine sent to {place} is sealed with the keys from before you changed them here. Nothing was "
        "merged and nothing sent; everything you recorded is saved on this machine. “efficacy seal” asks for the "
        "passphrase, merges it, and sends everything sealed with the new keys. If the passphrase was changed, too, "
        "“efficacy seal --with-recovery-key FILE” does that."
    )


def unsealed_elsewhere(place: str) -> UnsealedElsewhere:
    """Build the problem that what others have is no longer sealed, while the journal here is."""
    return UnsealedElsewhere(
        f"The journal at {place} is no longer sealed: another machine has unsealed it. Nothing was merged and nothing "
        "sent; everything you recorded is saved on this machine, sealed. To unseal it here, too: “efficacy unseal”, "
        "then “efficacy sync”. To seal it there again: “efficacy seal”."
    )


def nothing_sealed(place: str) -> SyncProblem:
    """Build the problem that there are no keys to take over."""
    return SyncProblem(
        f"There is nothing sealed at {place}, so there are no keys to take over. Nothing was changed. “efficacy seal "
        "--recovery PATH” seals your journal with new ones."
    )


def no_key_file(problem: KeyFileUnusable | None) -> SyncProblem:
    """Build the problem that a sealed journal has no key file that can be used, here or at the others."""
    if problem is None:
        # Somebody has put the key file there in the meantime.
        return SyncProblem("The key file of your journal was missing just now. Nothing was sent; sync again.")
    return SyncProblem(
        f"The key file of your journal cannot be used, so no other machine could open what is sent: {problem.reason}. "
        f"Nothing was sent. {problem.remedy}"
    )


def unreachable(failure: GitFailure, remote: str) -> SyncProblem:
    """Build the problem that another repository could not be read from or written to."""
    address = printable_remote(remote)
    words = _quote(failure.words.replace(remote, address))
    sentence = _SENTENCES[failure.kind]
    return SyncProblem(sentence.format(place=short_remote(remote), address=address, words=words, saved=SAVED))


def _quote(words: str) -> str:
    """Quote what git says for use in a sentence: printable, in quotation marks, without a full stop."""
    # Git itself leaves passwords out; its helpers may not.
    printable = re.sub(r"(?<=//)[^/@\s:]*:[^/@\s]*@", "…@", make_printable(words)).strip().rstrip(".")
    return f"“{printable if len(printable) <= _MAX_WORDS else printable[: _MAX_WORDS - 1] + '…'}”"


def _clause(reason: str) -> str:
    return reason.removeprefix("it is ").partition(";")[0]


_SENTENCES: dict[FailureKind, str] = {
    "offline": "{place} cannot be reached now: {words}. {saved}",
    "authentication": (
        "{place} did not let git in: {words}. {saved} Git may not ask for a password here: load your key into "
        "ssh-agent, or let a credential helper of git remember the password. “git ls-remote {address}” has to work "
        "without a question."
    ),
    "host key": (
        "ssh does not trust the server of {place}: {words}. {saved} Connect to it once with ssh in a terminal, compare "
        "its key, and sync again."
    ),
    "not found": (
        "There is no repository at {place}, or you may not read it: {words}. {saved} Create it again, or name another "
        "one with “efficacy sync --init ADDRESS”."
    ),
    "refused": (
        "{place} refused what was sent: {words}. {saved} A rule or a hook of the server said no; whoever runs it can "
        "allow the branch “journal”."
    ),
    "checked out": (
        "At {place} somebody works in the branch “journal”: {words}. {saved} Name a bare repository, or an empty "
        "folder, with “efficacy sync --init ADDRESS”."
    ),
    "name taken": (
        "{place} has a branch in the way of “journal”: {words}. {saved} Rename that branch there, or name another "
        "repository with “efficacy sync --init ADDRESS”."
    ),
    "settings": (
        "Git cannot read one of its settings files: {words}. {saved} Correct that line, until “git ls-remote "
        "{address}” works in a terminal."
    ),
    "rewriting refused": (
        "{place} does not allow its history to be replaced: {words}. What is there stays as it is; "
        "everything you recorded is saved on this machine. Create an empty repository, name it with “efficacy sync "
        "--init ADDRESS” on each machine, and delete this one."
    ),
    "raced": (
        "Other machines sent something at the same moment, again and again: {words}. {saved} If nobody else syncs, "
        "a machine was cut off while sending to {place}: delete the file that ends in “.lock” there."
    ),
    "damaged": (
        "What {place} has is damaged: {words}. Your journal is whole and was not changed. If another machine can still "
        "sync, nothing is lost: “efficacy sync --init ADDRESS” with an empty repository starts over from your journals."
    ),
    "full": "There is not enough room for what is sent to {place}: {words}. {saved} Free some space there or here.",
    "ownership": (
        "Git does not use {place}, because it belongs to another user: {words}. {saved} If you trust it, allow it "
        "once: git config --global --add safe.directory {address}"
    ),
    "too large": (
        "{place} takes no file as large as your journal: {words}. Everything you recorded is saved on this machine. "
        "Another server, or a folder, may take it."
    ),
    "other": "Git could not exchange anything with {place}: {words}. {saved}",
}
