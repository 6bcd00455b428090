"""Reads the profile's instrument: the shipped one, or the person's edited copy, whose answers are a separate series."""

from __future__ import annotations

import codecs
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

EDITED_FILE = "instrument.toml"  # the edited copy, in the settings folder
SCALE_POINTS = 5  # answers go from 1 to this
MIN_AREA_ITEMS = 3
MAX_ITEMS = 60
MAX_TEXT = 200


class InstrumentUnusable(ValueError):
    """An edited instrument that cannot be used; the message says what is wrong and where."""


@dataclass(frozen=True)
class InstrumentItem:
    """One situation to rate: `self_text` continues “that you can …”, `other_text` “that {name} can …”.

    `practice` is the name of the domain it can become.
    """

    id: str
    self_text: str
    other_text: str
    practice: str


@dataclass(frozen=True)
class Area:
    """A group of items that are scored together."""

    id: str
    name: str
    items: tuple[InstrumentItem, ...]


@dataclass(frozen=True)
class Instrument:
    """The items and their wording. `version` is a number if shipped, and a hash of the wording if edited."""

    id: str
    version: int | str
    self_stem: str
    other_stem: str
    anchors: tuple[str, ...]
    unknown: str
    areas: tuple[Area, ...]

    @cached_property
    def items(self) -> tuple[InstrumentItem, ...]:
        """Every item, in order."""
        return tuple(item for area in self.areas for item in area.items)

    @property
    def is_edited(self) -> bool:
        """Whether the person edited the wording."""
        return isinstance(self.version, str)


def shipped_instrument() -> Instrument:
    return _parse(load_words("instrument"))


def parse_instrument(edited: Path | None = None) -> Instrument:
    """Read the person's edited copy if it exists, else the shipped instrument.

    A copy with the same wording counts as the shipped instrument; only text shown to those who answer is compared.

    Raises:
        InstrumentUnusable: the copy is unreadable or invalid.
    """
    original = shipped_instrument()
    if edited is None:
        return original
    try:
        if edited.exists() and not edited.is_file() and not edited.is_dir():
            # Reading a pipe would wait for somebody to write into it.
            raise InstrumentUnusable(f"{edited} cannot be read: it is a pipe, a device or a socket, not a file.")
        data = edited.read_bytes()
        # Windows programs begin a file with a byte order mark; that of UTF-16 tells the encoding.
        encoding = "utf-16" if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
        text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return original
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InstrumentUnusable(f"{edited} cannot be read: {reason}.") from error
    try:
        instrument = _parse(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InstrumentUnusable(f"{edited} is not valid TOML: {error}.") from error
    except InstrumentUnusable as error:
        raise InstrumentUnusable(f"{edited} cannot be used: {error}") from None
    if _wording(instrument) == _wording(original):
        return replace(instrument, version=original.version)
    return replace(instrument, version=_fingerprint(instrument))


def _wording(instrument: Instrument) -> list[Any]:
    areas = [[a.id, a.name, [[i.id, i.self_text, i.other_text] for i in a.items]] for a in instrument.areas]
    return [
        instrument.id,
        instrument.self_stem,
        instrument.other_stem,
        list(instrument.anchors),
        instrument.unknown,
        areas,
    ]


def _fingerprint(instrument: Instrument) -> str:
    wording = json.dumps(_wording(instrument), ensure_ascii=False, separators=(",", ":"))
    return f"edited-{hashlib.sha256(wording.encode()).hexdigest()[:12]}"


def _parse(data: Mapping[str, Any]) -> Instrument:
    anchors = data.get("anchors")
    if not isinstance(anchors, list) or len(anchors) != SCALE_POINTS:
        raise InstrumentUnusable(f"“anchors” must be {SCALE_POINTS} texts, from 1 to {SCALE_POINTS}.")
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise InstrumentUnusable("“version” must be a whole number.")
    rows = data.get("areas")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 6:
        raise InstrumentUnusable("there must be one to six [[areas]].")
    instrument = Instrument(
        id=_require_name(data, "id", "the instrument"),
        version=version,
        self_stem=_require_text(data, "self", "the instrument"),
        other_stem=_require_text(data, "other", "the instrument"),
        anchors=tuple(_require_text({"anchor": anchor}, "anchor", "“anchors”") for anchor in anchors),
        unknown=_require_text(data, "unknown", "the instrument"),
        areas=tuple(_parse_area(row, number) for number, row in enumerate(rows, start=1)),
    )
    _require_unique([area.id for area in instrument.areas], "areas")
    _require_unique([item.id for item in instrument.items], "items")
    if len(instrument.items) > MAX_ITEMS:
        raise InstrumentUnusable(f"there are {len(instrument.items)} items; at most {MAX_ITEMS} can be asked.")
    return instrument


def _parse_area(row: Any, number: int) -> Area:
    where = f"area {number}"
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"{where} must be a table.")
    items = row.get("items")
    if not isinstance(items, list) or len(items) < MIN_AREA_ITEMS:
        raise InstrumentUnusable(f"{where} needs at least {MIN_AREA_ITEMS} items to be scored.")
    return Area(
        _require_name(row, "id", where),
        _require_text(row, "name", where),
        tuple(_parse_item(item, where) for item in items),
    )


def _parse_item(row: Any, where: str) -> InstrumentItem:
    if not isinstance(row, dict):
        raise InstrumentUnusable(f"every item of {where} must be a table with id, self and other.")
    identifier = _require_name(row, "id", f"an item of {where}")
    item_where = f"item {identifier}"
    own = _require_text(row, "self", item_where)
    return InstrumentItem(
        identifier,
        own,
        _require_text(row, "other", item_where),
        _require_text(row, "practice", item_where, default=own),
    )


def _require_text(row: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = row.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise InstrumentUnusable(f"“{key}” of {where} must be a text.")
    if len(value) > MAX_TEXT:
        raise InstrumentUnusable(f"“{key}” of {where} is longer than {MAX_TEXT} characters.")
    if not value.isprintable():
        raise InstrumentUnusable(f"“{key}” of {where} must be on one line, without control characters.")
    return " ".join(value.split())


def _require_name(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    # A rater's form has the id at the beginning of a line, from which it is parsed again.
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,24}", value):
        raise InstrumentUnusable(f"“{key}” of {where} must be 1 to 24 letters, digits, - or _.")
    return value


def _require_unique(names: list[str], kind: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InstrumentUnusable(f"two {kind} have the id “{name}”.")
