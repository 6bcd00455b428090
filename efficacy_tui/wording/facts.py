"""What is known of one piece of evidence and of one challenge, as labelled values for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from efficacy_tui.content.answer_options import (
    ATTRIBUTION_OPTIONS,
    GAP_OPTIONS,
    INDEPENDENCE_OPTIONS,
    INTERPRETATION_OPTIONS,
    INTERPRETATION_VALUES,
    OUTCOME_OPTIONS,
    AnswerOption,
)
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import describe_day, short_date
from efficacy_tui.model.records import AnyEvidence, Challenge, Mastery, Persuasion, State, Step, Vicarious, source_of

NOT_RATED = "not rated yet"
STEP_WORDS = {"done": "done", "partly": "partly", "not": "not this time", "skipped": "skipped"}

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class FactWording:
    """How a face tells what has a sign on a screen, and a word where there are only lines.

    `waits` stands for a value not rated yet; `step` tells a step with its day in words, `evidence` an entry that
    belongs to a challenge; `label_each` says whether each of several has its label, or only the first of them.
    """

    waits: str
    step: Callable[[Step, str], str]
    evidence: Callable[[AnyEvidence], str]
    label_each: bool

    def label(self, options: Sequence[AnswerOption], value: str | None) -> str:
        """An option's words; of no value, that it is not rated yet."""
        if value is None:
            return self.waits
        return next((option.label for option in options if option.value == value), value)

    def rating(self, value: int | None, unit: str = "") -> str:
        """A rating with its unit; of no value, that it is not rated yet."""
        return self.waits if value is None else f"{value}{unit}"

    def several(self, one: str, many: str, values: Iterable[str]) -> Facts:
        """Several of a kind, labelled `one` each, or `many` once."""
        return [(one if self.label_each else " " if i else many, value) for i, value in enumerate(values)]


def _step_in_words(step: Step, day: str) -> str:
    odds = f", your odds {step.odds} %" if step.odds is not None else ""
    return f"{step.text}, {day}{odds}: {STEP_WORDS[step.result] if step.result else 'still open'}"


IN_WORDS = FactWording(
    NOT_RATED, _step_in_words, lambda entry: f"{source_of(entry)}: {one_line(entry)}", label_each=True
)
"""Without signs."""


def evidence_facts(
    entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None, told: FactWording = IN_WORDS
) -> Facts:
    """Everything about an entry but its text; a value that is empty is not known."""
    facts: Facts = []
    match entry:
        case Mastery(difficulty=difficulty, independence=independence):
            facts += [("Difficulty", told.rating(difficulty)), ("How", told.label(INDEPENDENCE_OPTIONS, independence))]
        case Vicarious(who=who, similarity=similarity, gap=gap):
            facts += [
                ("Who", who),
                ("Like me", told.rating(similarity, " of 5")),
                ("Ahead", told.label(GAP_OPTIONS, gap)),
            ]
        case Persuasion(who=who, quote=quote, credibility=credibility, specificity=specificity):
            facts += [("Who", who), ("Said", f"“{quote}”" if quote and quote != entry.text else "")]
            facts += [("Can judge", told.rating(credibility, " of 5")), ("Specific", told.rating(specificity, " of 5"))]
        case State(arousal=arousal, interpretation=interpretation):
            meaning = None if interpretation is None else INTERPRETATION_VALUES[interpretation]
            facts += [("Activation", told.rating(arousal)), ("Read as", told.label(INTERPRETATION_OPTIONS, meaning))]
    facts += [("Day", describe_day(entry.day, today)), ("Domain", domain)]
    return [*facts, ("Challenge", challenge.title if challenge else "")]


def challenge_facts(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
    told: FactWording = IN_WORDS,
) -> Facts:
    """Everything about a challenge but its title, with the evidence that belongs to it and its neighbours."""
    facts: Facts = [
        ("Done when", challenge.done_when),
        ("Partly when", challenge.partly_when),
        ("By", short_date(challenge.due, today)),
        ("Difficulty", str(challenge.difficulty)),
        ("Your odds", f"{challenge.odds} %"),
        ("If", challenge.if_obstacle),
        ("Then", challenge.then_plan),
        ("Like", challenge.role_model),
    ]
    facts += told.several("Step", "Steps", (told.step(step, describe_day(step.day, today)) for step in challenge.steps))
    if challenge.outcome is not None:
        facts += [
            ("Outcome", told.label(OUTCOME_OPTIONS, challenge.outcome)),
            ("Because of", told.label(ATTRIBUTION_OPTIONS, challenge.attribution) if challenge.attribution else ""),
            ("Learned", challenge.learned),
            ("Closed", describe_day(challenge.closed or today, today)),
        ]
    facts.append(("Domain", domain))
    facts += told.several("Evidence", "Evidence", map(told.evidence, evidence))
    facts += [("Before it", before.title if before else ""), ("After it", after.title if after else "")]
    for revision in challenge.revisions:
        name = revision.field.replace("_", " ")
        when = short_date(revision.at.astimezone().date(), today)
        was = locale_format.dates_within(revision.was) if revision.field in ("due", "steps") else revision.was
        facts.append(("Changed", f"{when}: {name}, before: {was or 'nothing'}"))
    return facts
