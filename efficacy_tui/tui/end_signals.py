"""Ends the program on SIGTERM and SIGHUP like quitting does, with everything saved."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

LAST_SECONDS = 6.0
"""How long after the first signal the program ends in any case."""


def leave_on_signals(leave: Callable[[], object], save_everything: Callable[[], None]) -> None:
    """Call `leave` when the terminal is closed or the system shuts down.

    If the program is still there after a while, `save_everything` is called in another thread and the process exits
    with code 1. Only the main thread can install handlers; in any other thread this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    was_signalled = threading.Event()

    def handle(_number: int, _frame: object) -> None:
        leave()
        if not was_signalled.is_set():
            was_signalled.set()
            deadline = threading.Timer(LAST_SECONDS, lambda: _end_now(save_everything))
            deadline.daemon = True
            deadline.start()

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            # A handler in the event loop might never run: a terminal that takes no more output blocks the loop.
            signal.signal(getattr(signal, name), handle)


def _end_now(save_everything: Callable[[], None]) -> None:
    try:
        save_everything()
    finally:
        # Do not restore the terminal: it may be closed, or take no more output.
        os._exit(1)
