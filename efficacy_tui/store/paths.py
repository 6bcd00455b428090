"""The paths of the journal and the settings file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

APP = "efficacy_tui"
JOURNAL_VARIABLE = "EFFICACY_JOURNAL"
CONFIG_VARIABLE = "EFFICACY_CONFIG"


def journal_path(explicit_path: str | Path | None, environment: Mapping[str, str]) -> Path:
    """Return the journal file: the explicit path, else the environment's, else the one in the user data folder."""
    path = explicit_path or environment.get(JOURNAL_VARIABLE)
    if path:
        return Path(path).expanduser().absolute()
    return default_journal()


def default_journal() -> Path:
    """Return the journal file that is used unless another one is named."""
    return data_folder() / "journal.json"


def config_path(environment: Mapping[str, str]) -> Path:
    """Return the settings file: the environment's, else the one in the user config folder."""
    path = environment.get(CONFIG_VARIABLE)
    return Path(path).expanduser().absolute() if path else config_folder() / "config.toml"


def data_folder() -> Path:
    """Return the user data folder of this program, by the conventions of the system."""
    if folder := _xdg_folder("XDG_DATA_HOME", ".local/share"):
        return folder
    import platformdirs

    return platformdirs.user_data_path(APP, appauthor=False)


def config_folder() -> Path:
    """Return the user config folder of this program, by the conventions of the system."""
    if folder := _xdg_folder("XDG_CONFIG_HOME", ".config"):
        return folder
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False)


def _xdg_folder(variable: str, default: str) -> Path | None:
    """Return this program's folder as the XDG specification places it on Linux; `None` in any less plain case.

    It is what `platformdirs` answers then, whose import takes longer than reading the journal of a year.
    """
    if sys.platform != "linux" or "ANDROID_DATA" in os.environ:
        return None
    base, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    if base.startswith("/"):
        return Path(base) / APP
    return Path(home) / default / APP if not base and home.startswith("/") else None
