"""Records: valid values round-trip through JSON, and invalid values are rejected."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model import records as r
from tests.support.strategies import RECORDS

ID = "0123456789abcdef0123456789abcdef"
AT = "2026-11-22T09:30:00Z"
SHARED = {"id": ID, "created": AT, "updated": AT}
SHARED_EVIDENCE = {**SHARED, "domain": ID, "day": "2026-11-22", "text": "Told the story at lunch"}

MINIMAL: dict[type[Any], dict[str, Any]] = {
    r.Domain: {**SHARED, "name": "Speaking", "task": "give a talk"},
    r.Rung: {**SHARED, "domain": ID, "title": "Ask a question", "difficulty": 30},
    r.RungRating: {**SHARED, "rung": ID, "day": "2026-11-22", "confidence": 70},
    r.Challenge: {
        **SHARED,
        "domain": ID,
        "title": "I will give the talk",
        "done_when": "I spoke ten minutes",
        "difficulty": 40,
        "odds": 70,
        "start": "2026-11-22",
        "due": "2026-12-01",
    },
    r.Mastery: {**SHARED_EVIDENCE, "source": "mastery"},
    r.Vicarious: {**SHARED_EVIDENCE, "source": "vicarious"},
    r.Persuasion: {**SHARED_EVIDENCE, "source": "persuasion"},
    r.State: {**SHARED_EVIDENCE, "source": "state"},
    r.CheckIn: {**SHARED, "domain": ID, "day": "2026-11-22", "confidence": 70, "task": "give a talk"},
    r.Reappraisal: {**SHARED, "domain": ID, "day": "2026-11-22", "at": AT},
    r.Rater: {**SHARED, "name": "Mara"},
    r.Survey: {
        **SHARED,
        "instrument": "profile",
        "version": 1,
        "rater": "self",
        "day": "2026-11-22",
        "answers": {"w1": 3, "w2": None},
    },
    r.Review: {**SHARED, "week": "2026-W47", "answer": "I can ask"},
    r.KeyValue: {**SHARED, "key": "day_start", "value": "05:00"},
    r.Tombstone: {**SHARED, "table": "evidence"},
    r.Step: {"text": "rehearse", "day": "2026-11-24"},
    r.Revision: {"at": AT, "field": "due", "was": "2026-12-01"},
    r.Appraisal: {"arousal": 80, "demands": 8, "resources": 4},
    r.FollowUpAnswers: {"outcome": "well"},
}
"""A minimal record of each kind, as stored in the file."""

KINDS = list(MINIMAL)
ALL_FIELDS = [(kind, field) for kind in KINDS for field in kind.__struct_fields__]


def test_every_table_is_covered() -> None:
    in_tables = {kind for value in r.TABLES.values() for kind in (get_args(value) or (value,))}
    assert in_tables == set(RECORDS)
    assert in_tables < set(MINIMAL)


@pytest.mark.parametrize("kind", list(RECORDS))
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_records_round_trip_through_json(kind: type[Any], data: st.DataObject) -> None:
    record = data.draw(RECORDS[kind])
    decoded = json.loads(json.dumps(msgspec.to_builtins(record)))
    assert msgspec.convert(decoded, kind) == record
    decoded_by_msgspec = msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(record)))
    assert decoded_by_msgspec == decoded


@given(st.one_of(*(RECORDS[kind] for kind in (r.Mastery, r.Vicarious, r.Persuasion, r.State))))
@settings(max_examples=40, deadline=None)
def test_source_determines_the_type_of_evidence(entry: r.AnyEvidence) -> None:
    document = json.loads(json.dumps(msgspec.to_builtins(entry)))
    assert document["source"] == r.source_of(entry)
    parsed = msgspec.convert(document, r.AnyEvidence)
    assert type(parsed) is type(entry)
    assert parsed == entry


@pytest.mark.parametrize("kind", KINDS)
def test_minimal_records_are_valid(kind: type[Any]) -> None:
    record = msgspec.convert(MINIMAL[kind], kind)
    assert msgspec.to_builtins(record) == MINIMAL[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_fields_are_rejected(kind: type[Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `mood`"):
        msgspec.convert({**MINIMAL[kind], "mood": "good"}, kind)


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in KINDS for field in MINIMAL[kind] if field != "source"],
)
def test_missing_fields_are_rejected(kind: type[Any], field: str) -> None:
    document = {key: value for key, value in MINIMAL[kind].items() if key != field}
    with pytest.raises(msgspec.ValidationError, match=f"missing required field `{field}`"):
        msgspec.convert(document, kind)


@pytest.mark.parametrize(
    ("kind", "field"), [pair for pair in ALL_FIELDS if pair not in ((r.KeyValue, "value"), (r.Tombstone, "was"))]
)
def test_values_of_the_wrong_type_are_rejected(kind: type[Any], field: str) -> None:
    for invalid in ({"not": "this"}, 1.5, "\x00 no such thing"):
        if isinstance(invalid, str) and _allows_any_text(kind, field):
            continue
        with pytest.raises(msgspec.ValidationError, match=rf"\$\.{field}"):
            msgspec.convert({**MINIMAL[kind], field: invalid}, kind)


def _allows_any_text(kind: type[Any], field: str) -> bool:
    info = msgspec.inspect.type_info(kind)
    assert isinstance(info, msgspec.inspect.StructType)
    field_type = next(f.type for f in info.fields if f.name == field)
    options = field_type.types if isinstance(field_type, msgspec.inspect.UnionType) else (field_type,)
    return any(isinstance(option, msgspec.inspect.StrType) and option.pattern is None for option in options)


@pytest.mark.parametrize(
    ("kind", "field", "values"),
    [
        (r.Domain, "id", ("", ID[:-1], ID + "0", ID + "\n")),
        (r.Domain, "created", ("2026-11-22T09:30:00", "2026-11-22", "yesterday")),
        (r.Domain, "name", ("", "x" * 2001)),
        (r.Domain, "task", ("", "x" * 4001)),
        (r.Domain, "colour", ("pink", "")),
        (r.Challenge, "title", ("", "x" * 4001)),
        (r.Challenge, "difficulty", (-1, 101, "40", True)),
        (r.Challenge, "odds", (-1, 101, None)),
        (r.Challenge, "in_my_control", (0, 6)),
        (r.Challenge, "learned", ("x" * 4001,)),
        (r.Challenge, "due", ("2026-02-31", "2026-12-01T10:00:00Z")),
        (r.Challenge, "status", ("draft", "open")),
        (r.Challenge, "outcome", ("won",)),
        (r.Challenge, "attribution", ("talent",)),
        (r.Step, "text", ("",)),
        (r.Step, "odds", (-1, 101)),
        (r.Step, "result", ("maybe",)),
        (r.Mastery, "text", ("",)),
        (r.Mastery, "difficulty", (-1, 101)),
        (r.Mastery, "independence", ("guided",)),
        (r.Vicarious, "similarity", (0, 6)),
        (r.Vicarious, "gap", ("three",)),
        (r.Persuasion, "credibility", (0, 6)),
        (r.Persuasion, "specificity", (0, 6)),
        (r.State, "arousal", (-1, 101)),
        (r.State, "interpretation", (-3, 3)),
        (r.CheckIn, "confidence", (-1, 101, 55.5)),
        (r.CheckIn, "note", ("x" * 501,)),
        (r.Appraisal, "arousal", (-1, 101)),
        (r.Appraisal, "demands", (-1, 11)),
        (r.Appraisal, "resources", (-1, 11)),
        (r.FollowUpAnswers, "outcome", ("great",)),
        (r.FollowUpAnswers, "helped", (0, 6)),
        (r.Survey, "rater", ("both",)),
        (r.Survey, "answers", ({"w1": 0}, {"w1": 6}, {"w1": "3"})),
        (r.KeyValue, "key", ("",)),
        (r.Tombstone, "table", ("",)),
    ],
)
def test_values_out_of_range_are_rejected(kind: type[Any], field: str, values: tuple[Any, ...]) -> None:
    for value in values:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**MINIMAL[kind], field: value}, kind)


@given(st.integers(-(2**40), 2**40))
@settings(max_examples=60, deadline=None)
def test_confidence_is_a_whole_number_from_0_to_100(value: int) -> None:
    document = {**MINIMAL[r.CheckIn], "confidence": value}
    if 0 <= value <= 100:
        assert msgspec.convert(document, r.CheckIn).confidence == value
    else:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(document, r.CheckIn)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-30, 30))
@settings(max_examples=60, deadline=None)
def test_challenge_is_due_at_most_14_days_after_its_start(start: dt.date, days_later: int) -> None:
    due = start + dt.timedelta(days=days_later)
    document = {**MINIMAL[r.Challenge], "start": start.isoformat(), "due": due.isoformat()}
    if 0 <= days_later <= 14:
        assert msgspec.convert(document, r.Challenge).due == due
    else:
        with pytest.raises(msgspec.ValidationError, match="between its start and 14 days after it"):
            msgspec.convert(document, r.Challenge)


@pytest.mark.parametrize(("start", "due"), [("9999-12-20", "9999-12-31"), ("0001-01-01", "0001-01-15")])
def test_a_challenge_can_be_at_the_ends_of_the_calendar(start: str, due: str) -> None:
    # Such days are refused with a sentence where a file is read.
    assert msgspec.convert({**MINIMAL[r.Challenge], "start": start, "due": due}, r.Challenge).due.isoformat() == due


@pytest.mark.parametrize(
    ("status", "outcome", "closed"),
    [
        ("closed", None, None),
        ("closed", "failed", None),
        ("closed", None, "2026-11-30"),
        ("active", "failed", "2026-11-30"),
        ("active", "failed", None),
        ("active", None, "2026-11-30"),
    ],
)
def test_only_a_closed_challenge_has_an_outcome_and_a_closing_day(
    status: str, outcome: str | None, closed: str | None
) -> None:
    document = {**MINIMAL[r.Challenge], "status": status, "outcome": outcome, "closed": closed}
    with pytest.raises(msgspec.ValidationError, match="a closed challenge has an outcome and a closing day"):
        msgspec.convert(document, r.Challenge)


def test_closed_challenge_has_its_outcome_and_closing_day() -> None:
    document = {**MINIMAL[r.Challenge], "status": "closed", "outcome": "failed", "closed": "2026-11-30"}
    closed = msgspec.convert(document, r.Challenge)
    assert (closed.status, closed.outcome, closed.closed) == ("closed", "failed", dt.date(2026, 11, 30))


def test_balance_is_resources_minus_demands() -> None:
    assert r.Appraisal(arousal=80, demands=8, resources=4).balance == -4
    assert r.Appraisal(arousal=80, demands=4, resources=8).balance == 4
