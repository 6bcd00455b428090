"""The messages that stand on the screen: which, for how long, and which go with a key. Pure; the time is passed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

READ_SECONDS = 1.5
"""How long a problem stands at least: a key pressed earlier was not meant for it."""


class ScreenMessage(NamedTuple):
    """A message; `until` is the time at which it goes, `None` for a problem, which stays until a key is pressed.

    `shorter` says it in less and less, for a screen on which the text takes more than a row.
    """

    text: str
    since: float
    until: float | None
    shorter: tuple[str, ...] = ()
    is_save_failure: bool = False
    """Whether it says that something recorded is not on the disk for sure: the only thing that is shown in red."""

    @property
    def is_problem(self) -> bool:
        """Whether it has to be read."""
        return self.until is None


class MessageQueue:
    """Holds the messages that stand, oldest first. Times are seconds of a clock that only runs forward."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._messages: list[ScreenMessage] = []

    def add(
        self, text: str, seconds: float | None, shorter: tuple[str, ...] = (), *, is_save_failure: bool = False
    ) -> None:
        """Add a message for some seconds, or a problem, which stays until a key is pressed."""
        now = self._now()
        until = None if seconds is None else now + seconds
        self._messages.append(ScreenMessage(text, now, until, shorter, is_save_failure))

    def standing(self) -> list[ScreenMessage]:
        """Return the messages that stand now, oldest first."""
        now = self._now()
        self._messages = [message for message in self._messages if message.until is None or message.until > now]
        return list(self._messages)

    def clear(self) -> None:
        """Take all messages away but the problems that could not be read yet."""
        self._keep_if(lambda message: message.is_problem and not self._could_be_read(message))

    def key_pressed(self) -> bool:
        """Take away the problems that could be read before this key; return whether there were any."""
        count = len(self._messages)
        self._keep_if(lambda message: not (message.is_problem and self._could_be_read(message)))
        return len(self._messages) != count

    def _keep_if(self, condition: Callable[[ScreenMessage], bool]) -> None:
        self._messages = [message for message in self._messages if condition(message)]

    def _could_be_read(self, message: ScreenMessage) -> bool:
        return self._now() - message.since >= READ_SECONDS
