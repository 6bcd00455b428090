"""Records that came in from elsewhere get the texts that typing them would have saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model import records as r
from efficacy_tui.model.text import is_printable
from efficacy_tui.store.text_cleaning import ONE_LINE_FIELDS, clean_document, clean_record, find_unclean_fields
from tests.support.strategies import RECORDS

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
STAMPS: dict[str, Any] = {"id": "1" * 32, "created": AT, "updated": AT}


def texts_of(value: Any, field: str = "") -> list[tuple[str, str]]:
    """Every text in plain data, with the name of its field."""
    if isinstance(value, str):
        return [(field, value)]
    if isinstance(value, dict):
        return [pair for key, item in value.items() for pair in texts_of(item, key)]
    if isinstance(value, list):
        return [pair for item in value for pair in texts_of(item, field)]
    return []


@given(st.one_of(*RECORDS.values()))
@settings(max_examples=300, deadline=None)
def test_a_clean_record_is_printable_and_valid_and_stays_as_it_is(row: Any) -> None:
    cleaned = clean_record(row)
    for field, text in texts_of(msgspec.to_builtins(cleaned)):
        assert is_printable(text)
        assert field not in ONE_LINE_FIELDS or "\n" not in text
    assert not list(find_unclean_fields(cleaned))
    assert clean_record(cleaned) is cleaned
    assert (cleaned.id, cleaned.updated) == (row.id, row.updated)


def test_a_record_without_anything_to_clean_is_the_same_object() -> None:
    row = r.Mastery(**STAMPS, domain="2" * 32, day=AT.date(), text="  Two lines,\n\tand 👩\u200d🚀 \u200fשלום ")
    assert clean_record(row) is row


def test_texts_lose_what_acts_on_a_terminal() -> None:
    row = r.Domain(**STAMPS, name="A\x1b]0;OWNED\x07\nB", task="\x9b\x07")
    cleaned = clean_record(row)
    assert cleaned.name == "A]0;OWNED B"
    assert cleaned.task == "�", "a text that must not be empty says that there was one"
    assert list(find_unclean_fields(row)) == ["name", "task"]


def test_texts_inside_of_records_are_cleaned() -> None:
    step = r.Step(text="ask\x1b[2J her", day=AT.date())
    row = r.Challenge(
        **STAMPS,
        domain="2" * 32,
        title="talk",
        done_when="said\x07",
        difficulty=5,
        odds=50,
        start=AT.date(),
        due=AT.date(),
        steps=(step,),
    )
    cleaned = clean_record(row)
    assert cleaned.steps[0].text == "ask[2J her"
    assert cleaned.done_when == "said"


def test_a_draft_is_cleaned_key_and_value() -> None:
    draft = {"draft:\x1bdesign": {"title\x07": ["a\x1b[1mb", 3, None]}}
    assert clean_document(draft) == {"draft:design": {"title": ["a[1mb", 3, None]}}
