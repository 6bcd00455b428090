"""The journal as one JSON document, and the schema it keeps to.

The document names its format and version, says what it is not, and holds a list of records for each table, in the
order of their making. Its history stays at home: an export is what is known now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.model import records as r
from efficacy_tui.model import types as t
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, Adjustment, Contents

FORMAT: Literal["efficacy-export"] = "efficacy-export"
VERSION: Literal[1] = 1


class ExportDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a journal holds but its history. `schema` is the schema of the records."""

    format: Literal["efficacy-export"]
    version: Literal[1]
    schema: Annotated[int, msgspec.Meta(ge=1)]
    exported: t.Instant
    about: str = ""
    domains: tuple[r.Domain, ...] = ()
    challenges: tuple[r.Challenge, ...] = ()
    evidence: tuple[r.AnyEvidence, ...] = ()
    checkins: tuple[r.CheckIn, ...] = ()
    reappraisals: tuple[r.Reappraisal, ...] = ()
    raters: tuple[r.Rater, ...] = ()
    surveys: tuple[r.Survey, ...] = ()
    settings: tuple[r.KeyValue, ...] = ()
    tombstones: tuple[r.Tombstone, ...] = ()
    adjusted: tuple[Adjustment, ...] = ()


def write_json(contents: Contents, at: dt.datetime) -> bytes:
    """The document, made at an instant; one record a line, so that two of them can be compared by eye."""
    tables = {name: in_export_order(contents.table(name)) for name in RECORD_TYPES}
    document = ExportDocument(
        format=FORMAT,
        version=VERSION,
        schema=SCHEMA,
        exported=at.astimezone(dt.UTC).replace(microsecond=0),
        about=DISCLAIMER,
        **tables,
    )
    parts = []
    for name in ExportDocument.__struct_fields__:
        value = getattr(document, name)
        parts.append(f'"{name}": ' + (_lines(value) if isinstance(value, tuple) else _encoded(value)))
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def json_schema() -> bytes:
    """The JSON Schema (draft 2020-12) that every document of this version keeps to."""
    schema = msgspec.json.schema(ExportDocument)
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A self-efficacy journal, exported",
        "description": DISCLAIMER,
        **schema,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def in_export_order(rows: Mapping[str, Any]) -> tuple[Any, ...]:
    """Records in the order of their making; what has no time of its own by its id."""
    listed = list(rows.values())
    if listed and hasattr(listed[0], "created"):
        return tuple(sorted(listed, key=attrgetter("created", "id")))
    return tuple(sorted(listed, key=attrgetter("id")))


def _lines(rows: tuple[Any, ...]) -> str:
    return "[\n" + ",\n".join(map(_encoded, rows)) + "\n]" if rows else "[]"


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
