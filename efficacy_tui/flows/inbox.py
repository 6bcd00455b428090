"""Take in the inbox: what is new comes in as one undo step, and what cannot be read is named once a day."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from efficacy_tui.exchange.apply_import import apply_import
from efficacy_tui.exchange.import_plan import ImportPlan, format_counts
from efficacy_tui.exchange.inbox import read_inbox
from efficacy_tui.exchange.parsed_entries import BadRow
from efficacy_tui.exchange.plan_table import plan_table
from efficacy_tui.exchange.readers.plain_table import ParsedTable
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected, StoreError
from efficacy_tui.store.tables import Contents

NAMED_KEY = "inbox named"
"""The key of the day on which rows were named last, and of a hash of each."""

MAX_NAMED = 3
"""Rows that one message names; the others are counted."""

_MAX_HASHES = 500


class InboxResult(NamedTuple):
    """What came in, and the rows that cannot be read."""

    plan: ImportPlan
    bad_rows: list[BadRow]


def find_inbox(setting: str) -> Path | None:
    """Return the path of the inbox in the settings, with the home folder in it; `None` if none is set.

    Raises:
        Rejected: there is no such home folder.
    """
    try:
        return Path(setting).expanduser() if setting else None
    except RuntimeError as error:
        raise Rejected(
            "The inbox in your settings is in a home folder that does not exist. Give its full path."
        ) from error


def import_inbox(journal: Journal, path: Path, *, dry_run: bool = False) -> InboxResult:
    """Take in what is new in the inbox, as one undo step; what was deleted here stays deleted.

    Raises:
        Rejected: a record does not fit; nothing was changed.
        StoreError: the import could not be saved.
    """
    table = read_inbox(path, journal.now())
    plan = _plan(journal, table, journal.contents, journal.now())
    if plan.records and not dry_run:
        plan = apply_import(journal, "inbox", lambda contents, now: _plan(journal, table, contents, now))
    return InboxResult(plan, plan.bad_rows)


def _plan(journal: Journal, table: ParsedTable, contents: Contents, now: Any) -> ImportPlan:
    return plan_table(contents, table, journal.today(), now, day_start=journal.clock.day_start, revive=False)


def open_inbox(journal: Journal, setting: str) -> list[str]:
    """Take in the inbox when the program opens; return what to say about it, which is nothing on most days."""
    if not setting or journal.read_only:
        return []
    try:
        path = find_inbox(setting)
        if path is None:
            return []
        result = import_inbox(journal, path)
        sentences = [f"From your inbox: {format_counts(result.plan.new)}."] if result.plan.records else []
        return sentences + _describe_new_problems(journal, result.bad_rows)
    except (Rejected, StoreError) as error:
        return [f"Your inbox was not imported. {error}"]


def _describe_new_problems(journal: Journal, bad_rows: Sequence[BadRow]) -> list[str]:
    """Name the rows that were not named today, and remember them."""
    today = journal.today()
    named_hashes = _load_named(journal, today)
    new_rows = [row for row in bad_rows if _hash(row) not in named_hashes]
    if not new_rows:
        return []
    hashes = [*named_hashes, *map(_hash, new_rows)][-_MAX_HASHES:]
    journal.settings.set(NAMED_KEY, {"day": today.isoformat(), "rows": hashes})
    rows = "; ".join(f"{row.where}: {row.reason}" for row in new_rows[:MAX_NAMED])
    more = f", and {len(new_rows) - MAX_NAMED} more" if len(new_rows) > MAX_NAMED else ""
    return [f"Not readable in your inbox: {rows}{more}."]


def _load_named(journal: Journal, today: dt.date) -> list[str]:
    saved: dict[str, Any] = journal.settings.get(NAMED_KEY, {}, dict[str, Any])
    rows = saved.get("rows")
    if saved.get("day") != today.isoformat() or not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, str)]


def _hash(row: BadRow) -> str:
    return hashlib.sha256(f"{row.where}\0{row.reason}".encode(errors="replace")).hexdigest()[:16]
