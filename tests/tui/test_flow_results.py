"""What the dashboard does when a flow has ended: the flows and the card that it leads to."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, Question
from efficacy_tui.journal.ending import Ending
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.ending_card import EndingCard
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.conftest import OpenDashboard
from tests.support.factories import TODAY, make_closed_challenge


class Leading(Flow):
    """A flow of one card that leads to the card of an outcome, and then to another flow."""

    title = "Leading"

    def __init__(self, journal: Journal, next_flow: Flow | None = None) -> None:
        super().__init__(journal)
        self.next_flow = next_flow

    def questions(self, answers: Answers) -> list[Question]:
        return [Card(key="card", prompt="Read this")]

    def finish(self, answers: Answers) -> FlowResult:
        ending = Ending(challenge=make_closed_challenge(0, 40, "succeeded"), today=TODAY)
        return FlowResult(build_ending=lambda: ending, next_flow=self.next_flow)


async def test_the_flows_that_follow_come_after_the_card(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        ended: list[str] = []
        person.app.ask(Leading(person.journal, Leading(person.journal)), lambda: ended.append("ended"))
        await person.settle()
        await person.press("enter")
        assert isinstance(person.app.screen, EndingCard)
        await person.press("escape")
        assert isinstance(person.app.screen, FlowDialog)
        assert ended == []
        await person.press("enter")
        await person.press("escape")
        assert (person.app.screen, ended) == (person.app.dashboard, ["ended"])


async def test_leaving_a_flow_shows_no_card(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard() as person:
        person.app.ask(Leading(person.journal))
        await person.settle()
        await person.press("escape")
        assert person.app.screen is person.app.dashboard


async def test_a_card_does_not_cover_what_was_opened_meanwhile(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    async with open_dashboard() as person:
        ended: list[str] = []
        person.app.ask(Leading(person.journal), lambda: ended.append("ended"))
        await person.settle()
        await person.press_at_once("enter", "question_mark")
        await person.settle()
        assert not any(isinstance(screen, EndingCard) for screen in person.app.screen_stack[:-1])
        await person.press("escape")
        await person.press("escape")
        assert (person.app.screen, ended) == (person.app.dashboard, ["ended"])
