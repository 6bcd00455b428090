"""Undo what a spreadsheet makes of this program's own CSV files: dates and truth values in the words of its country.

Excel shows 2026-11-20 as 20.11.2026 or 11/20/2026 and true as WAHR or VRAI, and saves them as it shows them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from efficacy_tui.exchange.parsed_entries import quote_cell
from efficacy_tui.exchange.readers.csv_dates import (
    DateOrder,
    detect_date_order,
    looks_like_date,
    parse_clock,
    parse_date,
)

CellKind = Literal["day", "instant", "boolean"]

_TRUE = frozenset(
    (
        *("true", "wahr", "vrai", "verdadero", "vero", "waar", "verdadeiro", "sant", "sand", "sann", "tosi"),
        *(
            "prawda",
            "pravda",
            "istina",
            "igaz",
            "adevărat",
            "doğru",
            "tõene",
            "patiess",
            "tiesa",
            "egia",
            "истина",
            "істина",
            "αληθησ",
        ),
    )
)
_FALSE = frozenset(
    (
        *("false", "falsch", "faux", "falso", "onwaar", "falskt", "falsk", "usann", "epätosi", "fałsz", "nepravda"),
        *(
            "laž",
            "hamis",
            "fals",
            "yanlış",
            "yanliş",
            "väär",
            "aplams",
            "netiesa",
            "gezurra",
            "ложь",
            "хибність",
            "ψευδησ",
        ),
    )
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXPONENT = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)


class LostCell(ValueError):
    """A spreadsheet replaced the content of a cell; the message says what by."""


@cache
def cell_kinds(record_type: Any) -> Mapping[str, CellKind]:
    """Return which columns of a table hold days, instants or truth values, by the types of its records' fields."""
    kinds: dict[str, CellKind] = {}
    for struct in _plain_types(msgspec.inspect.type_info(record_type)):
        for field in struct.fields if isinstance(struct, msgspec.inspect.StructType) else ():
            for plain_type in _plain_types(field.type):
                match plain_type:
                    case msgspec.inspect.DateTimeType():
                        kinds[field.name] = "instant"
                    case msgspec.inspect.DateType():
                        kinds[field.name] = "day"
                    # A value of any type is JSON, whose words are only true and false.
                    case msgspec.inspect.BoolType() | msgspec.inspect.AnyType():
                        kinds[field.name] = "boolean"
    return kinds


def _plain_types(described_type: msgspec.inspect.Type) -> list[msgspec.inspect.Type]:
    """Return the types that a type stands for, without unions and annotations around them."""
    if isinstance(described_type, msgspec.inspect.UnionType):
        return [plain_type for part in described_type.types for plain_type in _plain_types(part)]
    if isinstance(described_type, msgspec.inspect.Metadata):
        return _plain_types(described_type.type)
    return [described_type]


def detect_cell_order(rows: Iterable[tuple[Any, Mapping[str, str]]]) -> DateOrder:
    """Detect the order of the dates in some rows, each with the type of its record.

    Where several orders fit, the days lie nearest to the instants at which their records were made, which stay as they
    are.
    """
    pairs = [
        (cell, created)
        for record_type, cells in rows
        for column, kind in cell_kinds(record_type).items()
        if kind == "day" and (cell := cells.get(column, "").strip()) and not _is_iso(cell)
        for created in (parse_date(cells.get("created", ""), "dmy"),)
    ]
    order = detect_date_order(cell for cell, _ in pairs)
    other: DateOrder = "dmy" if order == "mdy" else "mdy"
    distances = {candidate: _distance(pairs, candidate) for candidate in (order, other)}
    return other if distances[other] < distances[order] else order


def _distance(pairs: Iterable[tuple[str, dt.date | None]], order: DateOrder) -> float:
    """Return how many days some cells lie from the days beside them in an order; infinite if one is no date in it."""
    total = 0
    for cell, created in pairs:
        day = parse_date(cell, order)
        if day is None:
            return float("inf")
        total += abs((day - created).days) if created is not None else 0
    return total


def _is_iso(cell: str) -> bool:
    return _ISO_DAY.fullmatch(cell) is not None


def restore_cell(kind: CellKind | None, cell: str, order: DateOrder) -> str:
    """Return a cell as this program wrote it; one that no spreadsheet changed stays as it is."""
    match kind:
        case "boolean":
            word = cell.strip().casefold()
            return "true" if word in _TRUE else "false" if word in _FALSE else cell
        case "day" if not _is_iso(cell):
            day = parse_date(cell, order)
            return cell if day is None else day.isoformat()
        case "instant" if "T" not in cell and looks_like_date(cell):
            return _restore_instant(cell.strip(), order)
        case _:
            return cell


def _restore_instant(cell: str, order: DateOrder) -> str:
    day, time = parse_date(cell, order), parse_clock(cell.partition(" ")[2]) or dt.time()
    return cell if day is None else dt.datetime.combine(day, time, dt.UTC).isoformat()


def check_identifier(cell: str) -> None:
    """Check that an id is still one.

    Raises:
        LostCell: a spreadsheet took it for a number.
    """
    if _EXPONENT.fullmatch(cell.strip()):
        raise LostCell(f"a spreadsheet made the number {quote_cell(cell)} of its id")
