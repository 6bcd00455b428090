"""The message after a crash, and the file with its traceback."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

REPORT = "last-error.txt"  # in the data folder; the next crash overwrites it

CRASHED = "The program crashed. That is a bug in it, nothing you did."
SAVED = "Everything you recorded is in your journal, and what you were typing is saved as a draft."
NOT_SAVED = "{count} of your changes could not be saved; everything else you recorded is in your journal."
UNTOUCHED = "Your journal is as it was last saved."
DETAILS = "The details are in {path}. Read them before you show them to anybody: they can contain your own words."
NO_DETAILS = "The details ({kind}) could not be written to {path}."


def report_crash(error: BaseException, unsaved: int | None, folder: Path) -> None:
    """Report the crash on standard error and write its traceback into `folder`.

    `unsaved` is the number of changes that could not be written; `None` if no journal was open.
    """
    outcome = UNTOUCHED if unsaved is None else NOT_SAVED.format(count=unsaved) if unsaved else SAVED
    path = folder / REPORT
    try:
        _write_private(path, _format_report(error))
        details = DETAILS.format(path=path)
    except OSError:
        details = NO_DETAILS.format(kind=type(error).__name__, path=path)
    sys.stderr.write(f"\n{CRASHED}\n{outcome}\n{details}\n")


def _format_report(error: BaseException) -> str:
    """Format the versions and the traceback, without the values of variables."""
    import traceback
    from importlib.metadata import version

    versions = f"efficacy_tui {version('efficacy_tui')}, Python {platform.python_version()}, {platform.system()}"
    return f"{versions}\n\n{''.join(traceback.format_exception(error))}"


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read."""
    from efficacy_tui.store import atomic_file

    atomic_file.make_folder(path.parent)
    # A link that somebody put there is removed, not followed.
    atomic_file.remove(path)
    atomic_file.create_file(path, text.encode())


def delete_report(folder: Path) -> Path | None:
    """Delete the report in `folder`, which can hold the person's words, and return its path if there was one.

    Raises:
        OSError: it could not be deleted.
    """
    from efficacy_tui.store import atomic_file

    path = folder / REPORT
    return path if atomic_file.remove(path) else None
