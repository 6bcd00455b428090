"""What the screens call the records of each table, one and several."""

from __future__ import annotations

from collections.abc import Mapping

from efficacy_tui.model import locale_format

RECORD_NOUNS = {
    "domains": ("domain", "domains"),
    "rungs": ("rung", "rungs"),
    "rung_ratings": ("rating of a rung", "ratings of rungs"),
    "challenges": ("challenge", "challenges"),
    "evidence": ("entry", "entries"),
    "checkins": ("check-in", "check-ins"),
    "reappraisals": ("session", "sessions"),
    "raters": ("rater", "raters"),
    "surveys": ("filled-in profile", "filled-in profiles"),
    "reviews": ("weekly answer", "weekly answers"),
    "settings": ("setting", "settings"),
}
"""Table name → what one record of it is called, and several."""


def count_words(number: int, one: str, several: str) -> str:
    """Return a number with its noun: “1 entry”, “1,200 entries”."""
    return f"1 {one}" if number == 1 else f"{locale_format.group_thousands(number)} {several}"


def count_records(counts: Mapping[str, int]) -> str:
    """Return how many records there are of each table: “3 check-ins, 1 challenge”."""
    tables = [table for table in RECORD_NOUNS if counts.get(table)]
    return ", ".join(count_words(counts[table], *RECORD_NOUNS[table]) for table in tables)
