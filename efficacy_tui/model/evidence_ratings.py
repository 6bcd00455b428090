"""The ratings of evidence, by its source; each of them may be missing."""

from __future__ import annotations

from efficacy_tui.model.records import AnyEvidence
from efficacy_tui.model.types import Source

_RATING_FIELDS: dict[Source, tuple[str, ...]] = {
    "mastery": ("difficulty", "independence"),
    "vicarious": ("similarity", "gap"),
    "persuasion": ("credibility", "specificity"),
    "state": ("arousal", "interpretation"),
}


def unrated_fields(entry: AnyEvidence, source: Source) -> tuple[str, ...]:
    """Return the names of an entry's ratings that are still missing."""
    return tuple(name for name in _RATING_FIELDS[source] if getattr(entry, name) is None)
