"""What the terminal can show: the encoding it is written in, and output that never fails for a character it lacks."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import TextIO

from efficacy_tui.content.ascii_fallbacks import UNKNOWN, can_encode, to_ascii
from efficacy_tui.tui.look import glyphs


def stream_encoding(stream: TextIO | None, environ: Mapping[str, str]) -> str:
    """What a stream to a terminal is written in.

    Python writes UTF-8 in the locale C; a person who asked for that locale by name asked for ASCII.
    """
    asked = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    if asked in ("C", "POSIX") and not environ.get("PYTHONIOENCODING"):
        return "ascii"
    return getattr(stream, "encoding", None) or "ascii"


class EncodableText(io.TextIOWrapper):
    """A text stream that writes only what its reader can show, and a likeness of the rest."""

    shows = "utf-8"
    plain = False

    def write(self, text: str) -> int:
        if not text.isascii():
            if self.plain:
                text = to_ascii(text)
            text = "".join(char if can_encode(char, self.shows) else ascii_or_question_mark(char) for char in text)
        return super().write(text)


def ascii_or_question_mark(char: str) -> str:
    """A character's ASCII likeness, or `?`."""
    found = to_ascii(char)
    return found if found.isascii() else UNKNOWN


def install_output_encoding(environ: Mapping[str, str]) -> None:
    """From now on, what is printed is what the terminal can show. What goes into a file or a pipe stays as it is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        to_terminal = stream.isatty()
        shows = stream_encoding(stream, environ) if to_terminal else stream.encoding
        plain = to_terminal and glyphs.fitting_glyphs(shows, environ.get("TERM")) == "ascii"
        if not plain and glyphs.is_utf8(shows):
            continue
        if not to_terminal and shows.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968"):
            # Whoever reads a pipe reads UTF-8, whatever the locale.
            shows = "utf-8"
        # Written as UTF-8 where only ASCII is left in it, which click would otherwise take for a mistake.
        written = "utf-8" if shows == "ascii" else shows
        stream.flush()
        # On the same file, but not on the same buffer: the dashboard goes on writing to the stream itself.
        raw = open(stream.fileno(), "wb", closefd=False)  # noqa: SIM115  # a descriptor, open as long as we are
        fitted = EncodableText(raw, encoding=written, errors="replace", line_buffering=to_terminal)
        fitted.shows, fitted.plain = shows, plain
        setattr(sys, name, fitted)
