"""The flow that records the outcome of a challenge."""

from __future__ import annotations

from efficacy_tui.content.answer_options import (
    ATTRIBUTION_OPTIONS,
    INDEPENDENCE_OPTIONS,
    OUTCOME_OPTIONS,
    OUTSIDE_CAUSE_OPTIONS,
)
from efficacy_tui.flows.domain_ladder import build_domain_ladder
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.placing import TASK_PLACE, task_place_question
from efficacy_tui.flows.question_types import ChoiceQuestion, Question, TextQuestion, as_options
from efficacy_tui.insight.efficacy import MIN_OUTCOMES
from efficacy_tui.insight.evidence_weights import outcome_score
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.model.records import Challenge
from efficacy_tui.wording.ladder import suggestion_with_reason


class RecordOutcome(Flow):
    """Closes the challenge and adds its mastery evidence in one change, then goes to its rung on the ladder."""

    title = "Outcome"
    command = "outcome"

    def __init__(self, journal: Journal, challenge: Challenge) -> None:
        super().__init__(journal)
        self.challenge = challenge
        self.domain = journal.domains.get(challenge.domain)
        self._ladder: Ladder | None = None

    @property
    def draft_key(self) -> str:
        return f"outcome:{self.challenge.id}"

    def prepare(self) -> None:
        if self.domain is not None and self._places_task():
            self._ladder = build_domain_ladder(self.journal, self.domain)

    def questions(self, answers: Answers) -> list[Question]:
        outcome = answers.get("outcome")
        questions: list[Question] = [
            ChoiceQuestion(
                key="outcome",
                label="Outcome",
                context=self.challenge.title,
                prompt="What came of it?",
                hint=f"Done when: {self.challenge.done_when}",
                options=as_options(OUTCOME_OPTIONS),
            )
        ]
        if outcome == "abandoned":
            questions.append(
                ChoiceQuestion(
                    key="outside_cause",
                    label="From outside",
                    prompt="Was it something from outside?",
                    hint="Then it does not count against your record.",
                    options=as_options(OUTSIDE_CAUSE_OPTIONS),
                )
            )
        questions += [
            ChoiceQuestion(
                key="attribution",
                label="Because of",
                prompt="What had most to do with it?",
                options=as_options(ATTRIBUTION_OPTIONS),
                optional=True,
                hint="enter skips",
            ),
            TextQuestion(
                key="learned",
                label="Learned",
                prompt=_learned_prompt(outcome),
                optional=True,
                lines=3,
                hint="enter skips",
            ),
        ]
        if outcome in ("succeeded", "partly"):
            questions += [
                TextQuestion(
                    key="evidence",
                    label="Evidence",
                    prompt="What did you do? (You will read this before your next one.)",
                    hint="Yours to reword. Leave it empty to keep none.",
                    default=note_from_title(self.challenge.title),
                    optional=True,
                    lines=3,
                ),
                ChoiceQuestion(
                    key="independence",
                    label="How",
                    prompt="How did you do it?",
                    options=as_options(INDEPENDENCE_OPTIONS),
                    optional=True,
                    hint="enter leaves it for later",
                ),
            ]
        counts = outcome is not None and outcome_score(outcome, answers.get("outside_cause") == "yes")[1] > 0
        if counts and self.domain is not None and self._places_task():
            if self._ladder is None:
                self._ladder = build_domain_ladder(self.journal, self.domain)
            questions.append(task_place_question(self.domain.task, self._ladder.rungs, None))
        return questions

    def _places_task(self) -> bool:
        """Whether to ask, if this outcome counts, where the daily task stands: once, from the third outcome on."""
        domain = self.domain
        if domain is None or domain.task_difficulty is not None or domain.place_asked:
            return False
        closed = self.journal.challenges.closed(domain.id)
        counted = [row for row in closed if row.outcome and outcome_score(row.outcome, row.outside_cause)[1] > 0]
        return len(counted) + 1 >= MIN_OUTCOMES

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.challenges.close(
            self.challenge.id,
            answers["outcome"],
            outside_cause=answers.get("outside_cause") == "yes",
            attribution=answers["attribution"],
            learned=answers["learned"],
            evidence=answers.get("evidence", ""),
            independence=answers.get("independence"),
            place_asked=TASK_PLACE in answers,
            task_difficulty=answers.get(TASK_PLACE),
        )
        closed = self.journal.challenges.get(self.challenge.id)
        rung = (closed.rung if closed else None) or self.challenge.id
        return FlowResult(background_task=self._suggest_next, then=("ladder", rung))

    def _suggest_next(self) -> FlowResult:
        """Say where the next challenge belongs, and why."""
        domain = self.journal.domains.get(self.challenge.domain)
        if domain is None:
            return FlowResult("Outcome recorded")
        stats = compute_domain_stats(self.journal.contents, domain, self.journal.today())
        suggestion = suggestion_with_reason(build_ladder(self.journal.contents, stats), stats)
        return FlowResult(f"Outcome recorded · {suggestion}")


def _learned_prompt(outcome: str | None) -> str:
    return "What did it show you?" if outcome in ("succeeded", "partly") else "What would you do differently next time?"


def note_from_title(title: str) -> str:
    """Turn a challenge's title into the beginning of a note about what was done."""
    words = title.removeprefix("I will ").strip()
    return words[:1].upper() + words[1:]
