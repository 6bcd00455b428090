"""Writes `config.toml`: changes only the affected lines and preserves the comments and their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from efficacy_tui.config.read import SettingsProblem, read_settings
from efficacy_tui.store import atomic_file, leftovers

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE_HEADER = """\
# Settings of efficacy. A setting without a line has its default; “efficacy config --check” checks the file.
# Keys of your own:
#
#   [keys]
#   trends = "T"
#
# “efficacy keys” lists the commands.

"""


class SettingsNotSaved(Exception):
    """The settings could not be written; the file is unchanged and the message says why."""


def write_settings(path: Path, changes: Mapping[str, Any]) -> None:
    """Write values to the file; `None` removes the line, which restores the default.

    Raises:
        SettingsNotSaved: the file is not valid TOML, or the system refuses to write it.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        text = atomic_file.read_text(path) if atomic_file.exists(path) else FILE_HEADER
        for name, value in changes.items():
            text = _set_value(tomlkit.parse(text), name, value)
    except OSError as error:
        raise SettingsNotSaved(f"{path} could not be read: {error.strerror or error}. It was not changed.") from error
    except (UnicodeDecodeError, TOMLKitError) as error:
        problems = read_settings(path)[1] or [SettingsProblem(path, 0, "", str(error))]
        raise SettingsNotSaved(f"{problems[0]} Fix it first: efficacy config --edit") from error
    try:
        atomic_file.make_folder(path.parent)
        atomic_file.replace_file(path, text.encode())
        leftovers.remove_abandoned(path)
    except OSError as error:
        raise SettingsNotSaved(
            f"{path} could not be written: {error.strerror or error}. It was not changed."
        ) from error


def _set_value(document: TOMLDocument, name: str, value: Any) -> str:
    """Return the text of the file with one value replaced, added on a new line, or (`None`) removed."""
    import tomlkit

    toml_value = value.strftime("%H:%M") if isinstance(value, dt.time) else value
    if value is None:
        document.pop(name, None)
    elif name in document:
        document[name] = toml_value
    else:
        lines = tomlkit.dumps(document).splitlines(keepends=True)
        # Insert above the first table and its comment; below them the setting would belong to the table.
        index = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        while 0 < index < len(lines) and lines[index - 1].lstrip().startswith("#"):
            index -= 1
        if index and not lines[index - 1].endswith("\n"):
            lines[index - 1] += "\n"
        while 0 < index < len(lines) and not lines[index - 1].strip():
            index -= 1
        separator = "\n" if index < len(lines) and lines[index].strip() else ""
        return "".join(
            [*lines[:index], f"{name} = {tomlkit.item(toml_value).as_string()}\n", separator, *lines[index:]]
        )
    return tomlkit.dumps(document)
