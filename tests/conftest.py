"""Fixtures of all tests: a fixed clock, a journal in a temporary folder, and the dashboard with its driver."""

from __future__ import annotations

import datetime as dt
import gc
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from efficacy_tui.config.setting_definitions import WEEKDAYS
from efficacy_tui.config.settings import Settings
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import Display, use_display
from efficacy_tui.store.sealing import key_ring
from tests.support.dashboard_driver import DashboardDriver
from tests.support.fixed_clock import FixedClock
from tests.support.isolation import isolated_variables
from tests.support.machine import import_a_share, keep_compiled_modules, keep_files_in_memory
from tests.support.textual_internals import draw_no_frames, share_parsed_styles

# How long an example takes depends on the machine, and is no failure.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores, because tests in a terminal mostly wait for the program in it."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Prepare the process, before it starts its workers."""
    keep_files_in_memory()
    keep_compiled_modules()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Let the workers divide the compiling of the test modules."""
    import_a_share(session)


def pytest_collection_finish() -> None:
    """Keep the garbage collector off what lives until the end, and let it run seldom: most of an open app is alive."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 10, 100)


SUNDAY = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(scope="session", autouse=True)
def _keep_temporary_files_together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make all temporary files, those of started programs too, in the folder that pytest removes at the end."""
    folder = str(tmp_path_factory.getbasetemp())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(autouse=True)
def _isolate_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Turn animations off, and keep the machine's colour setting, journal and settings file out of the test."""
    for name, value in isolated_variables(tmp_path).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def _reset_globals() -> Iterator[None]:
    """Give each test a display of its own (locale format, keys and glyphs), and no key of a sealed journal."""
    use_display(Display())
    key_ring.drop_all()
    key_ring.set_source(None)
    yield
    use_display(Display())
    key_ring.drop_all()
    key_ring.set_source(None)


@pytest.fixture(autouse=True)
def _draw_only_what_is_read(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no frames that no test reads, except in tests that are marked with `draws_frames`."""
    if "draws_frames" not in request.fixturenames:
        draw_no_frames(monkeypatch)


@pytest.fixture(autouse=True)
def _parse_styles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    share_parsed_styles(monkeypatch)


@pytest.fixture
def draws_frames() -> None:
    """Every frame is drawn, for tests of drawing itself."""


@pytest.fixture
def clock() -> FixedClock:
    """A clock fixed at Sunday 22 November 2026, 09:30 UTC, until a test moves it."""
    return FixedClock(SUNDAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of the test's journal, whether or not it exists yet."""
    return tmp_path / "home" / "journal.json"


@pytest.fixture
def journal(path: Path, clock: FixedClock) -> Journal:
    """An open, empty journal."""
    journal = Journal(path, clock, seeded_ids(1))
    journal.open()
    return journal


@pytest.fixture
def speaking(journal: Journal) -> Journal:
    """An open journal with one domain, Speaking."""
    journal.domains.add("Speaking", "give a ten-minute talk to people I don’t know")
    return journal


def settings_of_locale() -> Settings:
    """Default settings, but for the locale format that the test has set."""
    locale, settings = locale_format.current(), Settings()
    settings.change("date_order", locale.date_order)
    settings.change("week_start", WEEKDAYS[locale.first_weekday])
    settings.change("clock", locale.clock)
    settings.change("decimal_mark", locale.decimal_mark)
    return settings


OpenDashboard = Callable[..., AbstractAsyncContextManager[DashboardDriver]]


@pytest.fixture
def open_dashboard(path: Path, clock: FixedClock) -> OpenDashboard:
    """Opens the dashboard on the test's journal and yields its driver: `async with open_dashboard() as person`."""

    @asynccontextmanager
    async def open_dashboard(
        size: tuple[int, int] = (120, 36),
        *,
        ask: bool = False,
        settings: Settings | None = None,
        **options: bool,
    ) -> AsyncIterator[DashboardDriver]:
        from efficacy_tui.tui.app import EfficacyApp

        journal = Journal(path, clock, seeded_ids(2))
        app = EfficacyApp(journal, ask_at_start=ask, settings=settings or settings_of_locale(), **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            person = DashboardDriver(app, pilot)
            await person.wait_for(lambda: app.snapshot is not None)
            await person.settle()
            yield person
        # Like the command line at exit: finish pending writes, so that the test reads a complete file.
        app.journal_session.end()

    return open_dashboard
