"""Operations on the whole journal: merge a copy, erase records and history, restore a backup."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.repository import require_domain
from efficacy_tui.model import locale_format
from efficacy_tui.model.records import TABLES, CheckIn, Domain, Review, RungRating
from efficacy_tui.store import erase as store_erase
from efficacy_tui.store import find_text as text_search
from efficacy_tui.store.atomic_file import signature
from efficacy_tui.store.decode import (
    MAX_BYTES,
    DecodedJournal,
    UnreadableBytes,
    describe_os_error,
    parse,
    read_all_steps,
    read_journal,
    require_known_format,
)
from efficacy_tui.store.disk_version import build_merge_intent
from efficacy_tui.store.errors import JournalTooLarge, ReadOnly, Rejected, StoreError
from efficacy_tui.store.file_facts import is_same_journal, peek_facts
from efficacy_tui.store.find_text import TextMatches
from efficacy_tui.store.merge import MergeResult, encode_file, forget_erasures, merge_contents
from efficacy_tui.store.overwritten import recorded_versions
from efficacy_tui.store.tables import Contents, HistoryStep
from efficacy_tui.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from efficacy_tui.store.erase_report import EraseReport
    from efficacy_tui.store.repair import RecoveryPlan, RepairReport


@dataclass(frozen=True)
class CopyContents:
    """What is in a copy before it is merged: its records by table, and whether it is of another journal."""

    counts: Counter[str]
    is_other: bool


def inspect_copy(journal: Journal, other: Path) -> CopyContents:
    """Look into a copy before it is merged.

    Raises:
        Rejected: the other file is not a journal.
    """
    loaded = _read_copy(journal, other)
    tables = [name for name in TABLES if name != "tombstones"]
    counts = Counter({name: len(loaded.contents.table(name)) for name in tables})
    return CopyContents(+counts, not is_same_journal(journal.store.facts, loaded.facts))


def is_other_journal(journal: Journal, copy: Path) -> bool:
    """Whether a copy says that it is of another journal than this one."""
    return not is_same_journal(journal.store.facts, peek_facts(copy))


def merge_copy(journal: Journal, other: Path, *, accept_other: bool = False) -> MergeResult:
    """Merge another copy of the journal into this one; return what was merged.

    This cannot be undone: undo would delete the merged records on the other machine too. A copy of another journal is
    merged only with `accept_other`, which the person has been asked about, and after a backup.

    Raises:
        Rejected: the other file is not a journal, or of another one; the disk does not let the journal be looked at; or
            the backup cannot be made.
        StoreError: the result could not be saved.
    """
    loaded = _read_copy(journal, other)
    is_own = is_same_journal(journal.store.facts, loaded.facts)
    if not is_own and not accept_other:
        raise Rejected(f"{other} is another journal, not a copy of this one. Nothing was changed.")
    return _merge_loaded(journal, loaded, str(other), f"Merge: {other.name}", is_own=is_own)


def merge_version(journal: Journal, data: bytes, name: str) -> MergeResult:
    """Merge the bytes of another version of this journal into it; `name` says in sentences what it is.

    This cannot be undone, as `merge_copy`.

    Raises:
        Rejected: the bytes are not a journal, or the disk does not let the journal be looked at.
        StoreError: the result could not be saved.
    """
    try:
        loaded = parse(data, journal.store.new_id)
        require_known_format(loaded)
    except UnreadableBytes as error:
        raise Rejected(f"{name} could not be merged: {error}. Nothing was changed.") from error
    return _merge_loaded(journal, loaded, name, f"Merge: {name}", is_own=True)


def _merge_loaded(journal: Journal, loaded: DecodedJournal, name: str, title: str, *, is_own: bool) -> MergeResult:
    try:
        steps = read_all_steps(loaded)
    except UnreadableBytes as error:
        raise Rejected(f"{name} could not be merged: {error}. Nothing was changed.") from error
    # What was erased from one journal says nothing about another one.
    contents = loaded.contents if is_own else forget_erasures(loaded.contents)
    try:
        _check_merged_size(journal, contents, steps, len(loaded.data))
    except OSError as error:
        raise Rejected(f"{name} could not be merged: {describe_os_error(error)}. Nothing was changed.") from error
    if not is_own:
        back_up(journal)
    own_steps = journal.store.stored_steps()
    recorded = recorded_versions([*own_steps, *journal.store.history.steps, *steps])
    intent = build_merge_intent(contents, steps)
    known_ids = {step.id for step in own_steps} | recorded
    before = journal.contents
    merged = journal.transact(title, intent, in_history=False)
    journal.announce_namesakes(before)
    journal.honour_erasures()
    # A merge replaces the other copy's old values every time. Name them once only, and never those that the person
    # replaced. All are stored, so that every machine gets the same history, whichever merges first.
    news = tuple(item for item in merged.overwritten if item.is_mine or item.step not in known_ids)
    lost = tuple(step for step in merged.lost if step.id not in known_ids)
    return replace(merged, overwritten=news, lost=lost)


def _read_copy(journal: Journal, other: Path) -> DecodedJournal:
    try:
        loaded = read_journal(other, journal.store.new_id)
        require_known_format(loaded)
    except UnreadableBytes as error:
        raise Rejected(f"{other} could not be merged: {error}. Nothing was changed.") from error
    return loaded


def back_up(journal: Journal) -> None:
    """Back up the journal, however new its last backup is.

    Raises:
        Rejected: the backup cannot be made.
        StoreError: the pending changes could not be saved first.
    """
    _require_writable(journal)
    try:
        journal.store.back_up_now(journal.now())
    except OSError as error:
        raise Rejected(f"No backup could be made first: {_describe(error)}. Nothing was changed.") from error


def _check_merged_size(journal: Journal, contents: Contents, steps: list[HistoryStep], size: int) -> None:
    """Check that the joined file could still be read; only two large ones are joined for that.

    Raises:
        JournalTooLarge: it could not; nothing was changed.
    """
    try:
        own_size = signature(journal.path)
    except OSError:
        # Writing the file later reports what is wrong with it.
        return
    if own_size is None or own_size[1] + size <= MAX_BYTES:
        return
    joined = merge_contents(journal.contents, contents).contents
    data = encode_file({}, joined, [*journal.store.history.steps, *steps], {})
    if len(data) > MAX_BYTES:
        raise JournalTooLarge(journal.path, len(data))


def describe_record(row: Any) -> str:
    """Return a record as one line: its day, and its text or value."""
    text = next(
        (str(value) for key in ("title", "name", "text", "key", "event") if (value := getattr(row, key, ""))), ""
    )
    if isinstance(row, CheckIn):
        text = f"check-in {row.confidence} {row.note}".rstrip()
    elif isinstance(row, RungRating):
        text = f"rating of a rung {row.confidence}"
    elif isinstance(row, Review):
        text = f"what week {row.week} showed: {row.answer}"
    day = getattr(row, "day", None) or getattr(row, "start", None) or row.created.date()
    return f"{locale_format.padded_full_date(day)}  {' '.join(text.split())[:70]}"


def erase(journal: Journal, identifier: str) -> EraseReport:
    """Erase a record (a domain with all its records) from the journal, its history and every backup.

    Raises:
        StoreError: the pending changes could not be saved first, the journal is read-only, or erasing was cut off.
    """
    records = store_erase.collect_dependent_ids(journal.contents, identifier)
    return _erase(journal, store_erase.Erasure(records))


def find_text(journal: Journal, words: str) -> TextMatches:
    """Find where some words, or the record with an id, are: in the journal, its history, and every copy of it.

    Raises:
        OSError: a file cannot be read.
    """
    return text_search.find_text(journal.path, words, journal.contents)


def erase_matches(journal: Journal, matches: TextMatches, words: str) -> EraseReport:
    """Erase everything that was found: present records whole, of the others only what is not current.

    A domain with the words that was joined to another gets that one's name and task.

    Raises:
        StoreError: the pending changes could not be saved first, the journal is read-only, or erasing was cut off.
    """
    _require_writable(journal)
    if matches.joined:
        matches.earlier += _rename_joined(journal, [row.id for row in matches.joined])
    return _erase(journal, store_erase.plan_erasure(journal.contents, matches, words))


def _rename_joined(journal: Journal, identifiers: list[str]) -> list[Domain]:
    """Give domains that were joined to another one its name and task; return them."""

    def intent(unit: UnitOfWork) -> list[Domain]:
        renamed_domains = []
        for identifier in identifiers:
            oldest, domain = require_domain(unit.contents, identifier), unit.contents.domains[identifier]
            renamed_domains.append(unit.change(domain, name=oldest.name, task=oldest.task))
        return renamed_domains

    journal.change("Rename what was joined", intent)
    return [journal.contents.domains[identifier] for identifier in identifiers]


def _erase(journal: Journal, erasure: store_erase.Erasure) -> EraseReport:
    _require_writable(journal)
    journal.store.flush()
    report = store_erase.erase(journal.path, erasure, journal.now())
    _read_again(journal)
    return report


def purge_history(journal: Journal) -> int:
    """Delete the history, so that nothing can be undone; return the number of deleted steps.

    Raises:
        StoreError: the pending changes could not be saved first, or the journal is read-only.
        OSError: the file could not be written; it is unchanged.
    """
    _require_writable(journal)
    journal.store.flush()
    if signature(journal.path) is None:
        return 0
    steps = store_erase.purge_history(journal.path, journal.now())
    _read_again(journal)
    return steps


def _read_again(journal: Journal) -> None:
    """Read a file that was changed here; it is as it should be even if the disk does not let it be read now."""
    with contextlib.suppress(StoreError):
        journal.refresh()


def _require_writable(journal: Journal) -> None:
    if journal.read_only:
        raise ReadOnly(journal.path, journal.store.schema)


def plan_recovery(journal: Journal) -> RecoveryPlan:
    """Find what can be done about a journal that cannot be opened; reads every copy of it, and changes nothing.

    Raises:
        Rejected: the file is of a newer format, or the disk does not let it be read.
        StoreError: the disk does not let its copies be read.
    """
    from efficacy_tui.store import repair as store_repair

    try:
        return store_repair.plan_recovery(journal.path, journal.now(), journal.store.new_id)
    except (OSError, UnreadableBytes) as error:
        raise Rejected(f"{journal.path.name} could not be read: {_describe(error)}. Nothing was changed.") from error


def repair(journal: Journal) -> RepairReport:
    """Set aside the records that cannot be read, so that the rest opens.

    Raises:
        Rejected: the file could not be written; it is unchanged.
    """
    from efficacy_tui.store import repair as store_repair

    try:
        return store_repair.repair(journal.path, journal.now(), journal.store.new_id, lambda _: False)
    except (OSError, UnreadableBytes) as error:
        raise Rejected(f"{journal.path.name} could not be repaired: {_describe(error)}. It was not changed.") from error


def restore_backup(journal: Journal, backup: Path) -> Path | None:
    """Replace the journal with a backup; return the path the present file was set aside at, if there was one.

    Raises:
        Rejected: the backup could not be restored; the journal is unchanged.
        StoreError: another program is writing.
    """
    from efficacy_tui.store import restore

    try:
        return restore.restore_backup(journal.path, backup, journal.now(), journal.store.new_id)
    except (OSError, UnreadableBytes) as error:
        raise Rejected(
            f"{backup.name} could not be restored: {_describe(error)}. The journal was not changed."
        ) from error


def begin_anew(journal: Journal) -> Path | None:
    """Put an empty journal in place; return the path the present file was set aside at, if there was one.

    Raises:
        Rejected: the empty journal could not be written; what was there is unchanged.
        StoreError: another program is writing.
    """
    from efficacy_tui.store import restore

    try:
        return restore.begin_anew(journal.path, journal.now(), journal.store.new_id)
    except OSError as error:
        raise Rejected(
            f"{journal.path.name} could not be replaced by an empty journal: {_describe(error)}. "
            "What was there was not changed."
        ) from error


def _describe(error: Exception) -> str:
    return describe_os_error(error) if isinstance(error, OSError) else str(error)
