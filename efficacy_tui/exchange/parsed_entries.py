"""Dated, labelled entries from other programs' files, before they belong to a domain.

The reader of each format returns a `ParsedFile`. A `LabelRule` then maps a label to a domain and a kind of entry.
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
ENTRY_KINDS: tuple[EntryKind, ...] = (*get_args(Source), "rating")
ANY_LABEL = "*"
_NAMESPACE = uuid.UUID("6f0c5c0e-2b1c-5f5e-9d0a-6b0f8c9a4e11")


class UnreadableFile(ValueError):
    """The file as a whole cannot be imported; the message is a sentence that says why."""


class UnknownFormat(UnreadableFile):
    """The format of the file was not recognised."""


class BadRow(NamedTuple):
    """A row that cannot be used: its location (“Checkmarks.csv, line 4”), and the reason."""

    where: str
    reason: str


class ParsedEntry(NamedTuple):
    """One dated entry of another program.

    A rule can name it by any of its `labels`. An entry without a `number` (0–100) cannot be a rating, one without
    `text` cannot be evidence; `number_problem` says why a rating lacks its number. `key` identifies the entry within
    its origin, and is the same at the next import.
    """

    labels: tuple[str, ...]
    day: dt.date
    text: str
    number: float | None
    key: str
    where: str
    number_problem: str = ""


class ParsedFile(NamedTuple):
    """The content of a file: the usable entries, and the rows that cannot be used.

    `moods` are the mood words that have no number yet, as written in the file, each once.
    """

    origin: Origin
    entries: tuple[ParsedEntry, ...]
    bad_rows: tuple[BadRow, ...]
    moods: tuple[str, ...] = ()

    def labels(self) -> list[tuple[str, int, bool, bool]]:
        """Return each label, its number of entries, and whether any can be evidence and any a rating."""
        counts: Counter[str] = Counter()
        texts: set[str] = set()
        numbers: set[str] = set()
        for entry in self.entries:
            counts.update(entry.labels)
            texts.update(entry.labels if entry.text else ())
            numbers.update(entry.labels if entry.number is not None or entry.number_problem else ())
        return [(name, count, name in texts, name in numbers) for name, count in counts.most_common()]


class LabelRule(NamedTuple):
    """Maps entries with a label (`*`: all) to a domain (its name, or its id once resolved) as evidence or ratings."""

    label: str
    domain: str
    kind: EntryKind

    def __str__(self) -> str:
        return f"{self.label}={self.domain}:{self.kind}"


def parse_rule(text: str) -> LabelRule:
    """Parse a rule like `LABEL=DOMAIN:KIND`; the default kind is mastery.

    Raises:
        UnreadableFile: the text is not a rule.
    """
    label, equals, target = text.rpartition("=")
    domain, colon, kind_word = target.rpartition(":")
    if not colon:
        domain, kind_word = target, "mastery"
    kind = next((kind for kind in ENTRY_KINDS if kind_word.strip().casefold() == kind), None)
    if not equals or not label.strip() or not domain.strip() or kind is None:
        raise UnreadableFile(
            f"“{text[:60]}” is not a mapping. Write LABEL=DOMAIN:KIND, with a KIND out of {', '.join(ENTRY_KINDS)}."
        )
    return LabelRule(label.strip(), domain.strip(), kind)


def derive_record_id(origin: str, *parts: str) -> str:
    """Derive a record id that is the same at every import of the same content from the same origin."""
    return uuid.uuid5(_NAMESPACE, "\0".join((origin, *parts))).hex


def unknown_labels(parsed: ParsedFile, rules: Iterable[LabelRule]) -> list[str]:
    """Return the labels of rules that no entry of the file has."""
    known_labels = {name.casefold() for name, *_ in parsed.labels()} | {ANY_LABEL}
    return [rule.label for rule in rules if rule.label.casefold() not in known_labels]


def matching_rules(entry: ParsedEntry, rules: Sequence[LabelRule]) -> list[LabelRule]:
    """Return the rules that apply to an entry, one for each domain and kind."""
    labels = {label.casefold() for label in entry.labels}
    matches: dict[tuple[str, EntryKind], LabelRule] = {}
    for rule in rules:
        fits = entry.number is not None or bool(entry.number_problem) if rule.kind == "rating" else bool(entry.text)
        if fits and (rule.label == ANY_LABEL or rule.label.casefold() in labels):
            matches.setdefault((rule.domain, rule.kind), rule)
    return list(matches.values())
