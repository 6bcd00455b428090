"""Rules of flows that no single screen shows: advice, rounding, limits, and what skipping leaves alone."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest

from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.due import pending_prompts
from efficacy_tui.flows.first_start import FirstStart
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.flow_session import FlowSession, Progress
from efficacy_tui.flows.question_types import Advice, Card, InvalidAnswer, Question, RatingQuestion, TextQuestion
from efficacy_tui.flows.review import WeeklyReview
from efficacy_tui.flows.step import RateStepOdds, RecordStep
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.review_weeks import iso_week_of
from efficacy_tui.model.records import Persuasion, Step
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import FlowDriver, begin

MONDAY = dt.date(2026, 11, 16)


class Wish(Flow):
    """A flow that has advice on every wish, and a card after it."""

    title = "Wish"

    @property
    def draft_key(self) -> str:
        return "wish"

    def questions(self, answers: Answers) -> list[Question]:
        return [
            TextQuestion(key="wish", prompt="What do you wish?", advise=lambda wish: f"{wish}: is that yours?"),
            Card(key="card", prompt="Think of it"),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult("Wished")


# -- sessions ------------------------------------------------------------------------------------------------


def test_each_new_answer_gets_its_own_advice(journal: Journal) -> None:
    session = FlowSession(Wish(journal))
    for wish in ("to fly", "to swim"):
        with pytest.raises(Advice, match=wish):
            session.answer(wish)
    # An answer that was advised on before is taken when it comes again.
    current = session.answer("to fly")
    assert current is not None
    assert current.key == "card"


def test_what_is_typed_on_a_card_is_not_part_of_the_draft(journal: Journal) -> None:
    driver = begin(Wish(journal)).answer("to fly")
    driver.session.leave("xyz")
    assert journal.settings.draft("wish") == {"typed": {"wish": "to fly"}, "answered": ["wish"]}


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (0, ""),
        (1, "under a minute left"),
        (2, "about 1 minute left"),
        (4, "about 1 minute left"),
        (5, "about 2 minutes left"),
        (8, "about 3 minutes left"),
    ],
)
def test_the_time_left_is_rounded_to_the_nearest_minute(questions: int, words: str) -> None:
    assert Progress([], questions, 20).time_left == words


@pytest.mark.parametrize(("typed", "value"), [("0", 0), ("100", 100), ("101", None), ("-1", None)])
def test_both_ends_of_a_scale_are_answers(typed: str, value: int | None) -> None:
    question = RatingQuestion(key="a", prompt="How sure?")
    if value is None:
        with pytest.raises(InvalidAnswer, match="is outside 0 to 100"):
            question.parse(typed)
    else:
        assert question.parse(typed) == value


# -- what is due ---------------------------------------------------------------------------------------------


def test_the_first_start_is_not_offered_while_a_domain_is_archived(speaking: Journal) -> None:
    domain = speaking.domains.focus()
    assert domain is not None
    assert [type(flow) for _, flow in pending_prompts(speaking)] == [DailyCheckIn]
    speaking.domains.archive(domain.id)
    assert list(pending_prompts(speaking)) == []


def test_the_first_start_is_offered_without_any_domain(journal: Journal) -> None:
    assert [type(flow) for _, flow in pending_prompts(journal)] == [FirstStart]


# -- steps ---------------------------------------------------------------------------------------------------


def start_with_steps(journal: Journal, domain: str, *steps: Step) -> str:
    return journal.challenges.start(
        domain,
        title="I will ask",
        done_when="asked",
        difficulty=40,
        odds=70,
        due=journal.today() + dt.timedelta(days=9),
        steps=steps,
    ).id


def test_the_due_step_of_the_focus_comes_before_that_of_another_domain(speaking: Journal) -> None:
    today = speaking.today()
    domains = [*speaking.domains.all(), speaking.domains.add("Writing", "write a page")]
    for domain in domains:
        start_with_steps(speaking, domain.id, Step(text=f"step of {domain.name}", day=today))
    for domain in domains:
        speaking.domains.set_focus(domain.id)
        flow = RecordStep.for_due_step(speaking)
        assert flow is not None
        assert flow.step.text == f"step of {domain.name}"


def test_no_odds_are_asked_for_a_step_that_is_done_already(speaking: Journal) -> None:
    (domain,) = speaking.domains.all()
    days = [speaking.today() + dt.timedelta(days=n) for n in (1, 2)]
    challenge_id = start_with_steps(speaking, domain.id, *(Step(text=f"{day}", day=day) for day in days))
    speaking.challenges.record_step(challenge_id, 0, "done")
    flow = RateStepOdds.for_next_step(speaking)
    assert flow is not None
    assert flow.step.day == days[1]


# -- the weekly review ---------------------------------------------------------------------------------------


def review_answers(driver: FlowDriver, **answers: str) -> FlowDriver:
    """Answer a review to its end; a question without an answer here is left open."""
    while (question := driver.session.current) is not None:
        key = question.key.partition(":")[0]
        driver.answer(answers.get(key, question.default))
    return driver


@pytest.mark.parametrize(("days", "is_this_week"), [(3, False), (4, True), (6, True)])
def test_the_usual_week_is_the_present_one_from_friday_on(
    speaking: Journal, clock: FixedClock, days: int, is_this_week: bool
) -> None:
    (domain,) = speaking.domains.all()
    speaking.evidence.add(Persuasion, domain.id, "You were clear", MONDAY - dt.timedelta(days=3))
    clock.time = dt.datetime(2026, 11, 16, 12, tzinfo=dt.UTC) + dt.timedelta(days=days)
    week = WeeklyReview(speaking).week({})
    assert week.first == (MONDAY if is_this_week else MONDAY - dt.timedelta(days=7))


def test_a_review_rates_the_five_newest_entries_of_the_inbox(speaking: Journal, clock: FixedClock) -> None:
    (domain,) = speaking.domains.all()
    clock.move(days=-6)
    for number in range(7):
        speaking.evidence.add(Persuasion, domain.id, f"words {number}", quote=f"words {number}")
        clock.move(days=1)
    contexts = {question.context for question in WeeklyReview(speaking).questions({"day": speaking.today()})}
    asked = sorted(context.split(": ", 1)[1] for context in contexts if context.startswith("persuasion"))
    assert asked == [f"“words {number}”" for number in range(2, 7)]


def test_a_rating_given_elsewhere_stays_when_its_question_is_skipped(speaking: Journal) -> None:
    (domain,) = speaking.domains.all()
    entry = speaking.evidence.add(Persuasion, domain.id, "You were clear", quote="You were clear")
    driver = begin(WeeklyReview(speaking)).answer("today")
    speaking.evidence.edit(entry.id, credibility=4, specificity=5)
    review_answers(driver).session.finish()
    rated = speaking.contents.evidence[entry.id]
    assert isinstance(rated, Persuasion)
    assert (rated.credibility, rated.specificity) == (4, 5)


@pytest.mark.parametrize(("ago", "is_asked"), [(0, True), (7, True), (14, False)])
def test_challenges_are_decided_on_in_the_review_of_this_week_or_the_last(
    speaking: Journal, ago: int, is_asked: bool
) -> None:
    (domain,) = speaking.domains.all()
    start_with_steps(speaking, domain.id)
    questions = WeeklyReview(speaking).questions({"day": speaking.today() - dt.timedelta(days=ago)})
    assert any(question.prompt.startswith("This challenge: keep") for question in questions) == is_asked


def test_an_answer_written_elsewhere_stays_when_this_one_was_left_as_it_was(speaking: Journal) -> None:
    week = iso_week_of(MONDAY)
    driver = begin(WeeklyReview(speaking)).answer("today")
    speaking.reviews.record(week, "written on the other machine")
    review_answers(driver).session.finish()
    assert speaking.reviews.answer_of(week) == "written on the other machine"


def test_a_saved_report_is_readable_by_its_owner_only_and_overwrites_nothing(speaking: Journal, tmp_path: Path) -> None:
    report = tmp_path / "week.md"
    for expected in ("Report saved as", "already exists, so nothing was written"):
        result = review_answers(begin(WeeklyReview(speaking)), answer="I can pause", report=str(report))
        task = result.session.finish().background_task
        assert task is not None
        assert expected in str(task())
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "I can pause" in report.read_text("utf-8")
    assert speaking.reviews.answer_of(iso_week_of(MONDAY)) == "I can pause"
