"""The profile flows: ratings by the person and by raters, drafts, raters, and a domain from an item."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efficacy_tui.content.instrument import shipped_instrument
from efficacy_tui.flows.flow_session import DRAFT_SAVED
from efficacy_tui.flows.question_types import ChoiceQuestion
from efficacy_tui.flows.survey import AddDomainFromItem, ChooseRater, DeleteRater, RateOther, RateSelf
from efficacy_tui.journal.journal import Journal
from tests.support.flow_driver import begin, question_text
from tests.support.profile_answers import MARA, SELF, record_answers


def digits(values: list[int]) -> list[str]:
    return [str(value) for value in values]


def test_every_item_is_one_choice_of_five_without_a_preselection(journal: Journal) -> None:
    questions = RateSelf(journal, shipped_instrument()).questions({})
    assert len(questions) == 12
    for question, item in zip(questions, shipped_instrument().items, strict=True):
        assert isinstance(question, ChoiceQuestion)
        assert question.prompt == f"How sure are you that you can {item.self_text}?"
        assert [option.key for option in question.options] == ["1", "2", "3", "4", "5"]
        assert question.without_preselection
        assert question.default == ""


def test_twelve_digits_are_recorded_as_one_survey(journal: Journal) -> None:
    driver = begin(RateSelf(journal, shipped_instrument())).answer(*digits(SELF))
    assert driver.current_key == ""
    assert driver.session.finish().offers == ("undo",)
    (survey,) = journal.contents.surveys.values()
    assert list(survey.answers.values()) == SELF
    assert (survey.rater, survey.by, survey.version) == ("self", None, 1)
    assert journal.undo() == "Profile: your own answers"
    assert not journal.contents.surveys


@pytest.mark.parametrize("raw", ["0", "6", "j", "", "-1", "3.5", "very much"])
def test_self_ratings_outside_one_to_five_are_rejected(journal: Journal, raw: str) -> None:
    assert begin(RateSelf(journal, shipped_instrument())).rejection(raw)


@pytest.mark.parametrize("raw", ["0", "j", "J", "can’t judge"])
def test_a_rater_can_answer_that_they_cannot_judge(journal: Journal, raw: str) -> None:
    rater = journal.surveys.add_rater("Mara")
    driver = begin(RateOther(journal, shipped_instrument(), rater)).answer("", raw, *digits(MARA[1:]))
    driver.session.finish()
    (survey,) = journal.contents.surveys.values()
    assert list(survey.answers.values()) == [None, *MARA[1:]]
    assert (survey.rater, survey.by, survey.pseudonym) == ("other", rater.id, "Mara")


def test_rating_flows_are_blind_and_hide_everything_else(journal: Journal) -> None:
    record_answers(journal, SELF)
    for flow in (
        RateSelf(journal, shipped_instrument()),
        RateOther(journal, shipped_instrument(), journal.surveys.add_rater("Mara")),
    ):
        assert flow.blind
        assert flow.hides_everything_else
        assert all(question.default == "" for question in flow.questions({}))


def test_a_left_survey_resumes_at_the_next_item(journal: Journal) -> None:
    driver = begin(RateSelf(journal, shipped_instrument())).answer("4", "3", "1")
    assert driver.session.back()
    driver.answer("4", "5")
    assert driver.session.leave() == DRAFT_SAVED
    assert not journal.contents.surveys
    resumed = begin(RateSelf(journal, shipped_instrument()))
    assert resumed.session.resumed
    assert resumed.current_key == "s1"
    resumed.answer(*digits(SELF[4:])).session.finish()
    (survey,) = journal.contents.surveys.values()
    assert list(survey.answers.values())[:4] == [4, 3, 4, 5]
    assert journal.settings.drafts() == []


def test_each_rater_has_their_own_draft(journal: Journal) -> None:
    mara, jon = journal.surveys.add_rater("Mara"), journal.surveys.add_rater("Jon")
    begin(RateOther(journal, shipped_instrument(), mara)).answer("", "5").session.leave()
    begin(RateSelf(journal, shipped_instrument())).answer("1", "1").session.leave()
    assert begin(RateOther(journal, shipped_instrument(), mara)).current_key == "w2"
    assert begin(RateOther(journal, shipped_instrument(), jon)).current_key == "consent"
    assert begin(RateSelf(journal, shipped_instrument())).current_key == "w3"


def test_leaving_at_the_consent_saves_no_draft(journal: Journal) -> None:
    rater = journal.surveys.add_rater("Mara")
    begin(RateOther(journal, shipped_instrument(), rater)).session.leave()
    assert journal.settings.drafts() == []


def test_raters_are_informed_before_the_first_item(journal: Journal) -> None:
    journal.surveys.set_rater_reference("Alex")
    flow = RateOther(journal, shipped_instrument(), journal.surveys.add_rater("Mara"))
    consent, first, *_ = flow.questions({})
    text = question_text(consent)
    assert "up to you" in text
    assert "They are not anonymous" in text
    assert "you agree" in text
    assert first.prompt.startswith("How sure are you that Alex can get started")
    assert "hand the keyboard back" in flow.handover_text


def test_choosing_a_rater_opens_their_rating_flow(journal: Journal) -> None:
    driver = begin(ChooseRater(journal, shipped_instrument())).answer("Mara", "2", "Alex")
    next_flow = driver.session.finish().next_flow
    assert isinstance(next_flow, RateOther)
    assert (next_flow.rater.name, next_flow.rater.role, next_flow.about) == ("Mara", "friend", "Alex")
    resumed = begin(ChooseRater(journal, shipped_instrument()))
    assert resumed.current_key == "rater"
    assert resumed.answer("1").session.prefill(resumed.session.questions[-1]) == "Alex"
    assert resumed.current_key == "about"
    other = begin(ChooseRater(journal, shipped_instrument())).answer("n")
    assert "already" in other.rejection("mara")


def test_deleting_a_rater_deletes_their_answers(journal: Journal) -> None:
    record_answers(journal, MARA, "Mara")
    driver = begin(DeleteRater(journal)).answer("1")
    assert driver.session.finish().message == "Mara deleted, with all their answers"
    assert not journal.contents.surveys


def test_a_domain_from_an_item_is_prefilled_with_its_words(journal: Journal) -> None:
    item = shipped_instrument().items[4]
    driver = begin(AddDomainFromItem(journal, item))
    name, task = driver.session.questions
    assert task.default == item.self_text
    driver.answer(name.default, task.default)
    driver.session.finish()
    (domain,) = journal.domains.all()
    assert (domain.name, domain.task) == ("Joining in", item.self_text)
    assert "weak" not in " ".join(map(question_text, driver.shown_questions)).casefold()


@given(st.lists(st.integers(1, 5), min_size=12, max_size=12), st.integers(0, 12))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_survey_resumed_anywhere_records_the_same_answers(
    journal: Journal, values: list[int], left_after: int
) -> None:
    begin(RateSelf(journal, shipped_instrument())).answer(*digits(values[:left_after])).session.leave()
    resumed = begin(RateSelf(journal, shipped_instrument()))
    resumed.answer(*digits(values[left_after:])).session.finish()
    assert list(journal.surveys.of_rater(shipped_instrument(), None)[-1].answers.values()) == values
    journal.undo()
