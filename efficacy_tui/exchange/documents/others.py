"""The documents of commands whose form another program gives, or that use no journal."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec


class StatusDocument(msgspec.Struct, frozen=True, kw_only=True, rename={"state": "class"}):
    """Today’s counts, as Waybar reads them; “unreadable” stands for a journal that cannot be read."""

    text: str
    tooltip: str
    state: Literal["begin", "missing", "done", "unreadable"]
    percentage: Annotated[int, msgspec.Meta(ge=0, le=100)]


class ReceivedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """How many records a sync added, changed and deleted here."""

    added: int
    changed: int
    deleted: int


class SyncDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-sync"):
    """How syncing stands; `sent` and `received` are null if only that was asked."""

    version: Literal[1]
    is_set_up: bool
    remote: Annotated[str | None, msgspec.Meta(description="the other repository, without a password")]
    waits: Annotated[bool, msgspec.Meta(description="something was not sent yet")]
    is_sealed: Annotated[bool, msgspec.Meta(description="the journal here is sealed")]
    is_sealed_there: Annotated[bool, msgspec.Meta(description="and at the other repository, as of the last sync")]
    reached_at: Annotated[dt.datetime | None, msgspec.Meta(description="when both last had the same")]
    problem: str | None
    versions: Annotated[int | None, msgspec.Meta(description="in the repository here; null: it cannot be read")]
    size: Annotated[int, msgspec.Meta(description="of the repository here, in bytes")]
    sent: bool | None
    received: ReceivedDocument | None


class EstimatePoint(msgspec.Struct, frozen=True, kw_only=True):
    """The estimate after a day with outcomes, with its 80 % range, on the scale of difficulty, 0–100."""

    date: dt.date
    core: float
    low: float
    high: float


class EstimateDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The estimate from a file of outcomes, and how well each day was predicted; null where too few are scored."""

    n: int
    log_loss: float | None
    brier: float | None
    odds_log_loss: float | None
    odds_brier: float | None
    base_log_loss: float | None
    base_brier: float | None
    skill: float | None
    odds_given: bool
    path: tuple[EstimatePoint, ...]
    skipped: int
