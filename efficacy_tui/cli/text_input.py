"""Texts in arguments and options; “-” reads one from standard input."""

from __future__ import annotations

import sys
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    _Base = click.ParamType[str]
else:
    # Only newer versions of click name the type of the value.
    _Base = click.ParamType

STDIN = "-"
MAX_BYTES = 1_000_000
"""The most that is read from standard input."""

TOO_LONG = "Standard input holds more than 1 MB, which is too much for a text. Nothing was changed."
NO_TEXT = "Standard input holds no text. Nothing was changed."
READ_TWICE = "“-” can stand for one text only, because standard input is read once."

_META_KEY = "efficacy_tui.cli.text_input"


class UnusableInput(click.ClickException):
    """Standard input holds no text that can be taken; the message is a sentence that says why."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class TextType(_Base):
    """A text, or “-” for what standard input holds: at most 1 MB, in UTF-8 or in UTF-16 with a byte order mark."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if text != STDIN:
            return text
        if ctx is None or ctx.resilient_parsing:
            return text
        if ctx.meta.get(_META_KEY):
            self.fail(READ_TWICE, param, ctx)
        ctx.meta[_META_KEY] = True
        if sys.stdin.isatty():
            self.fail("“-” reads a pipe or a file, and there is none. Give the text in quotation marks.", param, ctx)
        from efficacy_tui.store.errors import Rejected

        try:
            text = read_stdin()
        except Rejected as error:
            raise UnusableInput(str(error)) from error
        if not text.strip():
            # A pipe whose first program failed is no text that somebody left empty.
            raise UnusableInput(NO_TEXT)
        return text


TEXT = TextType()


def read_stdin() -> str:
    """Read standard input as text, without the line break at its end.

    Raises:
        Rejected: it holds more than 1 MB.
    """
    from efficacy_tui.model.text_encoding import to_utf8
    from efficacy_tui.store.errors import Rejected

    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Rejected(TOO_LONG)
    return to_utf8(data).decode("utf-8", "replace").rstrip("\r\n")
