"""A journal opened for one command; what it refuses becomes a sentence and exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from efficacy_tui.cli.main import REFUSED, journal_file, load_settings
from efficacy_tui.flows.apply_settings import apply_settings
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.clock import SystemClock
from efficacy_tui.store.errors import StoreError


@contextmanager
def opened_journal(ctx: click.Context) -> Iterator[Journal]:
    """The journal this call is about."""
    try:
        chosen = load_settings()
        apply_settings(chosen)
        journal = Journal(journal_file(ctx.find_root().obj), SystemClock(chosen.values.day_start))
        journal.open()
        yield journal
    except (Rejected, StoreError) as error:
        click.echo(str(error), err=True)
        ctx.exit(REFUSED)
