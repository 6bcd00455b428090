"""The drivers of our own: Textual's, but what the terminal sends is read by `TerminalTokenizer`.

They are in force only with a verified version of Textual on a POSIX system. Elsewhere a key cannot be told from a
terminal's reply, so that no digit alone may save anything.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
import time

from textual import constants, events, messages
from textual.driver import Driver
from textual.message import Message

from efficacy_tui.model.text import without_controls
from efficacy_tui.tui.answer_keys import mark_as_no_answer
from efficacy_tui.tui.terminal_input import REPLY_SECONDS, TerminalTokenizer
from efficacy_tui.tui.terminal_keys import KeyPress
from efficacy_tui.tui.terminal_tokens import FocusChange, ModeReport, MouseReport, PastedText, Token
from efficacy_tui.tui.textual_overrides import (
    ACTIVE,
    FullScreenDriverOverrides,
    InlineDriverOverrides,
    LinuxDriver,
    LinuxInlineDriver,
)

IN_FORCE = ACTIVE and os.name == "posix"
"""Whether our own drivers read the keys."""

POLL_SECONDS = 0.1
"""How often to look whether the program ends."""

READ_SIZE = 1 << 16
SYNCHRONIZED_OUTPUT = 2026
CURSOR_QUERY = "\x1b[6n"

_SCROLLS = (events.MouseScrollUp, events.MouseScrollDown, events.MouseScrollLeft, events.MouseScrollRight)


def input_encoding() -> str:
    """Return the encoding of the locale, in which the terminal sends text."""
    encoding = getattr(sys.__stdin__, "encoding", None) or "utf-8"
    return "utf-8" if encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968") else encoding


class TokenTranslator:
    """Turns tokens into Textual's events; it remembers where the mouse was."""

    def __init__(self) -> None:
        self._mouse_x = self._mouse_y = 0

    def event_for(self, token: Token) -> Message | None:
        """Return the event of a token; `None` if there is none."""
        match token:
            case KeyPress(key, character, answers):
                event = events.Key(key, character)
                return event if answers else mark_as_no_answer(event)
            case PastedText(text):
                return events.Paste(without_controls(text))
            case MouseReport():
                return self._mouse_event(token)
            case FocusChange(gained):
                return events.AppFocus() if gained else events.AppBlur()
            case ModeReport(mode, setting) if mode == SYNCHRONIZED_OUTPUT and setting > 0:
                return messages.TerminalSupportsSynchronizedOutput()
            case _:
                return None

    def _mouse_event(self, report: MouseReport) -> events.MouseEvent | None:
        if report.code & 128:
            # The buttons at the side of a mouse mean nothing here.
            return None
        delta_x, delta_y = report.x - self._mouse_x, report.y - self._mouse_y
        self._mouse_x, self._mouse_y = report.x, report.y
        button = 0 if report.code & 64 else (report.code + 1) & 3
        kind: type[events.MouseEvent]
        if report.code & 64:
            kind = _SCROLLS[report.code & 3]
        elif report.code & 32 or not button:
            kind = events.MouseMove
        else:
            kind = events.MouseDown if report.pressed else events.MouseUp
        return kind(
            None,
            report.x,
            report.y,
            delta_x,
            delta_y,
            button,
            bool(report.code & 4),
            bool(report.code & 8),
            bool(report.code & 16),
            screen_x=report.x,
            screen_y=report.y,
        )


