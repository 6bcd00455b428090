"""Write the journal as one JSON document, and its JSON Schema.

The document names its format and version, carries the disclaimer, and has a list of records for each table, in the
order of creation. The history of changes is not exported.
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
from efficacy_tui.model.text import escape_json_controls
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, Adjustment, Contents, ErasureMark

FORMAT: Literal["efficacy-export"] = "efficacy-export"
VERSION: Literal[1] = 1


class ExportDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole journal without its history; `schema` is the version of the records' schema."""

    format: Literal["efficacy-export"]
    version: Literal[1]
    schema: Annotated[int, msgspec.Meta(ge=1)]
    exported: t.Instant
    about: str = ""
    domains: tuple[r.Domain, ...] = ()
    rungs: tuple[r.Rung, ...] = ()
    rung_ratings: tuple[r.RungRating, ...] = ()
    challenges: tuple[r.Challenge, ...] = ()
    evidence: tuple[r.AnyEvidence, ...] = ()
    checkins: tuple[r.CheckIn, ...] = ()
    reappraisals: tuple[r.Reappraisal, ...] = ()
    raters: tuple[r.Rater, ...] = ()
    surveys: tuple[r.Survey, ...] = ()
    reviews: tuple[r.Review, ...] = ()
    settings: tuple[r.KeyValue, ...] = ()
    tombstones: tuple[r.Tombstone, ...] = ()
    adjusted: tuple[Adjustment, ...] = ()
    erasures: tuple[ErasureMark, ...] = ()


PUBLISHED_NAMES = {
    "ExportDocument": "Export",
    "KeyValue": "Setting",
    "FollowUpAnswers": "Afterwards",
    "Adjustment": "Adjusted",
    "ErasureMark": "Erased",
}
"""Names of definitions in the published JSON Schema that are not those of their classes."""


def write_json(contents: Contents, at: dt.datetime) -> bytes:
    """Encode the document, dated `at`, with one record per line, so that two documents can be compared by eye."""
    tables = {name: in_export_order(contents.table(name)) for name in RECORD_TYPES}
    # What was deleted is not exported.
    tables["tombstones"] = tuple(msgspec.structs.replace(row, was=None) for row in tables["tombstones"])
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
        parts.append(f'"{name}": ' + (_format_rows(value) if isinstance(value, tuple) else _encode(value)))
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def json_schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of this version's documents."""
    text = msgspec.json.encode(msgspec.json.schema(ExportDocument)).decode()
    for class_name, published_name in PUBLISHED_NAMES.items():
        text = text.replace(f'"#/$defs/{class_name}"', f'"#/$defs/{published_name}"')
        text = text.replace(
            f'"{class_name}":{{"title":"{class_name}"', f'"{published_name}":{{"title":"{published_name}"'
        )
    schema = msgspec.json.decode(text)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A self-efficacy journal, exported",
        "description": DISCLAIMER,
        **schema,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def in_export_order(rows: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sort records by creation, or by id if their type has no creation time."""
    records = list(rows.values())
    if records and hasattr(records[0], "created"):
        return tuple(sorted(records, key=attrgetter("created", "id")))
    return tuple(sorted(records, key=attrgetter("id")))


def _format_rows(rows: tuple[Any, ...]) -> str:
    return "[\n" + ",\n".join(map(_encode, rows)) + "\n]" if rows else "[]"


def _encode(value: Any) -> str:
    return escape_json_controls(msgspec.json.encode(value).decode())
