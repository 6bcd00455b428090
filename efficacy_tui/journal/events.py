"""What the journal tells those who listen."""

from __future__ import annotations

import msgspec


class Changed(msgspec.Struct, frozen=True):
    """Something was recorded, changed or deleted; `tables` and `domains` (ids) say where."""

    title: str
    tables: frozenset[str]
    domains: frozenset[str]
    foreign: bool = False
    """Whether another program made the change."""


class Saved(msgspec.Struct, frozen=True):
    """Everything in memory is on the disk."""


class SaveFailed(msgspec.Struct, frozen=True):
    """The disk refused; what was recorded is kept in memory and will be tried again."""

    reason: str
    waiting: int


class ChangeDropped(msgspec.Struct, frozen=True):
    """A change made here could not be kept on top of another program's; `reason` is a sentence that names it."""

    title: str
    reason: str


JournalEvent = Changed | Saved | SaveFailed | ChangeDropped
