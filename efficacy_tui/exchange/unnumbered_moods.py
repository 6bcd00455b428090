"""Name the mood words that have no number yet, once each, with an option of the shell that can be pasted."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, quote_cell
from efficacy_tui.model import locale_format


def describe_unnumbered_moods(entries: Iterable[ParsedEntry]) -> list[BadRow]:
    """Return a bad row for each mood word of some entries without a number, with its first location and its count."""
    entries_by_word: dict[str, list[ParsedEntry]] = {}
    for entry in entries:
        entries_by_word.setdefault(entry.unnumbered_mood, []).append(entry)
    return [_describe(word, rows) for word, rows in entries_by_word.items()]


def _describe(word: str, entries: list[ParsedEntry]) -> BadRow:
    count = len(entries)
    others = locale_format.group_thousands(count - 1)
    where = entries[0].where + (f" and {others} more row{'s' * (count > 2)}" if count > 1 else "")
    reason = f"the mood {quote_cell(word)} has no number yet"
    # A word that cannot be pasted as it is printed gets no option.
    hint = f"add --mood {shlex.quote(f'{word}=NUMBER')}" if word.isprintable() else ""
    return BadRow(where, reason, None, "rating", hint, count)
