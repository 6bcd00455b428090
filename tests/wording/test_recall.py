"""The words in which the person's own evidence, lessons and attributions come back."""

from __future__ import annotations

import pytest

from efficacy_tui.journal.attributions import AttributionCounts
from efficacy_tui.journal.recall import Lesson, Recall
from efficacy_tui.wording.recall import attribution_sentences, lesson_sentences, recall_words
from tests.support.factories import TODAY, days_ago


@pytest.mark.parametrize(
    ("ago", "when"),
    [(0, "today"), (1, "yesterday"), (5, "on Tuesday"), (40, "on 13 October"), (400, "on 18 October 2025")],
)
def test_a_deed_comes_back_with_its_difficulty_and_its_day(ago: int, when: str) -> None:
    recall = Recall("1", "done", "Gave the five-minute\nupdate", days_ago(ago), 52)
    assert recall_words(recall, TODAY) == f"✓ Gave the five-minute update, difficulty 52, {when}"
    assert recall_words(recall, TODAY, short=True) == "✓ Gave the five-minute update"


def test_words_come_back_with_who_said_them() -> None:
    assert (
        recall_words(Recall("1", "told", "It clicked", days_ago(1), who="Mara"), TODAY)
        == "❝ Mara: “It clicked”, yesterday"
    )
    assert recall_words(Recall("1", "told", "It clicked", days_ago(1)), TODAY) == "❝ “It clicked”, yesterday"


def test_lessons_are_two_sentences_at_most() -> None:
    lessons = [
        Lesson(TODAY, "pausing slowed me down", ""),
        Lesson(TODAY, "bring a card!", "Jon"),
        Lesson(TODAY, "", "Mara"),
    ]
    assert lesson_sentences(lessons) == ["Last time you noted: pausing slowed me down.", "As a model you named Jon."]
    assert lesson_sentences(lessons[1:2])[0] == "Last time you noted: bring a card!"
    assert lesson_sentences([]) == []


def test_attributions_are_told_from_five_on() -> None:
    few, many = (
        AttributionCounts(4, (("effort", 4),)),
        AttributionCounts(12, (("effort", 7), ("strategy", 3), ("luck", 2))),
    )
    assert attribution_sentences(many, few) == [
        "Of 12 that worked out, you put 7 down to effort, 3 to strategy and 2 to luck."
    ]
    two = AttributionCounts(5, (("skill", 3), ("help", 2)))
    assert attribution_sentences(few, two) == [
        "Of 5 that did not, or only partly, you put 3 down to skill and 2 to help."
    ]
    one = AttributionCounts(5, (("effort", 5),))
    assert attribution_sentences(one, few) == ["Of 5 that worked out, you put 5 down to effort."]
