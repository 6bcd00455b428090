"""Open files in pieces, for the package that opens and seals them: neither form of a file waits whole for the other.

That package tells of a failed read or write only its text, so the error itself is kept here.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Generator

from efficacy_tui.store.file_calls import retry

PIECE_BYTES = 131_072
"""So many bytes are read at once."""


class FilePieces(io.RawIOBase):
    """The bytes of an open file; `error` is what the read raised that failed or was interrupted."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self.error: BaseException | None = None
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
            buffer[: len(data)] = data
        except BaseException as error:
            self.error = error
            raise
        return len(data)


class PieceWriter:
    """Passes what is written to it on to a function; `error` is what that raised, or a signal in the meantime.

    `first_piece` and `byte_count` are of what was passed on.
    """

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.error: BaseException | None = None
        self.first_piece = b""
        self.byte_count = 0
        # Python runs the handler of a signal on entering a function, before a `try` in it. A generator that goes on is
        # inside its `try` already, so it catches what the handler raises.
        pieces = self._pass_on(write)
        next(pieces)
        self.write = pieces.send

    def flush(self) -> None:
        """Do nothing: every piece is passed on at once."""

    def _pass_on(self, write: Callable[[bytes], object]) -> Generator[int, bytes, None]:
        try:
            piece = self.first_piece = yield 0
            while True:
                write(piece)
                self.byte_count += len(piece)
                piece = yield len(piece)
        except GeneratorExit:
            return
        except BaseException as error:
            self.error = error
            raise
