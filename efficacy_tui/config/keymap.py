"""Which keys the commands have: the defaults, a preset over them, the person's own over that, and what clashes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from efficacy_tui.config.setting_definitions import Preset
from efficacy_tui.model.key_names import FIXED, InvalidKey, parse_key, print_key

Keys = tuple[str, ...]

PRESETS: dict[Preset, dict[str, Keys]] = {
    "default": {},
    "vim": {
        "left": ("h", "left"),
        "right": ("l", "right"),
        "page-up": ("ctrl+u", "ctrl+b", "pageup"),
        "page-down": ("ctrl+d", "ctrl+f", "pagedown", "space"),
        "top": ("g", "home"),
        "bottom": ("G", "end"),
        "up": ("k", "up"),
        "down": ("j", "down"),
        "week-back": ("b", "shift+left"),
        "week-on": ("w", "shift+right"),
        "previous-domain": ("H", "left_square_bracket"),
        "next-domain": ("L", "right_square_bracket"),
        "palette": ("colon", "ctrl+p"),
    },
}
"""What a preset changes against the defaults; the key that is shown first."""

ALWAYS = ("support", "help", "quit", "close", "up", "down")
"""Commands that may have other keys, but never none."""


class KeyedCommand(Protocol):
    """A command as the registry has it."""

    @property
    def id(self) -> str: ...
    @property
    def keys(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def where(self) -> Sequence[str]: ...


class KeyClash(NamedTuple):
    """Why the keys a person gave a command are not used; `command` is the id as they wrote it."""

    command: str
    why: str


def resolve_keymap(
    commands: Iterable[KeyedCommand], preset: Preset, own: Mapping[str, Keys]
) -> tuple[dict[str, str], list[KeyClash]]:
    """The keys that differ from the defaults (command id → keys, with commas), and what of `own` cannot be used.

    A command whose own keys are refused keeps those of the preset. Two commands clash when they have a key in common
    on the same screen.
    """
    known = {command.id: command for command in commands}
    usual = {name: tuple(command.keys.split(",")) for name, command in known.items()}
    usual.update({name: keys for name, keys in PRESETS[preset].items() if name in known})
    wanted: dict[str, Keys] = {}
    clashes: list[KeyClash] = []
    for name, keys in own.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else "; “efficacy keys” lists them"
            clashes.append(KeyClash(name, f"there is no such command{hint}"))
            continue
        try:
            wanted[name] = _read(name, keys, known[name].keys.split(","))
        except InvalidKey as error:
            clashes.append(KeyClash(name, f"{error}, so {known[name].label} keeps {_said(usual[name])}"))
    while found := _clashing(known, usual, wanted):
        for name, (key, other) in found.items():
            del wanted[name]
            why = f"{print_key(key)} is taken by {known[other].label} ({other})"
            clashes.append(KeyClash(name, f"{why}, so {known[name].label} keeps {_said(usual[name])}"))
    changed = {**usual, **wanted}
    return {n: ",".join(keys) for n, keys in changed.items() if keys != tuple(known[n].keys.split(","))}, clashes


def _read(name: str, keys: Keys, usual: Sequence[str]) -> Keys:
    """The keys as they are named; those that always do the same stay with the command that has them."""
    found = tuple(dict.fromkeys(parse_key(key) for key in keys))
    if not found and name in ALWAYS:
        raise InvalidKey("it cannot be without a key")
    for key in found:
        if key in FIXED and key not in usual:
            raise InvalidKey(f"{print_key(key)} always does the same")
    return tuple(dict.fromkeys([*found, *(key for key in usual if key in FIXED)]))


def _clashing(
    known: Mapping[str, KeyedCommand], usual: Mapping[str, Keys], wanted: Mapping[str, Keys]
) -> dict[str, tuple[str, str]]:
    """Own keys that another command has too: command id → the key, and the other command's id."""
    found: dict[str, tuple[str, str]] = {}
    for name, keys in wanted.items():
        for other, command in known.items():
            if other == name or not set(command.where) & set(known[name].where):
                continue
            common = [key for key in keys if key in wanted.get(other, usual[other])]
            if common:
                found[name] = (common[0], other)
                break
    return found


def _said(keys: Keys) -> str:
    return " and ".join(print_key(key) for key in keys) or "no key"
