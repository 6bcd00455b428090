"""Reads `config.toml`. An invalid setting keeps its default and is reported with its file, line and key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from efficacy_tui.config.setting_definitions import SETTINGS_BY_NAME, InvalidSetting, SettingValues
from efficacy_tui.store import atomic_file


class SettingsProblem(NamedTuple):
    """Something in the file that cannot be used: its line (0 for the whole file), its key, and the reason in words."""

    path: Path
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.path.name}, line {self.line}" if self.line else self.path.name
        return f"{place}: {f'{self.key}: ' if self.key else ''}{self.reason}{'' if self.reason.endswith('?') else '.'}"


def summarize_problems(problems: Sequence[SettingsProblem | str], path: Path) -> tuple[str, list[str]]:
    """Return a sentence with the file's name and number of problems, and a message per problem without the name."""
    messages = [str(problem).removeprefix(f"{path.name}, ").removeprefix(f"{path.name}: ") for problem in problems]
    if len(messages) == 1 and not messages[0].startswith("line "):
        return f"{path.name} cannot be used:", [messages[0][:1].upper() + messages[0][1:]]
    lines = "1 line" if len(messages) == 1 else f"{len(messages)} lines"
    return f"{lines} of {path.name} cannot be used:", [message[:1].upper() + message[1:] for message in messages]


def read_settings(path: Path) -> tuple[SettingValues, list[SettingsProblem]]:
    """Read the settings of a file and the problems in it; the defaults if there is no file."""
    try:
        text = atomic_file.read_text(path)
    except FileNotFoundError:
        return SettingValues(), []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return SettingValues(), [
            SettingsProblem(path, line, "", "this is not UTF-8 text, so nothing in the file is used")
        ]
    except OSError as error:
        return SettingValues(), [
            SettingsProblem(path, 0, "", f"it could not be read ({error.strerror or error}); nothing is used")
        ]
    import tomllib

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return SettingValues(), [_toml_problem(path, str(error), text)]
    return _check_table(path, text, table)


def _toml_problem(path: Path, error: str, text: str) -> SettingsProblem:
    position = re.search(r"\(at line (\d+), column \d+\)", error)
    line = int(position[1]) if position else len(text.splitlines())
    reason = re.sub(r"\s*\(at .*\)$", "", error) or "it cannot be read"
    return SettingsProblem(path, line, "", f"this is not TOML ({reason}), so nothing in the file is used")


def _check_table(path: Path, text: str, table: Mapping[str, Any]) -> tuple[SettingValues, list[SettingsProblem]]:
    values: dict[str, Any] = {}
    problems: list[SettingsProblem] = []
    for name, value in table.items():
        if name == "keys":
            values["keys"], invalid = _parse_keys(value)
            problems += [
                SettingsProblem(path, find_line(text, key, "keys"), f"keys.{key}", reason) for key, reason in invalid
            ]
            continue
        setting = SETTINGS_BY_NAME.get(name)
        if setting is None:
            import difflib

            matches = difflib.get_close_matches(name, [*SETTINGS_BY_NAME, "keys"], 1)
            hint = f"; did you mean {matches[0]}?" if matches else ""
            problems.append(SettingsProblem(path, find_line(text, name), name[:40], f"there is no such setting{hint}"))
            continue
        try:
            values[name] = setting.check(value)
        except InvalidSetting as error:
            problems.append(SettingsProblem(path, find_line(text, name), name, str(error)))
    return SettingValues(**values), sorted(problems, key=lambda problem: problem.line)


def _parse_keys(value: Any) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Return the keys by command id, and (command id, reason) for each entry that is invalid."""
    if not isinstance(value, dict):
        return {}, [("", 'it must be a table: [keys], then lines like trends = "T"')]
    parsed: dict[str, tuple[str, ...]] = {}
    invalid: list[tuple[str, str]] = []
    for command, keys in value.items():
        if isinstance(keys, str):
            parsed[command] = (keys,) if keys else ()
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            parsed[command] = tuple(keys)
        else:
            invalid.append((command, 'it must be a key like "t", a list of keys like ["t", "f3"], or "" for none'))
    return parsed, invalid


def find_line(text: str, key: str, table: str = "") -> int:
    """Return the line (from 1) of a key in the table of that name; 0 if it is not there."""
    current_table = ""
    name = re.escape(key)
    pattern = re.compile(rf"""\s*(?:{re.escape(table)}\s*\.\s*)?(["']?){name}\1\s*[=.]""" if key else r"\s*keys\s*=")
    dotted = re.compile(rf"""\s*{re.escape(table)}\s*\.\s*(["']?){name}\1\s*=""")
    for number, line in enumerate(text.splitlines(), start=1):
        if (header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)) is not None:
            current_table = header[1].strip("\"' ")
            if not table and current_table == key:
                return number
        elif ((current_table == table or not key) and pattern.match(line)) or (
            table and not current_table and dotted.match(line)
        ):
            return number
    return 0
