"""The JSON Schema of what each command prints with --json."""

from __future__ import annotations

from typing import Any

import msgspec

from efficacy_tui.exchange.documents.changes import CHANGE_COMMANDS, OutcomeDocument, change_document_type
from efficacy_tui.exchange.documents.domains import DomainListDocument
from efficacy_tui.exchange.documents.history import HistoryDocument
from efficacy_tui.exchange.documents.ladder import LadderDocument
from efficacy_tui.exchange.documents.others import EstimateDocument, StatusDocument, SyncDocument
from efficacy_tui.exchange.documents.raters import RaterListDocument
from efficacy_tui.exchange.documents.reading import DueDocument, ListDocument, SearchDocument, ShowDocument
from efficacy_tui.exchange.documents.standing import StandingDocument

READING_TYPES: dict[str, Any] = {
    "domain list": DomainListDocument,
    "due": DueDocument,
    "estimate": EstimateDocument,
    "history": HistoryDocument,
    "ladder": LadderDocument | None,
    "list": ListDocument,
    "rate list": RaterListDocument,
    "search": SearchDocument,
    "show": ShowDocument,
    "standing": StandingDocument | None,
    "status": StatusDocument,
    "sync": SyncDocument,
}
"""Command → the type of its document; `None` is `null`, where there is no domain yet."""

SCHEMA_COMMANDS: tuple[str, ...] = tuple(sorted((*READING_TYPES, *CHANGE_COMMANDS, "outcome")))


def document_type(command: str) -> Any:
    """Return the type of the documents of a command in `SCHEMA_COMMANDS`."""
    if command == "outcome":
        return OutcomeDocument
    return READING_TYPES[command] if command in READING_TYPES else change_document_type(command)


def command_schema(command: str) -> bytes:
    """Return the JSON Schema (draft 2020-12) of what a command in `SCHEMA_COMMANDS` prints with --json."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"What “efficacy {command} --json” prints",
        **msgspec.json.schema(document_type(command)),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
