"""The shell's one way out: streams that write no control characters, and only what the terminal can show."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, TextIO

from efficacy_tui.cli.context import OutputFailed
from efficacy_tui.content.ascii_fallbacks import REPLACEMENT, can_encode, fitting_glyphs, is_utf8, to_ascii
from efficacy_tui.model.text import printable


def stream_encoding(stream: TextIO | None, environ: Mapping[str, str]) -> str:
    """Return the encoding of a stream to a terminal.

    Python writes UTF-8 in the C locale, but a person who set that locale by name wants ASCII.
    """
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    if locale in ("C", "POSIX") and not environ.get("PYTHONIOENCODING"):
        return "ascii"
    return getattr(stream, "encoding", None) or "ascii"


_TRUE_COLOUR_TERMINALS = ("alacritty", "contour", "foot", "ghostty", "kitty", "rio", "wezterm")
"""Terminals that have 24-bit colour and say so by their name alone."""


def has_24_bit_colour(environ: Mapping[str, str]) -> bool:
    """Whether the terminal has 24-bit colour by its name (TERM) where COLORTERM is not set, as after `ssh`."""
    if environ.get("COLORTERM"):
        return False
    parts = environ.get("TERM", "").lower().split("-")
    return parts[-1].startswith("direct") or any(name in parts[:2] for name in _TRUE_COLOUR_TERMINALS)


class OutputFile(io.FileIO):
    """The file behind a standard stream; a failing write is told from the other errors of a command."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OutputFailed(error.errno, error.strerror) from error


STYLES = {"bold": "1", "dim": "2", "cyan": "36"}
"""Style → the number of its escape sequence; nothing is said by a style alone."""


class OutputText(io.TextIOWrapper):
    """A text stream that writes no control characters, and no characters that its reader cannot show."""

    shown_encoding = "utf-8"
    """The encoding of the characters that the reader can show; `encoding` is that of the bytes."""

    ascii_only = False

    is_terminal = False
    """Whether lines stand below each other, in columns."""

    shows_styles = False
    """Whether `write_styled` may change how a text looks: on a terminal, and not with NO_COLOR."""

    @property
    def replaces_characters(self) -> bool:
        """Whether other characters may be written in place of some."""
        return self.ascii_only or not is_utf8(self.shown_encoding)

    def write_styled(self, text: str, style: str) -> None:
        """Write a text in one of the `STYLES`, where the terminal shows them."""
        if not self.shows_styles:
            self.write(text)
            return
        super().write(f"\x1b[{STYLES[style]}m")
        self.write(text)
        super().write("\x1b[0m")

    def write(self, text: str) -> int:
        text = printable(text)
        if not text.isascii():
            if self.ascii_only:
                text = to_ascii(text)
            if not is_utf8(self.shown_encoding):
                text = _in_encoding(text, self.shown_encoding, keeps_columns=self.is_terminal)
        return super().write(text)


def _in_encoding(text: str, encoding: str, *, keeps_columns: bool) -> str:
    """Return a text as an encoding has it: similar ASCII characters, or `?`, one for each cell in columns."""
    import unicodedata
    from itertools import groupby

    from efficacy_tui.model.text_layout import cell_width

    # Composed letters are in more encodings than their parts.
    composed = unicodedata.normalize("NFC", text)
    similar = "".join(char if can_encode(char, encoding) else to_ascii(char) for char in composed)
    groups = groupby(similar, key=lambda char: can_encode(char, encoding))
    runs = ((is_encodable, "".join(group)) for is_encodable, group in groups)
    measure = cell_width if keeps_columns else len
    return "".join(run if is_encodable else REPLACEMENT * measure(run) for is_encodable, run in runs)


def install_output_streams(environ: Mapping[str, str]) -> None:
    """Make the output streams write no control characters, and to a terminal only what it can show.

    Files and pipes still get every visible character.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper) or isinstance(stream, OutputText):
            continue
        stream.flush()
        # Share the file but not the buffer, because the dashboard keeps writing to the original stream.
        target = io.BufferedWriter(OutputFile(stream.fileno(), "wb", closefd=False))
        setattr(sys, name, _build_output_text(target, stream, environ))


@contextmanager
def printable_output(environ: Mapping[str, str]) -> Iterator[None]:
    """Write no control characters to the output streams meanwhile, whoever opened these."""
    replaced: dict[str, TextIO] = {}
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream, OutputText):
            stream.flush()
            replaced[name] = stream
            setattr(sys, name, _build_output_text(stream.buffer, stream, environ))
    try:
        yield
    finally:
        for name, stream in replaced.items():
            output = getattr(sys, name)
            setattr(sys, name, stream)
            output.detach()


def _build_output_text(target: BinaryIO, stream: io.TextIOWrapper, environ: Mapping[str, str]) -> OutputText:
    """Build the stream that writes to `target` what the reader of `stream` can show."""
    to_terminal = stream.isatty()
    shown_encoding = stream_encoding(stream, environ) if to_terminal else stream.encoding
    ascii_only = to_terminal and fitting_glyphs(shown_encoding, environ.get("TERM")) == "ascii"
    if not to_terminal and shown_encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968"):
        # The reader of a pipe expects UTF-8 in every locale.
        shown_encoding = "utf-8"
    # Encode the ASCII text as UTF-8, because click would treat an ASCII stream as misconfigured.
    byte_encoding = "utf-8" if shown_encoding == "ascii" else shown_encoding
    output = OutputText(target, encoding=byte_encoding, errors="replace", line_buffering=to_terminal)
    output.shown_encoding, output.ascii_only, output.is_terminal = shown_encoding, ascii_only, to_terminal
    output.shows_styles = to_terminal and not environ.get("NO_COLOR") and environ.get("TERM", "dumb") != "dumb"
    return output
