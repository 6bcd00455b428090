"""Searching the timeline: words and filters on one line that also reads as text.

`source:mastery domain:speaking after:2026-01 talk` finds what holds every word and fits every filter. Case and accents
do not matter; quotes keep words together. `kind:session` is the same filter as `source:`, and reads better for what is
no evidence.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, islice
from operator import attrgetter, ne
from typing import overload

from efficacy_tui.practice.domains import fold
from efficacy_tui.practice.timeline import KINDS, TimelineItem

FILTERS = ("source", "kind", "domain", "after", "before", "on")

_DAY = attrgetter("day")
_BEFORE = 16
"""So many characters before a word found are shown with it, and the word they begin in."""

_WORDS = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
# Only letters before the colon, and no slash after it: neither 8:30 nor an address is meant as a filter.
_LIKE_A_FILTER = re.compile(r"[^\W\d_]+:[^/].*")
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class NotAQuery(ValueError):
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


def read_query(line: str) -> Query:
    """What a line looks for.

    Raises:
        NotAQuery: a filter or its value is not understood.
    """
    words: list[str] = []
    kinds: list[str] = []
    domain = ""
    first: dt.date | None = None
    last: dt.date | None = None
    for part, quoted in _parts(line):
        name, colon, value = part.partition(":")
        if not quoted and value and _LIKE_A_FILTER.fullmatch(part) and name.casefold() not in FILTERS:
            raise NotAQuery(f"“{name[:30]}:” is no filter. There are: {', '.join(f'{each}:' for each in FILTERS)}.")
        if not colon or name.casefold() not in FILTERS or not value:
            words.append(fold(part))
            continue
        match name.casefold():
            case "source" | "kind" as asked:
                kinds += _kinds(asked, value)
            case "domain":
                domain = fold(value)
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
    found: list[str] = [kind for kind in KINDS if kind.startswith(fold(value))]
    if not found:
        raise NotAQuery(f"“{value[:30]}” is no {asked}. There are: {', '.join(KINDS)}.")
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
        raise NotAQuery(f"“{value[:30]}” is no date. Write 2026, 2026-01 or 2026-01-31.") from error


class Found(Sequence[TimelineItem]):
    """The items at some places of a timeline; each is looked up when it is asked for, most of them never."""

    def __init__(self, items: Sequence[TimelineItem], places: Sequence[int]) -> None:
        self._items, self._places = items, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> TimelineItem: ...
    @overload
    def __getitem__(self, place: slice) -> Found: ...
    def __getitem__(self, place: int | slice) -> TimelineItem | Found:
        if isinstance(place, slice):
            return Found(self._items, self._places[place])
        return self._items[self._places[place]]


class TimelineIndex:
    """The texts of a timeline, folded once; finding is a walk through them, or through what the last one found."""

    def __init__(self, items: Sequence[TimelineItem], names: Mapping[str, str]) -> None:
        self.items = items
        self.names = dict(names)
        self._texts = [_folded(f"{item.text}\n{item.beside}" if item.beside else item.text) for item in items]
        self._kinds = [item.kind for item in items]
        self._days = list(accumulate(map(ne, map(_DAY, items), map(_DAY, islice(items, 1, None))), initial=0))
        self._domains = {identifier: fold(name) for identifier, name in names.items()}
        self._last: tuple[Query, list[int]] = (Query(), list(range(len(items))))

    def days_of(self, places: Iterable[int]) -> list[int]:
        """Numbers of the days of items by their places: the same for the same day."""
        return list(map(self._days.__getitem__, places))

    def find(self, query: Query) -> list[int]:
        """The places of the items that fit, in their order."""
        texts = self._texts
        asked, places = self._last
        if not _narrower(query, asked):
            places = self._filtered(query)
        # The longest word leaves the fewest.
        for word in sorted(query.words, key=len, reverse=True):
            places = [i for i in places if word in texts[i]]
        self._last = query, places
        return places

    def _filtered(self, query: Query) -> list[int]:
        items = self.items
        places: Sequence[int] = range(len(items))
        if query.kinds:
            kinds = frozenset(query.kinds)
            places = [i for i, kind in enumerate(self._kinds) if kind in kinds]
        if query.domain:
            fitting = {key for key, name in self._domains.items() if query.domain in name}
            places = [i for i in places if items[i].domain in fitting]
        if query.first is not None:
            first = query.first
            places = [i for i in places if items[i].day >= first]
        if query.last is not None:
            last = query.last
            places = [i for i in places if items[i].day <= last]
        return list(places)


def _narrower(query: Query, asked: Query) -> bool:
    """Whether a query finds nothing that another one, asked before, did not find: a word grew, a word was added."""
    same = replace(query, words=()) == replace(asked, words=())
    return same and all(any(old in new for new in query.words) for old in asked.words)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else fold(text)


def marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where folded words stand in a text: spans of its characters in their order, none within another."""
    # Folded one by one the characters are told apart; some become several, some none.
    plain = text.isascii()
    parts = [] if plain else list(map(_apart, text))
    ends = range(1, len(text) + 1) if plain else list(accumulate(map(len, parts)))
    folded = text.lower() if plain else "".join(parts)
    found: list[tuple[int, int]] = []
    for word in words:
        start = folded.find(word)
        while start >= 0:
            after = start + len(word)
            end = bisect_right(ends, after - 1) + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            found.append((bisect_right(ends, start), end))
            start = folded.find(word, after)
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


@lru_cache(1024)
def _apart(char: str) -> str:
    return char if char.isspace() else fold(char)


def passage(item: TimelineItem, words: Sequence[str]) -> str:
    """The text beside an item in which a word was found that its own line lacks; empty where the line has them all.

    It begins a little before the word.
    """
    line = _folded(item.text)
    lacking = [word for word in words if word not in line]
    if not lacking or not item.beside:
        return ""
    for text in item.beside.splitlines():
        folded = _folded(text)
        places = [place for word in lacking if (place := folded.find(word)) >= 0]
        if places:
            cut = text.rfind(" ", 0, max(min(places) - _BEFORE, 0)) + 1
            return f"… {text[cut:]}" if cut else text
    return ""
