"""What the input of a terminal consists of, once it is understood."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.tui.terminal_keys import KeyPress


class PastedText(NamedTuple):
    """Text that is no key press: a paste, or what came in doubtful company."""

    text: str


class MouseReport(NamedTuple):
    """A mouse report: xterm's button code, the cell from (0, 0), and whether a button was pressed or released."""

    code: int
    x: int
    y: int
    pressed: bool


class FocusChange(NamedTuple):
    """The terminal's window gained or lost the focus."""

    gained: bool


class ModeReport(NamedTuple):
    """The reply to a query for a mode (DECRQM)."""

    mode: int
    setting: int


class Swallowed(NamedTuple):
    """A sequence that presses nothing: one that was understood, or one that was not."""

    sequence: str
    understood: bool


Token = KeyPress | PastedText | MouseReport | FocusChange | ModeReport | Swallowed
