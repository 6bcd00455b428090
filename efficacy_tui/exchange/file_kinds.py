"""Tell by a file's name and content which program exported it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from efficacy_tui.exchange.parsed_entries import Origin
from efficacy_tui.exchange.readers.csv_dialects import split_header
from efficacy_tui.exchange.readers.loop import HABITS
from efficacy_tui.exchange.readers.plain_table import find_table_kind

FileKind = Origin | Literal["loop part", "journal"]
"""An export's format; a part of Loop's export beside its `Habits.csv`; or a journal, which is no export."""

_OWN_FORMAT = b'"efficacy-export"'
_LOOP_PARTS = frozenset({"checkmarks.csv", "scores.csv"})
_HEADER_CHARACTERS = 10_000


def classify(name: str, data: bytes) -> FileKind | None:
    """Return the kind of a file by its path and content (UTF-8 as far as it can be told); `None` for no known one."""
    base_name = name.rpartition("/")[2].casefold()
    if base_name == HABITS:
        return "loop"
    if base_name in _LOOP_PARTS:
        return "loop part"
    if base_name.removesuffix(".csv") in _own_tables() and base_name.endswith(".csv"):
        # A person's own table can have the name of one of this program's.
        return "table" if _classify_csv(data) == "table" else "csv"
    beginning = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return _classify_json(data) if beginning == b"{" else _classify_csv(data)


def may_be_export(name: str, head: bytes) -> bool:
    """Whether a file with this path and beginning may be an export or a part of one."""
    is_json = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return is_json or classify(name, head) is not None


@cache
def _own_tables() -> frozenset[str]:
    # The writer is not needed to start the program.
    from efficacy_tui.exchange.writers.csv import TABLES

    return frozenset(TABLES)


def read_header(data: bytes) -> list[str]:
    """Return the cells of the first line with any, split at whatever separates them."""
    header = split_header(data[:_HEADER_CHARACTERS].decode("utf-8", "replace").removeprefix("\ufeff"))[3]
    return [cell.strip('" \t\r\n') for cell in re.split("[,;\t|]", header)]


def _classify_csv(data: bytes) -> FileKind | None:
    columns = {cell.casefold() for cell in read_header(data)}
    if {"mood", "activities"} <= columns:
        return "daylio"
    return "table" if find_table_kind(columns) is not None and "id" not in columns else None


def _classify_json(data: bytes) -> FileKind | None:
    try:
        document = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _classify_damaged_json(data)
    if bytes(document.get("format", b"")) == _OWN_FORMAT:
        return "json"
    if "entries" in document and "meta" not in document:
        is_dayone = "metadata" in document or b'"creationDate"' in bytes(document["entries"])
        return "dayone" if is_dayone else "jrnl"
    if {"title", "date"} <= document.keys() and {"body", "starred", "tags"} & document.keys():
        return "jrnl"
    return "journal" if {"checkins", "domains"} & document.keys() else None


def _classify_damaged_json(data: bytes) -> FileKind | None:
    """Return the kind of a JSON file that is not whole, so that its reader says what is wrong with it."""
    if _OWN_FORMAT in data[:200]:
        return "json"
    if b'"entries"' in data and b'"meta"' not in data:
        return "dayone" if b'"creationDate"' in data else "jrnl"
    return "journal" if b'"checkins"' in data or b'"domains"' in data else None
