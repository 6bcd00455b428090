"""What an erasure of earlier versions does to the records that live on: their fields count from after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from efficacy_tui.store.erasures import parse_instant
from efficacy_tui.store.find_text import contains
from efficacy_tui.store.registers import Document, earliest_instant, format_instant, reassert, revision_register
from efficacy_tui.store.scrub import PlainTables
from efficacy_tui.store.unit_of_work import TICK


def update_survivors(
    journal: PlainTables, earlier: Mapping[str, tuple[str, dt.datetime]], words: str, now: dt.datetime
) -> None:
    """Take former wordings out of records that live on, and date what is left after the versions that are erased."""
    for identifier, (table, until) in earlier.items():
        for number, document in journal.get(table, {}).items():
            if not isinstance(document, dict) or document.get("id") != identifier:
                continue
            updated = parse_instant(document.get("updated"))
            if updated is None:
                continue
            instant = max(now.astimezone(dt.UTC), until + TICK, updated + TICK)
            cleaned = _drop_wordings(document, words, instant)
            if (
                updated > until
                and cleaned.get("revisions") == document.get("revisions")
                and earliest_instant(table, document) > until
            ):
                continue
            # Use the earliest instant that will do, so that later changes from elsewhere still win.
            journal[table][number] = reassert(table, cleaned, until, until + TICK)
            for entry in journal.get("adjusted", {}).values():
                is_of_record = isinstance(entry, dict) and entry.get("id") == identifier
                if is_of_record and entry.get("stamp") == document["updated"] and isinstance(entry.get("was"), dict):
                    # Carry over the version from before a rule, or the rule's change would count as the person's.
                    was = _drop_wordings(entry["was"], words, instant)
                    entry.update(was=reassert(table, was, until, until + TICK), stamp=format_instant(instant))


def _drop_wordings(document: Document, words: str, at: dt.datetime) -> Document:
    """Return a record, updated at an instant, without the former wordings that contain some words."""
    has_words = words and document.get("revisions")
    cleaned = drop_revisions(document, words, at) if has_words else document
    return {**cleaned, "updated": format_instant(at)}


def drop_revisions(challenge: Mapping[str, Any], folded_words: str, at: dt.datetime) -> dict[str, Any]:
    """Return a challenge, as a plain document, without the former wordings that contain some words; they went `at`."""
    revisions = challenge.get("revisions", ())
    dropped = [item for item in revisions if contains(item, folded_words)]
    if not dropped:
        return dict(challenge)
    names = (revision_register(instant, item["field"]) for item in dropped if (instant := parse_instant(item["at"])))
    return {
        **challenge,
        "revisions": [item for item in revisions if item not in dropped],
        "changed": {**challenge.get("changed", {}), **dict.fromkeys(names, format_instant(at))},
    }
