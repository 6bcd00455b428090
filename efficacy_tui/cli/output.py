"""Output of the commands that write files: to a path or the standard output, each file whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file, exports
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.paths import default_journal, journal_path

STDOUT = "-"
TODAY = "today"
"""How commands name the day that they take for granted."""


def write_output(journal: Journal, data: bytes, output: str | None, *, overwrite: bool = True) -> None:
    """Write bytes to a file, or to standard output if `output` is `None` or `-`.

    Raises:
        Rejected: the file cannot be written, is the journal itself, or exists although it may not be overwritten.
    """
    if output is None or output == STDOUT:
        click.echo(data, nl=False)
        return
    write_files(journal, {Path(output).name: data}, Path(output).expanduser().parent, overwrite=overwrite)


def write_files(journal: Journal, files: Mapping[str, bytes], folder: Path, *, overwrite: bool = True) -> None:
    """Write files, readable by their owner only, into a folder, creating it if needed.

    Raises:
        Rejected: one of them cannot be written, is a journal of the person, also if another one is in use, or exists
            although it may not be overwritten.
    """
    journals = {atomic_file.resolve(path) for path in (journal.path, journal_path(None, os.environ), default_journal())}
    targets = {folder / name: atomic_file.resolve(folder / name) for name in files}
    for path, target in targets.items():
        if target in journals:
            raise Rejected(f"{path} is your journal itself. Choose another name; nothing was written.")
        # A pipe or a device is no file that could be lost.
        if not overwrite and path.is_file():
            raise Rejected(f"{path} already exists, so nothing was written. Add --force to overwrite it.")
    try:
        atomic_file.make_folder(folder.absolute())
        for name, data in files.items():
            exports.write_export(folder / name, data)
    except OSError as error:
        raise Rejected(f"{error.filename or folder} could not be written: {error.strerror or error}.") from error


def report_unconfirmed(paths: Sequence[Path]) -> None:
    """Name the files that were changed without the disk confirming it."""
    for path in paths:
        change = "Saved" if atomic_file.is_present(path) else "Removed"
        click.echo(f"{change}; the disk has not confirmed it: {path}. A power cut now could still undo it.", err=True)


def parse_past_day(journal: Journal, text: str) -> dt.date:
    """Parse a day that is not in the future, as people write it.

    Raises:
        Rejected: the text is not such a day.
    """
    if text == TODAY:
        # Most calls name no day, and what reads one takes long to load.
        return journal.today()
    from efficacy_tui.flows.dated_questions import past_day_question
    from efficacy_tui.flows.question_types import InvalidAnswer

    try:
        day = past_day_question(journal).parse(text)
    except InvalidAnswer as error:
        raise Rejected(str(error)) from error
    assert day is not None
    report_dropped_time(journal, text)
    return day


def report_dropped_time(journal: Journal, text: str, towards: Literal["future", "past"] = "past") -> None:
    """Say on standard error that the time of day in a typed day is not saved, if there is one."""
    from efficacy_tui.cli.output_lines import print_line
    from efficacy_tui.flows.typed_date_words import InvalidDate
    from efficacy_tui.flows.typed_dates import parse_typed_day

    try:
        time = parse_typed_day(text, journal.today(), towards).time
    except InvalidDate:
        return
    if time:
        print_line(f"The time, {time}, is not saved: only the day is.", err=True)
