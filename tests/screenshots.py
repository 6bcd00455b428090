"""Draw the screenshots of the README from the demo journal: `python -m tests.screenshots`.

They are the same to the byte every time: the clock and the sizes are fixed, and nothing is downloaded.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import re
import tempfile
from pathlib import Path

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock

FOLDER = Path(__file__).parent.parent / "screenshots"
NOW = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)

WIDE, COMPACT, NARROW = (120, 36), (80, 24), (60, 20)

SCREENS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "dashboard": (WIDE, ()),
    "dashboard-80": (COMPACT, ()),
    "dashboard-60": (NARROW, ()),
    "check-in": (COMPACT, ("check-in",)),
    "ladder": (WIDE, ("check-in", "6", "4", "8", "n", "ladder")),
    "ladder-next": (COMPACT, ("next-domain", "ladder")),
    "placing": (COMPACT, ("next-domain", "design", "n", "Send the draft to Ines", "ctrl+s", "It is sent", "ctrl+s")),
    "rate-all": (COMPACT, ("ladder", "rate-rungs")),
    "evidence": (COMPACT, ("evidence",)),
    "outcome": (COMPACT, ("outcome",)),
    "reappraisal": (COMPACT, ("reappraise", "enter", "enter", "8", "8", "4", "1", "enter")),
    "trends": (WIDE, ("trends",)),
    "review": (COMPACT, ("review",)),
    "search": (WIDE, ("search", "t", "a", "l", "k")),
    "profile": (WIDE, ("profile",)),
    "profile-60": (NARROW, ("profile",)),
    "explain": (COMPACT, ("explain", "4")),
    "domains": (COMPACT, ("domains",)),
    "help": (WIDE, ("help",)),
    "settings": (COMPACT, ("settings", "down", "down")),
    "masked": (COMPACT, ("mask",)),
}
"""Name → size in cells, and the commands (by id), keys or texts (with a space) that lead to the screen."""


async def draw_screen(size: tuple[int, int], keys: tuple[str, ...]) -> str:
    """Draw one screen of the demo journal as SVG."""
    from efficacy_tui.flows.command_table import BY_ID
    from efficacy_tui.tui.app import EfficacyApp

    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    # The help names the journal's path, and has more lines where that is long.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder) / "journal.json"
        clock = FixedClock(NOW)
        journal = Journal(path, clock, seeded_ids(1))
        journal.open()
        fill_demo(journal)
        app = EfficacyApp(Journal(path, clock, seeded_ids(2)), ask_at_start=False)
        async with app.run_test(size=size) as pilot:
            person = DashboardDriver(app, pilot)
            await person.wait_for(lambda: app.snapshot is not None)
            await person.settle()
            for key in keys:
                if " " in key:
                    await person.type(key)
                else:
                    await person.press(BY_ID[key].first_key if key in BY_ID else key)
            for cursor in app.screen.query("Input, TextArea"):
                cursor.cursor_blink = False  # type: ignore[attr-defined]  # both have it
            await person.settle()
            svg = remove_fonts(app.export_screenshot(title="efficacy"))
        # What was recorded on the way is written before the folder goes.
        app.journal_session.end()
        return svg


def remove_fonts(svg: str) -> str:
    """Remove the web fonts from an SVG, which a viewer would download."""
    return re.sub(r"\s*@font-face \{.*?\}|\s*<!--.*?-->", "", svg, flags=re.DOTALL)


def main() -> None:
    """Draw all screenshots."""
    FOLDER.mkdir(exist_ok=True)
    for name, (size, keys) in SCREENS.items():
        svg = asyncio.run(draw_screen(size, keys))
        (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
