"""Opens the dashboard: the only path that imports Textual."""

from __future__ import annotations

from pathlib import Path


def run(path: Path) -> int:
    """Open the dashboard on the journal at `path`; gives the exit code."""
    raise NotImplementedError(path)


def run_demo() -> int:
    """Open the dashboard on a year of made-up practice, in a folder that goes when it ends."""
    raise NotImplementedError
