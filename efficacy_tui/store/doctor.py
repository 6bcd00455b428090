"""Diagnosis of a journal and of what lies beside it: the problems, each with its record and a remedy.

Nothing here changes a file; `efficacy_tui.store.repair` does.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import stat
from collections.abc import Iterator
from pathlib import Path

from efficacy_tui.model.text_encoding import has_byte_order_mark
from efficacy_tui.store import atomic_file, backups, conflict_copies, stored_file
from efficacy_tui.store.decode import MAX_BYTES, UnreadableBytes, describe_os_error, parse, shorten
from efficacy_tui.store.errors import CopiesUnread, describe_copies
from efficacy_tui.store.plain_file import PlainTables, read_plain
from efficacy_tui.store.stored_copies import StoredCopy, propose_copy, rank_backups, rank_set_aside, read_copy
from efficacy_tui.store.table_problems import REMEDIES, JournalProblem, find_table_problems
from efficacy_tui.store.tables import OWN_TABLES

_THE_FILE = "the file"
_MAX_NAMES = 5
_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def diagnose(path: Path, now: dt.datetime) -> list[JournalProblem]:
    """List every problem of the journal at `path` and of its copies; nothing is changed."""
    problems = [*_find_file_problems(path, now)]
    return [*problems, *_find_notes(path, now)]


def read_stored_copies(path: Path, now: dt.datetime) -> list[StoredCopy]:
    """Read every stored copy of a journal: backups, then files set aside, then copies left by synchronisers."""
    files = conflict_copies.find_conflict_copies(path)
    conflicts = [read_copy(backups.Backup(atomic_file.modified_at(file), file), now) for file in files]
    return [*rank_backups(path, now), *rank_set_aside(path, now), *conflicts]


def find_open_files(path: Path) -> list[Path]:
    """Find the journal, its key file and its copies that other people on this machine may read or change."""
    files = []
    try:
        copies = backups.find_copies(path)
    except OSError:
        copies = []
    for file in (path, stored_file.key_path(path), *copies):
        with contextlib.suppress(OSError):
            file_status = atomic_file.status(file)
            if (
                file_status is not None
                and stat.S_ISREG(file_status.st_mode)
                and file_status.st_mode & _READABLE_BY_OTHERS
            ):
                files.append(file)
    return files


def _find_file_problems(path: Path, now: dt.datetime) -> Iterator[JournalProblem]:
    try:
        if not atomic_file.is_present(path):
            if copies := backups.find_copies(path):
                yield _build_replacement_problem(path, f"it is missing, but {describe_copies(copies)}", now)
            return
        data, _ = atomic_file.read_whole(path, MAX_BYTES)
        file = read_plain(data)
    except (OSError, UnreadableBytes) as error:
        reason = describe_os_error(error) if isinstance(error, OSError) else str(error)
        yield _build_replacement_problem(path, reason, now)
        return
    for reason in file.damage:
        yield JournalProblem(_THE_FILE, reason, REMEDIES["rewrite"], fix="rewrite")
    if has_byte_order_mark(data):
        reason = "it begins with a byte order mark, which other programs may not skip"
        remedy = "The next change removes it, or “efficacy doctor --fix” does now"
        yield JournalProblem(_THE_FILE, reason, remedy, fix="rewrite", note=True)
    if file.hidden_names:
        names = ", ".join(f"“{shorten(name)}”" for name in file.hidden_names[:_MAX_NAMES])
        more = len(file.hidden_names) - _MAX_NAMES
        reason = "this appears twice in one place, so that only the last one counts"
        remedy = "Compare with a backup; the next change saves only the last one"
        yield JournalProblem(f"{names}{f' and {more} more' if more > 0 else ''}", reason, remedy, note=True)
    yield from _find_unknown_tables(file.tables)
    table_problems = find_table_problems(file.tables)
    yield from table_problems
    if not table_problems and not file.damage:
        try:
            parse(data, lambda: "0" * 32)
        except UnreadableBytes as error:
            yield JournalProblem(_THE_FILE, str(error), REMEDIES["rewrite"], fix="rewrite")


def _find_unknown_tables(tables: PlainTables) -> Iterator[JournalProblem]:
    for name, table in tables.items():
        if name not in OWN_TABLES and (name != "_default" or table):
            yield JournalProblem(
                f"“{shorten(name)}”", "this program does not know this table", "It stays as it is", note=True
            )


def _build_replacement_problem(path: Path, reason: str, now: dt.datetime) -> JournalProblem:
    try:
        copy = propose_copy(path, now)
    except CopiesUnread:
        return JournalProblem(_THE_FILE, reason, "Its copies could not be read just now; try again in a moment")
    remedy = (
        f"“efficacy restore” shows what the good copy with the newest entry, {copy.path.name}, would bring back and "
        "what would be lost, and asks before it restores it"
        if copy is not None
        else "There is no good backup; “efficacy doctor --fix” asks, keeps what is there under another name, and "
        "starts an empty journal"
    )
    return JournalProblem(_THE_FILE, reason, remedy)


def _find_notes(path: Path, now: dt.datetime) -> Iterator[JournalProblem]:
    """Find what is not damage, but worth knowing."""
    for file in find_open_files(path):
        yield JournalProblem(
            file.name, "others on this machine may read it", REMEDIES["permissions"], fix="permissions", note=True
        )
    try:
        yield from _find_seal_notes(path)
        yield from _find_copy_notes(path, now)
    except OSError as error:
        remedy = "Look at the folder, and at who may read it"
        yield JournalProblem("backups", describe_os_error(error), remedy, note=True)


def _find_seal_notes(path: Path) -> Iterator[JournalProblem]:
    """Find what is wrong with the sealing of a journal that is sealed, wholly or partly."""
    if not stored_file.is_sealed(path):
        return
    name = stored_file.key_path(path).name
    if not stored_file.is_key_beside(path):
        remedy = "“efficacy seal --with-recovery-key FILE” makes a new one; without the recovery key, export now"
        yield JournalProblem(name, "the key file is missing", remedy, note=True)
    elif not stored_file.has_key_file(path):
        from efficacy_tui.store.sealing.key_file import find_key_problem

        if (problem := find_key_problem(path)) is not None:
            remedy = problem.remedy.removesuffix(".")
            yield JournalProblem(name, f"no passphrase can open it: {problem.reason}", remedy, note=True)
    from efficacy_tui.store.sealing.seal_files import survey_files

    for file in survey_files(path).clear:
        reason = "it is not sealed, although the journal is or was to be"
        yield JournalProblem(file.name, reason, "“efficacy seal” seals it", note=True)


def _find_copy_notes(path: Path, now: dt.datetime) -> Iterator[JournalProblem]:
    ranked = rank_backups(path, now)
    for copy in ranked:
        if copy.problem:
            remedy = "It cannot be restored; delete it if you do not need it"
            yield JournalProblem(f"backups/{copy.path.name}", copy.problem, remedy, note=True)
        elif backups.is_still_to_come(copy.at, now):
            remedy = "It never counts as the newest, and is not removed automatically; delete it if you do not need it"
            yield JournalProblem(f"backups/{copy.path.name}", "its date is still to come", remedy, note=True)
    for file in backups.list_set_aside(path):
        remedy = "It stays until you delete it; “efficacy erase” searches it, too"
        yield JournalProblem(file.name, "this was set aside before", remedy, note=True)
    for file in conflict_copies.find_conflict_copies(path):
        remedy = f"“efficacy merge '{file.name}'” merges it"
        reason = "it is another copy of the journal, such as synchronisers leave"
        yield JournalProblem(file.name, reason, remedy, note=True)
    if not ranked and atomic_file.is_present(path) and _has_history(path):
        yield JournalProblem("backups", "there is none yet", "“efficacy backup” makes one", note=True)


def _has_history(path: Path) -> bool:
    """Whether the journal has been changed more than once, so that a backup can be expected."""
    try:
        history = read_plain(atomic_file.read_whole(path, MAX_BYTES)[0]).tables.get("history")
    except (OSError, UnreadableBytes):
        return False
    return isinstance(history, dict) and len(history) > 1
