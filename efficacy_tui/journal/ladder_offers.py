"""What was offered about a ladder, so that the same reason offers it only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.journal.ladder import Ladder

FIRST_LADDER = "first"
"""The reason to offer a ladder: there is none."""

UNRATED = "rate:never"
"""The reason to offer rating: no rung was ever rated."""

_OFFERED_KEY = "ladder_offered:"


def rating_reason(ladder: Ladder) -> str:
    """Return the reason to offer rating all: it is another one once the ladder was rated since."""
    last = ladder.last_whole_rating
    return UNRATED if last is None else f"rate:{last.isoformat()}"


def is_offered(journal: Journal, domain: str, reason: str) -> bool:
    """Whether the last offer for a domain (id) had this reason."""
    return bool(journal.settings.get(_OFFERED_KEY + domain) == reason)


def mark_offered(journal: Journal, domain: str, reason: str) -> None:
    """Remember the reason of an offer for a domain (id).

    Raises:
        Rejected, StoreError: it could not be recorded.
    """
    if not is_offered(journal, domain, reason):
        journal.settings.set(_OFFERED_KEY + domain, reason)
