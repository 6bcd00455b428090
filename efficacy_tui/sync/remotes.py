"""Addresses of other repositories: what a person types, and whether it is a path on a disk."""

from __future__ import annotations

import re
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.sync.problems import SyncProblem

_MAX_ADDRESS = 1000


def is_address(text: str) -> bool:
    """Whether a text is an address such as `ssh://host/path` or `host:path`, by git's own rule, and not a path."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(:|//)", text) or re.match(r"[^/\\]+:", text))


def parse_remote(text: str) -> str:
    """Return the address as it is remembered: a path is made a whole one.

    Raises:
        SyncProblem: It cannot be an address or a path.
    """
    address = text.strip()
    if not address or not address.isprintable() or address.startswith("-") or len(address) > _MAX_ADDRESS:
        raise SyncProblem(
            "An address is needed, like “server:journal.git” or “https://example.org/journal.git”, or the path of a "
            "folder. Nothing was changed."
        )
    if is_address(address) and not atomic_file.exists(Path(address).expanduser()):
        return address
    try:
        return str(atomic_file.resolve(Path(address).expanduser()))
    except RuntimeError as error:
        raise SyncProblem(f"There is no such home folder: {address}. Nothing was changed.") from error
