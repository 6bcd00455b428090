"""Print a line that names something of the person's: a domain, a rater, a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from efficacy_tui.cli.encoding import OutputText
from efficacy_tui.model.text import escape_json_to_ascii, printable_line

UNWRAPPED = 10**6
"""Cells of a line in a pipe: no line is broken there."""

Piece = tuple[str, str]
"""A part of a line, and its style (see `encoding.STYLES`), which may be empty."""


def print_line(text: str, *, err: bool = False) -> None:
    """Print one line to standard output, or to standard error; a line break in a name cannot begin another one."""
    stream = sys.stderr if err else sys.stdout
    stream.write(f"{printable_line(text)}\n")
    stream.flush()


def print_json(document: str) -> None:
    """Print a JSON document, which ends with a line break; it stays the same document in every encoding."""
    stream = sys.stdout
    if isinstance(stream, OutputText) and stream.replaces_characters:
        document = escape_json_to_ascii(document)
    stream.write(document if document.endswith("\n") else f"{document}\n")
    stream.flush()


def print_wrapped(text: str, hang: int = 0) -> None:
    """Print a line to standard output; in a terminal it is wrapped, with `hang` blanks more before what follows."""
    from efficacy_tui.cli.terminal_width import terminal_width

    width = terminal_width()
    if width is None or len(text) * 2 <= width:
        print_line(text)
        return
    from efficacy_tui.plain.columns import wrap

    words = printable_line(text)
    indent = len(words) - len(words.lstrip())
    for line in wrap(words.lstrip(), width, indent, indent + hang):
        print_line(line)


def print_pieces(pieces: Iterable[Piece]) -> None:
    """Print one line of styled parts to standard output."""
    stream = sys.stdout
    if not isinstance(stream, OutputText) or not stream.shows_styles:
        print_line("".join(text for text, _ in pieces))
        return
    for text, style in pieces:
        if style:
            stream.write_styled(printable_line(text), style)
        else:
            stream.write(printable_line(text))
    print_line("")
