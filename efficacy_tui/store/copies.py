"""The copies of a journal that lie beside it: backups, files set aside, and what a synchroniser left."""

from __future__ import annotations

from pathlib import Path

import msgspec

from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store import atomic_file, backups, stored_file
from efficacy_tui.store.conflict_copies import find_conflict_copies, find_named_copies
from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.erasures import DIGEST, NO_ERASURES, Erasures
from efficacy_tui.store.file_facts import facts_in, is_same_journal, journal_id, peek_facts
from efficacy_tui.store.scrub import PlainTables, living_documents, scrub_tables
from efficacy_tui.store.tables import Contents


def list_copies(path: Path) -> list[Path]:
    """List every copy of the journal that this program or a synchroniser made: backups, set-aside files, conflicts.

    Raises:
        OSError: The journal's folder cannot be read.
    """
    target = atomic_file.resolve(path)
    prefixes = tuple(f"{target.stem}.{why}-" for why in backups.ASIDE_REASONS)
    set_aside_files = [file for file in atomic_file.list_folder(target.parent) if file.name.startswith(prefixes)]
    # A copy that cannot be read now still counts by its name, so that it is named when something is erased.
    conflict_copies = sorted({*find_conflict_copies(path), *find_named_copies(path)})
    return [*(backup.path for backup in backups.list_backups(path)), *set_aside_files, *conflict_copies]


def read_tables(file: Path) -> PlainTables | None:
    """Read a journal or a file of records set aside as plain tables; `None` if it is neither.

    Raises:
        OSError: It cannot be read.
    """
    try:
        return parse_tables(atomic_file.read_whole(file, MAX_BYTES)[0])
    except (IsADirectoryError, atomic_file.FileTooLarge, atomic_file.IrregularFile, atomic_file.BrokenSealedFile):
        return None


def parse_tables(data: bytes) -> PlainTables | None:
    """Decode a journal or a file of records set aside as plain tables; `None` if it is neither."""
    try:
        tables = msgspec.json.decode(to_utf8(data))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    is_journal = isinstance(tables, dict) and all(isinstance(table, dict) for table in tables.values())
    return tables if is_journal else None


class CleaningReport(msgspec.Struct):
    """The copies that were cleaned of what is erased, and those that could not be read or written.

    With `is_blocked`, none could be looked at.
    """

    cleaned: list[Path] = []
    failed: list[Path] = []
    is_blocked: bool = False

    @property
    def sentence(self) -> str:
        """What was done, for the person; empty if there was nothing to do."""
        sentences = []
        if count := len(self.cleaned):
            noun = "one backup or copy" if count == 1 else f"{count} backups and copies"
            sentences.append(f"Something was erased for good elsewhere. It was removed from {noun} here, too.")
        if self.failed or self.is_blocked:
            names = ", ".join(file.name for file in self.failed) or "the backups and copies here"
            sentences.append(f"What was erased may still be in {names}. They are checked again next time.")
        return " ".join(sentences)


def find_unknown_erasures(path: Path, contents: Contents, journal: str) -> Erasures:
    """Find what is erased according to copies of the same journal (id), but not according to the journal.

    The file of the journal may have been rolled back to before an erasure; its backups still know of it.
    """
    known_erasures = Erasures.of_contents(contents)
    erasures = known_erasures
    for file in _list_or_none(path):
        facts = peek_facts(file)
        if journal and journal_id(facts) == journal and facts.get(DIGEST) not in (None, known_erasures.digest()):
            erasures = erasures.joined(Erasures.of_tables(_read_or_none(file) or {}))
    return NO_ERASURES if erasures.digest() == known_erasures.digest() else erasures


def find_unclean_copies(path: Path, contents: Contents, journal: str) -> list[tuple[Path, PlainTables | None, int]]:
    """Find the copies of a journal (id) that are not clean of what is erased from it; those of another are left alone.

    Return each with its clean tables and the number of versions taken out; without tables, the system refuses to read
    it. A copy that is clean is told by its digest, without reading it whole.

    Raises:
        OSError: The folder cannot be read.
    """
    erasures = Erasures.of_contents(contents)
    living = living_documents(contents, erasures)
    unclean: list[tuple[Path, PlainTables | None, int]] = []
    for file in list_copies(path) if erasures else ():
        facts = peek_facts(file)
        if facts.get(DIGEST) == erasures.digest() or not is_same_journal({"journal": journal}, facts):
            continue
        try:
            tables = read_tables(file)
        except FileNotFoundError:
            continue
        except OSError:
            unclean.append((file, None, 0))
            continue
        # The facts may have been unreadable a moment ago, so check the journal id again.
        if tables is None or not is_same_journal({"journal": journal}, facts_in(tables)):
            continue
        count = sum(scrub_tables(tables, erasures, living).values())
        if count or facts_in(tables).get(DIGEST) != facts.get(DIGEST):
            unclean.append((file, tables, count))
    return unclean


def clean_copies(path: Path, contents: Contents, journal: str) -> CleaningReport:
    """Take what is erased from a journal (id) out of its copies; call it under the lock.

    Raises:
        OSError: The folder cannot be read.
    """
    report = CleaningReport()
    for file, tables, count in find_unclean_copies(path, contents, journal):
        if tables is None:
            report.failed.append(file)
            continue
        try:
            if atomic_file.is_link(file):
                raise atomic_file.LinkRefused(file)
            stored_file.replace_file(file, msgspec.json.encode(tables), journal=path)
        except OSError:
            report.failed += [file] if count else []
        else:
            report.cleaned += [file] if count else []
    return report


def _list_or_none(path: Path) -> list[Path]:
    try:
        return list_copies(path)
    except OSError:
        return []


def _read_or_none(file: Path) -> PlainTables | None:
    try:
        return read_tables(file)
    except OSError:
        return None
