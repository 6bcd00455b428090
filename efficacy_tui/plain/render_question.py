"""How a question and its answer stand on lines: everything the screen shows of them, in words."""

from __future__ import annotations

from typing import Any

from efficacy_tui.content.answer_options import SOURCE_OPTIONS
from efficacy_tui.flows.flow import FlowSession
from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    DayQuestion,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.model.locale_format import describe_day
from efficacy_tui.plain.columns import wrap
from efficacy_tui.plain.line_terminal import LineTerminal

END = "."
"""Alone on a line it ends a text of several lines, as an empty line does."""

SHORT = 30
"""Characters in the brackets, at most; what is longer stands above them."""

AS_IT_IS = "as it is"

_WORDS = {option.glyph: option.label.lower() for option in SOURCE_OPTIONS}


def render_question(paper: LineTerminal, question: Question, run: FlowSession, offer: str) -> None:
    """Put a question with everything that belongs to it, but for the line the answer is typed on."""
    paper.gap()
    if way := _way(run):
        paper.say(way)
    if question.context:
        paper.say(_typed(question.context))
    paper.say(question.prompt)
    match question:
        case Card(lines=lines):
            paper.say(*map(option_label, lines), indent=2)
        case ChoiceQuestion(options=options, free_text_label=own):
            for option in options:
                hint = f" ({option.hint})" if option.hint else ""
                paper.lines(_option(option.key, f"{option.label}{hint}", paper.width))
            if own:
                paper.lines(_option("w", own, paper.width))
        case RatingQuestion(low=low, high=high, anchors=(least, middle, most)):
            paper.say(f"{low} {least}, {round((low + high) / 2)} {middle}, {high} {most}", indent=2)
        case TextQuestion(placeholder=example) if example and not offer:
            paper.say(f"For example: {example}", indent=2)
        case _:
            pass
    if question.hint:
        paper.say(_typed(question.hint), indent=2)
    if isinstance(question, TextQuestion) and question.lines > 1:
        paper.say("An empty line ends it, or a full stop alone.", indent=2)
    if offer and describe_prefill(question, offer) == AS_IT_IS:
        paper.say("As it is:", offer, indent=2)


def describe_prefill(question: Question, offer: str) -> str:
    """What stands in the brackets: the answer an empty line takes, in words where it is short."""
    if isinstance(question, ChoiceQuestion):
        found = next((option for option in question.options if offer in (option.value, option.key)), None)
        words = found.label if found else offer
        return words if len(words) <= SHORT else found.key if found else AS_IT_IS
    return offer if len(offer) <= SHORT and "\n" not in offer else AS_IT_IS


def describe_answer(question: Question, raw: str, value: Any) -> str:
    """What an answer was understood as, where that is worth hearing; empty where it says no more than was typed."""
    match question:
        case Card():
            return ""
        case _ if value is None:
            return "Left open."
        case DayQuestion():
            return f"{question.echo(raw)}."
        case ChoiceQuestion():
            return f"{question.display(value)}."
        case StepsQuestion():
            days = (f"{step.text}, {describe_day(step.day, question.today)}" for step in value)
            return f"{question.display(value)}: {'; '.join(days)}." if value else ""
        case _:
            return ""


def option_label(text: str) -> str:
    """A line with a word in place of the sign it begins with."""
    sign, _, rest = text.partition(" ")
    return f"{_WORDS[sign]}: {rest}" if sign in _WORDS else text


def _option(key: str, text: str, width: int) -> list[str]:
    first, *rest = wrap(text, width, len(key) + 4)
    return [f"  {key}  {first.lstrip()}", *rest]


def _way(run: FlowSession) -> str:
    """Where in the flow the question stands, and how long the rest takes."""
    way = run.progress
    if way.total < 2:
        return ""
    left = f", {way.time_left}" if way.time_left else ""
    return f"Question {way.answered_count + 1} of {way.total}{left}."


def _typed(text: str) -> str:
    """A text that names keys of the screen, with what is typed here instead."""
    return text.replace("press F1 for", "type ! for")
