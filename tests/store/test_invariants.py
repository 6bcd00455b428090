"""The rules that a merge enforces, one by one, with the record that has to give way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from efficacy_tui.model import records as r
from efficacy_tui.store.invariants import Rows, enforce_rules
from efficacy_tui.store.tables import TABLE_OF, Adjustment, RowKey
from efficacy_tui.store.unit_of_work import TICK
from tests.support.store_files import NOON

DAY = dt.date(2026, 3, 2)


def at(minute: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minute)


def build(kind: type[Any], number: int, created: int = 0, updated: int = 0, **fields: Any) -> Any:
    """A record; the instants are in minutes."""
    return kind(id=f"{number:032x}", created=at(created), updated=at(updated), **fields)


def domain(number: int, **fields: Any) -> r.Domain:
    row: r.Domain = build(r.Domain, number, **{"name": f"Domain {number}", "task": "do it", **fields})
    return row


def enforce(*records: Any, deleted: set[RowKey] = frozenset()) -> tuple[Rows, dict[str, Adjustment]]:  # type: ignore[assignment]
    """Enforce the rules on these records, and on their reverse order, which must not matter."""
    results = []
    for order in (records, records[::-1]):
        rows: Rows = {(TABLE_OF[type(row)], row.id): row for row in order}
        results.append((rows, enforce_rules(rows, set(deleted))))
    assert results[0] == results[1]
    return results[0]


# -- records whose owner was deleted -----------------------------------------------------------------


def test_a_survey_of_a_deleted_rater_is_left_out_and_others_stay() -> None:
    rater_id, other_id = f"{1:032x}", f"{2:032x}"
    fields = {"instrument": "i", "version": 1, "rater": "other", "role": "friend", "day": DAY, "answers": {}}
    surveys = [
        build(r.Survey, 10, by=rater_id, **fields),
        build(r.Survey, 11, by=other_id, **fields),
        build(r.Rater, 2, name="Mara", role="friend"),
    ]
    rows, adjusted = enforce(*surveys, deleted={("raters", rater_id)})
    assert ("surveys", surveys[0].id) not in rows
    assert ("surveys", surveys[1].id) in rows
    assert adjusted.keys() == {surveys[0].id}


def test_records_of_a_domain_that_came_back_after_its_deletion_stay() -> None:
    kept = domain(1, focus=True)
    entry = build(r.Mastery, 10, domain=kept.id, day=DAY, text="Asked")
    rows, adjusted = enforce(kept, entry, deleted={("domains", kept.id)})
    assert rows.keys() == {("domains", kept.id), ("evidence", entry.id)}
    assert adjusted == {}


# -- one of each ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("newest", [0, 1, 2])
def test_the_newest_of_several_ratings_of_a_day_stays(newest: int) -> None:
    ratings = [
        build(r.CheckIn, 10 + i, updated=9 if i == newest else i, domain="0" * 32, day=DAY, confidence=i, task="t")
        for i in range(3)
    ]
    rows, adjusted = enforce(*ratings)
    assert list(rows) == [("checkins", ratings[newest].id)]
    assert {key: entry.was["confidence"] for key, entry in adjusted.items()} == {
        rating.id: rating.confidence for i, rating in enumerate(ratings) if i != newest
    }
    assert all(entry.stamp is None for entry in adjusted.values())


@pytest.mark.parametrize("newest", [0, 1])
def test_the_newest_of_two_values_of_a_setting_stays(newest: int) -> None:
    values = [build(r.KeyValue, 10 + i, updated=5 if i == newest else 1, key="hints", value=i) for i in range(2)]
    rows, _ = enforce(*values, build(r.KeyValue, 20, key="other", value=7))
    assert [row.value for row in rows.values() if row.key == "hints"] == [newest]
    assert [row.value for row in rows.values() if row.key == "other"] == [7]


# -- one active challenge ------------------------------------------------------------------------------


def challenge(number: int, start: int, **fields: Any) -> r.Challenge:
    first = DAY + dt.timedelta(days=start)
    row: r.Challenge = build(
        r.Challenge,
        number,
        **{
            "domain": "0" * 32,
            "title": f"I will {number}",
            "done_when": "done",
            "difficulty": 1,
            "odds": 1,
            "start": first,
            "due": first,
            **fields,
        },
    )
    return row


def test_the_challenge_that_started_last_stays_active_whenever_it_was_made() -> None:
    early, late = challenge(1, start=0, created=9), challenge(2, start=3, created=0)
    rows, adjusted = enforce(early, late)
    assert rows["challenges", late.id] is late
    closed = rows["challenges", early.id]
    # Closed on the day on which the other one began, so that the two never overlap.
    assert (closed.status, closed.outcome, closed.outside_cause, closed.closed) == (
        "closed",
        "abandoned",
        True,
        late.start,
    )
    assert adjusted.keys() == {early.id}


def test_an_adjusted_record_is_newer_by_one_tick_than_the_version_it_comes_from() -> None:
    early, late = challenge(1, start=0, updated=5), challenge(2, start=3)
    rows, adjusted = enforce(early, late)
    assert rows["challenges", early.id].updated == early.updated + TICK
    assert adjusted[early.id].stamp == msgspec.to_builtins(early.updated + TICK)
    assert adjusted[early.id].was == msgspec.to_builtins(early)


def test_one_that_was_closed_by_now_closes_an_earlier_one_of_its_domain_all_the_same() -> None:
    fields = {"status": "closed", "outcome": "succeeded", "closed": DAY + dt.timedelta(days=4)}
    early, late = challenge(1, start=0), challenge(2, start=3, **fields)
    rows, _ = enforce(early, late)
    assert rows["challenges", early.id].status == "closed"


# -- one focus -----------------------------------------------------------------------------------------


def focus_of(rows: Rows) -> list[str]:
    return [row.id for (table, _), row in rows.items() if table == "domains" and row.focus]


@pytest.mark.parametrize("newest", [1, 2])
def test_the_focus_that_was_changed_last_stays(newest: int) -> None:
    domains = [domain(n, focus=True, updated=5 if n == newest else 1) for n in (1, 2)]
    rows, adjusted = enforce(*domains)
    assert focus_of(rows) == [f"{newest:032x}"]
    assert len(adjusted) == 1


def test_what_else_was_changed_of_a_domain_says_nothing_about_its_focus() -> None:
    renamed = domain(1, focus=True, updated=9, changed={"name": at(9)})
    focused_last = domain(2, focus=True, updated=5, changed={"focus": at(5)})
    assert focus_of(enforce(renamed, focused_last)[0]) == [focused_last.id]


def test_without_a_focus_the_first_in_order_gets_it() -> None:
    domains = [domain(1, order=2), domain(2, order=1), domain(3, order=0, archived=True)]
    assert focus_of(enforce(*domains)[0]) == [domains[1].id]


def test_an_archived_domain_loses_the_focus_to_one_in_use() -> None:
    archived, in_use = domain(1, focus=True, archived=True, updated=9), domain(2)
    assert focus_of(enforce(archived, in_use)[0]) == [in_use.id]
    assert focus_of(enforce(archived)[0]) == []
