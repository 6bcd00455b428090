"""Where the line face reads what is typed and writes what it says: a terminal, a pipe, or a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from efficacy_tui.model.text import clean
from efficacy_tui.plain.columns import MOST, wrap


class LineTerminal:
    """Reads lines from `source`, writes lines of at most `width` cells to `target`.

    `height` is how many lines hide what stands above them; `told` is what was explained once and need not be again;
    `own_support` is where the person's own support page would be.
    After the end of the input, or when nobody can read any more, `ended` is true and every further answer is `None`.
    """

    def __init__(self, source: TextIO, target: TextIO, width: int = MOST, height: int = 40) -> None:
        self.source = source
        self.target = target
        self.width = width
        self.height = height
        self.ended = False
        self.told: set[str] = set()
        self.own_support: Path | None = None
        self._broken = self._reading = self._wrote = False
        self._typed_is_seen = source.isatty()

    def say(self, *paragraphs: str, indent: int = 0) -> None:
        """Write paragraphs, wrapped."""
        for paragraph in paragraphs:
            self.lines(wrap(paragraph, self.width, indent))

    def lines(self, rows: Iterable[str]) -> None:
        """Write lines as they are."""
        for row in rows:
            # Leading blanks are layout; whatever else a journal holds must not reach the terminal as control bytes.
            self._write(" " * (len(row) - len(row.lstrip(" "))) + clean(row) + "\n")

    def gap(self) -> None:
        """An empty line."""
        self._write("\n")

    @property
    def seen(self) -> bool:
        """Whether something stands here that a person looks at, and not a file or a program."""
        return self._wrote and self.target.isatty()

    def hide(self) -> None:
        """Move what stands here out of sight: it scrolls away."""
        self._write("\n" * self.height)

    def read(self, prompt: str) -> str | None:
        """One line that was typed, without its end; `None` at the end of the input."""
        if self.ended:
            return None
        self._write(clean(prompt) + " ", flush=True)
        try:
            self._reading = True
            line = self.source.readline()
        except KeyboardInterrupt:
            self._write("\n")
            return None
        except (EOFError, OSError):
            line = ""
        finally:
            self._reading = False
        if not line:
            self.ended = True
            self._write("\n")
            return None
        answer = line.rstrip("\r\n")
        if not self._typed_is_seen:
            # In a pipe nobody sees what was answered, and the next words would stand on the same line.
            self._write(clean(answer) + "\n")
        return answer

    def hang_up(self) -> None:
        """Nothing more will be typed. Called from a signal, so what is being read ends at once.

        Raises:
            EOFError: while something is being read, to end that.
        """
        self.ended = True
        if self._reading:
            raise EOFError

    def finish(self) -> None:
        """Write what is still held back; where nobody reads any more, let go of it."""
        self._write("", flush=True)
        if self._broken:
            # The interpreter flushes once more at its end, and would complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.target.fileno())

    def _write(self, text: str, *, flush: bool = False) -> None:
        try:
            self.target.write(text)
            self._wrote = True
            if flush:
                self.target.flush()
        except OSError:
            self.ended = self._broken = True
