"""Which parts of a text the mask replaces with dots, and which parts stay readable."""

from __future__ import annotations

import inspect

import pytest
from rich.cells import cell_len

from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.recovery import MergeConflictCopy
from efficacy_tui.journal.demo import fill_demo
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.privacy.mask import dots, without_digits
from efficacy_tui.tui.privacy.own_phrases import own_phrases, to_lines


@pytest.mark.parametrize("text", ["Zebra 73 %", "ｚ全角", "e\u0301tude", "👩‍🚀 zebra", "█▓░ ━━─", "", "⠋⠙"])
def test_dots_hide_letters_and_drawings_without_changing_the_width(text: str) -> None:
    masked = dots(text)
    assert cell_len(masked) == cell_len(text)
    assert not any(char.isalnum() for char in masked)
    assert not set(masked) & set("█▓░━─⠋⠙")


def test_words_in_the_source_are_public_and_filled_in_values_are_masked() -> None:
    phrases = own_phrases()
    assert phrases.pieces("Right now, how sure are you that you can swim?") == [
        ("Right now, how sure are you that you can ", True),
        ("swim", False),
        ("?", True),
    ]
    assert phrases.pieces("Checked in · u undo") == [("Checked in", True), (" · ", True), ("u undo", True)]
    assert phrases.pieces("swim across the lake") == [("swim across the lake", False)]
    assert phrases.pieces("Outcome", {"outcome"}) == [("Outcome", False)]


@pytest.mark.parametrize(
    ("sentence", "readable"),
    [
        ("That is 2,100 characters; at most 2,000 fit here.", "That is  characters; at most  fit here."),
        ("Line 3 is 2,100 characters; at most 2,000 fit here.", "Line  is  characters; at most  fit here."),
    ],
)
def test_only_the_numbers_are_masked_in_an_error_about_a_long_text(sentence: str, readable: str) -> None:
    assert "".join(text for text, is_public in own_phrases().pieces(sentence) if is_public) == readable


@pytest.mark.parametrize(
    ("sentence", "readable"),
    [
        ("Choose a number from 0 to 100.", "Choose a number from 0 to 100."),
        ("“my boss” is not a whole number from 0 to 100.", "“” is not a whole number from 0 to 100."),
        ("140 is outside 0 to 100.", " is outside 0 to 100."),
        ("Type a day. Write it like “fri”, “+10d”, “10 dec” or “2026-12-10”.", None),
        (
            "“my boss” is not recognised as a day. Write it like “fri”, “+10d”, “dec 10” or “2026-12-10”.",
            "“” is not recognised as a day. Write it like “fri”, “+10d”, “dec 10” or “2026-12-10”.",
        ),
        (
            "Fri 1 Jan 2027: a challenge is due within 14 days, by Sun 6 Dec. Make it smaller, or take its first part.",
            None,
        ),
        ("Line 2: “Ask Mara” is already on this ladder, at 40.", ": “” is already on this ladder, at ."),
        (
            "Type something first. “Ask Mara” is already on this ladder, at 40.",
            "Type something first. “” is already on this ladder, at .",
        ),
        ("Ask Mara. Then go home: no day yet", " : "),
    ],
)
@pytest.mark.parametrize("sign", ["", "! "])
def test_errors_are_readable_but_not_what_they_quote(sentence: str, readable: str | None, sign: str) -> None:
    pieces = own_phrases().pieces(sign + sentence)
    assert "".join(text for text, _ in pieces) == sign + sentence
    assert "".join(text for text, is_own in pieces if is_own) == sign + (sentence if readable is None else readable)


def test_name_of_a_domain_is_hidden_even_where_a_part_of_it_is_a_sentence_of_the_program() -> None:
    name = "Mara. This needs a few words."
    assert own_phrases().pieces(name, {name.casefold()}) == [(name, False)]


def test_the_words_of_the_made_up_person_are_masked_like_anybodys(journal: Journal) -> None:
    fill_demo(journal)
    contents = journal.contents
    challenges, evidence = contents.challenges.values(), contents.evidence.values()
    texts = {row.title for row in challenges} | {row.done_when for row in challenges} | {row.text for row in evidence}
    assert len(texts) > 50
    phrases = own_phrases()
    assert [text for text in texts if phrases.pieces(text) != [(text, False)]] == []


def test_the_sentences_of_a_file_about_a_made_up_person_are_not_the_programs_own() -> None:
    title = "A year of made-up practice"
    assert title in inspect.getsource(fill_demo)
    assert own_phrases().pieces(title) == [(title, False)]


def test_the_label_before_the_date_of_a_self_rating_is_public() -> None:
    assert own_phrases().pieces("you on Tue 3 Nov")[0] == ("you on ", True)


def test_public_parts_stay_marked_when_the_text_is_wrapped() -> None:
    lines = to_lines([("you can ", True), ("swim far", False), ("?", True)], ["you can swim", "far?"])
    public_parts = [[(line.plain[span.start : span.end]) for span in line.spans] for line in lines]
    assert public_parts == [["you can "], ["?"]]


def test_every_flow_title_is_a_fixed_string() -> None:
    def with_subclasses(parent: type[Flow]) -> list[type[Flow]]:
        return [parent, *(descendant for child in parent.__subclasses__() for descendant in with_subclasses(child))]

    assert MergeConflictCopy in with_subclasses(Flow)
    for flow_class in with_subclasses(Flow):
        assert isinstance(getattr(flow_class, "title", ""), str), flow_class


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_hiding_numbers_keeps_dates_and_time_spans(text: str, expected: str) -> None:
    assert without_digits(text) == expected


def test_only_the_numbers_are_masked_in_the_weekly_check_in_count() -> None:
    pieces = own_phrases().pieces("Checked in on 3 of 7 days.")
    assert "".join(text if is_own else dots(text) for text, is_own in pieces) == "Checked in on • of • days."
