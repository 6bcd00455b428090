"""Today's counts for shell prompts and status bars; they contain no text the person wrote.

The file is decoded as it is for every other command, so that all agree on whether it can be read; but a prompt cannot
wait for a journal to be opened.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from efficacy_tui.model.clock import DAY_START, local_day
from efficacy_tui.store import atomic_file
from efficacy_tui.store.backups import find_copies
from efficacy_tui.store.errors import JournalUnreadable

if TYPE_CHECKING:
    from efficacy_tui.model.records import Domain
    from efficacy_tui.store.tables import Contents

NO_DOMAIN = "There is no domain yet. Add one: efficacy domain add NAME --task TEXT"
"""What the shell says where a domain is needed."""

CHECK_IN_WINDOW_DAYS = 14
"""Days with a check-in are counted among this many, here and in the header of the dashboard."""

CheckInState = Literal["begin", "missing", "done"]

_UNASKED = "unasked"
"""The beginning of the keys of settings that leave a domain out for a day; its id and the day follow."""


class CheckInDays(NamedTuple):
    """Days with a check-in, `checked` of `counted` ones in a `window` of so many days that ends today.

    A day on which no domain was asked, or all were left out, is not counted, unless it has a check-in.
    """

    checked: int
    counted: int
    window: int


class JournalStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day.

    `missing` of `domains` are still to rate, `rated` are rated. `days` of `counted` days have a check-in, in a `window`
    of so many days up to today. The next of the open `challenges` is due in `due` days (negative: overdue).
    """

    domains: int = 0
    missing: int = 0
    rated: int = 0
    days: int = 0
    counted: int = CHECK_IN_WINDOW_DAYS
    window: int = CHECK_IN_WINDOW_DAYS
    challenges: int = 0
    due: int | None = None

    @property
    def state(self) -> CheckInState:
        """Whether there is a domain, and whether one is still to rate today."""
        return "begin" if not self.domains else "missing" if self.missing else "done"

    @property
    def line(self) -> str:
        """The counts in a few characters, for a prompt."""
        match self.state:
            case "begin":
                return "no domain yet"
            case "missing":
                return " · ".join(filter(None, (f"◌ {self.missing} to rate", self._day_counts)))
            case _:
                return f"✓ {self._day_counts}".rstrip()

    @property
    def percentage(self) -> int:
        """The days with a check-in among those that count, in percent; 100 if none counts, as none was missed."""
        return round(100 * self.days / self.counted) if self.counted else 100

    @property
    def _day_counts(self) -> str:
        return f"{self.days}/{self.counted}" if self.counted else ""

    @property
    def sentences(self) -> list[str]:
        """The counts as sentences."""
        if not self.domains:
            return [NO_DOMAIN]
        unrated = f"{self.missing} of {self.domains} domain{'' if self.domains == 1 else 's'}"
        state = "checked in" if self.rated else "nothing to rate"
        lines = [f"Today: {unrated} still to rate." if self.missing else f"Today: {state}."]
        if self.window <= 1:
            lines = lines if self.missing or not self.rated else ["Checked in today, your first day."]
        elif self.counted == self.window:
            lines.append(f"Checked in on {self.days} of the last {self.counted} days.")
        elif self.counted:
            days = f"{self.counted} day{'' if self.counted == 1 else 's'}"
            lines.append(f"Checked in on {self.days} of {days} that you were asked, in the last {self.window}.")
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
    domains = [row for row in contents.domains.values() if not row.archived and row.id not in joined_ids]
    rated_ids = {row.domain for row in contents.checkins.values() if row.day == today}
    settled_ids = rated_ids | {domain for domain, day in left_out_days(contents) if day == today}
    days = count_days(contents, today)
    due_days = [row.due for row in contents.challenges.values() if row.status == "active"]
    return JournalStatus(
        domains=len(domains),
        missing=sum(row.id not in settled_ids and row.is_asked_on(today) for row in domains),
        rated=sum(row.id in rated_ids for row in domains),
        days=days.checked,
        counted=days.counted,
        window=days.window,
        challenges=len(due_days),
        due=(min(due_days) - today).days if due_days else None,
    )


def is_asked(contents: Contents, domain: Domain, day: dt.date) -> bool:
    """Whether the question of a domain is asked on a day: not if it is archived, joined to another, or paused.

    Leaving it out on that day changes nothing about that.
    """
    from efficacy_tui.store.joins import find_owner_ids

    is_in_use = not domain.archived and domain.id not in find_owner_ids(contents.domains)
    return is_in_use and domain.is_asked_on(day)


def unasked_key(domain: str, day: dt.date) -> str:
    """Return the key of the setting that leaves a domain (id) out on a day."""
    return f"{_UNASKED}:{domain}:{day.isoformat()}"


def left_out_days(contents: Contents) -> set[tuple[str, dt.date]]:
    """Return the domains (ids) that were left out, each with the day."""
    left_out = set()
    for row in contents.settings.values():
        name, _, place = row.key.partition(":")
        domain, _, day = place.partition(":")
        if name == _UNASKED and row.value in (True,):
            # A merge or an edited file can bring any key.
            with contextlib.suppress(ValueError):
                left_out.add((domain, dt.date.fromisoformat(day)))
    return left_out


def count_days(contents: Contents, today: dt.date) -> CheckInDays:
    """Count the days with a check-in, and those that count, in the window that ends today.

    Each domain counts from its first rating on. A day partly rated has a check-in.
    """
    from efficacy_tui.store.joins import find_owner_ids

    days: set[dt.date] = set()
    first_days: dict[str, dt.date] = {}
    for row in contents.checkins.values():
        days.add(row.day)
        if row.day < first_days.get(row.domain, dt.date.max):
            first_days[row.domain] = row.day
    left_out = left_out_days(contents)
    joined_ids = find_owner_ids(contents.domains).keys()
    domains = [row for row in contents.domains.values() if not row.archived and row.id not in joined_ids]

    def is_any_asked(day: dt.date) -> bool:
        # Before there is a domain, nothing was missed, but the window is as long as ever.
        return not contents.domains or any(
            first_days.get(row.id, today) <= day and row.is_asked_on(day) and (row.id, day) not in left_out
            for row in domains
        )

    checked, counted = count_check_in_days(days, today, is_any_asked)
    since_first = (today - min(days, default=today)).days + 1
    return CheckInDays(checked, counted, max(min(since_first, CHECK_IN_WINDOW_DAYS), 1))


def count_check_in_days(
    days: Collection[dt.date], today: dt.date, counts: Callable[[dt.date], bool] = lambda _day: True
) -> tuple[int, int]:
    """Count the `days` with a check-in in the window that ends today, and the days of that window that count.

    The window begins with the first check-in ever, and has 1 to `CHECK_IN_WINDOW_DAYS` days. A day with a check-in
    counts always, another one if `counts` says so.
    """
    since_first = (today - min(days, default=today)).days + 1
    window = [today - dt.timedelta(days=back) for back in range(max(min(since_first, CHECK_IN_WINDOW_DAYS), 1))]
    checked_days = set(days)
    checked = sum(day in checked_days for day in window)
    return checked, sum(day in checked_days or counts(day) for day in window)


def _format_due(days: int) -> str:
    if days < 0:
        return f"due {-days} day{'' if days == -1 else 's'} ago"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")
