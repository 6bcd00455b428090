"""Random keys: somebody presses keys at random, some faster than the dashboard answers, and changes the size.

What must hold: no key ends the program; on leaving, everything is saved; the file has what the program had, JSON and
stock TinyDB can read it, and the doctor finds nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import functools
import json
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tinydb import TinyDB

from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.question_types import ChoiceQuestion, RatingQuestion
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.display import Display, use_display
from efficacy_tui.store.decode import read_journal
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from tests.benchmarks import journals
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.random_keys import COMMAND_KEYS, draw_key, draw_size

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
TITLE = "random keys and terminal sizes in the dashboard"
SAMPLE = 3
KEYS = 120
PATIENCE = 60.0
"""How long the disk may take to save the last changes, in seconds."""
RESIZE_SHARE = 0.03
ANSWER_SHARE = 0.75
"""The share of keys that answer the question on the screen; others alone hardly ever record anything."""
TEXTS = ("a", "talk", "fri", "+3d", "7")
HURRY_SHARE = 0.25
"""The share of keys after which the next one follows at once."""


def count() -> int:
    """Return the number of seeds."""
    return 200


def check(case: int) -> list[str]:
    """Press random keys, with the case as seed: on an empty journal, or on one of a year."""
    with tempfile.TemporaryDirectory(prefix="efficacy-keys-") as name, _at_home(Path(name)):
        path = Path(name) / "journal.json"
        if case % 4:
            path.write_bytes(_year())
        journal = Journal(path, FixedClock(NOW), seeded_ids(case))
        keys, problems = asyncio.run(_press_keys(journal, Settings(Path(name) / "config.toml"), random.Random(case)))
        problems += _check_file(journal)
        return [f"{problem} The last keys were {' '.join(keys[-30:])}." for problem in problems]


@functools.cache
def _year() -> bytes:
    with tempfile.TemporaryDirectory(prefix="efficacy-keys-") as name:
        return journals.write_journal(Path(name) / "journal.json", 1).read_bytes()


@contextlib.contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """Make a folder the home and the working directory: random keys can name files to write."""
    home, place = os.environ.get("HOME"), Path.cwd()
    os.environ["HOME"] = str(folder)
    os.chdir(folder)
    use_display(Display())
    try:
        yield
    finally:
        use_display(Display())
        os.chdir(place)
        if home is None:
            del os.environ["HOME"]
        else:
            os.environ["HOME"] = home


async def _press_keys(journal: Journal, settings: Settings, rng: random.Random) -> tuple[list[str], list[str]]:
    """Press keys; return them, and what went wrong. An exception in the program is raised."""
    app = EfficacyApp(journal, ask_at_start=rng.random() < 0.5, settings=settings)
    pressed: list[str] = []
    problems: list[str] = []
    async with app.run_test(size=draw_size(rng), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None)
        await person.settle()
        queue: list[str] = []
        while len(pressed) < KEYS:
            keys = _draw_answer(person, rng) if rng.random() < ANSWER_SHARE else [draw_key(rng)]
            queue += keys
            pressed += keys
            if rng.random() < HURRY_SHARE:
                continue
            await person.press_at_once(*queue)
            queue.clear()
            if not app.is_running:
                problems.append(f"It ended with {app.return_code}.")
                break
            if rng.random() < RESIZE_SHARE:
                columns, rows = draw_size(rng)
                pressed.append(f"{columns}×{rows}")
                await person.resize(columns, rows)
    if app.journal_session.is_open and journal.close(PATIENCE):
        problems.append("Not everything was saved.")
    return pressed, problems


def _draw_answer(person: DashboardDriver, rng: random.Random) -> list[str]:
    """Draw keys that answer the question on the screen; without one, the key of a command, or what closes a page."""
    screen, focused = person.app.screen, person.app.focused
    if not isinstance(screen, FlowDialog) or screen.session.current is None:
        return [rng.choice(COMMAND_KEYS) if screen is person.app.dashboard else "escape"]
    question = screen.session.current
    if isinstance(question, RatingQuestion):
        return [rng.choice("0123456789"), *([] if question.saves_at_once else ["enter"])]
    if isinstance(question, ChoiceQuestion) and question.options:
        return [rng.choice(question.options).key or "enter"]
    return ["enter"] if focused is None else [*rng.choice(TEXTS), rng.choice(("enter", "ctrl+s"))]


def _check_file(journal: Journal) -> list[str]:
    path = journal.path
    if not path.exists():
        return [] if not any(map(len, map(journal.contents.table, ("domains", "settings")))) else ["There is no file."]
    problems = [f"{item.location}: {item.description}." for item in diagnose(path, NOW) if not item.note]
    if read_journal(path, str).contents != journal.contents:
        problems.append("The file has something else than the program had.")
    tables = json.loads(path.read_bytes())
    with TinyDB(path, access_mode="r") as database:
        problems += [
            f"Stock TinyDB reads another number of {name}."
            for name, rows in tables.items()
            if len(database.table(name)) != len(rows)
        ]
    problems += [f"{file.name} was left about." for file in path.parent.rglob(".*") if ".writing-" in file.name]
    return problems
