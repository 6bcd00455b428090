"""Find words of the person in the journal and all its copies: current, earlier, deleted, drafts, settings, titles."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.model import records as r
from efficacy_tui.store import atomic_file
from efficacy_tui.store.copies import list_copies, parse_tables
from efficacy_tui.store.decode import MAX_BYTES
from efficacy_tui.store.erasures import parse_instant
from efficacy_tui.store.file_facts import facts_in, is_same_journal, peek_facts
from efficacy_tui.store.first_reviews import answered_week
from efficacy_tui.store.ids import review_id
from efficacy_tui.store.joins import find_owner_ids
from efficacy_tui.store.references import REFERENCE_FIELDS
from efficacy_tui.store.scrub import PlainTables, versions_in
from efficacy_tui.store.tables import Contents

_NO_TEXT_FIELDS = frozenset(
    {
        *REFERENCE_FIELDS,
        *("id", "created", "updated", "at", "day", "start", "due", "closed", "source", "status", "outcome", "field"),
        *("attribution", "colour", "independence", "result", "rater", "evidence", "version", "instrument", "form"),
        *("stopped_at", "gap", "changed", "removed_steps", "about", "days", "paused_from", "paused_until"),
    }
)
"""Fields that hold no words of the person."""

EXPORTED_EVENTS_KEY = "ics:"
"""Begins the keys of the settings that remember what calendars were given, by id and day: none of the person's words.

They stay when a challenge is erased, or no calendar could be told that its events are gone.
"""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class TextMatches:
    """Where some words are.

    `current`, `domains`, `joined` (domains that were joined to another, which are not shown) and `settings` (drafts
    among them) are rows whose present version holds them; `revised` are
    challenges of which only a former wording does; `earlier` are rows of which another version does. `deleted` are
    the tables of records that are no longer there, by id. `latest` are the instants of the last versions with the
    words, by id. `steps` counts titles in the history of the journal. `files` are the copies that hold the words,
    `unreadable` those that cannot be read as a journal, and `foreign` those of another journal.
    """

    current: list[Any] = field(default_factory=list)
    domains: list[Any] = field(default_factory=list)
    joined: list[Any] = field(default_factory=list)
    settings: list[Any] = field(default_factory=list)
    revised: list[Any] = field(default_factory=list)
    earlier: list[Any] = field(default_factory=list)
    deleted: dict[str, str] = field(default_factory=dict)
    latest: dict[str, dt.datetime] = field(default_factory=dict)
    steps: int = 0
    files: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    foreign: list[Path] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name not in ("foreign", "latest"))


def fold(text: str) -> str:
    """Return a text as it is compared: without case, and with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def contains(value: Any, folded_words: str) -> bool:
    """Whether the texts of a document, joined by blanks, contain some words (folded), or its id is these words."""
    if isinstance(value, Mapping):
        if value.get("id") == folded_words:
            return True
        if str(value.get("key", "")).startswith(EXPORTED_EVENTS_KEY):
            return False
    return folded_words in fold(" ".join(_collect_texts(value)))


def find_text(path: Path, words: str, contents: Contents) -> TextMatches:
    """Find where words, or a record's id, occur in the journal at `path`, its history and its copies.

    Raises:
        OSError: A file cannot be read.
    """
    matches, folded_words = TextMatches(), fold(words)
    tables_by_id = _find_current(contents, folded_words, matches)
    facts, checked_versions = peek_facts(path), dict[tuple[str, int], bool]()
    for file in (path, *list_copies(path)):
        try:
            data, _ = atomic_file.read_whole(file, MAX_BYTES)
        except (FileNotFoundError, IsADirectoryError, atomic_file.FileTooLarge, atomic_file.IrregularFile):
            continue
        except atomic_file.BrokenSealedFile:
            # Nobody can open it any more, so nobody can say that the words are not in it.
            matches.unreadable += [file] if file != path else []
            continue
        if not _may_contain(data, folded_words):
            continue
        tables = parse_tables(data)
        if tables is None:
            matches.unreadable += [file] if file != path and _contains_raw(data, words) else []
            continue
        is_match = _collect_versions(tables, folded_words, tables_by_id, matches, checked_versions)
        title_count = sum(folded_words in fold(str(step.get("title", ""))) for step in _steps(tables))
        if file == path:
            matches.steps = title_count
        elif is_match or title_count:
            matches.files.append(file)
            if not is_same_journal(facts, facts_in(tables)):
                matches.foreign.append(file)
    _sort_others(contents, tables_by_id, matches)
    return matches


