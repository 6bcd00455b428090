"""Records by the first letters of their id, as the shell prints and takes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents, RowKey

SHORT_LETTERS = 8
"""Letters of an id that are printed, if no other id begins with them."""

MIN_LETTERS = 4
"""Letters of an id that are enough to mean it, if no other begins with them."""

HIDDEN_TABLES = frozenset({"tombstones", "adjusted", "erasures", "settings", "rung_ratings", "surveys", "raters"})
"""Tables whose records have no place of their own in the timeline, so that the shell prints no id of theirs."""

MAX_MATCHES = 5


def identified_tables(contents: Contents) -> dict[str, Mapping[str, Any]]:
    """Return the tables whose records can be meant by an id, by name."""
    names = (name for name in contents.__struct_fields__ if name not in HIDDEN_TABLES)
    return {name: contents.table(name) for name in names}


def shorten_ids(contents: Contents, ids: Collection[str]) -> dict[str, str]:
    """Return for each id its first letters, so many that no other record's id begins with them."""
    beginnings: dict[str, list[str]] = {identifier[:SHORT_LETTERS]: [] for identifier in ids}
    for table in identified_tables(contents).values():
        for identifier in [identifier for identifier in table if identifier[:SHORT_LETTERS] in beginnings]:
            beginnings[identifier[:SHORT_LETTERS]].append(identifier)
    return {identifier: _shorten(identifier, beginnings[identifier[:SHORT_LETTERS]]) for identifier in ids}


def _shorten(identifier: str, namesakes: Iterable[str]) -> str:
    others = [other for other in namesakes if other != identifier]
    lengths = range(SHORT_LETTERS, len(identifier))
    return next(
        (identifier[:n] for n in lengths if not any(other.startswith(identifier[:n]) for other in others)), identifier
    )


def find_printed_id(contents: Contents, text: str) -> str | None:
    """Return the only id that begins with a text which may be the printed letters of one; `None` if there is none.

    Shorter ones could be words.
    """
    beginning = text.strip().casefold()
    if len(beginning) < SHORT_LETTERS or not set(beginning) <= set("0123456789abcdef"):
        return None
    tables = identified_tables(contents).values()
    identifiers = [identifier for table in tables for identifier in table if identifier.startswith(beginning)]
    return identifiers[0] if len(identifiers) == 1 else None


def find_by_id(contents: Contents, text: str) -> RowKey:
    """Return the table and the id of the only record whose id begins with a text.

    Raises:
        Rejected: no id begins so, several do, or it is too short to mean one.
    """
    beginning = text.strip().casefold()
    if len(beginning) < MIN_LETTERS:
        raise Rejected(
            f"“{text.strip()}” is too short for an id; give at least its first {MIN_LETTERS} letters. “efficacy list” "
            "prints them. Nothing was changed."
        )
    keys = [
        (name, identifier)
        for name, table in identified_tables(contents).items()
        for identifier in table
        if identifier.startswith(beginning)
    ]
    if len(keys) == 1:
        return keys[0]
    if keys:
        examples = ", ".join(identifier for _, identifier in sorted(keys, key=lambda key: key[1])[:MAX_MATCHES])
        rest = f" and {len(keys) - MAX_MATCHES} more" if len(keys) > MAX_MATCHES else ""
        raise Rejected(f"{len(keys)} ids begin with “{text.strip()}”: {examples}{rest}. Write a little more of it.")
    raise Rejected(
        f"No record’s id begins with “{text.strip()[:40]}”. “efficacy list” prints them. Nothing was changed."
    )
