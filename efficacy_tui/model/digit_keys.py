"""The characters that stand for digits: those of other scripts, and the number row of a French keyboard."""

from __future__ import annotations

import unicodedata

AZERTY_ROW = "&é\"'(-è_çà"
"""What the number row of a French (AZERTY) keyboard types without shift, from 1 to 9 and 0."""

_ALWAYS = dict(zip("éèçà", "2790", strict=True))
"""The letters of that row, which mean nothing else on a scale."""

_AZERTY = {**dict(zip(AZERTY_ROW, "1234567890", strict=True)), "§": "6"}
"""The whole row; the Belgian keyboard has § on its 6."""

ZERO_KEYS = ("z", "`")
"""The keys for 0 on a scale from 0 to 100, where the digit 0 stands for 100."""


def digit_for(character: str, *, azerty: bool = False) -> str | None:
    """Return the digit that a character stands for, `None` if for none; `azerty` takes the whole row."""
    folded = character.casefold()
    if folded in _ALWAYS:
        return _ALWAYS[folded]
    if azerty and character in _AZERTY:
        return _AZERTY[character]
    value = unicodedata.decimal(character, None) if len(character) == 1 else None
    return None if value is None else str(value)


def is_azerty_key(character: str) -> bool:
    """Whether a character stands for a digit only once the whole row of a French keyboard does."""
    return character in _AZERTY and digit_for(character) is None


def with_digits(text: str, *, azerty: bool = False) -> str:
    """Replace every character that stands for a digit by that digit."""
    return "".join(digit_for(character, azerty=azerty) or character for character in text)
