"""A record as TOML to edit: the questions of its flow with its values, and what was changed of them.

What is left out stays as it is. Every problem is named with its line.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from efficacy_tui.cli.output import report_dropped_time
from efficacy_tui.cli.suggesting_group import nearest_name
from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.domains import EditDomain
from efficacy_tui.flows.edit_challenge import EditChallenge
from efficacy_tui.flows.evidence import EditEvidence
from efficacy_tui.flows.flow import Flow
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import ChoiceQuestion, InvalidAnswer, Question, RatingQuestion
from efficacy_tui.flows.rungs import EditRung
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Step
from efficacy_tui.plain.scripted_answers import AnswerRejected, parse_answers, run_with_answers
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import RowKey

GONE = "It is no longer in the journal. Nothing was changed."
CLOSED = "This challenge already has an outcome, so it stays as it is."
NOT_EDITED = {
    "reappraisals": "A session cannot be edited.",
    "checkins": "A rating is changed by rating that day again: “efficacy check-in 60 --day DAY --note TEXT”.",
}
"""Table → why its records are not edited."""

NEEDS_TEXT = "this takes a text, between quotation marks."
NEEDS_DAY = "this takes a day, like 2026-12-04 or “fri” between quotation marks."
NEEDS_NUMBER = "this takes a whole number, or two quotation marks for none."
NEEDS_LIST = "this takes a list of texts, like the one in the form."
THEN_WITHOUT_IF = "then_plan says what to do if something gets in the way; say in if_obstacle what that is."

EXPLAINED = ("task",)
"""Fields below which the hint of their question stands: it says what follows from changing them."""

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class RecordFormProblem(NamedTuple):
    """What is wrong in a form, and its line from 1; 0 where it has none."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}" if self.line else self.reason


class RecordGone(Rejected):
    """The record of a form is no longer in the journal."""

    def __init__(self) -> None:
        super().__init__(GONE)


