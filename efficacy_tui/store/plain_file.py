"""A damaged file as plain data: everything that can still be read of it, and what is wrong with its bytes."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

import msgspec

from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store.decode import UnreadableBytes, check_size, describe_bad_json
from efficacy_tui.store.tables import OWN_TABLES

PlainTables = dict[str, Any]
"""Table name → document number (as text) → document; in a damaged file any of them can be something else."""

_MAX_DIGITS = 300

SHADOWED_MARK = " (twice)"
"""Follows the number of a document whose own number stands again later in its table, which hides it from every reader.

A count follows, as a number can stand there many times.
"""


@dataclass(frozen=True)
class PlainFile:
    """The tables of a file, what is wrong with its bytes, as clauses, and names that stand twice in one record."""

    tables: PlainTables
    damage: tuple[str, ...] = ()
    hidden_names: tuple[str, ...] = ()


@dataclass
class _Duplicates:
    """The names that stand more than once in one JSON object, with their earlier values."""

    pairs_by_object: dict[int, list[tuple[str, Any]]] = field(default_factory=dict)
    objects: list[dict[str, Any]] = field(default_factory=list)

    def collect(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) != len(pairs):
            last_index = {key: index for index, (key, _) in enumerate(pairs)}
            earlier = [pair for index, pair in enumerate(pairs) if last_index[pair[0]] != index]
            self.pairs_by_object[id(document)] = earlier
            self.objects.append(document)  # Keeps the object alive, so that its id stays its own.
        return document

    def take(self, document: Any) -> list[tuple[str, Any]]:
        return self.pairs_by_object.pop(id(document), [])


def read_plain(data: bytes) -> PlainFile:
    """Read the tables of a file as plain data, as far as its bytes allow.

    Bytes that are not UTF-8 become surrogates, which mark the texts they are in. Documents hidden by a later one of the
    same number come back under a number with `SHADOWED_MARK`.

    Raises:
        UnreadableBytes: Nothing of the file can be read as a journal.
    """
    check_size(len(data))
    plain_data = to_utf8(data)
    if not plain_data.strip(b" \t\r\n\0"):
        raise UnreadableBytes("it is empty, as after an interrupted copy")
    damage = []
    try:
        text = plain_data.decode()
    except UnicodeDecodeError:
        text = plain_data.decode("utf-8", "surrogateescape")
        damage.append("some of it is not UTF-8 text")
    duplicates = _Duplicates()
    try:
        text = text.lstrip(" \t\r\n\0")
        decoder = json.JSONDecoder(object_pairs_hook=duplicates.collect, parse_int=_parse_int)
        tables, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableBytes(_describe_unreadable(plain_data, error)) from error
    if rest := text[end:].strip(" \t\r\n\0"):
        damage.append(
            f"after its end {len(rest)} more characters follow, as when a longer file was only partly replaced"
        )
    elif "\0" in text[end:]:
        damage.append("it is padded with zeros, as after a power cut")
    if not isinstance(tables, dict) or not OWN_TABLES & tables.keys():
        raise UnreadableBytes("it is JSON, but not a journal of this program")
    return PlainFile(tables, tuple(damage), tuple(_bring_back_hidden(tables, duplicates)))


def _parse_int(digits: str) -> float:
    """Parse a whole number; one with more digits than any number needs is infinite, which no record accepts."""
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _describe_unreadable(data: bytes, error: Exception) -> str:
    try:
        msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as reason:
        return describe_bad_json(error if isinstance(reason, UnicodeDecodeError) else reason)
    return describe_bad_json(error)


def _bring_back_hidden(tables: PlainTables, duplicates: _Duplicates) -> list[str]:
    """Add the documents that a later table or document hides; return the names hidden deeper down."""
    for name, hidden_table in duplicates.take(tables):
        table = tables[name]
        if not isinstance(hidden_table, dict):
            _add_hidden(tables, name, hidden_table)
            continue
        if not isinstance(table, dict):
            tables[name] = hidden_table
            _add_hidden(tables, name, table)
            continue
        earlier_documents = duplicates.take(hidden_table)
        for number, document in (*earlier_documents, *hidden_table.items()):
            if document != table.get(number):
                _add_hidden(table, number, document)
    for name in OWN_TABLES & tables.keys():
        for number, document in duplicates.take(tables[name]):
            if document != tables[name][number]:
                _add_hidden(tables[name], number, document)
    return sorted({key for pairs in duplicates.pairs_by_object.values() for key, _ in pairs})


def _add_hidden(table: dict[str, Any], name: str, value: Any) -> None:
    # The size of the table grows with each, so that no two get the same name.
    table[f"{name}{SHADOWED_MARK}{len(table)}"] = value
