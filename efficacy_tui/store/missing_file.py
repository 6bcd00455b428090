"""Look again for a journal that is gone: a synchroniser or an editor may be about to put it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from efficacy_tui.store import atomic_file

LOOK_SECONDS = 0.1
LOOKS = 20
"""How often, and how many times: two seconds."""


def comes_back(path: Path, wait: Callable[[float], object]) -> bool:
    """Look for a missing file for two seconds, pausing with `wait` (seconds); return whether it is there again.

    Raises:
        OSError: The system does not tell.
    """
    for _ in range(LOOKS):
        wait(LOOK_SECONDS)
        if atomic_file.signature(path) is not None:
            return True
    return False


def folder_id(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of a file's folder, or `None` if the folder does not exist.

    Raises:
        OSError: The system does not tell.
    """
    folder_status = atomic_file.status(atomic_file.resolve(path).parent)
    return None if folder_status is None else (folder_status.st_dev, folder_status.st_ino)


def folder_id_if_told(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of a file's folder; `None` also if the system does not tell them now."""
    try:
        return folder_id(path)
    except OSError:
        return None
