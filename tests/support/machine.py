"""What tests ask of the machine they run on: files in memory, and programs that start from compiled modules."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import tempfile
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
ROOM = 1 << 30
"""Bytes that must be free in the memory for files."""


def keep_files_in_memory() -> None:
    """Make temporary files in memory, where there is room, here and in programs that are started from here.

    The program waits for the disk at each change. Tests need not: what a disk does is played by `file_faults`.
    """
    if "TMPDIR" not in os.environ and has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def has_room(folder: Path) -> bool:
    """Whether many files fit into a folder, and programs among them can be run."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    system = os.statvfs(folder)
    return system.f_bavail * system.f_frsize >= ROOM and not system.f_flag & os.ST_NOEXEC


def keep_compiled_modules() -> None:
    """Compile each module once, as an installer does, even where Python is told to keep no compiled modules.

    Tests start the program hundreds of times; compiling takes it longer than anything else it does.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def import_a_share(session: pytest.Session) -> None:
    """Import a part of the test modules before collecting all of them, another one in each worker.

    A new copy of the project has no compiled tests, and compiling takes most of the time for collecting them. Like this
    the workers divide it among themselves: each finds compiled what another one has imported.
    """
    worker, count = os.environ.get("PYTEST_XDIST_WORKER"), os.environ.get("PYTEST_XDIST_WORKER_COUNT")
    root = session.config.rootpath
    if worker is None or count is None or [Path(part).resolve() for part in session.config.args] != [root / "tests"]:
        return
    modules = [
        ".".join(file.relative_to(root).with_suffix("").parts) for file in sorted(root.glob("tests/**/test_*.py"))
    ]
    for name in modules[len(modules) * int(worker.removeprefix("gw")) // int(count) :]:
        # Collecting reports what cannot be imported, and skips what wants that.
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(name)
