"""Waits until a program has done all that a key made it do: nothing waits, nothing is worked at, all is drawn.

Textual's own pilot looks at the processor's clock for that, which takes a tenth of a second a key and is fooled by
a busy machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import unicodedata
from collections.abc import Iterator

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.worker import WorkerCancelled

SPINS = 3
"""So many looks in a row must find nothing: what is begun at the end of one is seen by the next."""


def key_event(key: str) -> events.Key:
    """A key as a terminal sends it, with the character it stands for."""
    if len(key) == 1:
        return events.Key(key, key)
    try:
        return events.Key(key, unicodedata.lookup(key.upper().replace("_", " ")))
    except KeyError:
        return events.Key(key, None)


async def still(app: App[int], seconds: float = 30) -> None:
    """Wait until everything a program was told has been done, and its screen is drawn.

    Raises:
        AssertionError: it was not still within so many seconds.
    """
    end = time.monotonic() + seconds
    calm = 0
    while calm < SPINS:
        assert time.monotonic() < end, "the program does not come to rest"
        # The look at the file is begun anew every now and then, and the one before it given up.
        with contextlib.suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
        await app.animator.wait_until_complete()
        for _ in range(5):
            await asyncio.sleep(0)
        if not app.is_running or app._exception is not None:
            return
        app.screen._on_timer_update()
        calm = calm + 1 if _at_rest(app) else 0
        if not calm:
            await asyncio.sleep(0.001)


def _at_rest(app: App[int]) -> bool:
    screen = app.screen
    unfinished = (
        screen._layout_required
        or screen._repaint_required
        or screen._scroll_required
        or screen._dirty_widgets
        or screen._callbacks
        or app._batch_count
        or any(not worker.is_finished for worker in app.workers)
    )
    return not unfinished and all(_idle(pump) for pump in _pumps(app))


def _pumps(app: App[int]) -> Iterator[MessagePump]:
    yield app
    for screen in app.screen_stack:
        yield from screen.walk_children(with_self=True)


def _idle(pump: MessagePump) -> bool:
    return pump._message_queue.empty() and not pump._next_callbacks
