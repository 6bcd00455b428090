"""TinyDB extensions: a storage that holds bytes, a middleware that writes once per transaction, and a table that
finds documents by record id.

Tables and documents that a transaction does not change stay encoded, which saves decoding time and memory.
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

from efficacy_tui.store import atomic_file, stored_file
from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.errors import JournalTooLarge

Document = Mapping[str, Any]
Tables: TypeAlias = dict[str, Any]
"""Table name → documents by number (as text); a table or document not yet changed is `msgspec.Raw`."""


class _DocumentId(msgspec.Struct):
    id: str = ""


class DurableStorage(Storage):
    """The bytes of the journal: read once, then held in memory, and always written as a whole.

    `before_replace`, if set, is called with the path just before a new version replaces the old one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.current_signature: atomic_file.Signature | None = None
        self.is_confirmed = True
        self.max_bytes = MAX_BYTES
        self.before_replace: Callable[[Path], object] | None = None
        self._tables: Tables | None = None
        self._data: bytes | None = None

    def load(self, max_bytes: int) -> bytes | None:
        """Read the file from the disk; `None` if there is none. Only `accept` makes it the current version.

        Raises:
            OSError: It has more than `max_bytes`, or cannot be read.
        """
        try:
            data, self._loaded_signature = atomic_file.read_whole(self.path, max_bytes)
        except FileNotFoundError:
            return None
        return data

    def accept(self, data: bytes | None) -> None:
        """Make these bytes, just loaded, the current version; `None` means an empty journal."""
        self._tables, self._data = None, data
        self.current_signature = None if data is None else self._loaded_signature

    def changed_on_disk(self) -> bool:
        """Whether the file differs from the version last accepted or written here."""
        disk_signature = atomic_file.signature(self.path)
        return disk_signature is not None and disk_signature != self.current_signature

    def read(self) -> Tables | None:
        # Most programs only read the records, so split the bytes into tables only at the first change.
        if self._tables is None and self._data is not None:
            self._tables, self._data = msgspec.json.decode(self._data, type=dict[str, msgspec.Raw]), None
        return self._tables

    def forget_file(self) -> None:
        """Count the file as not written yet, so that one that is gone can be written again."""
        self.current_signature = None

    def write(self, data: Tables) -> None:
        encoded = msgspec.json.encode(data)
        if len(encoded) > self.max_bytes:
            raise JournalTooLarge(self.path, len(encoded))
        result = stored_file.replace_file(self.path, encoded, self.before_replace, journal=self.path)
        self.current_signature, self.is_confirmed = result
        self._tables, self._data = data, None


class TransactionMiddleware(Middleware):
    """Collects the writes of a transaction and passes them on as one; if it fails, nothing is passed on."""

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
        # A changed table gets a new dict, so a shallow copy of the outer dict is enough for a rollback.
        self._working = dict(self.storage.read() or {})
        try:
            yield
            self.storage.write(self._working)
        finally:
            self._working = None


class RecordTable(Table):
    """A table that finds documents by their `id` field; every stock TinyDB table operation works on it too."""

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
        """Insert or replace documents (record id, anything msgspec can encode), and remove those in `removed_ids`.

        Documents in `if_new` are inserted only if their id is not in the table yet.
        """
        tables = self._storage.read() or {}
        table = dict(self._index_table(tables.get(self.name)))
        for identifier in removed_ids:
            number = self._number_by_id.pop(identifier, None)
            if number is not None:
                del table[number]
        new_documents = (
            (identifier, document) for identifier, document in if_new if identifier not in self._number_by_id
        )
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
        """Return the documents by number, and update `_number_by_id` and `_next_number`."""
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
    """A TinyDB database on the durable storage."""

    table_class = RecordTable  # type: ignore[assignment]  # TinyDB documents this, but its type is too narrow

    def records(self, name: str) -> RecordTable:
        """Return one table by its name."""
        table = self.table(name)
        assert isinstance(table, RecordTable)
        return table
