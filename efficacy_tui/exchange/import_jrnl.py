"""jrnl's JSON export: `{"tags": …, "entries": [{"title", "body", "date", "time", "tags", "starred"}]}`.

Every entry has the label `entry`, its tags as they are written there (`@speaking`), and `starred` if it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from efficacy_tui.exchange.incoming import Bad, Found, Item, NotReadable
from efficacy_tui.exchange.sheets import Order, date, decoded, order_of, shown

ENTRY, STARRED = "entry", "starred"


class _Entry(msgspec.Struct):
    date: str
    title: str = ""
    body: str = ""
    time: str = ""
    tags: list[str] = []
    starred: bool = False


class _Document(msgspec.Struct):
    entries: list[msgspec.Raw]


def read_jrnl(files: Mapping[str, bytes], order: Order | None = None) -> Found:
    """What an export holds.

    Raises:
        NotReadable: it is no such export.
    """
    name, data = next(iter(files.items()))
    data = decoded(data, name).encode()
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotReadable(f"{name} is no export of jrnl ({words_of(error)}).") from error
    bad: list[Bad] = []
    entries: list[tuple[str, _Entry]] = []
    for raw in document.entries:
        try:
            entries.append((place(name, data, raw), msgspec.json.decode(raw, type=_Entry)))
        except msgspec.DecodeError as error:
            bad.append(Bad(place(name, data, raw), f"an entry is not as it should be ({words_of(error)})"))
    order = order or order_of(entry.date for _, entry in entries)
    items = []
    for where, entry in entries:
        day = date(entry.date, order)
        text = f"{entry.title.strip()}\n{entry.body.strip()}".strip()
        if day is None:
            bad.append(Bad(where, f"date {shown(entry.date)} is not a day like 2026-03-02"))
        elif text:
            labels = (ENTRY, *dict.fromkeys(entry.tags), *((STARRED,) if entry.starred else ()))
            items.append(Item(labels, day, text, None, f"{day}\0{entry.time}\0{text}", where))
    return Found("jrnl", tuple(items), tuple(bad))


def place(name: str, data: bytes, raw: msgspec.Raw) -> str:
    """Where a value stands in the JSON it was read from: “file, line 4”."""
    line = data.count(b"\n", 0, max(data.find(bytes(raw)), 0)) + 1
    return f"{name}, line {line}"


def words_of(error: Exception) -> str:
    """What a decoder found wrong, without the marks of code."""
    return str(error).replace("`", "")
