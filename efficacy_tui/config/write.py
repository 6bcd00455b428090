"""Writes `config.toml`: only what changes is touched, the person's comments and order stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from efficacy_tui.config.read import SettingsProblem, read_settings
from efficacy_tui.store import atomic_file

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEAD = """\
# Settings of efficacy. A line left out is as it is by default; “efficacy config --check” looks the file over.
# Keys of your own:
#
#   [keys]
#   trends = "T"
#
# “efficacy keys” lists the commands.

"""


class SettingsNotSaved(Exception):
    """A sentence: why the settings could not be written; the file is as it was."""


def write_settings(path: Path, changes: Mapping[str, Any]) -> None:
    """Put values into the file; a value `None` takes its line out, so that the default holds again.

    Raises:
        SettingsNotSaved: the file is not TOML as it stands, or the system refuses.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        text = path.read_text(encoding="utf-8") if path.exists() else HEAD
        for name, value in changes.items():
            text = _put(tomlkit.parse(text), name, value)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        problems = read_settings(path)[1] or [SettingsProblem(path, 0, "", str(error))]
        raise SettingsNotSaved(f"{problems[0]} Mend it first: efficacy config --edit") from error
    try:
        atomic_file.make_folder(path.parent)
        atomic_file.replace_file(path, text.encode())
    except OSError as error:
        raise SettingsNotSaved(f"{path} could not be written: {error.strerror or error}. It is as it was.") from error


def _put(document: TOMLDocument, name: str, value: Any) -> str:
    """The text of the file with one value put in its line, a line of its own, or (`None`) out."""
    import tomlkit

    plain = value.strftime("%H:%M") if isinstance(value, dt.time) else value
    if value is None:
        document.pop(name, None)
    elif name in document:
        document[name] = plain
    else:
        lines = tomlkit.dumps(document).splitlines(keepends=True)
        # A new line goes before the first table and what is said above it: after that it would belong to the table.
        at = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        while 0 < at < len(lines) and lines[at - 1].lstrip().startswith("#"):
            at -= 1
        if at and not lines[at - 1].endswith("\n"):
            lines[at - 1] += "\n"
        while 0 < at < len(lines) and not lines[at - 1].strip():
            at -= 1
        gap = "\n" if at < len(lines) and lines[at].strip() else ""
        return "".join([*lines[:at], f"{name} = {tomlkit.item(plain).as_string()}\n", gap, *lines[at:]])
    return tomlkit.dumps(document)
