"""How wide the terminal is, and whether there is one."""

from __future__ import annotations

import sys

MIN_WIDTH, MAX_WIDTH = 20, 200
"""Cells of a line, whatever the width of the terminal."""


def terminal_width(*, err: bool = False) -> int | None:
    """Return the cells of a line of the terminal on standard output; `None` if that is a file or a pipe.

    With `err` the standard error is meant.
    """
    if not (sys.stderr if err else sys.stdout).isatty():
        return None
    # It loads the modules of five compressions, and a pipe needs none of it.
    import shutil

    return min(max(shutil.get_terminal_size().columns, MIN_WIDTH), MAX_WIDTH)
