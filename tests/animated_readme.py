"""Draws the README's moving picture, the loop from the first start on: `python -m tests.animated_readme`.

One SVG that shows a screen after the other by itself; who asked their system for less motion sees the last one, still.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from unittest.mock import Mock

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.screenshots import COMPACT, FOLDER, NOW, self_contained
from tests.support.dashboard_driver import Person
from tests.support.fixed_clock import FixedClock

NAME = "loop"
SECONDS = 2.2
"""So long every screen is shown."""


async def frames() -> list[str]:
    """The screens of the loop, one SVG each, on a journal that begins empty."""
    from efficacy_tui.tui.app import EfficacyApp

    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    shown: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(NOW)
        app = EfficacyApp(Journal(Path(folder) / "journal.json", clock, seeded_ids(1)))
        async with app.run_test(size=COMPACT, notifications=True) as pilot:
            person = Person(app, pilot)
            # The word for a saved file comes and goes with the disk.
            app.dashboard.show_saving = Mock()  # type: ignore[method-assign]

            async def keep() -> None:
                for cursor in app.screen.query("Input, TextArea"):
                    cursor.cursor_blink = False  # type: ignore[attr-defined]  # both have it
                await person.settle()
                shown.append(self_contained(app.export_screenshot(title="efficacy")))

            async def typed(text: str) -> None:
                await person.type(text)
                await keep()
                await person.press("ctrl+s")

            await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
            await person.settle()
            await typed("Speaking")
            await typed("give a ten-minute talk to people I don’t know")
            await keep()
            await person.answer("5")
            app.clear_notifications()
            await keep()

            await person.does("design")
            await typed("give a five-minute update to my team")
            await person.answer("I stood up, spoke five minutes and took one question", "", "fri", "4", "5")
            await keep()
            await person.answer("7")
            await keep()
            await person.answer("k", "my voice shakes", "breathe out, and begin slowly", "", "rehearse aloud @ today")
            await person.answer("enter")
            app.clear_notifications()
            await keep()

            clock.move(days=5)
            await person.does("reappraise")
            await person.answer("the update", "today", "8", "8", "4", "1", "enter")
            await keep()
            await person.answer("1", "enter", "enter", "", "8", "7", "7")
            app.clear_notifications()
            await person.does("outcome")
            await keep()
            await person.answer("s", "e", "I can pause and go on", "Gave a five-minute update to my team", "a")
            await person.press("escape")
            app.clear_notifications()
            await keep()
    return shown


def moving(pictures: list[str]) -> str:
    """The pictures as one that goes through them."""
    head = re.match(r'<svg class="rich-terminal" viewBox="([^"]+)"', pictures[0])
    assert head is not None
    whole, each = SECONDS * len(pictures), 100 / len(pictures)
    rules = [
        f".frame {{ visibility: hidden; animation: shown {whole:g}s steps(1, end) infinite; }}",
        f"@keyframes shown {{ 0% {{ visibility: visible; }} {each:.4f}% {{ visibility: hidden; }} }}",
        *(f".frame-{i} {{ animation-delay: {SECONDS * i:g}s; }}" for i in range(len(pictures))),
        "@media (prefers-reduced-motion: reduce) { .frame { animation: none; } .last { visibility: visible; } }",
    ]
    groups = []
    for i, picture in enumerate(pictures):
        last = " last" if i == len(pictures) - 1 else ""
        groups.append(f'<g class="frame frame-{i}{last}">{_slim(picture)}</g>')
    style = "\n".join(rules)
    begin = f'<svg viewBox="{head[1]}" xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([begin, f"<style>\n{style}\n</style>", *groups, "</svg>", ""])


def _slim(svg: str) -> str:
    """The inside of a picture without the frames around each line, which cut nothing off here."""
    inside = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", svg.strip())
    inside = re.sub(r'<clipPath id="[^"]*-line-\d+">.*?</clipPath>\s*', "", inside, flags=re.DOTALL)
    inside = re.sub(r' clip-path="url\(#[^"]*-line-\d+\)"', "", inside)
    return inside.replace("&#160;", "\u00a0")


def draw() -> str:
    """The moving picture; made again, it is the same to the byte."""
    return moving(asyncio.run(frames()))


if __name__ == "__main__":
    (FOLDER / f"{NAME}.svg").write_text(draw(), encoding="utf-8")
