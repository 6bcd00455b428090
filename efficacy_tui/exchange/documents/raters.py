"""The document of `efficacy rate list`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from efficacy_tui.model import types as t


class RaterDocument(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was asked; `answered` is how many times they did, `last` the last day."""

    id: t.Identifier
    name: str
    role: str
    answered: int
    last: t.Day | None


class RaterListDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-rate-list"):
    """Whom the person asked for ratings."""

    version: Literal[1]
    day: Annotated[dt.date, msgspec.Meta(description="today")]
    raters: tuple[RaterDocument, ...]
