"""Search: parsing queries, finding items, prefetching and marking matches."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.journal.query import InvalidQuery, Query, parse_query
from efficacy_tui.journal.search import TimelineIndex, match_spans, matching_passage
from efficacy_tui.journal.timeline import KINDS, TimelineItem

DAY = dt.date(2026, 3, 10)


def item(
    text: str, kind: str = "mastery", domain: str = "d1", day: dt.date = DAY, extra_text: str = ""
) -> TimelineItem:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    return TimelineItem(text, kind, domain, day, at, text, extra_text=extra_text)  # type: ignore[arg-type]


ITEMS = [
    item("Gave the talk in Zürich", day=dt.date(2026, 3, 31)),
    item("Mara: “your second example”", "persuasion"),
    item("ran five kilometres", domain="d2", day=dt.date(2026, 1, 1)),
    item("I will give the talk", "outcome", day=dt.date(2025, 12, 31)),
    item("the talk", "session", extra_text="racing heart\n“I am ready”\nbreathe out, then begin"),
    item("slept badly", "note"),
    item("I will sing", "challenge", extra_text="one song\nif nobody listens"),
]
INDEX = TimelineIndex(ITEMS, {"d1": "Speaking", "d2": "Läufe"})


def find_texts(line: str) -> list[str]:
    return [result.text for result in INDEX.find(parse_query(line))]


@pytest.mark.parametrize(
    ("line", "positions"),
    [
        ("", [0, 1, 2, 3, 4, 5, 6]),
        ("talk", [0, 3, 4]),
        ("TALK zurich", [0]),
        ("talk gave", [0]),
        ('"the talk"', [0, 3, 4]),
        ('"the talk', [0, 3, 4]),
        ("source:mastery", [0, 2]),
        ("source:mas talk", [0]),
        ("source:outcome", [3]),
        ("source:session", [4]),
        ("kind:session", [4]),
        ("kind:note", [5]),
        ("kind:no badly", [5]),
        ("kind:challenge", [6]),
        ("kind:s", [4]),
        ("kind:session kind:note", [4, 5]),
        ("heart", [4]),
        ("talk breathe", [4]),
        ("nobody", [6]),
        ("source:mastery source:persuasion", [0, 1, 2]),
        ("domain:speaking", [0, 1, 3, 4, 5, 6]),
        ("domain:laufe", [2]),
        ("after:2026", [0, 1, 2, 4, 5, 6]),
        ("after:2026-03", [0, 1, 4, 5, 6]),
        ("before:2026-01", [2, 3]),
        ("before:2025-12-31", [3]),
        ("on:2026-03", [0, 1, 4, 5, 6]),
        ("on:2026-03-31", [0]),
        ("source:mastery domain:speaking after:2026-01 talk", [0]),
        ("nothing like it", []),
        ("who: somebody", []),
        ('"foo:bar"', []),
        ("8:30", []),
        ("https://somewhere.net", []),
    ],
)
def test_a_search_finds_items_with_every_word_that_pass_every_filter(line: str, positions: list[int]) -> None:
    assert find_texts(line) == [ITEMS[position].text for position in positions]


@pytest.mark.parametrize(
    "line", ["source:cheese", "kind:cheese", "after:soon", "on:2026-13", "before:2026-02-30", "after:26"]
)
def test_an_invalid_filter_value_is_rejected(line: str) -> None:
    with pytest.raises(InvalidQuery, match=r"not a source|not a kind|not a date"):
        parse_query(line)


def test_an_unknown_filter_is_rejected_with_the_list_of_filters() -> None:
    with pytest.raises(InvalidQuery) as raised:
        parse_query("talk foo:bar")
    assert str(raised.value) == "“foo:” is not a filter. Use one of source:, kind:, domain:, after:, before:, on:."


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_parsing_any_text_raises_nothing_but_invalid_query(line: str) -> None:
    with suppress(InvalidQuery):
        assert isinstance(parse_query(line), Query)


@given(st.lists(st.sampled_from(["talk", "the", "mara", "source:mastery", "after:2026-02", "domain:spe"]), max_size=5))
@settings(max_examples=80, deadline=None)
def test_a_longer_line_never_finds_more(parts: list[str]) -> None:
    if sum(part.startswith("source:") for part in parts) > 1:
        return
    previous = set(range(len(ITEMS)))
    for count in range(len(parts) + 1):
        positions = set(INDEX.find(parse_query(" ".join(parts[:count]))).positions)
        assert positions <= previous
        previous = positions


LINES = [
    "t",
    "ta",
    "talk",
    "ma",
    "kind:note",
    "kind:session",
    "the",
    "",
    '"the t',
    '"the ta',
    "the t",
    "kind:n b",
    "ßt",
]


@given(st.lists(st.sampled_from(LINES), max_size=8))
@settings(max_examples=200, deadline=None)
def test_earlier_searches_never_change_the_results(lines: list[str]) -> None:
    index = TimelineIndex(ITEMS, {})
    joined_lines = " ".join(lines)
    for line in [*lines, *(joined_lines[:end] for end in range(len(joined_lines)))]:
        query = parse_query(line)
        assert list(index.find(query)) == list(TimelineIndex(ITEMS, {}).find(query))


@given(st.lists(st.text("abn", min_size=1, max_size=9), min_size=1, max_size=5), st.text("abn", min_size=1, max_size=5))
@settings(max_examples=300, deadline=None)
def test_results_are_the_items_with_the_word(texts: list[str], word: str) -> None:
    items = [item(text, day=DAY - dt.timedelta(days=number // 2)) for number, text in enumerate(texts)]
    index = TimelineIndex(items, {})
    for end in range(1, len(word) + 1):
        results = index.find(parse_query(word[:end]))
        assert list(results.positions) == [i for i, text in enumerate(texts) if word[:end] in text]


def test_invalidate_drops_the_cached_results() -> None:
    index = TimelineIndex(ITEMS, {})
    for line in ("", "t"):
        index.find(parse_query(line))
    index.invalidate()
    assert not index._cache
    assert [result.text for result in index.find(parse_query("ta"))] == find_texts("ta")


def test_a_slice_of_the_results_is_a_tuple_of_items() -> None:
    assert INDEX.find(parse_query("talk"))[:2] == (ITEMS[0], ITEMS[3])


def test_every_kind_can_be_filtered_by_its_first_two_letters() -> None:
    assert [parse_query(f"kind:{kind[:2]}").kinds for kind in KINDS] == [(kind,) for kind in KINDS]
    assert parse_query("source:s").kinds == ("state", "session")


@pytest.mark.parametrize(
    ("position", "words", "passage"),
    [
        (4, ("heart",), "racing heart"),
        (4, ("talk", "begin"), "breathe out, then begin"),
        (4, ("talk",), ""),
        (0, ("zurich",), ""),
        (6, ("nobody",), "if nobody listens"),
        (5, ("slept",), ""),
    ],
)
def test_the_matching_passage_is_shown_if_the_line_lacks_a_word(
    position: int, words: tuple[str, ...], passage: str
) -> None:
    assert matching_passage(ITEMS[position], words) == passage


def test_a_passage_begins_a_little_before_the_word() -> None:
    passage = matching_passage(
        item("the talk", "session", extra_text=f"{'first of all ' * 20}I slow down Überall"), ("uberall",)
    )
    assert passage == "… all I slow down Überall"


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("A talk about talks", ["talk"], ["talk", "talk"]),
        ("Hörte im Café zu", ["hor", "cafe"], ["Hör", "Café"]),
        ("Cafe\u0301 zu", ["cafe", "zu"], ["Cafe\u0301", "zu"]),
        ("Die Straße", ["strasse"], ["Straße"]),
        ("a banana", ["anan", "nana"], ["anana"]),
        ("nothing of it", ["talk"], []),
    ],
)
def test_the_spans_mark_the_words_as_written(text: str, words: list[str], marked: list[str]) -> None:
    assert [text[start:end] for start, end in match_spans(text, words)] == marked


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_the_spans_are_ordered_and_inside_the_text(text: str, words: list[str]) -> None:
    words = list(parse_query(" ".join(f'"{word}"' for word in words)).words)
    boundaries = [boundary for span in match_spans(text, words) for boundary in span]
    assert boundaries == sorted(boundaries)
    assert all(0 <= boundary <= len(text) for boundary in boundaries)
