"""TinyDB's own extension points, used: a middleware that writes once a transaction, a table that finds by record id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from tinydb import TinyDB
from tinydb.middlewares import Middleware
from tinydb.table import Table

from efficacy_tui.store.durable import DurableStorage, Raw

Document = dict[str, Any]


class Transactions(Middleware):
    """Gathers every write of a transaction and hands them on as one; nothing is handed on if it fails."""

    storage: DurableStorage

    def __init__(self) -> None:
        super().__init__(DurableStorage)
        self._working: Raw | None = None

    def read(self) -> Raw | None:
        return self.storage.read() if self._working is None else self._working

    def write(self, data: Raw) -> None:
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
    """A table whose documents carry their own `id`; stock TinyDB reads it as any other."""

    def put_all(self, documents: Iterable[Document], dropped: Iterable[str] = ()) -> None:
        """Insert or replace documents by their `id`, and remove those whose id is in `dropped`, in one update."""

        def update(table: dict[int, Any]) -> None:
            numbers = {document["id"]: number for number, document in table.items()}
            for identifier in dropped:
                if identifier in numbers:
                    del table[numbers[identifier]]
            free = max(table, default=0) + 1
            for document in documents:
                number = numbers.get(document["id"])
                if number is None or number not in table:
                    number, free = free, free + 1
                table[number] = document

        self._update_table(update)
        self.clear_cache()


class JournalDB(TinyDB):
    """TinyDB on the durable storage."""

    table_class = RecordTable

    def records(self, name: str) -> RecordTable:
        """One table by its name."""
        table = self.table(name)
        assert isinstance(table, RecordTable)
        return table
