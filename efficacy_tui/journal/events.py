"""The events that a journal sends to its listeners."""

from __future__ import annotations

import msgspec

from efficacy_tui.journal.joining import NamesakeGroup
from efficacy_tui.store.background_writer import JournalGone, Saved, SaveFailed


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


class FileNotice(msgspec.Struct, frozen=True):
    """Something happened to the journal's file that the person should know; `sentence` says it."""

    sentence: str


class NamesakesNoticed(msgspec.Struct, frozen=True):
    """A merge, or another program, brought domains of one name, oldest first, which can be joined."""

    group: NamesakeGroup


JournalEvent = Changed | Saved | SaveFailed | ChangeDropped | FileNotice | NamesakesNoticed | JournalGone

__all__ = [
    "ChangeDropped",
    "Changed",
    "FileNotice",
    "JournalEvent",
    "JournalGone",
    "NamesakesNoticed",
    "SaveFailed",
    "Saved",
]
