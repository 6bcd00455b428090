"""A text edited in the person's editor, in a private folder beside the journal that the next start removes if need be.

The editor's own swap and backup files are made in that folder, too.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from efficacy_tui.store import atomic_file, leftovers


def edit_text(journal_path: Path, text: str) -> str:
    """Open a text in the editor and return it as it was saved last.

    Raises:
        click.ClickException: The editor could not be started, or it failed.
        OSError: The text could not be handed over.
    """
    folder = leftovers.editing_folder(journal_path, secrets.token_hex(8))
    atomic_file.make_folder(folder)
    try:
        file = folder / "text.txt"
        atomic_file.create_file(file, text.encode())
        click.edit(filename=str(file))
        return atomic_file.read_whole(file)[0].decode("utf-8", "replace")
    finally:
        leftovers.remove_leftover(folder)
