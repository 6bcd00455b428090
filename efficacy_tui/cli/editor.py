"""A text written in the person's editor, which is never lost: it is recorded, or kept beside the journal.

The editor works in a private folder, where its swap and backup files are made, too; the next start removes what a
killed program left there, but keeps what was written. A text that could not be recorded is kept in a file of its own,
and the next editor opens with it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from efficacy_tui.model.text import printable_line
from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store import atomic_file, leftovers, rescued_texts, stored_file
from efficacy_tui.store.errors import Rejected, StoreError

CUT_LINE = "# ---- Everything below this line is ignored. ----"
EARLIER_CUT_LINE = "# ---- What stands below this line is left out. ----"
"""The line that earlier versions wrote; a text that one of them left still has it."""
NOTHING_WRITTEN = "Nothing was written, so nothing was saved."
EMPTIED = "You emptied the text saved from before, so it is deleted. Nothing was recorded."
NO_MEMORY = (
    "The editor was not opened: {reason}, and a text of a sealed journal must not be stored on a disk unencrypted. "
    "Give the text on the command line, or write it in the dashboard."
)
FAILED = "Your editor “{command}” ended with an error. If none opened, set EDITOR to another program."
NOT_RUN = "Your editor “{command}” could not be opened: {reason}. Set EDITOR to a program that exists."
ENDED = "The program was told to end while you were editing, or its terminal was closed."
KEPT = "What you wrote is in {path}; the next “efficacy add” opens your editor with it."


def open_editor(path: Path) -> None:
    """Open a file in $VISUAL or $EDITOR, and wait until the person has closed it.

    Raises:
        Rejected: There is no such program, it failed, or this one was told to end meanwhile.
    """
    try:
        # What a terminal sends at Ctrl-C is for the editor, which may well go on.
        with _handling(("SIGINT", "SIGQUIT"), lambda: None), rejected_when_ended():
            click.edit(filename=str(path), editor=editor_setting() or None)
    except click.ClickException as error:
        if error.__cause__ is None:
            # It was run, and its exit code was not 0, as that of “:cq” in vi.
            raise Rejected(FAILED.format(command=_editor_command())) from error
        reason = getattr(error.__cause__, "strerror", None) or error.format_message()
    except (OSError, ValueError) as error:
        # A ValueError tells of a quotation mark without its partner.
        reason = getattr(error, "strerror", None) or str(error)
    else:
        return
    raise Rejected(NOT_RUN.format(command=_editor_command(), reason=reason.rstrip(".")))


@contextmanager
def rejected_when_ended() -> Iterator[None]:
    """Let a closed terminal or a shutdown reject what is being edited, so that its text is kept."""

    def reject() -> None:
        raise Rejected(ENDED)

    with _handling(("SIGTERM", "SIGHUP"), reject):
        yield


@contextmanager
def _handling(names: tuple[str, ...], action: Callable[[], None]) -> Iterator[None]:
    """Do something at signals, by their names, instead of ending; another thread than the first has none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A signal that is ignored already, as under nohup, stays so.
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    old_handlers = {number: signal.signal(number, lambda *_: action()) for number in numbers}
    try:
        yield
    finally:
        for number, handler in old_handlers.items():
            signal.signal(number, handler)


def editor_setting() -> str:
    """Return the command of the editor as the environment has it, or an empty text."""
    return next(filter(None, (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))), "")


def _editor_command() -> str:
    return printable_line(editor_setting() or "vi")


@contextmanager
def edited_text(journal_path: Path, hint: str) -> Iterator[str]:
    """Let the person write a text, below which `hint` stands, and yield it to a block that records it.

    Raises:
        Rejected: Nothing was written, the editor failed, or the block did; then the text says where the words are.
        OSError: The text could not be handed over.
    """
    unsaved_path = leftovers.unsaved_text_path(journal_path)
    earlier_text = read_unsaved_text(journal_path)
    folder = make_editing_folder(journal_path)
    file = folder / rescued_texts.TEXT_FILE
    try:
        rescued_texts.hand_over(folder, file.name, f"{earlier_text}\n\n{CUT_LINE}\n# {hint}\n")
        open_editor(file)
        text = read_text(file)
        if not text:
            atomic_file.remove(unsaved_path)
            raise Rejected(EMPTIED if earlier_text else NOTHING_WRITTEN)
        yield text
    except BaseException as error:
        kept_path = keep_text(file, unsaved_path, journal_path)
        if kept_path is not None and isinstance(error, Rejected | StoreError):
            raise Rejected(f"{error}\n{KEPT.format(path=kept_path)}") from error
        raise
    else:
        atomic_file.remove(unsaved_path)
    finally:
        leftovers.remove_leftover(folder)


def make_editing_folder(journal_path: Path) -> Path:
    """Make the private folder for an editor: beside the journal, or for a sealed one in the runtime folder.

    Raises:
        Rejected: the journal is sealed, and this session has no folder that is kept in memory.
        OSError: it cannot be made.
    """
    folder = leftovers.editing_folder(journal_path, secrets.token_hex(8))
    if stored_file.is_sealed(journal_path):
        from efficacy_tui.cli.unlocked_keys import find_runtime_folder
        from efficacy_tui.store.sealing.runtime_folder import NoRuntimeFolder

        try:
            folder = find_runtime_folder() / folder.name
        except NoRuntimeFolder as error:
            raise Rejected(NO_MEMORY.format(reason=error)) from error
    atomic_file.make_folder(folder)
    return folder


def read_unsaved_text(journal_path: Path) -> str:
    """Return the text that an editor left and that could not be recorded; empty if there is none."""
    with contextlib.suppress(OSError):
        return read_text(leftovers.unsaved_text_path(journal_path))
    return ""


def read_text(file: Path) -> str:
    """Return what was written in an editor, without what stands below the line; empty without a file."""
    try:
        text = to_utf8(atomic_file.read_whole(file)[0]).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return text.partition(CUT_LINE)[0].partition(EARLIER_CUT_LINE)[0].strip()


def keep_text(file: Path, unsaved_path: Path, journal_path: Path) -> Path | None:
    """Move the editor's file to where it stays, which needs no room on the disk; `None` if nothing is in it.

    Beside a sealed journal it is sealed.
    """
    try:
        if not read_text(file):
            return unsaved_path if atomic_file.exists(unsaved_path) else None
        atomic_file.remove(unsaved_path)
        if stored_file.is_sealed(journal_path):
            stored_file.create_file(unsaved_path, atomic_file.read_whole(file)[0], journal=journal_path)
        else:
            atomic_file.move(file, unsaved_path)
    except OSError:
        return None
    return unsaved_path
