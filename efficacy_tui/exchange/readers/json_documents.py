"""What the readers of JSON share: labels of entries, the lines of values in their file, and errors in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


ENTRY, STARRED = "entry", "starred"


def entry_labels(tags: Iterable[str], *, is_starred: bool) -> tuple[str, ...]:
    """Return the labels of a diary's entry: that it is one, its tags, and that it is starred, if it is."""
    return (ENTRY, *dict.fromkeys(tags), *((STARRED,) if is_starred else ()))


class EntryLocations:
    """Finds the locations (“file, line 4”) of values in the JSON they come from; call `of` in the order of the file."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data
        self._offset, self._line = 0, 1

    def of(self, raw: msgspec.Raw) -> str:
        """Return the file and the line at which a value begins."""
        offset = self._data.find(raw, self._offset)
        if offset < 0:
            self._offset, self._line = 0, 1
            offset = max(self._data.find(raw), 0)
        self._line += self._data.count(b"\n", self._offset, offset)
        # Move on by one, so that the search for an equal value starts after this one.
        self._offset = offset + (self._data[offset : offset + 1] != b"\n")
        return f"{self._name}, line {self._line}"


def describe_decode_error(error: Exception) -> str:
    """Describe a decoding error without backquotes."""
    return str(error).replace("`", "")


def replace_half_characters(text: str) -> str:
    """Replace each half of a surrogate pair in a JSON text by �: a program that cuts texts can cut an emoji in two.

    No reader of JSON takes such a text, and the rest of it is sound.
    """
    return (
        _ESCAPE.sub(lambda match: "\\ufffd" if match["half"] else match[0], text) if "\\ud" in text.casefold() else text
    )
