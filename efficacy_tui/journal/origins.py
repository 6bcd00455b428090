"""Where ratings were imported from, as their notes name it."""

from __future__ import annotations

ORIGIN_NAMES = {"loop": "Loop Habit Tracker", "daylio": "Daylio", "jrnl": "jrnl"}
"""Other programs that ratings are imported from, by id."""

ORIGIN_NOTES = frozenset(f"from {name}" for name in ORIGIN_NAMES.values())
"""The notes of imported ratings: they name the origin, the person did not write them."""
