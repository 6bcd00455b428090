"""Signs that other machines hold copies of a journal, and could bring newer entries back after a restore."""

from __future__ import annotations

import contextlib
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.conflict_copies import find_conflict_copies, find_named_copies
from efficacy_tui.store.decode import DecodedJournal, UnreadableBytes, read_all_steps
from efficacy_tui.store.overwritten import OVERWRITTEN_TITLE

_MARKERS = {
    ".git": "it is in a git repository",
    ".hg": "it is in a Mercurial repository",
    ".stfolder": "Syncthing shares its folder",
    ".dropbox": "Dropbox shares its folder",
    ".dropbox.cache": "Dropbox shares its folder",
    ".owncloudsync.log": "ownCloud shares its folder",
    ".nextcloudsync.log": "Nextcloud shares its folder",
}
"""What lies in a shared folder or one of its parents → what it says about the journal, as a clause."""

_FOLDER_NAMES = ("Dropbox", "Nextcloud", "ownCloud", "OneDrive", "Google Drive", "iCloud Drive", "Mobile Documents")


def sync_repository_path(path: Path) -> Path:
    """Return the folder of the repository through which a journal is synced."""
    target = atomic_file.resolve(path)
    return target.with_name(f"{target.stem}.sync.git")


def may_be_synced(path: Path) -> bool:
    """Whether a journal has a repository through which it is synced, or the system does not let that be seen."""
    try:
        return atomic_file.is_folder(sync_repository_path(path))
    except OSError:
        return True


def find_signs(path: Path, journal: DecodedJournal | None) -> list[str]:
    """Find signs, as clauses, that other machines hold copies; `journal` is the present file, if it can be read."""
    target = atomic_file.resolve(path)
    has_copies = find_named_copies(path) or find_conflict_copies(path)
    signs = ["a synchroniser left a second copy beside it"] if has_copies else []
    if atomic_file.is_folder(sync_repository_path(path)):
        signs.append("“efficacy sync” exchanges it with them")
    for folder in target.parents:
        with contextlib.suppress(OSError):
            signs += [sign for name, sign in _MARKERS.items() if atomic_file.is_present(folder / name)]
        signs += [f"{name} shares its folder" for name in _FOLDER_NAMES if folder.name == name]
    if journal is not None and (journal.contents.adjusted or _has_merged(journal)):
        signs.append("copies were merged into it before")
    return list(dict.fromkeys(signs))


def _has_merged(journal: DecodedJournal) -> bool:
    try:
        return any(step.title == OVERWRITTEN_TITLE for step in read_all_steps(journal))
    except UnreadableBytes:
        return False