class InvalidRecordForm(Exception):
    """A form that cannot be recorded, with everything that is wrong in it."""

    def __init__(self, problems: Sequence[RecordFormProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def edit_flow(journal: Journal, key: RowKey) -> Flow:
    """Return the flow that edits a record (table and id).

    Raises:
        Rejected: it is gone, or records of its kind are not edited.
    """
    table, identifier = key
    row = journal.contents.table(table).get(identifier)
    if row is None:
        raise RecordGone
    match table:
        case "evidence":
            return EditEvidence(journal, row)
        case "challenges":
            if row.closed is not None:
                raise Rejected(CLOSED)
            return EditChallenge(journal, row)
        case "rungs":
            return EditRung(journal, identifier)
        case "domains":
            return EditDomain(journal, row, with_goal=True)
        case _:
            raise Rejected(f"{NOT_EDITED.get(table, 'This cannot be edited.')} Nothing was changed.")


def write_form(flow: Flow, heading: str) -> str:
    """Write the form of a flow, with its questions as comments."""
    lines = [f"# {heading}", "# Save it and close the editor. A line that you take out stays as it is.", ""]
    for question in _questions(flow):
        lines += [f"# {line}" for line in _describe(question)]
        lines += [f"{question.key} = {_to_toml(_value(question))}", ""]
    return "\n".join(lines)


def apply_form(journal: Journal, key: RowKey, text: str, original: Mapping[str, str]) -> bool:
    """Record what differs in a form from the `original` texts of its fields; return whether the record has changed.

    The record is edited as it is by now, so what another program changed meanwhile stays.

    Raises:
        InvalidRecordForm: something in it cannot be recorded; nothing was changed.
        Rejected: the record is gone, or may no longer be edited.
    """
    flow = edit_flow(journal, key)
    questions = {question.key: question for question in _questions(flow)}
    texts, problems = _read_form(text, original, questions)
    changed = {name: value for name, value in texts.items() if value != original[name]}
    problems += _find_problems(flow, changed, text)
    if problems:
        raise InvalidRecordForm(sorted(problems))
    table, identifier = key
    row = journal.contents.table(table)[identifier]
    if changed:
        run_with_answers(flow, changed, ends_draft=True)
    for name, value in changed.items():
        if isinstance(question := questions.get(name), DayQuestion):
            report_dropped_time(journal, value, question.direction)
    # Other words can say the same, as “today” for its date.
    return bool(journal.contents.table(table).get(identifier) != row)


def original_texts(flow: Flow) -> dict[str, str]:
    """Return the fields of a form, each with its value as the text that answers its question."""
    return {question.key: _to_text(_value(question)) for question in _questions(flow)}


def _questions(flow: Flow) -> list[Question]:
    flow.prepare()
    # The flow asks for a plan only once there is an obstacle; the form has room for both at once.
    answers = {"if_obstacle": flow.challenge.if_obstacle or "…"} if isinstance(flow, EditChallenge) else {}
    return flow.questions(answers)


def _value(question: Question) -> Any:
    try:
        return question.parse(question.default)
    except InvalidAnswer:
        # A record from elsewhere can hold what the question does not accept; its text is shown as it is.
        return question.default


def _describe(question: Question) -> list[str]:
    """Say what a field is, in the words of its question."""
    lines = [question.prompt]
    if question.key in EXPLAINED:
        lines.append(question.hint)
    if isinstance(question, ChoiceQuestion):
        lines.append(f"One of: {', '.join(option.value for option in question.options)}.")
    if isinstance(question, StepsQuestion):
        lines.append("Each as “what to do @ 2026-12-04”.")
    return [line for text in lines for line in text.splitlines()]


def _read_form(
    text: str, original: Mapping[str, str], questions: Mapping[str, Question]
) -> tuple[dict[str, str], list[RecordFormProblem]]:
    """Read the fields of a form as the texts that answer its questions, and what is wrong with the others.

    Raises:
        InvalidRecordForm: it is no TOML.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRecordForm([_describe_bad_toml(str(error), text)]) from error
    texts: dict[str, str] = {}
    problems = []
    for name, value in values.items():
        if reason := _problem_with(name, value, original, questions.get(name)):
            problems.append(RecordFormProblem(_line_of(name, text), reason))
        else:
            texts[name] = _to_text(value)
    if texts.get("then_plan", "").strip() and not texts.get("if_obstacle", original.get("if_obstacle", "")).strip():
        problems.append(RecordFormProblem(_line_of("then_plan", text), THEN_WITHOUT_IF))
    return texts, problems


def _problem_with(name: str, value: Any, original: Mapping[str, str], question: Question | None) -> str:
    """Say why a form cannot have a field of this name or with this value; empty if it can."""
    if name not in original:
        nearest = nearest_name(name, list(original))
        advice = f"Did you mean “{nearest}”?" if nearest else f"The fields are: {', '.join(original)}."
        return f"there is no “{name[:40]}” here. {advice}"
    reason = _describe_wrong_type(value, question)
    return f"{name}: {reason}" if reason else ""


def _find_problems(flow: Flow, answers: Mapping[str, str], text: str) -> list[RecordFormProblem]:
    """List every answer that a flow does not accept."""
    remaining, problems = dict(answers), []
    while remaining:
        try:
            parse_answers(flow, remaining)
        except AnswerRejected as error:
            if error.key not in remaining:
                # The form lacks this field, which another answer has made necessary.
                problems.append(RecordFormProblem(0, f"{error.key}: {error.reason}"))
                break
            problems.append(RecordFormProblem(_line_of(error.key, text), f"{error.key}: {error.reason}"))
            del remaining[error.key]
        else:
            break
    return problems


def _describe_bad_toml(message: str, text: str) -> RecordFormProblem:
    match = _PLACE.search(message)
    if match is None:
        return RecordFormProblem(0, f"This is not TOML: {message}.")
    line = int(match[1]) if match[1] else len(text.splitlines())
    return RecordFormProblem(line, f"this is not TOML: {message[: match.start()]}.")


def _line_of(name: str, text: str) -> int:
    """Return the line (from 1) on which a field begins; 0 if there is none."""
    lines = text.splitlines()
    pattern = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    for index, line in enumerate(lines):
        if not pattern.match(line):
            continue
        try:
            # Up to a line inside a text of several lines, the document is incomplete.
            tomllib.loads("\n".join(lines[:index]))
        except tomllib.TOMLDecodeError:
            continue
        return index + 1
    return 0


def _describe_wrong_type(value: Any, question: Question | None) -> str:
    """Say what a field takes if a value of TOML is of another type; a text is always one that may answer.

    A number with a decimal point is no day and no text: 4.10 is 4.1 to TOML.
    """
    if isinstance(value, str):
        return ""
    match question:
        case DayQuestion():
            is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
            return "" if is_day or type(value) is int else NEEDS_DAY
        case RatingQuestion() | PlacementQuestion():
            return "" if type(value) in (int, float) else NEEDS_NUMBER
        case StepsQuestion():
            is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
            return "" if is_list else NEEDS_LIST
        case _:
            return NEEDS_TEXT


def _to_text(value: Any) -> str:
    """Convert a value of a question or of TOML to the text that answers the question."""
    match value:
        case None:
            return ""
        case tuple() | list():
            return "\n".join(_step_text(item) if isinstance(item, Step) else " ".join(item.split()) for item in value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def _step_text(step: Step) -> str:
    return f"{step.text} @ {step.day.isoformat()}"


def _to_toml(value: Any) -> str:
    match value:
        case None:
            return '""'
        case int():
            return str(value)
        case dt.date():
            return value.isoformat()
        case tuple():
            return "".join(["[\n", *(f"  {_quote(_step_text(step))},\n" for step in value), "]"]) if value else "[]"
        case _:
            return _quote(str(value))


def _quote(text: str) -> str:
    """Quote a text for TOML; one of several lines keeps them."""
    if "\n" not in text:
        return f'"{_escape(text)}"'
    lines = "\n".join(map(_escape, text.split("\n")))
    return f'"""\n{lines}"""'


def _escape(line: str) -> str:
    """Escape what may not stand in a line of quoted text."""
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(f"\\u{ord(char):04x}" if ord(char) < 32 or 0x7F <= ord(char) < 0xA0 else char for char in escaped)