class _KeyReader:
    """The input thread of a driver."""

    def __init__(self, driver: FullScreenDriver | InlineDriver) -> None:
        self._driver = driver
        self._translator = TokenTranslator()
        self.tokenizer = TerminalTokenizer(input_encoding(), constants.ESCAPE_DELAY)

    def run(self) -> None:
        """Read and pass on events until the driver's `exit_event` is set or the terminal is gone."""
        driver = self._driver
        while not driver.exit_event.is_set():
            deadline = self.tokenizer.deadline
            wait = POLL_SECONDS if deadline is None else min(max(deadline - time.monotonic(), 0), POLL_SECONDS)
            if not select.select([driver.fileno], [], [], wait)[0]:
                self._pass_on(self.tokenizer.tick(time.monotonic()))
                continue
            try:
                data = os.read(driver.fileno, READ_SIZE)
            except OSError:
                # The other end of the terminal was closed.
                data = b""
            if not data:
                driver.report_closed_terminal()
                return
            self._pass_on(self.tokenizer.feed(data, time.monotonic()))

    def _pass_on(self, tokens: list[Token]) -> None:
        for token in tokens:
            event = self._translator.event_for(token)
            if event is not None:
                self._driver.process_message(event)


class FullScreenDriver(FullScreenDriverOverrides):
    """The driver of the dashboard."""

    _replies_until = 0.0
    _reader: _KeyReader | None = None
    _is_started = False

    def expect_replies(self, *modes: int) -> None:
        now = time.monotonic()
        self._replies_until = now + REPLY_SECONDS
        if self._reader is not None:
            self._reader.tokenizer.expect_replies(modes, now)

    def reply_wait(self) -> float:
        is_waiting = self._reader is not None and self._reader.tokenizer.awaits_replies
        return max(self._replies_until - time.monotonic(), 0.0) if is_waiting else 0.0

    def start_application_mode(self) -> None:
        if self._is_started:
            # A process that was stopped from outside goes on: what it had asked of the terminal may be undone.
            self.stop_application_mode()
            self.close()
        self._is_started = True
        self._reader = _KeyReader(self)
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        # A signal to suspend may come before the terminal is taken.
        if self._is_started:
            self._is_started = False
            super().stop_application_mode()

    def run_input_thread(self) -> None:
        if self._reader is not None:
            self._reader.run()


class InlineDriver(InlineDriverOverrides):
    """The driver of the questions below the prompt; unlike Textual's it can be suspended."""

    _is_started = False

    def __init__(self, app: object, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None):
        super().__init__(app, debug=debug, mouse=mouse, size=size)  # type: ignore[arg-type]  # an app
        self._must_restart = False
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTSTP, self._suspend)
            signal.signal(signal.SIGCONT, self._resume)

    @property
    def can_suspend(self) -> bool:
        return True

    def write(self, data: str) -> None:
        # Textual asks where the cursor is with each frame, for a mouse that is not used here. Nothing is asked, so that
        # no reply can come.
        super().write(data.replace(CURSOR_QUERY, ""))

    def start_application_mode(self) -> None:
        self._is_started = True
        super().start_application_mode()

    def stop_application_mode(self) -> None:
        self._is_started = False
        super().stop_application_mode()

    def run_input_thread(self) -> None:
        _KeyReader(self).run()

    def _suspend(self, *_: object) -> None:
        if self._is_started:
            self.suspend_application_mode()
            self._must_restart = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _resume(self, *_: object) -> None:
        if self._must_restart:
            self._must_restart = False
            self.resume_application_mode()


class StockDriver(LinuxDriver):
    """Textual's driver, but for input on which Textual's parser fails: that is dropped, and the program goes on."""

    def run_input_thread(self) -> None:
        while not self.exit_event.is_set():
            # Bytes that are no UTF-8, or a sequence with an unexpected number.
            with contextlib.suppress(ValueError):
                super().run_input_thread()
                return


class StockInlineDriver(LinuxInlineDriver):
    """The same below a shell prompt."""

    def run_input_thread(self) -> None:
        while not self.exit_event.is_set():
            with contextlib.suppress(ValueError):
                super().run_input_thread()
                return


def driver_class(*, inline: bool = False) -> type[Driver] | None:
    """Return the driver to use; `None` for Textual's choice on a system that is not POSIX."""
    if os.name != "posix":
        return None
    if IN_FORCE:
        return InlineDriver if inline else FullScreenDriver
    return StockInlineDriver if inline else StockDriver
