"""The flows that add and edit evidence. Each source has its own questions; ratings may be left for later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from efficacy_tui.content.answer_options import (
    ABOUT_OPTIONS,
    INDEPENDENCE_OPTIONS,
    INTERPRETATION_OPTIONS,
    INTERPRETATION_SCORES,
    INTERPRETATION_VALUES,
    SOURCE_OPTIONS,
)
from efficacy_tui.flows.dated_questions import past_day_question
from efficacy_tui.flows.flow import Answers, Flow, FlowResult
from efficacy_tui.flows.model_steps import saved_message
from efficacy_tui.flows.question_types import ChoiceQuestion, Question, RatingQuestion, TextQuestion, as_options
from efficacy_tui.flows.shared_questions import LATER_HINT, domain_question, five_point_rating, model_questions
from efficacy_tui.journal.evidence import KIND_OF
from efficacy_tui.journal.feedback_requests import FeedbackRequest
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import AnyEvidence, source_of
from efficacy_tui.model.types import Source

SAW = "saw"

GENERAL = 2
"""A specificity (1–5) up to which words are general."""


class AddEvidence(Flow):
    """Asks for the source, then that source's questions."""

    title = "Evidence"
    command = "evidence"
    saves_early = True

    def __init__(self, journal: Journal, source: Source | None = None) -> None:
        super().__init__(journal)
        self.source = source

    @property
    def draft_key(self) -> str:
        return "evidence"

    def questions(self, answers: Answers) -> list[Question]:
        request = self._request(answers)
        source_choice = ChoiceQuestion(
            key="source",
            label="Source",
            prompt="What kind of evidence?",
            options=as_options(SOURCE_OPTIONS),
            default=self.source or ("persuasion" if request is not None else ""),
        )
        source = answers.get("source")
        if source is None:
            return [source_choice]
        return [
            source_choice,
            *domain_question(self.journal, "Which domain is it for?"),
            *(self._prefilled(question, request, source) for question in source_questions(source)),
            *_follow_up(source, answers),
            past_day_question(self.journal),
        ]

    def _domain(self, answers: Answers) -> str:
        focus = self.journal.domains.focus()
        return answers.get("domain") or (focus.id if focus else "")

    def _request(self, answers: Answers) -> FeedbackRequest | None:
        """Return the request for feedback that this may answer."""
        return self.journal.feedback_requests.pending(self._domain(answers))

    def _prefilled(self, question: Question, request: FeedbackRequest | None, source: Source) -> Question:
        """Prefill who said it with the person who was asked."""
        if request is None or source != "persuasion" or question.key != "who":
            return question
        challenge = self.journal.challenges.get(request.challenge)
        return replace(question, default=request.who, context=challenge.title if challenge else "")

    def finish(self, answers: Answers) -> FlowResult:
        domain = self._domain(answers)
        source: Source = answers["source"]
        fields = source_fields(source, answers)
        text = fields.pop("text")
        if answers.get(SAW):
            text = f"{text}\nWhat they saw: {answers[SAW]}"
        request = self._request(answers) if source == "persuasion" else None
        if request is not None and request.who.casefold() == fields["who"].casefold():
            fields["challenge"] = request.challenge
        self.journal.evidence.add(KIND_OF[source], domain, text, answers["day"], **fields)
        if request is not None:
            self.journal.feedback_requests.settle(domain, fields["who"])
        return FlowResult(saved_message(fields.get("gap")), offers=("undo",))


class EditEvidence(Flow):
    """Asks the source's questions again, prefilled with the entry."""

    title = "Edit evidence"

    def __init__(self, journal: Journal, entry: AnyEvidence) -> None:
        super().__init__(journal)
        self.entry = entry
        self.source = source_of(entry)

    @property
    def draft_key(self) -> str:
        return f"evidence:{self.entry.id}"

    def questions(self, answers: Answers) -> list[Question]:
        day_question = past_day_question(self.journal)
        prefilled: list[Question] = []
        for question in source_questions(self.source):
            value: Any = getattr(self.entry, question.key)
            if question.key == "interpretation":
                value = INTERPRETATION_VALUES.get(value)
            prefilled.append(replace(question, default="" if value is None else str(value)))
        return [*prefilled, replace(day_question, default=day_question.as_typed(self.entry.day))]

    def finish(self, answers: Answers) -> FlowResult:
        self.journal.evidence.edit(self.entry.id, day=answers["day"], **source_fields(self.source, answers))
        return FlowResult("Changed", offers=("undo",))


