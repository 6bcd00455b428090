"""Ids of records and journals."""

from __future__ import annotations

import uuid


def random_id() -> str:
    """Return a new id: uuid4, 32 hex digits."""
    return uuid.uuid4().hex
