"""What every test stands on: a clock that stands still, a journal that goes away, a person at the keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from efficacy_tui.config.setting_definitions import WEEKDAYS
from efficacy_tui.config.settings import Settings
from efficacy_tui.flows.command_table import use_keys
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from tests.support.dashboard_driver import Person
from tests.support.fixed_clock import FixedClock

SUNDAY = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No animation, no colour setting of the machine, and no journal but the test's own."""
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("EFFICACY_JOURNAL", str(tmp_path / "environment" / "journal.json"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture(autouse=True)
def _usual() -> Iterator[None]:
    """Whatever a test sets for the whole program, the next one has the usual."""
    yield
    locale_format.use(locale_format.LocaleFormat())
    use_keys({})


@pytest.fixture
def clock() -> FixedClock:
    """Sunday 22 November 2026, half past nine, until a test moves it."""
    return FixedClock(SUNDAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's journal is, or will be."""
    return tmp_path / "home" / "journal.json"


@pytest.fixture
def journal(path: Path, clock: FixedClock) -> Journal:
    """An empty journal."""
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    return journal


@pytest.fixture
def speaking(journal: Journal) -> Journal:
    """A journal with one domain, Speaking."""
    journal.domains.add("Speaking", "give a ten-minute talk to people I don’t know")
    return journal


def as_written_now() -> Settings:
    """The usual settings, in the convention that the test writes in."""
    now, chosen = locale_format.current(), Settings()
    chosen.change("date_order", now.date_order)
    chosen.change("week_start", WEEKDAYS[now.first_weekday])
    chosen.change("clock", now.clock)
    chosen.change("decimal_mark", now.decimal_mark)
    return chosen


At = Callable[..., AbstractAsyncContextManager[Person]]


@pytest.fixture
def at_the_keyboard(path: Path, clock: FixedClock) -> At:
    """Opens the dashboard on the test's journal: `async with at_the_keyboard() as person`."""

    @asynccontextmanager
    async def start(
        size: tuple[int, int] = (120, 36),
        *,
        ask: bool = False,
        settings: Settings | None = None,
        **options: bool,
    ) -> AsyncIterator[Person]:
        from efficacy_tui.tui.app import EfficacyApp

        journal = Journal(path, clock, seeded_ids(2))
        app = EfficacyApp(journal, ask_at_start=ask, settings=settings or as_written_now(), **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.wait_for(lambda: app.snapshot is not None)
            await person.settle()
            yield person
        # As the command does once the program has ended: what is still being written is on the disk for who comes next.
        app.journal_session.end()

    return start
