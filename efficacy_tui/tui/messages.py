"""Messages that threads post to the app; only the app's handlers act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from textual.message import Message

if TYPE_CHECKING:
    from efficacy_tui.journal.events import JournalEvent
    from efficacy_tui.journal.snapshot import DashboardSnapshot


class SnapshotReady(Message):
    """A snapshot was built; of two, the one with the greater number is newer."""

    def __init__(self, snapshot: DashboardSnapshot, number: int) -> None:
        super().__init__()
        self.snapshot = snapshot
        self.number = number


class JournalChanged(Message):
    """Records of these tables changed, for these domains (ids); `foreign` when another program changed them."""

    def __init__(self, tables: frozenset[str], domains: frozenset[str], *, foreign: bool) -> None:
        super().__init__()
        self.tables = tables
        self.domains = domains
        self.foreign = foreign


class JournalSaved(Message):
    """Everything recorded is in the file; without `is_confirmed` the disk has not said that it stays there."""

    def __init__(self, *, is_confirmed: bool) -> None:
        super().__init__()
        self.is_confirmed = is_confirmed


class JournalSaveFailed(Message):
    """A write failed, for a reason in words; `waiting` changes are not saved yet."""

    def __init__(self, reason: str, waiting: int) -> None:
        super().__init__()
        self.reason = reason
        self.waiting = waiting


class JournalChangeDropped(Message):
    """A change could not be applied to the file after all, for a reason in words."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class JournalFileNotice(Message):
    """Something happened to the journal's file that the person should know; `sentence` says it."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class JournalFileGone(Message):
    """The journal's file is gone: erased on purpose, or missing; `reason` says so in a sentence."""

    def __init__(self, reason: str, *, is_erased: bool) -> None:
        super().__init__()
        self.reason = reason
        self.is_erased = is_erased


def message_for(event: JournalEvent) -> Message:
    """Return the message that tells the app of an event of the journal."""
    from efficacy_tui.journal.events import (
        Changed,
        ChangeDropped,
        FileNotice,
        JournalGone,
        NamesakesNoticed,
        Saved,
        SaveFailed,
    )

    match event:
        case Changed(tables=tables, domains=domains, foreign=foreign):
            return JournalChanged(tables, domains, foreign=foreign)
        case Saved(is_confirmed=is_confirmed):
            return JournalSaved(is_confirmed=is_confirmed)
        case SaveFailed(reason=reason, waiting=waiting):
            return JournalSaveFailed(reason, waiting)
        case ChangeDropped(reason=reason):
            return JournalChangeDropped(reason)
        case FileNotice(sentence=sentence):
            return JournalFileNotice(sentence)
        case NamesakesNoticed(group=group):
            from efficacy_tui.tui.namesake_notice import describe_namesakes

            return JournalFileNotice(describe_namesakes(group))
        case JournalGone(is_erased=is_erased, reason=reason):
            return JournalFileGone(reason, is_erased=is_erased)
        case _:
            assert_never(event)
