"""What can go wrong with the journal file, as sentences for the person."""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """A sentence: what happened, what was kept, what to do."""


class JournalUnreadable(StoreError):
    """The file is there but is not a journal that can be read; it was left as it is."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"Your journal could not be read: {why}. Nothing was changed. The file is {path}; "
            "put a good copy in its place, or open another with --journal PATH."
        )
        self.path = path
        self.why = why


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


class NothingToUndo(StoreError):
    """There is no step to take back, or to put back."""


class BuiltOn(StoreError):
    """A later change rests on the one to be taken back."""
