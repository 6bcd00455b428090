"""The few hints of the first days: one at a time, each gone when it was followed, none ever back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal

KEY = "hints"
"""The setting that says how many are behind."""


class OnboardingHint(NamedTuple):
    """What to try next: the id of a command, and what it does, to be read after its key, in full and in short."""

    command: str
    text: str
    short: str


HINTS: tuple[OnboardingHint, ...] = (
    OnboardingHint("design", "designs your first challenge", "designs a challenge"),
    OnboardingHint("evidence", "keeps what you did, saw, were told, or felt", "keeps what you did"),
    OnboardingHint("reappraise", "before you perform: a racing heart, read as readiness", "before you perform"),
    OnboardingHint("help", "lists every key", "lists every key"),
)


def current_hint(journal: Journal) -> OnboardingHint | None:
    """The hint to show now; none before there is a domain, and none to somebody who has begun without them."""
    if journal.read_only or not journal.domains.all():
        return None
    behind = journal.settings.get(KEY)
    if behind is None:
        behind = len(HINTS) if _has_begun(journal) else 0
    return HINTS[behind] if 0 <= behind < len(HINTS) else None


def mark_followed(journal: Journal, command: str) -> bool:
    """Somebody ran a command (id): the hint at it is behind. Says whether there was one."""
    now = current_hint(journal)
    if now is None or now.command != command:
        return False
    journal.settings.set(KEY, HINTS.index(now) + 1)
    return True


def dismiss_all(journal: Journal) -> bool:
    """No more hints. Says whether there were any left."""
    if current_hint(journal) is None:
        return False
    journal.settings.set(KEY, len(HINTS))
    return True


def _has_begun(journal: Journal) -> bool:
    contents = journal.contents
    return bool(contents.challenges or contents.evidence or contents.reappraisals or len(contents.checkins) > 1)
