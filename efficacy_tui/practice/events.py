"""What the journal tells those who listen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Changed:
    """Something was recorded, changed or deleted; `tables` and `domains` (ids) say where."""

    title: str
    tables: frozenset[str]
    domains: frozenset[str]


@dataclass(frozen=True)
class Saved:
    """Everything in memory is on the disk."""


@dataclass(frozen=True)
class SaveFailed:
    """The disk refused; what was recorded is kept in memory and will be tried again."""

    reason: str
    waiting: int


@dataclass(frozen=True)
class NotKept:
    """A change made here could not be kept on top of another program's; `reason` is a sentence that names it."""

    title: str
    reason: str


Event = Changed | Saved | SaveFailed | NotKept
