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

Origin = Literal["json", "csv", "loop", "daylio", "jrnl", "dayone", "table"]
EntryKind = Literal["mastery", "vicarious", "persuasion", "state", "rating"]
ENTRY_KINDS: tuple[EntryKind, ...] = (*get_args(Source), "rating")
ANY_LABEL = "*"
_NAMESPACE = uuid.UUID("6f0c5c0e-2b1c-5f5e-9d0a-6b0f8c9a4e11")


class UnreadableFile(ValueError):
    """The file as a whole cannot be imported; the message is a sentence that says why."""


class UnknownFormat(UnreadableFile):
    """The format of the file was not recognised."""


class BadRow(NamedTuple):
    """A row that cannot be used: its location (“Checkmarks.csv, line 4”), and the reason.

    `labels` are those that a rule could name it by, `None` where the row does not tell; `kind` says whether it would
    have been a rating or evidence, if that is certain, and `origin` which program wrote it, where there are several.
    `hint` is an option of the shell that helps. One that stands for several rows has their number, `row_count`.
    """

    where: str
    reason: str
    labels: tuple[str, ...] | None = None
    kind: Literal["rating", "evidence"] | None = None
    hint: str = ""
    row_count: int = 1
    origin: Origin | Literal[""] = ""


class ParsedEntry(NamedTuple):
    """One dated entry of another program.

    A rule can name it by any of its `labels`. An entry without a `number` (0–100) cannot be a rating, one without
    `text` cannot be evidence; `unnumbered_mood` is the word of a rating that has no number yet. `day` is the date in
    the file, and `time` the local time of day, if the file has it. `key` identifies the entry within its `origin`
    (empty: that of the file), and is the same at the next import, also after its text was edited; `legacy_key` is the
    one that earlier versions of this program gave it.
    """

    labels: tuple[str, ...]
    day: dt.date
    text: str
    number: float | None
    key: str
    where: str
    unnumbered_mood: str = ""
    time: dt.time | None = None
    legacy_key: str = ""
    origin: Origin | Literal[""] = ""


class ParsedFile(NamedTuple):
    """The content of a file, or of several: the usable entries, and the rows that cannot be used.

    `moods` are the mood words that have no number yet, as written in the file, each once. `notes` are sentences about
    how it was read. `origins` are those of its entries where there are several.
    """

    origin: Origin
    entries: tuple[ParsedEntry, ...]
    bad_rows: tuple[BadRow, ...]
    moods: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    def labels(self) -> list[tuple[str, int, bool, bool]]:
        """Return each label, its number of entries, and whether any can be evidence and any a rating."""
        counts: Counter[str] = Counter()
        texts: set[str] = set()
        numbers: set[str] = set()
        for entry in self.entries:
            counts.update(entry.labels)
            texts.update(entry.labels if entry.text else ())
            numbers.update(entry.labels if entry.number is not None or entry.unnumbered_mood else ())
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
    """Return the labels of rules that no entry of the file has, and no row of it that cannot be used."""
    names = [name for name, *_ in parsed.labels()] + [name for row in parsed.bad_rows for name in row.labels or ()]
    known_labels = {name.casefold() for name in names} | {ANY_LABEL}
    return [rule.label for rule in rules if rule.label.casefold() not in known_labels]


_USUAL_LABELS: dict[str, frozenset[str]] = {
    "daylio": frozenset({"mood", "note"}),
    "jrnl": frozenset({"entry", "starred"}),
    "dayone": frozenset({"entry", "starred"}),
}
"""The labels that each export of a program has, besides those that a person chose."""


def rows_asked_for(parsed: ParsedFile, rules: Sequence[LabelRule]) -> list[BadRow]:
    """Return the rows that cannot be used and that a rule would have taken, or may have."""
    labels_by_origin: dict[str, set[str]] = {}
    for entry in parsed.entries:
        labels_by_origin.setdefault(entry.origin or parsed.origin, set()).update(map(str.casefold, entry.labels))
    known_labels = set().union(*labels_by_origin.values())
    rows = []
    for row in parsed.bad_rows:
        labels = None if row.labels is None else {label.casefold() for label in row.labels}
        if labels is None and row.origin:
            # The row may have a label that appears nowhere else, but not one of another program.
            own_labels = labels_by_origin.get(row.origin, set()) | _USUAL_LABELS.get(row.origin, frozenset())
            labels = own_labels | {rule.label.casefold() for rule in rules} - known_labels
        if any(_takes(rule, row, labels) for rule in rules):
            rows.append(row)
    return rows


def _takes(rule: LabelRule, row: BadRow, labels: set[str] | None) -> bool:
    has_label = rule.label == ANY_LABEL or labels is None or rule.label.casefold() in labels
    return has_label and row.kind in (None, "rating" if rule.kind == "rating" else "evidence")


def quote_cell(text: str) -> str:
    """Quote a cell for a message: at most 40 characters, none of them a control character."""
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{printable if len(printable) <= 40 else printable[:39] + '…'}”"


def matching_rules(entry: ParsedEntry, rules: Sequence[LabelRule]) -> list[LabelRule]:
    """Return the rules that apply to an entry, one for each domain and kind."""
    labels = {label.casefold() for label in entry.labels}
    matches: dict[tuple[str, EntryKind], LabelRule] = {}
    for rule in rules:
        fits = entry.number is not None or bool(entry.unnumbered_mood) if rule.kind == "rating" else bool(entry.text)
        if fits and (rule.label == ANY_LABEL or rule.label.casefold() in labels):
            matches.setdefault((rule.domain, rule.kind), rule)
    return list(matches.values())
