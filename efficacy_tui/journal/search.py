"""Search of the timeline: finding items and marking matches."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from typing import overload

from efficacy_tui.journal.domain_reading import fold_name
from efficacy_tui.journal.query import Query
from efficacy_tui.journal.timeline import TimelineItem

CACHED_QUERIES = 32
"""The number of queries whose results are cached."""

_CONTEXT_CHARS = 16
"""Characters shown before a match in a passage, extended to the beginning of their word."""


class SearchResults(Sequence[TimelineItem]):
    """The matching items of a timeline, as `positions` in it; items are looked up only when accessed."""

    def __init__(self, items: Sequence[TimelineItem], positions: Sequence[int]) -> None:
        self._items, self.positions = items, positions

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, index: int) -> TimelineItem: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TimelineItem, ...]: ...
    def __getitem__(self, index: int | slice) -> TimelineItem | tuple[TimelineItem, ...]:
        if isinstance(index, slice):
            return tuple(self._items[position] for position in self.positions[index])
        return self._items[self.positions[index]]


class TimelineIndex:
    """The folded texts of a timeline; a search scans them all, or the last results if it only narrows the query."""

    def __init__(self, items: Sequence[TimelineItem], names: Mapping[str, str]) -> None:
        self.items = items
        self.names = dict(names)
        self._texts = [_fold(f"{item.text}\n{item.extra_text}" if item.extra_text else item.text) for item in items]
        self._kinds = [item.kinds for item in items]
        self._folded_domains = {identifier: fold_name(name) for identifier, name in names.items()}
        self._all = self._results_at(range(len(items)))
        self.invalidate()

    def invalidate(self) -> None:
        """Drop the cached results, some megabytes, when the search ends."""
        self._cache: dict[Query, SearchResults] = {}
        self._last: tuple[Query, SearchResults] = (Query(), self._all)

    def find(self, query: Query) -> SearchResults:
        """Return the items that match, in timeline order."""
        # Reinsert a cached query as the newest one; deleting a letter hits the cache.
        results = self._cache.pop(query, None)
        if results is None:
            results = self._scan(query)
        if len(self._cache) >= CACHED_QUERIES:
            del self._cache[next(iter(self._cache))]
        self._cache[query] = results
        self._last = query, results
        return results

    def _scan(self, query: Query) -> SearchResults:
        if not query.has_criteria:
            return self._all
        texts, (last_query, last_results) = self._texts, self._last
        positions = last_results.positions if _is_narrower(query, last_query) else self._filter(query)
        # Begin with the longest word: it leaves the fewest items.
        for word in sorted(query.words, key=len, reverse=True):
            positions = [i for i in positions if word in texts[i]]
        return self._results_at(positions)

    def _results_at(self, positions: Sequence[int]) -> SearchResults:
        return SearchResults(self.items, positions)

    def _filter(self, query: Query) -> list[int]:
        items = self.items
        positions: Sequence[int] = range(len(items))
        if query.kinds:
            kinds = frozenset(query.kinds)
            positions = [i for i, item_kinds in enumerate(self._kinds) if not kinds.isdisjoint(item_kinds)]
        if query.domain:
            domain_ids = {key for key, name in self._folded_domains.items() if query.domain in name}
            positions = [i for i in positions if items[i].domain in domain_ids]
        if query.first is not None:
            first = query.first
            positions = [i for i in positions if items[i].day >= first]
        if query.last is not None:
            last = query.last
            positions = [i for i in positions if items[i].day <= last]
        return list(positions)


def _is_narrower(query: Query, last_query: Query) -> bool:
    """Whether every result of a query is also one of the last query: words were added or extended."""
    same_filters = replace(query, words=()) == replace(last_query, words=())
    return same_filters and all(any(old in new for new in query.words) for old in last_query.words)


def _fold(text: str) -> str:
    return text.lower() if text.isascii() else fold_name(text)


def match_spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return the (start, end) spans of a text that match folded words: in order, without overlaps."""
    # Fold each character by itself to map positions back: one character may become several, or none.
    is_ascii = text.isascii()
    parts = [] if is_ascii else list(map(_fold_char, text))
    ends = range(1, len(text) + 1) if is_ascii else list(accumulate(map(len, parts)))
    folded = text.lower() if is_ascii else "".join(parts)
    matches: list[tuple[int, int]] = []
    for word in words:
        start = folded.find(word)
        while start >= 0:
            after = start + len(word)
            end = bisect_right(ends, after - 1) + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            matches.append((bisect_right(ends, start), end))
            start = folded.find(word, after)
    spans: list[tuple[int, int]] = []
    for start, end in sorted(matches):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


@lru_cache(1024)
def _fold_char(char: str) -> str:
    return char if char.isspace() else fold_name(char)


def matching_passage(item: TimelineItem, words: Sequence[str]) -> str:
    """Return the passage of an item's extra text with a word that is missing from its `text`; empty if none is.

    The passage begins shortly before the word.
    """
    line = _fold(item.text)
    missing = [word for word in words if word not in line]
    if not missing or not item.extra_text:
        return ""
    for text in item.extra_text.splitlines():
        folded = _fold(text)
        starts = [start for word in missing if (start := folded.find(word)) >= 0]
        if starts:
            cut = text.rfind(" ", 0, max(min(starts) - _CONTEXT_CHARS, 0)) + 1
            return f"… {text[cut:]}" if cut else text
    return ""
