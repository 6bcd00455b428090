"""What can go wrong with the journal file, as sentences for the person."""

from __future__ import annotations

from pathlib import Path


class Declined(Exception):
    """A change does not fit what is in the journal: a sentence that says why. Nothing was changed."""


class StoreError(Exception):
    """A sentence: what happened, what was kept, what to do."""


class JournalUnreadable(StoreError):
    """The file is there but is not a journal that can be read; it was left as it is.

    `backup` is the newest good backup, if one was found.
    """

    def __init__(self, path: Path, why: str, backup: Path | None = None) -> None:
        do = (
            f"The newest good backup is {backup.name}; “efficacy restore” puts it in place."
            if backup is not None
            else "No good backup was found; “efficacy doctor” says more, or open another with --journal PATH."
        )
        super().__init__(f"Your journal could not be read: {why}. Nothing was changed. The file is {path}. {do}")
        self.path = path
        self.why = why
        self.backup = backup


class JournalBusy(StoreError):
    """Another program held the lock for too long."""

    def __init__(self, path: Path, seconds: float) -> None:
        super().__init__(
            f"Another program has been writing to {path.name} for more than {seconds:g} seconds. "
            "Nothing was lost; try again in a moment."
        )


class NotSaved(StoreError):
    """The change could not be written to the disk."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"This could not be saved to {path}: {why}. The file still holds everything from before.")


class ReadOnly(StoreError):
    """The file was written by a newer program, so it can be looked at and not changed."""

    def __init__(self, path: Path, schema: int) -> None:
        super().__init__(
            f"{path.name} was written by a newer version of this program (format {schema}), so it is open for reading "
            "only. Nothing was changed; update this program to go on recording."
        )


class NothingToUndo(StoreError):
    """There is no step to take back, or to put back."""


class DependentChange(StoreError):
    """A later change rests on the one to be taken back."""
