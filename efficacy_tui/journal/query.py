"""The search query: a line of words and filters.

`source:mastery domain:speaking after:2026-01 talk` finds the items that contain every word and pass every filter. Case
and accents are ignored; quotes keep words together. `kind:` is an alias of `source:` that reads better for items that
are not evidence, such as `kind:session`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from efficacy_tui.journal.domain_reading import fold_name
from efficacy_tui.journal.timeline import KINDS

FILTERS = ("source", "kind", "domain", "after", "before", "on")

_WORD_PATTERN = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
# Only letters before the colon and no slash after it, because 8:30 and a URL are not filters.
_FILTER_PATTERN = re.compile(r"[^\W\d_]+:[^/].*")
_DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class InvalidQuery(ValueError):
    """A filter of a search line is invalid; the text is a sentence that says which."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search line: folded `words` and filters; `first` and `last` are days, both included."""

    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    domain: str = ""
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def has_criteria(self) -> bool:
        """Whether the query excludes anything."""
        return self != Query()


def parse_query(line: str) -> Query:
    """Parse a search line.

    Raises:
        InvalidQuery: a filter or its value is unknown.
    """
    words: list[str] = []
    kinds: list[str] = []
    domain = ""
    first: dt.date | None = None
    last: dt.date | None = None
    for part, quoted in _split(line):
        name, colon, value = part.partition(":")
        if not quoted and value and _FILTER_PATTERN.fullmatch(part) and name.casefold() not in FILTERS:
            raise InvalidQuery(f"“{name[:30]}:” is not a filter. Use one of {', '.join(f'{key}:' for key in FILTERS)}.")
        if not colon or name.casefold() not in FILTERS or not value:
            words.append(fold_name(part))
            continue
        match name.casefold():
            case "source" | "kind" as filter_name:
                kinds += _parse_kinds(filter_name, value)
            case "domain":
                domain = fold_name(value)
            case "after":
                first = _parse_period(value)[0]
            case "before":
                last = _parse_period(value)[1]
            case _:
                first, last = _parse_period(value)
    return Query(tuple(word for word in words if word), tuple(kinds), domain, first, last)


def _split(line: str) -> list[tuple[str, bool]]:
    """Split a line into words; the flag marks one that begins with a quotation mark and so is not a filter.

    Quoted words form one word; the closing mark may be missing, because the line may be incomplete.
    """
    return [(part.replace('"', ""), part.startswith('"')) for part in _WORD_PATTERN.findall(line)]


def _parse_kinds(filter_name: str, value: str) -> list[str]:
    """Return the kinds that begin with a value; an incomplete one may match several."""
    kinds: list[str] = [kind for kind in KINDS if kind.startswith(fold_name(value))]
    if not kinds:
        raise InvalidQuery(f"“{value[:30]}” is not a {filter_name}. Use one of {', '.join(KINDS)}.")
    return kinds


def _parse_period(value: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a year, a month or a day: 2026, 2026-01, 2026-01-31."""
    match = _DATE_PATTERN.fullmatch(value)
    try:
        if match is None:
            raise ValueError(value)
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if day:
            return dt.date(year, month, day), dt.date(year, month, day)
        if month:
            next_month = dt.date(year + month // 12, month % 12 + 1, 1)
            return dt.date(year, month, 1), next_month - dt.timedelta(days=1)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError as error:
        raise InvalidQuery(f"“{value[:30]}” is not a date. Write 2026, 2026-01 or 2026-01-31.") from error
