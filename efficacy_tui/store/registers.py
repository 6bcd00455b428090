"""The registers of a record: its fields, or groups of fields, each with the instant at which it was last changed.

Merging works on registers (see `merge`), and undo on those that a step set. They are read from a record as plain data:

* A field was last changed at the instant that `changed` names for it, else at that of "*", else when the record was
  made. A field that is at its default and not named was never set: it has no register.
* Fields that only make sense together are one register (`GROUPS`), as old as the newest of them.
* The steps of a challenge are a register `steps` with their ids, texts and days, and the odds and result of each step
  are registers of their own. A step that is no longer in the challenge keeps them in `removed_steps`.
* Each revision is a register, named by its instant and its field.
* A setting is one register, as old as its last update.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args

import msgspec

from efficacy_tui.model import records as r

Document = dict[str, Any]
"""A record as plain data."""

ALL = "*"
"""The name in `changed` that stands for all fields that it does not name."""

GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "domains": (("paused_from", "paused_until"),),
    "challenges": (
        ("status", "outcome", "closed", "outside_cause"),
        ("difficulty", "harder_than", "easier_than"),
        ("start", "due"),
    ),
    "checkins": (("confidence", "task", "late"),),
    "surveys": (("instrument", "version", "answers"), ("rater", "by", "pseudonym", "role")),
}
"""Table → the groups of fields that are one register, which has the name of the first."""

_STAMP_ORDER = ("id", "created", "updated", "changed")
STAMPS = frozenset({*_STAMP_ORDER, "source"})
STEP_FIELDS = ("odds", "result")
_INSTANT: Any = Annotated[dt.datetime, msgspec.Meta(tz=True)]


class Register(NamedTuple):
    """The value of a register as plain data, and when it was set."""

    at: dt.datetime
    value: Any


class _Layout(NamedTuple):
    """The fields of a kind of record: the default of each as plain data, and the register it is in."""

    defaults: Mapping[str, Any]
    groups: Mapping[str, tuple[str, ...]]
    required: frozenset[str]


Registers = dict[str, Register]


def is_whole(table: str) -> bool:
    """Whether the records of a table are one register each."""
    return table == "settings"


@cache
def layout_of(table: str, source: str = "") -> _Layout:
    """Return the layout of the records of a table; evidence has one for each `source`."""
    kinds = get_args(r.TABLES[table]) or (r.TABLES[table],)
    kind = next((kind for kind in kinds if kind.__struct_config__.tag == source), kinds[0])
    fields = [field for field in msgspec.structs.fields(kind) if field.name not in STAMPS]
    defaults = {
        field.name: None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default)
        for field in fields
    }
    defaults |= {name: list(value) for name, value in defaults.items() if isinstance(value, tuple)}
    names = {field: group for group in GROUPS.get(table, ()) for field in group}
    groups = {names.get(name, (name,))[0]: names.get(name, (name,)) for name in defaults}
    return _Layout(defaults, groups, frozenset(field.name for field in fields if field.required))


def read_registers(table: str, document: Mapping[str, Any]) -> Registers:
    """Return the registers of a record as plain data.

    Raises:
        msgspec.ValidationError: An instant in it is none.
        AttributeError, LookupError, TypeError: It is no record of this table.
    """
    created, updated = read_stamps(document)
    if is_whole(table):
        return {"": Register(updated, {key: value for key, value in document.items() if key not in STAMPS})}
    changed = {name: min(parse_instant(at), updated) for name, at in (document.get("changed") or {}).items()}
    layout, other = layout_of(table, document.get("source", "")), changed.get(ALL, created)
    registers: Registers = {}
    for name, fields in layout.groups.items():
        if table == "challenges" and name in ("steps", "removed_steps", "revisions"):
            continue
        present = {field: document[field] for field in fields if not _is_default(layout, document, field)}
        instants = [changed.get(field, other) for field in present] + [changed[f] for f in fields if f in changed]
        if instants:
            registers[name] = Register(max(instants), present if len(fields) > 1 else present.get(name))
    if table == "challenges":
        registers |= _read_step_registers(document, changed, other)
        registers |= _read_revision_registers(document, changed, other, updated)
    return registers


def read_stamps(document: Mapping[str, Any]) -> tuple[dt.datetime, dt.datetime]:
    """Return when a record was made and last updated; no field counts as later than that, whatever a file says.

    Raises:
        msgspec.ValidationError, LookupError: An instant is none, or missing.
    """
    updated = parse_instant(document["updated"])
    return min(parse_instant(document["created"]), updated), updated


def _is_default(layout: _Layout, document: Mapping[str, Any], field: str) -> bool:
    return field not in document or (field not in layout.required and document[field] == layout.defaults[field])


def _read_step_registers(
    document: Mapping[str, Any], changed: Mapping[str, dt.datetime], other: dt.datetime
) -> Registers:
    registers: Registers = {}
    steps = document.get("steps") or ()
    if steps or "steps" in changed:
        structure = [{name: step.get(name) for name in ("id", "text", "day")} for step in steps]
        registers["steps"] = Register(changed.get("steps", other), structure)
    for step in (*(document.get("removed_steps") or ()), *steps):
        for field in STEP_FIELDS:
            name = step_register(step.get("id", ""), field)
            if step.get(field) is not None:
                registers[name] = Register(changed.get(name, other), step[field])
    for name, at in changed.items():
        if name.startswith("steps."):
            registers.setdefault(name, Register(at, None))
    return registers


def _read_revision_registers(
    document: Mapping[str, Any], changed: Mapping[str, dt.datetime], other: dt.datetime, updated: dt.datetime
) -> Registers:
    registers: Registers = {}
    for revision in document.get("revisions") or ():
        at = parse_instant(revision["at"])
        name = revision_register(at, revision["field"])
        values = registers[name].value if name in registers else []
        set_at = changed.get(name, min(max(at, other) if ALL in changed else at, updated))
        registers[name] = Register(set_at, [*values, revision["was"]])
    for name, at in changed.items():
        if name.startswith("revisions.") and _parse_revision(name) is not None:
            registers.setdefault(name, Register(at, None))
    return registers


def _parse_revision(name: str) -> tuple[dt.datetime, str] | None:
    """Return the instant and the field of a revision by the name of its register; `None` if no program wrote it."""
    instant, _, field = name.removeprefix("revisions.").rpartition(".")
    try:
        at = parse_instant(instant)
    except msgspec.ValidationError:
        return None
    return (at, field) if revision_register(at, field) == name else None


def step_register(identifier: str, field: str) -> str:
    """Return the name of the register of the odds or the result of a step."""
    return f"steps.{identifier}.{field}"


def revision_register(at: dt.datetime, field: str) -> str:
    """Return the name of the register of a revision."""
    return f"revisions.{format_instant(at)}.{field}"


def build_document(
    table: str,
    identifier: str,
    source: str,
    created: dt.datetime,
    updated: dt.datetime,
    registers: Mapping[str, Register],
) -> Document:
    """Build the record, as plain data, that has these registers; it is always the same for the same ones.

    One that lacks a register that it needs is not valid.
    """
    document: Document = {"source": source} if source else {}
    document |= {"id": identifier, "created": format_instant(created), "updated": format_instant(updated)}
    if is_whole(table):
        return document | (registers[""].value if registers else {})
    changed: dict[str, dt.datetime] = {}
    layout = layout_of(table, source)
    for name, fields in layout.groups.items():
        if (register := registers.get(name)) is None or (table == "challenges" and name == "steps"):
            continue
        values = (register.value or {}) if len(fields) > 1 else {name: register.value}
        present = {
            field: values[field]
            for field in fields
            if field in values and (field in layout.required or values[field] != layout.defaults[field])
        }
        present = {field: value for field, value in present.items() if value is not None}
        document |= present
        if register.at != created or not present:
            changed |= dict.fromkeys(fields, register.at)
    if table == "challenges":
        _build_steps(document, changed, registers, created)
        _build_revisions(document, changed, registers)
    if changed:
        document["changed"] = {name: format_instant(changed[name]) for name in sorted(changed)}
    return {name: document[name] for name in ("source", *_STAMP_ORDER, *layout.defaults) if name in document}


def _build_steps(
    document: Document, changed: dict[str, dt.datetime], registers: Mapping[str, Register], created: dt.datetime
) -> None:
    answers: dict[str, Document] = {}
    for name, register in registers.items():
        if name.startswith("steps."):
            identifier, _, field = name.removeprefix("steps.").rpartition(".")
            if register.value is not None:
                answers.setdefault(identifier, {})[field] = register.value
            if register.at != created or register.value is None:
                changed[name] = register.at
    if (structure := registers.get("steps")) is not None:
        if structure.value:
            document["steps"] = [{**step, **answers.pop(step["id"], {})} for step in structure.value]
        if structure.at != created or not structure.value:
            changed["steps"] = structure.at
    if answers:
        document["removed_steps"] = [{"id": identifier, **answers[identifier]} for identifier in sorted(answers)]


def _build_revisions(document: Document, changed: dict[str, dt.datetime], registers: Mapping[str, Register]) -> None:
    revisions = []
    for name, register in registers.items():
        if not name.startswith("revisions.") or (key := _parse_revision(name)) is None:
            continue
        at, field = key
        revisions += [(at, field, text) for text in register.value or ()]
        if register.at != at or register.value is None:
            changed[name] = register.at
    if revisions:
        revisions.sort(key=lambda item: item[:2])
        document["revisions"] = [{"at": format_instant(at), "field": field, "was": was} for at, field, was in revisions]


def reassert(table: str, document: Document, until: dt.datetime, at: dt.datetime) -> Document:
    """Return a record of which no register is as old as `until` any more: the older ones count as set at `at`."""
    registers = {
        name: register if register.at > until else Register(at, register.value)
        for name, register in read_registers(table, document).items()
    }
    return build_document(table, document["id"], document.get("source", ""), *read_stamps(document), registers)


def drop_registers(table: str, document: Mapping[str, Any], until: dt.datetime) -> Document | None:
    """Return what of a record was set after an instant; `None` if it is no record of this table."""
    try:
        registers = {name: item for name, item in read_registers(table, document).items() if item.at > until}
        return build_document(table, document["id"], document.get("source", ""), *read_stamps(document), registers)
    except (msgspec.ValidationError, AttributeError, LookupError, TypeError):
        return None


def earliest_instant(table: str, document: Mapping[str, Any]) -> dt.datetime:
    """Return when the oldest register of a record was set; when it was updated, if it has none.

    Raises:
        msgspec.ValidationError, AttributeError, LookupError, TypeError: It is no record of this table.
    """
    instants = [register.at for register in read_registers(table, document).values()]
    return min(instants, default=parse_instant(document["updated"]))


def parse_instant(value: Any) -> dt.datetime:
    """Return an instant of a record as plain data.

    Raises:
        msgspec.ValidationError: It is none, or has no time zone.
    """
    return value if isinstance(value, dt.datetime) else msgspec.convert(value, _INSTANT)


def format_instant(at: dt.datetime) -> str:
    """Return an instant as it is written in a file."""
    text: str = msgspec.to_builtins(at)
    return text


def to_document(row: Any) -> Document:
    """Return a record as plain data, as it would be read from a file."""
    document: Document = msgspec.json.decode(msgspec.json.encode(row))
    return document
