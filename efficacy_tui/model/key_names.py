"""Keys as people write them (`?`, `ctrl+t`, `page up`), as Textual names them, and as they are printed."""

from __future__ import annotations

import re
import unicodedata

_RENAMED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_NAMED = {
    "escape",
    "enter",
    "tab",
    "space",
    "backspace",
    "delete",
    "insert",
    "home",
    "end",
    "pageup",
    "pagedown",
    "up",
    "down",
    "left",
    "right",
}
_ALIASES = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown", "ins": "insert"}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}
_DRAWN = {sign: name for name, sign in _ARROWS.items()}
FIXED = ("enter", "escape", "tab", "shift+tab", "ctrl+c", "ctrl+q", "f1", "f2")
"""Keys whose way is the same everywhere, so that no command can take them."""


class InvalidKey(ValueError):
    """A sentence: why a text is not a key."""


def parse_key(text: str) -> str:
    """The name of the key that a person wrote.

    Raises:
        InvalidKey: there is no such key, or a terminal cannot tell it.
    """
    words = text.strip() if text.strip() else text
    if words in _DRAWN:
        return _DRAWN[words]
    if len(words) == 1:
        return _of_character(words)
    *modifiers, base = (
        [part.strip() for part in words.split("+")] if not words.endswith("+") else [*words[:-2].split("+"), "+"]
    )
    folded = re.sub(r"[ _]", "", base.casefold())
    name = base if len(base) == 1 else _ALIASES.get(folded, folded)
    held = [modifier.casefold() for modifier in modifiers]
    if set(held) - {"ctrl", "shift", "alt"} or len(set(held)) < len(held):
        raise InvalidKey(f"“{text[:30]}” is no key: before a + stand ctrl, shift or alt")
    if len(name) == 1:
        if "shift" in held and "ctrl" not in held:
            return "+".join([*(h for h in held if h != "shift"), _of_character(name.upper())])
        if "ctrl" in held and name != name.lower():
            raise InvalidKey(f"“{text[:30]}” is no key: write ctrl+shift+{name.lower()}")
        name = _of_character(name)
    elif name not in _NAMED and not re.fullmatch(r"f([1-9]|1\d|2[0-4])", name) and name not in _CHARACTERS:
        raise InvalidKey(f"“{text[:30]}” is no key; write it like t, T, ctrl+t, f3, space or page down")
    return "+".join([*sorted(held, key=("alt", "ctrl", "shift").index), name])


def _of_character(character: str) -> str:
    if not character.isprintable():
        raise InvalidKey("a character that cannot be seen is no key")
    if character == " ":
        return "space"
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    if not name:
        raise InvalidKey(f"“{character}” is no key")
    return _RENAMED.get(name, name)


_CHARACTERS = {_of_character(chr(code)): chr(code) for code in range(0x21, 0x7F)}


def print_key(key: str) -> str:
    """A key's name as it is printed beside what it does."""
    *held, name = key.split("+")
    name = (
        _ARROWS.get(name)
        or _CHARACTERS.get(name)
        or {"pageup": "page up", "pagedown": "page down", "escape": "esc"}.get(name, name)
    )
    return "+".join([*held, name])
