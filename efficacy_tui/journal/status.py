"""Where today stands in a few counts, for prompts and bars: quick, and without a word of what was written.

It decodes only what it counts, straight from the file; opening the journal would take longer than a prompt may.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Literal

import msgspec

from efficacy_tui.model.clock import DAY_START, local_day
from efficacy_tui.store.atomic_file import read_whole
from efficacy_tui.store.errors import JournalUnreadable

WINDOW_DAYS = 14
"""Days with a check-in are counted among this many, as in the header of the dashboard."""

State = Literal["begin", "missing", "done"]


class _DomainFields(msgspec.Struct, gc=False):
    id: str
    archived: bool = False


class _CheckInFields(msgspec.Struct, gc=False):
    domain: str
    day: dt.date


class _ChallengeFields(msgspec.Struct, gc=False):
    due: dt.date
    status: str = "active"


class _JournalFields(msgspec.Struct, gc=False):
    domains: dict[str, _DomainFields] = {}
    checkins: dict[str, _CheckInFields] = {}
    challenges: dict[str, _ChallengeFields] = {}


class JournalStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one day. `missing` of `domains` are not rated; `days` of the last `counted` have a check-in; `due` is
    in how many days the next open challenge is due (below 0: it was).
    """

    domains: int = 0
    missing: int = 0
    days: int = 0
    counted: int = WINDOW_DAYS
    challenges: int = 0
    due: int | None = None

    @property
    def state(self) -> State:
        """Whether there is anything to check in for, and whether that is done."""
        return "begin" if not self.domains else "missing" if self.missing else "done"

    @property
    def line(self) -> str:
        """A few characters for a prompt."""
        match self.state:
            case "begin":
                return "no domain yet"
            case "missing":
                return f"◌ {self.missing} to rate · {self.days}/{self.counted}"
            case _:
                return f"✓ {self.days}/{self.counted}"

    @property
    def sentences(self) -> list[str]:
        """The same for a person."""
        if not self.domains:
            return ["There is no domain yet. Add one: efficacy domain add NAME --task TEXT"]
        of = f"{self.missing} of {self.domains} domain{'' if self.domains == 1 else 's'}"
        lines = [f"Today: {of} still to rate." if self.missing else "Today: checked in."]
        lines.append(f"Checked in on {self.days} of the last {self.counted} day{'' if self.counted == 1 else 's'}.")
        if self.due is not None:
            running = f"{self.challenges} challenge{' is' if self.challenges == 1 else 's are'} open"
            lines.append(f"{running}, {'' if self.challenges == 1 else 'the next one '}{_when(self.due)}.")
        return lines


def read_status(path: Path, now: dt.datetime, day_start: dt.time = DAY_START) -> JournalStatus:
    """Where the journal at a path stands at a local instant; an empty one when there is none.

    Raises:
        JournalUnreadable: it is damaged or may not be read.
    """
    try:
        data, _ = read_whole(path)
        journal = msgspec.json.decode(data, type=_JournalFields)
    except FileNotFoundError:
        return JournalStatus()
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        from efficacy_tui.store.backups import newest_good_backup

        raise JournalUnreadable(path, _why(error), newest_good_backup(path)) from error
    return _counted(journal, local_day(now, day_start))


def _counted(journal: _JournalFields, today: dt.date) -> JournalStatus:
    domains = {domain.id for domain in journal.domains.values() if not domain.archived}
    rated = {row.domain for row in journal.checkins.values() if row.day == today}
    days = {row.day for row in journal.checkins.values()}
    dues = [row.due for row in journal.challenges.values() if row.status == "active"]
    first = min(days, default=today)
    return JournalStatus(
        domains=len(domains),
        missing=len(domains - rated),
        days=sum(0 <= (today - day).days < WINDOW_DAYS for day in days),
        counted=max(min((today - first).days + 1, WINDOW_DAYS), 1),
        challenges=len(dues),
        due=(min(dues) - today).days if dues else None,
    )


def _when(days: int) -> str:
    if days < 0:
        return f"due {-days} day{'' if days == -1 else 's'} ago"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def _why(error: Exception) -> str:
    return f"the system says “{error.strerror}”" if isinstance(error, OSError) else f"it is not whole ({error})"
