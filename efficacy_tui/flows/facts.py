"""What is known of one piece of evidence and of one challenge, as labelled values for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from efficacy_tui.flows.days import say_day, short_date
from efficacy_tui.flows.evidence import GAPS, INDEPENDENCE, INTERPRETATIONS, INTERPRETED
from efficacy_tui.flows.outcome import ATTRIBUTIONS, OUTCOMES
from efficacy_tui.flows.questions import Option
from efficacy_tui.model.records import AnyEvidence, Challenge, Mastery, Persuasion, State, Vicarious, source_of
from efficacy_tui.practice.timeline import line_of

NOT_RATED = "not rated yet"
STEP_WORDS = {"done": "done", "partly": "partly", "not": "not this time", "skipped": "skipped"}

Facts = list[tuple[str, str]]


def evidence_facts(entry: AnyEvidence, domain: str, today: dt.date, challenge: Challenge | None) -> Facts:
    """Everything about an entry but its text; a value that is empty is not known."""
    facts: Facts = []
    match entry:
        case Mastery(difficulty=difficulty, independence=independence):
            facts += [("Difficulty", _or_later(difficulty)), ("How", label_of(INDEPENDENCE, independence))]
        case Vicarious(who=who, similarity=similarity, gap=gap):
            facts += [("Who", who), ("Like me", _or_later(similarity, " of 5")), ("Ahead", label_of(GAPS, gap))]
        case Persuasion(who=who, quote=quote, credibility=credibility, specificity=specificity):
            facts += [("Who", who), ("Said", f"“{quote}”" if quote and quote != entry.text else "")]
            facts += [("Can judge", _or_later(credibility, " of 5")), ("Specific", _or_later(specificity, " of 5"))]
        case State(arousal=arousal, interpretation=interpretation):
            meaning = None if interpretation is None else INTERPRETED[interpretation]
            facts += [("Activation", _or_later(arousal)), ("Read as", label_of(INTERPRETATIONS, meaning))]
    facts += [("Day", say_day(entry.day, today)), ("Domain", domain)]
    return [*facts, ("Challenge", challenge.title if challenge else "")]


def challenge_facts(
    challenge: Challenge,
    domain: str,
    today: dt.date,
    evidence: Sequence[AnyEvidence] = (),
    before: Challenge | None = None,
    after: Challenge | None = None,
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
    for step in challenge.steps:
        odds = f", your odds {step.odds} %" if step.odds is not None else ""
        state = STEP_WORDS[step.result] if step.result else "still open"
        facts.append(("Step", f"{step.text}, {say_day(step.day, today)}{odds}: {state}"))
    if challenge.outcome is not None:
        facts += [
            ("Outcome", label_of(OUTCOMES, challenge.outcome)),
            ("Because of", label_of(ATTRIBUTIONS, challenge.attribution) if challenge.attribution else ""),
            ("Learned", challenge.learned),
            ("Closed", say_day(challenge.closed or today, today)),
        ]
    facts.append(("Domain", domain))
    facts += [("Evidence", f"{source_of(entry)}: {line_of(entry)}") for entry in evidence]
    facts += [("Before it", before.title if before else ""), ("After it", after.title if after else "")]
    for revision in challenge.revisions:
        name = revision.field.replace("_", " ")
        when = short_date(revision.at.astimezone().date(), today)
        facts.append(("Changed", f"{when}: {name}, before: {revision.was or 'nothing'}"))
    return facts


def label_of(options: Sequence[Option], value: str | None) -> str:
    """An option's words; of no value, that it is not rated yet."""
    if value is None:
        return NOT_RATED
    return next((option.label for option in options if option.value == value), value)


def _or_later(value: int | None, unit: str = "") -> str:
    return NOT_RATED if value is None else f"{value}{unit}"
