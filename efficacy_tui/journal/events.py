"""The events that a journal sends to its listeners."""

from __future__ import annotations

import msgspec

from efficacy_tui.store.background_writer import Saved, SaveFailed


class Changed(msgspec.Struct, frozen=True):
    """Records were added, changed or deleted; `tables` and `domains` (ids) say which.

    `foreign` marks a change that another program wrote and this journal has just loaded.
    """

    title: str
    tables: frozenset[str]
    domains: frozenset[str]
    foreign: bool = False


class ChangeDropped(msgspec.Struct, frozen=True):
    """A change made here conflicted with another program's and was discarded; `reason` is a sentence that names it."""

    title: str
    reason: str


JournalEvent = Changed | Saved | SaveFailed | ChangeDropped

__all__ = ["ChangeDropped", "Changed", "JournalEvent", "SaveFailed", "Saved"]
