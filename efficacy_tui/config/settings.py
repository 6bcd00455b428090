"""The settings in force: read once at the start, changed from the settings screen, kept in their file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from efficacy_tui.config.read import SettingsProblem, line_of, read_settings
from efficacy_tui.config.setting_definitions import THEME, SettingValues, no_theme


class Settings:
    """What a person has set. Without a file (`None`) the defaults hold and changes last as long as the program."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.values, self.problems = read_settings(path) if path is not None else (SettingValues(), [])

    def sibling(self, name: str) -> Path | None:
        """Where a file of this name stands beside the settings, if they are kept."""
        return self.path.parent / name if self.path is not None else None

    def change(self, name: str, value: Any) -> None:
        """Give a setting another value, in the file first.

        Raises:
            SettingsNotSaved: the file cannot be written; the setting is as it was.
        """
        if self.path is not None:
            from efficacy_tui.config.write import write_settings

            write_settings(self.path, {name: value})
        self.values = self.values._replace(**{name: value})

    def check_theme(self, known: Collection[str]) -> str | None:
        """The theme asked for; `None` when that is left to the program, or there is none (which is a problem)."""
        name = self.values.theme
        if name == THEME:
            return None
        if name in known:
            return name
        self._problem("theme", no_theme(name), "theme")
        return None

    def _problem(self, key: str, why: str, name: str, table: str = "") -> None:
        """Add a problem, once."""
        if self.path is None or any((known.key, known.why) == (key, why) for known in self.problems):
            return
        text = self.path.read_text(encoding="utf-8", errors="replace") if self.path.exists() else ""
        self.problems.append(SettingsProblem(self.path, line_of(text, name, table), key, why))
        self.problems.sort(key=lambda problem: problem.line)

    def resolved_keys(self, commands: Any) -> Mapping[str, str]:
        """The keys that differ from the defaults, by command; what cannot be used is added to `problems`, once."""
        config = self.values
        if config.keymap == "default" and not config.keys:
            return {}
        from efficacy_tui.config.keymap import resolve_keymap

        found, clashes = resolve_keymap(commands, config.keymap, config.keys)
        for command, why in clashes:
            self._problem(f"keys.{command}", why, command, "keys")
        return found
