"""Take erased versions out of one file given as plain tables: records, drafts, adjustments and the history.

A record whose version in this file is erased gets its living version instead, where there is one. Otherwise it goes,
and so do the links to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store.erasures import DIGEST, ERASED_TITLE, Erasures
from efficacy_tui.store.file_facts import set_fact
from efficacy_tui.store.first_reviews import answered_week
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.references import link_fields, owner_fields
from efficacy_tui.store.tables import Contents

PlainTables = dict[str, dict[str, Any]]
Document = dict[str, Any]

ERASED_INSTANT = "0001-01-01T00:00:00Z"
"""An instant before every mark."""

_TITLE_FIELDS = ("name", "title", "text", "event")
"""Fields whose text can stand in the title of a step."""

_MIN_TITLE_LETTERS = 2


def living_documents(contents: Contents, erasures: Erasures) -> dict[str, Document]:
    """Return the present versions of the records of which earlier versions are erased, as plain documents by id."""
    documents: dict[str, Document] = {}
    for identifier, erasure in erasures.by_id.items():
        row = contents.table(erasure.table).get(identifier) if erasure.table in r.TABLES else None
        if row is not None and not erasures.covers(identifier, row.updated):
            documents[identifier] = msgspec.to_builtins(row)
    return documents


def living_in(tables: PlainTables, erasures: Erasures) -> dict[str, Document]:
    """Return the same for a file given as plain tables."""
    return {
        document["id"]: document
        for name in {row.table for row in erasures.by_id.values()} & r.TABLES.keys()
        for document in tables.get(name, {}).values()
        if isinstance(document, dict)
        and isinstance(document.get("id"), str)
        and document["id"] in erasures.by_id
        and erasures.by_id[document["id"]].table == name
        and not _covers(erasures, document)
    }


def scrub_tables(tables: PlainTables, erasures: Erasures, living: Mapping[str, Document]) -> Counter[str]:
    """Take what is erased out of a file, in place; return what was taken out or changed, counted by table.

    The file gets the erasures themselves too, so that it passes them on, and their digest, if it is a whole journal.
    """
    erasures = erasures.joined(Erasures.of_tables(tables))
    counts, removed_ids = Counter[str](), set[str]()
    _remove_adjustments(tables, erasures, counts)
    erased_texts = set(_find_erased_texts(tables, erasures, living))
    _scrub_tombstones(tables.get("tombstones", {}), erasures, counts)
    for name in r.TABLES:
        if name != "tombstones":
            _scrub_records(tables.get(name, {}), name, erasures, living, counts, removed_ids)
    _remove_orphans(tables, erasures, counts, removed_ids)
    _clear_lost_links(tables, living, removed_ids, counts)
    # A living version that had to go can be a rung with ratings.
    _remove_orphans(tables, erasures, counts, removed_ids)
    _scrub_history(tables.get("history", {}), erasures, removed_ids, erased_texts, counts)
    if "meta" in tables:
        _write_erasures(tables, erasures)
    return +counts


def _scrub_records(
    table: dict[str, Any],
    name: str,
    erasures: Erasures,
    living: Mapping[str, Document],
    counts: Counter[str],
    removed_ids: set[str],
) -> None:
    for number, document in list(table.items()):
        if not isinstance(document, dict) or not _covers(erasures, document):
            continue
        identifier = document["id"]
        counts[name] += 1
        if identifier in living and erasures.by_id[identifier].table == name:
            table[number] = dict(living[identifier])
        else:
            del table[number]
            removed_ids.add(identifier)


def _scrub_tombstones(table: dict[str, Any], erasures: Erasures, counts: Counter[str]) -> None:
    """Remove deleted versions that are erased; a tombstone keeps what of one was set after the erasure."""
    for document in table.values():
        was = document.get("was") if isinstance(document, dict) else None
        if not isinstance(was, dict) or not _covers(erasures, {**was, "id": document.get("id")}):
            continue
        remaining = erasures.reduce_document(document["id"], was)
        if remaining == was:
            continue
        counts["tombstones"] += 1
        if remaining is None:
            del document["was"]
        else:
            document["was"] = remaining


def _remove_orphans(tables: PlainTables, erasures: Erasures, counts: Counter[str], removed_ids: set[str]) -> None:
    """Remove the records of a domain, rung or rater that is erased; this file may have more than the eraser's.

    One that was of another domain before the two were joined goes back to that.
    """
    originals = {
        (str(entry.get("id")), str(entry.get("stamp"))): entry["was"]
        for entry in tables.get("adjusted", {}).values()
        if isinstance(entry, dict) and isinstance(entry.get("was"), dict)
    }
    for name in r.TABLES:
        for number, document in list(tables.get(name, {}).items()) if name != "tombstones" else ():
            if not _belongs_to_erased(name, document, erasures, removed_ids):
                continue
            original = originals.get((str(document.get("id")), str(document.get("updated"))))
            if original is not None and not _belongs_to_erased(name, original, erasures, removed_ids):
                tables[name][number] = dict(original)
            else:
                del tables[name][number]
                counts[name] += 1
                removed_ids |= {document["id"]} if isinstance(document.get("id"), str) else set()


def _belongs_to_erased(table: str, document: Any, erasures: Erasures, removed_ids: set[str]) -> bool:
    owners = [document.get(field) for field in owner_fields(table)] if isinstance(document, dict) else []
    return any(isinstance(owner, str) and (erasures.is_whole(owner) or owner in removed_ids) for owner in owners)


def _remove_adjustments(tables: PlainTables, erasures: Erasures, counts: Counter[str]) -> None:
    """Remove adjustments of erased versions, and the adjusted records, which are those versions but for a rule."""
    stamps = {}
    for number, entry in list(tables.get("adjusted", {}).items()):
        was = entry.get("was") if isinstance(entry, dict) else None
        if isinstance(was, dict) and _covers(erasures, {**was, "id": entry.get("id")}):
            del tables["adjusted"][number]
            counts["adjusted"] += 1
            if entry.get("table") in list(r.TABLES):
                stamps[entry["id"]] = entry["table"], entry.get("stamp")
    for identifier, (name, stamp) in stamps.items():
        for number, document in list(tables.get(name, {}).items()) if stamp else ():
            if isinstance(document, dict) and (document.get("id"), document.get("updated")) == (identifier, stamp):
                # The version before the adjustment is erased, so this one counts as that version.
                tables[name][number] = {**document, "updated": ERASED_INSTANT}


def _clear_lost_links(
    tables: PlainTables, living: Mapping[str, Document], removed_ids: set[str], counts: Counter[str]
) -> None:
    """Clear the links to removed records; a living version that belongs to a record missing here is removed itself."""
    ids_by_table = {
        name: {row["id"] for row in table.values() if isinstance(row, dict) and isinstance(row.get("id"), str)}
        for name, table in tables.items()
        if isinstance(table, dict)
    }
    deleted_ids = ids_by_table.get("tombstones", set()) | ids_by_table.get("adjusted", set())
    # A living version can be one of these documents, so they are compared before any is changed.
    living_versions = {
        name: [(number, row) for number, row in tables.get(name, {}).items() if row in living.values()]
        for name in r.TABLES
        if living and name != "tombstones"
    }
    for name, versions in living_versions.items():
        for number, document in versions:
            missing_fields = [
                field
                for field, owner_table in {**owner_fields(name), **link_fields(name)}.items()
                if isinstance(document.get(field), str)
                and document[field]
                and document[field] not in ids_by_table.get(owner_table, set()) | deleted_ids
            ]
            if owner_fields(name).keys() & set(missing_fields):
                del tables[name][number]
                removed_ids.add(document["id"])
            for field in missing_fields:
                document.pop(field)
            if isinstance(document.get("evidence"), list):
                present_ids = ids_by_table.get("evidence", set()) | deleted_ids
                document["evidence"] = [
                    item for item in document["evidence"] if isinstance(item, str) and item in present_ids
                ]
    for name in r.TABLES:
        for document in tables.get(name, {}).values() if removed_ids else ():
            if isinstance(document, dict) and name != "tombstones" and _clear_links(name, document, removed_ids):
                counts[f"links in {name}"] += 1


def _scrub_history(
    table: dict[str, Any],
    erasures: Erasures,
    removed_ids: set[str],
    erased_texts: set[str],
    counts: Counter[str],
) -> None:
    for number, step in list(table.items()):
        if not isinstance(step, dict) or not isinstance(step.get("changes", []), list):
            continue
        changes = [change for change in step.get("changes", []) if isinstance(change, dict)]
        remaining = [change for change in changes if not _is_erased_change(change, erasures)]
        versions = [
            (str(change.get("table")), change[key])
            for change in remaining
            for key in ("was", "now")
            if isinstance(change.get(key), dict)
        ]
        has_cleared = sum(_clear_links(name, document, removed_ids) for name, document in versions) > 0
        title = str(step.get("title", ""))
        has_erased_title = title != ERASED_TITLE and any(text in title.casefold() for text in erased_texts)
        if has_erased_title:
            step["title"] = ERASED_TITLE
        if len(remaining) < len(changes):
            if remaining:
                table[number] = {**step, "title": ERASED_TITLE, "changes": remaining, "state": "superseded"}
            else:
                del table[number]
        if len(remaining) < len(changes) or has_cleared or has_erased_title:
            counts["history"] += 1


def _is_erased_change(change: Document, erasures: Erasures) -> bool:
    identifier = change.get("id")
    documents = [change[key] for key in ("was", "now") if isinstance(change.get(key), dict)]
    return isinstance(identifier, str) and (
        erasures.covers_change(identifier, change.get("stamp"), documents)
        or any(_covers_answer(erasures, document) for document in documents)
    )


def _clear_links(table: str, document: Document, removed_ids: set[str]) -> bool:
    has_cleared = False
    for field in link_fields(table):
        if isinstance(document.get(field), str) and document[field] in removed_ids:
            del document[field]
            has_cleared = True
    evidence_ids = document.get("evidence")
    if isinstance(evidence_ids, list):
        remaining = [item for item in evidence_ids if not (isinstance(item, str) and item in removed_ids)]
        has_cleared = has_cleared or len(remaining) < len(evidence_ids)
        document["evidence"] = remaining
    return has_cleared


def _find_erased_texts(tables: PlainTables, erasures: Erasures, living: Mapping[str, Document]) -> Iterator[str]:
    """Find the texts of erased versions that can stand in titles of other steps, such as a former name of a domain."""
    for _, document in versions_in(tables):
        if not _covers(erasures, document):
            continue
        present = living.get(document["id"], {})
        for field in _TITLE_FIELDS:
            text = document.get(field)
            if isinstance(text, str) and text != present.get(field) and len(text) >= _MIN_TITLE_LETTERS:
                yield text.casefold()


def versions_in(tables: PlainTables) -> Iterator[tuple[str, Document]]:
    """Iterate over every version of every record in a file, each with its table.

    These are the present ones, those before an adjustment, deleted ones, and those in the history.
    """
    for name, table in tables.items():
        for document in table.values() if isinstance(table, dict) else ():
            if not isinstance(document, dict):
                continue
            if name == "history":
                changes = document.get("changes", [])
                for change in changes if isinstance(changes, list) else ():
                    yield from _versions_of(change, ("was", "now"))
            elif name in ("adjusted", "tombstones"):
                yield from _versions_of(document, ("was",))
            elif name in r.TABLES:
                yield name, document


def _versions_of(entry: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, Document]]:
    for key in keys if isinstance(entry, dict) else ():
        if isinstance(entry.get(key), dict):
            yield str(entry.get("table")), {**entry[key], "id": entry.get("id")}


def _covers(erasures: Erasures, document: Document) -> bool:
    identifier = document.get("id")
    return isinstance(identifier, str) and (
        erasures.covers_document(identifier, document) or _covers_answer(erasures, document)
    )


def _covers_answer(erasures: Erasures, document: Document) -> bool:
    """Whether a version is a weekly answer, which an older format has among the settings, and its record is erased."""
    week = answered_week(document)
    return week is not None and erasures.covers(review_id(week), document.get("updated"))


def _write_erasures(tables: PlainTables, erasures: Erasures) -> None:
    """Write the erasures into a file: whole records as tombstones, others as marks, and their digest as a fact."""
    numbers_by_table = {
        name: {
            row["id"]: number
            for number, row in tables.setdefault(name, {}).items()
            if isinstance(row, dict) and isinstance(row.get("id"), str)
        }
        for name in ("tombstones", "erasures")
    }
    for identifier, row in erasures.by_id.items():
        name = "tombstones" if isinstance(row, r.Tombstone) else "erasures"
        table = tables[name]
        number = numbers_by_table[name].get(identifier) or str(
            max((int(key) for key in table if key.isdecimal()), default=0) + 1
        )
        table[number] = msgspec.to_builtins(row)
    set_fact(tables, DIGEST, erasures.digest())


def scrub_data(data: bytes, erasures: Erasures) -> bytes:
    """Return the bytes of a journal file without what is erased, by `erasures` or by its own.

    Raises:
        msgspec.DecodeError: The bytes are not a journal.
    """
    tables = msgspec.json.decode(data)
    erasures = erasures.joined(Erasures.of_tables(tables))
    scrub_tables(tables, erasures, living_in(tables, erasures))
    return msgspec.json.encode(tables)


def is_scrubbed(contents: Contents, facts: Mapping[str, Any]) -> bool:
    """Whether a file says that it is clean of everything that is erased from it."""
    erasures = Erasures.of_contents(contents)
    return not erasures or facts.get(DIGEST) == erasures.digest()
