"""Values saved beside the records: preferences, the pinned statement, unfinished drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from efficacy_tui.journal.repository import Repository
from efficacy_tui.model.records import KeyValue
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

_DRAFT = "draft:"


class KeyValueRepository(Repository):
    """Values by key; a key that was never set has its default."""

    def get(self, key: str, default: Any = None, kind: Any = None) -> Any:
        """Return the value of a key; `default` if there is none, or one that is not of the type `kind`.

        A merge or an edited file can bring a value of any type.
        """
        row = _find(self.contents.settings.values(), key)
        if row is None:
            return default
        try:
            return row.value if kind is None else msgspec.convert(row.value, kind)
        except msgspec.ValidationError:
            return default

    def set(self, key: str, value: Any) -> None:
        """Save a JSON-able value under a key; `None` deletes the key."""
        self.set_all({key: value})

    def set_all(self, values: Mapping[str, Any]) -> None:
        """Save several values by key, all of them or none; `None` deletes a key."""

        def intent(unit: UnitOfWork) -> None:
            for key, value in values.items():
                row = _find(unit.contents.settings.values(), key)
                if value is None:
                    if row is not None:
                        unit.delete(row)
                elif row is None:
                    unit.add(KeyValue, key=key, value=value)
                else:
                    unit.change(row, value=value)

        self.journal.change(f"Setting: {', '.join(values)}", intent, in_history=False)

    def draft(self, flow: str) -> dict[str, Any] | None:
        """Return the unfinished answers of a flow; `None` when there are none."""
        answers: dict[str, Any] | None = self.get(_DRAFT + flow, kind=dict[str, Any])
        return answers

    def save_draft(self, flow: str, answers: dict[str, Any] | None) -> None:
        """Save the unfinished answers of a flow; `None` deletes them."""
        if answers != self.draft(flow):
            self.set(_DRAFT + flow, answers)

    def drafts(self) -> list[str]:
        """Return the names of the flows with unfinished answers."""
        return drafts_in(self.contents)


def drafts_in(contents: Contents) -> list[str]:
    """Return the names of the flows with unfinished answers, sorted."""
    keys = (row.key for row in contents.settings.values())
    return sorted(key.removeprefix(_DRAFT) for key in keys if key.startswith(_DRAFT))


def _find(rows: Iterable[KeyValue], key: str) -> KeyValue | None:
    return next((row for row in rows if row.key == key), None)
