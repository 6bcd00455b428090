"""Text in terminal cells: measured as Rich does, wrapped without losing text, the same lines in every UI."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, chop_cells, set_cell_size

from efficacy_tui.model import text_layout
from efficacy_tui.model.text_layout import (
    cell_width,
    centre,
    elide,
    first_fitting,
    flatten,
    pad,
    pad_left,
    shorten,
    wrap,
    wrap_words,
)
from efficacy_tui.plain import columns

SIGNS = (
    "👩\u200d👩\u200d👧\u200d👦",
    "👍🏽",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "🇨🇭",
    "日本語",
    "한국어",
    "ｗｉｄｅ",
    "e\u0301\u0308",
    "क्षि",
    "กำลังใจ",
    "שלום",
    "soft\u00adhyphen",
    "\u200b",
    "\u0301",
    "joined\u200d",
    "\u200dstart",
    "\ufe0fstart",
    "1\u00a0000",
    "90 %",
    "a-very-long-word-of-this-text",
    "x" * 90,
    "語" * 50,
)
TEXTS = st.lists(
    st.sampled_from(SIGNS)
    | st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=12)
    | st.text("abc ", max_size=30),
    max_size=12,
).map(" ".join)
GLUED = st.lists(st.sampled_from(SIGNS), max_size=6).map("".join)
"""Signs beside each other without blanks: words that have to be broken."""
WIDTHS = st.integers(2, 90)


def has_ideographs(text: str) -> bool:
    """Whether a line may break inside a word of the text."""
    return re.search("[\u3001-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]", text) is not None


def letters(text: str) -> str:
    """A text without white space, and without the marks that `flatten` removes."""
    return "".join(flatten(text).split())


def without_addresses(text: str) -> str:
    """A text without the signs that mark an address, which the plain UI never breaks."""
    return "".join(char for char in text if char not in "/\\@")


def test_every_character_takes_the_cells_that_rich_counts() -> None:
    # No characters are in planes 4 to 13, and 15 and 16 are for private use: of these, every 64th stands for all.
    crowded, sparse = (*range(0x40000), *range(0xE0000, 0xF0000)), (*range(0x40000, 0xE0000), *range(0xF0000, 0x110000))
    codes = [code for code in (*crowded, *sparse[::64]) if code not in range(0xD800, 0xE000)]
    assert [hex(code) for code in codes if text_layout._char_width(chr(code)) != cell_len(chr(code))] == []
    selected = (f"{chr(code)}\ufe0f" for code in codes)
    assert [text for text in selected if text_layout._measure(text) != cell_len(text)] == []


@given(TEXTS | GLUED | st.text())
@settings(max_examples=300, deadline=None)
def test_text_takes_the_cells_that_rich_counts(text: str) -> None:
    assert cell_width(text) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("plain", 5),
        ("日本語", 6),
        ("re\u0301sume\u0301", 6),
        ("👩\u200d👩\u200d👧", 2),
        ("❤\ufe0f", 2),
        ("👍🏽", 2),
        ("ｗｉｄｅ", 8),
        ("שלום", 4),
        ("\u200b", 0),
        ("", 0),
        ("🇨🇭", 2),
        ("a\tb", 2),
        ("ab" * 400, 800),
        ("語" * 400, 800),
    ],
)
def test_width_is_what_a_terminal_draws(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@given(TEXTS | GLUED, WIDTHS)
@settings(max_examples=300, deadline=None)
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    assert all(cell_width(line) <= width for line in wrap(text, width))
    assert all(cell_width(line) <= width for line in wrap_words(text.split(), width, "   "))
    assert all(cell_width(line) <= width + 2 for line in columns.wrap(without_addresses(text), width + 2, 1, 2))


@given(TEXTS | GLUED, WIDTHS)
@settings(max_examples=300, deadline=None)
def test_wrapping_loses_no_text(text: str, width: int) -> None:
    assert letters("".join(wrap(text, width))) == letters(text)
    assert "".join(wrap_words(text.split(), width)).replace(" ", "") == "".join(text.split())
    if all(cell_width(word) <= width for word in text.split()) and not has_ideographs(text):
        assert " ".join(wrap_words(text.split(), width)) == " ".join(text.split())


@given(TEXTS | GLUED, st.integers(1, 90))
@settings(max_examples=300, deadline=None)
def test_both_uis_wrap_a_text_to_the_same_lines(text: str, width: int) -> None:
    text = without_addresses(text).replace("\n", " ")
    assert columns.wrap(text, width) == (wrap(text, width) or [""])


@given(st.text("abcdefgh ", max_size=80) | TEXTS, WIDTHS)
@settings(max_examples=200, deadline=None)
def test_long_words_break_where_rich_breaks_them(text: str, width: int) -> None:
    # Rich counts a joiner at the very beginning in two ways: `chop_cells` counts what follows it, `cell_len` does not.
    word = flatten(text).replace(" ", "").replace("/", "").lstrip("\u200d")
    # What is written without spaces breaks by the rules of its punctuation.
    assume(not has_ideographs(word))
    assert wrap_words([word], width) == (chop_cells(word, width) if cell_len(word) > width else [word])


@given(st.text("日本語の発表、。「」ー）っ ab", max_size=60), WIDTHS)
@settings(max_examples=300, deadline=None)
def test_no_japanese_line_begins_or_ends_with_the_wrong_punctuation(text: str, width: int) -> None:
    # Runs of punctuation leave no place to break, and a narrow line no choice.
    assume(not re.search("[、。」ー）っ「]{2}", text.replace(" ", "")) and width >= 8)
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    for before, after in itertools.pairwise(lines):
        if not before.endswith("ab") and (before[-1] + after[0]) in text:
            assert after[0] not in "、。」ー）っ"
            assert before[-1] != "「"


def test_japanese_fills_the_lines() -> None:
    assert wrap("今 Escキーを押してください。", 12) == ["今 Escキーを", "押してくださ", "い。"]
    assert wrap("a 日本語、発表", 9) == ["a 日本", "語、発表"]
    assert wrap("これは「はい」と言う", 8) == ["これは", "「はい」", "と言う"]


def test_long_word_begins_a_line_and_the_next_word_follows_its_end() -> None:
    assert wrap("see Donaudampfschiff at noon", 8) == ["see", "Donaudam", "pfschiff", "at noon"]
    assert wrap("日本語の発表 now", 5) == ["日本", "語の", "発表", "now"]
    assert wrap("👨\u200d👩\u200d👧\u200d👦" * 3, 4) == ["👨\u200d👩\u200d👧\u200d👦" * 2, "👨\u200d👩\u200d👧\u200d👦"]


def test_path_breaks_after_a_slash_if_that_costs_little_room() -> None:
    assert wrap("at /home/maria/.local/share/notes.json", 24) == ["at", "/home/maria/.local/", "share/notes.json"]
    # More than half of the line would stay empty.
    assert wrap("/etc/abcdefghijklmnopqrst", 16) == ["/etc/abcdefghijk", "lmnopqrst"]


def test_words_are_wrapped_by_cells_with_any_gap() -> None:
    assert wrap_words(["日本語", "の", "発表"], 9) == ["日本語 の", "発表"]
    assert wrap_words(["a", "日本語の発表"], 4, "   ") == ["a", "日本", "語の", "発表"]
    assert wrap_words(["ab", "日本語"], 7, keep_whole=bool) == ["ab", "日本語"]
    assert wrap_words(["a", "b", "c"], 6, "   ") == ["a   b", "c"]
    assert wrap_words([], 9) == []


def test_first_line_may_have_its_own_width() -> None:
    assert wrap("one two three", 9, first_width=4) == ["one", "two three"]
    assert wrap("abcdefgh", 5, first_width=2) == ["ab", "cdefg", "h"]


def test_word_to_be_kept_whole_stands_alone_on_a_wider_line() -> None:
    lines = wrap("see example.org/long/address there", 10, keep_whole=lambda word: "/" in word)
    assert lines == ["see", "example.org/long/address", "there"]


def test_parts_of_a_number_stay_on_one_line() -> None:
    assert wrap("between 60 and 90 % of 12\u00a0000", 14) == ["between 60 and", "90 % of 12\u00a0000"]


def test_last_of_too_many_lines_is_cut_short() -> None:
    assert wrap("one two three four", 5, 2) == ["one", "two…"]
    assert wrap("one two", 5, 2) == ["one", "two"]


def test_one_cell_lines_hold_one_sign_each() -> None:
    assert wrap("日本", 1) == ["日", "本"]
    assert wrap("ab", 0) == ["a", "b"]


@given(TEXTS | GLUED, st.integers(0, 90))
@settings(max_examples=300, deadline=None)
def test_cut_and_padded_texts_have_their_width(text: str, width: int) -> None:
    assert cell_width(elide(text, width)) <= width
    assert cell_width(shorten(text, width)) <= width
    assert cell_width(pad(text, width)) == cell_width(pad_left(text, width)) == width
    assert cell_width(centre(elide(text, width), width)) <= width
    assert cell_width(first_fitting(((text, text), (text,)), width)) <= width


@given(TEXTS | GLUED, st.integers(0, 90))
@example("\u200b👩\u200d👩\u200d👧\u200d👦", 1)
@settings(max_examples=200, deadline=None)
def test_texts_are_cut_where_rich_cuts_them(text: str, width: int) -> None:
    flat = flatten(text).lstrip("\u200d")
    if flat and cell_len(flat) > width >= 1:
        assert elide(flat, width) == set_cell_size(flat, width - 1).rstrip() + "…"


def test_shortened_text_ends_with_a_whole_word_if_one_ends_near() -> None:
    assert shorten("Gave a talk to everybody", 14) == "Gave a talk…"
    assert shorten("Donaudampfschifffahrtsgesellschaft", 10) == "Donaudamp…"
    assert shorten("Gave a talk", 11) == "Gave a talk"


def test_flat_text_has_no_marks_whose_width_is_in_doubt() -> None:
    assert flatten("one\n two ❤\ufe0f joined\u200d three") == "one two ❤ joined three"


def test_first_wording_that_fits_is_taken_and_the_last_is_cut() -> None:
    wordings = (("none yet", "n designs one"), ("none yet",))
    assert first_fitting(wordings, 30) == "none yet · n designs one"
    assert first_fitting(wordings, 20) == "none yet"
    assert first_fitting(wordings, 6) == "none…"
