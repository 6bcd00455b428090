"""Runs flows on the screen, one after the other, and shows their results. Imported at the first question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from efficacy_tui.flows.command_table import BY_ID, PLACES, Place, offer_hint

if TYPE_CHECKING:
    from efficacy_tui.flows.flow import Flow, FlowResult
    from efficacy_tui.journal.ending import Ending
    from efficacy_tui.tui.dashboard_app import DashboardApp
    from efficacy_tui.wording.ending import EndingOffer

RETRY_SECONDS = 1.0
"""How often to check whether the dashboard is free for a prompt that opens by itself."""


class FlowRunner:
    """Opens the dialogs of flows and acts on their results."""

    def __init__(self, app: DashboardApp) -> None:
        self._app = app
        self._prompts_shown: set[str] = set()

    def ask(self, flow: Flow, then: Callable[[], None] | None = None) -> None:
        """Ask a flow, show its result, ask the flows it leads to, and finally call `then`."""
        from efficacy_tui.tui.screens.flow_dialog import FlowDialog

        app = self._app
        app.dashboard.blind = app.dashboard.blind or flow.blind
        self._blind_screens(True)

        def finished(result: FlowResult | None) -> None:
            dialogs = [screen for screen in app.screen_stack if isinstance(screen, FlowDialog)]
            app.dashboard.blind = any(other.flow.blind for other in dialogs if other is not dialog)
            self._blind_screens(any(other is not dialog for other in dialogs))
            if result is not None and result.copied_text:
                app.copy_to_clipboard(result.copied_text)
            if result is not None and result.message:
                message = self._result_message(result)
                if result.copied_text and app.masked:
                    # While masked nothing is copied, and the message that says so must not be replaced.
                    app.mention(message)
                else:
                    app.announce(f"Copied · {message}" if result.copied_text else message)
            is_ladder_offered = (
                result is not None and bool(result.message) and flow.offers_ladder and self._offer_ladder()
            )
            # The offer is made only once, so no other message may replace it.
            if result is not None and result.background_task is not None and not is_ladder_offered:
                # Replace a message only if it announced the task.
                self._run_in_background(result.background_task, app.announce if result.message else app.mention)
            following = [*filter(None, [result.next_flow]), *result.following_flows] if result is not None else []
            if result is not None and result.build_ending is not None:
                self._show_ending(result.build_ending, lambda: self._ask_in_turn(following, then))
            else:
                self._ask_in_turn(following, then)

        app.clear_notifications()
        if flow.handover_text:
            from efficacy_tui.tui.screens.page_contents import handover_page

            app.push_screen(handover_page(flow.title, flow.handover_text))
        dialog = FlowDialog(flow)
        app.push_screen(dialog, finished)

    def _blind_screens(self, blind: bool) -> None:
        """Let the screens below a dialog hide what could sway an answer."""
        from efficacy_tui.tui.screens.base_screen import LiveScreen

        for screen in self._app.screen_stack:
            if isinstance(screen, LiveScreen):
                screen.set_blind(blind)

    def _place(self) -> Place:
        """Return the place whose keys work now, or once the questions are answered."""
        from efficacy_tui.tui.screens.base_screen import BaseScreen

        screens = [screen for screen in self._app.screen_stack if isinstance(screen, BaseScreen)]
        return next((screen.place for screen in reversed(screens) if not screen.asks_questions), "dashboard")

    def _result_message(self, result: FlowResult) -> str:
        """Join a message and the commands offered after it, as far as their keys work where the person is then."""
        return self._with_offers(result.message, result)

    def _with_offers(self, words: str, result: FlowResult) -> str:
        offers = [command for command in result.offers if command in PLACES[self._place()]]
        return " · ".join(filter(None, (words, offer_hint(offers))))

    def _ask_in_turn(self, flows: list[Flow], then: Callable[[], None] | None) -> None:
        if flows:
            self.ask(flows[0], lambda: self._ask_in_turn(flows[1:], then))
        elif then is not None:
            then()

    def _show_ending(self, build: Callable[[], Ending], then: Callable[[], None]) -> None:
        """Build the card of an outcome in a thread and show it; open what the person chooses there, then go on."""
        screen_below = self._app.screen

        def build_card() -> None:
            self._app.call_later(show_card, build())

        def show_card(ending: Ending) -> None:
            from efficacy_tui.tui.screens.ending_card import EndingCard

            if self._app.screen is screen_below:
                self._app.push_screen(EndingCard(ending), lambda offer: self._follow_offer(ending, offer, then))
            else:
                # The person has opened something meanwhile, which a card must not cover.
                self._app.mention("Outcome recorded")
                then()

        self._app.run_worker(build_card, thread=True, group="ending")

    def _follow_offer(self, ending: Ending, offer: EndingOffer | None, then: Callable[[], None]) -> None:
        from efficacy_tui.flows.after_ending import offered_flow

        flow = offered_flow(self._app.journal, ending, offer) if offer is not None else None
        if flow is not None:
            self.ask(flow, then)
            return
        if offer == "ladder":
            self._app.show_at("ladder", ending.challenge.rung or ending.challenge.id)
        then()

    def _run_in_background(self, task: Callable[[], str | FlowResult], show: Callable[..., None]) -> None:
        """Run a task that may wait for the disk in a thread, and show its result."""

        def show_result(result: str | FlowResult) -> None:
            if isinstance(result, str):
                show(result)
            else:
                shorter = tuple(self._with_offers(words, result) for words in result.shorter_messages)
                show(self._result_message(result), shorter)

        def run_task() -> None:
            self._app.call_later(show_result, task())

        self._app.run_worker(run_task, thread=True, group="background")

    def ask_what_is_due(self) -> None:
        """Open the prompts that are due, one after another and each once, but only over the bare dashboard."""
        from efficacy_tui.flows.check_in import DailyCheckIn
        from efficacy_tui.flows.due import pending_prompts

        if self._app.screen is not self._app.dashboard:
            self._app.set_timer(RETRY_SECONDS, self.ask_what_is_due)
            return
        for name, flow in pending_prompts(self._app.journal):
            if name not in self._prompts_shown:
                if isinstance(flow, DailyCheckIn) and not self._app.digits_save:
                    # It would be open at the moment at which terminals reply to what they were asked.
                    self._prompts_shown.add(name)
                    self._app.mention(f"Today’s check-in is waiting: {BY_ID['check-in'].key} opens it")
                    continue
                self._prompts_shown.add(name)
                self.ask(flow, self.ask_what_is_due)
                return
        self._look_for_copies()

    def _look_for_copies(self) -> None:
        """Look for conflict copies beside the journal in a thread, as a folder can be slow, and ask about the first."""

        def look() -> None:
            from efficacy_tui.flows.due import pending_copies

            copies = pending_copies(self._app.journal)
            unasked_copies = [(name, flow) for name, flow in copies if name not in self._prompts_shown]
            self._app.call_later(self._ask_about_copy, unasked_copies)

        self._app.run_worker(look, thread=True, exclusive=True, group="conflict copies")

    def _ask_about_copy(self, flows: list[tuple[str, Flow]]) -> None:
        if not flows:
            self.offer_profile(after_challenge=False)
        elif self._app.screen is not self._app.dashboard:
            self._app.set_timer(RETRY_SECONDS, self.ask_what_is_due)
        else:
            name, flow = flows[0]
            self._prompts_shown.add(name)
            self.ask(flow, self.ask_what_is_due)

    def _offer_ladder(self) -> bool:
        """Suggest a first ladder, or to rate all, once for each reason; return whether there was one."""
        from efficacy_tui.flows.due import ladder_offer
        from efficacy_tui.store.errors import Rejected, StoreError

        app = self._app
        try:
            offer = ladder_offer(app.journal, app.snapshot.domain_stats if app.snapshot else {})
        except (Rejected, StoreError):
            return False
        if offer is not None:
            app.mention(offer.message, offer.shorter)
        return offer is not None

    def offer_profile(self, *, after_challenge: bool) -> None:
        """Suggest the profile once, and not again until it is answered."""
        from efficacy_tui.flows.due import profile_offer
        from efficacy_tui.store.errors import Rejected, StoreError

        app = self._app
        if not after_challenge and not app.journal.contents.surveys:
            # Without an earlier profile nothing is offered, so the items need not be read while the program opens.
            return
        try:
            offer = profile_offer(app.journal, app.instrument(), after_challenge=after_challenge, place=self._place())
        except (Rejected, StoreError):
            return
        if offer is not None:
            app.mention(offer.message, offer.shorter)
