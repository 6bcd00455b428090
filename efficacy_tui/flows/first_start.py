"""The first start: one domain, its task and a first rating, in about a minute."""

from __future__ import annotations

import re

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, RatingQuestion, TextQuestion
from efficacy_tui.flows.shared_questions import CONFIDENCE_ANCHORS
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.text import NAME_MAX

TASK_PROMPT = "What do you want to be able to do there? I can …"
TASK_HINT = "One specific thing in one specific situation. The same question comes back every day."
TASK_EXAMPLE = "give a ten-minute talk to people I don’t know"


def plain_task(text: str) -> str:
    """Reword a task to continue “that you can …”: remove “I can”, the initial capital and the full stop."""
    task = re.sub(r"^\s*i\s+can\s+", "", text, flags=re.IGNORECASE).rstrip(" .?!…")
    first, rest = task[:1], task[1:]
    return first.lower() + rest if rest[:1].islower() and not task.startswith("I ") else task


def domain_questions(
    journal: Journal, intro: str = "", domain_id: str | None = None
) -> tuple[TextQuestion, TextQuestion]:
    """Ask for a domain's name and task; the domain `domain_id`, if it is being edited, may keep its name."""
    return (
        TextQuestion(
            key="name",
            label="Domain",
            context=intro,
            prompt="What do you want to become more sure of yourself in?",
            hint="A word or two: Speaking, Running, Asking for help.",
            limit=NAME_MAX,
            check=lambda name: journal.domains.name_problem(name, domain_id),
        ),
        TextQuestion(
            key="task",
            label="I can",
            prompt=TASK_PROMPT,
            hint=TASK_HINT,
            placeholder=TASK_EXAMPLE,
            check=lambda task: None if plain_task(task) else "Type something first.",
        ),
    )


class FirstStart(Flow):
    """Asks three questions, and records the first domain and its first check-in."""

    title = "Welcome"
    command = "domains"
    escape_hint = "esc saves a draft"
    offers_ladder = True

    @property
    def draft_key(self) -> str:
        return "first-start"

    def questions(self, answers: Answers) -> list[Question]:
        intro = (
            "Self-efficacy is being sure that you can do one specific thing in one specific situation. "
            f"It grows by doing. Three questions and you are set.\n\n{DISCLAIMER}"
        )
        task = plain_task(answers.get("task", "")) or "do this"
        return [
            *domain_questions(self.journal, intro),
            RatingQuestion(
                key="confidence",
                label="How sure",
                prompt=f"Right now, how sure are you that you can {task}?",
                hint="There is no right answer, and it may change from day to day.",
                anchors=CONFIDENCE_ANCHORS,
            ),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        domain = self.journal.domains.add(answers["name"], plain_task(answers["task"]))
        self.journal.checkins.record(domain.id, answers["confidence"])
        return FlowResult("You are set", offers=("design", "help"))