def _collect_versions(
    tables: PlainTables,
    folded_words: str,
    tables_by_id: dict[str, str],
    matches: TextMatches,
    checked_versions: dict[tuple[str, int], bool],
) -> bool:
    """Collect the records of which a version in this file contains some words; return whether anything in it does.

    `checked_versions` remembers the answer for each version, because most copies have the same ones.
    """
    is_match = _has_loose_match(tables, folded_words)
    for name, document in versions_in(tables):
        if not isinstance(document.get("id"), str):
            continue
        key = document["id"], hash(msgspec.json.encode(document))
        if key not in checked_versions:
            checked_versions[key] = contains(document, folded_words)
        if checked_versions[key]:
            is_match = True
            for table, identifier in _iterate_keys(name, document):
                tables_by_id.setdefault(identifier, table)
                if instant := parse_instant(document.get("updated")):
                    latest = matches.latest.get(identifier, instant)
                    matches.latest[identifier] = max(latest, instant)
    return is_match


def _iterate_keys(name: str, document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Iterate over the tables and ids of the records that a version is of.

    In a file of an older format a weekly answer is a setting; it becomes the record of its week wherever that is read.
    """
    yield name, document["id"]
    if name == "settings" and (week := answered_week(document)) is not None:
        yield "reviews", review_id(week)


def file_contains(file: Path, words: str) -> bool:
    """Whether a file that is no journal contains some words; one that cannot be read counts as not."""
    try:
        return _contains_raw(atomic_file.read_whole(file, MAX_BYTES)[0], words)
    except OSError:
        return False


def _may_contain(data: bytes, folded_words: str) -> bool:
    """Whether a file can contain some words, told without taking it apart."""
    longest_word = max(folded_words.split(), key=len, default="")
    if data.isascii() and longest_word.isascii() and b"\\u" not in data and not set(longest_word) & set('"\\'):
        return longest_word.encode() in data.lower()
    text = _fold_bytes(data)
    return longest_word in text or "\\u" in text or any(sign in longest_word for sign in '"\\') or data[:2] in _UTF_16


def _contains_raw(data: bytes, words: str) -> bool:
    """Whether bytes that are no journal contain some words, written plainly or as in JSON."""
    texts = [data.decode("utf-8", "ignore")]
    if data[:2] in _UTF_16:
        texts.append(data.decode("utf-16", "ignore"))
    return any(fold(words) in fold(candidate) for text in texts for candidate in (text, _unescape_json(text)))


def _unescape_json(text: str) -> str:
    """Replace the escapes of JSON by what they stand for, also in a text that is not whole."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return re.sub(r"\\[nrtbf]", " ", text).replace('\\"', '"').replace("\\\\", "\\")


def _fold_bytes(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("utf-8", "ignore")).casefold()


def has_loose_match(document: Any, folded_words: str) -> bool:
    """Whether a document that has no id to find it by contains some words."""
    is_loose = not (isinstance(document, dict) and isinstance(document.get("id"), str))
    return is_loose and contains(document, folded_words)


def _find_current(contents: Contents, folded_words: str, matches: TextMatches) -> dict[str, str]:
    tables_by_id: dict[str, str] = {}
    rows_by_table = {"domains": matches.domains, "settings": matches.settings}
    owner_ids = find_owner_ids(contents.domains)
    for name in r.TABLES:
        for identifier, row in contents.table(name).items() if name != "tombstones" else ():
            document = msgspec.to_builtins(row)
            if not contains(document, folded_words):
                continue
            tables_by_id[identifier] = name
            if name == "challenges" and not contains({**document, "revisions": ()}, folded_words):
                matches.revised.append(row)
            elif identifier in owner_ids and identifier != folded_words:
                matches.joined.append(row)
            else:
                rows_by_table.get(name, matches.current).append(row)
    return tables_by_id


def _sort_others(contents: Contents, tables_by_id: dict[str, str], matches: TextMatches) -> None:
    present_ids = {
        row.id
        for rows in (matches.current, matches.domains, matches.joined, matches.settings, matches.revised)
        for row in rows
    }
    for identifier, name in tables_by_id.items():
        if identifier in present_ids or name not in r.TABLES:
            continue
        row = contents.table(name).get(identifier)
        if row is not None:
            matches.earlier.append(row)
        else:
            matches.deleted[identifier] = name


def _has_loose_match(tables: PlainTables, folded_words: str) -> bool:
    return any(
        has_loose_match(document, folded_words)
        for name, table in tables.items()
        for document in table.values()
        if name not in ("meta", "history")
    )


def _steps(tables: PlainTables) -> Iterator[dict[str, Any]]:
    return (step for step in tables.get("history", {}).values() if isinstance(step, dict))


def _collect_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for key, item in value.items() if key not in _NO_TEXT_FIELDS for text in _collect_texts(item)]
    return [text for item in value for text in _collect_texts(item)] if isinstance(value, list | tuple) else []
