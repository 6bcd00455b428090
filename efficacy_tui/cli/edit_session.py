"""A record edited as TOML in the person's editor; what cannot be recorded is shown with its line and never lost.

At a terminal the editor is offered again. Otherwise, or when the person leaves it, the form is kept in a file beside
the journal, and the next `efficacy edit` of that record opens with it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import click

from efficacy_tui.cli.confirm import ask_yes
from efficacy_tui.cli.edit_form import InvalidRecordForm, RecordGone
from efficacy_tui.cli.editor import (
    editor_setting,
    keep_text,
    make_editing_folder,
    open_editor,
    read_text,
    rejected_when_ended,
)
from efficacy_tui.store import atomic_file, leftovers, rescued_texts
from efficacy_tui.store.errors import Rejected, StoreError

KEPT = "What you wrote is in {path}; “efficacy edit {short_id}” opens your editor with it."
KEPT_OF_GONE = "What you wrote is in {path}."
EMPTIED = "You emptied it."
EMPTIED_EARLIER = "You emptied it, so what you wrote before is deleted."
KEPT_FROM_BEFORE = "The editor opens with what you wrote before, which could not be recorded."


def has_editor() -> bool:
    """Whether a form can be edited: at a terminal, or in an editor that was set for a script."""
    return sys.stdin.isatty() or bool(editor_setting())


def edit_in_editor(
    journal_path: Path, identifier: str, short_id: str, form: str, record: Callable[[str], bool]
) -> bool:
    """Let the person edit a `form` until it is recorded; return what `record` does: whether anything was changed.

    Raises:
        Rejected: it could not be recorded, or the editor failed; the text says where the form is.
        OSError: the form could not be handed over.
    """
    kept_path = leftovers.unsaved_edit_path(journal_path, identifier)
    earlier_form = ""
    with contextlib.suppress(OSError):
        earlier_form = read_text(kept_path)
    if earlier_form:
        click.echo(KEPT_FROM_BEFORE, err=True)
        form = f"{earlier_form}\n"
    folder = make_editing_folder(journal_path)
    file = folder / rescued_texts.form_file(identifier)
    try:
        rescued_texts.hand_over(folder, file.name, form)
        is_changed = _edit_until_recorded(file, record, EMPTIED_EARLIER if earlier_form else EMPTIED)
    except BaseException as error:
        is_untouched = not earlier_form and _holds(file, form)
        path = None if is_untouched else keep_text(file, kept_path, journal_path)
        if path is not None and isinstance(error, Rejected | StoreError):
            sentence = KEPT_OF_GONE if isinstance(error, RecordGone) else KEPT
            raise Rejected(f"{error}\n{sentence.format(path=path, short_id=short_id)}") from error
        raise
    else:
        atomic_file.remove(kept_path)
        return is_changed
    finally:
        leftovers.remove_leftover(folder)


def _holds(file: Path, form: str) -> bool:
    with contextlib.suppress(OSError):
        return read_text(file) == form.strip()
    return False


def _edit_until_recorded(file: Path, record: Callable[[str], bool], emptied: str) -> bool:
    while True:
        open_editor(file)
        text = read_text(file)
        if not text:
            click.echo(emptied, err=True)
            return False
        try:
            return record(text)
        except InvalidRecordForm as error:
            if not sys.stdin.isatty():
                raise Rejected(f"{error}\nNothing was changed.") from error
            click.echo(str(error), err=True)
            with rejected_when_ended():
                goes_on = ask_yes("Edit it again?", default=True, err=True)
            if not goes_on:
                raise Rejected("Nothing was changed.") from error
