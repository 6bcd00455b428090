"""Draw the animated image of the README, from the first start to an outcome: `python -m tests.animated_readme`.

One SVG shows the screens one after the other. With reduced motion in the system settings it shows only the last one.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path
from unittest.mock import Mock

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.screenshots import COMPACT, FOLDER, NOW, remove_fonts
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock

NAME = "loop"
SECONDS_PER_FRAME = 2.2

RUNGS = {
    "Say one sentence in the stand-up": "9",
    "Ask a question in the department meeting": "8",
    "Give a five-minute update to my team": "6",
    "Moderate the retro and end on time": "5",
    "Answer questions in the all-hands": "3",
    "Talk at the regional conference": "1",
}
"""The rungs of the first ladder, from easy to hard, and the digit that rates each."""


async def record_frames() -> list[str]:
    """Run through the practice loop on an empty journal and return its screens as SVG."""
    from efficacy_tui.tui.app import EfficacyApp

    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    frames: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        clock = FixedClock(NOW)
        app = EfficacyApp(Journal(Path(folder) / "journal.json", clock, seeded_ids(1)))
        async with app.run_test(size=COMPACT, notifications=True) as pilot:
            person = DashboardDriver(app, pilot)
            # The save indicator depends on the speed of the disk.
            app.dashboard.show_save_status = Mock()  # type: ignore[method-assign]

            async def capture() -> None:
                for cursor in app.screen.query("Input, TextArea"):
                    cursor.cursor_blink = False  # type: ignore[attr-defined]  # both have it
                await person.settle()
                frames.append(remove_fonts(app.export_screenshot(title="efficacy")))

            async def type_answer(text: str) -> None:
                await person.type(text)
                await capture()
                await person.press("ctrl+s")

            await person.wait_for(lambda: isinstance(app.screen, FlowDialog))
            await person.settle()
            await type_answer("Speaking")
            await type_answer("give a ten-minute talk to people I don’t know")
            await capture()
            await person.answer("5")
            app.clear_notifications()
            await capture()

            await person.run_command("ladder")
            await person.press(BY_ID["add-rung"].first_key)
            await type_answer("\n".join(RUNGS))
            await person.answer("a talk at the regional conference", "y")
            await capture()
            while isinstance(app.screen, FlowDialog):
                await person.answer(RUNGS[person.question_prompt()])
            app.clear_notifications()
            await capture()

            await person.press("end", "up", "up", "enter")
            await person.answer("", "I stood up, spoke five minutes and took one question", "fri")
            await capture()
            await person.answer("7")
            await capture()
            await person.answer("k", "my voice shakes", "breathe out, and begin slowly", "rehearse aloud @ today")
            await person.answer("n", "enter")
            app.clear_notifications()
            await capture()
            await person.press("escape")

            clock.move(days=5)
            await person.run_command("reappraise")
            await person.answer("the update", "today", "8", "8", "4", "1", "enter")
            await capture()
            await person.answer("1", "enter", "enter", "", "8", "7", "7")
            app.clear_notifications()
            await person.run_command("outcome")
            await capture()
            await person.answer("s", "e", "I can pause and go on", "Gave a five-minute update to my team", "a")
            app.clear_notifications()
            await capture()
    return frames


def build_animation(frames: list[str]) -> str:
    """Combine frames into one animated SVG."""
    view_box = re.match(r'<svg class="rich-terminal" viewBox="([^"]+)"', frames[0])
    assert view_box is not None
    total_seconds, percent_per_frame = SECONDS_PER_FRAME * len(frames), 100 / len(frames)
    rules = [
        f".frame {{ visibility: hidden; animation: shown {total_seconds:g}s steps(1, end) infinite; }}",
        f"@keyframes shown {{ 0% {{ visibility: visible; }} {percent_per_frame:.4f}% {{ visibility: hidden; }} }}",
        *(f".frame-{i} {{ animation-delay: {SECONDS_PER_FRAME * i:g}s; }}" for i in range(len(frames))),
        "@media (prefers-reduced-motion: reduce) { .frame { animation: none; } .last { visibility: visible; } }",
    ]
    groups = []
    for i, frame in enumerate(frames):
        last = " last" if i == len(frames) - 1 else ""
        groups.append(f'<g class="frame frame-{i}{last}">{_simplify(frame)}</g>')
    style = "\n".join(rules)
    opening_tag = f'<svg viewBox="{view_box[1]}" xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([opening_tag, f"<style>\n{style}\n</style>", *groups, "</svg>", ""])


def _simplify(svg: str) -> str:
    """Return the content of an SVG without the clip paths of its lines, which cut nothing off here."""
    content = re.sub(r"^<svg[^>]*>|</svg>\s*$", "", svg.strip())
    content = re.sub(r'<clipPath id="[^"]*-line-\d+">.*?</clipPath>\s*', "", content, flags=re.DOTALL)
    content = re.sub(r' clip-path="url\(#[^"]*-line-\d+\)"', "", content)
    return content.replace("&#160;", "\u00a0")


def draw() -> str:
    """Draw the animated image; the result is the same to the byte every time."""
    return build_animation(asyncio.run(record_frames()))


if __name__ == "__main__":
    (FOLDER / f"{NAME}.svg").write_text(draw(), encoding="utf-8")
