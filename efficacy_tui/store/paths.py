"""Where the person's files are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

APP = "efficacy_tui"
VARIABLE = "EFFICACY_JOURNAL"
CONFIG_VARIABLE = "EFFICACY_CONFIG"


def journal_path(explicit_path: str | Path | None, environment: Mapping[str, str]) -> Path:
    """The journal file: the one given, else the environment's, else the system's place for a person's data."""
    path = explicit_path or environment.get(VARIABLE)
    if path:
        return Path(path).expanduser().absolute()
    return data_folder() / "journal.json"


def config_path(environment: Mapping[str, str]) -> Path:
    """The settings file: the environment's, else the one in the system's place for settings."""
    path = environment.get(CONFIG_VARIABLE)
    return Path(path).expanduser().absolute() if path else config_folder() / "config.toml"


def data_folder() -> Path:
    """The system's folder for this program's data."""
    import platformdirs

    return platformdirs.user_data_path(APP, appauthor=False)


def config_folder() -> Path:
    """The system's folder for this program's settings."""
    import platformdirs

    return platformdirs.user_config_path(APP, appauthor=False)
