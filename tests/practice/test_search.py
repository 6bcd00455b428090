"""The search line: what it finds, what it refuses, that it always narrows as it grows."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.practice.search import KINDS, NotAQuery, Query, TimelineIndex, read_query
from efficacy_tui.practice.timeline import TimelineItem

DAY = dt.date(2026, 3, 10)


def item(text: str, kind: str = "mastery", domain: str = "d1", day: dt.date = DAY) -> TimelineItem:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    return TimelineItem(id=text, kind=kind, domain=domain, day=day, at=at, text=text)  # type: ignore[arg-type]


ITEMS = [
    item("Gave the talk in Zürich", day=dt.date(2026, 3, 31)),
    item("Mara: “your second example”", "persuasion"),
    item("ran five kilometres", domain="d2", day=dt.date(2026, 1, 1)),
    item("I will give the talk", "outcome", day=dt.date(2025, 12, 31)),
]
INDEX = TimelineIndex(ITEMS, {"d1": "Speaking", "d2": "Läufe"})


def found(line: str) -> list[str]:
    return [ITEMS[place].text for place in INDEX.find(read_query(line))]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("", [0, 1, 2, 3]),
        ("talk", [0, 3]),
        ("TALK zurich", [0]),
        ("talk gave", [0]),
        ('"the talk"', [0, 3]),
        ('"the talk', [0, 3]),
        ("source:mastery", [0, 2]),
        ("source:mas talk", [0]),
        ("source:outcome", [3]),
        ("source:mastery source:persuasion", [0, 1, 2]),
        ("domain:speaking", [0, 1, 3]),
        ("domain:laufe", [2]),
        ("after:2026", [0, 1, 2]),
        ("after:2026-03", [0, 1]),
        ("before:2026-01", [2, 3]),
        ("before:2025-12-31", [3]),
        ("on:2026-03", [0, 1]),
        ("on:2026-03-31", [0]),
        ("source:mastery domain:speaking after:2026-01 talk", [0]),
        ("nothing like it", []),
        ("who: somebody", []),
    ],
)
def test_a_line_finds_what_holds_every_word_and_fits_every_filter(line: str, places: list[int]) -> None:
    assert found(line) == [ITEMS[place].text for place in places]


@pytest.mark.parametrize("line", ["source:cheese", "after:soon", "on:2026-13", "before:2026-02-30", "after:26"])
def test_a_filter_that_is_not_understood_is_told(line: str) -> None:
    with pytest.raises(NotAQuery, match=r"no source|no date"):
        read_query(line)


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_line_ever_fails_in_another_way(line: str) -> None:
    with suppress(NotAQuery):
        assert isinstance(read_query(line), Query)


@given(st.lists(st.sampled_from(["talk", "the", "mara", "source:mastery", "after:2026-02", "domain:spe"]), max_size=5))
@settings(max_examples=80, deadline=None)
def test_a_longer_line_never_finds_more(parts: list[str]) -> None:
    if sum(part.startswith("source:") for part in parts) > 1:
        return
    everything = set(range(len(ITEMS)))
    for count in range(len(parts) + 1):
        now = set(INDEX.find(read_query(" ".join(parts[:count]))))
        assert now <= everything
        everything = now


def test_every_kind_can_be_filtered_by_its_first_letter() -> None:
    assert [read_query(f"source:{kind[0]}").kinds for kind in KINDS] == [(kind,) for kind in KINDS]
