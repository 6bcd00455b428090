"""Output of the commands that write files: to a path or the standard output, each file whole or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import click

from efficacy_tui.journal.journal import Journal
from efficacy_tui.store import atomic_file, exports
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.paths import default_journal, journal_path

STDOUT = "-"
IsEarlier = Callable[[str, bytes], bool]
"""Whether an earlier call wrote a file for the same purpose, by its name and bytes."""

_MAX_EARLIER_BYTES = 10_000_000
TODAY = "today"
"""How commands name the day that they take for granted."""


def write_output(
    journal: Journal, data: bytes, output: str | None, *, overwrite: bool, is_earlier: IsEarlier | None = None
) -> None:
    """Write bytes to a file, or to standard output if `output` is `None` or `-`; see `write_files`.

    Raises:
        Rejected: as of `write_files`.
    """
    if is_stdout(output):
        click.echo(data, nl=False)
        return
    path = Path(str(output)).expanduser()
    write_files(journal, {path.name: data}, path.parent, overwrite=overwrite, is_earlier=is_earlier)


def is_stdout(output: str | None) -> bool:
    """Whether the `--output` of a command is the standard output."""
    return output is None or output == STDOUT


def write_files(
    journal: Journal,
    files: Mapping[str, bytes],
    folder: Path,
    *,
    overwrite: bool,
    is_earlier: IsEarlier | None = None,
) -> None:
    """Write files, readable by their owner only, into a folder, creating it if needed.

    What is there already is overwritten only if the person says so, or if `is_earlier` says of its name and bytes that
    an earlier call wrote it for the same purpose.

    Raises:
        Rejected: one of them cannot be written, is a journal of the person, also if another one is in use, is a folder,
            or exists and may not be overwritten.
    """
    try:
        require_free(journal, [folder / name for name in files], overwrite=overwrite, is_earlier=is_earlier)
        atomic_file.make_folder(folder.absolute())
        for name, data in files.items():
            exports.write_export(folder / name, data)
    except OSError as error:
        raise Rejected(f"{error.filename or folder} could not be written: {error.strerror or error}.") from error


def require_free(
    journal: Journal, paths: Iterable[Path], *, overwrite: bool, is_earlier: IsEarlier | None = None
) -> None:
    """Refuse paths at which `write_files` writes nothing.

    Raises:
        Rejected: one is a journal of the person, is a folder, or exists and may not be overwritten.
        OSError: one is a link, or cannot be looked at.
    """
    journals = {atomic_file.resolve(path) for path in (journal.path, journal_path(None, os.environ), default_journal())}
    for path in paths:
        if atomic_file.resolve(path) in journals:
            raise Rejected(f"{path} is your journal itself. Choose another name; nothing was written.")
        if atomic_file.is_file(path.parent):
            raise Rejected(f"{path.parent} is a file, not a folder; nothing was written.")
        if atomic_file.is_folder(path):
            raise Rejected(f"{path} is a folder. Name a file in it; nothing was written.")
        if atomic_file.is_link(path):
            raise atomic_file.LinkRefused(path)
        # A pipe or a device is no file that could be lost.
        if overwrite or not atomic_file.is_file(path):
            continue
        if is_earlier is not None and _is_earlier_file(path, is_earlier):
            continue
        raise Rejected(f"{path} already exists, so nothing was written. Add --force to overwrite it.")


def _is_earlier_file(path: Path, is_earlier: IsEarlier) -> bool:
    try:
        data, _ = atomic_file.read_raw(path, _MAX_EARLIER_BYTES)
    except OSError:
        return False
    return is_earlier(path.name, data)


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
