"""The screen that asks for the passphrase of a sealed journal, and the dashboard that locks itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from efficacy_tui.cli import launch
from efficacy_tui.config.settings import Settings
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import Mastery
from efficacy_tui.store import stored_file
from efficacy_tui.store.sealing import key_ring
from efficacy_tui.store.sealing.key_file import KeyFileUnusable, read_key_file
from efficacy_tui.store.sealing.sealed_bytes import SealKey
from efficacy_tui.tui import passphrase_app
from efficacy_tui.tui.end_signals import EndSignals
from efficacy_tui.tui.passphrase_app import CHECKING, FORGOTTEN, LOCKED_IDLE, PassphraseApp, PassphraseScreen
from tests.conftest import OpenDashboard
from tests.support.dashboard_driver import screen_text
from tests.support.sealed_files import KEY, PASSPHRASE, clear_bytes, is_sealed, seal_journal

SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]


@pytest.fixture
def sealed(speaking: Journal, path: Path) -> Path:
    """A sealed journal that is locked."""
    speaking.evidence.add(Mastery, speaking.domains.all()[0].id, "asked in front of [/b] forty people")
    seal_journal(path)
    key_ring.drop_all()
    return path


@asynccontextmanager
async def asked(
    path: Path, size: tuple[int, int] = (80, 24), open_key: Callable[[str], SealKey] | None = None
) -> AsyncIterator[tuple[PassphraseApp, Pilot[SealKey]]]:
    app = PassphraseApp(open_key or (lambda passphrase: read_key_file(path, passphrase)))
    async with app.run_test(size=size) as pilot:
        yield app, pilot


async def wait_until(pilot: Pilot[SealKey], condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("the condition never became true")


def note(app: PassphraseApp) -> str:
    assert isinstance(app.screen, PassphraseScreen)
    return app.screen.note


async def type_text(pilot: Pilot[SealKey], text: str) -> None:
    await pilot.press(*("space" if letter == " " else letter for letter in text), "enter")


@pytest.mark.parametrize("size", SIZES)
async def test_the_screen_shows_neither_the_journal_nor_the_passphrase(sealed: Path, size: tuple[int, int]) -> None:
    async with asked(sealed, size) as (app, pilot):
        await pilot.press(*"correct")
        text = screen_text(app)
        assert "Your journal is sealed" in text
        assert "•••••••" in text
        assert "esc quits" in text
        for word in ("correct", "forty", "Speaking", str(sealed)):
            assert word not in text


async def test_the_right_passphrase_returns_the_key(sealed: Path) -> None:
    async with asked(sealed) as (app, pilot):
        await type_text(pilot, PASSPHRASE)
        await wait_until(pilot, lambda: app.return_value is not None)
    assert app.return_value == KEY


async def test_a_wrong_one_waits_before_the_next_try_and_longer_each_time(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    def wait_shortly(tries: int) -> float:
        waits.append(tries)
        return 0.02

    monkeypatch.setattr(passphrase_app, "seconds_to_wait", wait_shortly)
    async with asked(sealed) as (app, pilot):
        for tries in (1, 2, 3):
            await type_text(pilot, "wrong")
            await wait_until(pilot, lambda: len(waits) == tries and not app.is_waiting)  # noqa: B023
            assert note(app).startswith("That is not the passphrase.")
            # Whoever goes on trying has probably forgotten it.
            assert note(app).endswith(FORGOTTEN) == (tries == 3)
    assert waits == [1, 2, 3]


async def test_the_terminal_gets_time_to_show_that_a_passphrase_is_checked(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What checks it lets no other thread run meanwhile, so that nothing can be drawn."""
    monkeypatch.setattr(passphrase_app, "DRAWING_SECONDS", 3600.0)
    tries: list[str] = []
    async with asked(sealed, open_key=lambda passphrase: tries.append(passphrase) or KEY) as (app, pilot):
        await type_text(pilot, PASSPHRASE)
        await app.workers.wait_for_complete()
        assert (tries, note(app)) == ([], CHECKING)


async def test_while_one_is_checked_no_other_is_tried(sealed: Path) -> None:
    tries: list[str] = []

    async with asked(sealed, open_key=lambda passphrase: tries.append(passphrase) or KEY) as (app, pilot):
        app.is_waiting = True
        await type_text(pilot, "second")
        assert tries == []
        app.is_waiting = False


async def test_one_entered_in_the_time_after_a_wrong_one_is_tried_when_that_is_over(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase_app, "seconds_to_wait", lambda _: 0.5)
    async with asked(sealed) as (app, pilot):
        await type_text(pilot, "wrong")
        await wait_until(pilot, lambda: "Next try" in note(app))
        await type_text(pilot, PASSPHRASE)
        await wait_until(pilot, lambda: app.return_value is not None)
    assert app.return_value == KEY


async def test_an_empty_field_is_no_try(sealed: Path) -> None:
    async with asked(sealed) as (app, pilot):
        await pilot.press("enter")
        assert note(app) != CHECKING
        assert not app.is_waiting


async def test_a_damaged_key_file_is_told_with_what_to_do(sealed: Path) -> None:
    stored_file.key_path(sealed).write_text("damaged")
    async with asked(sealed) as (app, pilot):
        await type_text(pilot, PASSPHRASE)
        await wait_until(pilot, lambda: "--with-recovery-key" in note(app))
        assert not app.is_waiting


