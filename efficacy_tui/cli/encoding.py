"""The terminal's encoding and colours, and output streams that replace the characters it cannot show."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from typing import TextIO

from efficacy_tui.content.ascii_fallbacks import REPLACEMENT, can_encode, to_ascii
from efficacy_tui.tui.look import glyphs


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


class EncodableText(io.TextIOWrapper):
    """A text stream that replaces the characters its reader cannot show with similar ones."""

    shown_encoding = "utf-8"
    """The encoding of the characters that the reader can show; `encoding` is that of the bytes."""

    ascii_only = False

    def write(self, text: str) -> int:
        if not text.isascii():
            if self.ascii_only:
                text = to_ascii(text)
            text = "".join(
                char if can_encode(char, self.shown_encoding) else ascii_or_question_mark(char) for char in text
            )
        return super().write(text)


def ascii_or_question_mark(char: str) -> str:
    """Return a similar ASCII character, or `?`."""
    replacement = to_ascii(char)
    return replacement if replacement.isascii() else REPLACEMENT


def install_output_encoding(environ: Mapping[str, str]) -> None:
    """Make the output streams print only what the terminal can show; files and pipes still get every character."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper):
            continue
        to_terminal = stream.isatty()
        shown_encoding = stream_encoding(stream, environ) if to_terminal else stream.encoding
        ascii_only = to_terminal and glyphs.fitting_glyphs(shown_encoding, environ.get("TERM")) == "ascii"
        if not ascii_only and glyphs.is_utf8(shown_encoding):
            continue
        if not to_terminal and shown_encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968"):
            # The reader of a pipe expects UTF-8 in every locale.
            shown_encoding = "utf-8"
        # Encode the ASCII text as UTF-8, because click would treat an ASCII stream as misconfigured.
        byte_encoding = "utf-8" if shown_encoding == "ascii" else shown_encoding
        stream.flush()
        # Share the file but not the buffer, because the dashboard keeps writing to the original stream.
        raw = open(stream.fileno(), "wb", closefd=False)  # noqa: SIM115  # stays open until the process ends
        encodable = EncodableText(raw, encoding=byte_encoding, errors="replace", line_buffering=to_terminal)
        encodable.shown_encoding, encodable.ascii_only = shown_encoding, ascii_only
        setattr(sys, name, encodable)
