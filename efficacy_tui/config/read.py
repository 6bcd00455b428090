"""Reads `config.toml`. What cannot be taken is told by file, line and key, and stays as it is by default."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from efficacy_tui.config.setting_definitions import BY_NAME, InvalidSetting, SettingValues


class SettingsProblem(NamedTuple):
    """Something in the file that cannot be taken: where, the key, and why in words. `line` 0: the whole file."""

    path: Path
    line: int
    key: str
    why: str

    def __str__(self) -> str:
        place = f"{self.path.name}, line {self.line}" if self.line else self.path.name
        return f"{place}: {f'{self.key}: ' if self.key else ''}{self.why}{'' if self.why.endswith('?') else '.'}"


def summarize(problems: Sequence[SettingsProblem | str], path: Path) -> tuple[str, list[str]]:
    """Several problems of one file: a sentence that names the file, and what each line is about without its name."""
    said = [str(problem).removeprefix(f"{path.name}, ").removeprefix(f"{path.name}: ") for problem in problems]
    if len(said) == 1 and not said[0].startswith("line "):
        return f"{path.name} cannot be used:", [said[0][:1].upper() + said[0][1:]]
    lines = "1 line" if len(said) == 1 else f"{len(said)} lines"
    return f"{lines} of {path.name} cannot be used:", [each[:1].upper() + each[1:] for each in said]


def read_settings(path: Path) -> tuple[SettingValues, list[SettingsProblem]]:
    """The settings of a file, and everything in it that could not be taken; without the file, the defaults."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return SettingValues(), []
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return SettingValues(), [
            SettingsProblem(path, line, "", "this is not UTF-8 text, so nothing of the file is used")
        ]
    except OSError as error:
        return SettingValues(), [
            SettingsProblem(path, 0, "", f"it could not be read ({error.strerror or error}); nothing is used")
        ]
    import tomllib

    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return SettingValues(), [_not_toml(path, str(error), text)]
    return _checked(path, text, table)


def _not_toml(path: Path, error: str, text: str) -> SettingsProblem:
    found = re.search(r"\(at line (\d+), column \d+\)", error)
    line = int(found[1]) if found else len(text.splitlines())
    why = re.sub(r"\s*\(at .*\)$", "", error) or "it cannot be read"
    return SettingsProblem(path, line, "", f"this is not TOML ({why}), so nothing of the file is used")


def _checked(path: Path, text: str, table: Mapping[str, Any]) -> tuple[SettingValues, list[SettingsProblem]]:
    values: dict[str, Any] = {}
    problems: list[SettingsProblem] = []
    for name, value in table.items():
        if name == "keys":
            values["keys"], wrong = _keys(value)
            problems += [SettingsProblem(path, line_of(text, key, "keys"), f"keys.{key}", why) for key, why in wrong]
            continue
        setting = BY_NAME.get(name)
        if setting is None:
            import difflib

            near = difflib.get_close_matches(name, [*BY_NAME, "keys"], 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            problems.append(SettingsProblem(path, line_of(text, name), name[:40], f"there is no such setting{hint}"))
            continue
        try:
            values[name] = setting.check(value)
        except InvalidSetting as error:
            problems.append(SettingsProblem(path, line_of(text, name), name, str(error)))
    return SettingValues(**values), sorted(problems, key=lambda problem: problem.line)


def _keys(value: Any) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """The keys by command, and what is wrong with the others."""
    if not isinstance(value, dict):
        return {}, [("", 'it is a table: [keys], then lines like trends = "T"')]
    found: dict[str, tuple[str, ...]] = {}
    wrong: list[tuple[str, str]] = []
    for command, keys in value.items():
        if isinstance(keys, str):
            found[command] = (keys,) if keys else ()
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            found[command] = tuple(keys)
        else:
            wrong.append((command, 'it is a key like "t", a list of keys like ["t", "f3"], or "" for none'))
    return found, wrong


def line_of(text: str, key: str, table: str = "") -> int:
    """The line (from 1) a key stands on, in the table of that name; 0 when it is not found."""
    here = ""
    name = re.escape(key)
    pattern = re.compile(rf"""\s*(?:{re.escape(table)}\s*\.\s*)?(["']?){name}\1\s*[=.]""" if key else r"\s*keys\s*=")
    dotted = re.compile(rf"""\s*{re.escape(table)}\s*\.\s*(["']?){name}\1\s*=""")
    for number, line in enumerate(text.splitlines(), start=1):
        if (header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)) is not None:
            here = header[1].strip("\"' ")
            if not table and here == key:
                return number
        elif ((here == table or not key) and pattern.match(line)) or (table and not here and dotted.match(line)):
            return number
    return 0
