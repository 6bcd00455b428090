"""A person at the keyboard: presses the registry's keys, types, and reads what is on the screen."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from xml.etree import ElementTree

from textual.pilot import Pilot

from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.bindings import BY_ID
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.rating_field import RatingField
from tests.support.wait_until_idle import key_event, still

_SVG = "{http://www.w3.org/2000/svg}"


class Person:
    """Drives the dashboard as a user would."""

    def __init__(self, app: EfficacyApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def journal(self) -> Journal:
        """What the program has recorded."""
        return self.app.journal

    async def settle(self) -> None:
        """Wait until nothing is moving."""
        await still(self.app)

    async def wait_for(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something holds."""
        for _ in range(int(seconds * 50)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it never came true")

    async def does(self, command: str) -> None:
        """Press the key of a command."""
        await self.press(BY_ID[command].default_keys)

    async def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys as fast as one read of the terminal delivers them."""
        for key in keys:
            self.app.post_message(key_event(key))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, as a terminal pastes it."""
        from textual import events

        assert self.app.focused is not None, "nothing has the focus"
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def answer(self, *answers: str) -> None:
        """Answer the questions on the screen one after the other: options and ratings by key, texts typed."""
        for answer in answers:
            assert isinstance(self.app.screen, FlowDialog), f"no question is asked for {answer!r}: {self.text()}"
            focused = self.app.focused
            if focused is not None and type(focused).__name__ in ("OptionRows", "RatingField", "CardField"):
                before = self.app.screen.session.current
                waits = isinstance(focused, RatingField) and not focused.question.saves_at_once
                await self.press(answer or "enter")
                if waits and answer:
                    await self.press("enter")
                if isinstance(self.app.screen, FlowDialog) and self.app.screen.session.current is before:
                    assert self.problem(), f"{answer!r} was not taken: {self.text()}"
            else:
                if answer:
                    await self.clear()
                    await self.type(answer)
                await self.press("ctrl+s")

    async def clear(self) -> None:
        """Empty the field."""
        await self.press("ctrl+end" if type(self.app.focused).__name__ == "TextField" else "end")
        focused = self.app.focused
        if type(focused).__name__ == "TextField":
            focused.text = ""  # type: ignore[union-attr]  # a TextArea
        elif focused is not None:
            focused.value = ""  # type: ignore[attr-defined]  # an Input
        await self.settle()

    def problem(self) -> str:
        """What the dialog says is wrong, if anything."""
        if not isinstance(self.app.screen, FlowDialog):
            return ""
        from textual.widgets import Static

        return str(self.app.screen.query_one("#problem", Static).content).removeprefix("! ")

    def asks(self) -> str:
        """The question on the screen."""
        assert isinstance(self.app.screen, FlowDialog)
        current = self.app.screen.session.current
        return current.prompt if current else ""

    def text(self) -> str:
        """What is on the screen, as lines of text."""
        return screen_text(self.app.export_screenshot(title=""))

    def toasts(self) -> str:
        """What the toasts say."""
        return " | ".join(str(note.message) for note in self.app._notifications)


def screen_text(svg: str) -> str:
    """The text of an exported screen, each character in its cell."""
    root = ElementTree.fromstring(svg)
    rows: dict[float, list[tuple[float, str]]] = {}
    lengths = []
    for node in root.iter(f"{_SVG}text"):
        if "title" in (node.get("class") or "") or node.get("clip-path") is None:
            continue
        text = "".join(node.itertext()).replace("\xa0", " ")
        x, y = float(node.get("x", 0)), float(node.get("y", 0))
        rows.setdefault(y, []).append((x, text))
        if text.isascii() and text.strip():
            lengths.append(float(node.get("textLength", 0)) / len(text))
    cell = sorted(lengths)[len(lengths) // 2] if lengths else 1.0
    lines = []
    for y in sorted(rows):
        line = ""
        for x, text in sorted(rows[y]):
            line = line.ljust(round(x / cell)) + text.rstrip("\n")
        lines.append(line.rstrip())
    return re.sub(r"\n+\Z", "", "\n".join(lines)) + "\n"
