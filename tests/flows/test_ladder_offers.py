"""The first ladder and rating all are offered after a check-in, once for each reason."""

from __future__ import annotations

import re

import pytest

from efficacy_tui.flows.due import ladder_offer
from efficacy_tui.flows.first_ladder import FirstLadder
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from tests.conftest import OpenDashboard
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin, practise

FIRST = "Speaking: five to eight things from easy to hard make a ladder. Press l to begin one"
NEVER = "Speaking: your ladder is not rated yet. Press l to open it and rate all"
WEEKS = "Speaking: it has been four weeks or more since you rated your ladder. Press l to open it and rate all"
OUTCOMES = "Speaking: you have had three outcomes or more since you rated your ladder. Press l to open it and rate all"


def offer(journal: Journal) -> str:
    today = journal.today()
    found = ladder_offer(
        journal,
        {domain.id: compute_domain_stats(journal.contents, domain, today) for domain in journal.domains.all()},
    )
    return found.sentence if found is not None else ""


def rate_all(journal: Journal, value: int = 60) -> None:
    journal.rungs.rate({rung.id: value for rung in journal.rungs.all(journal.domains.focus().id)})


@pytest.fixture
def ladder(speaking: Journal) -> Journal:
    """A journal with a ladder that was never rated."""
    speaking.rungs.add_first(speaking.domains.focus().id, list("abcde"))
    return speaking


def test_without_a_ladder_the_first_one_is_offered_once(speaking: Journal, clock: FixedClock) -> None:
    assert offer(speaking) == FIRST
    clock.move(days=40)
    assert offer(speaking) == ""


def test_only_the_focus_is_offered_a_first_ladder(speaking: Journal) -> None:
    offer(speaking)
    speaking.domains.add("Writing", "write a page")
    assert offer(speaking) == ""


def test_an_unrated_ladder_is_offered_for_rating_once(ladder: Journal, clock: FixedClock) -> None:
    assert offer(ladder) == NEVER
    clock.move(days=40)
    assert offer(ladder) == ""


def test_who_said_later_in_the_first_ladder_is_not_asked_again(speaking: Journal, clock: FixedClock) -> None:
    begin(FirstLadder(speaking, speaking.domains.focus())).answer("a\nb\nc\nd\ne", "", "l").session.finish()
    clock.move(days=1)
    assert offer(speaking) == ""


def test_four_weeks_later_it_is_offered_again_and_only_once(ladder: Journal, clock: FixedClock) -> None:
    rate_all(ladder)
    clock.move(days=27)
    assert offer(ladder) == ""
    clock.move(days=1)
    assert offer(ladder) == WEEKS
    clock.move(days=60)
    assert offer(ladder) == ""
    rate_all(ladder)
    clock.move(days=28)
    assert offer(ladder) == WEEKS


def test_three_outcomes_later_it_is_offered_again(ladder: Journal, clock: FixedClock) -> None:
    rate_all(ladder)
    focus = ladder.domains.focus().id
    list(practise(ladder, focus, (20, "succeeded"), (30, "failed")))
    assert offer(ladder) == ""
    list(practise(ladder, focus, (40, "partly")))
    assert offer(ladder) == OUTCOMES
    assert offer(ladder) == ""


def test_another_domains_ladder_is_offered_too(ladder: Journal) -> None:
    writing = ladder.domains.add("Writing", "write a page")
    ladder.rungs.add(writing.id, "Write ten lines", 20)
    assert offer(ladder) == NEVER
    assert offer(ladder) == NEVER.replace("Speaking", "Writing")
    assert offer(ladder) == ""


def test_an_offer_is_no_step_to_undo(ladder: Journal) -> None:
    steps = len(ladder.store.history.steps)
    offer(ladder)
    assert len(ladder.store.history.steps) == steps


def test_erasing_the_domain_leaves_no_trace_of_an_offer(ladder: Journal) -> None:
    focus = ladder.domains.focus().id
    offer(ladder)
    assert any(focus in row.key for row in ladder.contents.settings.values())
    maintenance.erase(ladder, focus)
    assert not any(focus in row.key for row in ladder.contents.settings.values())


async def test_the_dashboard_says_it_beside_the_check_in(ladder: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36)) as person:
        await person.press("c", "7")
        await person.settle()
        assert "Checked in" in person.toasts()
        assert "Speaking: your ladder is not rated yet · l, then c, rates all" in person.toasts()
        await person.press("c", "7")
        await person.settle()
        assert "not rated" not in person.toasts()


async def test_the_first_start_offers_the_first_ladder(journal: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((120, 36), ask=True) as person:
        await person.wait_for(lambda: bool(person.question_prompt()))
        await person.answer("Speaking")
        await person.answer("give a talk")
        await person.answer("5")
        await person.wait_for(lambda: "ladder" in person.toasts())
        assert "Speaking: five to eight things from easy to hard make a ladder · l begins one" in person.toasts()


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
async def test_an_offer_leaves_room_for_what_was_recorded_and_ends_with_its_key(
    speaking: Journal, open_dashboard: OpenDashboard, size: tuple[int, int]
) -> None:
    async with open_dashboard(size) as person:
        await person.press("c", "7")
        assert re.search("Checked in {3,}u undo", person.text())
        assert person.text().rstrip().endswith("  l begins one")
        await person.resize(40, 12)
        assert person.text().splitlines()[-1].strip() == "l begins one"
