"""Sentences on a stored copy and on what restoring it would lose, for the shell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from efficacy_tui.model import locale_format

if TYPE_CHECKING:
    from efficacy_tui.store.restore import RestoreLoss
    from efficacy_tui.store.stored_copies import StoredCopy


def format_time(at: dt.datetime) -> str:
    """Format an instant as a local date and time."""
    local = at.astimezone()
    return f"{locale_format.full_date(local.date())}, {locale_format.time_of_day(local)}"


def describe_copy(copy: StoredCopy) -> str:
    """Describe a copy as a clause: what is in it, or why it cannot be read."""
    if not copy.is_good:
        return copy.problem
    count = "1 record" if copy.records == 1 else f"{locale_format.group_thousands(copy.records)} records"
    latest = f", the newest of {format_time(copy.latest)}" if copy.latest is not None else ""
    later = "; a date in it or in its name is still to come" if copy.is_dated_later else ""
    return f"{count}{latest}{later}"


def describe_loss(loss: RestoreLoss) -> Iterator[str]:
    """Describe what restoring a backup would lose, one line after the other."""
    from efficacy_tui.wording.restore import loss_sentences, record_line

    yield from loss_sentences(loss)
    for name, present_count, backup_count in loss.tables:
        yield f"  {name:13}{present_count:6} now {backup_count:6} in the backup"
    if loss.newest:
        yield "These would be lost, the newest first:"
    for name, row in loss.newest:
        yield f"  {name:13}{record_line(row)}"
    if loss.lost > len(loss.newest):
        yield f"  … and {locale_format.group_thousands(loss.lost - len(loss.newest))} more"
