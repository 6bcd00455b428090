"""The documents of the commands that change the journal: what was said, and every record as it is now."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from efficacy_tui.exchange.documents.base import VERSION
from efficacy_tui.journal.ending import Ending
from efficacy_tui.model import records as r
from efficacy_tui.model import types as t
from efficacy_tui.store.tables import Contents

REPORTED_TABLES = tuple(name for name in r.TABLES if name not in ("settings", "tombstones"))
"""Tables whose changes are reported; the others are the program's own."""

ChangeKind = Literal["added", "changed", "deleted"]


class RecordChangeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a command added, changed or deleted."""

    table: str
    id: t.Identifier
    change: ChangeKind
    record: Annotated[
        dict[str, Any] | None, msgspec.Meta(description="as it is now, as in an export; null: it was deleted")
    ]


class ChangeDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a command did: `message` is what it prints otherwise; without `changes` nothing had to be changed."""

    version: Literal[1]
    message: str
    changes: tuple[RecordChangeDocument, ...]


class OddsAtTask(msgspec.Struct, frozen=True, kw_only=True):
    """The record’s odds at the daily task with their 80 % range, in percent."""

    percent: t.Percent
    low: t.Percent
    high: t.Percent


class OutcomeDocument(ChangeDocument, frozen=True, kw_only=True, tag_field="format", tag="efficacy-outcome"):
    """An outcome and what it came to; the difficulties are 0–100."""

    difficulty: t.Percent
    odds: t.Percent
    hardest_before: int | None
    hardest_after: int | None
    record_before: OddsAtTask | None
    record_after: OddsAtTask | None
    outcomes_missing: Annotated[int, msgspec.Meta(description="until the record speaks")]
    next_difficulty: int | None


CHANGE_COMMANDS: dict[str, str] = {
    "add": "Evidence that was added.",
    "check-in": "Ratings of a day.",
    "step": "The result of a step.",
    "challenge new": "A challenge that has begun, with its rung.",
    "edit": "A record that was changed in an editor.",
    "delete": "A record that was deleted.",
    "undo": "The change that was taken back.",
    "redo": "The change that was put back.",
    "rate delete": "Somebody who was deleted, with their answers.",
    "rung add": "An idea that was added to a ladder.",
    "rung move": "An idea that has another place.",
    "rung rate": "Ratings of rungs.",
    "rung delete": "A rung that was taken off its ladder.",
    "domain add": "A domain that was added.",
    "domain focus": "The domain that has the focus now.",
    "domain join": "Domains of one name that are one now.",
    "domain place": "The daily task’s place on its ladder.",
    "domain days": "The days of the week on which a domain is asked.",
    "domain pause": "The pause of a domain.",
    "domain resume": "A domain that is no longer paused.",
}
"""Command → what its document holds, for the commands that say nothing else."""


def change_document_type(command: str) -> type[ChangeDocument]:
    """Return the type of the documents of a command in `CHANGE_COMMANDS`."""
    name = "".join(part.capitalize() for part in command.replace("-", " ").split())
    kind: type[ChangeDocument] = msgspec.defstruct(  # type: ignore[assignment]  # it is made from that type
        f"{name}Document",
        [],
        bases=(ChangeDocument,),
        module=__name__,
        namespace={"__doc__": f"{CHANGE_COMMANDS[command]} {ChangeDocument.__doc__}"},
        tag_field="format",
        tag=format_name(command),
        frozen=True,
        kw_only=True,
    )
    return kind


def format_name(command: str) -> str:
    """Return the `format` of the documents of a command."""
    return f"efficacy-{command.replace(' ', '-')}"


def list_changes(before: Contents, after: Contents) -> tuple[RecordChangeDocument, ...]:
    """List the records that differ between two versions of the journal, table by table."""
    changes = []
    for name in REPORTED_TABLES:
        old_rows, new_rows = before.table(name), after.table(name)
        if old_rows is new_rows:
            continue
        for identifier, row in new_rows.items():
            old = old_rows.get(identifier)
            if old is not row and old != row:
                changes.append(_change(name, identifier, "added" if old is None else "changed", row))
        for identifier in old_rows:
            if identifier not in new_rows:
                changes.append(_change(name, identifier, "deleted", None))
    return tuple(changes)


def _change(table: str, identifier: str, kind: ChangeKind, row: Any) -> RecordChangeDocument:
    record = None if row is None else msgspec.to_builtins(row)
    return RecordChangeDocument(table=table, id=identifier, change=kind, record=record)


def outcome_document(message: str, changes: tuple[RecordChangeDocument, ...], ending: Ending) -> OutcomeDocument:
    """Build the document of an outcome from what it came to."""
    before, after = ending.record_before, ending.record_after
    return OutcomeDocument(
        version=VERSION,
        message=message,
        changes=changes,
        difficulty=ending.challenge.difficulty,
        odds=ending.challenge.odds,
        hardest_before=ending.hardest_before,
        hardest_after=ending.hardest_after,
        record_before=None if before is None else OddsAtTask(percent=before.percent, low=before.low, high=before.high),
        record_after=None if after is None else OddsAtTask(percent=after.percent, low=after.low, high=after.high),
        outcomes_missing=ending.outcomes_missing,
        next_difficulty=ending.next_difficulty,
    )
