"""The document of `efficacy history`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from efficacy_tui.model import types as t


class HistoryChangeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a change touched; `handle` is what “efficacy history restore” takes to bring that version back."""

    table: str
    id: t.Identifier
    handle: str
    text: str


class HistoryEntryDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A change of the journal."""

    at: t.Instant
    title: str
    is_undone: bool
    is_merge: bool
    changes: tuple[HistoryChangeDocument, ...]


class HistoryDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-history"):
    """What was changed, newest first."""

    version: Literal[1]
    day: Annotated[dt.date, msgspec.Meta(description="today")]
    total: int
    has_more: bool
    entries: tuple[HistoryEntryDocument, ...]
