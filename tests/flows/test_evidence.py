"""The flows that add and edit evidence of the four sources."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from efficacy_tui.flows.evidence import AddEvidence, EditEvidence
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.evidence_ratings import unrated_fields
from efficacy_tui.model.records import Mastery, Persuasion, State, Vicarious, source_of
from tests.support.flow_driver import begin

NEW_ENTRIES: list[tuple[tuple[str, ...], type[Any], dict[str, Any]]] = [
    (
        ("m", "Told the story", "40", "a", "today"),
        Mastery,
        {"text": "Told the story", "difficulty": 40, "independence": "alone"},
    ),
    (
        ("v", "Jon", "gave this talk", "4", "2", "yesterday"),
        Vicarious,
        {"who": "Jon", "text": "gave this talk", "similarity": 4, "gap": "two"},
    ),
    (
        ("p", "Mara", "your example\nmade it click", "5", "1", "d", "", "today"),
        Persuasion,
        {
            "who": "Mara",
            "quote": "your example\nmade it click",
            "text": "your example\nmade it click",
            "credibility": 5,
            "specificity": 1,
        },
    ),
    (
        ("s", "Racing heart", "80", "clearly as a threat", "20 nov"),
        State,
        {"text": "Racing heart", "arousal": 80, "interpretation": -2},
    ),
]


@pytest.mark.parametrize(("answers", "kind", "fields"), NEW_ENTRIES, ids=[kind.__name__ for _, kind, _ in NEW_ENTRIES])
def test_the_answers_of_each_source_are_recorded(
    speaking: Journal, answers: tuple[str, ...], kind: type[Any], fields: dict[str, Any]
) -> None:
    driver = begin(AddEvidence(speaking)).answer(*answers)
    assert driver.current_key == ""
    driver.session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert type(entry) is kind
    assert {name: getattr(entry, name) for name in fields} == fields
    days = {"today": 22, "yesterday": 21, "20 nov": 20}
    assert (entry.day, entry.domain) == (dt.date(2026, 11, days[answers[-1]]), speaking.domains.focus().id)


@pytest.mark.parametrize(("source", "texts"), [("m", 1), ("v", 2), ("p", 2), ("s", 1)])
def test_every_rating_can_be_left_for_later(speaking: Journal, source: str, texts: int) -> None:
    driver = begin(AddEvidence(speaking)).answer(source, *["words"] * texts)
    ratings = [question.key for question in driver.session.questions if question.optional]
    assert len(ratings) == (3 if source == "p" else 2)
    driver.answer(*[""] * len(ratings), "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert {getattr(entry, name) for name in ratings} == {None}


def test_the_domain_is_asked_only_with_several_domains(speaking: Journal) -> None:
    assert "domain" not in [question.key for question in AddEvidence(speaking).questions({"source": "mastery"})]
    writing = speaking.domains.add("Writing", "write a page")
    driver = begin(AddEvidence(speaking)).answer("m")
    assert driver.current_key == "domain"
    assert driver.session.prefill(driver.session.current) == speaking.domains.focus().id
    driver.answer("writing", "Wrote it", "", "", "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert entry.domain == writing.id


def test_a_future_day_is_rejected(speaking: Journal) -> None:
    driver = begin(AddEvidence(speaking)).answer("m", "Told the story", "", "")
    assert driver.rejection("tomorrow") == "Mon 23 Nov: that day is still to come."


def test_a_given_source_is_the_default(speaking: Journal) -> None:
    driver = begin(AddEvidence(speaking, "persuasion"))
    assert driver.session.prefill(driver.session.current) == "persuasion"


@pytest.mark.parametrize(("key", "value"), [("1", 2), ("2", 1), ("3", 0), ("4", -1), ("5", -2)])
def test_the_interpretation_of_a_state_is_recorded_as_a_score(speaking: Journal, key: str, value: int) -> None:
    begin(AddEvidence(speaking)).answer("s", "Racing heart", "", key, "today").session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert entry.interpretation == value


EDITED_ENTRIES: list[tuple[type[Any], dict[str, Any]]] = [
    (Mastery, {"difficulty": 40, "independence": "lucky"}),
    (Vicarious, {"who": "Jon", "similarity": 4, "gap": "expert"}),
    (Persuasion, {"who": "Mara", "quote": "told you", "credibility": 2, "specificity": 5}),
    *[(State, {"arousal": 80, "interpretation": score}) for score in (-2, -1, 0, 1, 2)],
    (State, {}),
]


@pytest.mark.parametrize(
    ("kind", "fields"),
    EDITED_ENTRIES,
)
def test_editing_without_changing_anything_changes_nothing(
    speaking: Journal, kind: type[Any], fields: dict[str, Any]
) -> None:
    text = fields.get("quote", "words")
    entry = speaking.evidence.add(kind, speaking.domains.focus().id, text, dt.date(2026, 11, 3), **fields)
    driver = begin(EditEvidence(speaking, entry))
    while driver.session.current is not None:
        driver.answer(driver.session.prefill(driver.session.current))
    driver.session.finish()
    assert speaking.evidence.get(entry.id) == entry


def test_editing_changes_only_the_changed_answers(speaking: Journal) -> None:
    entry = speaking.evidence.add(Mastery, speaking.domains.focus().id, "Told the story", difficulty=40)
    begin(EditEvidence(speaking, entry)).answer("Told it twice", "", "h", "yesterday").session.finish()
    edited = speaking.evidence.get(entry.id)
    assert (edited.text, edited.difficulty, edited.independence, edited.day.day) == (
        "Told it twice",
        None,
        "helped",
        21,
    )
    assert edited.id == entry.id


@pytest.mark.parametrize(
    ("source", "answers", "needed"),
    [
        ("m", ("Told the story",), 1),
        ("v", ("Jon", "gave it"), 2),
        ("p", ("Mara", "it clicked"), 2),
        ("s", ("shaky",), 1),
    ],
)
def test_evidence_can_be_saved_once_its_words_are_there(
    speaking: Journal, source: str, answers: tuple[str, ...], needed: int
) -> None:
    driver = begin(AddEvidence(speaking))
    assert not driver.session.can_save_now
    driver.answer(source)
    for number, answer in enumerate(answers, 1):
        assert driver.session.can_save_now == (number == needed)
        driver.answer(answer)
    assert driver.session.can_save_now
    assert driver.session.leave_rest_open()
    driver.session.finish()
    (entry,) = speaking.contents.evidence.values()
    assert entry.day == speaking.today()
    assert unrated_fields(entry, source_of(entry))


def test_what_is_still_needed_is_asked_before_saving(speaking: Journal) -> None:
    driver = begin(AddEvidence(speaking)).answer("p")
    assert not driver.session.leave_rest_open()
    assert driver.current_key == "who"
