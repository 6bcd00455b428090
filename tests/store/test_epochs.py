"""Epochs tell a change on purpose from a rollback by somebody else."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from efficacy_tui.store.epochs import FIRST, epoch_of, next_epoch, with_epoch
from efficacy_tui.store.file_facts import facts_in, is_same_journal
from tests.support.store_files import NOON


def test_a_new_epoch_is_greater_than_every_earlier_one_even_when_the_clock_is_behind() -> None:
    first = next_epoch(NOON, FIRST)
    assert first > FIRST
    assert next_epoch(NOON, first) > first
    assert next_epoch(NOON - dt.timedelta(days=400), first) > first
    assert next_epoch(NOON, first, next_epoch(NOON + dt.timedelta(days=1))) > next_epoch(NOON + dt.timedelta(days=1))


@pytest.mark.parametrize("value", [None, 7, "", "tomorrow", "9999-12-31T23:59:59.999999Z", "2026-3-2T12:00:00.000000Z"])
def test_an_epoch_that_no_program_wrote_counts_as_the_first(value: object) -> None:
    assert epoch_of({"epoch": value}) == FIRST
    assert next_epoch(NOON, str(value)) == next_epoch(NOON)


def test_writing_an_epoch_leaves_every_other_byte_of_the_tables() -> None:
    data = b'{"evidence":{"7": {"id":  "x"}},"meta":{"1":{"id":"schema","value":1}},"notes of mine":[1, 2]}'
    epoch = next_epoch(NOON)
    changed = with_epoch(with_epoch(data, next_epoch(NOON - dt.timedelta(days=1))), epoch)
    tables = msgspec.json.decode(changed)
    assert facts_in(tables) == {"schema": 1, "epoch": epoch}
    assert b'"evidence":{"7": {"id":  "x"}},"notes of mine":[1, 2]' in changed
    assert epoch_of(facts_in(tables)) == epoch


def test_files_are_of_one_journal_unless_both_name_different_ids() -> None:
    assert is_same_journal({"journal": "a"}, {"journal": "a"})
    assert is_same_journal({"journal": "a"}, {})
    assert not is_same_journal({"journal": "a"}, {"journal": "b"})
