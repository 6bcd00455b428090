"""The fields in which a record refers to others: to its owners, and to those it merely links to."""

from __future__ import annotations

from collections.abc import Mapping

_OWNERS = {"domain": "domains", "by": "raters"}
_LINKS = {
    "rung": "rungs",
    "challenge": "challenges",
    "harder_than": "challenges",
    "easier_than": "challenges",
    "reappraisal": "reappraisals",
}
_RATING_OWNERS = {"rung": "rungs"}
_NO_LINKS: dict[str, str] = {}

REFERENCE_FIELDS = frozenset({*_OWNERS, *_LINKS})
"""All fields that hold the id of another record."""


def owner_fields(table: str) -> Mapping[str, str]:
    """Return the fields that name the owners, without which a table's records cannot exist, and the owners' tables."""
    return _RATING_OWNERS if table == "rung_ratings" else _OWNERS


def link_fields(table: str) -> Mapping[str, str]:
    """Return the fields of a table's records that are cleared when the record they name goes, and their tables."""
    return _NO_LINKS if table == "rung_ratings" else _LINKS
