"""Plan an import, apply it as one undo step, and save the person's label rules and mood numbers for the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from efficacy_tui.exchange.import_plan import ImportPlan
from efficacy_tui.exchange.parsed_entries import (
    EntryKind,
    LabelRule,
    Origin,
    ParsedFile,
    UnreadableFile,
    quote_cell,
    unknown_labels,
)
from efficacy_tui.exchange.readers.own_json import ExportedRecords
from efficacy_tui.exchange.readers.plain_table import ParsedTable
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.types import Percent
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.unit_of_work import UnitOfWork

_RULES_KEY = "import:"
"""Prefix of the keys under which rules are saved; the origin follows."""

_MOODS_KEY = "import moods"

ParsedImport = ParsedFile | ExportedRecords | ParsedTable
"""What was read of a file, by what it needs to come in: a mapping, or nothing."""

Progress = Callable[[Sequence[Any]], Iterable[Any]]
"""Iterates over a list and shows the progress."""


def build_planner(
    journal: Journal, parsed: ParsedImport, rules: Sequence[LabelRule] = (), *, update: bool = False
) -> Callable[[Contents, Any], ImportPlan]:
    """Return a function that plans the import for any contents and instant; rules give domains by name.

    With `update`, what came in earlier and says something else in the file now is replaced.

    Raises:
        Rejected: a rule names a domain that does not exist.
        UnreadableFile: a rule names a label that is not in the file.
    """
    today = journal.today()
    if isinstance(parsed, ExportedRecords):
        from efficacy_tui.exchange.plan_records import plan_records

        return lambda contents, now: plan_records(contents, parsed, today, now, update=update)
    if isinstance(parsed, ParsedTable):
        from efficacy_tui.exchange.plan_table import plan_table

        return lambda contents, now: plan_table(contents, parsed, today, now, day_start=journal.clock.day_start)
    from efficacy_tui.exchange.plan_entries import plan_entries

    # A row that cannot be read may have the label, and is then the reason to be told first.
    if not any(row.labels is None for row in parsed.bad_rows):
        check_labels(parsed, rules)
    resolved = [rule._replace(domain=journal.domains.find_by_name(rule.domain).id) for rule in rules]
    day_start = journal.clock.day_start
    return lambda contents, now: plan_entries(
        contents, parsed, resolved, today, now, day_start=day_start, update=update
    )


def check_labels(parsed: ParsedFile, rules: Sequence[LabelRule]) -> None:
    """Check that every rule names something in the file.

    Raises:
        UnreadableFile: a rule names a label that is not in the file.
    """
    if labels := unknown_labels(parsed, rules):
        raise UnreadableFile(f"Nothing in the file is called {quote_cell(labels[0])}.")


def apply_import(
    journal: Journal, name: str, planner: Callable[[Contents, Any], ImportPlan], progress: Progress = iter
) -> ImportPlan:
    """Apply the plan as one undo step, and return it as it was applied.

    Raises:
        Rejected: a record does not fit; nothing was changed.
        StoreError: the import could not be saved.
    """

    def intent(unit: UnitOfWork) -> ImportPlan:
        plan = planner(unit.contents, unit.now)
        plan.apply(unit, progress(plan.records))
        return plan

    return journal.change(f"Import: {name}", intent)


def load_rules(journal: Journal, parsed: ParsedFile) -> list[LabelRule]:
    """Load the rules saved for the file's origins, without those whose label or domain no longer exists."""
    rows: list[tuple[str, str, Any]] = []
    for origin in parsed.origins or (parsed.origin,):
        rows += journal.settings.get(_RULES_KEY + origin, [], list[tuple[str, str, EntryKind]])
    rules = []
    for label, domain_id, kind in dict.fromkeys(rows):
        domain = journal.domains.get(domain_id)
        if domain is not None:
            rules.append(LabelRule(label, domain.name, kind))
    missing_labels = unknown_labels(parsed, rules)
    return [rule for rule in rules if rule.label not in missing_labels]


def save_rules(journal: Journal, parsed: ParsedFile, rules: Sequence[LabelRule]) -> None:
    """Save the rules for the next import from the same origins, with each the rules for what it had."""
    origins: tuple[Origin, ...] = parsed.origins or (parsed.origin,)
    for origin in origins:
        part = parsed._replace(entries=tuple(e for e in parsed.entries if len(origins) < 2 or e.origin == origin))
        unknown = unknown_labels(part, rules) if len(origins) > 1 else []
        rows = [
            [rule.label, journal.domains.find_by_name(rule.domain).id, rule.kind]
            for rule in rules
            if rule.label not in unknown
        ]
        journal.settings.set(_RULES_KEY + origin, rows)


def load_moods(journal: Journal) -> dict[str, int]:
    """Load the saved numbers of mood words, 0–100."""
    numbers: dict[str, int] = journal.settings.get(_MOODS_KEY, {}, dict[str, Percent])
    return dict(numbers)


def save_moods(journal: Journal, moods: Mapping[str, int]) -> None:
    """Save the numbers of mood words, 0–100, for the next import."""
    if moods:
        journal.settings.set(_MOODS_KEY, {**load_moods(journal), **moods})
