"""No key press reads or writes a file: what it needs is in memory, what it records is written by another thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from efficacy_tui.journal.demo import fill
from tests.conftest import At

_opened: list[str] = []
_listening = threading.Event()


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _listening.is_set() and threading.current_thread() is threading.main_thread():
        _opened.append(str(arguments[0]))


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The files opened on the event loop's own thread while a test listens."""
    if not getattr(sys, "_efficacy_hears", False):
        # An audit hook stays for the life of the process, so there is one for all tests.
        sys.addaudithook(_hear)
        sys._efficacy_hears = True  # type: ignore[attr-defined]
    _opened.clear()
    yield _opened
    _listening.clear()


async def test_key_presses_open_no_file_on_the_main_thread(journal, at_the_keyboard: At, opened: list[str]) -> None:
    fill(journal)
    async with at_the_keyboard(ask=True) as person:
        await person.press("escape")
        await person.wait_for(lambda: "efficacy_tui.tui.screens.trends" in sys.modules)
        await person.settle()
        for command, keys in {
            "check-in": ("7", "4", "6", "y"),
            "evidence": ("m", "enter", "escape"),
            "reappraise": ("tab", "tab", "8", "escape"),
            "outcome": ("escape",),
            "trends": ("left", "1", "escape", "escape"),
            "domains": ("down", "escape"),
            "profile": ("escape",),
            "explain": ("escape",),
            "help": ("escape",),
            "support": ("escape",),
            "undo": (),
        }.items():
            _listening.set()
            await person.does(command)
            await person.press(*keys)
            _listening.clear()
            assert not opened, f"{command} opened {opened}"
