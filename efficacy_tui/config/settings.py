"""The current settings: read once at the start, changed on the settings screen and saved to their file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from efficacy_tui.config.read import SettingsProblem, find_line, read_settings
from efficacy_tui.config.setting_definitions import AUTO_THEME, SettingValues, unknown_theme_message
from efficacy_tui.store import atomic_file


class Settings:
    """The person's settings. Without a file (`None`) they start as the defaults, and changes are not saved.

    `system_language` is the code of the system's language, "" if the words are not in it.
    """

    def __init__(self, path: Path | None = None, system_language: str = "") -> None:
        self.path = path
        self.system_language = system_language
        self.values, self.problems = read_settings(path) if path is not None else (SettingValues(), [])

    def sibling_path(self, name: str) -> Path | None:
        """Return the path of a file beside the settings file; `None` without a settings file."""
        return self.path.parent / name if self.path is not None else None

    def change(self, name: str, value: Any) -> None:
        """Change a setting, in the file first.

        Raises:
            SettingsNotSaved: the file cannot be written; the setting keeps its old value.
        """
        if self.path is not None:
            from efficacy_tui.config.write import write_settings

            write_settings(self.path, {name: value})
        self.values = self.values._replace(**{name: value})

    def check_theme(self, theme_names: Collection[str]) -> str | None:
        """Return the theme that is set; `None` if it is automatic, or unknown (which also adds a problem)."""
        name = self.values.theme
        if name == AUTO_THEME:
            return None
        if name in theme_names:
            return name
        self._add_problem("theme", unknown_theme_message(name), "theme")
        return None

    def _add_problem(self, key: str, reason: str, name: str, table: str = "") -> None:
        """Add a problem unless it is already listed or there is no file."""
        if self.path is None or any((problem.key, problem.reason) == (key, reason) for problem in self.problems):
            return
        text = _read_text(self.path)
        self.problems.append(SettingsProblem(self.path, find_line(text, name, table), key, reason))
        self.problems.sort(key=lambda problem: problem.line)

    def resolved_keys(self, commands: Any) -> Mapping[str, str]:
        """Return the keys that differ from the defaults, by command id; add unusable keys to `problems` once."""
        values = self.values
        if values.keymap == "default" and not values.keys:
            return {}
        from efficacy_tui.config.keymap import resolve_keymap

        changed, clashes = resolve_keymap(commands, values.keymap, values.keys)
        for command, reason in clashes:
            self._add_problem(f"keys.{command}", reason, command, "keys")
        return changed


def _read_text(path: Path) -> str:
    """Return the text of a file for finding lines in it; "" if it cannot be read."""
    try:
        return atomic_file.read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""
