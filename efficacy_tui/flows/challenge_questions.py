"""The questions about a challenge's words, days and plan, which its design asks and its editing asks again."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.flow import Answers
from efficacy_tui.flows.question_types import TextQuestion
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import CHALLENGE_DAYS

_VAGUE_WORDS = re.compile(r"\b(try|trying|improve|better|more confident|do my best)\b", re.IGNORECASE)


def vague_wording_advice(title: str) -> str | None:
    """Return advice on a word for something nobody could observe; `None` when there is none."""
    match = _VAGUE_WORDS.search(title)
    if match is None:
        return None
    return f"“{match.group()}” is hard to see from outside. What exactly will you do? Enter again keeps it as it is."


def as_intention(title: str) -> str:
    """Turn a title into a sentence of intent: “I will …”."""
    if re.match(r"i( will|[’'](ll|m)| am)\b", title, re.IGNORECASE):
        return title
    first, rest = title[:1], title[1:]
    return f"I will {first.lower() + rest if rest[:1].islower() else title}"


def title_question(
    domain: str,
    default: str = "",
    *,
    context: str = "",
    placeholder: str = "",
    advise: Callable[[str], str | None] | None = None,
) -> TextQuestion:
    """Build the question what one will do in a domain (its name); `placeholder` is an example for such a domain."""
    return TextQuestion(
        key="title",
        label="I will",
        context=context,
        prompt=f"{domain}: what will you do? I will …",
        hint="One thing someone could watch you do within two weeks.",
        placeholder=placeholder,
        default=default,
        lines=2,
        advise=advise,
    )


def done_when_question(default: str = "") -> TextQuestion:
    """Build the question how one will know that it is done."""
    return TextQuestion(
        key="done_when",
        label="Done when",
        prompt="How will you know that it is done?",
        hint="Something another person could see or count.",
        default=default,
        lines=2,
        advise=vague_wording_advice,
    )


def partly_when_question() -> TextQuestion:
    """Build the question what counts as partly done."""
    return TextQuestion(
        key="partly_when",
        label="Partly when",
        prompt="And what would count as partly done?",
        hint="enter skips",
        optional=True,
    )


def due_question(today: dt.date, latest: dt.date) -> DayQuestion:
    """Build the question until when, from today to the `latest` day."""
    span = (latest - today).days
    example = locale_format.typed_date(today + dt.timedelta(days=min(span, 9)))
    return DayQuestion(
        key="due",
        label="By",
        prompt="By when?",
        hint=f"For example: fri, +{min(span, 10)}d, {example}",
        default=f"+{CHALLENGE_DAYS}d",
        today=today,
        earliest=today,
        latest=latest,
        too_early="that day is past.",
        too_late=f"a challenge is due within {CHALLENGE_DAYS} days, by {short_date(latest, today)}. "
        "Make it smaller, or take its first part.",
    )


def plan_questions(answers: Answers) -> list[TextQuestion]:
    """Build the questions what may get in the way and, if something may, what one will then do."""
    obstacle = TextQuestion(
        key="if_obstacle",
        label="If",
        prompt="What is most likely to get in the way?",
        hint="If …   (enter skips)",
        optional=True,
    )
    if not answers.get("if_obstacle"):
        return [obstacle]
    return [
        obstacle,
        TextQuestion(key="then_plan", label="Then", prompt="Then what will you do?", hint="Then I will …"),
    ]


def role_model_question() -> TextQuestion:
    """Build the question who does it already."""
    return TextQuestion(
        key="role_model",
        label="Like",
        prompt="Who, one stage ahead of you, does this already?",
        hint="A world-class expert counts, too; somebody one stage ahead teaches more. (enter skips)",
        optional=True,
    )


def steps_question(today: dt.date, latest: dt.date) -> StepsQuestion:
    """Build the question for the dated steps, from today to the `latest` day."""
    example_day = today + dt.timedelta(days=min((latest - today).days, 3))
    return StepsQuestion(
        key="steps",
        label="Steps",
        prompt="Two to five steps to get there.",
        hint=f"One per line, like “rehearse aloud @ {locale_format.weekday(example_day)[:3].lower()}”. "
        "Steps without a day are spread before the due day. An empty line ends the list; no steps is fine, too.",
        optional=True,
        today=today,
        earliest=today,
        latest=latest,
    )
