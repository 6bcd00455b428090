"""Watching or asking somebody who does it already: the step for it, and the one question that follows it."""

from __future__ import annotations

from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.flows.shared_questions import model_questions
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Challenge, Step, Vicarious

EXPERT_WORD = "Somebody one stage ahead teaches even more"


def model_step_text(who: str) -> str:
    """Return the words of the step in which the person watches or asks their model."""
    return f"Watch or ask {who}"


def is_model_step(challenge: Challenge, step: Step) -> bool:
    """Whether a step is that of watching or asking the challenge's model."""
    return bool(challenge.role_model) and step.text == model_step_text(challenge.role_model)


class ModelSeen(Flow):
    """Asks what the model did that the person could do, and adds it as vicarious evidence."""

    title = "What you saw"
    escape_hint = "esc skips it"
    saves_early = True

    def __init__(self, journal: Journal, challenge: Challenge) -> None:
        super().__init__(journal)
        self.challenge = challenge
        self.who = challenge.role_model

    def questions(self, answers: Answers) -> list[Question]:
        return [
            TextQuestion(
                key="did",
                label="Did",
                context=self.challenge.title,
                prompt=f"What did {self.who} do that you could do?",
                hint="Something you could do in just the same way.",
                lines=3,
            ),
            *model_questions(),
        ]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.evidence.add(
            Vicarious,
            self.challenge.domain,
            answers["did"],
            who=self.who,
            did=answers["did"],
            similarity=answers["similarity"],
            gap=answers["gap"],
            challenge=self.challenge.id,
        )
        return FlowResult(saved_message(answers["gap"]), offers=("undo",))


def saved_message(gap: str | None) -> str:
    """Return what is said once vicarious evidence is saved, with a kind word on a world-class expert."""
    return f"Evidence saved · {EXPERT_WORD}" if gap == "expert" else "Evidence saved"
