"""One call for every way in: recognise a file, read it, and put what it says into a journal as one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from efficacy_tui.exchange.file_set import read_file_set
from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import (
    LabelRule,
    Origin,
    ParsedFile,
    UnknownFormat,
    UnreadableFile,
    unknown_labels,
)
from efficacy_tui.exchange.readers.csv_dialects import Order
from efficacy_tui.exchange.readers.own_export import ExportedRecords
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

ORIGINS: dict[Origin, str] = {
    "json": "this program’s JSON export",
    "csv": "this program’s CSV export, a folder or some of its files",
    "loop": "Loop Habit Tracker’s CSV export, a folder or zip file",
    "daylio": "Daylio’s CSV export",
    "jrnl": "jrnl’s JSON export",
}
_MAPPING = "import:"
_MOODS = "import moods"

Progress = Callable[[Sequence[Any]], Iterable[Any]]
"""Goes through a list and shows how far it is."""


def read_import(
    path: Path, origin: Origin | None = None, *, moods: Mapping[str, int] | None = None, order: Order | None = None
) -> ParsedFile | ExportedRecords:
    """What a file, a folder or a zip file holds; where it comes from is recognised unless given.

    Raises:
        UnreadableFile: it cannot be read as that.
    """
    files = read_file_set(path)
    if not files:
        raise UnreadableFile(f"There is no CSV or JSON file in {path}.")
    match origin or detect_format(files, path):
        case "json":
            from efficacy_tui.exchange.readers.own_export import read_json

            return read_json(files)
        case "csv":
            from efficacy_tui.exchange.readers.own_export import read_csv

            return read_csv(files)
        case "loop":
            from efficacy_tui.exchange.readers.loop import read_loop

            return read_loop(files)
        case "daylio":
            from efficacy_tui.exchange.readers.daylio import read_daylio

            return read_daylio(files, moods, order)
        case _:
            from efficacy_tui.exchange.readers.jrnl import read_jrnl

            return read_jrnl(files, order)


def detect_format(files: Mapping[str, bytes], path: Path) -> Origin:
    """Where files come from, by their names and beginnings.

    Raises:
        UnknownFormat: from nowhere this program knows.
        UnreadableFile: it is a journal, no export.
    """
    from efficacy_tui.exchange.writers.csv import TABLES

    names = {name.rpartition("/")[2].casefold() for name in files}
    first = next(iter(files.values())).lstrip(b"\xef\xbb\xbf \t\r\n")
    if "habits.csv" in names:
        return "loop"
    if names & {f"{table}.csv" for table in TABLES}:
        return "csv"
    if first.startswith(b"{"):
        if b'"efficacy-export"' in first[:200]:
            return "json"
        if b'"entries"' in first and b'"meta"' not in first:
            return "jrnl"
        if b'"checkins"' in first or b'"domains"' in first:
            raise UnreadableFile(f"{path} looks like a journal itself: “efficacy merge” takes it in.")
    header = first.partition(b"\n")[0].lower()
    if b"mood" in header and b"activities" in header:
        return "daylio"
    known = "; ".join(f"{origin} ({words})" for origin, words in ORIGINS.items())
    raise UnknownFormat(f"{path} is not recognised. Say what it is with --from: {known}.")


def import_planner(
    journal: Journal, found: ParsedFile | ExportedRecords, rules: Sequence[LabelRule] = ()
) -> Callable[[Contents, Any], ImportPlan]:
    """What works out the plan for any contents and instant; the rules name domains as the person does.

    Raises:
        Rejected: a rule names a domain that is not there.
        UnreadableFile: a rule names a label that is not in the file.
    """
    today = journal.today()
    if isinstance(found, ExportedRecords):
        from efficacy_tui.exchange.plan_records import plan_records

        return lambda contents, now: plan_records(contents, found, today, now)
    from efficacy_tui.exchange.plan_entries import plan_entries

    if lost := unknown_labels(found, rules):
        raise UnreadableFile(f"Nothing in the file is called “{lost[0]}”.")
    resolved = [rule._replace(domain=journal.domains.find_by_name(rule.domain).id) for rule in rules]
    return lambda contents, now: plan_entries(contents, found, resolved, today, now)


def apply_import(
    journal: Journal, name: str, plan_of: Callable[[Contents, Any], ImportPlan], progress: Progress = iter
) -> ImportPlan:
    """Put in what the plan says, as one step of undo; gives the plan as it was carried out.

    Raises:
        Rejected: a record does not fit; nothing was changed.
        StoreError: it could not be saved.
    """

    def intent(draft: UnitOfWork) -> ImportPlan:
        plan = plan_of(draft.contents, draft.now)
        plan.put(draft, progress(plan.records))
        return plan

    return journal.change(f"Import: {name}", intent)


def saved_rules(journal: Journal, found: ParsedFile) -> list[LabelRule]:
    """The mapping that was answered once for an origin, as far as its labels and domains are there."""
    kept: list[list[Any]] = journal.settings.get(_MAPPING + found.origin, [])
    rules = []
    for label, domain, kind in kept:
        known = journal.domains.get(domain)
        if known is not None:
            rules.append(LabelRule(label, known.name, kind))
    lost = unknown_labels(found, rules)
    return [rule for rule in rules if rule.label not in lost]


def save_rules(journal: Journal, origin: Origin, rules: Sequence[LabelRule]) -> None:
    """Keep a mapping for the next import from the same origin."""
    kept = [[rule.label, journal.domains.find_by_name(rule.domain).id, rule.kind] for rule in rules]
    journal.settings.set(_MAPPING + origin, kept)


def saved_moods(journal: Journal) -> dict[str, int]:
    """The mood words that were given a number once, 0–100."""
    kept: dict[str, int] = journal.settings.get(_MOODS, {})
    return dict(kept)


def save_moods(journal: Journal, moods: Mapping[str, int]) -> None:
    """Keep the numbers of mood words for the next import."""
    if moods:
        journal.settings.set(_MOODS, {**saved_moods(journal), **moods})
