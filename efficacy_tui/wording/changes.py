"""What differs between two versions of a record, in the words of the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from efficacy_tui.content.answer_options import INTERPRETATION_OPTIONS, INTERPRETATION_VALUES
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.model.records import Appraisal, FollowUpAnswers, RungRating, Step, source_of
from efficacy_tui.model.text_layout import flatten, shorten
from efficacy_tui.model.weekdays import describe_weekdays
from efficacy_tui.store.tables import Contents
from efficacy_tui.store.versions import differing_fields
from efficacy_tui.wording.facts import IN_WORDS
from efficacy_tui.wording.field_names import FIELD_NAMES, FIELD_OPTIONS
from efficacy_tui.wording.record_nouns import RECORD_NOUNS

NOTHING = "not set"

LABELS = {
    **FIELD_NAMES,
    "task_difficulty": "how hard the task is",
    "odds": "your odds",
    "role_model": "like",
    "start": "begun",
    "outside_cause": "for a cause from outside",
    "attribution": "because of",
    "closed": "closed",
    "similarity": "like me",
    "gap": "ahead",
    "credibility": "can judge",
    "specificity": "specific",
    "arousal": "activation",
    "did": "I could do",
    "quote": "said",
    "sensation": "felt",
    "statement": "said",
    "text": "text",
}
"""Field → its name on the screen, where that is not the field's own."""

HIDDEN_FIELDS = frozenset(
    {"status", "place_asked", "order", "colour", "joined", "reappraisal", "late", "seconds", "form", "version", "by"}
)
"""Fields that no screen names; a change to these alone is described by its title."""

OPTIONS = {**FIELD_OPTIONS, "interpretation": INTERPRETATION_OPTIONS}
PERCENT_FIELDS = ("odds",)


class Difference(NamedTuple):
    """A field, by its name on the screen, with its values in two versions, in words."""

    label: str
    before: str
    after: str


def describe_differences(before: Any, after: Any, contents: Contents, today: dt.date) -> list[Difference]:
    """List what differs between two versions of a record, in the order of its fields."""
    return [
        Difference(
            LABELS.get(name, name.replace("_", " ")),
            describe_value(name, getattr(before, name, None), contents, today),
            describe_value(name, getattr(after, name, None), contents, today),
        )
        for name in differing_fields(before, after)
        if name not in HIDDEN_FIELDS
    ]


MAX_CELLS = 40
"""Cells that a value takes in a sentence, at most."""


def arrow_sentence(differences: Sequence[Difference]) -> str:
    """Say what changed to what: “due: Wed 2 Dec → Fri 4 Dec”; each value takes at most `MAX_CELLS`.

    What was not set before is only named, and what is not set any more was removed.
    """
    return "; ".join(f"{label}: {_arrow(before, after)}" for label, before, after in differences)


def _arrow(before: str, after: str) -> str:
    if before == NOTHING:
        return shorten(after, MAX_CELLS)
    return f"{shorten(before, MAX_CELLS)} → {'removed' if after == NOTHING else shorten(after, MAX_CELLS)}"


def describe_value(field: str, value: Any, contents: Contents, today: dt.date) -> str:
    """Return a field's value in words."""
    if value is None or value in ("", ()):
        return NOTHING
    if field == "days":
        return describe_weekdays(value)
    if field in OPTIONS:
        text = INTERPRETATION_VALUES.get(value, value) if field == "interpretation" else value
        return IN_WORDS.label(OPTIONS[field], text)
    match value:
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            return short_date(value.astimezone().date(), today)
        case dt.date():
            return short_date(value, today)
        case int():
            return f"{value} %" if field in PERCENT_FIELDS else str(value)
        case Appraisal(arousal=arousal, demands=demands, resources=resources):
            return f"activation {arousal}, demands {demands}, equipped {resources}"
        case FollowUpAnswers(outcome=outcome, helped=helped):
            return outcome if helped is None else f"{outcome}, helped {helped} of 5"
        case dict():
            count = sum(answer is not None for answer in value.values())
            return "one answer" if count == 1 else f"{count} answers"
        case tuple():
            return "; ".join(_describe_item(item, contents, today) for item in value)
        case str():
            return _describe_text(field, value, contents)
        case _:
            return str(value)


def _describe_item(item: Any, contents: Contents, today: dt.date) -> str:
    if isinstance(item, Step):
        return IN_WORDS.step(item, short_date(item.day, today), False)
    entry = contents.evidence.get(item) if isinstance(item, str) else None
    return f"“{flatten(entry.text)}”" if entry is not None else "an entry that is gone"


def _describe_text(field: str, value: str, contents: Contents) -> str:
    match field:
        case "domain":
            domain = contents.domains.get(value)
            return domain.name if domain else "a domain that is gone"
        case "rung":
            rung = contents.rungs.get(value)
            return f"“{rung.title}”" if rung else "a rung that is gone"
        case "challenge" | "harder_than" | "easier_than":
            challenge = contents.challenges.get(value)
            return f"“{challenge.title}”" if challenge else "a challenge that is gone"
        case "source" | "rater" | "instrument":
            return value
        case _:
            return f"“{flatten(value)}”"


def record_name(table: str, row: Any, contents: Contents, today: dt.date, cells: int = 40) -> str:
    """Name a record: “Speaking, challenge “give the talk””; its text takes at most so many cells."""
    rung = contents.rungs.get(row.rung) if isinstance(row, RungRating) else None
    domain = contents.domains.get(getattr(rung or row, "domain", ""))
    owner = f"{domain.name}, " if domain else ""
    if rung is not None:
        return f"{owner}{kind_of(table, row)} {record_text(rung, today, cells)} {record_text(row, today, cells)}"
    return f"{owner}{kind_of(table, row)} {record_text(row, today, cells)}"


def kind_of(table: str, row: Any) -> str:
    """Say in a word what a record is."""
    return source_of(row) if table == "evidence" else RECORD_NOUNS[table][0]


def record_text(row: Any, today: dt.date, cells: int = 40) -> str:
    """Return what a record is best known by: its title, name or text, else its day."""
    for field in ("title", "name", "text", "event", "answer"):
        if text := getattr(row, field, ""):
            return f"“{shorten(flatten(text), cells)}”"
    day = getattr(row, "day", None) or row.created.astimezone().date()
    return f"of {short_date(day, today)}"