def source_questions(source: Source) -> list[Question]:
    """Build the questions specific to a source."""
    return _SOURCE_QUESTIONS[source]()


def _mastery_questions() -> list[Question]:
    """Ask what the person did, how hard it was, and how they did it."""
    return [
        TextQuestion(key="text", label="Did", prompt="What did you do?", hint="As concretely as you can.", lines=3),
        RatingQuestion(
            key="difficulty",
            label="Difficulty",
            prompt="How hard was it for you?",
            anchors=("easy", "medium", "hardest I can imagine"),
            optional=True,
            hint=LATER_HINT,
        ),
        ChoiceQuestion(
            key="independence",
            label="How",
            prompt="How did you do it?",
            options=as_options(INDEPENDENCE_OPTIONS),
            optional=True,
            hint=LATER_HINT,
        ),
    ]


def _vicarious_questions() -> list[Question]:
    """Ask whom the person saw do what, and how alike they are."""
    return [
        TextQuestion(key="who", label="Who", prompt="Who did you see do it?"),
        TextQuestion(key="text", label="Did", prompt="What did they do, and how?", lines=3),
        *model_questions(),
    ]


def _persuasion_questions() -> list[Question]:
    """Ask who said what, and how far they can judge it."""
    return [
        TextQuestion(key="who", label="Who", prompt="Who said it?"),
        TextQuestion(key="quote", label="Said", prompt="What did they say, in their words?", lines=3),
        five_point_rating(
            "credibility",
            "How well can they judge this?",
            ("not at all", "fairly", "very well"),
            label="Can judge",
            optional=True,
            hint=LATER_HINT,
        ),
        five_point_rating(
            "specificity",
            "How specific was it?",
            ("quite general", "fairly", "exactly this"),
            label="Specific",
            optional=True,
            hint=LATER_HINT,
        ),
        ChoiceQuestion(
            key="about",
            label="About",
            prompt="Was it about what you did, or about you?",
            options=as_options(ABOUT_OPTIONS),
            optional=True,
            hint="enter skips",
        ),
    ]


def _state_questions() -> list[Question]:
    """Ask what the person felt, and how they read it."""
    return [
        TextQuestion(key="text", label="Felt", prompt="What did you feel, and when?", lines=3),
        RatingQuestion(
            key="arousal",
            label="Activation",
            prompt="How activated were you?",
            anchors=("calm", "awake", "full power"),
            optional=True,
            hint=LATER_HINT,
        ),
        ChoiceQuestion(
            key="interpretation",
            label="Read as",
            prompt="How did you read it?",
            options=as_options(INTERPRETATION_OPTIONS),
            optional=True,
            hint=LATER_HINT,
        ),
    ]


_SOURCE_QUESTIONS: dict[Source, Callable[[], list[Question]]] = {
    "mastery": _mastery_questions,
    "vicarious": _vicarious_questions,
    "persuasion": _persuasion_questions,
    "state": _state_questions,
}


def _follow_up(source: Source, answers: Answers) -> list[Question]:
    """Ask what somebody saw whose words were general: what they saw stays believable."""
    if source != "persuasion" or (answers.get("specificity") or GENERAL + 1) > GENERAL:
        return []
    return [
        TextQuestion(
            key=SAW,
            label="They saw",
            prompt="What exactly did they see?",
            hint="Ask them, if you don’t know. enter skips",
            optional=True,
        )
    ]


def source_fields(source: Source, answers: Answers) -> dict[str, Any]:
    """Convert the answers to a source's questions to the fields of an entry."""
    fields = {question.key: answers[question.key] for question in source_questions(source)}
    if source == "persuasion":
        fields["text"] = answers["quote"]
    if fields.get("interpretation") is not None:
        fields["interpretation"] = INTERPRETATION_SCORES[fields["interpretation"]]
    return fields
