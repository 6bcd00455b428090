"""Sentences around a person's own words have one full stop, one “if” and one “then”."""

from __future__ import annotations

import pytest

from efficacy_tui.model.sentences import as_sentence, plan_words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Gave the talk", "Gave the talk."),
        ("Gave the talk.", "Gave the talk."),
        ("Did it work?", "Did it work?"),
        ("And so on…", "And so on…"),
        ("Mara: “That was clear.”", "Mara: “That was clear.”"),
        ("Mara: “clear”", "Mara: “clear”."),
        ("Say hello (twice)", "Say hello (twice)."),
    ],
)
def test_a_sentence_has_one_full_stop(text: str, sentence: str) -> None:
    assert as_sentence(text) == sentence


@pytest.mark.parametrize(
    ("obstacle", "plan"),
    [
        ("my voice shakes", "I pause"),
        ("If my voice shakes", "then I pause"),
        ("if my voice shakes.", "Then I pause"),
        (" my voice shakes, ", "I pause"),
    ],
)
def test_a_plan_says_if_and_then_once(obstacle: str, plan: str) -> None:
    assert plan_words(obstacle, plan) == "If my voice shakes, then I pause"


def test_half_a_plan_stays_as_it_was_written() -> None:
    assert plan_words("My voice may shake.", "") == "My voice may shake."
    assert plan_words("", "I pause.") == "I pause."
    assert plan_words("", " ") == ""


def test_a_word_that_only_begins_like_if_stays() -> None:
    assert plan_words("iffy weather", "thence home") == "If iffy weather, then thence home"
