"""Unreachable objects are looked for between keys."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
from collections.abc import Iterator

import pytest
from textual.geometry import Offset, Region

from efficacy_tui.tui import garbage_collection
from efficacy_tui.tui.garbage_collection import (
    ENOUGH,
    MANY_CLOSED,
    MOST_CLOSED,
    PAUSES,
    Sweeper,
    give_back_what_is_large,
)
from tests.conftest import OpenDashboard


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The generations looked through, with pauses a tenth as long and nothing looked through by itself."""
    found: list[int] = []
    monkeypatch.setattr(garbage_collection, "PAUSES", tuple(pause / 10 for pause in PAUSES))
    monkeypatch.setattr(gc, "collect", lambda generation=2: found.append(generation))
    gc.disable()
    yield found
    gc.enable()


def counted(monkeypatch: pytest.MonkeyPatch, *counts: int) -> None:
    """So many young objects, and looks at each older generation's juniors."""
    monkeypatch.setattr(gc, "get_count", lambda: counts)


async def test_with_little_to_look_through_nothing_is_done(looks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    counted(monkeypatch, *(enough - 1 for enough in ENOUGH))
    Sweeper().stir()
    await asyncio.sleep(PAUSES[2] / 10 + 0.05)
    assert looks == []


async def test_the_longer_the_pause_the_older_what_is_looked_through(
    looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(monkeypatch, *ENOUGH)
    Sweeper().stir()
    await asyncio.sleep(PAUSES[2] / 10 + 0.05)
    assert looks == [0, 1, 2]


async def test_while_keys_come_one_after_the_other_nothing_is_done(
    looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(monkeypatch, *ENOUGH)
    monkeypatch.setattr(garbage_collection, "PAUSES", (0.2, 0.3, 0.4))
    sweeper = Sweeper()
    for _ in range(10):
        sweeper.stir()
        await asyncio.sleep(0.03)
    assert looks == []
    await asyncio.sleep(0.25)
    assert looks[0] == 0


async def test_after_a_screen_was_closed_all_is_looked_through_once(
    looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(monkeypatch, 0, 0, 0)
    sweeper = Sweeper()
    sweeper.screen_closed()
    await asyncio.sleep(PAUSES[2] / 10 + 0.05)
    assert looks == [2]
    sweeper.stir()
    await asyncio.sleep(PAUSES[2] / 10 + 0.05)
    assert looks == [2]


async def test_many_closed_screens_do_not_wait_for_the_long_pause(
    looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(monkeypatch, 0, 0, 0)
    monkeypatch.setattr(garbage_collection, "PAUSES", (0.01, 5, 10))
    sweeper = Sweeper()
    for _ in range(MANY_CLOSED - 1):
        sweeper.screen_closed()
    await asyncio.sleep(0.05)
    assert looks == []
    sweeper.screen_closed()
    await asyncio.sleep(0.05)
    assert looks == [2]


async def test_without_any_pause_closed_screens_do_not_pile_up_either(
    looks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted(monkeypatch, 0, 0, 0)
    monkeypatch.setattr(garbage_collection, "PAUSES", (5, 6, 7))
    sweeper = Sweeper()
    for _ in range(MOST_CLOSED * 2):
        sweeper.screen_closed()
        await asyncio.sleep(0.01)
    assert looks == [2, 2]


async def test_another_size_of_the_terminal_forgets_what_was_laid_out_for_the_one_before(
    open_dashboard: OpenDashboard,
) -> None:
    async with open_dashboard() as person:
        person.app.sweep_between_keys()
        area, away = Region(901, 902, 3, 4), Offset(5, 6)
        area.translate(away)
        known = Region.translate.cache_info().misses
        area.translate(away)
        assert Region.translate.cache_info().misses == known
        await person.pilot.resize_terminal(100, 30)
        known = Region.translate.cache_info().misses
        area.translate(away)
        assert Region.translate.cache_info().misses == known + 1


@pytest.mark.parametrize("broken", [OSError, AttributeError])
def test_where_the_c_library_is_another_one_nothing_is_asked_of_it(
    broken: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def library(_name: object) -> object:
        asked.append(True)
        raise broken

    monkeypatch.setattr(ctypes, "CDLL", library)
    monkeypatch.setattr(sys, "platform", "darwin")
    give_back_what_is_large()
    assert asked == []
    monkeypatch.setattr(sys, "platform", "linux")
    give_back_what_is_large()
    assert asked == [True]
