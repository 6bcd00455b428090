"""Earlier versions of a record: read from the history, found by words or id, and brought back."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec

from efficacy_tui.journal.challenges import build_revisions, still_open_sentence
from efficacy_tui.journal.domain_reading import is_same_name, ordered_domains, present_domains
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, CheckIn, Domain, Review, RungRating
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.find_text import contains, fold
from efficacy_tui.store.history import History
from efficacy_tui.store.tables import Contents, RowKey
from efficacy_tui.store.unit_of_work import TICK, UnitOfWork
from efficacy_tui.store.versions import HistoryEntry, RecordVersion, VersionHistory, differing_fields

ERASED_FOR_GOOD = "It was erased for good, so no version of it can come back."

_ID_BEGINNING = re.compile(r"[0-9a-f]{4,32}")
"""Four letters of an id are enough to mean it, if no other begins with them."""
_REVISABLE_FIELDS = frozenset(
    {"title", "done_when", "partly_when", "role_model", "if_obstacle", "then_plan", "due", "steps"}
)
"""The fields of a running challenge whose changes stay visible on its page."""


def read_versions(journal: Journal) -> VersionHistory:
    """Read the whole history; it may take a while, and wait for a write."""
    return VersionHistory(journal.store.read_history(), journal.contents)


def find_records(history: VersionHistory, words: str) -> list[RowKey]:
    """Find the records with this id (or its first letters), else those of which any version contains the words.

    A domain that was joined to another is found by its id only.
    """
    keys = history.record_keys()
    if _ID_BEGINNING.fullmatch(words.strip().casefold()):
        prefix = words.strip().casefold()
        if matches := [key for key in keys if key[1].startswith(prefix)]:
            return matches
    folded_words = fold(words)
    shown_keys = [key for key in keys if not history.is_joined(key)]
    return [key for key in shown_keys if any(_contains(row, folded_words) for row in _all_rows(history, key))]


def entries_about(history: VersionHistory, words: str) -> list[HistoryEntry]:
    """Return the changes to the records with these words, and those with the words in their title, newest first.

    A change of several records is reduced to those that are meant.
    """
    keys, folded_words = set(find_records(history, words)), fold(words)
    entries = []
    for entry in history.entries:
        if folded_words in fold(entry.title):
            entries.append(entry)
        elif changes := tuple(change for change in entry.changes if (change.table, change.id) in keys):
            entries.append(msgspec.structs.replace(entry, changes=changes))
    return entries


def find_record(history: VersionHistory, words: str) -> RowKey:
    """Find the only record with this id or these words; of a challenge and its rung, the challenge.

    Raises:
        Rejected: there is none, or there are several.
    """
    keys = find_records(history, words)
    challenges = [row for key in keys if key[0] == "challenges" for row in _all_rows(history, key)]
    rungs = {("rungs", row.rung) for row in challenges}
    keys = [key for key in keys if key not in rungs]
    if len(keys) == 1:
        return keys[0]
    if keys:
        raise Rejected(f"{len(keys)} records match “{words}”. “efficacy history” lists them with their ids.")
    raise Rejected(f"No record matches “{words}”, neither now nor in the history. Nothing was changed.")


def choose_version(history: VersionHistory, key: RowKey, at: dt.datetime | None) -> RecordVersion:
    """Return the version that a record had at an instant, or the one before the present one.

    Raises:
        Rejected: there is no such version, or the record says the same now.
    """
    if at is None:
        versions = history.differing_versions(key)
        if not versions:
            raise Rejected("There is no earlier version of it that differs. Nothing was changed.")
        return versions[0]
    version = history.version_at(key, at)
    if version is None:
        raise Rejected("There is no version of it that old. “efficacy history ID” lists them. Nothing was changed.")
    return version


def bring_back(journal: Journal, version: RecordVersion, name: str) -> Any:
    """Bring a version of a record back, as one change that can be undone; `name` is the record's, for the history.

    A deleted record comes back. When it was created stays; a running challenge remembers what it was before.

    Raises:
        Rejected: a rule of the journal is against it, it was erased, or the record says the same now.
        StoreError: it could not be saved.
    """

    def intent(unit: UnitOfWork, _history: History) -> Any:
        return _bring_back(unit, version)

    return journal.transact(f"Earlier version: {name}", intent)


def _bring_back(unit: UnitOfWork, version: RecordVersion) -> Any:
    row, contents = version.row, unit.contents
    tombstone = contents.tombstones.get(row.id)
    mark = contents.erasures.get(row.id)
    if (tombstone is not None and tombstone.erased) or (mark is not None and row.updated <= mark.until):
        raise Rejected(ERASED_FOR_GOOD)
    current = contents.table(version.table).get(row.id)
    if current is not None and type(current) is type(row) and not differing_fields(row, current):
        raise Rejected("It is already as it was then. Nothing was changed.")
    _require_owners(row, contents)
    if isinstance(row, Challenge) and row.rung not in contents.rungs:
        row = msgspec.structs.replace(row, rung=current.rung if isinstance(current, Challenge) else None)
    row = _fit_among_others(row, current, contents)
    if current is None or type(current) is not type(row):
        latest_instants = [other.updated for other in (row, current, tombstone) if other is not None]
        unit.save(msgspec.structs.replace(row, updated=max(unit.now, max(latest_instants) + TICK)))
    else:
        fields = {name: getattr(row, name) for name in differing_fields(row, current)}
        if isinstance(current, Challenge):
            names = [name for name in fields if name in _REVISABLE_FIELDS]
            fields["revisions"] = (*current.revisions, *build_revisions(unit.now, current, names))
        unit.change(current, **fields)
    return unit.contents.table(version.table)[row.id]


def _require_owners(row: Any, contents: Contents) -> None:
    """Check that what a record belongs to is there.

    Raises:
        Rejected: its domain, its rung or its rater is gone.
    """
    if isinstance(row, RungRating) and row.rung not in contents.rungs:
        raise Rejected("The rung it rates is no longer in the journal. Bring that back first.")
    domain = getattr(row, "domain", None)
    if domain is not None and domain not in contents.domains:
        raise Rejected("The domain it belongs to is no longer in the journal. Bring that back first.")
    rater = getattr(row, "by", None)
    if rater is not None and rater not in contents.raters:
        raise Rejected("The rater it comes from is no longer in the journal. Bring the rater back first.")


def _fit_among_others(row: Any, current: Any | None, contents: Contents) -> Any:
    """Return a version with what only the present decides (focus and order of domains), if it can stand beside others.

    Raises:
        Rejected: two records would claim one place.
    """
    match row:
        case Domain():
            return _fit_domain(row, current, contents)
        case Challenge(status="active"):
            rows = contents.challenges.values()
            active = (other for other in rows if other.domain == row.domain and other.status == "active")
            if (rival := next((other for other in active if other.id != row.id), None)) is not None:
                raise Rejected(still_open_sentence(rival))
        case CheckIn():
            same_day = (other for other in contents.checkins.values() if other.id != row.id and other.day == row.day)
            if any(other.domain == row.domain for other in same_day):
                raise Rejected("There is another check-in for that day now. Change that one instead.")
        case RungRating():
            ratings = (other for other in contents.rung_ratings.values() if other.id != row.id)
            if any((other.rung, other.day) == (row.rung, row.day) for other in ratings):
                raise Rejected("There is another rating of that rung for that day now. Change that one instead.")
        case Review():
            if any(other.id != row.id and other.week == row.week for other in contents.reviews.values()):
                raise Rejected("There is another answer for that week now. Change that one instead.")
        case _:
            pass
    return row


def _fit_domain(row: Domain, current: Domain | None, contents: Contents) -> Domain:
    others = (domain for domain in present_domains(contents) if domain.id != row.id)
    namesake = next((domain for domain in others if is_same_name(domain.name, row.name)), None)
    if namesake is not None:
        raise Rejected(f"Another domain is called {namesake.name} now. Rename that one first.")
    if current is not None:
        if current.focus and row.archived:
            raise Rejected("It is your focus now, so it cannot be archived. Make another domain your focus first.")
        return msgspec.structs.replace(row, focus=current.focus, order=current.order)
    ordered_rows = ordered_domains(contents)
    order = max((domain.order for domain in ordered_rows), default=-1) + 1
    return msgspec.structs.replace(row, focus=not ordered_rows and not row.archived, order=order)


def _all_rows(history: VersionHistory, key: RowKey) -> list[Any]:
    current = history.current(key)
    return [*([current] if current is not None else []), *(version.row for version in history.versions(key))]


def _contains(row: Any, folded_words: str) -> bool:
    return contains(msgspec.to_builtins(row), folded_words)
