"""The list of entries: the same timeline and the same search as on the dashboard, and its quick beginning."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.listing import LADDER_KINDS, find_entries, newest_entry
from efficacy_tui.journal.query import Query, parse_query
from efficacy_tui.journal.timeline import TimelineItem, build_other_items, build_timeline, merge_items
from efficacy_tui.model.records import Challenge, CheckIn, Mastery, Reappraisal, State
from efficacy_tui.store.tables import Contents
from tests.support.factories import SPEAKING, TODAY, make_closed_challenge, make_contents, make_record

ZONES = (dt.UTC, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"))


def whole_timeline(contents: Contents, zone: dt.tzinfo) -> list[TimelineItem]:
    return merge_items(build_timeline(contents), build_other_items(contents, zone))


def _make_session(at: dt.datetime, day: dt.date, number: int) -> Reappraisal:
    identifier = make_record(CheckIn, domain=SPEAKING.id, day=day, confidence=0, task="t").id
    fields = {"id": identifier, "created": at, "updated": at, "at": at}
    return Reappraisal(**fields, domain=SPEAKING.id, day=day, event=f"event {number}")


def random_contents(seed: int) -> Contents:
    """Some evidence, sessions, check-ins, outcomes and what was written about these within a few days, at any hour."""
    rng = random.Random(seed)
    first = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    rows = [SPEAKING]
    for number in range(rng.randrange(1, 60)):
        at = first + dt.timedelta(minutes=rng.randrange(12 * 24 * 60))
        day = at.date() + dt.timedelta(days=rng.choice((-3, -1, 0, 0, 0)))
        fields = {"at": at, "domain": SPEAKING.id, "day": day}
        closed = [row for row in rows if isinstance(row, Challenge)]
        match rng.randrange(6):
            case 0 | 1:
                rows.append(make_record(rng.choice((Mastery, State)), **fields, text=f"entry {number}"))
            case 2:
                event_day = at.date() + dt.timedelta(days=rng.choice((-2, 0, 1, 6)))
                rows.append(_make_session(at, event_day, number))
            case 3:
                rows.append(make_record(CheckIn, **fields, confidence=50, task="t", note=rng.choice(("", "a note"))))
            case 4 if closed:
                rows.append(make_record(Mastery, **fields, text=f"words {number}", challenge=rng.choice(closed).id))
            case _:
                rows.append(make_closed_challenge((TODAY - day).days, 50, "succeeded"))
    return make_contents(*rows)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("seed", range(40))
def test_the_beginning_of_the_list_is_that_of_the_whole_timeline(seed: int, zone: dt.tzinfo) -> None:
    contents = random_contents(seed)
    whole = [item for item in whole_timeline(contents, zone) if item.kind not in LADDER_KINDS]
    for limit in (1, 2, 5, 17, 100):
        listing = find_entries(contents, {}, None, limit, zone)
        assert [item.id for item in listing.items] == [item.id for item in whole[:limit]]
        assert listing.has_more or len(whole) <= limit
        assert listing.total in (None, len(whole))
    assert find_entries(contents, {}, None, None, zone).total == len(whole)


def test_a_session_belongs_to_its_day_in_the_zone_of_the_person() -> None:
    day, zone = dt.date(2026, 3, 2), ZoneInfo("Pacific/Kiritimati")
    morning = dt.datetime(2026, 3, 1, 18, tzinfo=dt.UTC)
    night = dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC)
    entries = [make_record(Mastery, at=night, domain=SPEAKING.id, day=day, text=f"entry {i}") for i in range(2)]
    contents = make_contents(*entries, _make_session(morning, day, 1))
    assert [item.kind for item in find_entries(contents, {}, Query(), 1, zone).items] == ["session"]


@pytest.mark.parametrize("line", ["entry", "kind:session", "after:2026-03-05", "source:mastery before:2026-03-08 1"])
def test_a_query_finds_what_the_search_finds(line: str) -> None:
    contents = random_contents(7)
    query = parse_query(line)
    whole = whole_timeline(contents, dt.UTC)
    expected = [
        item
        for item in whole
        if (not query.kinds or set(item.kinds) & set(query.kinds))
        and all(word in f"{item.text}\n{item.extra_text}" for word in query.words)
        and (query.first is None or item.day >= query.first)
        and (query.last is None or item.day <= query.last)
        and (query.words or item.kind not in LADDER_KINDS)
    ]
    listing = find_entries(contents, {SPEAKING.id: "Speaking"}, query, 3, dt.UTC)
    assert expected
    assert [item.id for item in listing.items] == [item.id for item in expected[:3]]
    assert listing.total == len(expected)


def test_ladders_are_listed_when_they_are_asked_for(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    assert focus is not None
    speaking.domains.set_goal(focus.id, "A keynote")
    speaking.rungs.add(focus.id, "Ask a question", 30)
    names = {focus.id: focus.name}
    assert find_entries(speaking.contents, names, Query(), 9).items == ()
    for line, texts in (("kind:rung", ["Ask a question"]), ("kind:goal", ["A keynote"]), ("ask", ["Ask a question"])):
        listing = find_entries(speaking.contents, names, parse_query(line), 9)
        assert [item.text for item in listing.items] == texts
    assert find_entries(speaking.contents, names, parse_query("domain:speaking"), 9).items == ()
    assert newest_entry(speaking.contents) is None
