"""Records of every type round-trip through CSV and JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.exchange.readers.own_csv import read_csv
from efficacy_tui.exchange.readers.own_json import read_json
from efficacy_tui.exchange.writers.csv import JSON_COLUMNS, write_csv
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.model.text import printable
from efficacy_tui.store.tables import RECORD_TYPES, TABLE_OF, Contents
from tests.support.strategies import RECORDS

QUICK = settings(deadline=None, max_examples=150, database=None)
any_record = st.one_of(*RECORDS.values()).filter(lambda row: getattr(row, "stopped_at", "") != "null")
AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def contents_of(rows: list[Any]) -> Contents:
    """The contents of a journal with these records."""
    tables: dict[str, dict[str, Any]] = {}
    for row in rows:
        tables.setdefault(TABLE_OF[type(row)], {})[row.id] = row
    return Contents(**tables)


def printable_rows(tables: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows as a spreadsheet may show them; only texts outside JSON cells change."""
    return {
        table: {
            key: msgspec.convert(
                {
                    column: printable(value) if isinstance(value, str) and column not in JSON_COLUMNS else value
                    for column, value in msgspec.to_builtins(row).items()
                },
                RECORD_TYPES[table],
            )
            for key, row in rows.items()
        }
        for table, rows in tables.items()
    }


@given(st.lists(any_record, max_size=5))
@QUICK
def test_every_record_round_trips(rows: list[Any]) -> None:
    contents = contents_of(rows)
    expected = {table: dict(contents.table(table)) for table in set(TABLE_OF.values()) if contents.table(table)}
    if expected:
        exported = read_csv(write_csv(contents))
        assert exported.bad_rows == ()
        assert {table: {row.id: row for _, row in rows} for table, rows in exported.tables.items()} == printable_rows(
            expected
        )
    exported = read_json({"x.json": write_json(contents, AT)})
    assert exported.bad_rows == ()
    assert {table: {row.id: row for _, row in rows} for table, rows in exported.tables.items() if rows} == expected
