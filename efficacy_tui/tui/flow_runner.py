"""Asks flows on the screen, one after the other, and says what came of them. Imported at the first question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from efficacy_tui.tui.bindings import offer_hint

if TYPE_CHECKING:
    from efficacy_tui.flows.flow import Flow, FlowResult
    from efficacy_tui.tui.app import EfficacyApp

DUE_SECONDS = 1.0
"""How often it is looked whether the dashboard is free for what asks by itself."""


class FlowRunner:
    """Everything that leads to a question, and away from it again."""

    def __init__(self, app: EfficacyApp) -> None:
        self.app = app
        self._asked_by_itself: set[str] = set()

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow's questions; afterwards say what it says, and go on with the flow it leads to."""
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        app = self.app
        app.dashboard.blind = app.dashboard.blind or flow.blind

        def finished(result: FlowResult | None) -> None:
            asked = (each for each in app.screen_stack if isinstance(each, FlowDialog))
            app.dashboard.blind = any(each.flow.blind for each in asked if each is not screen)
            if result is not None and result.message:
                app.announce(_said(result))
            if result is not None and result.background_task is not None:
                self._work_aside(result.background_task)
            following = [*filter(None, [result.next_flow]), *result.following_flows] if result is not None else []
            self._ask_each(following, then)

        app.clear_notifications()
        if flow.handover_text:
            from efficacy_tui.tui.screens.page_contents import handover_page

            app.push_screen(handover_page(flow.title, flow.handover_text))
        screen = FlowDialog(flow)
        app.push_screen(screen, finished)

    def _ask_each(self, flows: list[Flow], then: Callable[[], None] | None) -> None:
        """Ask flows one after the other, then go on."""
        if flows:
            self.ask(flows[0], lambda: self._ask_each(flows[1:], then))
        elif then is not None:
            then()

    def _work_aside(self, job: Callable[[], str | FlowResult]) -> None:
        """Do what may wait for a disk, and say what came of it."""

        def work() -> None:
            said = job()
            self.app.call_later(self.app.announce, said if isinstance(said, str) else _said(said))

        self.app.run_worker(work, thread=True, group="aside")

    def ask_what_is_due(self) -> None:
        """Ask what asks by itself, one thing after the other, each once a day, over the dashboard and nothing else."""
        from efficacy_tui.tui import question_modules

        if self.app.screen is not self.app.dashboard:
            self.app.set_timer(DUE_SECONDS, self.ask_what_is_due)
            return
        for name, flow in question_modules.pending_prompts(self.app.journal):
            if name not in self._asked_by_itself:
                self._asked_by_itself.add(name)
                self.ask(flow, self.ask_what_is_due)
                return
        self.offer_profile(after_challenge=False)

    def offer_profile(self, *, after_challenge: bool) -> None:
        """Say once that it is a good moment for the profile; until it is answered, never again."""
        from efficacy_tui.journal.errors import Rejected
        from efficacy_tui.store.errors import StoreError
        from efficacy_tui.tui import question_modules as question_modules

        if not after_challenge and not self.app.journal.contents.surveys:
            # Nothing to come back to, so the items need not even be read while the program opens.
            return
        try:
            said = question_modules.profile_offer(
                self.app.journal, self.app.instrument(), after_challenge=after_challenge
            )
        except (Rejected, StoreError):
            return
        if said:
            # What was said before stays beside it.
            self.app.mention(said)


def _said(finished: FlowResult) -> str:
    return " · ".join(filter(None, (finished.message, offer_hint(finished.offers))))
