"""Records of every kind through CSV and back, whatever is in them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.exchange.readers.own_csv import read_csv
from efficacy_tui.exchange.readers.own_json import read_json
from efficacy_tui.exchange.writers.csv import write_csv
from efficacy_tui.exchange.writers.json import write_json
from efficacy_tui.store.tables import TABLE_OF, Contents
from tests.support.strategies import RECORDS

quick = settings(deadline=None, max_examples=150, database=None)
any_record = st.one_of(*RECORDS.values()).filter(lambda row: getattr(row, "stopped_at", "") != "null")
AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def holding(rows: list[Any]) -> Contents:
    """These records as a journal would hold them."""
    tables: dict[str, dict[str, Any]] = {}
    for row in rows:
        tables.setdefault(TABLE_OF[type(row)], {})[row.id] = row
    return Contents(**tables)


@given(st.lists(any_record, max_size=5))
@quick
def test_every_record_comes_back_as_it_was(rows: list[Any]) -> None:
    contents = holding(rows)
    wanted = {table: dict(contents.table(table)) for table in set(TABLE_OF.values()) if contents.table(table)}
    if wanted:
        found = read_csv(write_csv(contents))
        assert found.bad_rows == ()
        assert {table: {row.id: row for _, row in rows} for table, rows in found.tables.items()} == wanted
    found = read_json({"x.json": write_json(contents, AT)})
    assert found.bad_rows == ()
    assert {table: {row.id: row for _, row in rows} for table, rows in found.tables.items() if rows} == wanted
