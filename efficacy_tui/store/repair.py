"""Recover from a damaged or missing journal: repair the file, or put a backup or an empty journal in its place.

Whatever is taken out of the file, or the file itself, stays beside it under a name of its own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.store import atomic_file, backups, stored_file
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, describe_os_error, is_refusal
from efficacy_tui.store.doctor import find_open_files
from efficacy_tui.store.epochs import epoch_of, next_epoch, with_epoch
from efficacy_tui.store.errors import JournalBusy
from efficacy_tui.store.file_facts import facts_in
from efficacy_tui.store.limits import MAX_NESTING, is_nested_too_deeply
from efficacy_tui.store.locking import locked
from efficacy_tui.store.repair_plan import NewerFormat, RepairPlan, plan_repair
from efficacy_tui.store.restore import RestoreLoss, begin_anew, compare_backup, replace_present, restore_backup
from efficacy_tui.store.stored_copies import StoredCopy, propose_copy
from efficacy_tui.store.text_cleaning import clean_document


@dataclass(frozen=True)
class RecoveryPlan:
    """What can be done about a journal that cannot be opened, or is damaged.

    `reason` is a clause that says what is wrong; empty for a file that is missing, of which there are copies
    (`has_copies`), or may be some in a folder that cannot be read. `repair` is there if the file can be repaired,
    `backup` is the copy to restore instead, with what that would lose; without either, only an empty journal can be
    put in place.
    """

    reason: str
    is_missing: bool
    has_copies: bool
    repair: RepairPlan | None
    backup: StoredCopy | None
    loss: RestoreLoss


@dataclass(frozen=True)
class RepairReport:
    """The actions as clauses, the file of records set aside, and the file as it was before, if any.

    `unchecked` is a clause that says why the records of what was put in place could not be checked; empty if they were.
    """

    actions: tuple[str, ...]
    aside: Path | None = None
    backup: Path | None = None
    unchecked: str = ""


def plan_recovery(path: Path, now: dt.datetime, new_id: Callable[[], str]) -> RecoveryPlan:
    """Find what can be done about the journal at a path; nothing is changed.

    Raises:
        NewerFormat: It is of a newer format, so that this program can do nothing about it.
        OSError: The disk does not let it be read.
        CopiesUnread: It does not let the copies be read, so that it is not known whether there is a good one.
    """
    reason, repair_plan, is_missing = "", None, False
    try:
        is_missing = not atomic_file.is_present(path)
        if not is_missing:
            data, _ = atomic_file.read_whole(path, MAX_BYTES)
            repair_plan = plan_repair(data, now, new_id)
    except NewerFormat:
        raise
    except UnreadableBytes as error:
        reason = str(error)
    except OSError as error:
        if is_refusal(error):
            raise
        reason = describe_os_error(error)
    backup = propose_copy(path, now)
    loss = RestoreLoss()
    if backup is not None:
        with contextlib.suppress(UnreadableBytes):
            loss = compare_backup(path, backup.path, now)
    has_copies = True
    with contextlib.suppress(OSError):
        has_copies = bool(backups.find_copies(path))
    return RecoveryPlan(reason, is_missing, has_copies, repair_plan, backup, loss)


def repair(
    path: Path,
    now: dt.datetime,
    new_id: Callable[[], str],
    agree: Callable[[RecoveryPlan], bool] = lambda _: True,
) -> RepairReport:
    """Repair the journal at `path` without deleting anything; afterwards it opens.

    A file of which nothing can be read, or that is missing beside copies of it, is replaced by the newest good copy or
    by an empty journal, if `agree` says so; if not, nothing is changed and the report is empty.

    Raises:
        NewerFormat: The file is of a newer format.
        OSError: The journal could not be read or written; it is as before.
        CopiesUnread: It cannot be repaired, and the disk does not let its copies be read.
        JournalBusy: Another program is writing.
    """
    restricted = _restrict_files(path)
    if atomic_file.is_present(path):
        with contextlib.suppress(_NothingReadable):
            report = _repair_records(path, now, new_id)
            return RepairReport((*report.actions, *restricted), report.aside, report.backup)
    plan = plan_recovery(path, now, new_id)
    if plan.is_missing and not plan.has_copies:
        return RepairReport(restricted)
    if not agree(plan):
        return RepairReport(restricted)
    report = _put_in_place(path, plan, now, new_id)
    # A copy that can be read can still hold what would make a later command fail.
    try:
        further = _repair_records(path, now, new_id)
    except (OSError, JournalBusy) as error:
        unchecked = describe_os_error(error) if isinstance(error, OSError) else "another program is writing"
        return RepairReport((*report.actions, *restricted), backup=report.backup, unchecked=unchecked)
    return RepairReport((*report.actions, *further.actions, *restricted), further.aside, report.backup)


class _NothingReadable(Exception):
    """Nothing of the file can be read as a journal."""


def _repair_records(path: Path, now: dt.datetime, new_id: Callable[[], str]) -> RepairReport:
    with locked(path):
        try:
            data, _ = atomic_file.read_whole(path, MAX_BYTES)
            plan = plan_repair(data, now, new_id)
        except NewerFormat:
            if backups.is_good(path):
                return RepairReport(())
            raise
        except UnreadableBytes as error:
            raise _NothingReadable from error
        except OSError as error:
            if is_refusal(error):
                raise
            raise _NothingReadable from error
        if not plan.actions:
            return RepairReport(())
        repaired_data = with_epoch(plan.data, next_epoch(now, epoch_of(facts_in(msgspec.json.decode(plan.data)))))
        aside_file = None
        if plan.aside:
            aside_file = backups.build_aside_path(path, "set-aside", now)
            stored_file.create_file(aside_file, _encode_aside(plan), journal=path)
        try:
            original = replace_present(path, repaired_data, now)
        except OSError:
            if aside_file is not None:
                atomic_file.remove_files([aside_file])
            raise
    return RepairReport(plan.actions, aside_file, original)


def _encode_aside(plan: RepairPlan) -> bytes:
    """Encode the documents set aside; what JSON cannot hold is only in the file as it was before."""
    tables = {
        name: {number: _encode_document(document) for number, document in table.items()}
        for name, table in plan.aside.items()
    }
    return msgspec.json.format(msgspec.json.encode(clean_document(tables)), indent=2)


def _encode_document(document: Any) -> Any:
    if is_nested_too_deeply(document, MAX_NESTING + 1):
        return "(lists within lists, too deep to be written)"
    return document


def _put_in_place(path: Path, plan: RecoveryPlan, now: dt.datetime, new_id: Callable[[], str]) -> RepairReport:
    if plan.backup is None:
        aside_path = begin_anew(path, now, new_id)
        action = "An empty journal was started, as there is no good backup"
    else:
        aside_path = restore_backup(path, plan.backup.path, now, new_id)
        action = f"The good copy with the newest entry, {plan.backup.path.name}, was restored"
    actions = [action] if aside_path is None else [f"The damaged file was set aside as {aside_path.name}", action]
    return RepairReport(tuple(actions), None, aside_path)


def _restrict_files(path: Path) -> tuple[str, ...]:
    actions = []
    for file in find_open_files(path):
        with contextlib.suppress(OSError):
            if atomic_file.restrict(file):
                actions.append(f"{file.name}: now only you can read it")
    return tuple(actions)
