"""Keys that wait their turn, so that each goes to the question it was meant for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from textual import events

from efficacy_tui.flows.flow import FlowResult
from efficacy_tui.tui.answer_keys import may_answer, takes_text
from efficacy_tui.tui.privacy.masking_app import KeyHandled, MaskingApp
from efficacy_tui.tui.screens.base_screen import BaseScreen

GLOBAL_KEYS = frozenset({"ctrl+q", "f1", "f2"})
"""Keys that do the same on every screen."""


class KeyQueue:
    """Passes keys and pastes on to a screen one by one, each once the one before it is handled.

    Without that, keys typed quickly would go to the previous question, or overtake each other.
    """

    def __init__(self, screen: BaseScreen[FlowResult], is_ready: Callable[[], bool]) -> None:
        """`is_ready` returns whether the screen can take a key now."""
        self._screen = screen
        self._is_ready = is_ready
        self._keys: deque[events.Key | events.Paste] = deque()
        self._is_dispatching = False
        self._dispatch_number = 0

    @property
    def is_idle(self) -> bool:
        """Whether no key waits, and none is being handled."""
        return not (self._keys or self._is_dispatching)

    def add(self, key: events.Key | events.Paste) -> None:
        """Queue a key or a paste."""
        self._keys.append(key)
        self.dispatch_next()

    def clear(self) -> None:
        """Drop the keys that wait."""
        self._keys.clear()

    def dispatch_next(self) -> None:
        """Pass the next key on, if the screen can take it."""
        if self._keys and not self._is_dispatching and self._screen.is_current and self._is_ready():
            self._is_dispatching, self._dispatch_number = True, self._dispatch_number + 1
            self._screen.call_later(self._dispatch)

    def resume(self) -> None:
        """Go on with the next key, now that the one before is handled."""
        self._is_dispatching = False
        self.dispatch_next()

    async def _dispatch(self) -> None:
        handled = partial(self._handled, self._dispatch_number)
        screen, app = self._screen, self._screen.app
        if self._keys and screen.is_current and isinstance(app, MaskingApp):
            key = self._keys.popleft()
            if not (may_answer(key) or self._types_text(key)):
                handled()
                return
            await app.dispatch_key(key)
            if key.is_forwarded:
                marker = KeyHandled(handled)
                # A message sent by the screen would stop there, but the key bubbles on to the app.
                marker.set_sender(app)
                if (screen.focused or screen).post_message(marker):
                    return
        handled()

    def _types_text(self, key: events.Key | events.Paste) -> bool:
        """Whether a key only adds to a text; on a scale or a choice it would be an answer."""
        return takes_text(self._screen.focused) and isinstance(key, events.Key) and key.is_printable

    def _handled(self, dispatch_number: int) -> None:
        # The question that followed may have dispatched the next key already.
        if dispatch_number == self._dispatch_number:
            self.resume()

    def forward_pending(self) -> None:
        """Pass global keys that were pressed after the last answer to the next screen, and drop the others."""
        for key in self._keys:
            if isinstance(key, events.Key) and key.key in GLOBAL_KEYS:
                self._screen.app.call_later(self._screen.app.post_message, events.Key(key.key, key.character))
        self._keys.clear()
