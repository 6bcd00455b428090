"""Text is clean where it comes in and printable where it goes out."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.model.text import (
    clean,
    clean_line,
    escape_json_controls,
    escape_json_to_ascii,
    is_printable,
    printable,
    printable_line,
)

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
        ("caf\udce9", "caf\ufffd"),
        (" \n ", ""),
    ],
)
def test_clean_of_difficult_texts(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_clean_removes_reordering_marks_and_keeps_right_to_left_text() -> None:
    assert clean("\u202eשלום\u202c \u2067عرض\u2069") == "שלום عرض"


UNPRINTABLE = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *OVERRIDES, *"\u061c\u200e\u200f"} - {"\n", "\t"}


@given(ANYTHING | st.text(st.sampled_from([*UNPRINTABLE, "\ud800", "\u2028", "a"]), max_size=20))
@settings(max_examples=300, deadline=None)
def test_printable_text_cannot_act_on_a_terminal(text: str) -> None:
    assert not set(printable(text)) & UNPRINTABLE
    printable(text).encode()
    assert is_printable(printable(text))
    assert len(printable_line(text).splitlines()) <= 1
    assert "\t" not in printable_line(text)


@given(VISIBLE)
@settings(max_examples=200, deadline=None)
def test_visible_text_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text
    assert is_printable(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A\x1b]0;OWNED\x07B", "A�]0;OWNED�B"),
        ("\x9b31m", "�31m"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("over\rwritten", "over�written"),
        ("evil\u202etxt.exe", "evil�txt.exe"),
        ("\u200fשלום\u200e", "שלום"),
        ("caf\udce9", "caf�"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_what_cannot_be_printed_is_shown_as_a_sign(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_name_of_two_lines_is_shown_on_one() -> None:
    assert printable_line("Speaking\n✓ everything is deleted\u2028x") == "Speaking�✓ everything is deleted�x"


@given(VISIBLE | st.text(st.sampled_from(sorted(UNPRINTABLE)), max_size=60))
@settings(max_examples=200, deadline=None)
def test_escaped_json_has_the_same_value_and_no_controls(text: str) -> None:
    document = escape_json_controls(msgspec.json.encode({"text": text}).decode())
    assert msgspec.json.decode(document) == {"text": text}
    assert not set(document) & UNPRINTABLE


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=100, deadline=None)
def test_a_document_in_ascii_has_the_same_values(text: str) -> None:
    document = escape_json_to_ascii(msgspec.json.encode({text: [text, "🙂 “é”"]}).decode())
    assert document.isascii()
    assert msgspec.json.decode(document) == {text: [text, "🙂 “é”"]}
