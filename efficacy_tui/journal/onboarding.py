"""Onboarding hints: one at a time; each disappears for good once it is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

FINISHED_COUNT_KEY = "hints"
"""The setting that holds the number of finished hints."""


class OnboardingHint(NamedTuple):
    """A command (id) to try next, and what it does: a full and a `short` text that follow its key."""

    command: str
    text: str
    short: str


HINTS: tuple[OnboardingHint, ...] = (
    OnboardingHint("design", "designs your first challenge", "designs a challenge"),
    OnboardingHint("evidence", "saves what you did, saw, were told, or felt", "saves what you did"),
    OnboardingHint("reappraise", "turns nerves into readiness, before you perform", "before you perform"),
    OnboardingHint("help", "lists every key", "lists every key"),
)


def current_hint(journal: Journal) -> OnboardingHint | None:
    """Return the hint to show now, if any; a journal already in use without hints gets none."""
    if journal.read_only or not journal.domains.all():
        return None
    finished = journal.settings.get(FINISHED_COUNT_KEY, kind=int)
    if finished is None:
        finished = len(HINTS) if _has_begun(journal) else 0
    return HINTS[finished] if 0 <= finished < len(HINTS) else None


def mark_followed(journal: Journal, command: str) -> bool:
    """Finish the current hint if it names this command (id); return whether it did."""
    current = current_hint(journal)
    if current is None or current.command != command:
        return False
    journal.settings.set(FINISHED_COUNT_KEY, HINTS.index(current) + 1)
    return True


def dismiss_all(journal: Journal) -> bool:
    """Finish all hints; return whether any was left."""
    if current_hint(journal) is None:
        return False
    journal.settings.set(FINISHED_COUNT_KEY, len(HINTS))
    return True


def _has_begun(journal: Journal) -> bool:
    contents = journal.contents
    return bool(contents.challenges or contents.evidence or contents.reappraisals or len(contents.checkins) > 1)
