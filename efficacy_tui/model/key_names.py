"""Converts keys between what people write (`?`, `ctrl+t`, `page up`), Textual's names, and what is printed."""

from __future__ import annotations

import re
import unicodedata

from efficacy_tui.model.display import display

_TEXTUAL_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
_SPECIAL_KEYS = {
    *("escape", "enter", "tab", "space", "backspace", "delete", "insert"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
}
_ALIASES = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown", "ins": "insert"}
_ARROWS = {"up": "↑", "down": "↓", "left": "←", "right": "→"}
_ARROW_NAMES = {sign: name for name, sign in _ARROWS.items()}
RESERVED_KEYS = ("enter", "escape", "tab", "shift+tab", "ctrl+c", "ctrl+q", "f1", "f2")
"""Keys that do the same on every screen, so a custom binding cannot move them."""


class InvalidKey(ValueError):
    """A text that is not a usable key; the message says why."""


def parse_key(text: str) -> str:
    """Convert a key as a person writes it to Textual's name.

    Raises:
        InvalidKey: there is no such key, or a terminal cannot send it.
    """
    key_text = text.strip() or text
    if key_text in _ARROW_NAMES:
        return _ARROW_NAMES[key_text]
    if len(key_text) == 1:
        return _parse_character(key_text)
    *prefixes, base = (
        [part.strip() for part in key_text.split("+")]
        if not key_text.endswith("+")
        else [*key_text[:-2].split("+"), "+"]
    )
    folded = re.sub(r"[ _]", "", base.casefold())
    name = base if len(base) == 1 else _ALIASES.get(folded, folded)
    modifiers = [prefix.casefold() for prefix in prefixes]
    if set(modifiers) - {"ctrl", "shift", "alt"} or len(set(modifiers)) < len(modifiers):
        raise InvalidKey(f"“{text[:30]}” is not a key: only ctrl, shift or alt go before a +")
    if len(name) == 1:
        if "shift" in modifiers and "ctrl" not in modifiers:
            return "+".join(
                [*(modifier for modifier in modifiers if modifier != "shift"), _parse_character(name.upper())]
            )
        if "ctrl" in modifiers and name != name.lower():
            raise InvalidKey(f"“{text[:30]}” is not a key: write ctrl+shift+{name.lower()}")
        name = _parse_character(name)
    elif name not in _SPECIAL_KEYS and not re.fullmatch(r"f([1-9]|1\d|2[0-4])", name) and name not in _CHARACTERS:
        raise InvalidKey(f"“{text[:30]}” is not a key; write it like t, T, ctrl+t, f3, space or page down")
    return "+".join([*sorted(modifiers, key=("alt", "ctrl", "shift").index), name])


def _parse_character(character: str) -> str:
    if not character.isprintable():
        raise InvalidKey("an invisible character cannot be a key")
    if character == " ":
        return "space"
    if character.isalnum():
        return character
    name = name_character(character)
    if name == character:
        raise InvalidKey(f"“{character}” is not a key")
    return name


def name_character(character: str) -> str:
    """Return Textual's name of the key that types a character: the character itself if it is alphanumeric."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _TEXTUAL_NAMES.get(name, name)


_CHARACTERS = {name_character(chr(code)): chr(code) for code in range(0x21, 0x7F)}


def print_key(key: str) -> str:
    """Format a key's name for printing beside its command.

    Where only ASCII can be shown, arrows are named: as < and > they would be other keys.
    """
    *modifiers, name = key.split("+")
    arrow = None if display().ascii_only else _ARROWS.get(name)
    name = (
        arrow
        or _CHARACTERS.get(name)
        or {"pageup": "page up", "pagedown": "page down", "escape": "esc"}.get(name, name)
    )
    return "+".join([*modifiers, name])


def print_keys(*keys: str) -> str:
    """Format the names of keys for printing side by side."""
    return " ".join(map(print_key, keys))
