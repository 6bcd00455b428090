"""No key press opens a file on the event loop's thread: reads are in memory, writes happen in another thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest

from efficacy_tui.journal.demo import fill_demo
from tests.conftest import OpenDashboard

_opened_files: list[str] = []
_recording = threading.Event()


def _record_open(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _recording.is_set() and threading.current_thread() is threading.main_thread():
        _opened_files.append(str(arguments[0]))


@pytest.fixture
def opened_files() -> Iterator[list[str]]:
    """Return the files opened on the event loop's thread while a test records."""
    if not getattr(sys, "_efficacy_audit_hook", False):
        # An audit hook cannot be removed, so all tests share one.
        sys.addaudithook(_record_open)
        sys._efficacy_audit_hook = True  # type: ignore[attr-defined]
    _opened_files.clear()
    yield _opened_files
    _recording.clear()


async def test_key_presses_open_no_file_on_the_main_thread(
    journal, open_dashboard: OpenDashboard, opened_files: list[str]
) -> None:
    fill_demo(journal)
    async with open_dashboard(ask=True) as person:
        await person.press("escape")
        await person.wait_for(lambda: "efficacy_tui.tui.screens.trends" in sys.modules)
        await person.settle()
        for command, keys in {
            "check-in": ("7", "4", "6", "y"),
            "evidence": ("m", "enter", "escape"),
            "reappraise": ("tab", "tab", "8", "escape"),
            "outcome": ("escape",),
            "ladder": ("down", "up", "end", "escape"),
            "trends": ("left", "1", "escape", "escape"),
            "domains": ("down", "escape"),
            "profile": ("escape",),
            "explain": ("escape",),
            "help": ("escape",),
            "support": ("escape",),
            "undo": (),
        }.items():
            _recording.set()
            await person.run_command(command)
            await person.press(*keys)
            _recording.clear()
            assert not opened_files, f"{command} opened {opened_files}"
