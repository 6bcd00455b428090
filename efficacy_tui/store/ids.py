"""Ids of records and journals."""

from __future__ import annotations

import uuid


def review_id(week: str, number: int = 0) -> str:
    """Return the id of the answer for an ISO week, which every machine derives alike.

    `number` counts the answers of the week that were erased for good: an erased id never comes back.
    """
    import hashlib  # a prompt should not wait for it

    key = f"review {week} {number}" if number else f"review {week}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def random_id() -> str:
    """Return a new id: uuid4, 32 hex digits."""
    return uuid.uuid4().hex
