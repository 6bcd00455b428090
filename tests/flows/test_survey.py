"""The survey's questions: one digit each, blind, left and taken up again; and what else begins from the profile."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.flows.flow import DRAFT_SAVED
from efficacy_tui.flows.question_types import ChoiceQuestion
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateOther, RateSelf
from efficacy_tui.journal.journal import Journal
from tests.support.flow_driver import begin, question_text
from tests.support.profile_answers import MARA, SELF, answer


def digits(values: list[int]) -> list[str]:
    return [str(value) for value in values]


def test_every_item_is_one_question_with_the_five_anchors_and_none_suggested(journal: Journal) -> None:
    questions = RateSelf(journal, shipped_instrument()).questions({})
    assert len(questions) == 12
    for question, item in zip(questions, shipped_instrument().items, strict=True):
        assert isinstance(question, ChoiceQuestion)
        assert question.prompt == f"How sure are you that you can {item.own}?"
        assert [option.key for option in question.options] == ["1", "2", "3", "4", "5"]
        assert question.even
        assert question.default == ""


def test_twelve_digits_are_a_profile(journal: Journal) -> None:
    driver = begin(RateSelf(journal, shipped_instrument())).answer(*digits(SELF))
    assert driver.current_key == ""
    assert driver.session.finish().offers == ("undo",)
    (kept,) = journal.contents.surveys.values()
    assert list(kept.answers.values()) == SELF
    assert (kept.rater, kept.by, kept.version) == ("self", None, 1)
    assert journal.undo() == "Profile: your own answers"
    assert not journal.contents.surveys


@pytest.mark.parametrize("raw", ["0", "6", "j", "", "-1", "3.5", "very much"])
def test_the_person_answers_from_one_to_five(journal: Journal, raw: str) -> None:
    assert begin(RateSelf(journal, shipped_instrument())).rejection(raw)


@pytest.mark.parametrize("raw", ["0", "j", "J", "can’t judge"])
def test_others_can_also_not_judge(journal: Journal, raw: str) -> None:
    rater = journal.surveys.add_rater("Mara")
    driver = begin(RateOther(journal, shipped_instrument(), rater)).answer("", raw, *digits(MARA[1:]))
    driver.session.finish()
    (kept,) = journal.contents.surveys.values()
    assert list(kept.answers.values()) == [None, *MARA[1:]]
    assert (kept.rater, kept.by, kept.pseudonym) == ("other", rater.id, "Mara")


def test_nothing_said_before_is_shown_and_nothing_else_is_on_the_screen(journal: Journal) -> None:
    answer(journal, SELF)
    for flow in (
        RateSelf(journal, shipped_instrument()),
        RateOther(journal, shipped_instrument(), journal.surveys.add_rater("Mara")),
    ):
        assert flow.blind
        assert flow.hides_everything_else
        assert all(question.default == "" for question in flow.questions({}))


def test_it_goes_back_and_is_left_and_taken_up_again(journal: Journal) -> None:
    driver = begin(RateSelf(journal, shipped_instrument())).answer("4", "3", "1")
    assert driver.session.back()
    driver.answer("4", "5")
    assert driver.session.leave() == DRAFT_SAVED
    assert not journal.contents.surveys
    again = begin(RateSelf(journal, shipped_instrument()))
    assert again.session.resumed
    assert again.current_key == "s1"
    again.answer(*digits(SELF[4:])).session.finish()
    (kept,) = journal.contents.surveys.values()
    assert list(kept.answers.values())[:4] == [4, 3, 4, 5]
    assert journal.settings.drafts() == []


def test_two_people_can_each_have_left_in_the_middle(journal: Journal) -> None:
    mara, jon = journal.surveys.add_rater("Mara"), journal.surveys.add_rater("Jon")
    begin(RateOther(journal, shipped_instrument(), mara)).answer("", "5").session.leave()
    begin(RateSelf(journal, shipped_instrument())).answer("1", "1").session.leave()
    assert begin(RateOther(journal, shipped_instrument(), mara)).current_key == "w2"
    assert begin(RateOther(journal, shipped_instrument(), jon)).current_key == "consent"
    assert begin(RateSelf(journal, shipped_instrument())).current_key == "w3"


def test_who_does_not_agree_leaves_nothing(journal: Journal) -> None:
    rater = journal.surveys.add_rater("Mara")
    begin(RateOther(journal, shipped_instrument(), rater)).session.leave()
    assert journal.settings.drafts() == []


def test_others_are_told_about_whom_and_what_happens_and_are_promised_nothing(journal: Journal) -> None:
    journal.surveys.set_rater_reference("Alex")
    flow = RateOther(journal, shipped_instrument(), journal.surveys.add_rater("Mara"))
    consent, first, *_ = flow.questions({})
    said = question_text(consent)
    assert "up to you" in said
    assert "They are not anonymous" in said
    assert "you agree" in said
    assert first.prompt.startswith("How sure are you that Alex can get started")
    assert "hand the keyboard back" in flow.handover_text


def test_somebody_new_is_asked_and_then_sits_down(journal: Journal) -> None:
    driver = begin(ChooseRater(journal, shipped_instrument())).answer("Mara", "2", "Alex")
    following = driver.session.finish().next_flow
    assert isinstance(following, RateOther)
    assert (following.rater.name, following.rater.role, following.about) == ("Mara", "friend", "Alex")
    again = begin(ChooseRater(journal, shipped_instrument()))
    assert again.current_key == "rater"
    assert again.answer("1").session.prefill(again.session.questions[-1]) == "Alex"
    assert again.current_key == "about"
    other = begin(ChooseRater(journal, shipped_instrument())).answer("n")
    assert "already" in other.rejection("mara")


def test_a_rater_is_deleted_by_a_key(journal: Journal) -> None:
    answer(journal, MARA, "Mara")
    driver = begin(DeleteRater(journal)).answer("1")
    assert driver.session.finish().message == "Mara is deleted, with all their answers"
    assert not journal.contents.surveys


def test_an_item_becomes_a_domain_with_its_words_there_to_be_kept(journal: Journal) -> None:
    item = shipped_instrument().items[4]
    driver = begin(AddDomainFromItem(journal, item))
    name, task = driver.session.questions
    assert task.default == item.own
    driver.answer(name.default, task.default)
    driver.session.finish()
    (domain,) = journal.domains.all()
    assert (domain.name, domain.task) == ("Joining in", item.own)
    assert "weak" not in " ".join(map(question_text, driver.shown_questions)).casefold()


@given(st.lists(st.integers(1, 5), min_size=12, max_size=12), st.integers(0, 12))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_wherever_it_is_left_the_answers_are_the_same_in_the_end(
    journal: Journal, values: list[int], left_after: int
) -> None:
    begin(RateSelf(journal, shipped_instrument())).answer(*digits(values[:left_after])).session.leave()
    again = begin(RateSelf(journal, shipped_instrument()))
    again.answer(*digits(values[left_after:])).session.finish()
    assert list(journal.surveys.by(shipped_instrument(), None)[-1].answers.values()) == values
    journal.undo()
