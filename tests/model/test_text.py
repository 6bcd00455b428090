"""What a person typed, made safe."""

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
def test_no_control_byte_and_no_direction_override_is_left(text: str) -> None:
    left = clean(text)
    assert not set(left) & set(OVERRIDES)
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") for char in left)


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_line(clean(text)) == clean_line(text)


@given(VISIBLE)
@settings(max_examples=200, deadline=None)
def test_everything_visible_stays_as_typed(text: str) -> None:
    assert clean(text) == text


@given(VISIBLE, st.text("\n\t ", max_size=5), VISIBLE)
@settings(max_examples=100, deadline=None)
def test_newlines_tabs_and_blanks_stay_inside_and_go_at_the_ends(before: str, between: str, after: str) -> None:
    assert clean(f"\n {before}{between}{after}\t ") == f"{before}{between}{after}".strip()


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_one_line_has_no_white_space_but_single_blanks(text: str) -> None:
    line = clean_line(text)
    assert line == line.strip()
    assert "  " not in line
    assert not any(char.isspace() and char != " " for char in line)


@pytest.mark.parametrize(
    ("typed", "kept"),
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
def test_what_is_kept_of_awkward_texts(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_marks_that_reorder_the_text_after_them_are_gone_and_right_to_left_text_stays() -> None:
    assert clean("\u202eשלום\u202c \u2067عرض\u2069") == "שלום عرض"
