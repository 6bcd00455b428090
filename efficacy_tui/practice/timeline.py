"""The evidence timeline: entries and outcomes, newest day first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from efficacy_tui.model.records import AnyEvidence, Challenge, Mastery, Persuasion, State, Vicarious, source_of
from efficacy_tui.practice.evidence import unrated
from efficacy_tui.store.contents import Contents

Kind = Literal["mastery", "vicarious", "persuasion", "state", "outcome"]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of the timeline. `id` is of the evidence, or of the challenge for an outcome."""

    id: str
    kind: Kind
    domain: str
    day: dt.date
    at: dt.datetime
    text: str
    outcome: str | None = None
    waits: bool = False
    """Whether ratings were left for later."""
    beside: str = ""
    """Further texts that belong to it, to be found by."""


def timeline(contents: Contents, domain: str | None = None) -> list[TimelineItem]:
    """Every entry and every outcome (of one domain id, if given), the newest first."""
    items = [item for item in _items(contents) if domain is None or item.domain == domain]
    items.sort(key=lambda item: (item.day, item.at), reverse=True)
    return items


def _items(contents: Contents) -> Iterator[TimelineItem]:
    for entry in contents.evidence.values():
        source = source_of(entry)
        yield TimelineItem(
            entry.id,
            source,
            entry.domain,
            entry.day,
            entry.created,
            line_of(entry),
            waits=bool(unrated(entry, source)),
            beside=entry.text if isinstance(entry, Persuasion) and entry.text != entry.quote else "",
        )
    for challenge in contents.challenges.values():
        if challenge.closed is not None:
            yield TimelineItem(
                challenge.id,
                "outcome",
                challenge.domain,
                challenge.closed,
                challenge.updated,
                challenge.title,
                outcome=challenge.outcome,
                beside="\n".join(filter(None, _texts(challenge))),
            )


def _texts(challenge: Challenge) -> Iterator[str]:
    yield from (challenge.done_when, challenge.partly_when, challenge.if_obstacle, challenge.then_plan)
    yield from (challenge.role_model, challenge.learned)
    yield from (step.text for step in challenge.steps)


def line_of(entry: AnyEvidence | Challenge) -> str:
    """What an entry says, on one line: with who did or said it, where somebody did."""
    match entry:
        case Persuasion(who=who, quote=quote, text=text):
            said = f"“{quote}”" if quote else text
            words = f"{who}: {said}" if who else said
        case Vicarious(who=who, text=text):
            words = text if not who or who.casefold() in text.casefold() else f"{who}: {text}"
        case Mastery(text=text) | State(text=text):
            words = text
        case Challenge(title=title):
            words = title
    return " ".join(words.split())
