"""The document of `efficacy domain list`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec

from efficacy_tui.exchange.documents.base import VERSION
from efficacy_tui.model.records import Domain


class DomainListDocument(msgspec.Struct, frozen=True, kw_only=True, tag_field="format", tag="efficacy-domain-list"):
    """The person’s domains in their order, archived ones last."""

    version: Literal[1]
    day: Annotated[dt.date, msgspec.Meta(description="today")]
    domains: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(description="as in an export, see “efficacy schema”")]


def domain_list_document(domains: Sequence[Domain], today: dt.date) -> DomainListDocument:
    """Build the document of a list of domains."""
    return DomainListDocument(version=VERSION, day=today, domains=tuple(map(msgspec.to_builtins, domains)))
