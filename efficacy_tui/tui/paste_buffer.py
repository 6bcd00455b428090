"""Collects a bracketed paste up to its end, which may come in pieces."""

from __future__ import annotations

import re

PASTE_MAX = 1_000_000
"""Characters of one paste that are kept; the rest of it is dropped."""

BEGIN, END = "\x1b[200~", "\x1b[201~"

_NOT_TEXT = re.compile("[\ud800-\udfff]")


class PasteBuffer:
    """The text of one paste."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._partial_end = ""

    def read(self, text: str, position: int) -> tuple[int, bool]:
        """Read text from a position on; return the position after what belongs to the paste, and whether that ended."""
        before = len(self._partial_end)
        joined = self._partial_end + text[position:]
        end = joined.find(END)
        if end < 0:
            cut = next((n for n in range(len(END) - 1, 0, -1) if joined.endswith(END[:n])), 0)
            self._add(joined[: len(joined) - cut])
            self._partial_end = joined[len(joined) - cut :]
            return len(text), False
        self._add(joined[:end])
        self._partial_end = ""
        return position + end + len(END) - before, True

    def _add(self, piece: str) -> None:
        piece = piece[: max(PASTE_MAX - self._length, 0)]
        self._length += len(piece)
        self._pieces.append(piece)

    def take(self) -> str:
        """Return the text so far and forget it; what may be the beginning of the end is not part of it."""
        text = _NOT_TEXT.sub("\ufffd", "".join(self._pieces))
        self._pieces, self._length = [], 0
        return text
