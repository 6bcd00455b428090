"""The instrument of the profile: as shipped, or as the person edited it, each a series of its own."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from efficacy_tui.content.words import load_words

FILE = "instrument.toml"
"""The name of an edited copy in the settings folder."""

POINTS = 5
LEAST_ITEMS = 3
MOST_ITEMS = 60
LONGEST = 200


class InstrumentUnusable(ValueError):
    """A sentence: what is wrong with an edited instrument, and where."""


@dataclass(frozen=True)
class InstrumentItem:
    """One situation, as it goes on from “that you can …” and, for others, “that {name} can …”.

    `practice` is the name of a domain it can become.
    """

    id: str
    own: str
    other: str
    practice: str


@dataclass(frozen=True)
class Area:
    """Items that are scored together."""

    id: str
    name: str
    items: tuple[InstrumentItem, ...]


@dataclass(frozen=True)
class Instrument:
    """The items and how they are asked. `version` is a number as shipped, a hash of the wording when edited."""

    id: str
    version: int | str
    own: str
    other: str
    anchors: tuple[str, ...]
    unknown: str
    areas: tuple[Area, ...]

    @cached_property
    def items(self) -> tuple[InstrumentItem, ...]:
        """Every item, in order."""
        return tuple(item for area in self.areas for item in area.items)

    @property
    def edited(self) -> bool:
        """Whether the person changed it."""
        return isinstance(self.version, str)


def shipped_instrument() -> Instrument:
    """The instrument that comes with the program."""
    return _read(load_words("instrument"))


def parse_instrument(edited: Path | None = None) -> Instrument:
    """The person's edited copy where there is one at that path, else the one shipped.

    A copy that asks the same in the same words is the shipped one: only what is read by whoever answers counts.

    Raises:
        InstrumentUnusable: the copy cannot be used.
    """
    original = shipped_instrument()
    if edited is None:
        return original
    try:
        text = edited.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return original
    except (OSError, UnicodeDecodeError) as error:
        raise InstrumentUnusable(f"{edited} cannot be read: {error}.") from error
    try:
        found = _read(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InstrumentUnusable(f"{edited} is not valid TOML: {error}.") from error
    except InstrumentUnusable as error:
        raise InstrumentUnusable(f"{edited} cannot be used: {error}") from None
    if _wording(found) == _wording(original):
        return replace(found, version=original.version)
    return replace(found, version=_fingerprint(found))


def _wording(found: Instrument) -> list[Any]:
    areas = [[a.id, a.name, [[i.id, i.own, i.other] for i in a.items]] for a in found.areas]
    return [found.id, found.own, found.other, list(found.anchors), found.unknown, areas]


def _fingerprint(found: Instrument) -> str:
    told = json.dumps(_wording(found), ensure_ascii=False, separators=(",", ":"))
    return f"edited-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


def _read(data: Mapping[str, Any]) -> Instrument:
    anchors = data.get("anchors")
    if not isinstance(anchors, list) or len(anchors) != POINTS:
        raise InstrumentUnusable(f"“anchors” must be {POINTS} texts, from 1 to {POINTS}.")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InstrumentUnusable("“version” must be a whole number.")
    rows = data.get("areas")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 6:
        raise InstrumentUnusable("there must be one to six [[areas]].")
    found = Instrument(
        id=_name(data, "id", "the instrument"),
        version=version,
        own=_text(data, "self", "the instrument"),
        other=_text(data, "other", "the instrument"),
        anchors=tuple(_text({"anchor": anchor}, "anchor", "“anchors”") for anchor in anchors),
        unknown=_text(data, "unknown", "the instrument"),
        areas=tuple(_area(row, number) for number, row in enumerate(rows, start=1)),
    )
    _different([area.id for area in found.areas], "areas")
    _different([item.id for item in found.items], "items")
    if len(found.items) > MOST_ITEMS:
        raise InstrumentUnusable(f"there are {len(found.items)} items; at most {MOST_ITEMS} can be asked.")
    return found


def _area(row: Any, number: int) -> Area:
    where = f"area {number}"
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"{where} must be a table.")
    items = row.get("items")
    if not isinstance(items, list) or len(items) < LEAST_ITEMS:
        raise InstrumentUnusable(f"{where} needs at least {LEAST_ITEMS} items to be scored.")
    return Area(_name(row, "id", where), _text(row, "name", where), tuple(_item(item, where) for item in items))


def _item(row: Any, where: str) -> InstrumentItem:
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"every item of {where} must be a table with id, self and other.")
    identifier = _name(row, "id", f"an item of {where}")
    here = f"item {identifier}"
    own = _text(row, "self", here)
    return InstrumentItem(identifier, own, _text(row, "other", here), _text(row, "practice", here, otherwise=own))


def _text(row: Mapping[str, Any], key: str, where: str, otherwise: str | None = None) -> str:
    value = row.get(key, otherwise)
    if not isinstance(value, str) or not value.strip():
        raise InstrumentUnusable(f"“{key}” of {where} must be a text.")
    if len(value) > LONGEST:
        raise InstrumentUnusable(f"“{key}” of {where} is longer than {LONGEST} characters.")
    if not value.isprintable():
        raise InstrumentUnusable(f"“{key}” of {where} must be on one line, without control characters.")
    return " ".join(value.split())


def _name(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    # An id stands at the beginning of a line of a form, and is read back from there.
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,24}", value):
        raise InstrumentUnusable(f"“{key}” of {where} must be 1 to 24 letters, digits, - or _.")
    return value


def _different(names: list[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InstrumentUnusable(f"two {what} have the id “{name}”.")
