"""What a mask hides of a text, cell for cell, and what stays of it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.recovery import MergeConflictCopy
from efficacy_tui.tui.privacy.mask import DOT, dots, without_digits
from efficacy_tui.tui.privacy.own_phrases import as_markup, own_phrases, to_lines


@pytest.mark.parametrize("text", ["Zebra 73 %", "ｚ全角", "e\u0301tude", "👩‍🚀 zebra", "█▓░ ━━─", "", "⠋⠙"])
def test_dots_have_the_cells_of_what_they_stand_for(text: str) -> None:
    hidden = dots(text)
    assert cell_len(hidden) == cell_len(text)
    assert not any(char.isalnum() for char in hidden)
    assert not set(hidden) & set("█▓░━─⠋⠙")


def test_a_sentence_is_ours_where_it_is_written_and_theirs_where_it_is_filled_in() -> None:
    known = own_phrases()
    assert known.pieces("Right now, how sure are you that you can swim?") == [
        ("Right now, how sure are you that you can ", True),
        ("swim", False),
        ("?", True),
    ]
    assert known.pieces("Checked in · u undo") == [("Checked in", True), (" · ", True), ("u undo", True)]
    assert known.pieces("swim across the lake") == [("swim across the lake", False)]
    assert known.pieces("Outcome", {"outcome"}) == [("Outcome", False)]


@pytest.mark.parametrize(
    "sentence",
    ["That is 2,100 characters; at most 2,000 fit here.", "Line 3 is 2,100 characters; at most 2,000 fit here."],
)
def test_an_error_about_a_long_text_stays_readable_but_for_its_numbers(sentence: str) -> None:
    readable = "".join(text for text, is_own in own_phrases().pieces(sentence) if is_own)
    assert readable in ("That is  characters; at most  fit here.", "Line  is  characters; at most  fit here.")


def test_the_day_of_ones_own_answers_is_named_while_masked() -> None:
    assert own_phrases().pieces("you on Tue 3 Nov")[0] == ("you on ", True)


def test_marks_follow_a_text_onto_the_lines_it_is_wrapped_into() -> None:
    lines = to_lines([("you can ", True), ("swim far", False), ("?", True)], ["you can swim", "far?"])
    marked = [[(line.plain[span.start : span.end]) for span in line.spans] for line in lines]
    assert marked == [["you can "], ["?"]]


def test_what_becomes_markup_holds_no_word_of_the_persons() -> None:
    assert as_markup([("[b]zebra[/b]", False), (" is kept [x]", True)]) == f"[@ours=1]{DOT * 12} is kept \\[x][/]"


def test_every_flow_has_a_title_that_is_not_the_persons() -> None:
    def flows(kind: type[Flow]) -> list[type[Flow]]:
        return [kind, *(each for sub in kind.__subclasses__() for each in flows(sub))]

    assert MergeConflictCopy in flows(Flow)
    for flow in flows(Flow):
        assert isinstance(getattr(flow, "title", ""), str), flow


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Level with the evidence, 54–97", "Level with the evidence, ••–••"),
        ("since about Mon 12 Oct: 61 before", "since about Mon 12 Oct: •• before"),
        ("Oct 12", "Oct 12"),
        ("Dec 4, 2026 3.5", "Dec 4, 2026 •.•"),
        ("2026-12-04 70", "2026-12-04 ••"),
        ("30 d  90 d  1 y", "30 d  90 d  1 y"),
        ("worth answering again in 28 days", "worth answering again in 28 days"),
        ("100┤", "•••┤"),
    ],
)
def test_where_numbers_are_hidden_dates_and_spans_of_time_stay(text: str, shown: str) -> None:
    assert without_digits(text) == shown


def test_the_days_of_a_week_hide_their_numbers_only() -> None:
    said = as_markup(own_phrases().pieces("Checked in on 3 of 7 days."))
    assert "Checked in on • of • days." in said
