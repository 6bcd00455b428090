"""Runs flows as lines of text, one after the other, and prints their results."""

from __future__ import annotations

import re
from collections.abc import Iterable

from efficacy_tui.flows.after_ending import offer_keys, offered_flow
from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.flows.due import ladder_offer, pending_copies, pending_prompts, profile_offer
from efficacy_tui.flows.flow import Flow, FlowResult
from efficacy_tui.flows.flow_session import DRAFT_SAVED
from efficacy_tui.journal.ending import Ending
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.plain.ask import LineDialog
from efficacy_tui.plain.command_lookup import is_command
from efficacy_tui.plain.plain_commands import ProgramWithViews
from efficacy_tui.plain.views.ending import format_ending
from efficacy_tui.plain.views.pages import format_command_key
from efficacy_tui.store.errors import Rejected, StoreError


class LineFlowRunner:
    """Asks the questions of flows and acts on their results."""

    def __init__(self, program: ProgramWithViews) -> None:
        self._program = program
        self._terminal = program.terminal
        self._asked_prompts: set[str] = set()
        self._ending: Ending | None = None

    def ask(self, flow: Flow, *, allow_command: bool = False) -> str:
        """Run a flow, print its result, and run its background task and the flows that follow.

        With `allow_command`, a command typed instead of an answer cancels the flow and is returned; else return "".
        """
        dialog = LineDialog(flow, self._terminal, is_command if allow_command else None)
        result = dialog.run()
        if dialog.cancelled:
            self._print_result(self._cancelled_message(flow, dialog, result) or dialog.stop_words.rstrip("."), ())
        else:
            self._print_result(result.message, result.offers)
            if flow.offers_ladder:
                self._offer_ladder()
        if result.copied_text:
            self._terminal.write_lines(["", *result.copied_text.splitlines(), ""])
        if result.build_ending is not None:
            self._ending = result.build_ending()
            self._terminal.write_lines(format_ending(self._ending, self._terminal.width))
        if result.background_task is not None:
            task_result = result.background_task()
            if isinstance(task_result, str):
                task_result = FlowResult(task_result)
            if (task_result.message, task_result.offers) != (result.message, result.offers):
                self._print_result(task_result.message, task_result.offers)
        for next_flow in filter(None, (result.next_flow, *result.following_flows)):
            if not self._terminal.ended:
                self.ask(next_flow)
        return dialog.typed_command

    def _cancelled_message(self, flow: Flow, dialog: LineDialog, result: FlowResult) -> str:
        """Say what became of a flow that was not finished, and what resumes it."""
        if result.message == DRAFT_SAVED and flow.command:
            return f"{DRAFT_SAVED}. {self._key_for(flow.command)} resumes it."
        if dialog.typed_command and not result.message:
            key_hint = f": {self._key_for(flow.command)} opens it" if flow.command else ""
            return f"{flow.title} stays for later{key_hint}."
        return result.message

    def _key_for(self, command: str) -> str:
        """Return what is typed for a command (id) in the view on top."""
        views = self._program.views
        keys = views[-1].command_keys if views else {}
        return keys.get(command) or format_command_key(BY_ID[command])

    def _print_result(self, message: str, offers: Iterable[str]) -> None:
        """Print the message of a flow that ended and the commands (ids) it offers."""
        if message:
            commands = [BY_ID[command_id] for command_id in offers]
            next_commands = ", ".join(f"{format_command_key(command)} {command.label.lower()}" for command in commands)
            # Parts that begin with a capital are sentences of their own.
            sentence = re.sub(r"\.? · (?=[A-Z])", ". ", message).replace(" · ", ", ")
            sentence = as_sentence(sentence)
            self._terminal.say(f"{sentence}{f' Next: {next_commands}.' if next_commands else ''}")

    def follow_ending(self, key: str) -> bool:
        """Open what the card of the last outcome offers under a key; return whether it offers something there.

        The card makes its offers only until the next line is typed.
        """
        ending, self._ending = self._ending, None
        if ending is None:
            return False
        offer = next((offer.offer for offer in offer_keys(ending) if key == offer.key), None)
        flow = offered_flow(self._program.journal, ending, offer) if offer is not None else None
        if flow is not None:
            self.ask(flow)
        return flow is not None

    # -- what opens or is offered by itself ------------------------------------------------------

    def ask_pending_prompts(self) -> str:
        """Ask the prompts that open by themselves, one after the other, each once a day.

        Return the command that was typed instead of an answer: the person wants something else first, so the other
        prompts wait.
        """
        journal = self._program.journal
        if journal.read_only:
            return ""
        while not self._terminal.ended:
            prompt = self._next_prompt(pending_prompts(journal)) or self._next_prompt(pending_copies(journal))
            if prompt is None:
                self.offer_profile(after_challenge=False)
                return ""
            name, flow = prompt
            self._asked_prompts.add(name)
            if command := self.ask(flow, allow_command=True):
                return command
        return ""

    def _next_prompt(self, prompts: Iterable[tuple[str, Flow]]) -> tuple[str, Flow] | None:
        return next(((name, flow) for name, flow in prompts if name not in self._asked_prompts), None)

    def offer_profile(self, *, after_challenge: bool) -> None:
        """Suggest the profile once, and not again until it is answered."""
        journal = self._program.journal
        if not after_challenge and not journal.contents.surveys:
            return
        try:
            offer = profile_offer(journal, self._program.instrument(), after_challenge=after_challenge)
        except (Rejected, StoreError):
            return
        if offer is not None:
            self._terminal.say(f"{offer.sentence}.")

    def _offer_ladder(self) -> None:
        """Suggest a first ladder, or to rate all, once for each reason."""
        try:
            offer = ladder_offer(self._program.journal, self._program.snapshot.domain_stats)
        except (Rejected, StoreError):
            return
        if offer is not None:
            self._terminal.say(f"{offer.sentence}.")
