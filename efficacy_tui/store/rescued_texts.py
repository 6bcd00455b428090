"""Texts that were open in an editor when the program was killed: what was saved there is kept, not removed.

Beside the text in its private folder is a copy of how it was handed over, which tells whether anything was written. Of
a sealed journal nothing is rescued: its texts are edited in memory.
"""

from __future__ import annotations

import contextlib
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from efficacy_tui.store import atomic_file, leftovers
from efficacy_tui.store.stored_file import is_sealed

TEXT_FILE = "text.txt"
_HANDED_OVER = ".before"
_FORM_FILE = re.compile(rf"record-([0-9a-f]{{{leftovers.UNSAVED_EDIT_LETTERS}}})\.toml")

FORM_RESCUED = (
    "The program was killed while you were editing. What you saved in the editor is in {path}; “efficacy edit "
    "{identifier}” opens your editor with it."
)
TEXT_RESCUED = (
    "The program was killed while you were writing. What you saved in the editor is in {path}; the next “efficacy add” "
    "opens your editor with it."
)


def form_file(identifier: str) -> str:
    """Return the name of the file in which the form of a record (id) is edited."""
    return f"record-{identifier[: leftovers.UNSAVED_EDIT_LETTERS]}.toml"


def hand_over(folder: Path, name: str, text: str) -> Path:
    """Write a text for an editor into its private folder, and return its file.

    Raises:
        OSError: it cannot be written.
    """
    file = folder / name
    atomic_file.create_file(folder / _HANDED_OVER, text.encode())
    atomic_file.create_file(file, text.encode())
    return file


def rescue_texts(path: Path, abandoned: Iterable[Path]) -> list[str]:
    """Keep what was written in abandoned editing folders beside a journal; return a sentence about each text."""
    target = atomic_file.resolve(path)
    folders = [item for item in abandoned if leftovers.EDITING_MARK in item.name and item.parent == target.parent]
    if not folders or is_sealed(target):
        return []
    return [sentence for folder in folders for sentence in _rescue_from(folder, target)]


def _rescue_from(folder: Path, target: Path) -> list[str]:
    """Keep the text of one folder; an error leaves it where it is."""
    with contextlib.suppress(OSError):
        for file in atomic_file.list_folder(folder):
            form = _FORM_FILE.fullmatch(file.name)
            if (form is None and file.name != TEXT_FILE) or not _was_written_in(file):
                continue
            kept_path = leftovers.unsaved_edit_path(target, form[1]) if form else leftovers.unsaved_text_path(target)
            # The editor was opened with the text that was kept before, so this one takes its place.
            atomic_file.remove(kept_path)
            atomic_file.move(file, kept_path)
            sentence = FORM_RESCUED if form else TEXT_RESCUED
            return [sentence.format(path=kept_path, identifier=form[1] if form else "")]
    return []


def _was_written_in(file: Path) -> bool:
    file_status = atomic_file.status(file, follow=False)
    if file_status is None or not stat.S_ISREG(file_status.st_mode):
        return False
    data, _ = atomic_file.read_raw(file)
    before, _ = atomic_file.read_raw(file.with_name(_HANDED_OVER))
    return bool(data.strip()) and data != before
