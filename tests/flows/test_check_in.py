"""The flows of the daily check-in, of steps, of domains, and of the first start."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.check_in import Backfill, DailyCheckIn
from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.first_start import FirstStart, plain_task
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain, Step
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin, practise

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def writing(speaking: Journal) -> Domain:
    """A second domain, Writing."""
    return speaking.domains.add("Writing", "write a page")


@pytest.fixture
def challenge(speaking: Journal) -> Challenge:
    """A challenge of the focus domain with a step yesterday, today and tomorrow."""
    speaking.clock.move(days=-1)
    steps = tuple(Step(text=text, day=TODAY + dt.timedelta(days=n)) for text, n in (("a", -1), ("b", 0), ("c", 1)))
    started = speaking.challenges.start(
        speaking.domains.focus().id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=dt.date(2026, 12, 2),
        steps=steps,
    )
    speaking.clock.move(days=1)
    return started


def test_a_rating_is_recorded_as_soon_as_it_is_given(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    driver = begin(DailyCheckIn(speaking))
    question = driver.session.current
    assert question.context == "Speaking"
    assert question.prompt == (
        "Right now, how sure are you that you can give a ten-minute talk to people I don’t know?"
    )
    assert (question.default, question.hint) == ("", "")
    driver.answer("70")
    assert speaking.checkins.on(focus.id, TODAY).confidence == 70
    assert driver.current_key == ""
    result = driver.session.finish()
    assert (result.message, result.offers) == ("Checked in", ("undo", "evidence"))


def test_leaving_keeps_the_ratings_given_and_asks_the_rest_next_time(speaking: Journal, writing: Domain) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70")
    assert driver.session.current.context == "Writing"
    driver.session.leave("4")
    assert [row.confidence for row in speaking.contents.checkins.values()] == [70]
    assert speaking.settings.drafts() == []
    resumed = begin(DailyCheckIn(speaking))
    assert resumed.session.current.context == "Writing"
    resumed.answer("40")
    assert resumed.current_key == ""
    assert resumed.session.finish().message == "Checked in"


def test_a_second_check_in_asks_all_domains_and_replaces_their_ratings(speaking: Journal, writing: Domain) -> None:
    begin(DailyCheckIn(speaking)).answer("70", "40")
    driver = begin(DailyCheckIn(speaking))
    assert driver.session.flow.is_rerating
    assert [question.default for question in driver.session.questions] == ["", ""]
    assert all("replaces" in question.hint for question in driver.session.questions)
    driver.answer("60", "50")
    assert sorted(row.confidence for row in speaking.contents.checkins.values()) == [50, 60]


def test_questions_contain_no_earlier_rating(speaking: Journal, writing: Domain, clock: FixedClock) -> None:
    begin(DailyCheckIn(speaking)).answer("37", "43")
    clock.move(days=1)
    flow = DailyCheckIn(speaking)
    assert flow.blind
    for question in flow.questions({}):
        words = "".join((question.context, question.prompt, question.hint, question.default))
        assert "37" not in words
        assert "43" not in words


def test_the_due_step_is_asked_after_the_ratings(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70")
    assert driver.session.current.context == "Today’s step"
    assert driver.session.current.prompt == "b: did you do it?"
    driver.answer("y")
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == [None, "done", None]
    assert driver.session.finish().offers == ("undo", "evidence", "step-odds")


def test_an_empty_answer_leaves_the_step_open(speaking: Journal, challenge: Challenge) -> None:
    begin(DailyCheckIn(speaking)).answer("70", "")
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == [None, None, None]


def test_a_check_in_for_an_earlier_day_asks_no_step_and_is_marked_late(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking, TODAY - dt.timedelta(days=1)))
    assert driver.session.current.prompt.startswith("On Saturday, how sure were you that you can")
    driver.answer("60")
    assert driver.current_key == ""
    (row,) = speaking.contents.checkins.values()
    assert (row.day, row.confidence, row.late) == (dt.date(2026, 11, 21), 60, True)


def test_backfill_offers_the_last_seven_days(speaking: Journal) -> None:
    driver = begin(Backfill(speaking))
    options = driver.session.current.options
    assert [option.value for option in options] == [f"2026-11-{day}" for day in range(21, 14, -1)]
    assert [option.key for option in options] == list("1234567")
    assert options[0].label == "Yesterday"
    assert options[1].label == "Friday 20 November"
    next_flow = driver.answer("7").session.finish().next_flow
    assert isinstance(next_flow, DailyCheckIn)
    assert next_flow.day == dt.date(2026, 11, 15)


def test_backfill_leaves_out_days_on_which_all_domains_are_rated(speaking: Journal, writing: Domain) -> None:
    two_days_ago = TODAY - dt.timedelta(days=2)
    speaking.checkins.record(writing.id, 50, two_days_ago)
    assert two_days_ago in Backfill.days(speaking)
    speaking.checkins.record(speaking.domains.focus().id, 50, two_days_ago)
    assert [day.day for day in Backfill.days(speaking)] == [21, 19, 18, 17, 16, 15]
    assert [option.value for option in begin(Backfill(speaking)).session.current.options][1] == "2026-11-19"


def test_a_check_in_before_four_in_the_morning_counts_for_the_day_before(speaking: Journal, clock: FixedClock) -> None:
    clock.time = dt.datetime(2026, 11, 23, 3, 59, tzinfo=dt.UTC)
    begin(DailyCheckIn(speaking)).answer("70")
    assert [(row.day, row.late) for row in speaking.contents.checkins.values()] == [(TODAY, False)]


# -- steps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "result"), [("y", "done"), ("p", "partly"), ("n", "not"), ("s", "skipped")])
def test_the_result_of_the_due_step_is_recorded(speaking: Journal, challenge: Challenge, key: str, result: str) -> None:
    driver = begin(RecordStep.for_due_step(speaking)).answer(key)
    assert driver.session.finish().message == "Step recorded"
    assert speaking.challenges.get(challenge.id).steps[1].result == result


def test_an_earlier_open_step_is_due_after_todays_step(speaking: Journal, challenge: Challenge) -> None:
    begin(RecordStep.for_due_step(speaking)).answer("y").session.finish()
    earlier = RecordStep.for_due_step(speaking)
    assert earlier.questions({})[0].context == "The step for yesterday"
    begin(earlier).answer("n").session.finish()
    assert RecordStep.for_due_step(speaking) is None


def test_an_empty_answer_records_no_step(speaking: Journal, challenge: Challenge) -> None:
    assert begin(RecordStep.for_due_step(speaking)).answer("").session.finish().message == ""
    assert speaking.challenges.get(challenge.id) == challenge


def test_the_odds_of_the_next_step_are_asked_once(speaking: Journal, challenge: Challenge, clock: FixedClock) -> None:
    flow = RateStepOdds.for_next_step(speaking)
    assert flow.questions({})[0].prompt == "c: how likely are you to do this?"
    assert flow.questions({})[0].context == "Tomorrow"
    begin(flow).answer("80").session.finish()
    assert speaking.challenges.get(challenge.id).steps[2].odds == 80
    assert RateStepOdds.for_next_step(speaking) is None


def test_the_odds_question_of_a_distant_step_shows_its_date(
    speaking: Journal, challenge: Challenge, clock: FixedClock
) -> None:
    clock.move(days=-4)
    assert RateStepOdds.for_next_step(speaking).questions({})[0].context == "Sat 21 Nov"


# -- domains -------------------------------------------------------------------------------------


def test_the_first_start_records_a_domain_and_its_first_check_in(journal: Journal) -> None:
    driver = begin(FirstStart(journal)).answer("Speaking", "I can give a talk.")
    assert driver.session.current.prompt == "Right now, how sure are you that you can give a talk?"
    result = driver.answer("50").session.finish()
    assert (result.message, result.offers) == ("You are set", ("design", "help"))
    (domain,) = journal.domains.all()
    assert (domain.name, domain.task, domain.focus) == ("Speaking", "give a talk", True)
    assert journal.checkins.on(domain.id, TODAY).confidence == 50


@pytest.mark.parametrize(
    ("typed", "task"),
    [
        ("I can give a talk.", "give a talk"),
        ("Give a talk", "give a talk"),
        ("i  can  run 5 km!", "run 5 km"),
        ("I speak up", "I speak up"),
        ("SQL joins", "SQL joins"),
        ("ask for help…", "ask for help"),
    ],
)
def test_plain_task_continues_the_sentence_that_you_can(typed: str, task: str) -> None:
    assert plain_task(typed) == task


def test_a_task_without_words_is_rejected(journal: Journal) -> None:
    for raw in ("...", "I can ?", " ", "\x00"):
        assert begin(AddDomain(journal)).answer("Speaking").rejection(raw) == "Type something first."


def test_a_domain_name_in_use_is_rejected(speaking: Journal) -> None:
    driver = begin(AddDomain(speaking))
    message = "You already have a domain called Speaking. Choose another name."
    assert driver.rejection("speaking") == message
    assert driver.rejection(" SPEÁKING ") == message
    assert driver.rejection("") == "Type something first."
    result = driver.answer("Writing", "write a page").session.finish()
    assert result.message == "Writing is one of your domains now."
    assert speaking.domains.focus().name == "Speaking"


def test_editing_a_domain_is_prefilled_with_its_name_and_task(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    driver = begin(EditDomain(speaking, domain))
    assert [question.default for question in driver.session.questions] == [domain.name, domain.task]
    driver.answer("Speaking", "give a talk").session.finish()
    assert (speaking.domains.focus().name, speaking.domains.focus().task) == ("Speaking", "give a talk")


def test_editing_a_domain_places_its_task_among_the_challenges(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, (30, "succeeded"), (50, "failed")))
    driver = begin(EditDomain(speaking, domain)).answer(domain.name, domain.task)
    assert driver.session.current.hint == "Your record can then speak of this task."
    driver.answer("above 30").session.finish()
    assert speaking.domains.focus().task_difficulty == 40
    driver = begin(EditDomain(speaking, speaking.domains.focus())).answer("Talks", domain.task)
    assert driver.session.current.hint == "It is at 40 now."
    driver.answer(driver.session.prefill(driver.session.current)).session.finish()
    assert (speaking.domains.focus().name, speaking.domains.focus().task_difficulty) == ("Talks", 40)
    driver = begin(EditDomain(speaking, speaking.domains.focus())).answer("Talks", "give a longer talk")
    assert (driver.session.current.title, driver.session.current.default) == ("give a longer talk", "")
    driver.answer("").session.finish()
    assert speaking.domains.focus().task_difficulty is None


def test_a_rating_for_a_domain_that_no_longer_exists_is_rejected(journal: Journal) -> None:
    journal.domains.add("Speaking", "give a talk")
    driver = begin(DailyCheckIn(journal))
    journal.undo()
    with pytest.raises(Rejected, match=r"this domain\. Nothing was changed"):
        driver.session.answer("70")
    assert not journal.contents.checkins


def test_recorded_answers_and_open_questions_are_described(
    speaking: Journal, writing: Domain, challenge: Challenge
) -> None:
    flow = DailyCheckIn(speaking)
    driver = begin(flow)
    assert (flow.recorded_lines(driver.session.answers), flow.open_questions(driver.session.answers)) == (
        [],
        "2 to rate",
    )
    driver.answer("70")
    assert (flow.recorded_lines(driver.session.answers), flow.open_questions(driver.session.answers)) == (
        ["✓ Speaking 70"],
        "1 to rate",
    )
    driver.answer("40")
    assert flow.open_questions(driver.session.answers) == "1 step to answer"
    driver.answer("n")
    assert flow.recorded_lines(driver.session.answers) == ["✓ Speaking 70", "✓ Writing 40", "✗ b"]
    assert flow.open_questions(driver.session.answers) == ""


def test_a_rating_that_cannot_be_recorded_is_asked_again(speaking: Journal, writing: Domain) -> None:
    driver = begin(DailyCheckIn(speaking))
    key_before = driver.current_key
    focus = speaking.domains.focus()
    speaking.change("Gone", lambda draft: draft.delete(focus))
    with pytest.raises(Rejected):
        driver.session.answer("70")
    assert driver.current_key == key_before


@pytest.mark.parametrize(("days_away", "welcomed"), [(1, False), (14, False), (15, True), (200, True)])
def test_the_first_check_in_after_a_long_time_welcomes_back(
    speaking: Journal, clock: FixedClock, days_away: int, welcomed: bool
) -> None:
    speaking.checkins.record(speaking.domains.focus().id, 50)
    clock.move(days=days_away)
    message = begin(DailyCheckIn(speaking)).answer("60").session.finish().message
    assert message == ("Checked in · Good to have you back." if welcomed else "Checked in")
    clock.move(days=1)
    assert begin(DailyCheckIn(speaking)).answer("60").session.finish().message == "Checked in"


def test_the_very_first_check_in_is_no_coming_back(speaking: Journal) -> None:
    assert begin(DailyCheckIn(speaking)).answer("60").session.finish().message == "Checked in"
