"""Keep the machine's colour setting, journal and settings file out of tests and sweeps."""

from __future__ import annotations

from pathlib import Path


def isolated_variables(folder: Path) -> dict[str, str | None]:
    """Return the environment variables to set; `None` is one to remove. Nothing in `folder` is created."""
    return {
        "TEXTUAL_ANIMATIONS": "none",
        "NO_COLOR": None,
        "LC_MESSAGES": "C",
        "EFFICACY_JOURNAL": str(folder / "environment" / "journal.json"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
    }
