"""The flows of the daily check-in, of steps, of domains, and of the first start."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.backfill import Backfill
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.domains import AddDomain, EditDomain
from efficacy_tui.flows.due import pending_prompts
from efficacy_tui.flows.first_start import FirstStart, plain_task
from efficacy_tui.flows.outcome import RecordOutcome
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Domain, Mastery, Step
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


def test_several_missed_steps_are_one_question(speaking: Journal, challenge: Challenge, clock: FixedClock) -> None:
    clock.move(days=2)
    driver = begin(DailyCheckIn(speaking)).answer("70")
    question = driver.session.current
    assert question.prompt == "These 3 steps are still open. Did you do them?"
    assert question.context.splitlines() == ["Sat 21 Nov: a", "Sun 22 Nov: b", "Yesterday: c"]
    driver.answer("y")
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == ["done"] * 3
    assert driver.session.flow.recorded_lines(driver.session.answers)[-1] == "✓ 3 steps"
    assert speaking.undo() == "Steps: a; b; c"
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == [None] * 3


def test_one_missed_step_is_asked_after_that_of_today(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70", "y")
    assert (driver.session.current.context, driver.session.current.prompt) == (
        "The step for yesterday",
        "a: did you do it?",
    )
    driver.answer("n")
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == ["not", "done", None]


def test_an_overdue_challenge_asks_for_its_outcome_last_and_once_a_day(
    speaking: Journal, challenge: Challenge, clock: FixedClock
) -> None:
    clock.time = dt.datetime(2026, 12, 3, 9, 30, tzinfo=dt.UTC)
    driver = begin(DailyCheckIn(speaking)).answer("70", "")
    question = driver.session.current
    assert (question.context, question.prompt) == (
        "I will give the talk",
        "This was due yesterday. What came of it?",
    )
    result = driver.answer("p").session.finish()
    assert isinstance(result.next_flow, RecordOutcome)
    following = begin(result.next_flow)
    assert following.current_key == "attribution"
    following.answer("e", "a card", "the opening", "a").session.finish()
    assert speaking.challenges.get(challenge.id).outcome == "partly"


def test_a_skipped_outcome_is_asked_again_the_next_day(
    speaking: Journal, challenge: Challenge, clock: FixedClock
) -> None:
    clock.time = dt.datetime(2026, 12, 3, 9, 30, tzinfo=dt.UTC)
    driver = begin(DailyCheckIn(speaking)).answer("70", "n", "")
    assert driver.session.finish().next_flow is None
    assert "outcome" not in [question.key for question in DailyCheckIn(speaking).questions({})]
    clock.move(days=1)
    assert [question.key for question in DailyCheckIn(speaking).questions({})][-1] == "outcome"


def test_on_the_day_it_is_due_the_check_in_asks_no_outcome(
    speaking: Journal, challenge: Challenge, clock: FixedClock
) -> None:
    clock.time = dt.datetime(2026, 12, 2, 9, 30, tzinfo=dt.UTC)
    assert "outcome" not in [question.key for question in DailyCheckIn(speaking).questions({})]


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
    assert result.message == "Writing is now one of your domains."
    assert speaking.domains.focus().name == "Speaking"


def test_editing_a_domain_is_prefilled_with_its_name_and_task(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    driver = begin(EditDomain(speaking, domain))
    assert [question.default for question in driver.session.questions] == [domain.name, domain.task, "", ""]
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
    assert (driver.session.current.hint, driver.session.prefill(driver.session.current)) == ("", "40")
    driver.answer(driver.session.prefill(driver.session.current)).session.finish()
    assert (speaking.domains.focus().name, speaking.domains.focus().task_difficulty) == ("Talks", 40)
    driver = begin(EditDomain(speaking, speaking.domains.focus())).answer("Talks", "give a longer talk")
    assert (driver.session.current.title, driver.session.current.default) == ("Give a longer talk", "")
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
    assert flow.open_questions(driver.session.answers) == "2 steps to answer"
    driver.answer("n")
    driver.answer("l")
    assert flow.recorded_lines(driver.session.answers) == ["✓ Speaking 70", "✓ Writing 40", "✗ b", "– a"]
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
    assert message == ("Checked in · Good to have you back" if welcomed else "Checked in")
    clock.move(days=1)
    assert begin(DailyCheckIn(speaking)).answer("60").session.finish().message == "Checked in"


def test_the_very_first_check_in_is_no_coming_back(speaking: Journal) -> None:
    assert begin(DailyCheckIn(speaking)).answer("60").session.finish().message == "Checked in"


def test_after_the_last_rating_something_of_ones_own_comes_back(speaking: Journal, clock: FixedClock) -> None:
    domain = speaking.domains.focus()
    speaking.evidence.add(Mastery, domain.id, "Gave the update", difficulty=40)
    for _ in range(8):
        speaking.checkins.record(domain.id, 60)
        clock.move(days=1)
    result = begin(DailyCheckIn(speaking)).answer("30").session.finish()
    assert result.message == "Checked in"
    recall = result.background_task()
    assert recall.message == "Speaking 30 · ✓ Gave the update, difficulty 40, on 22 November"
    assert recall.shorter_messages == ("Speaking 30 · ✓ Gave the update", "✓ Gave the update")
    assert recall.offers == ("undo",)


def test_leaving_the_steps_for_later_ends_the_check_in_all_the_same(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking))
    assert driver.session.finish_if_enough() is None
    driver.answer("40")
    assert driver.current_key.startswith("step:")
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked a question", difficulty=30)
    result = driver.session.finish_if_enough()
    assert result.message == "Checked in"
    assert "✓ Asked a question" in result.background_task().message
    assert [step.result for step in speaking.challenges.get(challenge.id).steps] == [None] * 3


def test_a_second_rating_of_the_day_says_what_it_replaces(speaking: Journal, writing: Domain) -> None:
    begin(DailyCheckIn(speaking)).answer("40", "50").session.finish()
    result = begin(DailyCheckIn(speaking)).answer("70", "50").session.finish()
    assert result.message == "Speaking 70 (was 40)"
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Asked a question")
    result = begin(DailyCheckIn(speaking)).answer("60", "80").session.finish()
    assert result.message == "Speaking 60 (was 70), Writing 80 (was 50)"
    assert result.background_task().message.startswith("Speaking 60 (was 70) · ✓ Asked a question")


def test_the_domain_rated_below_its_level_speaks_before_the_focus(speaking: Journal, clock: FixedClock) -> None:
    focus, other = speaking.domains.focus(), speaking.domains.add("Writing", "write a page")
    for domain in (focus, other):
        speaking.evidence.add(Mastery, domain.id, f"Did it in {domain.name}", difficulty=40)
    for _ in range(8):
        for domain in (focus, other):
            speaking.checkins.record(domain.id, 60)
        clock.move(days=1)
    result = begin(DailyCheckIn(speaking)).answer("70", "30").session.finish()
    assert result.background_task().message.startswith("Writing 30 · ✓ Did it in Writing")
    clock.move(days=1)
    result = begin(DailyCheckIn(speaking)).answer("70", "70").session.finish()
    assert result.background_task().message.startswith("Speaking 70 · ✓ Did it in Speaking")


def test_with_nothing_to_give_back_it_is_checked_in(speaking: Journal) -> None:
    result = begin(DailyCheckIn(speaking)).answer("60").session.finish()
    assert result.background_task().message == "Checked in"


def test_an_earlier_day_gives_nothing_back(speaking: Journal) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Gave the update", difficulty=40)
    yesterday = speaking.today() - dt.timedelta(days=1)
    assert begin(DailyCheckIn(speaking, yesterday)).answer("60").session.finish().background_task is None


# -- not today, and notes ------------------------------------------------------------------------


def test_a_domain_left_out_is_no_rating_and_not_asked_again(speaking: Journal, writing: Domain) -> None:
    focus = speaking.domains.focus()
    driver = begin(DailyCheckIn(speaking)).answer("-")
    assert speaking.checkins.is_left_out(focus.id, TODAY)
    assert [item.is_left_out for item in driver.session.flow.strip(driver.session.current, driver.session.answers)] == [
        True,
        False,
    ]
    driver.answer("40")
    assert driver.session.flow.recorded_lines(driver.session.answers) == ["– Speaking, not today", "✓ Writing 40"]
    assert driver.session.finish().message == "Checked in"
    assert speaking.checkins.missing() == []
    assert "check-in" not in " ".join(name for name, _ in pending_prompts(speaking))


def test_leaving_everything_out_says_so(speaking: Journal) -> None:
    result = begin(DailyCheckIn(speaking)).answer("-").session.finish()
    assert (result.message, result.background_task) == ("Left out for today", None)


def test_leaving_out_an_earlier_day_names_that_day(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking, TODAY - dt.timedelta(days=1)))
    assert driver.session.flow.edge_hints(driver.session.current)[0] == "tab not on Saturday"
    driver.answer("-")
    assert driver.session.flow.recorded_lines(driver.session.answers) == ["– Speaking, not on Saturday"]
    assert driver.session.finish().message == "Left out on Saturday"


def test_a_rating_can_be_given_after_all(speaking: Journal) -> None:
    begin(DailyCheckIn(speaking)).answer("-")
    begin(DailyCheckIn(speaking)).answer("60")
    focus = speaking.domains.focus()
    assert speaking.checkins.on(focus.id, TODAY).confidence == 60
    assert not speaking.checkins.is_left_out(focus.id, TODAY)


def test_rating_again_and_leaving_it_out_keeps_the_rating(speaking: Journal) -> None:
    begin(DailyCheckIn(speaking)).answer("60")
    begin(DailyCheckIn(speaking)).answer("-")
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).confidence == 60


def test_an_empty_answer_leaves_nothing_out(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking))
    assert driver.rejection("") == "Choose a number from 0 to 100."
    assert not speaking.contents.settings


def test_a_note_before_the_rating_is_saved_with_it(speaking: Journal, writing: Domain) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70")
    assert driver.session.begin_note()
    assert driver.current_key == f"note:{writing.id}"
    driver.answer("slept badly, and the deadline moved")
    assert driver.current_key == f"confidence:{writing.id}"
    assert not speaking.checkins.on(writing.id, TODAY)
    driver.answer("40")
    assert speaking.checkins.on(writing.id, TODAY).note == "slept badly, and the deadline moved"
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).note == ""
    assert speaking.undo() == "Check-in: Writing 40"


def test_a_note_after_the_rating_is_on_the_one_just_given(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("70")
    assert driver.session.current.context == "Today’s step"
    assert driver.session.begin_note()
    driver.answer("slept badly")
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).note == "slept badly"
    assert driver.session.current.context == "Today’s step"


def test_a_note_can_be_left_and_changed(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking))
    driver.session.begin_note()
    assert driver.session.cancel_note()
    assert not driver.session.cancel_note()
    driver.session.begin_note()
    driver.answer("slept badly")
    driver.session.begin_note()
    assert driver.session.prefill(driver.session.current) == "slept badly"
    driver.answer("slept well").answer("70")
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).note == "slept well"


def test_a_note_is_not_lost_when_its_domain_is_left_out(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking))
    driver.session.begin_note()
    driver.answer("slept badly")
    with pytest.raises(Rejected, match="needs a rating to go with"):
        driver.session.answer("-")
    driver.answer("70")
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).note == "slept badly"


def test_a_note_that_is_too_long_is_refused_where_it_is_typed(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking))
    driver.session.begin_note()
    assert "at most 500 fit here" in driver.rejection("x" * 501)


def test_a_note_belongs_to_a_rating_only(speaking: Journal, challenge: Challenge) -> None:
    driver = begin(DailyCheckIn(speaking)).answer("-")
    assert not driver.session.begin_note()


def test_a_second_rating_keeps_its_note_unless_it_is_changed(speaking: Journal) -> None:
    driver = begin(DailyCheckIn(speaking))
    driver.session.begin_note()
    driver.answer("slept badly", "70")
    again = begin(DailyCheckIn(speaking))
    again.answer("60")
    row = speaking.checkins.on(speaking.domains.focus().id, TODAY)
    assert (row.confidence, row.note) == (60, "slept badly")
    changed = begin(DailyCheckIn(speaking))
    changed.session.begin_note()
    assert changed.session.prefill(changed.session.current) == "slept badly"
    changed.answer("", "50")
    assert speaking.checkins.on(speaking.domains.focus().id, TODAY).note == ""
