"""What the maintenance commands share: a question before they act, and a sentence when they fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from efficacy_tui.cli.context import NO_TERMINAL, REFUSED, OutputFailed, journal_file
from efficacy_tui.cli.output_lines import print_sentences
from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import UnreadableBytes
from efficacy_tui.store.errors import Rejected, StoreError

UNKNOWN: atomic_file.Signature = (-1, -1, -1)
"""The signature of a file about which the system tells nothing."""


def confirm(ctx: click.Context, question: str, yes: bool) -> None:
    """Return only after a yes, by `--yes` or at the terminal; otherwise end the command."""
    if yes:
        return
    if not sys.stdin.isatty():
        print_sentences("No terminal to ask for confirmation, so nothing was changed. Add --yes to do it.", err=True)
        ctx.exit(NO_TERMINAL)
    if not ask_yes(question):
        print_sentences("Nothing was changed.")
        ctx.exit(REFUSED)


def ask_yes(question: str, *, default: bool = False, err: bool = False) -> bool:
    """Ask at the terminal, and return whether the answer is yes; Ctrl-C and the end of the input are a no."""
    try:
        return click.confirm(question, default=default, err=err)
    except click.Abort:
        # The cursor still stands behind the question.
        click.echo(err=err)
        return False


@contextmanager
def exit_with_sentences(ctx: click.Context) -> Iterator[None]:
    """Print an error about a file as a sentence and end with exit code 1."""
    # Git's driver works on other files, and every other command has asked for an unlocked journal before.
    path = journal_file(ctx.find_root().obj, even_locked=True)
    signature_before = _read_signature(path)
    try:
        yield
    except (Rejected, StoreError) as error:
        print_sentences(str(error), err=True)
    except UnreadableBytes as error:
        print_sentences(f"That could not be read: {error}. Nothing was changed.", err=True)
    except LookupError as error:
        if isinstance(error, KeyError | IndexError):
            # This is a bug, and its text is a bare key, not a sentence.
            raise
        print_sentences(str(error), err=True)
    except OutputFailed:
        raise
    except OSError as error:
        filename = f" ({error.filename})" if error.filename else ""
        # The error can come from a copy or from the journal, so the file itself says what became of it.
        signature_now = _read_signature(path)
        if UNKNOWN in (signature_before, signature_now):
            outcome = ""
        elif signature_before == signature_now:
            outcome = " The journal was not changed."
        else:
            outcome = " Part of it was done. Try again to finish it."
        print_sentences(f"That failed: {error.strerror or error}{filename}.{outcome}", err=True)
    else:
        return
    ctx.exit(REFUSED)


def _read_signature(path: Path) -> atomic_file.Signature | None:
    try:
        return atomic_file.signature(path)
    except OSError:
        return UNKNOWN
