"""The fields with which a record refers to others: to those it belongs to, and to those it merely names."""

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
    """Return the fields without whose record a record of a table cannot be, each with the table of that record."""
    return _RATING_OWNERS if table == "rung_ratings" else _OWNERS


def link_fields(table: str) -> Mapping[str, str]:
    """Return the fields of the records of a table that are cleared when their record goes, each with its table."""
    return _NO_LINKS if table == "rung_ratings" else _LINKS
