"""Searching the timeline: what a query finds, where its words stand, and what the next letter will find."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, compress, islice
from operator import attrgetter, ne
from typing import overload

from efficacy_tui.journal.domains import fold_name
from efficacy_tui.journal.query import Query
from efficacy_tui.journal.timeline import TimelineItem

KEPT = 32
"""Queries whose finds are kept."""

STEP, FIRST_STEP = 512, 128
"""Items that are looked through at a time while looking ahead; for an empty line every letter of theirs counts."""

_BEFORE = 16
"""So many characters before a word found are shown with it, and the word they begin in."""

_DAY = attrgetter("day")


class SearchResults(Sequence[TimelineItem]):
    """The items at some places of a timeline; each is looked up when it is asked for, most of them never.

    `begins` are the numbers among them of the first of each day.
    """

    def __init__(self, items: Sequence[TimelineItem], places: Sequence[int], begins: Sequence[int]) -> None:
        self._items, self.positions, self.begins = items, places, begins

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, number: int) -> TimelineItem: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[TimelineItem, ...]: ...
    def __getitem__(self, number: int | slice) -> TimelineItem | tuple[TimelineItem, ...]:
        if isinstance(number, slice):
            return tuple(self._items[place] for place in self.positions[number])
        return self._items[self.positions[number]]


class TimelineIndex:
    """The texts of a timeline, folded once; finding is a walk through them, or through what the last one found."""

    def __init__(self, items: Sequence[TimelineItem], names: Mapping[str, str]) -> None:
        self.items = items
        self.names = dict(names)
        self._texts = [_folded(f"{item.text}\n{item.beside}" if item.beside else item.text) for item in items]
        self._kinds = [item.kind for item in items]
        self._days = list(accumulate(map(ne, map(_DAY, items), map(_DAY, islice(items, 1, None))), initial=0))
        self._domains = {identifier: fold_name(name) for identifier, name in names.items()}
        self._all = self._at(range(len(items)))
        self.invalidate()

    def invalidate(self) -> None:
        """Nothing is being searched for: what was kept for the next letter, some megabytes, need not be."""
        self._kept: dict[Query, SearchResults] = {}
        self._last: tuple[Query, SearchResults] = (Query(), self._all)
        self._ahead: dict[Query, dict[str, SearchResults]] = {}
        self._begun = self._steps(Query())

    def find(self, query: Query) -> SearchResults:
        """The items that fit, in their order."""
        # What was asked last stands last; a letter taken back finds what was found before it.
        found = self._kept.pop(query, None)
        if found is None:
            found = self._found_ahead(query)
        if found is None:
            found = self._look_through(query)
        if len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[query] = found
        self._last = query, found
        return found

    def _look_through(self, query: Query) -> SearchResults:
        if not query.narrows:
            return self._all
        texts, (asked, found) = self._texts, self._last
        places = found.positions if _narrower(query, asked) else self._filtered(query)
        # The longest word leaves the fewest.
        for word in sorted(query.words, key=len, reverse=True):
            places = [i for i in places if word in texts[i]]
        return self._at(places)

    def _at(self, places: Sequence[int]) -> SearchResults:
        days = [self._days[place] for place in places]
        changes = compress(range(1, len(days)), map(ne, days, islice(days, 1, None)))
        return SearchResults(self.items, places, array("I", [0, *changes] if days else []))

    def look_ahead(self, query: Query) -> Iterator[None]:
        """Find what each letter that may come next will find, in steps of about a millisecond.

        It is known after the last step, and until something else is looked at. For an empty line it is known for good,
        and goes on where it was left.
        """
        if not query.narrows:
            return self._begun
        return iter(()) if query in self._ahead or not query.words else self._steps(query)

    def _steps(self, query: Query) -> Iterator[None]:
        letters_of, step = (_next_letters(query.words[-1]), STEP) if query.words else (iter, FIRST_STEP)
        # Not by `find`, for which it would be what was asked last.
        places, letters = (self._kept.get(query) or self._look_through(query)).positions, dict[str, list[int]]()
        for begin in range(0, len(places), step):
            for place in places[begin : begin + step]:
                for letter in set(letters_of(self._texts[place])):
                    letters.setdefault(letter, []).append(place)
            yield
        found = {}
        for letter, its_places in letters.items():
            found[letter] = self._at(its_places)
            yield
        self._ahead = {kept: known for kept, known in self._ahead.items() if not kept.narrows}
        self._ahead[query] = found

    def _found_ahead(self, query: Query) -> SearchResults | None:
        """What was found ahead, where one letter was added to what was looked at."""
        *others, word = query.words or ("",)
        if not word or (others and len(word) == 1):
            return None
        letters = self._ahead.get(replace(query, words=(*others, word[:-1]) if word[:-1] else ()))
        return None if letters is None else letters.get(word[-1], self._at(()))

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


def _next_letters(word: str) -> Callable[[str], list[str]]:
    """Gives the letters that follow a word in a text, wherever it stands."""
    literal = re.escape(word)
    # Only a word that ends as it begins can stand within itself; looking for others from end to end is quicker.
    overlaps = any(word.endswith(word[:size]) for size in range(1, len(word)))
    return re.compile(f"(?={literal}(.))" if overlaps else f"{literal}(?=(.))", re.DOTALL).findall


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else fold_name(text)


def match_spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
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
    return char if char.isspace() else fold_name(char)


def matching_passage(item: TimelineItem, words: Sequence[str]) -> str:
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
