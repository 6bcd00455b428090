"""Drive the dashboard as a person would: press the keys of commands, type, and read the screen.

After every key the driver waits until the app is idle. Textual's own pilot watches the processor time for that, which
takes a tenth of a second a key and is fooled by a busy machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
import unicodedata
from collections.abc import Callable

from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static
from textual.worker import WorkerCancelled

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.insight.placing import nearest_spot
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.placing_field import PlacingField
from efficacy_tui.tui.widgets.rating_field import RatingField
from tests.support.textual_internals import (
    flush_updates,
    has_failed,
    has_pending_work,
    resize,
    screen_segments,
)

IDLE_ROUNDS = 3
"""Consecutive checks that must find nothing to do; work that starts at the end of one is seen by the next."""


class DashboardDriver:
    """A person at the keyboard of the dashboard."""

    def __init__(self, app: EfficacyApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def journal(self) -> Journal:
        """The journal of the app."""
        return self.app.journal

    async def settle(self) -> None:
        """Wait until the app is idle."""
        await wait_until_idle(self.app)

    async def wait_for(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until a condition is true.

        Raises:
            AssertionError: it was still false after so many seconds.
        """
        for _ in range(int(seconds * 50)):
            if condition():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the condition never became true")

    async def run_command(self, command: str) -> None:
        """Press the key of a command; run one without a key as the palette does."""
        if BY_ID[command].first_key:
            await self.press(BY_ID[command].first_key)
        else:
            await self.app.run_action(f"app.command('{command}')")
            await self.settle()

    async def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal."""
        resize(self.app, columns, rows)
        await self.settle()

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys without waiting between them, as when one read of the terminal delivers them all."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """Paste a text into the focused field."""
        assert self.app.focused is not None, "nothing has the focus"
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def answer(self, *answers: str) -> None:
        """Answer the questions of a dialog one after the other: options and ratings by key, texts by typing."""
        for answer in answers:
            assert isinstance(self.app.screen, FlowDialog), f"no question is asked for {answer!r}: {self.text()}"
            focused = self.app.focused
            if isinstance(focused, PlacingField):
                await self.place(answer)
            elif focused is not None and type(focused).__name__ in ("OptionRows", "RatingField", "CardField"):
                question = self.app.screen.session.current
                is_rating, is_choice = isinstance(focused, RatingField), type(focused).__name__ == "OptionRows"
                needs_enter = isinstance(focused, RatingField) and not focused.question.saves_at_once
                needs_enter |= (is_rating or is_choice) and not self.app.digits_save and answer != "enter"
                await self.press(answer or "enter")
                if needs_enter and answer:
                    await self.press("enter")
                if isinstance(self.app.screen, FlowDialog) and self.app.screen.session.current is question:
                    assert self.error_message(), f"{answer!r} was not taken: {self.text()}"
            else:
                if answer:
                    await self.clear()
                    await self.type(answer)
                # Where everything can be saved now, this key would leave the other questions open.
                await self.press("enter" if self.app.screen.session.can_save_now else "ctrl+s")

    async def place(self, answer: str) -> None:
        """Answer a placing question with a difficulty that arrows can reach; with an empty one where it begins."""
        field = self.app.focused
        assert isinstance(field, PlacingField)
        if answer:
            difficulty = field.question.parse(answer)
            spot = nearest_spot(field.placing.references, difficulty)
            if field.placing.spot is None:
                await self.press("up")
            while field.raw != str(difficulty) and field.placing.resting_spot.harder_than != spot.harder_than:
                await self.press("up" if field.placing.resting_spot.harder_than < spot.harder_than else "down")
            for _ in range(4):
                if field.raw != str(difficulty):
                    await self.press("right" if field.placing.resting_spot.nearness <= spot.nearness else "left")
            assert field.raw == str(difficulty), f"{field.raw} is as close as arrows come to {answer}"
        await self.press("enter")

    async def clear(self) -> None:
        """Empty the focused field."""
        focused = self.app.focused
        has_lines = type(focused).__name__ in ("TextField", "ListText")
        await self.press("ctrl+end" if has_lines else "end")
        if has_lines:
            focused.text = ""  # type: ignore[union-attr]  # a TextArea
        elif focused is not None:
            focused.value = ""  # type: ignore[attr-defined]  # an Input
        await self.settle()

    def error_message(self) -> str:
        """The error that the dialog shows; empty without one."""
        if not isinstance(self.app.screen, FlowDialog):
            return ""
        return str(self.app.screen.query_one("#problem", Static).content).removeprefix("! ")

    def question_prompt(self) -> str:
        """The prompt of the question on the screen; empty without one."""
        assert isinstance(self.app.screen, FlowDialog)
        current = self.app.screen.session.current
        return current.prompt if current else ""

    def text(self) -> str:
        """The screen as lines of text."""
        return screen_text(self.app)

    def toasts(self) -> str:
        """The messages that stand, separated by bars."""
        return " | ".join(message.text for message in self.app.messages.standing())


def key_event(key: str) -> events.Key:
    """The event a terminal sends for a key, with the character that the key types."""
    if len(key) == 1:
        return events.Key(key, key)
    try:
        return events.Key(key, unicodedata.lookup(key.upper().replace("_", " ")))
    except KeyError:
        return events.Key(key, None)


async def wait_until_idle(app: App[int], seconds: float = 30) -> None:
    """Wait until an app has handled everything and has drawn its screen.

    Raises:
        AssertionError: it was not idle within so many seconds.
    """
    deadline = time.monotonic() + seconds
    idle_rounds = 0
    while idle_rounds < IDLE_ROUNDS:
        assert time.monotonic() < deadline, "the app does not become idle"
        # The worker that watches the journal file is restarted now and then, which cancels the one before it.
        with contextlib.suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
        await app.animator.wait_until_complete()
        for _ in range(5):
            await asyncio.sleep(0)
        if not app.is_running or has_failed(app):
            return
        flush_updates(app)
        idle_rounds = 0 if has_pending_work(app) else idle_rounds + 1
        if not idle_rounds:
            await asyncio.sleep(0.001)


def screen_text(app: App[int]) -> str:
    """Return the screen of an app as lines of text, without the spaces at their ends."""
    text = "".join(segment.text for segment in screen_segments(app) if not segment.control)
    return re.sub(r"\n+\Z", "", "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n"))) + "\n"
