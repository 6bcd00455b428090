"""jrnl's JSON export: `{"tags": …, "entries": [{"title", "body", "date", "time", "tags", "starred"}]}`.

Every entry has the label `entry`, its tags as they are written there (`@speaking`), and `starred` if it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import Order, decode_text, detect_date_order, parse_date, quote_cell

ENTRY, STARRED = "entry", "starred"


class _JrnlEntry(msgspec.Struct):
    date: str
    title: str = ""
    body: str = ""
    time: str = ""
    tags: list[str] = []
    starred: bool = False


class _JrnlDocument(msgspec.Struct):
    entries: list[msgspec.Raw]


def read_jrnl(files: Mapping[str, bytes], order: Order | None = None) -> ParsedFile:
    """What an export holds.

    Raises:
        UnreadableFile: it is no such export.
    """
    name, data = next(iter(files.items()))
    data = decode_text(data, name).encode()
    try:
        document = msgspec.json.decode(data, type=_JrnlDocument)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is no export of jrnl ({describe_decode_error(error)}).") from error
    bad: list[BadRow] = []
    entries: list[tuple[str, _JrnlEntry]] = []
    places = EntryLocations(name, data)
    for raw in document.entries:
        where = places.of(raw)
        try:
            entries.append((where, msgspec.json.decode(raw, type=_JrnlEntry)))
        except msgspec.DecodeError as error:
            bad.append(BadRow(where, f"an entry is not as it should be ({describe_decode_error(error)})"))
    order = order or detect_date_order(entry.date for _, entry in entries)
    items = []
    for where, entry in entries:
        day = parse_date(entry.date, order)
        text = f"{entry.title.strip()}\n{entry.body.strip()}".strip()
        if day is None:
            bad.append(BadRow(where, f"date {quote_cell(entry.date)} is not a day like 2026-03-02"))
        elif text:
            labels = (ENTRY, *dict.fromkeys(entry.tags), *((STARRED,) if entry.starred else ()))
            items.append(ParsedEntry(labels, day, text, None, f"{day}\0{entry.time}\0{text}", where))
    return ParsedFile("jrnl", tuple(items), tuple(bad))


class EntryLocations:
    """Where values stand in the JSON they were read from (“file, line 4”), asked for in their order."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data
        self._at, self._line = 0, 1

    def of(self, raw: msgspec.Raw) -> str:
        """The line at which a value begins."""
        found = self._data.find(raw, self._at)
        if found < 0:
            self._at, self._line = 0, 1
            found = max(self._data.find(raw), 0)
        self._line += self._data.count(b"\n", self._at, found)
        # One further, so that a value equal to this one is looked for after it.
        self._at = found + (self._data[found : found + 1] != b"\n")
        return f"{self._name}, line {self._line}"


def describe_decode_error(error: Exception) -> str:
    """What a decoder found wrong, without the marks of code."""
    return str(error).replace("`", "")
