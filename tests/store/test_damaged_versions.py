"""Versions and changes in a damaged history that say nothing usable: they are passed over, and nothing crashes."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.store.record_state import is_complete
from efficacy_tui.store.tables import Change
from efficacy_tui.store.undo_change import SetAgain, note_instants

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize("fields", [{"name": "2026-13-02T12:00:00Z"}, None])
def test_an_instant_that_cannot_be_read_is_that_of_no_value(fields: dict[str, str | None] | None) -> None:
    change = Change(table="domains", id="a" * 32, was={"name": "Speaking"}, stamp="no instant", fields=fields)
    instants = {"name": SetAgain(NOON, NOON + dt.timedelta(seconds=1))}
    assert note_instants(change, instants) == change
    assert list(instants) == ["name"]


@pytest.mark.parametrize("source", [{"a": 1}, ["mastery"], None, 7])
def test_a_version_whose_source_is_no_text_is_not_complete(source: object) -> None:
    assert not is_complete("evidence", {"source": source})
