"""What the dashboard does when a flow has ended: the screen that it leads to."""

from __future__ import annotations

import pytest

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Card, Question
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.command_handlers import CommandHandlers
from tests.conftest import OpenDashboard


class Leading(Flow):
    """A flow of one card that leads to a command's screen, or to one that no UI has."""

    title = "Leading"

    def __init__(self, journal: Journal, command: str, next_flow: Flow | None = None) -> None:
        super().__init__(journal)
        self.target = command
        self.next_flow = next_flow

    def questions(self, answers: Answers) -> list[Question]:
        return [Card(key="card", prompt="Read this")]

    def finish(self, answers: Answers) -> FlowResult:
        return FlowResult("Done", then=(self.target, "a rung"), next_flow=self.next_flow)


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The screens (command ids) that were opened, each with the item it was opened at."""
    opened: list[tuple[str, str]] = []
    monkeypatch.setattr(CommandHandlers, "run_at", lambda _, command, item: opened.append((command, item)))
    return opened


async def test_a_flow_leads_to_a_screen_after_the_flows_that_follow_it(
    speaking: Journal, open_dashboard: OpenDashboard, visits: list[tuple[str, str]]
) -> None:
    async with open_dashboard() as person:
        ended: list[str] = []
        next_flow = Leading(person.journal, "no such command")
        person.app.ask(Leading(person.journal, "trends", next_flow), lambda: ended.append("ended"))
        await person.settle()
        await person.press("enter")
        assert (visits, ended) == ([], [])
        await person.press("enter")
        assert (visits, ended) == ([("trends", "a rung")], ["ended"])


async def test_leaving_a_flow_leads_nowhere(
    speaking: Journal, open_dashboard: OpenDashboard, visits: list[tuple[str, str]]
) -> None:
    async with open_dashboard() as person:
        person.app.ask(Leading(person.journal, "trends"))
        await person.settle()
        await person.press("escape")
        assert person.app.screen is person.app.dashboard
        assert visits == []
