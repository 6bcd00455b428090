"""Opens a sealed journal in a thread, while the command that is about to read it still loads its modules.

Decrypting needs no Python, so where there is a second core it takes no time. The result is used once, and only for the
version of the file that it was made from.
"""

from __future__ import annotations

import threading
from pathlib import Path

from efficacy_tui.store import atomic_file
from efficacy_tui.store.sealing import key_ring


class ReadAhead:
    """A file that is being read and opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._result: tuple[atomic_file.Signature, bytes] | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            data, signature = atomic_file.read_raw(self._path)
            self._result = signature, key_ring.open_bytes(data)[0]
        except Exception:  # noqa: BLE001  # whoever reads the file afterwards meets the error, and says so
            self._result = None

    def take(self, signature: atomic_file.Signature) -> bytes | None:
        """Wait for the bytes, and return them if they are of this version of the file."""
        self._thread.join()
        result, self._result = self._result, None
        return result[1] if result is not None and result[0] == signature else None


def start(path: Path) -> None:
    """Begin to read and open a sealed file that is about to be read."""
    atomic_file.expect_read(path, ReadAhead(path).take)
