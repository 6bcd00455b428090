"""Replace every text that a person wrote in a journal, to see that none of them can act on what is made from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.tables import Contents
from tests.support.hostile_journal import TEXT_FIELDS


def replace_texts(contents: Contents, replace: Callable[[str], str]) -> Contents:
    """Return the records with every text of a person replaced; a note of a check-in stays below its limit."""
    tables = {table: dict(contents.table(table)) for table in r.TABLES if table not in ("tombstones", "settings")}
    for table, rows in tables.items():
        kind = r.TABLES[table]
        for key, row in rows.items():
            document = msgspec.to_builtins(row)
            _replace_in(document, replace)
            rows[key] = msgspec.convert(document, kind)
    return Contents(**tables)


def _replace_in(value: Any, replace: Callable[[str], str]) -> None:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if isinstance(item, str) and (key in TEXT_FIELDS or key == "event") and item:
            value[key] = replace(item)[:500]
        else:
            _replace_in(item, replace)
