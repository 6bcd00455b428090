"""The search line: words and filters, and it also reads as text.

`source:mastery domain:speaking after:2026-01 talk` finds what holds every word and fits every filter. Case and accents
do not matter; quotes keep words together. `kind:session` is the same filter as `source:`, and reads better for what is
no evidence.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from efficacy_tui.journal.domains import fold_name
from efficacy_tui.journal.timeline import KINDS

FILTERS = ("source", "kind", "domain", "after", "before", "on")

_WORDS = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
# Only letters before the colon, and no slash after it: neither 8:30 nor an address is meant as a filter.
_LIKE_A_FILTER = re.compile(r"[^\W\d_]+:[^/].*")
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class InvalidQuery(ValueError):
    """A sentence saying what in the line is not understood."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: folded `words`, and filters; `first` and `last` are days, both included."""

    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    domain: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is left out at all."""
        return self != Query()


def parse_query(line: str) -> Query:
    """What a line looks for.

    Raises:
        InvalidQuery: a filter or its value is not understood.
    """
    words: list[str] = []
    kinds: list[str] = []
    domain = ""
    first: dt.date | None = None
    last: dt.date | None = None
    for part, quoted in _parts(line):
        name, colon, value = part.partition(":")
        if not quoted and value and _LIKE_A_FILTER.fullmatch(part) and name.casefold() not in FILTERS:
            raise InvalidQuery(f"“{name[:30]}:” is no filter. There are: {', '.join(f'{each}:' for each in FILTERS)}.")
        if not colon or name.casefold() not in FILTERS or not value:
            words.append(fold_name(part))
            continue
        match name.casefold():
            case "source" | "kind" as asked:
                kinds += _kinds(asked, value)
            case "domain":
                domain = fold_name(value)
            case "after":
                first = _span(value)[0]
            case "before":
                last = _span(value)[1]
            case _:
                first, last = _span(value)
    return Query(tuple(word for word in words if word), tuple(kinds), domain, first, last)


def _parts(line: str) -> list[tuple[str, bool]]:
    """The words of a line, and whether each begins with a quotation mark, so that it is no filter.

    Between quotation marks several are one, and an open one is a line still being typed.
    """
    return [(part.replace('"', ""), part.startswith('"')) for part in _WORDS.findall(line)]


def _kinds(asked: str, value: str) -> list[str]:
    """The kinds a value begins, most often one; while it is being typed there may be several."""
    found: list[str] = [kind for kind in KINDS if kind.startswith(fold_name(value))]
    if not found:
        raise InvalidQuery(f"“{value[:30]}” is no {asked}. There are: {', '.join(KINDS)}.")
    return found


def _span(value: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a year, a month or a day: 2026, 2026-01, 2026-01-31."""
    found = _MONTH.fullmatch(value)
    try:
        if found is None:
            raise ValueError(value)
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month:
            after = dt.date(year + month // 12, month % 12 + 1, 1)
            return dt.date(year, month, 1), after - dt.timedelta(days=1)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError as error:
        raise InvalidQuery(f"“{value[:30]}” is no date. Write 2026, 2026-01 or 2026-01-31.") from error
