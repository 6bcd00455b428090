"""Open files in pieces, for the package that opens and seals them: neither form of a file waits whole for the other.

That package tells of a failed read or write only its text, so the error itself is kept here.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable

from efficacy_tui.store.file_calls import retry

PIECE_BYTES = 131_072
"""So many bytes are read at once."""


class FilePieces(io.RawIOBase):
    """The bytes of an open file; `error` is that of the read that failed."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self.error: OSError | None = None
        self._handle = handle

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return os.lseek(self._handle, offset, whence)

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        try:
            data = retry(os.read, self._handle, len(buffer))
        except OSError as error:
            self.error = error
            raise
        buffer[: len(data)] = data
        return len(data)


class PieceWriter:
    """Passes what is written to it on to a function; `error` is what that raised."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.error: BaseException | None = None
        self._write = write

    def write(self, data: bytes) -> int:
        try:
            self._write(data)
        except BaseException as error:
            self.error = error
            raise
        return len(data)

    def flush(self) -> None:
        """Do nothing: every piece is passed on at once."""
