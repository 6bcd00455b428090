"""Decodes the complete escape sequences of keys: xterm, kitty, modifyOtherKeys, rxvt and the Linux console.

Keys have Textual's names. A function returns the keys of a sequence: an empty list for a known sequence that presses no
key (a release, a modifier alone), and `None` for a sequence that is no key at all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from efficacy_tui.model.key_names import name_character


class KeyPress(NamedTuple):
    """A key by Textual's name and the character it types, if any.

    `answers` is false while a key press cannot be told from what a terminal sends by itself.
    """

    key: str
    character: str | None
    answers: bool = True


CONTROL_KEYS = {
    **{chr(code): f"ctrl+{chr(code + 0x60)}" for code in range(1, 27)},
    "\x00": "ctrl+@",
    "\x08": "backspace",
    "\t": "tab",
    "\r": "enter",
    "\x1b": "escape",
    "\x1c": "ctrl+backslash",
    "\x1d": "ctrl+right_square_bracket",
    "\x1e": "ctrl+circumflex_accent",
    "\x1f": "ctrl+underscore",
    "\x7f": "backspace",
}
"""Control character → the key that sends it."""

_NUMBERED = {
    1: "home",
    2: "insert",
    3: "delete",
    4: "end",
    5: "pageup",
    6: "pagedown",
    7: "home",
    8: "end",
    **{number: f"f{i}" for i, number in enumerate((11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24), start=1)},
    **{number: f"f{i}" for i, number in enumerate((25, 26, 28, 29, 31, 32, 33, 34), start=13)},
}
"""Number of a sequence that ends in `~` → key."""

_LETTERED = {
    **dict(zip("ABCDFH", ("up", "down", "right", "left", "end", "home"), strict=True)),
    **dict(zip("PQRS", ("f1", "f2", "f3", "f4"), strict=True)),
    "Z": "shift+tab",
}
"""Final letter of a sequence → key."""

_KEYPAD = dict(zip("jklmnopqrstuvwxyX", "*+,-./0123456789=", strict=True))
"""Final letter after `ESC O` → the character on the numeric keypad."""

_KITTY = {
    **dict(zip((9, 13, 27, 127), ("tab", "enter", "escape", "backspace"), strict=True)),
    **{57376 + i: f"f{i + 13}" for i in range(23)},
    57414: "enter",
    57417: "left",
    57418: "right",
    57419: "up",
    57420: "down",
    57421: "pageup",
    57422: "pagedown",
    57423: "home",
    57424: "end",
    57425: "insert",
    57426: "delete",
}
"""Code point of the kitty keyboard protocol → key without a character."""

_KITTY_KEYPAD = dict(zip(range(57399, 57414), "0123456789./*-+", strict=True)) | {57415: "=", 57416: ","}
"""Code point of the kitty keyboard protocol → the character on the numeric keypad."""

_KITTY_PRIVATE = range(57344, 63744)
_SHIFT, _CTRL, _LOCKS = 1, 4, 64 | 128
_MODIFIERS = ((2, "alt"), (_CTRL, "ctrl"), (16, "hyper"), (32, "meta"), (_SHIFT, "shift"), (8, "super"))
_RELEASE = 3

_KEY_SEQUENCE = re.compile(r"\x1b\[([\d:;]*)([A-Za-z~^@$])\Z")
_RXVT_SHIFT = re.compile(r"\x1b\[(\d+)\$\Z")
_SPECIAL = {"\x1b[~": "shift+tab", **{f"\x1b[[{letter}": f"f{i}" for i, letter in enumerate("ABCDE", start=1)}}


def decode_alt(character: str) -> list[KeyPress] | None:
    """Decode a character that follows an escape at once: alt and its key, which answers nothing."""
    if character in "bf":
        # What iTerm sends for alt and an arrow.
        return [KeyPress("ctrl+left" if character == "b" else "ctrl+right", None)]
    if character in ("\x7f", "\x08"):
        return [KeyPress("ctrl+w", None)]
    if character == "\t":
        return [KeyPress("shift+tab", None)]
    if character in CONTROL_KEYS:
        return [KeyPress(f"alt+{CONTROL_KEYS[character]}", None)]
    if not character.isprintable():
        return None
    name = name_character(character)
    if len(name) == 1 and name.isupper():
        name = f"shift+{name.lower()}"
    return [KeyPress(f"alt+{name}", None)]


def decode_ss3(sequence: str) -> list[KeyPress] | None:
    """Decode a sequence that begins with `ESC O`."""
    parameters, final = sequence[2:-1], sequence[-1]
    modifiers = _modifiers_of(parameters.rpartition(";")[2] or "1")
    if modifiers is None:
        return None
    if final in _LETTERED:
        return [_with_modifiers(_LETTERED[final], modifiers)]
    if final == "M":
        return [_with_modifiers("enter", modifiers)]
    if final in _KEYPAD:
        return [_character_key(_KEYPAD[final])] if not modifiers & ~_SHIFT else []
    if final in "abcd":
        return [KeyPress(f"ctrl+{_LETTERED[final.upper()]}", None)]
    return [] if final == "E" else None


def decode_csi(sequence: str) -> list[KeyPress] | None:
    """Decode a sequence that begins with `ESC [`."""
    if sequence in _SPECIAL:
        return [KeyPress(_SPECIAL[sequence], None)]
    match = _KEY_SEQUENCE.match(sequence)
    if match is None:
        return None
    parameters, final = match[1].split(";"), match[2]
    if final == "u":
        return _decode_kitty(parameters)
    if final == "~" and parameters[0] == "27" and len(parameters) == 3:
        return _decode_kitty([parameters[2], parameters[1]])
    if final in "^@$":
        return decode_rxvt(sequence)
    if final == "~":
        name = _NUMBERED.get(_number(parameters[0], 0))
    elif final in "abcd" and parameters == [""]:
        return [KeyPress(f"shift+{_LETTERED[final.upper()]}", None)]
    elif final in "ABCD" and parameters == ["5"]:
        return [KeyPress(f"ctrl+{_LETTERED[final]}", None)]
    elif parameters[0].partition(":")[0] not in ("", "1"):
        return None
    elif final in "EG":
        # The 5 in the middle of a keypad that is not in number mode.
        return []
    elif final in "pqrstvwxy" and len(parameters) == 2:
        modifiers = _modifiers_of(parameters[1])
        return None if not modifiers else [_with_modifiers(str("pqrstuvwxy".index(final)), modifiers)]
    else:
        name = _LETTERED.get(final)
    if name is None or len(parameters) > 3:
        return None
    modifiers = _modifiers_of(parameters[1] if len(parameters) > 1 else "1")
    if modifiers is None:
        return None
    return [] if _is_release(parameters) else [_with_modifiers(name, modifiers)]


def decode_rxvt(sequence: str) -> list[KeyPress] | None:
    """Decode a key of rxvt, whose last character stands for the modifiers: `ESC [ 3 $` is shift+delete."""
    name = _NUMBERED.get(_number(sequence[2:-1], 0))
    if name is None:
        return None
    return [KeyPress({"$": "shift+", "^": "ctrl+", "@": "ctrl+shift+"}[sequence[-1]] + name, None)]


def is_rxvt_shift(sequence: str) -> bool:
    """Whether a sequence is a key of rxvt that looks unfinished, because `$` does not end a sequence elsewhere."""
    return _RXVT_SHIFT.match(sequence) is not None


def _decode_kitty(parameters: list[str]) -> list[KeyPress] | None:
    """Decode `code:shifted:base ; modifiers:event ; text:text…`."""
    codes, text = parameters[0].split(":"), parameters[2] if len(parameters) > 2 else ""
    code = _number(codes[0], 1)
    modifiers = _modifiers_of(parameters[1] if len(parameters) > 1 else "1")
    if modifiers is None or len(parameters) > 3 or not 0 < code < 0x110000:
        return None
    if _is_release(parameters):
        return []
    commands = modifiers & ~_SHIFT
    if code in _KITTY:
        return [_with_modifiers(_KITTY[code], modifiers)]
    if not commands and text:
        characters = [chr(number) for part in text.split(":") if 0 < (number := _number(part, 0)) < 0x110000]
        return [_typed(character, modifiers) for character in characters if character.isprintable()]
    if code in _KITTY_KEYPAD:
        return [_character_key(_KITTY_KEYPAD[code])] if not commands else []
    if code in _KITTY_PRIVATE or not chr(code).isprintable():
        # A modifier or a media key alone.
        return []
    if commands:
        return [_with_modifiers(name_character(chr(code).lower()), modifiers)]
    shifted = _number(codes[1], 0) if len(codes) > 1 and modifiers & _SHIFT else 0
    character = chr(shifted) if 0 < shifted < 0x110000 else chr(code)
    if modifiers & _SHIFT and not shifted:
        character = character.upper() if len(character.upper()) == 1 else character
    return [_typed(character, modifiers)] if character.isprintable() else []


def _typed(character: str, modifiers: int) -> KeyPress:
    # A blank looks the same with shift, so the name of the key tells.
    return KeyPress("shift+space", " ") if character == " " and modifiers & _SHIFT else _character_key(character)


def _character_key(character: str) -> KeyPress:
    return KeyPress(name_character(character), character)


def _with_modifiers(name: str, modifiers: int) -> KeyPress:
    pressed_modifiers = [modifier for bit, modifier in _MODIFIERS if modifiers & bit]
    added_modifiers = [modifier for modifier in pressed_modifiers if not name.startswith(f"{modifier}+")]
    *own_modifiers, base = name.split("+")
    character = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b"}.get(name) if not modifiers else None
    return KeyPress("+".join([*sorted([*own_modifiers, *added_modifiers]), base]), character)


def _modifiers_of(parameter: str) -> int | None:
    """Return the bits of the modifiers without those of the locks; `None` if there are no such modifiers."""
    number = _number(parameter.partition(":")[0], 1)
    return (number - 1) & ~_LOCKS if 0 < number <= 256 else None


def _is_release(parameters: list[str]) -> bool:
    return len(parameters) > 1 and parameters[1].partition(":")[2] == str(_RELEASE)


def _number(text: str, default: int) -> int:
    """Convert digits to a number; an empty text gives `default`, one that is no number or too long −1."""
    if not text:
        return default
    return int(text) if len(text) <= 7 and text.isascii() and text.isdigit() else -1
