"""What is said when the program ended by a mistake of its own, and where the details of it are kept."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

REPORT = "last-error.txt"
"""In the folder of the person's data; the next one takes its place."""

CRASHED = "The program ended by a mistake of its own, not of yours."
SAVED = "Everything you recorded is in your journal, and what you were typing is kept."
NOT_SAVED = "{count} of your changes could not be written; everything else you recorded is in your journal."
UNTOUCHED = "Your journal is as it was written last."
DETAILS = "What went wrong is written in {path}. Read it before you show it to anybody: it can hold words of yours."
NO_DETAILS = "What went wrong ({kind}) could not be written to {path}."


def report_crash(error: BaseException, waiting: int | None, folder: Path) -> None:
    """Say on the error stream that the program ended by `error`, and keep the details in `folder`.

    `waiting` is how many changes could not be written; `None` where no journal was open.
    """
    kept = UNTOUCHED if waiting is None else NOT_SAVED.format(count=waiting) if waiting else SAVED
    path = folder / REPORT
    try:
        _write(path, _report(error))
        details = DETAILS.format(path=path)
    except OSError:
        details = NO_DETAILS.format(kind=type(error).__name__, path=path)
    sys.stderr.write(f"\n{CRASHED}\n{kept}\n{details}\n")


def _report(error: BaseException) -> str:
    """The way to the mistake through the program's code, without the values it worked with."""
    import traceback
    from importlib.metadata import version

    about = f"efficacy_tui {version('efficacy_tui')}, Python {platform.python_version()}, {platform.system()}"
    return f"{about}\n\n{''.join(traceback.format_exception(error))}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    # Only its owner may read it.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


def delete_report(folder: Path) -> Path | None:
    """Remove the details kept in `folder`, which can hold the person's words; gives the file that went, if any.

    Raises:
        OSError: it could not be removed.
    """
    path = folder / REPORT
    if not path.exists():
        return None
    path.unlink()
    return path
