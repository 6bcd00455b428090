"""The repair behind `efficacy doctor --fix`: back up, set bad records aside in another file, leave a good journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.store import atomic_file, backups
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, parse
from efficacy_tui.store.doctor import JournalProblem, PlainTables, find_table_problems, parse_plain
from efficacy_tui.store.locking import locked
from efficacy_tui.store.merge import merge_bytes
from efficacy_tui.store.tables import SCHEMA


@dataclass(frozen=True)
class RepairReport:
    """The actions as sentences, the file of records set aside, and the backup made beforehand, if any."""

    done: tuple[str, ...]
    aside: Path | None = None
    backup: Path | None = None


def repair(path: Path, now: dt.datetime, new_id: Callable[[], str]) -> RepairReport:
    """Repair the journal at `path` without deleting anything.

    Raises:
        OSError: The journal could not be written; it is as before.
        JournalBusy: Another program is writing.
    """
    with locked(path):
        try:
            if path.is_dir() or path.stat().st_size > MAX_BYTES:
                raise UnreadableBytes("")
            data = path.read_bytes()
            tables = parse_plain(data)
        except UnreadableBytes:
            return _replace_file(path, now)
        problems = [problem for problem in find_table_problems(tables) if not problem.note]
        if not problems and _is_readable(data):
            return RepairReport(())
        backup = backups.make_backup(path, now)
        aside_tables: PlainTables = {}
        actions = [_fix_problem(tables, problem, aside_tables, now, new_id) for problem in problems]
        # Setting a record aside can leave dangling references to it in other records.
        while remaining := [problem for problem in find_table_problems(tables) if not problem.note and problem.number]:
            actions += [_fix_problem(tables, problem, aside_tables, now, new_id) for problem in remaining]
        if not problems:
            actions.append("The file: written anew, with the last of what was there twice")
        merged_data = msgspec.json.encode(tables)
        merged_data, _ = merge_bytes(merged_data, merged_data)
        aside_file = None
        if aside_tables:
            aside_file = backups.build_aside_path(path, "set-aside", now)
            atomic_file.replace_file(aside_file, msgspec.json.format(msgspec.json.encode(aside_tables), indent=2))
        atomic_file.replace_file(path, merged_data)
    return RepairReport(tuple(actions), aside_file, backup)


def _is_readable(data: bytes) -> bool:
    try:
        parse(data, lambda: "0" * 32)
    except UnreadableBytes:
        return False
    return True


def _replace_file(path: Path, now: dt.datetime) -> RepairReport:
    backup = backups.newest_good_backup(path)
    if backup is None:
        aside_path = backups.set_aside_damaged(path, now)
        replacement = "There is no good backup, so a new journal begins with the next change"
    else:
        data = backup.read_bytes()
        aside_path = backups.preserve_damaged(path, now)
        atomic_file.replace_file(path, data)
        replacement = f"The newest good backup, {backup.name}, was put in its place"
    actions = (f"The damaged file was set aside as {aside_path.name}", replacement)
    return RepairReport(actions, aside_path)


def _fix_problem(
    tables: PlainTables, problem: JournalProblem, aside_tables: PlainTables, now: dt.datetime, new_id: Callable[[], str]
) -> str:
    table, number = problem.table, problem.number
    if table == "meta" and not number:
        entries = {"schema": {"id": "schema", "value": SCHEMA}, "journal": {"id": "journal", "value": new_id()}}
        tables["meta"] = {"1": entries["schema"], "2": entries["journal"]}
        return "meta: written anew"
    if not number:
        if not isinstance(tables.get(table), dict):
            aside_tables[table] = {"": tables.pop(table, None)}
            if table == "meta":
                return _fix_problem(tables, JournalProblem("meta", "", "", "meta"), aside_tables, now, new_id)
            return f"{problem.location}: set aside"
        return f"{problem.location}: settled"
    document = tables[table].get(number)
    if problem.fields and isinstance(document, dict):
        aside_tables.setdefault(table, {})[number] = dict(document)
        _clear_references(tables, document, problem.fields)
        document["updated"] = msgspec.to_builtins(max(now.astimezone(dt.UTC), _parse_instant(document["updated"])))
        return f"{problem.location}: {', '.join(problem.fields)} cleared"
    removed_number = number
    for other, other_document in tables[table].items():
        if (
            isinstance(document, dict)
            and other != number
            and isinstance(other_document, dict)
            and other_document["id"] == document["id"]
        ):
            removed_number = min(number, other, key=lambda key: str(tables[table][key].get("updated", "")))
    aside_tables.setdefault(table, {})[removed_number] = tables[table].pop(removed_number)
    return f"{table} {removed_number}: set aside"


def _clear_references(tables: PlainTables, document: dict[str, Any], fields: tuple[str, ...]) -> None:
    for field in fields:
        if field == "evidence":
            evidence_ids = {row.get("id") for row in tables.get("evidence", {}).values() if isinstance(row, dict)}
            document[field] = [item for item in document[field] if item in evidence_ids]
        else:
            document[field] = None


def _parse_instant(text: str) -> dt.datetime:
    return msgspec.convert(text, dt.datetime)
