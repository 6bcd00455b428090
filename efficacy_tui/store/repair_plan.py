"""Repair a damaged file: a pure function from its bytes to a good journal and the records that had to be set aside."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from efficacy_tui.model.text_encoding import has_byte_order_mark
from efficacy_tui.store import limits
from efficacy_tui.store.decode import UnreadableBytes, parse
from efficacy_tui.store.limits import is_document_number
from efficacy_tui.store.merge import merge_bytes
from efficacy_tui.store.migrations import schema_of
from efficacy_tui.store.plain_file import PlainTables, read_plain
from efficacy_tui.store.table_problems import JournalProblem, find_table_problems, locate
from efficacy_tui.store.tables import SCHEMA
from efficacy_tui.store.text_cleaning import clean_document

_MAX_ROUNDS = 50


class NewerFormat(UnreadableBytes):
    """The file is of a newer format than this program knows, so it is not for this program to repair."""


@dataclass(frozen=True)
class RepairPlan:
    """The repaired file, what was done as clauses, and the documents set aside, as they were."""

    data: bytes
    actions: tuple[str, ...]
    aside: PlainTables

    @property
    def aside_count(self) -> int:
        """The number of documents in `aside`."""
        return sum(len(table) for table in self.aside.values())


def plan_repair(data: bytes, now: dt.datetime, new_id: Callable[[], str]) -> RepairPlan:
    """Compute the repair of a file; a sound one has no `actions`.

    Raises:
        UnreadableBytes: Nothing of the file can be read as a journal.
        NewerFormat: It is of a newer format.
    """
    file = read_plain(data)
    schema = schema_of(file.tables)
    if schema is not None and schema > SCHEMA:
        raise NewerFormat(f"it is of a newer format ({schema}); update this program to repair it")
    surgery = _Surgery(file.tables, now, new_id)
    repaired = surgery.run()
    actions = [*surgery.actions]
    if not actions and not file.damage and not has_byte_order_mark(data):
        try:
            return RepairPlan(parse(data, new_id).data, (), {})
        except UnreadableBytes:
            actions.append("the file: rewritten")
    if file.damage or has_byte_order_mark(data):
        actions.append("the file: rewritten, as UTF-8 and with nothing after its end")
    return RepairPlan(repaired, tuple(actions), surgery.aside)


class _Surgery:
    """Fixes the problems of some tables, in place, until none is left; `aside` collects documents as they were."""

    def __init__(self, tables: PlainTables, now: dt.datetime, new_id: Callable[[], str]) -> None:
        self.tables = tables
        self.aside: PlainTables = {}
        self.actions: list[str] = []
        self._now = now.astimezone(dt.UTC)
        self._new_id = new_id
        self._last_numbers: dict[str, int] = {}

    def run(self) -> bytes:
        """Return the bytes of the repaired file.

        Raises:
            UnreadableBytes: Something is left that no fix is known for.
        """
        for _ in range(_MAX_ROUNDS):
            problems = [problem for problem in find_table_problems(self.tables, self._new_id) if not problem.note]
            if not problems:
                return self._encode()
            if all(problem.fix == "settle" for problem in problems):
                self.actions += [f"{problem.location}: settled" for problem in problems]
                self._settle()
                continue
            fixed: set[tuple[str, str | None]] = set()
            for problem in problems:
                # A document can have several problems; the next round sees what the first fix has left of it.
                if problem.fix != "settle" and (problem.table, problem.number) not in fixed:
                    fixed.add((problem.table, problem.number))
                    self._fix(problem)
        raise UnreadableBytes("its records cannot be put in order")

    def _take_free_number(self, table: str) -> str:
        number = self._last_numbers.get(table)
        if number is None:
            number = max((int(key) for key in self.tables[table] if is_document_number(key)), default=0)
        self._last_numbers[table] = number + 1
        return str(number + 1)

    def _encode(self) -> bytes:
        try:
            data = msgspec.json.encode(self.tables)
        except (RecursionError, UnicodeEncodeError) as error:
            raise UnreadableBytes("it contains what a file cannot hold") from error
        parse(data, self._new_id)
        return data

    def _settle(self) -> None:
        data = msgspec.json.encode(self.tables)
        try:
            merged_data, _ = merge_bytes(data, data)
        except (ValueError, LookupError, OverflowError, msgspec.MsgspecError) as error:
            raise UnreadableBytes("its records contradict each other") from error
        self.tables = msgspec.json.decode(merged_data)
        self._last_numbers.clear()

    def _fix(self, problem: JournalProblem) -> None:
        table, number = problem.table, problem.number
        match problem.fix:
            case "meta":
                self._write_meta()
                self.actions.append("meta: rewritten")
            case "set aside" if number is None:
                self.aside.setdefault(table, {})[""] = self.tables.pop(table)
                self.actions.append(f"{problem.location}: set aside")
            case "set aside" if number is not None:
                self.aside.setdefault(table, {}).setdefault(number, self.tables[table].pop(number))
                self.actions.append(f"{locate(table, number)}: set aside")
            case "renumber" if number is not None:
                free_number = self._take_free_number(table)
                self.tables[table][free_number] = self.tables[table].pop(number)
                self.actions.append(f"{problem.location}: now {table} {free_number}")
            case "clean" if number is not None:
                self._set_aside(table, number)
                self.tables[table][number] = clean_document(self.tables[table][number])
                self.actions.append(f"{problem.location}: what is not text was removed")
            case "date" if number is not None:
                self._set_aside(table, number)
                self._redate(self.tables[table][number])
                self.actions.append(f"{problem.location}: given a new date")
            case "clear" if number is not None:
                self._set_aside(table, number)
                document = self.tables[table][number]
                self._clear_references(document, problem.fields)
                document["updated"] = msgspec.to_builtins(max(self._now, _parse_instant(document["updated"])))
                self.actions.append(f"{problem.location}: {', '.join(problem.fields)} cleared")
            case _:
                raise UnreadableBytes(problem.description)

    def _set_aside(self, table: str, number: str) -> None:
        self.aside.setdefault(table, {}).setdefault(number, copy.deepcopy(self.tables[table][number]))

    def _redate(self, document: dict[str, Any]) -> None:
        """Replace an instant that cannot be right by the other one of the record, or by now."""
        instants = [_parse_instant(document[name]) for name in limits.STAMPS]
        instant = next(filter(limits.is_usable, instants), self._now)
        for name, present in zip(limits.STAMPS, instants, strict=True):
            if not limits.is_usable(present):
                document[name] = msgspec.to_builtins(instant)
        for name, at in (document.get("changed") or {}).items():
            if not limits.is_usable(_parse_instant(at)):
                document["changed"][name] = document["updated"]

    def _write_meta(self) -> None:
        """Write the schema and the journal's id into meta; whatever else is sound there stays, the id above all."""
        meta = self.tables.get("meta")
        facts: dict[str, Any] = {}
        if isinstance(meta, dict):
            self.aside.setdefault("meta", {}).update(copy.deepcopy(meta))
            facts = {entry["id"]: entry.get("value") for entry in meta.values()}
        facts["schema"] = SCHEMA
        if not (isinstance(facts.get("journal"), str) and facts["journal"]):
            facts["journal"] = self._new_id()
        entries = [{"id": name, "value": value} for name, value in facts.items()]
        self.tables["meta"] = {str(number): entry for number, entry in enumerate(entries, 1)}

    def _clear_references(self, document: dict[str, Any], fields: tuple[str, ...]) -> None:
        for field in fields:
            if field == "evidence":
                ids = {row["id"] for name in ("evidence", "tombstones") for row in self.tables.get(name, {}).values()}
                document[field] = [item for item in document[field] if item in ids]
            else:
                document[field] = None


def _parse_instant(text: str) -> dt.datetime:
    return msgspec.convert(text, dt.datetime)
