"""Epochs tell an open program whether a file was changed on purpose or rolled back by somebody else.

Commands that take away on purpose (restore, purge, erase, repair) write a new epoch into the file. A program that is
open meanwhile follows a file with a greater epoch; a file with the same or a smaller one that lacks something was
rolled back from outside, and is merged. Of two merged files the joined one has the greater epoch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from efficacy_tui.store.file_facts import with_fact

EPOCH = "epoch"
"""The fact of a file that holds its epoch; a file without it has the first."""

FIRST = ""
_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_LAST_YEAR = 9000
_TICK = dt.timedelta(microseconds=1)


def epoch_of(facts: Mapping[str, Any]) -> str:
    """Return the epoch of a file's facts; epochs compare as text. One that no program can have written is the first."""
    epoch = facts.get(EPOCH)
    return epoch if isinstance(epoch, str) and _parse(epoch) is not None else FIRST


def next_epoch(now: dt.datetime, *epochs: str) -> str:
    """Return a new epoch: the present instant, or just after the greatest of `epochs` if a clock is behind."""
    instants = [instant for epoch in epochs if (instant := _parse(epoch)) is not None]
    return max([now.astimezone(dt.UTC), *(instant + _TICK for instant in instants)]).strftime(_FORMAT)


def with_epoch(data: bytes, epoch: str) -> bytes:
    """Return the bytes of a journal file with another epoch.

    Raises:
        msgspec.DecodeError: The bytes are not a journal.
    """
    return with_fact(data, EPOCH, epoch)


def _parse(epoch: str) -> dt.datetime | None:
    try:
        instant = dt.datetime.fromisoformat(epoch)
    except ValueError:
        return None
    # Other forms of the same instant would not compare as text.
    return instant if instant.year < _LAST_YEAR and instant.strftime(_FORMAT) == epoch else None
