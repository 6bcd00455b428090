"""Ratings given on the command line, like `70` or `Speaking=70`: how they are read and recorded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.status import NO_DOMAIN
from efficacy_tui.store.errors import Rejected

if TYPE_CHECKING:
    from efficacy_tui.model.records import Domain

PLAIN_RATINGS = frozenset(map(str, range(101)))
"""The ratings that are read without what reads a question."""


def parse_rating(journal: Journal, text: str) -> tuple[str, int]:
    """Parse `Speaking=70` or `70` into the id of the domain, else of the focus, and the rating (0–100).

    Raises:
        Rejected: there is no such domain, or the rating is none.
    """
    name, equals, number = text.rpartition("=")
    if not equals and number not in PLAIN_RATINGS and (meant := _find_named(journal, number)) is not None:
        import shlex

        raise Rejected(f"Write the rating behind the domain: efficacy check-in {shlex.quote(f'{meant.name}=70')}")
    domain = journal.domains.find_by_name(name) if equals else journal.domains.focus()
    if domain is None:
        raise Rejected(NO_DOMAIN)
    if number in PLAIN_RATINGS:
        # Loading the questions would only delay it.
        return domain.id, int(number)
    from efficacy_tui.flows.question_types import InvalidAnswer
    from efficacy_tui.flows.shared_questions import confidence_question

    try:
        value = confidence_question(domain, "confidence").parse(number)
    except InvalidAnswer as error:
        raise Rejected(f"{domain.name}: {error}") from error
    assert value is not None
    return domain.id, value


def require_one_each(journal: Journal, ratings: Sequence[tuple[str, int]]) -> None:
    """Refuse several ratings of one domain, of which only the last would stay.

    Raises:
        Rejected: there are several.
    """
    rated_ids = [domain_id for domain_id, _ in ratings]
    if (twice := next((each for each in rated_ids if rated_ids.count(each) > 1), None)) is not None:
        domain = journal.domains.get(twice)
        raise Rejected(
            f"{domain.name if domain else 'A domain'} has more than one rating here. Write each with its domain, like "
            "Speaking=70. Nothing was recorded."
        )


def record_rating(journal: Journal, domain_id: str, confidence: int, day: dt.date, note: str = "") -> str:
    """Record a rating (0–100); return a line that says it, with the one of that day that it replaces.

    Without a `note` the one that the person wrote before stays.

    Raises:
        Rejected: it cannot be recorded.
        StoreError: it could not be saved.
    """
    earlier = journal.checkins.on(domain_id, day)
    journal.checkins.record(domain_id, confidence, day, note or (earlier.note if earlier else ""))
    domain = journal.domains.get(domain_id)
    replaced = f" (was {earlier.confidence})" if earlier is not None and earlier.confidence != confidence else ""
    return f"✓ {domain.name if domain else ''} {confidence}{replaced}"


def _find_named(journal: Journal, text: str) -> Domain | None:
    """Return the domain that a text names, with a rating behind it or without; `None` if it names none."""
    name = re.sub(r"[\s:]+\d+\s*%?$", "", text.strip())
    if not name or name[0].isdigit():
        return None
    try:
        return journal.domains.find_by_name(name)
    except Rejected:
        return None
