"""Ask for a passphrase: at the terminal, where it is never shown, or from a file descriptor, for scripts."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

from efficacy_tui.cli.context import NO_TERMINAL, REFUSED
from efficacy_tui.cli.output_lines import print_sentences
from efficacy_tui.store.errors import Rejected, StoreError

T = TypeVar("T")

MAX_TRIES = 3
MAX_LETTERS = 1000
SHORTEST = 8
"""The shortest passphrase that is taken for sealing, in characters."""

NO_ONE_TO_ASK = (
    "No terminal to ask for the passphrase, so nothing was changed. In a script, give it on a file descriptor: "
    "--passphrase-fd 0 reads it from standard input."
)
TOO_SHORT = (
    f"A passphrase has at least {SHORTEST} characters, not counting blanks at its ends; several words are easier to "
    "remember. Nothing was changed."
)
TOO_LONG = f"A passphrase has at most {MAX_LETTERS} characters. Nothing was changed."
UNTYPEABLE = (
    "A passphrase cannot have control characters, such as a tab: the dashboard cannot take them. Nothing was changed."
)


def passphrase_option(command: Callable[..., T]) -> Callable[..., T]:
    """Add the option that reads the passphrase from a file descriptor."""
    decorate: Callable[[Callable[..., T]], Callable[..., T]] = click.option(
        "--passphrase-fd",
        "descriptor",
        type=click.IntRange(0),
        metavar="N",
        help="Read the passphrase from this file descriptor instead, one per line; 0 is standard input.",
    )
    return decorate(command)


class NobodyToAsk(Exception):
    """There is no terminal, and no file descriptor was given; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(NO_ONE_TO_ASK)


class PassphraseReader:
    """Reads passphrases, one after another, from a file descriptor or the terminal."""

    def __init__(self, descriptor: int | None) -> None:
        self._lines: list[str] | None = None
        if descriptor is not None:
            self._lines = _read_lines(descriptor)

    @property
    def is_interactive(self) -> bool:
        """Whether a person is asked, who may try again."""
        return self._lines is None

    def read(self, prompt: str) -> str:
        """Return the next passphrase.

        Raises:
            Rejected: the file descriptor has no further line, or the person left.
            NobodyToAsk: there is neither a file descriptor nor a terminal.
        """
        if self._lines is not None:
            if not self._lines:
                raise Rejected("There is no passphrase on the file descriptor. Nothing was changed.")
            return self._lines.pop(0)
        if not sys.stdin.isatty():
            raise NobodyToAsk
        import getpass

        try:
            return getpass.getpass(prompt)
        except (EOFError, KeyboardInterrupt) as error:
            raise Rejected("\nNothing was changed.") from error

    def read_new(self) -> str:
        """Return a new passphrase, which a person types twice.

        Raises:
            Rejected: it is too short or too long, has control characters, or the two differ.
        """
        passphrase = self.read("New passphrase: ")
        if len(passphrase.strip()) < SHORTEST:
            raise Rejected(TOO_SHORT)
        if len(passphrase) > MAX_LETTERS:
            raise Rejected(TOO_LONG)
        if any(unicodedata.category(letter) == "Cc" for letter in passphrase):
            raise Rejected(UNTYPEABLE)
        if self.is_interactive and self.read("The same again: ") != passphrase:
            raise Rejected("The two are not the same. Nothing was changed.")
        return passphrase


@contextmanager
def exit_with_sentence(ctx: click.Context) -> Iterator[None]:
    """Print why sealing, or opening what is sealed, failed, and end the command with its exit code."""
    from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable

    try:
        yield
    except (Rejected, StoreError, SealingUnavailable) as error:
        print_sentences(str(error), err=True)
        ctx.exit(REFUSED)
    except NobodyToAsk as error:
        print_sentences(str(error), err=True)
        ctx.exit(NO_TERMINAL)


def open_with_passphrase(reader: PassphraseReader, open_key: Callable[[str], T], prompt: str = "Passphrase: ") -> T:
    """Return what `open_key` makes of a passphrase; a person has three tries, and waits longer after each.

    Raises:
        WrongPassphrase: none of them was right.
        StoreError: whatever else `open_key` raised.
    """
    from efficacy_tui.store.sealing.key_file import WrongPassphrase
    from efficacy_tui.store.sealing.tries import describe_wait, seconds_to_wait

    for number in range(1, MAX_TRIES + 1):
        passphrase = reader.read(prompt)
        try:
            return open_key(passphrase)
        except WrongPassphrase:
            if not reader.is_interactive or number == MAX_TRIES:
                raise
            seconds = seconds_to_wait(number)
            print_sentences(f"That is not the passphrase. Next try in {describe_wait(seconds)}.", err=True)
            time.sleep(seconds)  # guessing has to be slow
    raise AssertionError("the last try returns or raises")


def _read_lines(descriptor: int) -> list[str]:
    """Return the lines that a file descriptor has.

    Raises:
        Rejected: it is not open, has no text, or more than two passphrases can have.
    """
    try:
        data = b""
        while part := os.read(descriptor, MAX_LETTERS * 4):
            data += part
            if len(data) > MAX_LETTERS * 8:
                raise Rejected(TOO_LONG)
        # Only a line end ends a passphrase; other programs put a mark in front of the text.
        lines = data.decode("utf-8-sig").split("\n")
        return [line.removesuffix("\r") for line in (lines if lines[-1] else lines[:-1])]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise Rejected(f"File descriptor {descriptor} could not be read: {reason}. Nothing was changed.") from error
