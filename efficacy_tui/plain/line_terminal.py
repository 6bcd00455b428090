"""Input and output of the plain UI: a terminal, a pipe, or a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from efficacy_tui.content.languages import ENGLISH
from efficacy_tui.model.text import printable_line
from efficacy_tui.plain.columns import MAX_WIDTH, wrap


class LineTerminal:
    """Reads lines from `source` and writes lines of at most `width` cells to `target`.

    `height` is the number of blank lines that scroll earlier output away. `explained_topics` are the topics that were
    explained and are not explained again. `support_file` is the path of the person's edited support page, whether or
    not it exists, and `support_language` tells the language of the shipped one. After the end of the input, or when the
    output is closed, `ended` is true and `read` returns `None`.
    """

    def __init__(self, source: TextIO, target: TextIO, width: int = MAX_WIDTH, height: int = 40) -> None:
        self.source = source
        self.target = target
        self.width = width
        self.height = height
        self.ended = False
        self.explained_topics: set[str] = set()
        self.support_file: Path | None = None
        self.support_language: Callable[[], str] = lambda: ENGLISH
        self._pipe_closed = self._reading = self._has_output = False
        self._echoes_input = source.isatty()

    def say(self, *paragraphs: str, indent: int = 0) -> None:
        """Write paragraphs, wrapped."""
        for paragraph in paragraphs:
            self.write_lines(wrap(paragraph, self.width, indent))

    def write_lines(self, rows: Iterable[str]) -> None:
        """Write lines unwrapped."""
        for row in rows:
            self._write(f"{printable_line(row).rstrip(' ')}\n")

    def blank_line(self) -> None:
        self._write("\n")

    @property
    def has_visible_output(self) -> bool:
        """Whether a person can see earlier output: something was written to a terminal."""
        return self._has_output and self.target.isatty()

    def scroll_away(self) -> None:
        """Scroll earlier output out of sight."""
        self._write("\n" * self.height)

    def read(self, prompt: str) -> str | None:
        """Read one line without its line ending; `None` at the end of the input."""
        # Before anything is looked at or written, so that a signal from now on ends the read.
        self._reading = True
        try:
            if self.ended:
                return None
            self._write(f"{printable_line(prompt).strip(' ')} ", flush=True)
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
        if not self._echoes_input:
            # A pipe does not echo the answer, so the next output would continue the prompt's line.
            self._write(f"{printable_line(answer).strip()}\n")
        return answer

    def hang_up(self) -> None:
        """End the input. Called from a signal handler, so that a pending read ends at once.

        Raises:
            EOFError: a read is pending, and this ends it.
        """
        self.ended = True
        if self._reading:
            raise EOFError

    def finish(self) -> None:
        """Flush the output, or discard it when its reader has gone."""
        self._write("", flush=True)
        if self._pipe_closed:
            # The interpreter flushes standard output again at exit and would print an error.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.target.fileno())

    def _write(self, text: str, *, flush: bool = False) -> None:
        try:
            self.target.write(text)
            self._has_output = True
            if flush:
                self.target.flush()
        except OSError:
            self.ended = self._pipe_closed = True
