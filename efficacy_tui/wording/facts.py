"""The facts about one evidence entry or one challenge, as labelled values for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

import msgspec

from efficacy_tui.content.answer_options import (
    ABOUT_OPTIONS,
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
STEP_WORDS = {"done": "done", "partly": "partly", "not": "not this time", "skipped": "let go"}

Facts = list[tuple[str, str]]
"""Pairs of label and value; a UI leaves out a fact whose value is empty."""


class FactWording(msgspec.Struct, frozen=True):
    """How a UI words the facts that have a glyph on a screen and a word in plain lines.

    `not_rated` stands for a value not rated yet. `step` formats a step with its day in words and whether its challenge
    is over, `evidence` an entry that belongs to a challenge. With `label_each` each of several values has a label, else
    only the first.
    """

    not_rated: str
    step: Callable[[Step, str, bool], str]
    evidence: Callable[[AnyEvidence], str]
    label_each: bool

    def label(self, options: Sequence[AnswerOption], value: str | None) -> str:
        """Return the label of the option with this value, or `not_rated` without a value."""
        if value is None:
            return self.not_rated
        return next((option.label for option in options if option.value == value), value)

    def rating(self, value: int | None, unit: str = "") -> str:
        """Return a rating with its unit, or `not_rated` without a value."""
        return self.not_rated if value is None else f"{value}{unit}"

    def several(self, singular: str, plural: str, values: Iterable[str]) -> Facts:
        """Label several facts of a kind: each as `singular`, or only the first as `plural`."""
        return [(singular if self.label_each else " " if i else plural, value) for i, value in enumerate(values)]


def _format_step(step: Step, day: str, is_over: bool) -> str:
    odds = f", your odds {step.odds} %" if step.odds is not None else ""
    state = STEP_WORDS[step.result] if step.result else "no result" if is_over else "still open"
    return f"{step.text}, {day}{odds}: {state}"


IN_WORDS = FactWording(NOT_RATED, _format_step, lambda entry: f"{source_of(entry)}: {one_line(entry)}", label_each=True)
"""The wording without glyphs."""


def evidence_facts(
    entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None, wording: FactWording = IN_WORDS
) -> Facts:
    """List all facts about an entry except its text; `domain` is the domain's name."""
    facts: Facts = []
    match entry:
        case Mastery(difficulty=difficulty, independence=independence):
            facts += [
                ("Difficulty", wording.rating(difficulty)),
                ("How", wording.label(INDEPENDENCE_OPTIONS, independence)),
            ]
        case Vicarious(who=who, did=did, similarity=similarity, gap=gap):
            facts += [
                ("Who", who),
                ("I could do", did),
                ("Like me", wording.rating(similarity, " of 5")),
                ("Ahead", wording.label(GAP_OPTIONS, gap)),
            ]
        case Persuasion(who=who, quote=quote, about=about, credibility=credibility, specificity=specificity):
            facts += [("Who", who), ("Said", f"“{quote}”" if quote and quote != entry.text else "")]
            facts += [
                ("About", wording.label(ABOUT_OPTIONS, about) if about else ""),
                ("Can judge", wording.rating(credibility, " of 5")),
                ("Specific", wording.rating(specificity, " of 5")),
            ]
        case State(arousal=arousal, interpretation=interpretation):
            meaning = None if interpretation is None else INTERPRETATION_VALUES[interpretation]
            facts += [
                ("Activation", wording.rating(arousal)),
                ("Read as", wording.label(INTERPRETATION_OPTIONS, meaning)),
            ]
    facts += [("Day", describe_day(entry.day, today)), ("Domain", domain)]
    return [*facts, ("Challenge", challenge.title if challenge else "")]


def challenge_facts(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
    wording: FactWording = IN_WORDS,
) -> Facts:
    """List all facts about a challenge except its title, with its evidence and the challenges before and after."""
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
    facts += wording.several(
        "Step",
        "Steps",
        (wording.step(step, describe_day(step.day, today), challenge.closed is not None) for step in challenge.steps),
    )
    if challenge.outcome is not None:
        facts += [
            ("Outcome", wording.label(OUTCOME_OPTIONS, challenge.outcome)),
            ("Because of", wording.label(ATTRIBUTION_OPTIONS, challenge.attribution) if challenge.attribution else ""),
            ("Learned", challenge.learned),
            ("Closed", describe_day(challenge.closed or today, today)),
        ]
    facts.append(("Domain", domain))
    facts += wording.several("Evidence", "Evidence", map(wording.evidence, evidence))
    facts += [("Before it", before.title if before else ""), ("After it", after.title if after else "")]
    for revision in challenge.revisions:
        field_name = revision.field.replace("_", " ")
        changed_on = short_date(revision.at.astimezone().date(), today)
        old_value = locale_format.localize_dates(revision.was) if revision.field in ("due", "steps") else revision.was
        facts.append(("Changed", f"{changed_on}: {field_name}, before: {old_value or 'nothing'}"))
    return facts
