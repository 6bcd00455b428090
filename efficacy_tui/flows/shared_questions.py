"""Questions that several flows ask in the same words."""

from __future__ import annotations

from collections.abc import Callable

from efficacy_tui.content.answer_options import GAP_OPTIONS
from efficacy_tui.flows.question_types import ChoiceQuestion, Option, Question, RatingQuestion, as_options
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Domain

CONFIDENCE_ANCHORS = ("cannot at all", "moderately", "highly certain")
"""Labels of the low end, the middle and the high end of a confidence scale."""

LATER_HINT = "enter skips it for now"
"""Beside a rating of evidence that the weekly review asks again."""


def confidence_question(domain: Domain, key: str, when: str = "Right now") -> RatingQuestion:
    """Build the daily question (Bandura 2006): confidence 0–100, in tens, in the domain's reference task."""
    wording = "how sure are you" if when == "Right now" else "how sure were you"
    return RatingQuestion(
        key=key,
        label=domain.name,
        context=domain.name,
        prompt=f"{when}, {wording} that you can {domain.task}?",
        anchors=CONFIDENCE_ANCHORS,
    )


def domain_question(journal: Journal, prompt: str) -> list[ChoiceQuestion]:
    """Build the question which domain, as a list; empty when there are fewer than two domains."""
    domains = journal.domains.all()
    if len(domains) < 2:
        return []
    focus = journal.domains.focus()
    options = tuple(
        Option(value=domain.id, key=number_key(i), label=domain.name, hint="your focus" if domain.focus else "")
        for i, domain in enumerate(domains)
    )
    default = focus.id if focus else ""
    return [ChoiceQuestion(key="domain", label="Domain", prompt=prompt, options=options, default=default)]


def five_point_rating(
    key: str,
    prompt: str,
    anchors: tuple[str, str, str],
    *,
    label: str = "",
    optional: bool = False,
    hint: str = "",
    advise: Callable[[int], str | None] | None = None,
) -> RatingQuestion:
    """Build a rating question from 1 to 5."""
    return RatingQuestion(
        key=key,
        label=label,
        prompt=prompt,
        low=1,
        high=5,
        step=1,
        fine_step=1,
        anchors=anchors,
        optional=optional,
        hint=hint,
        advise=advise,
    )


def number_key(index: int) -> str:
    """Return the key of the option at an index: 1 … 9, then letters; empty from the twentieth option on."""
    return "123456789abcdfghjkl"[index] if index < 19 else ""


def model_questions() -> list[Question]:
    """Build the questions about somebody the person saw: how alike, and how many stages ahead."""
    return [
        five_point_rating(
            "similarity",
            "How much are they like you?",
            ("not at all", "somewhat", "very much"),
            label="Like me",
            optional=True,
            hint=LATER_HINT,
        ),
        ChoiceQuestion(
            key="gap",
            label="Ahead",
            prompt="How far ahead are they?",
            options=as_options(GAP_OPTIONS),
            optional=True,
            hint=LATER_HINT,
        ),
    ]
