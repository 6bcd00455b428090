"""Renders questions and answers as lines, with everything that the dashboard shows of them."""

from __future__ import annotations

from typing import Any

from efficacy_tui.content.answer_options import OUTCOME_OPTIONS, SOURCE_OPTIONS
from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.flow_session import FlowSession
from efficacy_tui.flows.placing import PlacementQuestion, describe_place, describe_row, placing_rows
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Question, RatingQuestion, TextQuestion
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.line_terminal import LineTerminal
from efficacy_tui.wording.recall import SESSION_SIGN

END_OF_TEXT = "."  # alone on a line, it ends a text of several lines, just like an empty line
MAX_PREFILL = 30  # characters shown in the brackets; a longer prefill is printed above them
UNCHANGED = "as above"

_GLYPH_NAMES = {
    **{option.glyph: option.label.lower() for option in (*SOURCE_OPTIONS, *OUTCOME_OPTIONS)},
    SESSION_SIGN: "session",
}


def render_question(terminal: LineTerminal, question: Question, session: FlowSession, prefill: str) -> None:
    """Print a question with its context, options and hints, without the prompt line."""
    terminal.blank_line()
    if progress := _format_progress(session):
        terminal.say(progress)
    if question.context:
        terminal.say(_replace_screen_keys(question.context))
    terminal.say(question.prompt)
    match question:
        case Card(lines=lines):
            terminal.say(*map(spell_out_glyph, lines), indent=2)
        case ChoiceQuestion(options=options, free_text_label=free_text_label):
            for option in options:
                hint = f" ({option.hint})" if option.hint else ""
                terminal.write_lines(_format_option(option.key, f"{option.label}{hint}", terminal.width))
            if free_text_label:
                terminal.write_lines(_format_option("w", free_text_label, terminal.width))
        case PlacementQuestion():
            terminal.say("From hard to easy:")
            for row in placing_rows(question.rungs):
                terminal.say(describe_row(row), indent=2)
            terminal.say(f"How hard is “{question.title}”?")
            terminal.say(f"Type a number from 0 (easy) to 100 (hard), or {question.example}.", indent=2)
        case RatingQuestion(low=low, high=high, anchors=(least, middle, most)):
            terminal.say(f"{low} {least}, {round((low + high) / 2)} {middle}, {high} {most}", indent=2)
        case TextQuestion(placeholder=example) if example and not prefill:
            terminal.say(f"For example: {example}", indent=2)
        case _:
            pass
    if question.hint:
        terminal.say(_replace_screen_keys(question.hint), indent=2)
    if isinstance(question, TextQuestion) and question.lines > 1:
        terminal.say("End with an empty line, or with a full stop alone on a line.", indent=2)
        if question.line_ends is not None:
            first, last = question.line_ends
            terminal.say(f"The first line is the {first} end, the last one the {last} end.", indent=2)
    if prefill and describe_prefill(question, prefill) == UNCHANGED:
        terminal.say("So far:", prefill, indent=2)


def describe_prefill(question: Question, prefill: str) -> str:
    """Format the prefill, which an empty line accepts, for the brackets: in full if it is short."""
    if isinstance(question, ChoiceQuestion):
        option = next((option for option in question.options if prefill in (option.value, option.key)), None)
        text = option.label if option else prefill
        return text if len(text) <= MAX_PREFILL else option.key if option else UNCHANGED
    return prefill if len(prefill) <= MAX_PREFILL and "\n" not in prefill else UNCHANGED


def describe_answer(question: Question, raw: str, value: Any) -> str:
    """Describe how an answer was understood; empty if that only repeats what was typed."""
    match question:
        case Card():
            return ""
        case _ if value is None:
            return "Skipped."
        case DayQuestion():
            return f"{question.echo(raw)}."
        case PlacementQuestion():
            return f"At {value}, {describe_place(question, value)}."
        case ChoiceQuestion():
            return f"{question.display(value)}."
        case StepsQuestion():
            steps = (f"{step.text}, {describe_day(step.day, question.today)}" for step in value)
            return f"{question.display(value)}: {'; '.join(steps)}." if value else ""
        case _:
            return ""


def spell_out_glyph(text: str) -> str:
    """Replace the glyph of a source or an outcome at the start of a line by its name."""
    glyph, _, rest = text.partition(" ")
    return f"{_GLYPH_NAMES[glyph]}: {rest}" if glyph in _GLYPH_NAMES else text


def _format_option(key: str, text: str, width: int) -> list[str]:
    first, *rest = wrap(text, width, len(key) + 4)
    return [f"  {key}  {first.lstrip()}", *rest]


def _format_progress(session: FlowSession) -> str:
    """Format the position of the question in the flow and the time left."""
    progress = session.progress
    if progress.total < 2:
        return ""
    time_left = f", {progress.time_left}" if progress.time_left else ""
    return f"Question {progress.answered_count + 1} of {progress.total}{time_left}."


def _replace_screen_keys(text: str) -> str:
    """Replace the dashboard keys that a text names by the inputs of this UI."""
    return text.replace("press F1 for", "type ! for").replace("tab saves none", "- saves none")
