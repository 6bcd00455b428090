"""What other programs' files amount to, before it is said where it belongs: dated things with labels.

Each reader of a format gives a `ParsedFile`. A `LabelRule` then says for a label which domain it speaks for, and as what.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from efficacy_tui.model.types import Source

Origin = Literal["json", "csv", "loop", "daylio", "jrnl"]
EntryKind = Literal["mastery", "vicarious", "persuasion", "state", "rating"]
KINDS_IN: tuple[EntryKind, ...] = (*get_args(Source), "rating")
EVERYTHING = "*"
_SPACE = uuid.UUID("6f0c5c0e-2b1c-5f5e-9d0a-6b0f8c9a4e11")


class UnreadableFile(ValueError):
    """A sentence: why a file as a whole cannot be taken in."""


class UnknownFormat(UnreadableFile):
    """A file that could be anything."""


class BadRow(NamedTuple):
    """A row that cannot be used: where it stands (“Checkmarks.csv, line 4”), and why."""

    where: str
    reason: str


class ParsedEntry(NamedTuple):
    """One dated thing. `labels` are what a rule can name it by; a thing without a `number` (0–100) is no rating, one
    without `text` no evidence, and `lacks` says why it has no number though it should. `key` tells it from every other
    thing of its origin, now and at the next import.
    """

    labels: tuple[str, ...]
    day: dt.date
    text: str
    number: float | None
    key: str
    where: str
    lacks: str = ""


class ParsedFile(NamedTuple):
    """What a file holds: the things that can be used, and the rows that cannot.

    `moods` are the words of a mood that no number is known for yet, as they are written, each once.
    """

    origin: Origin
    entries: tuple[ParsedEntry, ...]
    bad_rows: tuple[BadRow, ...]
    moods: tuple[str, ...] = ()

    def labels(self) -> list[tuple[str, int, bool, bool]]:
        """Each label with how many things have it, and whether they could be evidence and could be ratings."""
        counts: Counter[str] = Counter()
        texts: set[str] = set()
        numbers: set[str] = set()
        for item in self.entries:
            counts.update(item.labels)
            texts.update(item.labels if item.text else ())
            numbers.update(item.labels if item.number is not None or item.lacks else ())
        return [(name, count, name in texts, name in numbers) for name, count in counts.most_common()]


class LabelRule(NamedTuple):
    """Things with a label (`*`: all) belong to a domain (its name, or id once looked up) as evidence or ratings."""

    label: str
    domain: str
    kind: EntryKind

    def __str__(self) -> str:
        return f"{self.label}={self.domain}:{self.kind}"


def parse_rule(text: str) -> LabelRule:
    """The rule that `LABEL=DOMAIN:KIND` says; without a kind it is mastery evidence.

    Raises:
        UnreadableFile: it is none.
    """
    label, equals, target = text.rpartition("=")
    domain, colon, word = target.rpartition(":")
    if not colon:
        domain, word = target, "mastery"
    kind = next((kind for kind in KINDS_IN if word.strip().casefold() == kind), None)
    if not equals or not label.strip() or not domain.strip() or kind is None:
        raise UnreadableFile(
            f"“{text[:60]}” is no mapping. Write LABEL=DOMAIN:KIND, with one of {', '.join(KINDS_IN)} as the kind."
        )
    return LabelRule(label.strip(), domain.strip(), kind)


def parse_origin(origin: str, *parts: str) -> str:
    """The record id that the same content from the same origin has every time."""
    return uuid.uuid5(_SPACE, "\0".join((origin, *parts))).hex


def unknown_labels(found: ParsedFile, rules: Iterable[LabelRule]) -> list[str]:
    """The labels that rules name and nothing in the file has."""
    known = {name.casefold() for name, *_ in found.labels()} | {EVERYTHING}
    return [rule.label for rule in rules if rule.label.casefold() not in known]


def matching_rules(item: ParsedEntry, rules: Sequence[LabelRule]) -> list[LabelRule]:
    """The rules that apply to a thing, once for each domain and kind."""
    labels = {label.casefold() for label in item.labels}
    chosen: dict[tuple[str, EntryKind], LabelRule] = {}
    for rule in rules:
        fits = item.number is not None or bool(item.lacks) if rule.kind == "rating" else bool(item.text)
        if fits and (rule.label == EVERYTHING or rule.label.casefold() in labels):
            chosen.setdefault((rule.domain, rule.kind), rule)
    return list(chosen.values())
