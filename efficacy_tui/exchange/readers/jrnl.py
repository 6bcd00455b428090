"""jrnl's JSON export: `{"tags": …, "entries": [{"title", "body", "date", "time", "tags", "starred"}]}`.

Exported into a folder, each entry is a file of its own. Every entry has the label `entry`, its tags as written in the
file (`@speaking`), and `starred` if it is starred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile
from efficacy_tui.exchange.readers.csv_dates import (
    DateOrder,
    describe_bad_date,
    detect_date_order,
    parse_clock,
    parse_date,
)
from efficacy_tui.exchange.readers.decoding import decode_export, describe_guess
from efficacy_tui.exchange.readers.json_documents import (
    EntryLocations,
    describe_decode_error,
    entry_labels,
    replace_half_characters,
)


class _JrnlEntry(msgspec.Struct):
    date: str
    title: str = ""
    body: str = ""
    time: str = ""
    tags: list[str] = []
    starred: bool = False

    @property
    def text(self) -> str:
        return f"{self.title.strip()}\n{self.body.strip()}".strip()

    @property
    def labels(self) -> tuple[str, ...]:
        return entry_labels(self.tags, is_starred=self.starred)


_LocatedEntries = list[tuple[str, _JrnlEntry]]


class _JrnlDocument(msgspec.Struct):
    entries: list[msgspec.Raw] | None = None


def read_jrnl(files: Mapping[str, bytes], order: DateOrder | None = None) -> ParsedFile:
    """Read an export; of several files one may be damaged, and is named.

    Raises:
        UnreadableFile: it is not such an export.
    """
    bad_rows: list[BadRow] = []
    notes: list[str] = []
    documents: list[_LocatedEntries] = []
    single_entries: _LocatedEntries = []
    for name, data in files.items():
        try:
            is_document, located_entries = _read_file(name, data, bad_rows, notes)
        except UnreadableFile as error:
            if len(files) == 1:
                raise
            bad_rows.append(BadRow(name, str(error).rstrip(".")))
            continue
        if is_document:
            documents.append(located_entries)
        else:
            single_entries += located_entries
    order = order or detect_date_order(entry.date for group in (*documents, single_entries) for _, entry in group)
    entries = [entry for group in (*documents, single_entries) for entry in _parse_entries(group, order, bad_rows)]
    return ParsedFile("jrnl", tuple(entries), tuple(bad_rows), (), tuple(notes))


def _parse_entries(located_entries: _LocatedEntries, order: DateOrder, bad_rows: list[BadRow]) -> list[ParsedEntry]:
    """Return the entries of one export; those of one minute are numbered, and one that stands twice counts once."""
    entries: list[ParsedEntry] = []
    counts: Counter[tuple[str, str]] = Counter()
    texts: set[tuple[str, str, str]] = set()
    for where, entry in located_entries:
        day = parse_date(entry.date, order)
        if day is None:
            bad_rows.append(BadRow(where, describe_bad_date("date", entry.date, order), entry.labels, "evidence"))
            continue
        moment = (day.isoformat(), entry.time)
        if not entry.text or (*moment, entry.text) in texts:
            continue
        texts.add((*moment, entry.text))
        # An entry is known again by its minute, so that it stays itself when its text was edited.
        key = f"{day}\0{entry.time}\0#{counts[moment]}"
        counts[moment] += 1
        legacy_key = f"{day}\0{entry.time}\0{entry.text}"
        entries.append(
            ParsedEntry(entry.labels, day, entry.text, None, key, where, "", parse_clock(entry.time), legacy_key)
        )
    return entries


def _read_file(name: str, data: bytes, bad_rows: list[BadRow], notes: list[str]) -> tuple[bool, _LocatedEntries]:
    """Return whether a file is a document of many entries instead of one, and its entries with their locations."""
    text, guessed_encoding = decode_export(data, name)
    if guessed_encoding:
        notes.append(describe_guess(name, guessed_encoding))
    data = replace_half_characters(text).encode()
    try:
        raw_entries = msgspec.json.decode(data, type=_JrnlDocument).entries
        if raw_entries is None:
            return False, [(name, msgspec.json.decode(data, type=_JrnlEntry))]
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is not an export of jrnl ({describe_decode_error(error)}).") from error
    entries: _LocatedEntries = []
    locations = EntryLocations(name, data)
    for raw in raw_entries:
        where = locations.of(raw)
        try:
            entries.append((where, msgspec.json.decode(raw, type=_JrnlEntry)))
        except (msgspec.DecodeError, RecursionError) as error:
            bad_rows.append(BadRow(where, f"an entry is invalid ({describe_decode_error(error)})", None, "evidence"))
    return True, entries
