"""Rate all: blind, in mixed order, resumable on the same day, and one step to undo."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.flow import FlowResult
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.question_types import RatingQuestion
from efficacy_tui.flows.rate_rungs import RateRungs, mixed_order
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.errors import Rejected
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin, practise, question_text

TITLES = [f"Do number {number}" for number in range(1, 9)]


@pytest.fixture
def ladder(speaking: Journal) -> Journal:
    """A journal with a ladder of eight rungs."""
    speaking.rungs.add_first(speaking.domains.focus().id, TITLES)
    return speaking


def flow_of(journal: Journal, seed: str = "") -> RateRungs:
    return RateRungs(journal, journal.domains.focus(), seed)


def ratings_of(journal: Journal, day: dt.date | None = None) -> dict[str, int]:
    """Title → rating of a day (default: today)."""
    day = day or journal.today()
    rows = [row for row in journal.contents.rung_ratings.values() if row.day == day]
    return {journal.rungs.get(row.rung).title: row.confidence for row in rows}


def message_of(journal: Journal, *answers: str) -> str:
    """Rate all, and return what is said afterwards."""
    result = begin(flow_of(journal)).answer(*answers).session.finish()
    assert result.message == ""
    assert result.background_task is not None
    described = result.background_task()
    assert isinstance(described, FlowResult)
    assert described.offers == ("undo",)
    return described.message


def asked_titles(flow: RateRungs) -> list[str]:
    return [question.prompt for question in flow.questions({})]


def test_every_rung_is_asked_once_in_an_order_of_its_own(ladder: Journal) -> None:
    titles = asked_titles(flow_of(ladder))
    assert sorted(titles) == TITLES
    assert titles not in (TITLES, TITLES[::-1])


def test_the_order_is_the_same_on_the_same_day_and_another_on_the_next(ladder: Journal, clock: FixedClock) -> None:
    first = asked_titles(flow_of(ladder))
    assert asked_titles(flow_of(ladder)) == first
    clock.move(days=1)
    assert asked_titles(flow_of(ladder)) != first


def test_the_order_comes_from_the_seed_and_not_from_the_difficulty(ladder: Journal) -> None:
    rungs = ladder.rungs.all(ladder.domains.focus().id)
    orders = {tuple(rung.difficulty for rung in mixed_order(rungs, str(seed))) for seed in range(20)}
    assert len(orders) == 20
    assert mixed_order(rungs[::-1], "a seed") == mixed_order(rungs, "a seed")


def test_no_question_tells_the_difficulty_or_an_earlier_answer(ladder: Journal, clock: FixedClock) -> None:
    for rung in ladder.rungs.all(ladder.domains.focus().id):
        ladder.rungs.rate({rung.id: 37})
    clock.move(days=1)
    flow = flow_of(ladder)
    for question in flow.questions({}):
        assert isinstance(question, RatingQuestion)
        text = question_text(question).removeprefix(question.context)
        assert not {"37", *map(str, (15, 25, 35, 45, 55, 65, 75, 85))} & set(text.split())
        assert question.label == ""
    assert flow.blind


def test_the_ratings_are_one_step_to_undo(ladder: Journal) -> None:
    driver = begin(flow_of(ladder))
    driver.answer(*["70"] * 8).session.finish()
    assert ratings_of(ladder) == dict.fromkeys(TITLES, 70)
    assert ladder.undo() == "Rate 8 rungs"
    assert ratings_of(ladder) == {}


def test_a_skipped_rung_has_no_rating(ladder: Journal) -> None:
    driver = begin(flow_of(ladder))
    skipped = driver.session.current
    driver.answer("", *["60"] * 7).session.finish()
    assert ratings_of(ladder) == {title: 60 for title in TITLES if title != skipped.prompt}


def test_skipping_everything_records_nothing(ladder: Journal) -> None:
    result = begin(flow_of(ladder)).answer(*[""] * 8).session.finish()
    assert result.message == "Nothing was rated"
    assert ratings_of(ladder) == {}


def test_leaving_keeps_what_was_given_and_the_rest_is_asked_later(ladder: Journal) -> None:
    driver = begin(flow_of(ladder)).answer("80", "", "60")
    given = [question.prompt for question in driver.shown_questions]
    assert driver.session.flow.escape_hint_after(driver.session.answers) == "esc saves these"
    assert driver.session.leave("50") == "2 of 8 rated; the others can follow today"
    assert ratings_of(ladder) == {given[0]: 80, given[2]: 60}
    rest = asked_titles(flow_of(ladder))
    assert sorted([*rest, given[0], given[2]]) == TITLES
    assert rest[0] == given[1]


def test_leaving_at_once_records_nothing(ladder: Journal) -> None:
    session = FlowSession.begin(flow_of(ladder))
    assert session.flow.escape_hint_after(session.answers) == "esc later"
    assert session.leave() == ""
    assert ratings_of(ladder) == {}


def test_when_all_are_rated_it_offers_to_rate_all_again(ladder: Journal) -> None:
    begin(flow_of(ladder)).answer(*["70"] * 8).session.finish()
    driver = begin(flow_of(ladder))
    assert driver.current_key == "again"
    driver.answer("y")
    assert driver.session.progress.total == 8
    driver.answer(*["90"] * 8).session.finish()
    assert ratings_of(ladder) == dict.fromkeys(TITLES, 90)
    assert len(ladder.contents.rung_ratings) == 8


def test_leaving_todays_ratings_as_they_are_changes_nothing(ladder: Journal) -> None:
    begin(flow_of(ladder)).answer(*["70"] * 8).session.finish()
    assert begin(flow_of(ladder)).answer("l").session.finish().message == ""
    assert ratings_of(ladder) == dict.fromkeys(TITLES, 70)


def test_afterwards_it_says_how_sure_one_is_and_how_far_up(ladder: Journal) -> None:
    assert message_of(ladder, *["80"] * 8) == "You say 80 on average over 8 rungs · sure up to difficulty 85"


def test_afterwards_a_change_past_the_limit_is_named_and_a_smaller_one_is_not(
    ladder: Journal, clock: FixedClock
) -> None:
    message_of(ladder, *["40"] * 8)
    clock.move(days=30)
    assert "than in" not in message_of(ladder, *["50"] * 8)
    clock.move(days=30)
    assert message_of(ladder, *["80"] * 8).endswith(" · 30 higher than in December 2026")


def test_the_day_that_counts_is_the_one_on_which_it_ends(ladder: Journal, clock: FixedClock) -> None:
    driver = begin(flow_of(ladder)).answer(*["70"] * 8)
    clock.move(days=1)
    driver.session.finish()
    assert set(ratings_of(ladder, dt.date(2026, 11, 23))) == set(TITLES)


def test_a_domain_gone_meanwhile_is_no_error_afterwards(ladder: Journal) -> None:
    result = begin(flow_of(ladder)).answer(*["70"] * 8).session.finish()
    maintenance.erase(ladder, ladder.domains.focus().id)
    assert result.background_task().message == "8 rated"


def test_a_rung_deleted_meanwhile_is_left_out(ladder: Journal) -> None:
    driver = begin(flow_of(ladder)).answer(*["70"] * 8)
    gone = ladder.rungs.find_by_title(ladder.domains.focus().id, "Do number 3")
    ladder.rungs.remove(gone.id)
    driver.session.finish()
    assert set(ratings_of(ladder)) == set(TITLES) - {"Do number 3"}


def test_if_all_rungs_are_gone_it_says_so(ladder: Journal) -> None:
    driver = begin(flow_of(ladder)).answer(*["70"] * 8)
    for rung in ladder.rungs.all(ladder.domains.focus().id):
        ladder.rungs.remove(rung.id)
    with pytest.raises(Rejected, match="no longer there"):
        driver.session.finish()


def test_rungs_of_begun_challenges_are_rated_too_and_the_daily_task_is_not(speaking: Journal) -> None:
    focus = speaking.domains.focus()
    speaking.domains.place_task(focus.id, 40)
    list(practise(speaking, focus.id, (30, "succeeded")))
    speaking.rungs.add(focus.id, "Do number 1", 50)
    assert sorted(title.casefold() for title in asked_titles(flow_of(speaking))) == ["do number 1", "do number 30"]
