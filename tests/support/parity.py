"""One flow gone through twice with the same answers: at the keyboard of the dashboard, and on the lines."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.ask import LEAVE, NOTHING
from efficacy_tui.store.tables import RECORD_TYPES
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.rating_field import keys_of
from tests.conftest import SUNDAY
from tests.support.dashboard_driver import Person
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import at_the_lines, flat

ESCAPE = LEAVE
"""The answer that leaves: escape at the keyboard."""

Setting = Callable[[Journal], object]


@dataclass(frozen=True)
class Case:
    """One way through one or more flows.

    `before` makes the journal; `keys` and `lines` are what leads to the first question in either face (none: it asks
    by itself); `answers` are for one question after the other, in the texts a question takes; `asks` are the flows that
    are then asked. `{folder}` in an answer is the folder of the journal.
    """

    asks: tuple[type[Flow], ...]
    before: Setting
    keys: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    damage: Callable[[Path], object] = lambda _: None
    files: tuple[str, ...] = ()


@dataclass
class Went:
    """What came of it: the records, the files written, the questions that were put, the flows that put them."""

    records: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[Question, str]] = field(default_factory=list)
    flows: list[type[Flow]] = field(default_factory=list)
    said: str = ""


def prepared(case: Case, folder: Path) -> Journal:
    """The journal of a case, made anew in a folder; to be opened."""
    path, clock = folder / "journal.json", FixedClock(SUNDAY)
    made = Journal(path, clock, seeded_ids(1))
    made.open()
    case.before(made)
    case.damage(path)
    return Journal(path, FixedClock(clock.now()), seeded_ids(2))


async def on_the_screen(case: Case, folder: Path) -> Went:
    """Go through a case at the keyboard."""
    went = Went()
    async with _keyboard(case, folder) as person:
        for key in case.keys:
            await person.press(key)
        flow: Flow | None = None
        for answer in case.answers:
            # A question that comes by itself may take a moment.
            await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
            await person.settle()
            screen = person.app.screen
            assert isinstance(screen, FlowDialog)
            if screen.flow is not flow:
                flow = screen.flow
                went.flows.append(type(flow))
            question = screen.session.current
            assert question is not None
            went.asked.append((question, answer))
            await _press(person, question, answer.replace("{folder}", str(folder)))
            went.said += f" {person.problem()}" if isinstance(person.app.screen, FlowDialog) else ""
        if flow is not None and flow.handover_text:
            await person.press("enter")
        await person.settle()
        went.said += f" {person.toasts()}"
        went.records = records(person.journal)
    went.files = _files(case, folder)
    return went


def on_the_lines(case: Case, folder: Path, asked: list[tuple[Question, str]]) -> Went:
    """Go through a case line by line, answering the questions that were asked on the screen."""
    journal = prepared(case, folder)
    typed = [line for question, answer in asked for line in _typed(question, answer.replace("{folder}", str(folder)))]
    _, said = at_the_lines(journal, *case.lines, *typed)
    return Went(records=records(journal), files=_files(case, folder), said=flat(said))


def records(journal: Journal) -> dict[str, list[Any]]:
    """Everything in a journal with its instants, in the order it was made; an id is its table and its place there."""
    names: dict[str, str] = {}
    found: dict[str, list[Any]] = {}
    for table in RECORD_TYPES:
        rows = journal.contents.table(table)
        counted = (identifier for identifier, row in rows.items() if getattr(row, "key", "") != "hints")
        names.update((identifier, f"{table} {place}") for place, identifier in enumerate(counted))
        # Which version of a copy was decided on is told by its time on the disk; hints are for who sees the footer.
        told = (msgspec.to_builtins(row) for row in rows.values())
        found[table] = [row for row in told if row.get("key") not in ("copies seen", "hints")]
    found["undo"] = [step.title for step in journal.store.history.steps]
    text = re.sub(r"[0-9a-f]{32}", lambda match: names.get(match[0], match[0]), json.dumps(found))
    named: dict[str, list[Any]] = json.loads(text)
    return named


@asynccontextmanager
async def _keyboard(case: Case, folder: Path) -> Any:
    journal = prepared(case, folder)
    app = EfficacyApp(journal, ask_at_start=not case.keys)
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        person = Person(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None or isinstance(app.screen, FlowDialog))
        await person.settle()
        yield person


async def _press(person: Person, question: Question, answer: str) -> None:
    if answer == ESCAPE:
        await person.press("escape")
        return
    match question:
        case RatingQuestion() if answer.isdigit() and int(answer) in question.scale():
            await person.answer(keys_of(question)[question.scale().index(int(answer))])
        case ChoiceQuestion() if question.free_text_label and answer and answer not in _known(question):
            await person.press("w")
            await person.type(answer)
            await person.press("enter")
        case RatingQuestion() | ChoiceQuestion() | Card():
            await person.answer("enter" if answer in ("", NOTHING) else answer)
        case _ if answer == NOTHING:
            await person.clear()
            await person.press("ctrl+s")
        case _:
            await person.answer(answer)


def _known(question: ChoiceQuestion) -> set[str]:
    return {key for option in question.options for key in (option.value, *option.keys)}


def _typed(question: Question, answer: str) -> Iterator[str]:
    if isinstance(question, StepsQuestion) or (isinstance(question, TextQuestion) and question.lines > 1):
        yield from answer.split("\n") if answer else ()
        if answer not in (NOTHING, ESCAPE):
            yield ""
    else:
        yield answer


def _files(case: Case, folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in case.files}


def days(count: int) -> dt.timedelta:
    """So many days."""
    return dt.timedelta(days=count)
