"""Facts about a journal file, in its table `meta`: `schema`, `journal` (its id), `epoch`, and `erased` (a digest)."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import msgspec

from efficacy_tui.store import atomic_file

_HEAD_BYTES = 4096
_HEAD_START = b'{"meta":'


def facts_in(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a file given as plain tables; entries that are not as they should be are left out."""
    meta = tables.get("meta")
    entries = meta.values() if isinstance(meta, dict) else ()
    return {
        entry["id"]: entry.get("value")
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }


def set_fact(tables: dict[str, Any], key: str, value: Any) -> None:
    """Set one fact of a file given as plain tables; `None` removes it."""
    entries = [
        entry for entry in tables.get("meta", {}).values() if not (isinstance(entry, dict) and entry.get("id") == key)
    ]
    if value is not None:
        entries.append({"id": key, "value": value})
    tables["meta"] = {str(number): entry for number, entry in enumerate(entries, 1)}


def with_fact(data: bytes, key: str, value: Any) -> bytes:
    """Return the bytes of a journal file with one fact set; every other table keeps its bytes.

    Raises:
        msgspec.DecodeError: The bytes are not a journal.
    """
    tables = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    facts: dict[str, Any] = {"meta": msgspec.json.decode(tables.pop("meta", msgspec.Raw(b"{}")))}
    set_fact(facts, key, value)
    # The facts stay in front, where `peek_facts` finds them without reading the whole file.
    return msgspec.json.encode({"meta": facts["meta"], **tables})


def peek_facts(path: Path) -> dict[str, Any]:
    """Return the facts of a file, from its first bytes where they stand there; empty if it cannot be read."""
    try:
        head = atomic_file.read_head(path, _HEAD_BYTES)
        end = head.find(b"}}")
        if head.startswith(_HEAD_START) and end > 0:
            with contextlib.suppress(msgspec.DecodeError):
                return facts_in({"meta": msgspec.json.decode(head[len(_HEAD_START) : end + 2])})
        data, _ = atomic_file.read_whole(path)
        tables = msgspec.json.decode(data)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return facts_in(tables) if isinstance(tables, dict) else {}


def journal_id(facts: dict[str, Any]) -> str:
    """Return the id of the journal that a file is a version of; empty if the file states none."""
    value = facts.get("journal")
    return value if isinstance(value, str) else ""


def is_same_journal(facts: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two files are versions of one journal; a file without an id (before there were ids) counts as one."""
    first, second = journal_id(facts), journal_id(other)
    return not first or not second or first == second
