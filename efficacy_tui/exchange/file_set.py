"""Read the files of an export: a folder, a zipped folder, or a single file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.model import locale_format
from efficacy_tui.store.decode import MAX_BYTES

_SUFFIXES = (".csv", ".json")
_MAX_FILES = 10_000


def read_file_set(path: Path) -> dict[str, bytes]:
    """Return the bytes of every CSV and JSON file by its path with `/` in the folder, at most one subfolder deep.

    Raises:
        UnreadableFile: the path does not exist, may not be read, is damaged, or is larger than any journal.
    """
    try:
        if path.is_dir():
            # No export is deeper, and a home folder named by mistake must not be searched whole.
            candidates = (item for depth in ("*", "*/*") for item in path.glob(depth))
            files = sorted(item for item in candidates if item.suffix.lower() in _SUFFIXES and item.is_file())
            _check_limits(len(files), sum(item.stat().st_size for item in files), path)
            return {item.relative_to(path).as_posix(): item.read_bytes() for item in files}
        if zipfile.is_zipfile(path):
            return _read_zip(path)
        _check_limits(1, path.stat().st_size, path)
        return {path.name: path.read_bytes()}
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no {path}.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_zip(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.lower().endswith(_SUFFIXES)]
            # The archive states these sizes itself; reading a member fails if it is longer.
            _check_limits(len(members), sum(info.file_size for info in members), path)
            return {info.filename: archive.read(info) for info in members}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(f"{path} is a damaged or locked zip file ({error}).") from error


def _check_limits(count: int, size: int, path: Path) -> None:
    if count > _MAX_FILES or size > MAX_BYTES:
        files, size_mb = locale_format.group_thousands(count), locale_format.group_thousands(size // 1_000_000)
        raise UnreadableFile(f"{path} holds {files} files of {size_mb} MB together; that is no journal.")
