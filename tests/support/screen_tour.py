"""Open every screen of the program from the dashboard and read the cells it draws."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.command import CommandPalette
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.look import glyphs
from efficacy_tui.tui.look.terminal_capabilities import TerminalCapabilities
from tests.benchmarks import journals
from tests.conftest import SUNDAY
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.textual_internals import render_strips

SCENES: dict[str, tuple[str, ...]] = {
    "dashboard": (),
    "challenge pane": ("pane-1",),
    "evidence pane": ("pane-3", "down"),
    "reappraisal pane": ("pane-4",),
    "confidence pane": ("pane-2",),
    "zoom": ("pane-2", "zoom"),
    "check-in": ("check-in",),
    "check-in of an earlier day": ("backfill",),
    "design": ("next-domain", "design"),
    "an answer that is not taken": ("design", "enter"),
    "the place of the daily task": ("place-task", "up"),
    "evidence": ("evidence",),
    "mastery": ("evidence", "m"),
    "outcome": ("outcome",),
    "reappraisal": ("reappraise", "enter"),
    "how activated": ("reappraise", "enter", "enter", "8"),
    "review": ("review",),
    "ladder": ("ladder", "down"),
    "the end of the ladder": ("ladder", "end"),
    "trends": ("trends", "right"),
    "the end of the trends": ("trends", *["pagedown"] * 5),
    "profile": ("profile",),
    "the end of the profile": ("profile", *["pagedown"] * 4),
    "a profile's item": ("profile", "a", "enter"),
    "explain": ("explain",),
    "the common factor": ("explain", "4", "o"),
    "the end of explain": ("explain", "3", "end"),
    "search": ("search", "t", "a"),
    "a search not understood": ("search", *"after:x"),
    "domains": ("domains",),
    "a new domain": ("domains", "a"),
    "export": ("export",),
    "help": ("help",),
    "the end of help": ("help", "end"),
    "support": ("support",),
    "a page": ("pane-3", "enter"),
    "the challenge whole": ("pane-1", "enter"),
    "palette": ("ctrl+p", "c", "h"),
    "toast": ("undo", "undo"),
}
"""Scene names and what to press for them from the dashboard: command ids or keys."""

SCROLLED_SCENES = [scene for scene in SCENES if scene.startswith("the end")]
AGE_DEPENDENT_SCENES = [
    "dashboard",
    "evidence pane",
    "confidence pane",
    "check-in",
    "evidence",
    "trends",
    "search",
    "toast",
]
"""The scenes that look different in an old journal."""


@cache
def journal_file(name: str) -> Path:
    """Write a journal once per test run: `empty`, `domain` (one, unused), `week`, `demo`, or `ten years`."""
    path = Path(mkdtemp(prefix="efficacy-walk-")) / "journal.json"
    if name == "ten years":
        return journals.write_journal(path, 10)
    journal = Journal(path, FixedClock(SUNDAY), seeded_ids(1))
    journal.open()
    if name == "demo":
        fill_demo(journal)
    elif name != "empty":
        domain = journal.domains.add("Speaking", "give a ten-minute talk to people I do not know")
        if name == "week":
            for days_ago, rating in enumerate((60, 50, 70, 50, 40, 50, 30)):
                journal.checkins.record(domain.id, rating, SUNDAY.date() - dt.timedelta(days=days_ago))
            journal.evidence.add(Mastery, domain.id, "Spoke up first in the weekly meeting and kept going")
    return path


@asynccontextmanager
async def run_dashboard(
    name: str, folder: Path, size: tuple[int, int] = (120, 36), signs: glyphs.Name = "unicode"
) -> AsyncIterator[DashboardDriver]:
    """Run the dashboard on a copy of the journal `name`, drawn with one of the two glyph sets."""
    path = folder / "journal.json"
    if journal_file(name).exists():
        shutil.copy(journal_file(name), path)
    journal = Journal(path, FixedClock(SUNDAY), seeded_ids(2))
    app = EfficacyApp(journal, ask_at_start=False, terminal=TerminalCapabilities(signs))
    async with app.run_test(size=size, notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None)
        await person.settle()
        yield person


async def open_scene(person: DashboardDriver, scene: str) -> None:
    """Open a scene from the dashboard."""
    from efficacy_tui.flows.command_table import BY_ID

    for key in SCENES[scene]:
        await (person.run_command(key) if key in BY_ID else person.press(key))
    if scene == "palette":
        await person.wait_for(lambda: bool(person.app.screen.query("CommandList.--visible")))
    await person.settle()


async def return_to_dashboard(person: DashboardDriver) -> None:
    """Return from any scene to the dashboard."""
    app = person.app
    for _ in range(8):
        if app.screen is app.dashboard:
            break
        await person.press("escape")
    assert app.screen is app.dashboard
    if app.dashboard.zoomed:
        await person.press("escape")
    app.clear_notifications()
    await person.settle()


SCROLLS = "@mouse.down"
"""Style metadata of a scroll bar's cells, which are left out: the bar only repeats what the key line says."""


class Cell(NamedTuple):
    """One character on the screen with its position, colours and style."""

    x: int
    y: int
    char: str
    colour: Color
    background: Color
    style: Style


def dialog(app: EfficacyApp) -> list[Widget]:
    """Return the frame of the open dialog, else the screen."""
    screen = app.screen
    if isinstance(screen, CommandPalette):
        return list(screen.query("CommandInput, CommandList"))
    if isinstance(screen, ModalScreen):
        return [next(child for child in screen.children if isinstance(child, Vertical))]
    return [screen]


def cells(app: EfficacyApp) -> Iterator[Cell]:
    """Yield every non-blank character sent to the terminal, leaving out what a dialog dims."""
    screen = app.screen
    regions = [part.region for part in (*dialog(app), *screen.query("MessageLine"))]
    for y, strip in enumerate(render_strips(screen, app.size)):
        x = 0
        for text, segment_style, _ in strip:
            style = segment_style or Style()
            is_scroll_bar, colours = SCROLLS in style.meta, _colours(style, app.ansi_theme)
            for char in text:
                if not (char.isspace() or is_scroll_bar) and any(region.contains(x, y) for region in regions):
                    yield Cell(x, y, char, *colours, style)
                x += cell_len(char)


def _colours(style: Style, palette: TerminalTheme) -> tuple[Color, Color]:
    default = RichColor.default()
    foreground = Color(*(style.color or default).get_truecolor(palette, foreground=True))
    background = Color(*(style.bgcolor or default).get_truecolor(palette, foreground=False))
    return (background, foreground) if style.reverse else (foreground, background)


def lines(app: EfficacyApp) -> list[str]:
    """Return the screen as lines of text, including blanks."""
    return [strip.text for strip in render_strips(app.screen, app.size)]
