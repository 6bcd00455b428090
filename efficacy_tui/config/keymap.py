"""Resolves the keys of the commands (defaults, then preset, then custom keys) and reports clashes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from efficacy_tui.config.setting_definitions import Preset
from efficacy_tui.model.key_names import RESERVED_KEYS, InvalidKey, parse_key, print_key

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
        "previous-domain": ("H", "left_square_bracket", "less_than_sign"),
        "next-domain": ("L", "right_square_bracket", "greater_than_sign"),
        "palette": ("colon", "ctrl+p"),
    },
}
"""The keys that each preset changes, by command id; the first key is the one shown."""

KEY_REQUIRED = ("support", "help", "quit", "close", "up", "down")
"""Commands whose keys can be changed but not removed."""


class KeyedCommand(Protocol):
    """The parts of a registered command that concern its keys."""

    @property
    def id(self) -> str: ...
    @property
    def default_keys(self) -> Keys: ...
    @property
    def label(self) -> str: ...
    @property
    def places(self) -> Sequence[str]: ...


class KeyClash(NamedTuple):
    """Why a command's custom keys are not used; `command` is the id as written in the file."""

    command: str
    reason: str


def resolve_keymap(
    commands: Iterable[KeyedCommand], preset: Preset, custom: Mapping[str, Keys]
) -> tuple[dict[str, str], list[KeyClash]]:
    """Return the keys that differ from the defaults (command id → comma-separated keys), and the unusable custom keys.

    A command whose custom keys are rejected keeps those of the preset. Two commands clash when they share a key on the
    same screen.
    """
    by_id = {command.id: command for command in commands}
    fallback = {name: command.default_keys for name, command in by_id.items()}
    fallback.update({name: keys for name, keys in PRESETS[preset].items() if name in by_id})
    accepted: dict[str, Keys] = {}
    clashes: list[KeyClash] = []
    for name, keys in custom.items():
        if name not in by_id:
            matches = difflib.get_close_matches(name, by_id, 1)
            hint = f"; did you mean {matches[0]}?" if matches else "; “efficacy keys” lists them"
            clashes.append(KeyClash(name, f"there is no such command{hint}"))
            continue
        try:
            accepted[name] = _parse_keys(name, keys, by_id[name].default_keys)
        except InvalidKey as error:
            clashes.append(KeyClash(name, f"{error}, so {by_id[name].label} keeps {_print_keys(fallback[name])}"))
    while conflicts := _find_clashes(by_id, fallback, accepted):
        for name, (key, other) in conflicts.items():
            del accepted[name]
            reason = f"{print_key(key)} is taken by {by_id[other].label} ({other})"
            clashes.append(KeyClash(name, f"{reason}, so {by_id[name].label} keeps {_print_keys(fallback[name])}"))
    changed = {**fallback, **accepted}
    return {n: ",".join(keys) for n, keys in changed.items() if keys != by_id[n].default_keys}, clashes


def _parse_keys(name: str, keys: Keys, default_keys: Sequence[str]) -> Keys:
    """Parse custom keys and append the reserved keys that the command has by default.

    Raises:
        InvalidKey: a key is invalid or reserved, or a command that needs a key has none.
    """
    parsed = tuple(dict.fromkeys(parse_key(key) for key in keys))
    if not parsed and name in KEY_REQUIRED:
        raise InvalidKey("it needs a key")
    for key in parsed:
        if key in RESERVED_KEYS and key not in default_keys:
            raise InvalidKey(f"{print_key(key)} is reserved")
    return tuple(dict.fromkeys([*parsed, *(key for key in default_keys if key in RESERVED_KEYS)]))


def _find_clashes(
    by_id: Mapping[str, KeyedCommand], fallback: Mapping[str, Keys], accepted: Mapping[str, Keys]
) -> dict[str, tuple[str, str]]:
    """Find custom keys that another command has too: command id → the key and the other command's id."""
    conflicts: dict[str, tuple[str, str]] = {}
    for name, keys in accepted.items():
        for other, command in by_id.items():
            if other == name or not set(command.places) & set(by_id[name].places):
                continue
            shared = [key for key in keys if key in accepted.get(other, fallback[other])]
            if shared:
                conflicts[name] = (shared[0], other)
                break
    return conflicts


def _print_keys(keys: Keys) -> str:
    return " and ".join(print_key(key) for key in keys) or "no key"
