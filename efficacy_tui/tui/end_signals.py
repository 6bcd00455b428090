"""Ends the program on SIGTERM, SIGHUP and SIGINT like quitting does: everything saved, the terminal as it was."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable

LAST_SECONDS = 6.0
"""How long after the first signal the program ends in any case."""

_LEAVE_SCREEN = b"\x1b[?1049l"
_RESTORE = b"\x1b[?1000;1003;1015;1006;2004;1004;2026l\x1b[?7h\x1b[<u\x1b[?25h"
"""Turns off whatever the program turns on."""


class EndSignals:
    """The handlers of one run: installed before the terminal is touched, connected once the event loop runs.

    A signal in between is remembered, and acted on when the program is connected.
    """

    def __init__(self, *, inline: bool = False) -> None:
        """`inline`: the program uses a few lines of the screen instead of a screen of its own."""
        self._restore = _RESTORE if inline else _LEAVE_SCREEN + _RESTORE
        self._leave: Callable[[], object] | None = None
        self._save_everything: Callable[[], object] = lambda: None
        self._was_signalled = False
        self._attributes: list[object] | None = None

    def install(self) -> None:
        """Handle the signals from now on; only the main thread can, in any other this does nothing."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._attributes = _terminal_attributes()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            if hasattr(signal, name):
                # A handler in the event loop might never run: a terminal that takes no more output blocks the loop.
                signal.signal(getattr(signal, name), self._handle)

    def connect(self, leave: Callable[[], object], save_everything: Callable[[], object] = lambda: None) -> None:
        """Call `leave` on a signal, and at once if there was one already.

        If the program is still there after a while, `save_everything` is called in another thread and the process
        exits with code 1.
        """
        self._leave, self._save_everything = leave, save_everything
        if self._was_signalled:
            leave()

    def _handle(self, _number: int, _frame: object) -> None:
        if self._leave is not None:
            # The event loop may have ended by now; then the program is about to end anyway.
            with contextlib.suppress(RuntimeError):
                self._leave()
        if not self._was_signalled:
            self._was_signalled = True
            deadline = threading.Timer(LAST_SECONDS, self._end_now)
            deadline.daemon = True
            deadline.start()

    def _end_now(self) -> None:
        try:
            self._save_everything()
        finally:
            self._restore_terminal()
            os._exit(1)

    def _restore_terminal(self) -> None:
        """Restore what can be restored without waiting: the terminal may be closed, or take no more output."""
        with contextlib.suppress(Exception):
            import termios

            if self._attributes is not None:
                termios.tcsetattr(sys.__stdin__, termios.TCSANOW, self._attributes)  # type: ignore[arg-type]
            # Opened anew, because not to wait would otherwise also be in force for the shell.
            terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
            os.write(terminal, self._restore)


def _terminal_attributes() -> list[object] | None:
    try:
        import termios

        return termios.tcgetattr(sys.__stdin__)  # type: ignore[arg-type]  # a list of numbers and a list
    except Exception:  # noqa: BLE001  # no terminal, or no such system
        return None
