"""Copies of the journal that a file synchroniser leaves beside it when two machines changed it at once."""

from __future__ import annotations

import re
from pathlib import Path

from efficacy_tui.store import atomic_file


def find_conflict_copies(path: Path) -> list[Path]:
    """Find the conflict copies of Syncthing (`name.sync-conflict-…`) and Dropbox (`name (… conflicted copy …)`).

    Raises:
        OSError: The folder is there, but cannot be read.
    """
    target = atomic_file.resolve(path)
    stem, suffix = re.escape(target.stem), re.escape(target.suffix)
    pattern = re.compile(rf"{stem}(\.sync-conflict-\d{{8}}-\d{{6}}[^/]*| \([^/]*conflicted copy[^/]*\)){suffix}", re.I)
    try:
        return [file for file in atomic_file.list_folder(target.parent) if pattern.fullmatch(file.name)]
    except (FileNotFoundError, NotADirectoryError):
        return []
