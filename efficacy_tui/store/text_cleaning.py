"""Clean the texts of records that came in from elsewhere: by an import, a merge, a synchroniser or a hand.

Only a text that could act on a terminal, or a name that runs over several lines, is touched; it becomes what typing it
would have saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from efficacy_tui.model.text import clean, clean_line, is_printable

ONE_LINE_FIELDS = frozenset(
    {"name", "task", "goal", "title", "event", "role", "who", "pseudonym", "key", "table", "origin"}
)
"""The fields whose texts are typed on one line."""

_EMPTIED = "\ufffd"


def clean_record(row: Any) -> Any:
    """Return a record with clean texts: the same object if they are clean already."""
    if next(find_unclean_fields(row), None) is None:
        return row
    return msgspec.convert(clean_document(msgspec.to_builtins(row)), type(row))


def clean_document(document: Any, field: str = "") -> Any:
    """Return plain data with clean texts; `field` is the name of the field that holds it."""
    if isinstance(document, str):
        return _clean_text(document, field)
    if isinstance(document, Mapping):
        return {_clean_text(key, "key"): clean_document(value, key) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [clean_document(item, field) for item in document]
    return document


def find_unclean_fields(value: Any, field: str = "") -> Iterator[str]:
    """Yield the name of each field of a record, or of plain data, whose text is not clean."""
    if isinstance(value, str):
        # Most texts are ASCII on one line, so one cheap test settles them.
        if not value.isprintable() and _clean_text(value, field) != value:
            yield field
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from find_unclean_fields(getattr(value, name), name)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from find_unclean_fields(key, "key")
            yield from find_unclean_fields(item, key)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from find_unclean_fields(item, field)


def _clean_text(text: str, field: str) -> str:
    is_one_line = field in ONE_LINE_FIELDS
    if is_printable(text) and not (is_one_line and "\n" in text):
        return text
    return (clean_line(text) if is_one_line else clean(text)) or _EMPTIED
