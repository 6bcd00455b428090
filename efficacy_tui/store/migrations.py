"""Migrate files of an older schema one version at a time, and decode as much as possible of a newer one.

A migration takes the whole file as plain data and changes it in place to the next schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.limits import describe_bad_date, is_document_number
from efficacy_tui.store.registers import ALL
from efficacy_tui.store.step_ids import identify_steps
from efficacy_tui.store.tables import RECORD_TYPES, SCHEMA, JournalFile

PlainTables = dict[str, dict[str, Any]]
"""Table name → document number (as text) → document."""


def rename_rating_to_confidence(tables: PlainTables) -> None:
    """Migrate schema 0 → 1: before the first release, the confidence of a check-in was called `rating`."""
    for document in tables.get("checkins", {}).values():
        if "rating" in document:
            document["confidence"] = document.pop("rating")


def add_erasure_marks(_tables: PlainTables) -> None:
    """Migrate schema 1 → 2: files can have an epoch and marks of erased versions; one of schema 1 has neither."""


def allow_task_difficulty(_tables: PlainTables) -> None:
    """Migrate schema 2 → 3: a domain can have `task_difficulty` and `place_asked`; none of schema 2 has them."""


def note_changed_fields(tables: PlainTables) -> None:
    """Migrate schema 3 → 4: records say when each field was last changed, and the steps of challenges have ids.

    Of a record of schema 3 only the last of these instants is known. Versions in the history and before an adjustment
    get the same, so that they can still be told apart.
    """
    for name, table in tables.items():
        for document in table.values() if isinstance(table, dict) else ():
            if not isinstance(document, dict):
                continue
            if name == "history":
                changes = document.get("changes")
                for change in changes if isinstance(changes, list) else ():
                    _note_changed_versions(change, ("was", "now"))
            elif name == "adjusted":
                _note_changed_versions(document, ("was",))
            else:
                _note_changed(name, document)


def _note_changed_versions(entry: Any, keys: tuple[str, ...]) -> None:
    for key in keys if isinstance(entry, dict) and isinstance(entry.get("table"), str) else ():
        if isinstance(entry.get(key), dict):
            _note_changed(entry["table"], entry[key])


def _note_changed(name: str, document: dict[str, Any]) -> None:
    if name not in r.TABLES or name in ("tombstones", "settings"):
        return
    created, updated = document.get("created"), document.get("updated")
    if created != updated and isinstance(updated, str):
        document.setdefault("changed", {ALL: updated})
    steps = document.get("steps") if name == "challenges" else None
    if isinstance(steps, list) and all(isinstance(step, dict) and "text" in step for step in steps):
        document["steps"] = identify_steps(str(document.get("id")), steps, {})


def allow_joined_domains(_tables: PlainTables) -> None:
    """Migrate schema 4 → 5: a domain can be `joined` to another one of its name; none of schema 4 is."""


def build_ladders(tables: PlainTables) -> None:
    """Migrate schema 5 → 6: every challenge becomes a rung of its domain’s ladder, or joins one of the same title.

    The rung has the difficulty of the latest of them, and the challenges keep their own. A link counts as set when the
    title was, so that of two machines that renamed a challenge apart the same one decides on both. Earlier versions of
    a challenge get its link, and deleted ones that of their title where there is such a rung, so that whatever brings
    them back finds it.
    """
    from efficacy_tui.store.first_rungs import add_rungs

    challenges = _documents_of(tables, "challenges")
    left_out = [
        entry["was"]
        for entry in _documents_of(tables, "adjusted")
        if entry.get("table") == "challenges" and entry.get("stamp") is None and isinstance(entry.get("was"), dict)
    ]
    rungs, left_out_rungs = add_rungs(challenges, left_out)
    taken_ids = {key for name in ("rungs", "tombstones", "adjusted") for key in _ids_of(tables, name)}
    _append(tables, "rungs", [rung for rung in rungs if rung["id"] not in taken_ids])
    # A challenge that a rule left out keeps its rung left out, too, so that the next merge starts from both.
    _append(
        tables,
        "adjusted",
        [{"id": rung["id"], "table": "rungs", "was": rung} for rung in left_out_rungs if rung["id"] not in taken_ids],
    )
    _link_other_versions(tables, challenges)


def _documents_of(tables: PlainTables, name: str) -> list[dict[str, Any]]:
    table = tables.get(name)
    return [document for document in table.values() if isinstance(document, dict)] if isinstance(table, dict) else []


def _ids_of(tables: PlainTables, name: str) -> set[str]:
    return {row["id"] for row in _documents_of(tables, name) if isinstance(row.get("id"), str)}


def _append(tables: PlainTables, name: str, documents: list[dict[str, Any]]) -> None:
    if documents and isinstance(tables.setdefault(name, {}), dict):
        last_number = max((int(number) for number in tables[name] if is_document_number(number)), default=0)
        tables[name] |= {str(number): document for number, document in enumerate(documents, last_number + 1)}


def _link_other_versions(tables: PlainTables, challenges: list[dict[str, Any]]) -> None:
    """Link the versions of challenges that are not current, and let the steps that set a title have set the link."""
    from efficacy_tui.store.first_rungs import link_by_title, link_to

    links = {row["id"]: row.get("rung") for row in challenges if isinstance(row.get("id"), str)}
    rung_ids = _ids_of(tables, "rungs")
    for name, document in _iterate_versions(tables):
        if name != "challenges":
            continue
        identifier = document.get("id")
        link = links.get(identifier) if isinstance(identifier, str) else None
        if isinstance(link, str):
            link_to(document, link)
        elif "rung" not in document:
            candidate = {**document}
            link_by_title(candidate)
            if candidate.get("rung") in rung_ids:
                document.update(candidate)
    for step in _documents_of(tables, "history"):
        changes = step.get("changes")
        for change in changes if isinstance(changes, list) else ():
            fields = change.get("fields") if isinstance(change, dict) else None
            if isinstance(fields, dict) and change.get("table") == "challenges" and "title" in fields:
                fields.setdefault("rung", fields["title"])


def move_answers_to_reviews(tables: PlainTables) -> None:
    """Migrate schema 6 → 7: what the weekly reviews were answered is a record for each week, and no setting any more.

    A setting that no record can hold stays. What a merge had left out, because another machine had answered for the
    same week, goes into the history as overwritten. Steps of the history that wrote such a setting write the record
    instead, so that they can still be undone. (The other fields that are new have defaults.)
    """
    from efficacy_tui.store.first_reviews import as_review, join_answers
    from efficacy_tui.store.ids import review_id
    from efficacy_tui.store.overwritten import build_overwritten_step

    taken_ids = {key for name in ("reviews", "tombstones") for key in _ids_of(tables, name)}
    present, left_out = dict[str, list[dict[str, Any]]](), dict[str, list[dict[str, Any]]]()
    weeks = _find_weeks(tables)
    for name, versions in (("settings", present), ("adjusted", left_out)):
        for number, document in [*tables.get(name, {}).items()] if isinstance(tables.get(name), dict) else ():
            is_left_out = name == "adjusted" and _is_of(document, "settings") and document.get("stamp") is None
            setting = document.get("was") if is_left_out else document if name == "settings" else None
            if (review := as_review(setting)) is not None and review["id"] not in taken_ids:
                versions.setdefault(review["week"], []).append(review)
                del tables[name][number]
    reviews, replaced = [], []
    for week in sorted(present.keys() | left_out.keys()):
        if week in present:
            joined = join_answers([*present[week], *left_out.get(week, [])])
            reviews.append(joined.review)
            replaced += joined.replaced
        else:
            replaced += left_out[week]
    _append(tables, "reviews", reviews)
    for step in _documents_of(tables, "history"):
        changes = step.get("changes")
        if isinstance(changes, list):
            step["changes"] = [_move_change(change, weeks) for change in changes]
    stored_ids = _ids_of(tables, "history")
    steps = [build_overwritten_step(("reviews", review_id(row["week"])), row) for row in replaced]
    documents = [msgspec.json.decode(msgspec.json.encode(step)) for step in steps if step.id not in stored_ids]
    _append(tables, "history", documents)
    _add_marks(tables, weeks)


def _add_marks(tables: PlainTables, weeks: dict[str, str]) -> None:
    """Let the marks of erased versions of weekly answers hold for their records, too."""
    from efficacy_tui.store.ids import review_id

    marked_ids = _ids_of(tables, "erasures")
    marks = [
        {**row, "id": review_id(weeks[row["id"]]), "table": "reviews"}
        for row in _documents_of(tables, "erasures")
        if _is_of(row, "settings") and isinstance(row.get("id"), str) and row["id"] in weeks
    ]
    _append(tables, "erasures", [row for row in marks if row["id"] not in marked_ids])


def _is_of(entry: Any, table: str) -> bool:
    return isinstance(entry, dict) and entry.get("table") == table


def _find_weeks(tables: PlainTables) -> dict[str, str]:
    """Return the week of each setting (id) that was a weekly answer in any version."""
    from efficacy_tui.store.first_reviews import answered_week

    settings = [("settings", row) for row in _documents_of(tables, "settings")]
    weeks = {}
    for name, document in (*settings, *_iterate_versions(tables)):
        identifier = document.get("id")
        if name == "settings" and isinstance(identifier, str) and (week := answered_week(document)) is not None:
            weeks[identifier] = week
    return weeks


def _move_change(change: Any, weeks: dict[str, str]) -> Any:
    """Return the change of a step as one of the record, if it is of a weekly answer (`weeks` by setting id)."""
    from efficacy_tui.store.first_reviews import as_review
    from efficacy_tui.store.ids import review_id

    identifier = change.get("id") if _is_of(change, "settings") else None
    week = weeks.get(identifier) if isinstance(identifier, str) else None
    if week is None:
        return change
    versions = {key: change[key] for key in ("was", "now") if change.get(key) is not None}
    reviews = {key: as_review(version) for key, version in versions.items()}
    if any(review is None or review["week"] != week for review in reviews.values()):
        return change
    return {**change, "table": "reviews", "id": review_id(week), **reviews}


def _iterate_versions(tables: PlainTables) -> Iterator[tuple[str, dict[str, Any]]]:
    """Iterate over the versions of records in a file of plain data that are not current, each with its table."""
    for name, table in tables.items():
        for document in table.values() if isinstance(table, dict) else ():
            if not isinstance(document, dict):
                continue
            if name == "history":
                changes = document.get("changes")
                for change in changes if isinstance(changes, list) else ():
                    yield from _versions_in(change, ("was", "now"))
            elif name in ("adjusted", "tombstones"):
                yield from _versions_in(document, ("was",))


def _versions_in(entry: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    for key in keys if isinstance(entry, dict) and isinstance(entry.get("table"), str) else ():
        if isinstance(entry.get(key), dict):
            yield entry["table"], entry[key]


MIGRATIONS: tuple[Callable[[PlainTables], None], ...] = (
    rename_rating_to_confidence,
    add_erasure_marks,
    allow_task_difficulty,
    note_changed_fields,
    allow_joined_domains,
    build_ladders,
    move_answers_to_reviews,
)
"""The migration at index n turns schema n into schema n + 1."""

assert len(MIGRATIONS) == SCHEMA


def schema_of(tables: Any) -> int | None:
    """Return the schema of a file as plain data (0: it states none), or `None` if it is not a journal."""
    if not isinstance(tables, dict):
        return None
    if "meta" not in tables:
        return 0 if isinstance(tables.get("domains"), dict) and tables["domains"] else None
    meta = tables["meta"]
    entries = meta.values() if isinstance(meta, dict) else ()
    values = [entry.get("value") for entry in entries if isinstance(entry, dict) and entry.get("id") == "schema"]
    # Of two entries the last one counts, as for whoever reads them into a table by their ids.
    return values[-1] if values and type(values[-1]) is int and values[-1] >= 1 else None


def migrate(tables: PlainTables, schema: int, new_id: Callable[[], str]) -> PlainTables:
    """Migrate a file to the present schema; `tables` is changed in place.

    Raises:
        Exception: A document does not conform to its schema.
    """
    for migration in MIGRATIONS[schema:]:
        migration(tables)
    entries = {entry["id"]: entry for entry in tables.get("meta", {}).values()}
    entries.setdefault("journal", {"id": "journal", "value": _derive_journal_id(tables) or new_id()})
    entries["schema"] = {"id": "schema", "value": SCHEMA}
    tables["meta"] = {str(number): entry for number, entry in enumerate(entries.values(), 1)}
    return tables


def migrate_document(table: str, document: Any, schema: int) -> Any:
    """Migrate one record of an export of an older schema; it is changed in place."""
    if isinstance(document, dict):
        for migration in MIGRATIONS[schema:]:
            migration({table: {"1": document}})
    return document


def _derive_journal_id(tables: PlainTables) -> str:
    """Return an id that two machines that migrate one file apart both find; empty without a domain."""
    import hashlib

    first = min(((row["created"], row["id"]) for row in tables.get("domains", {}).values()), default=None)
    return "" if first is None else hashlib.sha256(msgspec.json.encode(first)).hexdigest()[:32]


def decode_newer(tables: PlainTables) -> JournalFile:
    """Decode the known tables and fields of a newer file; records that do not fit are left out."""
    rows_by_table: dict[str, dict[str, Any]] = {}
    for name, kind in RECORD_TYPES.items():
        table = tables.get(name)
        rows: dict[str, Any] = {}
        ids: set[str] = set()
        for number, document in table.items() if isinstance(table, dict) else ():
            row = _convert_known_fields(document, kind)
            if row is not None and row.id not in ids and is_document_number(number) and describe_bad_date(row) is None:
                rows[number] = row
                ids.add(row.id)
        rows_by_table[name] = rows
    # Only a merge reads these, and a newer file is not merged.
    rows_by_table["adjusted"] = {}
    return JournalFile(**rows_by_table)


def _convert_known_fields(document: Any, kind: Any) -> Any:
    if not isinstance(document, dict):
        return None
    fields = {name for option in getattr(kind, "__args__", (kind,)) for name in option.__struct_fields__} | {"source"}
    for candidate in (document, {key: value for key, value in document.items() if key in fields}):
        try:
            return msgspec.convert(candidate, kind)
        except msgspec.ValidationError:
            continue
    return None
