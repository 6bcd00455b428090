"""Merging loses nothing, and is commutative, idempotent and associative."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model import records as r
from efficacy_tui.model import types as t
from efficacy_tui.store.decode import read_all_steps, read_journal
from efficacy_tui.store.erasures import Erasures
from efficacy_tui.store.merge import merge_bytes, merge_contents
from efficacy_tui.store.record_state import is_complete
from efficacy_tui.store.registers import read_registers, to_document
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, Adjustment, Contents, ErasureMark
from efficacy_tui.wording.merge import merge_lines
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, open_journal, start_journal

DAY = dt.date(2026, 3, 2)


def at_second(second: int) -> dt.datetime:
    return NOON + dt.timedelta(seconds=second)


def build_id(kind: int, number: int) -> str:
    return f"{kind:016x}{number:016x}"


def changed_fields(row: Any) -> st.SearchStrategy[dict[str, dt.datetime] | None]:
    """Draw when the fields of a record were changed: some of them, all at once, or none."""
    instants = st.integers(0, 6).map(lambda second: min(at_second(second), row.updated))
    fields = sorted(set(row.__struct_fields__) - {"id", "created", "updated", "changed"})
    names = st.sampled_from(["*", *fields])
    return st.one_of(st.none(), st.just({"*": row.updated}), st.dictionaries(names, instants, min_size=1, max_size=4))


@st.composite
def journal_copies(draw: st.DrawFn) -> Contents:
    """Draw the records of a journal copy, with few ids and instants, so that copies collide."""
    tables: dict[str, dict[str, Any]] = {
        "domains": {},
        "rungs": {},
        "rung_ratings": {},
        "checkins": {},
        "challenges": {},
        "reviews": {},
        "settings": {},
        "tombstones": {},
        "erasures": {},
    }
    times = st.integers(0, 6)
    rows: list[Any] = []
    for number in draw(st.sets(st.integers(1, 3))):
        first, length = DAY + dt.timedelta(days=draw(st.integers(0, 1))), draw(st.integers(0, 2))
        pause = (first, first + dt.timedelta(days=length)) if length else (None, None)
        rows.append(
            r.Domain(
                id=build_id(1, number), created=at_second(0), updated=at_second(draw(times)), order=number,
                name=draw(st.sampled_from("ab")), task="t", focus=draw(st.booleans()), archived=draw(st.booleans()),
                days=draw(st.sampled_from((t.WEEKDAYS, ("mon",), ("mon", "sun")))),
                paused_from=pause[0], paused_until=pause[1],
            )
        )  # fmt: skip
    domains = st.integers(1, 3).map(lambda number: build_id(1, number))
    for number in draw(st.sets(st.integers(1, 4))):
        rows.append(
            r.CheckIn(
                id=build_id(2, number), created=at_second(0), updated=at_second(draw(times)), domain=draw(domains),
                day=DAY + dt.timedelta(days=draw(st.integers(0, 1))), confidence=draw(st.integers(0, 2)), task="t",
            )
        )  # fmt: skip
    rungs = sorted(draw(st.sets(st.integers(1, 3))))
    for number in rungs:
        rows.append(
            r.Rung(
                id=build_id(5, number), created=at_second(0), updated=at_second(draw(times)), domain=draw(domains),
                title=draw(st.sampled_from("ab")), difficulty=draw(st.integers(0, 2)), archived=draw(st.booleans()),
            )
        )  # fmt: skip
    for number in draw(st.sets(st.integers(1, 4))) if rungs else ():
        rows.append(
            r.RungRating(
                id=build_id(6, number), created=at_second(0), updated=at_second(draw(times)),
                rung=build_id(5, draw(st.sampled_from(rungs))), day=DAY + dt.timedelta(days=draw(st.integers(0, 1))),
                confidence=draw(st.integers(0, 2)),
            )
        )  # fmt: skip
    for number in draw(st.sets(st.integers(1, 4))):
        closed = draw(st.booleans())
        rows.append(
            r.Challenge(
                id=build_id(3, number), created=at_second(number % 3), updated=at_second(draw(times)),
                domain=draw(domains), title="I will", done_when="done", difficulty=1, odds=1, start=DAY, due=DAY,
                rung=draw(st.sampled_from([None, *(build_id(5, item) for item in rungs)])),
                status="closed" if closed else "active", outcome="failed" if closed else None,
                closed=DAY if closed else None,
            )
        )  # fmt: skip
    for number in draw(st.sets(st.integers(1, 3))):
        key, value = draw(st.sampled_from("kl")), draw(times)
        rows.append(
            r.KeyValue(
                id=build_id(4, number), created=at_second(0), updated=at_second(draw(times)), key=key, value=value
            )
        )
    for number in draw(st.sets(st.integers(1, 3))):
        rows.append(
            r.Review(
                id=build_id(7, number), created=at_second(0), updated=at_second(draw(times)),
                week=draw(st.sampled_from(("2026-W09", "2026-W10"))), answer=draw(st.sampled_from("ab")),
            )
        )  # fmt: skip
    from efficacy_tui.store.tables import TABLE_OF

    rows = [msgspec.structs.replace(row, changed=draw(changed_fields(row))) for row in rows]
    for row in rows:
        tables[TABLE_OF[type(row)]][row.id] = row
    for kind, name in (
        (1, "domains"),
        (2, "checkins"),
        (3, "challenges"),
        (5, "rungs"),
        (6, "rung_ratings"),
        (7, "reviews"),
    ):
        for number in draw(st.sets(st.integers(1, 4), max_size=2)):
            key = build_id(kind, number)
            if key not in tables[name]:
                tables["tombstones"][key] = r.Tombstone(
                    id=key, created=at_second(0), updated=at_second(draw(times)), table=name, erased=draw(st.booleans())
                )
        for number in draw(st.sets(st.integers(1, 4), max_size=2)):
            until = at_second(draw(times))
            row = tables[name].get(build_id(kind, number))
            if row is None or row.updated > until:
                tables["erasures"][build_id(kind, number)] = ErasureMark(
                    id=build_id(kind, number), table=name, until=until
                )
    return Contents(**tables)


@given(journal_copies(), journal_copies(), journal_copies())
@settings(max_examples=60, deadline=None)
def test_merge_is_associative(first: Contents, second: Contents, third: Contents) -> None:
    left = merge_contents(merge_contents(first, second).contents, third).contents
    right = merge_contents(first, merge_contents(second, third).contents).contents
    assert left == right
    assert merge_contents(merge_contents(third, first).contents, second).contents == left
    assert broken_rules(left) == []


@given(journal_copies(), journal_copies())
@settings(max_examples=60, deadline=None)
def test_merge_is_commutative_and_idempotent(first: Contents, second: Contents) -> None:
    merged = merge_contents(first, second)
    assert merge_contents(second, first).contents == merged.contents
    assert {step.id for step in merge_contents(second, first).lost} == {step.id for step in merged.lost}
    assert merge_contents(merged.contents, second).contents == merged.contents
    assert merge_contents(merged.contents, first).contents == merged.contents
    assert merge_contents(merged.contents, merged.contents).contents == merged.contents
    assert broken_rules(merged.contents) == []


@given(journal_copies(), journal_copies())
@settings(max_examples=50, deadline=None)
def test_every_value_is_current_stored_in_the_history_or_erased(first: Contents, second: Contents) -> None:
    merged = merge_contents(first, second)
    erasures = Erasures.of_contents(merged.contents)
    versions = [(change.table, change.was) for step in merged.lost for change in step.read()]
    versions += [(entry.table, entry.was) for entry in merged.contents.adjusted.values()]
    versions += [(row.table, row.was) for row in merged.contents.tombstones.values() if row.was is not None]
    versions += [(name, row) for name in NAMES for row in merged.contents.table(name).values()]
    stored = {value for name, version in versions for _, value in values_of(name, version)}
    for contents, name in itertools.product((first, second), NAMES):
        for key, row in contents.table(name).items():
            tombstone = merged.contents.tombstones.get(key)
            if tombstone is not None and key in merged.contents.erasures and not is_complete(name, tombstone.was or {}):
                continue  # Of a record of which not enough is left to be one, nothing can be archived.
            for at, value in values_of(name, row):
                assert value in stored or erasures.covers(key, at)


NAMES = ("domains", "rungs", "rung_ratings", "checkins", "challenges", "reviews", "settings")


def values_of(table: str, version: Any) -> set[tuple[dt.datetime, tuple[str, str, bytes]]]:
    """The registers of a version: when each was set; the id of its record, its name and its value."""
    document = to_document(version)
    return {
        (register.at, (document["id"], name, msgspec.json.encode(register.value, order="sorted")))
        for name, register in read_registers(table, document).items()
    }


@given(journal_copies(), journal_copies())
@settings(max_examples=40, deadline=None)
def test_merging_files_returns_the_same_bytes_in_either_order(my_contents: Contents, other_contents: Contents) -> None:
    def encode_file(contents: Contents, journal: str) -> bytes:
        tables = {
            name: {str(n): row for n, row in enumerate(contents.table(name).values(), 1)} for name in RECORD_TYPES
        }
        facts = {"1": {"id": "schema", "value": SCHEMA}, "2": {"id": "journal", "value": journal}}
        return msgspec.json.encode({"meta": facts, **tables})

    first, second = encode_file(my_contents, "a"), encode_file(other_contents, "b")
    data, merged = merge_bytes(first, second)
    assert merge_bytes(second, first)[0] == data
    assert merge_bytes(data, second)[0] == data
    assert read_contents(data) == merged.contents


def read_contents(data: bytes) -> Contents:
    from efficacy_tui.store.decode import parse

    return parse(data, str).contents


def start_two_machines(tmp_path: Path) -> tuple[Journal, Journal, str]:
    here, domain = start_journal(tmp_path / "here" / "journal.json")
    here.evidence.add(r.Mastery, domain, "before they parted")
    there = tmp_path / "there" / "journal.json"
    there.parent.mkdir()
    shutil.copyfile(here.path, there)
    return here, open_journal(there, NOON + dt.timedelta(hours=1)), domain


def test_merge_keeps_both_versions_of_a_conflicting_text(tmp_path: Path) -> None:
    here, there, _ = start_two_machines(tmp_path)
    entry = next(iter(here.contents.evidence))
    here.evidence.edit(entry, text="as I put it here")
    there.evidence.edit(entry, text="as I put it there")
    merged = merge_copy(here, there.path)
    assert here.contents.evidence[entry].text == "as I put it there"
    assert merged.changed == {"evidence": 1}
    assert merge_lines(merged, DAY) == [
        "changed  1 entry",
        "replaced Speaking, entry “as I put it there”: text “as I put it here”, now “as I put it there”",
        "kept     1 earlier version, in the history",
    ]
    text = here.path.read_text("utf-8")
    assert "as I put it here" in text
    assert "before they parted" in text
    merge_copy(there, here.path)
    assert there.contents == here.contents
    before = here.contents
    assert merge_lines(merge_copy(here, there.path), DAY) == ["There was nothing new in it."]
    assert here.contents == before


def test_merge_applies_undos_and_deletions_of_the_other_machine(tmp_path: Path) -> None:
    here, there, domain = start_two_machines(tmp_path)
    there.evidence.delete(next(iter(there.contents.evidence)))
    there.checkins.record(domain, 70)
    merge_copy(here, there.path)
    assert not here.contents.evidence
    there.undo()
    there.undo()
    merge_copy(here, there.path)
    assert [row.text for row in here.contents.evidence.values()] == ["before they parted"]
    assert not here.contents.checkins


def test_local_steps_can_be_undone_after_a_merge(tmp_path: Path) -> None:
    here, there, domain = start_two_machines(tmp_path)
    here.checkins.record(domain, 40)
    there.evidence.add(r.Mastery, domain, "over there")
    merge_copy(here, there.path)
    assert here.undo() == "Check-in: Speaking 40"
    assert len(here.contents.evidence) == 2
    assert {step.state for step in read_all_steps(read_journal(here.path, str))} == {"done", "undone", "superseded"}


def test_merge_closes_the_earlier_of_two_active_challenges(tmp_path: Path) -> None:
    here, there, domain = start_two_machines(tmp_path)
    fields: dict[str, Any] = {"done_when": "done", "difficulty": 40, "odds": 60, "due": here.today()}
    first = here.challenges.start(domain, title="I will ask", **fields)
    second = there.challenges.start(domain, title="I will answer", **fields)
    merge_copy(here, there.path)
    active = here.challenges.active(domain)
    assert active is not None
    assert active.id == second.id
    closed = here.challenges.get(first.id)
    assert closed is not None
    assert (closed.outcome, closed.outside_cause) == ("abandoned", True)
    assert isinstance(here.contents.adjusted[first.id], Adjustment)
    here.clock.move(hours=2)  # type: ignore[attr-defined]
    here.challenges.close(second.id, "succeeded")
    merge_copy(here, there.path)
    assert here.challenges.active(domain) is None


def test_merging_files_keeps_unknown_tables(tmp_path: Path) -> None:
    here, there, _ = start_two_machines(tmp_path)
    data = json.loads(there.path.read_bytes())
    data["mine"] = {"1": {"a": 1}}
    merged, _ = merge_bytes(here.path.read_bytes(), json.dumps(data).encode())
    assert json.loads(merged)["mine"] == {"1": {"a": 1}}