@pytest.mark.parametrize("size", SIZES)
async def test_why_no_passphrase_opens_the_journal_can_be_read_to_its_end(sealed: Path, size: tuple[int, int]) -> None:
    key_file = Path("/home/maria/.local/share/efficacy_tui/journal.json.key")
    app = PassphraseApp(
        lambda passphrase: read_key_file(sealed, passphrase),
        note=str(KeyFileUnusable(key_file, "it is not there")),
        is_blocked=True,
    )
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        first = screen_text(app)
        assert "Passphrase" in first
        assert "The key file cannot be used" in first
        assert "esc quits · F1" in first
        # “enter opens” would not be true.
        assert "enter opens" not in first
        has_rest = "sealed files." not in first
        assert has_rest == (size == (40, 12))
        assert ("↑ ↓ read on" in first) == has_rest
        await pilot.press(*["down"] * 12)
        await pilot.pause()
        assert "sealed files." in screen_text(app)
        await pilot.press("pageup", "pageup", "pageup", "pageup")
        await pilot.pause()
        assert screen_text(app) == first


async def test_what_came_of_a_try_begins_at_its_first_line(sealed: Path) -> None:
    stored_file.key_path(sealed).write_text("damaged")
    async with asked(sealed, (40, 12)) as (app, pilot):
        await type_text(pilot, PASSPHRASE)
        await wait_until(pilot, lambda: "--with-recovery-key" in note(app))
        await pilot.press("down", "down", "down")
        await type_text(pilot, PASSPHRASE)
        await wait_until(pilot, lambda: not app.is_waiting)
        await pilot.pause()
        assert "The key file cannot be used" in screen_text(app)


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "ctrl+q"])
async def test_leaving_returns_no_key(sealed: Path, key: str) -> None:
    async with asked(sealed) as (app, pilot):
        await pilot.press(*"abc", key)
        await wait_until(pilot, lambda: not app.is_running or app._exit)
    assert app.return_value is None


async def test_people_to_turn_to_can_be_seen_without_the_passphrase(sealed: Path) -> None:
    async with asked(sealed) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert "If you need a person now" in screen_text(app)
        await pilot.press("escape")
        assert "Your journal is sealed" in screen_text(app)
        assert app.return_value is None


async def test_what_is_typed_is_neither_copied_nor_cut(sealed: Path) -> None:
    async with asked(sealed) as (app, pilot):
        await pilot.press(*"secret")
        field = app.screen.query_one(Input)
        field.action_select_all()
        field.action_copy()
        field.action_cut()
        assert (app.clipboard, field.value) == ("", "secret")


# -- the dashboard that locks itself -------------------------------------------------------------


async def test_a_sealed_journal_that_is_left_alone_is_locked_and_the_draft_is_saved_sealed(
    sealed: Path, open_dashboard: OpenDashboard
) -> None:
    key_ring.hold(sealed.resolve(), KEY)
    async with open_dashboard() as person:
        await person.press("e", "m")
        await person.type("Half a sentence")
        person.app.boot_seconds = lambda: person.app._last_input + 599
        person.app.lock_if_idle()
        assert not person.app.has_locked_itself
        person.app.boot_seconds = lambda: person.app._last_input + 600
        person.app.lock_if_idle()
        await person.wait_for(lambda: person.app.return_value is not None)
        assert person.app.has_locked_itself
    assert is_sealed(sealed)
    assert b"Half a sentence" in clear_bytes(sealed)


async def test_pressing_a_key_begins_the_time_anew(sealed: Path, open_dashboard: OpenDashboard) -> None:
    key_ring.hold(sealed.resolve(), KEY)
    async with open_dashboard() as person:
        now = 1000.0
        person.app.boot_seconds = lambda: now
        await person.press("t", "escape")
        now += 599
        await person.press("t", "escape")
        now += 599
        person.app.lock_if_idle()
        assert not person.app.has_locked_itself


@pytest.mark.parametrize("is_sealed_journal", [True, False])
async def test_a_journal_that_is_not_sealed_or_never_to_be_locked_stays_open(
    path: Path, speaking: Journal, open_dashboard: OpenDashboard, is_sealed_journal: bool
) -> None:
    settings = Settings()
    if is_sealed_journal:
        seal_journal(path)
        settings.change("lock_after", "never")
    async with open_dashboard(settings=settings) as person:
        person.app.boot_seconds = lambda: 10.0**9
        person.app.lock_if_idle()
        assert not person.app.has_locked_itself


def test_the_program_asks_again_after_it_locked_itself(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes: list[str] = []
    codes = iter([launch.LOCKED_ITSELF, 0])

    def ask(path: Path, note: str = "") -> bool:
        notes.append(note)
        key_ring.hold(path.resolve(), KEY)
        return True

    monkeypatch.setattr(launch, "ask_on_screen", ask)
    monkeypatch.setattr(launch, "run_dashboard", lambda *_, **__: next(codes))
    assert launch.run_until_closed(sealed) == 0
    assert notes == ["", LOCKED_IDLE]


def test_without_the_passphrase_no_dashboard_opens(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "ask_on_screen", lambda *_: False)
    monkeypatch.setattr(launch, "run_dashboard", lambda *_, **__: pytest.fail("it opened"))
    assert launch.run_until_closed(sealed) == 1


def test_the_screen_says_at_once_that_the_key_file_cannot_be_used(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_file.key_path(sealed).write_bytes(b"")
    notes: list[str] = []

    class App:
        """Is left at once."""

        signals = EndSignals()
        crash = None

        def __init__(self, *_: object, note: str, **__: object) -> None:
            notes.append(note)

        def run(self, *, mouse: bool) -> None:
            assert not mouse

    monkeypatch.setattr(EndSignals, "install", lambda _: None)
    monkeypatch.setattr("efficacy_tui.tui.passphrase_app.PassphraseApp", App)
    assert not launch.ask_on_screen(sealed)
    assert "it is empty" in notes[0]
    assert "--with-recovery-key" in notes[0]
