"""Scrubbing takes everything erased out of a file, whatever else is in it, and nothing more the second time."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from efficacy_tui.model import records as r
from efficacy_tui.store.erasures import Erasures
from efficacy_tui.store.scrub import is_scrubbed, living_in, scrub_data, scrub_tables
from efficacy_tui.store.tables import RECORD_TYPES, ErasureMark, JournalFile
from tests.store.test_merge import at_second, build_id, journal_copies
from tests.support.namesakes import add_namesake
from tests.support.store_files import NOON, start_journal

IDS = [build_id(1, number) for number in (1, 2, 3)]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "text", *IDS]),
    lambda values: st.lists(values, max_size=2) | st.dictionaries(st.sampled_from(["id", "updated", "was"]), values),
    max_leaves=4,
)
DOCUMENTS = st.fixed_dictionaries(
    {"id": st.sampled_from(IDS) | JSON, "updated": st.sampled_from(["2026-03-02T12:00:00Z", "soon"]) | JSON},
    optional=dict.fromkeys(("domain", "challenge", "evidence", "changes", "title", "was", "table", "stamp"), JSON),
)
TABLES = st.dictionaries(
    st.sampled_from([*RECORD_TYPES, "history", "meta", "mine"]),
    st.dictionaries(st.sampled_from("123x"), DOCUMENTS | JSON, max_size=3),
    max_size=4,
)


def build_erasures(draw_whole: bool, second: int) -> Erasures:
    tombstone = r.Tombstone(id=IDS[0], created=at_second(0), updated=at_second(0), table="evidence", erased=draw_whole)
    return Erasures.of_rows([tombstone, ErasureMark(id=IDS[1], table="evidence", until=at_second(second))])


LIST_OF_NO_IDS: dict[str, Any] = {
    "evidence": {
        "1": {"id": IDS[1], "updated": "soon", "evidence": [None]},
        "2": {"id": IDS[1], "updated": "2026-03-02T12:00:00Z"},
    }
}


@given(TABLES, st.booleans(), st.integers(-1, 1))
@example(LIST_OF_NO_IDS, False, 0)
@settings(max_examples=120, deadline=None)
def test_any_file_is_scrubbed_without_a_crash_and_once(tables: dict[str, Any], is_whole: bool, second: int) -> None:
    erasures = build_erasures(is_whole, second)
    scrub_tables(tables, erasures, living_in(tables, erasures))
    again = copy.deepcopy(tables)
    assert not scrub_tables(again, erasures, living_in(again, erasures))
    assert json.dumps(again, sort_keys=True) == json.dumps(tables, sort_keys=True)


@given(journal_copies(), journal_copies())
@settings(max_examples=50, deadline=None)
def test_no_erased_version_is_left_in_a_journal(contents: Any, other: Any) -> None:
    erasures = Erasures.of_contents(contents).joined(Erasures.of_contents(other))
    tables = {name: {str(n): row for n, row in enumerate(contents.table(name).values(), 1)} for name in RECORD_TYPES}
    data = scrub_data(msgspec.json.encode({"meta": {"1": {"id": "schema", "value": 2}}, **tables}), erasures)
    file = msgspec.json.decode(data, type=JournalFile)
    assert is_scrubbed(file.contents(), file.facts())
    for name in ("domains", "rungs", "rung_ratings", "checkins", "challenges", "settings"):
        rows = file.contents().table(name)
        assert not [row for row in rows.values() if erasures.covers(row.id, row.updated)]
        # Only an owner or a link that went can take another record along.
        assert rows.keys() <= contents.table(name).keys()
    assert scrub_data(data, erasures) == data


def test_a_record_that_was_only_joined_to_an_erased_domain_goes_back_to_its_own(tmp_path: Path) -> None:
    journal, older = start_journal(tmp_path / "journal.json", prefix=1)
    younger = add_namesake(journal, "Speaking")
    entry = journal.evidence.add(r.Mastery, younger, "of the younger").id
    journal.evidence.add(r.Mastery, older, "of the older")
    journal.domains.join_namesakes(older)
    tables = json.loads(journal.path.read_bytes())
    mark = r.Tombstone(id=older, created=NOON, updated=NOON, table="domains", erased=True)
    scrub_tables(tables, Erasures.of_rows([mark]), {})
    assert [(row["id"], row["domain"]) for row in tables["evidence"].values()] == [(entry, younger)]


@pytest.mark.parametrize("is_whole", [True, False])
def test_the_deleted_version_in_a_tombstone_goes_with_what_is_erased(is_whole: bool) -> None:
    identifier = IDS[0]
    was = {"source": "mastery", "created": str(at_second(0)), "updated": str(at_second(0)), "text": "a secret"}
    tombstone = {"id": identifier, "created": str(at_second(0)), "updated": str(at_second(1)), "table": "evidence"}
    mark = (
        r.Tombstone(id=identifier, created=at_second(0), updated=at_second(2), table="evidence", erased=True)
        if is_whole
        else ErasureMark(id=identifier, table="evidence", until=at_second(0))
    )
    tables: dict[str, Any] = {"tombstones": {"1": {**tombstone, "was": was}}}
    counts = scrub_tables(tables, Erasures.of_rows([mark]), {})
    assert "a secret" not in json.dumps(tables)
    assert counts["tombstones"] == 1
