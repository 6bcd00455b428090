"""TinyDB's own extension points, used: a storage that keeps bytes, a middleware that writes once a transaction,
and a table that finds documents by their record id.

What a transaction does not touch stays the bytes it was read as: it costs neither decoding nor memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from tinydb import Storage, TinyDB
from tinydb.middlewares import Middleware
from tinydb.table import Table

from efficacy_tui.store import atomic_file

Document = Mapping[str, Any]
Tables: TypeAlias = dict[str, Any]
"""Table name → its documents by number (as text); a table or a document not yet touched is `msgspec.Raw`."""


class _DocumentId(msgspec.Struct):
    id: str = ""


class DurableStorage(Storage):
    """The journal's bytes: read once, then kept in memory, always written whole.

    `before_replace`, if set, is called with the path when a new version is about to take the old one's place.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current_signature: atomic_file.Signature | None = None
        self.before_replace: Callable[[Path], object] | None = None
        self._tables: Tables | None = None
        self._data: bytes | None = None

    def load(self) -> bytes | None:
        """Read the file as it is on the disk now; `None` when there is none. `accept` makes it the present one."""
        try:
            data, self._loaded_signature = atomic_file.read_whole(self.path)
        except FileNotFoundError:
            return None
        return data

    def accept(self, data: bytes | None) -> None:
        """Go on from these bytes, just loaded, or from nothing."""
        self._tables, self._data = None, data
        self.current_signature = None if data is None else self._loaded_signature

    def changed_on_disk(self) -> bool:
        """Whether there is another version of the file than the one last accepted or written here."""
        disk_signature = atomic_file.signature(self.path)
        return disk_signature is not None and disk_signature != self.current_signature

    def read(self) -> Tables | None:
        # Most programs only look; the tables are told apart when the first change comes.
        if self._tables is None and self._data is not None:
            self._tables, self._data = msgspec.json.decode(self._data, type=dict[str, msgspec.Raw]), None
        return self._tables

    def write(self, data: Tables) -> None:
        self.current_signature = atomic_file.replace_file(self.path, msgspec.json.encode(data), self.before_replace)
        self._tables, self._data = data, None


class TransactionMiddleware(Middleware):
    """Gathers every write of a transaction and hands them on as one; nothing is handed on if it fails."""

    storage: DurableStorage

    def __init__(self) -> None:
        super().__init__(DurableStorage)
        self._working: Tables | None = None

    def read(self) -> Tables | None:
        return self.storage.read() if self._working is None else self._working

    def write(self, data: Tables) -> None:
        if self._working is None:
            self.storage.write(data)
        else:
            self._working = data

    @contextmanager
    def transaction(self) -> Iterator[None]:
        # Tables replace their own dict when they change, so a copy of the outer one is enough to go back to.
        self._working = dict(self.storage.read() or {})
        try:
            yield
            self.storage.write(self._working)
        finally:
            self._working = None


class RecordTable(Table):
    """A table whose documents carry their own `id`; everything stock TinyDB does with a table works on it too."""

    def __init__(self, storage: Storage, name: str, **options: Any) -> None:
        super().__init__(storage, name, **options)
        self._indexed_table: dict[str, Any] | None = None
        self._number_by_id: dict[str, str] = {}
        self._next_number = 1

    def put_all(
        self,
        documents: Iterable[tuple[str, Any]],
        removed_ids: Iterable[str] = (),
        if_new: Iterable[tuple[str, Any]] = (),
    ) -> None:
        """Insert or replace documents (record id, anything msgspec can encode), and remove those in `dropped`.

        Those in `if_new` are inserted unless their id is there already.
        """
        tables = self._storage.read() or {}
        table = dict(self._index_table(tables.get(self.name)))
        for identifier in removed_ids:
            number = self._number_by_id.pop(identifier, None)
            if number is not None:
                del table[number]
        new_documents = ((identifier, document) for identifier, document in if_new if identifier not in self._number_by_id)
        for identifier, document in itertools.chain(documents, new_documents):
            number = self._number_by_id.get(identifier)
            if number is None:
                number = self._number_by_id[identifier] = str(self._next_number)
                self._next_number += 1
            table[number] = msgspec.Raw(msgspec.json.encode(document))
        tables[self.name] = self._indexed_table = table
        self._storage.write(tables)
        self.clear_cache()

    def _index_table(self, table: Any) -> dict[str, Any]:
        """The documents by number, with `_numbers` and `_free` brought up to them."""
        if table is not None and table is self._indexed_table:
            return self._indexed_table or {}
        if isinstance(table, msgspec.Raw):
            ids = msgspec.json.decode(table, type=dict[str, _DocumentId])
            documents: dict[str, Any] = msgspec.json.decode(table, type=dict[str, msgspec.Raw])
            self._number_by_id = {document.id: number for number, document in ids.items()}
        else:
            documents = table or {}
            self._number_by_id = {_decode_raw(document)["id"]: number for number, document in documents.items()}
        self._next_number = max(map(int, documents), default=0) + 1
        return documents

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        table = _decode_raw((self._storage.read() or {}).get(self.name, {}))
        return {number: _decode_raw(document) for number, document in table.items()}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        table = {self.document_id_class(number): document for number, document in self._read_table().items()}
        updater(table)
        tables = self._storage.read() or {}
        tables[self.name] = {str(number): document for number, document in table.items()}
        self._storage.write(tables)
        self.clear_cache()


def _decode_raw(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, msgspec.Raw) else value


class JournalDB(TinyDB):
    """TinyDB on the durable storage."""

    table_class = RecordTable  # type: ignore[assignment]  # TinyDB documents this, and declares it too narrowly

    def records(self, name: str) -> RecordTable:
        """One table by its name."""
        table = self.table(name)
        assert isinstance(table, RecordTable)
        return table
