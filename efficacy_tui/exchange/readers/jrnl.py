"""jrnl's JSON export: `{"tags": …, "entries": [{"title", "body", "date", "time", "tags", "starred"}]}`.

Every entry has the label `entry`, its tags as written in the file (`@speaking`), and `starred` if it is starred.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dialects import DateOrder, decode_text, detect_date_order, parse_date, quote_cell

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


def read_jrnl(files: Mapping[str, bytes], order: DateOrder | None = None) -> ParsedFile:
    """Read an export.

    Raises:
        UnreadableFile: it is not such an export.
    """
    name, data = next(iter(files.items()))
    data = decode_text(data, name).encode()
    try:
        document = msgspec.json.decode(data, type=_JrnlDocument)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is not an export of jrnl ({describe_decode_error(error)}).") from error
    bad_rows: list[BadRow] = []
    jrnl_entries: list[tuple[str, _JrnlEntry]] = []
    locations = EntryLocations(name, data)
    for raw in document.entries:
        where = locations.of(raw)
        try:
            jrnl_entries.append((where, msgspec.json.decode(raw, type=_JrnlEntry)))
        except msgspec.DecodeError as error:
            bad_rows.append(BadRow(where, f"an entry is invalid ({describe_decode_error(error)})"))
    order = order or detect_date_order(entry.date for _, entry in jrnl_entries)
    entries = []
    for where, entry in jrnl_entries:
        day = parse_date(entry.date, order)
        text = f"{entry.title.strip()}\n{entry.body.strip()}".strip()
        if day is None:
            bad_rows.append(BadRow(where, f"date {quote_cell(entry.date)} is not a day like 2026-03-02"))
        elif text:
            labels = (ENTRY, *dict.fromkeys(entry.tags), *((STARRED,) if entry.starred else ()))
            entries.append(ParsedEntry(labels, day, text, None, f"{day}\0{entry.time}\0{text}", where))
    return ParsedFile("jrnl", tuple(entries), tuple(bad_rows))


class EntryLocations:
    """Finds the locations (“file, line 4”) of values in the JSON they come from; call `of` in the order of the file."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data
        self._offset, self._line = 0, 1

    def of(self, raw: msgspec.Raw) -> str:
        """Return the file and the line at which a value begins."""
        offset = self._data.find(raw, self._offset)
        if offset < 0:
            self._offset, self._line = 0, 1
            offset = max(self._data.find(raw), 0)
        self._line += self._data.count(b"\n", self._offset, offset)
        # Move on by one, so that the search for an equal value starts after this one.
        self._offset = offset + (self._data[offset : offset + 1] != b"\n")
        return f"{self._name}, line {self._line}"


def describe_decode_error(error: Exception) -> str:
    """Describe a decoding error without backquotes."""
    return str(error).replace("`", "")
