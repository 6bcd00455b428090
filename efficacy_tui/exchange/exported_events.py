"""What calendars were given: the events that were exported once, so that those that are gone can be cancelled.

An event that no calendar ever had is not cancelled, because many calendars would show it as an event. The memory is in
the journal's settings, one value for each challenge or reminder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.find_text import EXPORTED_EVENTS_KEY
from efficacy_tui.store.tables import Contents

CLOSED_DAYS = 60
"""Days for which an event that is over stays in new calendars, so that every calendar program learns of it."""


class ExportedEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The day of an event as it was exported last, and the day of the first export in which it was over."""

    day: dt.date
    over_since: dt.date | None = None

    def is_forgotten(self, today: dt.date) -> bool:
        """Whether calendars have had enough time to learn that the event is over."""
        return self.over_since is not None and (today - self.over_since).days > CLOSED_DAYS


Events = Mapping[str, ExportedEvent]
"""The exported events of one owner, a challenge or a reminder, by the part that each is."""


def load_exported(contents: Contents, kind: str) -> dict[str, Events]:
    """Return the exported events by owner; `kind` is that of the owners.

    Kinds are letters, because a search for a word of the person also looks at the keys of settings.
    """
    prefix, exported = f"{EXPORTED_EVENTS_KEY}{kind}-", dict[str, Events]()
    for row in contents.settings.values():
        if row.key.startswith(prefix) and (events := _decode(row.value)):
            exported[row.key.removeprefix(prefix)] = events
    return exported


def save_exported(journal: Journal, kind: str, exported: Mapping[str, Events]) -> None:
    """Remember the exported events of these owners; one without events is forgotten.

    Raises:
        Rejected, StoreError: the journal could not be changed.
    """
    earlier = load_exported(journal.contents, kind)
    changes: dict[str, Any] = {
        f"{EXPORTED_EVENTS_KEY}{kind}-{owner}": msgspec.to_builtins(dict(events)) or None
        for owner, events in exported.items()
        if dict(events) != dict(earlier.get(owner, {}))
    }
    if changes:
        journal.settings.set_all(changes)


def _decode(value: Any) -> dict[str, ExportedEvent]:
    # A merge or an edited file can bring a value of any type.
    try:
        return msgspec.convert(value, dict[str, ExportedEvent])
    except msgspec.ValidationError:
        return {}
