"""The reappraisal session before a performance, and its follow-up."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from efficacy_tui.flows.question_types import Card, RatingQuestion
from efficacy_tui.flows.reappraise import FollowUp, ReappraisalSession
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.reappraisals import DEFAULT_STATEMENT
from efficacy_tui.model.records import Mastery, Persuasion, State
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import FlowDriver, begin, question_text

ALL_ANSWERS = ("the talk", "tomorrow", "80", "8", "4", "1", "", "1", "", "", "If I lose it, I pause", "80", "7", "7")


@pytest.fixture
def driver(speaking: Journal) -> FlowDriver:
    """A new session in the one domain."""
    return begin(ReappraisalSession(speaking, speaking.domains.focus()))


def test_a_session_asks_its_questions_in_order(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS)
    assert driver.current_key == ""
    assert driver.shown_keys == [
        "event",
        "day",
        "before_arousal",
        "before_demands",
        "before_resources",
        "sensation",
        "reading",
        "statement",
        "aloud",
        "evidence",
        "plan",
        "after_arousal",
        "after_demands",
        "after_resources",
    ]
    first_context = driver.shown_questions[0].context
    assert "Not for chest pain, a panic attack under way, real danger" in first_context
    assert "press F1" in first_context
    assert "supplying energy" in question_text(driver.shown_questions[6])
    assert "Say it aloud" in question_text(driver.shown_questions[8])


def test_it_asks_the_same_three_ratings_before_and_after(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS)
    ratings = {question.key: question for question in driver.shown_questions if isinstance(question, RatingQuestion)}
    for name, high in (("arousal", 100), ("demands", 10), ("resources", 10)):
        before, after = ratings[f"before_{name}"], ratings[f"after_{name}"]
        assert (before.low, before.high, before.anchors) == (after.low, after.high, after.anchors)
        assert (before.low, before.high) == (0, high)


def test_all_answers_of_a_session_are_recorded(driver: FlowDriver, speaking: Journal, clock: FixedClock) -> None:
    started = clock.now()
    driver.answer(*ALL_ANSWERS)
    clock.move(seconds=150)
    assert driver.session.finish().message == "You rate yourself better equipped for it than before. Go well."
    (session,) = speaking.contents.reappraisals.values()
    assert (session.event, session.day, session.at) == ("the talk", dt.date(2026, 11, 23), started)
    assert (session.before.arousal, session.before.demands, session.before.resources) == (80, 8, 4)
    assert (session.after.arousal, session.after.demands, session.after.resources) == (80, 7, 7)
    assert (session.sensation, session.statement) == ("Heart beating fast", "I’m activated and ready.")
    assert (session.plan, session.seconds, session.stopped_at) == ("If I lose it, I pause", 150, None)
    (state,) = speaking.contents.evidence.values()
    assert isinstance(state, State)
    assert (state.text, state.arousal, state.interpretation) == ("Heart beating fast, before: the talk", 80, 0)
    assert state.reappraisal == session.id


def test_a_session_without_a_gain_ends_with_a_neutral_message(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS[:-3], "80", "8", "4")
    assert driver.session.finish().message == "Session saved. Go well."


def test_the_evidence_card_recalls_what_is_nearest_of_each_source(speaking: Journal) -> None:
    focus = speaking.domains.focus().id
    other = speaking.domains.add("Writing", "write a page").id
    for text, difficulty in (("easy", 10), ("hard", 80), ("harder", 90), ("middling", 50)):
        speaking.evidence.add(Mastery, focus, text, difficulty=difficulty, independence="alone")
    speaking.evidence.add(Mastery, other, "a whole novel", difficulty=100)
    speaking.evidence.add(Persuasion, focus, "You were clear", quote="You were clear", who="Mara")
    driver = begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS[:9])
    assert driver.session.current.key == "evidence"
    assert driver.session.current.lines == (
        "▲ harder",
        "▲ hard",
        "❝ Mara: “You were clear”",
        "▲ middling",
        "▲ easy",
    )
    driver.answer(*ALL_ANSWERS[9:]).session.finish()
    (session,) = speaking.contents.reappraisals.values()
    shown = [speaking.evidence.get(entry).text for entry in session.evidence]
    assert shown == ["harder", "hard", "You were clear", "middling", "easy"]


def test_a_challenge_that_worked_out_is_recalled_before_what_is_harder(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    for title, difficulty, outcome in (("I will ask", 30, "succeeded"), ("I will sing", 90, "failed")):
        challenge = speaking.challenges.start(
            focus.id, title=title, done_when="done", difficulty=difficulty, odds=70, due=speaking.today()
        )
        speaking.challenges.close(challenge.id, outcome)
    speaking.evidence.add(Mastery, focus.id, "hard", difficulty=80)
    speaking.challenges.start(
        focus.id, title="I will talk", done_when="talked", difficulty=40, odds=70, due=speaking.today()
    )
    session = ReappraisalSession(speaking, focus)
    card = next(question for question in session.questions({}) if question.key == "evidence")
    assert card.lines == ("✓ Ask", "▲ hard")


def test_the_evidence_card_claims_no_deed_where_others_only_spoke(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    session = ReappraisalSession(speaking, focus)
    (heading,) = (question.prompt for question in session.questions({}) if question.key == "evidence")
    assert heading == "Your evidence"
    speaking.evidence.add(Persuasion, focus.id, "You were clear", quote="You were clear", who="Mara")
    session = ReappraisalSession(speaking, focus)
    (heading,) = (question.prompt for question in session.questions({}) if question.key == "evidence")
    assert heading == "Your evidence"
    speaking.evidence.add(Mastery, focus.id, "Asked a question", difficulty=30)
    session = ReappraisalSession(speaking, focus)
    (heading,) = (question.prompt for question in session.questions({}) if question.key == "evidence")
    assert heading == "What you have already managed"


def test_the_evidence_card_without_entries_says_so(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS[:9])
    card = driver.session.current
    assert card.prompt == "Your evidence", "it does not say that there was anything"
    assert card.lines == ("There is nothing here yet. What you do now can be the first entry.",)


def test_an_own_statement_is_repeated_pinned_and_offered_first_next_time(driver: FlowDriver, speaking: Journal) -> None:
    focus = speaking.domains.focus()
    assert speaking.reappraisals.statement(focus.id) == DEFAULT_STATEMENT
    driver.answer(*ALL_ANSWERS[:7], "Here I come", "")
    assert driver.shown_questions[-1].prompt == "“Here I come”"
    driver.answer(*ALL_ANSWERS[9:]).session.finish()
    assert speaking.reappraisals.statement(focus.id) == "Here I come"
    next_session = begin(ReappraisalSession(speaking, focus)).answer(*ALL_ANSWERS[:7])
    assert [option.value for option in next_session.session.current.options][:2] == ["Here I come", DEFAULT_STATEMENT]


@pytest.mark.parametrize("count", range(len(ALL_ANSWERS)))
def test_leaving_early_records_the_answers_given(speaking: Journal, count: int) -> None:
    driver = begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS[:count])
    key_at_leaving = driver.current_key
    saves = driver.session.flow.escape_hint_after(driver.session.answers) == "esc ends and saves it"
    message = driver.session.leave("")
    assert saves == bool(message), "what escape is said to do is what it does"
    sessions = list(speaking.contents.reappraisals.values())
    if count <= 2:
        assert (message, sessions) == ("", [])
        return
    (session,) = sessions
    assert message == "Your answers are saved"
    assert session.stopped_at == key_at_leaving
    assert (session.before is not None) == (count >= 5)
    assert bool(session.sensation) == (count >= 6)
    assert bool(session.statement) == (count >= 8)
    assert bool(session.plan) == (count >= 11)
    assert session.after is None
    assert not speaking.contents.evidence


def test_a_sensation_that_is_too_long_is_rejected(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS[:5])
    assert "at most" in driver.rejection("x" * 4001)


def test_a_session_is_prefilled_from_the_active_challenge(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    challenge = speaking.challenges.start(
        focus.id,
        title="I will give the talk",
        done_when="I spoke",
        difficulty=40,
        odds=70,
        due=speaking.today(),
        if_obstacle="my voice shakes",
        then_plan="breathe out",
    )
    driver = begin(ReappraisalSession(speaking, focus))
    assert driver.session.current.default == "Give the talk"
    driver.answer(*ALL_ANSWERS[:10])
    assert driver.session.current.default == "If my voice shakes, then breathe out"
    driver.answer(*ALL_ANSWERS[10:]).session.finish()
    (session,) = speaking.contents.reappraisals.values()
    assert session.challenge == challenge.id


def test_an_event_in_the_past_or_after_four_weeks_is_rejected(driver: FlowDriver) -> None:
    driver.answer("the talk")
    assert "that is past" in driver.rejection("yesterday")
    assert "a long way off" in driver.rejection("+29d")
    driver.answer("+28d")
    assert driver.current_key == "before_arousal"


# -- afterwards ----------------------------------------------------------------------------------


def test_the_follow_up_is_due_once_after_the_event(speaking: Journal, clock: FixedClock) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS).session.finish()
    assert not speaking.reappraisals.awaiting_follow_up()
    clock.move(days=2)
    assert speaking.reappraisals.awaiting_follow_up()[0].event == "the talk"
    (session,) = speaking.reappraisals.awaiting_follow_up()
    driver = begin(FollowUp(speaking, session)).answer("w", "4")
    assert driver.current_key == ""
    assert driver.session.finish().offers == ("evidence",)
    afterwards = speaking.reappraisals.get(session.id).afterwards
    assert (afterwards.outcome, afterwards.helped) == ("well", 4)
    assert not speaking.reappraisals.awaiting_follow_up()


def test_the_follow_up_of_an_event_today_is_due_an_hour_later(speaking: Journal, clock: FixedClock) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(
        "the talk", "today", *ALL_ANSWERS[2:]
    ).session.finish()
    clock.move(minutes=59)
    assert not speaking.reappraisals.awaiting_follow_up()
    clock.move(minutes=1)
    assert speaking.reappraisals.awaiting_follow_up()
    clock.move(days=15)
    assert not speaking.reappraisals.awaiting_follow_up()


def test_the_morning_of_the_event_is_too_early_for_the_follow_up_of_a_session_days_before(
    speaking: Journal, clock: FixedClock
) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(
        "the talk", "+20d", *ALL_ANSWERS[2:]
    ).session.finish()
    clock.move(days=20)
    assert not speaking.reappraisals.awaiting_follow_up()
    clock.move(days=1)
    assert speaking.reappraisals.awaiting_follow_up()
    clock.move(days=14)
    assert not speaking.reappraisals.awaiting_follow_up()


def test_a_follow_up_without_an_event_asks_nothing_else(speaking: Journal, clock: FixedClock) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS).session.finish()
    clock.move(days=2)
    (session,) = speaking.reappraisals.awaiting_follow_up()
    driver = begin(FollowUp(speaking, session)).answer("d")
    assert driver.current_key == ""
    assert driver.session.finish().offers == ()
    assert speaking.reappraisals.get(session.id).afterwards.helped is None


def test_a_left_follow_up_is_still_due(speaking: Journal, clock: FixedClock) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS).session.finish()
    clock.move(days=2)
    (session,) = speaking.reappraisals.awaiting_follow_up()
    assert begin(FollowUp(speaking, session)).session.leave("") == ""
    assert speaking.reappraisals.awaiting_follow_up() == [session]


def test_a_follow_up_can_be_answered_without_telling_the_outcome(speaking: Journal, clock: FixedClock) -> None:
    begin(ReappraisalSession(speaking, speaking.domains.focus())).answer(*ALL_ANSWERS).session.finish()
    clock.move(days=2)
    (session,) = speaking.reappraisals.awaiting_follow_up()
    driver = begin(FollowUp(speaking, session)).answer("k")
    assert driver.current_key == ""
    assert driver.session.finish().offers == ()
    assert speaking.reappraisals.get(session.id).afterwards.outcome == "not told"
    assert not speaking.reappraisals.awaiting_follow_up()


def test_cards_are_answered_with_true(driver: FlowDriver) -> None:
    driver.answer(*ALL_ANSWERS)
    cards = [question.key for question in driver.shown_questions if isinstance(question, Card)]
    assert cards == ["reading", "aloud", "evidence"]
    assert all(driver.session.answers[key] is True for key in cards)


@pytest.mark.parametrize(
    ("well", "times", "words"),
    [
        (0, 0, ""),
        (0, 1, ""),
        (1, 1, "went well once"),
        (0, 2, "went well 0 of 2 times"),
        (3, 4, "went well 3 of 4 times"),
    ],
)
def test_a_sentence_says_how_often_it_went_well_after_it(
    speaking: Journal, monkeypatch: pytest.MonkeyPatch, well: int, times: int, words: str
) -> None:
    record = SimpleNamespace(text="I’m ready.", well=well, n=times)
    monkeypatch.setattr(type(speaking.reappraisals), "statements", lambda *_: [record])
    session = ReappraisalSession(speaking, speaking.domains.focus())
    (question,) = (question for question in session.questions({}) if question.key == "statement")
    assert question.options[0].hint == words
