"""Run the same flow with the same answers in the dashboard and in the plain UI."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.flows.dated_questions import StepsQuestion
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Question, RatingQuestion, TextQuestion
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.plain.ask import LEAVE, NOTHING
from efficacy_tui.store.tables import RECORD_TYPES
from efficacy_tui.tui.app import EfficacyApp
from efficacy_tui.tui.screens.ending_card import EndingCard
from efficacy_tui.tui.screens.flow_dialog import FlowDialog
from efficacy_tui.tui.widgets.rating_field import keys_of
from tests.conftest import SUNDAY
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.plain_driver import run_repl, unwrap

ESCAPE = LEAVE
"""The answer that cancels a flow: escape in the dashboard."""

Setup = Callable[[Journal], object]


@dataclass(frozen=True)
class Case:
    """One way through one or more flows.

    `setup` fills the journal. `keys` and `inputs` lead to the first question in the dashboard and in the plain UI; with
    neither, it opens by itself. With `asks`, the dashboard asks that flow instead of pressing keys. `answers` go to one
    question after the other, in the texts that a question parses; `{folder}` in an answer is the folder of the journal.
    `flows` are the flows that are then asked. `damage` changes the file before the journal is opened again; `files` are
    the files that the flows write.
    """

    flows: tuple[type[Flow], ...]
    setup: Setup
    keys: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    damage: Callable[[Path], object] = lambda _: None
    files: tuple[str, ...] = ()
    asks: Callable[[Journal], Flow] | None = None


@dataclass
class CaseResult:
    """The records and files after a run, the questions with their answers, the flows, and the text shown."""

    records: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    questions: list[tuple[Question, str]] = field(default_factory=list)
    flows: list[type[Flow]] = field(default_factory=list)
    output: str = ""


def create_journal(case: Case, folder: Path) -> Journal:
    """Create the journal of a case in a folder; it is not opened."""
    path, clock = folder / "journal.json", FixedClock(SUNDAY)
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    case.setup(journal)
    case.damage(path)
    return Journal(path, FixedClock(clock.now()), seeded_ids(2))


async def run_in_dashboard(case: Case, folder: Path) -> CaseResult:
    """Run a case in the dashboard."""
    result = CaseResult()
    async with _open_dashboard(case, folder) as person:
        for key in case.keys:
            await person.press(key)
        if case.asks is not None:
            person.app.ask(case.asks(person.journal))
        flow: Flow | None = None
        for answer in case.answers:
            # A question that opens by itself may take a moment.
            await person.wait_for(lambda: isinstance(person.app.screen, FlowDialog))
            await person.settle()
            screen = person.app.screen
            assert isinstance(screen, FlowDialog)
            if screen.flow is not flow:
                flow = screen.flow
                result.flows.append(type(flow))
            question = screen.session.current
            assert question is not None
            result.questions.append((question, answer))
            await _answer_question(person, question, answer.replace("{folder}", str(folder)))
            result.output += f" {person.error_message()}" if isinstance(person.app.screen, FlowDialog) else ""
        if flow is not None and flow.handover_text:
            await person.press("enter")
        await person.settle()
        if isinstance(person.app.screen, EndingCard):
            await person.press("escape")
        result.output += f" {person.toasts()}"
        result.records = normalize_records(person.journal)
    result.files = _read_files(case, folder)
    return result


def run_in_plain(case: Case, folder: Path, questions: list[tuple[Question, str]]) -> CaseResult:
    """Run a case in the plain UI, with the answers to the questions that the dashboard asked."""
    journal = create_journal(case, folder)
    inputs = [
        line
        for question, answer in questions
        for line in _format_inputs(question, answer.replace("{folder}", str(folder)))
    ]
    _, output = run_repl(journal, *case.inputs, *inputs)
    return CaseResult(records=normalize_records(journal), files=_read_files(case, folder), output=unwrap(output))


def normalize_records(journal: Journal) -> dict[str, list[Any]]:
    """All records in the order of their creation, with each id replaced by its table and position, and the undo titles.

    Leaves out the decisions about conflict copies, which depend on file times, and the hints, which only the dashboard
    shows.
    """
    names: dict[str, str] = {}
    tables: dict[str, list[Any]] = {}
    for table in RECORD_TYPES:
        rows = journal.contents.table(table)
        identifiers = (identifier for identifier, row in rows.items() if getattr(row, "key", "") != "hints")
        names.update((identifier, f"{table} {position}") for position, identifier in enumerate(identifiers))
        steps = [step.id for row in rows.values() for step in getattr(row, "steps", ())]
        names.update((identifier, f"step {position}") for position, identifier in enumerate(steps))
        documents = (msgspec.to_builtins(row) for row in rows.values())
        tables[table] = [document for document in documents if document.get("key") not in ("copies seen", "hints")]
    tables["undo"] = [step.title for step in journal.store.history.steps]
    text = re.sub(r"[0-9a-f]{32}", lambda match: names.get(match[0], match[0]), json.dumps(tables))
    normalized: dict[str, list[Any]] = json.loads(text)
    return normalized


@asynccontextmanager
async def _open_dashboard(case: Case, folder: Path) -> AsyncIterator[DashboardDriver]:
    journal = create_journal(case, folder)
    app = EfficacyApp(journal, ask_at_start=not (case.keys or case.asks))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        person = DashboardDriver(app, pilot)
        await person.wait_for(lambda: app.snapshot is not None or isinstance(app.screen, FlowDialog))
        await person.settle()
        yield person


async def _answer_question(person: DashboardDriver, question: Question, answer: str) -> None:
    if answer == ESCAPE:
        await person.press("escape")
        return
    match question:
        case RatingQuestion() if answer.isdigit() and int(answer) in question.scale():
            await person.answer(keys_of(question)[question.scale().index(int(answer))])
        case ChoiceQuestion() if question.free_text_label and answer and answer not in _option_texts(question):
            await person.press("w")
            await person.type(answer)
            await person.press("enter")
        case PlacementQuestion() if answer == NOTHING:
            await person.press("backspace", "enter")
        case RatingQuestion() | ChoiceQuestion() | Card():
            await person.answer("enter" if answer in ("", NOTHING) else answer)
        case _ if answer == NOTHING:
            await person.clear()
            await person.press("enter" if person.app.screen.session.can_save_now else "ctrl+s")
        case _:
            await person.answer(answer)


def _option_texts(question: ChoiceQuestion) -> set[str]:
    return {key for option in question.options for key in (option.value, *option.keys)}


def _format_inputs(question: Question, answer: str) -> Iterator[str]:
    if isinstance(question, StepsQuestion) or (isinstance(question, TextQuestion) and question.lines > 1):
        yield from answer.split("\n") if answer else ()
        if answer not in (NOTHING, ESCAPE):
            yield ""
    else:
        yield answer


def _read_files(case: Case, folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in case.files}


def days(count: int) -> dt.timedelta:
    """A duration of whole days."""
    return dt.timedelta(days=count)
