"""Today's counts for shell prompts and status bars; they contain no text the person wrote.

The file is decoded as it is for every other command, so that all agree on whether it can be read; but a prompt cannot
wait for a journal to be opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from efficacy_tui.model.clock import DAY_START, local_day
from efficacy_tui.store import atomic_file
from efficacy_tui.store.backups import find_copies
from efficacy_tui.store.errors import JournalUnreadable

if TYPE_CHECKING:
    from efficacy_tui.store.tables import Contents

CHECK_IN_WINDOW_DAYS = 14
"""Days with a check-in are counted among this many, here and in the header of the dashboard."""

CheckInState = Literal["begin", "missing", "done"]


class JournalStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day.

    `missing` of `domains` are not rated yet. `days` of the last `counted` days have a check-in. The next of the open
    `challenges` is due in `due` days (negative: overdue).
    """

    domains: int = 0
    missing: int = 0
    days: int = 0
    counted: int = CHECK_IN_WINDOW_DAYS
    challenges: int = 0
    due: int | None = None

    @property
    def state(self) -> CheckInState:
        """Whether there is a domain, and whether all are rated today."""
        return "begin" if not self.domains else "missing" if self.missing else "done"

    @property
    def line(self) -> str:
        """The counts in a few characters, for a prompt."""
        match self.state:
            case "begin":
                return "no domain yet"
            case "missing":
                return f"◌ {self.missing} to rate · {self.days}/{self.counted}"
            case _:
                return f"✓ {self.days}/{self.counted}"

    @property
    def sentences(self) -> list[str]:
        """The counts as sentences."""
        if not self.domains:
            return ["There is no domain yet. Add one: efficacy domain add NAME --task TEXT"]
        unrated = f"{self.missing} of {self.domains} domain{'' if self.domains == 1 else 's'}"
        lines = [f"Today: {unrated} still to rate." if self.missing else "Today: checked in."]
        lines.append(f"Checked in on {self.days} of the last {self.counted} day{'' if self.counted == 1 else 's'}.")
        if self.due is not None:
            count = f"{self.challenges} challenge{' is' if self.challenges == 1 else 's are'} open"
            lines.append(f"{count}, {'' if self.challenges == 1 else 'the next one '}{_format_due(self.due)}.")
        return lines


def read_status(path: Path, now: dt.datetime, day_start: dt.time = DAY_START) -> JournalStatus:
    """Compute the status of the journal at a path at a local instant; a file that never was counts as empty.

    Raises:
        JournalUnreadable: the file is damaged or may not be read.
        JournalMissing: there is no file, but there are copies of one.
    """
    contents = read_contents(path)
    return JournalStatus() if contents is None else _build_status(contents, local_day(now, day_start))


def read_contents(path: Path) -> Contents | None:
    """Read the records of the journal at a path without opening it; `None` if there never was one.

    Raises:
        JournalUnreadable: the file is damaged or may not be read.
        JournalMissing: there is no file, but there are copies of one.
    """
    try:
        if not atomic_file.is_present(path) and not find_copies(path):
            # A prompt where there is no journal yet need not wait for the modules that decode one.
            return None
    except OSError as error:
        raise JournalUnreadable(path, f"the system says “{error.strerror or error}”") from error
    from efficacy_tui.store.decode import UnreadableBytes, read_journal
    from efficacy_tui.store.stored_copies import require_first_start

    if not atomic_file.is_present(path):
        require_first_start(path)
    try:
        return read_journal(path, str).contents
    except UnreadableBytes as error:
        raise JournalUnreadable(path, str(error)) from error


def _build_status(contents: Contents, today: dt.date) -> JournalStatus:
    from efficacy_tui.store.joins import find_owner_ids

    joined_ids = find_owner_ids(contents.domains).keys()
    domains = {row.id for row in contents.domains.values() if not row.archived and row.id not in joined_ids}
    rated = {row.domain for row in contents.checkins.values() if row.day == today}
    days, counted = count_check_in_days({row.day for row in contents.checkins.values()}, today)
    due_days = [row.due for row in contents.challenges.values() if row.status == "active"]
    return JournalStatus(
        domains=len(domains),
        missing=len(domains - rated),
        days=days,
        counted=counted,
        challenges=len(due_days),
        due=(min(due_days) - today).days if due_days else None,
    )


def count_check_in_days(days: Collection[dt.date], today: dt.date) -> tuple[int, int]:
    """Count the `days` with a check-in in the window that ends today, and the days of that window.

    The window begins with the first check-in ever, and has 1 to `CHECK_IN_WINDOW_DAYS` days.
    """
    checked = sum(0 <= (today - day).days < CHECK_IN_WINDOW_DAYS for day in days)
    since_first = (today - min(days, default=today)).days + 1
    return checked, max(min(since_first, CHECK_IN_WINDOW_DAYS), 1)


def _format_due(days: int) -> str:
    if days < 0:
        return f"due {-days} day{'' if days == -1 else 's'} ago"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")
