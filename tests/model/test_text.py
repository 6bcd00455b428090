"""Cleaning of typed text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model.text import clean, clean_line

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANYTHING = st.text(st.characters() | st.sampled_from("\x00\x07\x1b\x7f\x9b\r\n\t " + OVERRIDES), max_size=60)
VISIBLE = st.text(st.characters(categories=("L", "M", "N", "P", "S")), max_size=60)


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_clean_removes_control_characters_and_direction_overrides(text: str) -> None:
    cleaned = clean(text)
    assert not set(cleaned) & set(OVERRIDES)
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") for char in cleaned)


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_clean_is_idempotent(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_line(clean(text)) == clean_line(text)


@given(VISIBLE)
@settings(max_examples=200, deadline=None)
def test_clean_keeps_visible_text(text: str) -> None:
    assert clean(text) == text


@given(VISIBLE, st.text("\n\t ", max_size=5), VISIBLE)
@settings(max_examples=100, deadline=None)
def test_clean_trims_white_space_only_at_the_ends(before: str, between: str, after: str) -> None:
    assert clean(f"\n {before}{between}{after}\t ") == f"{before}{between}{after}".strip()


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_clean_line_has_only_single_blanks(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert "  " not in line
    assert not any(char.isspace() and char != " " for char in line)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("[/b] [@click=x]", "[/b] [@click=x]"),
        ("שלום \u200fright\u200e", "שלום \u200fright\u200e"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("👩\u200d🚀 flies", "👩\u200d🚀 flies"),
        ("e\u0301", "e\u0301"),
        ("a\x00b\x7fc\x9bd", "abcd"),
        (" \n ", ""),
    ],
)
def test_clean_of_difficult_texts(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_clean_removes_reordering_marks_and_keeps_right_to_left_text() -> None:
    assert clean("\u202eשלום\u202c \u2067عرض\u2069") == "שלום عرض"
