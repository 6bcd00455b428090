"""Recognises the rest of an escape sequence whose beginning was given up, because it was too long in coming."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

TAIL_SECONDS = 10.0
"""How long the rest of an abandoned sequence is recognised, if it comes in one piece."""

ESCAPE_TAIL_SECONDS = 2.0
"""How long that is after a lone escape, which is more often a key."""

HOLD_SECONDS = 1.0
"""How long after a lone escape a bracket waits for what may follow it."""


class InputState(Enum):
    """What kind of sequence is being read."""

    GROUND = auto()
    ESCAPE = auto()
    CHARSET = auto()
    CSI = auto()
    SS3 = auto()
    STRING = auto()
    X10 = auto()
    PASTE = auto()


INTRODUCERS = {
    "[": InputState.CSI,
    "O": InputState.SS3,
    **dict.fromkeys("]PX^_", InputState.STRING),
}
"""Character after an escape → the kind of sequence it begins."""

_CSI_REST = re.compile(r"[0-?]*[ -/]*(?:[@-~]\x1b|\Z)|[0-?][0-?]*[ -/]*[@-~]|[ -/]+[@-~]")
_X10_REST = re.compile(r"M[^\x1b]{1,3}\Z")
_STRING_REST = re.compile(r"[^\x00-\x1f\x7f]{2,}\x1b?\Z")
_STRING_ENDS = ("\x1b\\", "\a", "\x9c", "\udc9c")
_AFTER_ESCAPE = re.compile(r"[\[\]]|O[A-Za-z]\Z|P[0-9;]*[$+>!|]|_G")


class AbandonedSequence(NamedTuple):
    """A sequence that was given up at a time (`since`)."""

    state: InputState
    sequence: str
    since: float

    def continues_with(self, text: str, now: float) -> bool:
        """Whether a text, all that was read at once, is the rest of the sequence.

        A single character is a key, but for a bracket soon after an escape.
        """
        age = now - self.since
        if text.startswith("\x1b") or age > (ESCAPE_TAIL_SECONDS if self.state is InputState.ESCAPE else TAIL_SECONDS):
            return False
        if len(text) == 1:
            return self.state is InputState.ESCAPE and text in "[]" and age <= HOLD_SECONDS
        match self.state:
            case InputState.ESCAPE:
                return _AFTER_ESCAPE.match(text) is not None
            case InputState.PASTE:
                return True
            case InputState.CSI:
                is_mouse = self.sequence == "\x1b[" and _X10_REST.match(text) is not None
                return is_mouse or _CSI_REST.match(text) is not None
            case InputState.STRING:
                return any(end in text for end in _STRING_ENDS) or _STRING_REST.match(text) is not None
            case InputState.X10:
                return len(text) == 3 - (len(self.sequence) - 3)
            case _:
                return False
