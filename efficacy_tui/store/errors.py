"""Errors of the journal file; their texts are sentences for the person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.store.erase_report import EraseReport

NOT_CONFIRMED = "Saved; the disk has not confirmed it. A power cut now could still undo it."
"""Said when the file has the change, but the disk reported an error afterwards."""


class Rejected(Exception):
    """A change was rejected and nothing was recorded; the text says why, as a sentence for the person."""


class StoreError(Exception):
    """An error of the store; the text says what happened, what was saved, and what to do."""


class JournalUnreadable(StoreError):
    """The file exists but cannot be read as a journal; it was left as it is.

    `backup` is the newest good backup, if it was looked for and there is one.
    """

    def __init__(self, path: Path, reason: str, backup: Path | None = None) -> None:
        advice = "“efficacy doctor” says what is wrong and what can be done."
        if backup is not None:
            advice = f"{advice} The newest good backup is {backup.name}."
        super().__init__(f"Your journal could not be read: {reason}. Nothing was changed. The file is {path}. {advice}")
        self.path = path
        self.reason = reason
        self.backup = backup


class JournalMissing(JournalUnreadable):
    """There is no file where the journal should be, but there are `copies` of it: backups or files set aside."""

    def __init__(self, path: Path, copies: Sequence[Path]) -> None:
        super().__init__(path, f"it is not there, but {describe_copies(copies)}")
        advice = (
            "shows what is in it and restores it; “efficacy restore --empty” starts an empty journal and leaves "
            "it where it is."
            if len(copies) == 1
            else "shows what is in them and restores one; “efficacy restore --empty” starts an empty journal and "
            "leaves them where they are."
        )
        self.args = (
            f"There is no journal at {path}, but {describe_copies(copies)}. Nothing was changed. “efficacy restore” "
            f"{advice}",
        )
        self.copies = tuple(copies)


class JournalLocked(StoreError):
    """The journal is sealed, and no key for it is unlocked here; nothing was read or changed.

    `what_to_do` is a sentence, for where unlocking would not help.
    """

    def __init__(self, path: Path, what_to_do: str = "“efficacy unlock” asks for the passphrase.") -> None:
        super().__init__(
            f"Your journal is sealed, and it is locked now. Nothing was changed. {what_to_do} The file is {path}."
        )
        self.path = path


def describe_copies(copies: Sequence[Path]) -> str:
    """Describe the copies that lie beside a missing journal: “there are 3 copies of it”."""
    return "there is 1 copy of it" if len(copies) == 1 else f"there are {len(copies)} copies of it"


class CopiesUnread(StoreError):
    """The system refused to read copies of a journal, and no other copy is good; nothing was changed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The copies of {path.name} could not be read: {reason}. Nothing was changed. Try again in a moment; "
            "“efficacy restore --empty” starts an empty journal without them, and leaves them where they are."
        )


class JournalBusy(StoreError):
    """Another program held the lock for too long."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__(
            f"Another program has been writing to {path.name} for more than {seconds:g} seconds. "
            "Nothing was written; try again in a moment."
        )


class NotSaved(StoreError):
    """The change could not be written to the disk; `is_new` if there is no file yet."""

    def __init__(self, path: Path, reason: str, *, is_new: bool = False) -> None:
        file_state = "No journal was begun there." if is_new else "The file still holds everything from before."
        super().__init__(f"This could not be saved to {path}: {reason}. {file_state}")


class JournalErased(StoreError):
    """Another program erased the journal on purpose while it was open here; what was in memory is dropped."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another program has erased this journal, {path}, with every copy of it. What was open here was dropped, "
            "and nothing was written."
        )


class JournalVanished(StoreError):
    """The file that a program had open is gone, and nothing says that this was on purpose."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Your journal is no longer there: {path}. Another program has moved or deleted it. Nothing was written. "
            "Put the file back, or look for a backup with “efficacy restore --list”."
        )
        self.path = path


class NotTakenOver(StoreError):
    """Another program has replaced the file on purpose, but what is in memory could not be kept first."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Another program has replaced {path.name} with another version, but what is open here could not be "
            f"saved first: {reason}. The new version was not loaded, and nothing was written."
        )


class JournalTooLarge(StoreError):
    """The file would be larger than the program can read; it was not written."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(
            f"{path.name} would be {size // 1_000_000} MB, more than a journal can be. Nothing was written; the "
            "file still holds everything from before."
        )


class EraseCutOff(StoreError):
    """Erasing stopped at a file; `progress` says how far it came, and `report` has what is done."""

    def __init__(self, file: Path, reason: str, progress: str, report: EraseReport) -> None:
        super().__init__(
            f"Erasing stopped at {file.name}: {reason}. {progress} Give the same command again to finish it."
        )
        self.report = report


class ReadOnly(StoreError):
    """The file was written by a newer version of the program, so it can be read but not changed."""

    def __init__(self, path: Path, schema: int) -> None:
        super().__init__(
            f"{path.name} was written by a newer version of this program (format {schema}), so it is open for reading "
            "only. Nothing was changed; update this program to continue recording."
        )


class NothingToUndo(StoreError):
    """There is no step to undo or redo."""


class DependentChange(StoreError):
    """A later change depends on the step to be undone, or a change since conflicts with the one to be redone."""
