"""Texts in arguments and options; “-” reads one from standard input."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
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
NOT_UTF8 = "The text is not in UTF-8; what could not be read of it is replaced by �."
READ_TWICE = "“-” can stand for one text only, because standard input is read once."

_UNDECODED = re.compile("[\udc80-\udcff]")
"""Bytes that Python could not decode (its `surrogateescape`)."""

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
            return decode_argument(text)
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
    return _decode(to_utf8(data), sys.stdin.encoding or "utf-8").rstrip("\r\n")


def decode_argument(text: str) -> str:
    """Return a text of the command line; bytes that the system could not decode are read as UTF-8 where they are that.

    Others become a sign, and that is said.
    """
    return _decode(os.fsencode(text), "utf-8") if _UNDECODED.search(text) else text


def _decode(data: bytes, encoding: str) -> str:
    """Decode a text in UTF-8 or in the encoding of the system; what is neither is replaced, which is said."""
    for name in ("utf-8", encoding):
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(name)
    click.echo(NOT_UTF8, err=True)
    return data.decode("utf-8", "replace")
