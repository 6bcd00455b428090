"""What the commands share: exit codes, the settings, the journal's path, and the journal opened for one command.

A shell prompt loads this module, so slow imports are made only in the functions that need them.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from efficacy_tui.cli.global_options import GlobalOptions
from efficacy_tui.model.clock import SystemClock

if TYPE_CHECKING:
    import click

    from efficacy_tui.config.settings import Settings
    from efficacy_tui.journal.journal import Journal
    from efficacy_tui.store.errors import JournalLocked
    from efficacy_tui.store.tables import Contents

OK, REFUSED, NO_TERMINAL, MISSING = 0, 1, 2, 3
"""Exit codes: done; not done, with the reason; nobody to ask, or a usage error; today's check-in is missing."""


class OutputFailed(OSError):
    """Standard output or standard error could not be written; what the command did is done."""


def journal_file(options: GlobalOptions, *, even_locked: bool = False) -> Path:
    """Return the path of the journal: the demo's, else from the command line, the environment, or the default.

    Raises:
        JournalLocked: It is sealed and locked, and the command cannot do without its records (`even_locked`).
    """
    from efficacy_tui.store.paths import journal_path

    if options.demo:
        return options.demo_path or options.make_demo(load_settings().values.day_start)
    path = journal_path(options.journal, os.environ)
    if not even_locked and is_locked(path):
        raise locked_error(path)
    return path


def locked_error(path: Path) -> JournalLocked:
    """Build the error of a locked journal; without the package that seals or a key file, unlocking would not help."""
    from efficacy_tui.store import stored_file
    from efficacy_tui.store.errors import JournalLocked
    from efficacy_tui.store.sealing.sealed_bytes import SealingUnavailable, load_age

    try:
        load_age()
    except SealingUnavailable as error:
        return JournalLocked(path, str(error))
    # A prompt, which needs no sentence, does not wait for what explains it.
    if not stored_file.has_key_file(path):
        from efficacy_tui.store.sealing.key_file import find_key_problem

        if (problem := find_key_problem(path)) is not None:
            return JournalLocked(path, f"The key file cannot be used: {problem.reason}. {problem.remedy}")
    return JournalLocked(path)


def is_locked(path: Path) -> bool:
    """Whether a journal is sealed and no key for it is unlocked; the keys of an “efficacy unlock” are used from now on.

    For a journal that is not sealed this costs no more than looking at its first bytes.
    """
    from efficacy_tui.store import atomic_file, stored_file

    try:
        is_sealed = stored_file.is_sealed(path)
    except OSError:
        # Whoever reads the journal says why it cannot be read.
        return False
    if not is_sealed:
        return False
    from efficacy_tui.cli.unlocked_keys import has_key, use_unlocked_keys

    use_unlocked_keys(path)
    # A journal that is not sealed yet can be read; one that is still to be written is sealed from the first byte on.
    return (atomic_file.is_sealed(path) or not atomic_file.is_present(path)) and not has_key(path)


def load_settings() -> Settings:
    from efficacy_tui.config.settings import Settings
    from efficacy_tui.content.languages import system_language
    from efficacy_tui.store.paths import config_path

    return Settings(config_path(os.environ), system_language(os.environ))


def system_clock(settings: Settings) -> SystemClock:
    """Return the machine's clock, with the day beginning when the settings say."""
    return SystemClock(settings.values.day_start)


def _print_notice(event: object) -> None:
    """Print what happened to the journal's file, on standard error."""
    from efficacy_tui.journal.events import FileNotice

    if isinstance(event, FileNotice):
        import click

        click.echo(event.sentence, err=True)


def open_journal(options: GlobalOptions, *, honours_erasures: bool = True) -> Journal:
    """Open the journal for one command, with the person's settings; see `opened_journal`.

    Raises:
        Rejected, StoreError: it cannot be opened.
    """
    from efficacy_tui.flows.apply_settings import apply_settings
    from efficacy_tui.journal.journal import Journal

    settings = load_settings()
    apply_settings(settings)
    journal = Journal(journal_file(options), system_clock(settings))
    journal.subscribe(_print_notice)
    journal.open()
    if honours_erasures:
        journal.honour_erasures()
    return journal


@contextmanager
def opened_journal(ctx: click.Context, *, honours_erasures: bool = True) -> Iterator[Journal]:
    """Open the journal for one command; print a rejection or a store error and end with exit code 1.

    With `honours_erasures`, what is known to be erased is first taken out of the journal and its copies.
    """
    import click

    from efficacy_tui.store.errors import Rejected, StoreError

    try:
        yield open_journal(ctx.find_root().obj, honours_erasures=honours_erasures)
    except (Rejected, StoreError) as error:
        click.echo(str(error), err=True)
        ctx.exit(REFUSED)


class JournalReading(NamedTuple):
    """The records of a journal for a command that only reads them, the present instant, and the person’s date."""

    contents: Contents
    now: dt.datetime
    today: dt.date


def read_quickly(options: GlobalOptions) -> JournalReading | None:
    """Read a journal without opening it, in half the time; `None` if it has to be opened.

    Raises:
        JournalLocked: It is sealed and locked.
    """
    from efficacy_tui.journal.quick_read import read_contents
    from efficacy_tui.model.clock import DAY_START, local_day
    from efficacy_tui.store.atomic_file import is_present
    from efficacy_tui.store.paths import config_path

    contents = read_contents(journal_file(options))
    if contents is None:
        return None
    day_start = DAY_START
    if is_present(config_path(os.environ)):
        from efficacy_tui.flows.apply_settings import apply_settings

        settings = load_settings()
        apply_settings(settings)
        day_start = settings.values.day_start
    now = SystemClock(day_start).now()
    return JournalReading(contents, now, local_day(now, day_start))


@contextmanager
def reading_journal(ctx: click.Context) -> Iterator[JournalReading]:
    """Read a journal for one command, without opening it if that can be spared; else as `opened_journal`."""
    import click

    from efficacy_tui.store.errors import Rejected

    reading = read_quickly(ctx.find_root().obj)
    if reading is None:
        with opened_journal(ctx) as journal:
            yield JournalReading(journal.contents, journal.now(), journal.today())
        return
    try:
        yield reading
    except Rejected as error:
        click.echo(str(error), err=True)
        ctx.exit(REFUSED)


def require_writable(journal: Journal) -> None:
    """Refuse a command before it asks for anything that could not be saved.

    Raises:
        ReadOnly: the journal is of a newer program.
    """
    from efficacy_tui.store.errors import ReadOnly

    if journal.read_only:
        raise ReadOnly(journal.path, journal.store.schema)
