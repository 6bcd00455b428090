"""Print a line that names something of the person's: a domain, a rater, a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from efficacy_tui.cli.encoding import OutputText
from efficacy_tui.model.text import escape_json_to_ascii, printable_line

UNWRAPPED = 10**6
"""Cells of a line in a pipe: no line is broken there."""

_LABEL = re.compile(r"[a-z]+(?: [a-z]+)* {2,}")
_TIE = "\u00a0"
_COMMAND = re.compile(r"“efficacy [^”]*”|(?<=: )(?:efficacy|git) [^“”]*$")
"""A command in quotation marks, or the one that ends a line."""

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


def print_wrapped(text: str, hang: int = 0, *, err: bool = False) -> None:
    """Print a line; in a terminal it is wrapped, with `hang` blanks more before what follows.

    A label that two blanks or more part from what it says stands in a column of its own.
    """
    from efficacy_tui.cli.terminal_width import terminal_width

    width = terminal_width(err=err)
    if width is None or len(text) * 2 <= width:
        print_line(text, err=err)
        return
    from efficacy_tui.plain.columns import wrap

    words = printable_line(text)
    label = _LABEL.match(words) if not hang else None
    head = label[0] if label else " " * (len(words) - len(words.lstrip()))
    words, indent = words[len(head) :], len(head)
    first, *others = wrap(_tie_commands(words, width - indent - hang), width, indent, indent + hang)
    for line in (head + first[indent:], *others):
        print_line(line.replace(_TIE, " "), err=err)


def print_sentences(text: str, *, err: bool = False) -> None:
    """Print sentences, wrapped in a terminal; a line break in them begins a new line."""
    for line in text.split("\n"):
        print_wrapped(line, err=err)


def _tie_commands(text: str, width: int) -> str:
    """Tie the words of each command that fits on a line: people copy it, and its beginning is another command."""
    return _COMMAND.sub(lambda match: match[0].replace(" ", _TIE) if len(match[0]) < width else match[0], text)


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
