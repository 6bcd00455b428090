"""The flow that records the outcome of a challenge."""

from __future__ import annotations

from collections.abc import Mapping

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
from efficacy_tui.journal.ending import build_ending
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import Ladder
from efficacy_tui.model.records import Challenge
from efficacy_tui.model.sentences import upper_first

_DEED_HINT = "In your own words, as something you did. enter takes the title, tab saves none."


class RecordOutcome(Flow):
    """Closes the challenge and adds its mastery evidence in one change, then gives back what it came to.

    An `outcome` that was given elsewhere is not asked again, but one can go back to it. Without `places_task` it leaves
    it to another time to ask where the daily task stands.
    """

    title = "Outcome"
    command = "outcome"

    def __init__(self, journal: Journal, challenge: Challenge, outcome: str = "", *, places_task: bool = True) -> None:
        super().__init__(journal)
        self.places_task = places_task
        self.challenge = challenge
        self.outcome = outcome
        self.domain = journal.domains.get(challenge.domain)
        self._ladder: Ladder | None = None

    @property
    def draft_key(self) -> str:
        return f"outcome:{self.challenge.id}"

    def given_answers(self) -> Mapping[str, str]:
        return {"outcome": self.outcome} if self.outcome else {}

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
                    prompt="Was it something outside your control?",
                    hint="If so, it does not count against your record.",
                    script_default="no",
                    options=as_options(OUTSIDE_CAUSE_OPTIONS),
                )
            )
        if answers.get("outside_cause") != "yes":
            # What came from outside had nothing to do with effort, skill or luck.
            questions.append(
                ChoiceQuestion(
                    key="attribution",
                    label="Because of",
                    prompt="What had most to do with it?",
                    options=as_options(ATTRIBUTION_OPTIONS),
                    optional=True,
                    hint="enter skips",
                )
            )
        questions.append(
            TextQuestion(
                key="learned",
                label="Learned",
                prompt=_learned_prompt(outcome),
                optional=True,
                lines=3,
                hint="enter skips",
            )
        )
        if outcome is not None and outcome != "abandoned":
            questions += self._evidence_questions(outcome, answers)
        counts = outcome is not None and outcome_score(outcome, answers.get("outside_cause") == "yes")[1] > 0
        if counts and self.domain is not None and self._places_task():
            if self._ladder is None:
                self._ladder = build_domain_ladder(self.journal, self.domain)
            questions.append(task_place_question(self.domain.task, self._ladder.rungs, None))
        return questions

    def _evidence_questions(self, outcome: str, answers: Answers) -> list[Question]:
        """Ask what the person did, or which part of it worked, and how; what is empty is not saved."""
        succeeded = outcome == "succeeded"
        prompt = "What did you do" if succeeded else "Which part worked"
        evidence = TextQuestion(
            key="evidence",
            label="Evidence" if succeeded else "What worked",
            prompt=f"{prompt}? (You will read this before your next one.)",
            hint=_DEED_HINT if succeeded else "Leave it empty to save none.",
            # A title is an intention. How it reads once it is done only the person can say.
            default=note_from_title(self.challenge.title) if succeeded else "",
            default_as_hint=succeeded,
            optional=True,
            lines=3,
        )
        independence = ChoiceQuestion(
            key="independence",
            label="How",
            prompt="How did you do it?",
            options=as_options(INDEPENDENCE_OPTIONS),
            optional=True,
            hint="enter skips it for now",
        )
        has_evidence = answers.get("evidence", succeeded)
        return [evidence, independence] if has_evidence else [evidence]

    def _places_task(self) -> bool:
        """Whether to ask, if this outcome counts, where the daily task stands: once, from the third outcome on."""
        domain = self.domain
        if not self.places_task or domain is None or domain.task_difficulty is not None or domain.place_asked:
            return False
        closed = self.journal.challenges.closed(domain.id)
        counted = [row for row in closed if row.outcome and outcome_score(row.outcome, row.outside_cause)[1] > 0]
        return len(counted) + 1 >= MIN_OUTCOMES

    def finish(self, answers: Answers) -> FlowResult:
        before = self.journal.contents
        closed = self.journal.challenges.close(
            self.challenge.id,
            answers["outcome"],
            outside_cause=answers.get("outside_cause") == "yes",
            attribution=answers.get("attribution"),
            learned=answers["learned"],
            evidence=answers.get("evidence", ""),
            independence=answers.get("independence"),
            place_asked=TASK_PLACE in answers,
            task_difficulty=answers.get(TASK_PLACE),
        )
        after, today = self.journal.contents, self.journal.today()
        domain = self.journal.domains.get(closed.domain)
        if domain is None:
            return FlowResult("Outcome recorded")
        evidence = answers.get("evidence", "")
        return FlowResult(build_ending=lambda: build_ending(before, after, closed, domain, today, evidence))


def _learned_prompt(outcome: str | None) -> str:
    return "What did it show you?" if outcome == "succeeded" else "What would you do differently next time?"


def note_from_title(title: str) -> str:
    """Turn a challenge's title into the beginning of a note about what was done."""
    return upper_first(title.removeprefix("I will ").strip())
