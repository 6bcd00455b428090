"""The files of an export: a folder, a zip of one, or a single file."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.model import locale_format
from efficacy_tui.store.decode import LARGEST

_SUFFIXES = (".csv", ".json")
_MOST = 10_000


def read_file_set(path: Path) -> dict[str, bytes]:
    """Name (in a folder: below it, with `/`) → bytes of every CSV and JSON file at a path, at most one folder down.

    Raises:
        UnreadableFile: it is not there, may not be read, is damaged, or larger than any journal.
    """
    try:
        if path.is_dir():
            # No export is deeper than this; a home folder given by mistake is not searched through.
            inside = (item for depth in ("*", "*/*") for item in path.glob(depth))
            found = sorted(item for item in inside if item.suffix.lower() in _SUFFIXES and item.is_file())
            _check(len(found), sum(item.stat().st_size for item in found), path)
            return {item.relative_to(path).as_posix(): item.read_bytes() for item in found}
        if zipfile.is_zipfile(path):
            return _zipped(path)
        _check(1, path.stat().st_size, path)
        return {path.name: path.read_bytes()}
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no {path}.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error


def _zipped(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info for info in archive.infolist() if info.filename.lower().endswith(_SUFFIXES)]
            # The sizes are what the archive claims; reading stops with an error where one is not true.
            _check(len(names), sum(info.file_size for info in names), path)
            return {info.filename: archive.read(info) for info in names}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(f"{path} is a damaged or locked zip file ({error}).") from error


def _check(count: int, size: int, path: Path) -> None:
    if count > _MOST or size > LARGEST:
        files, size_mb = locale_format.group_thousands(count), locale_format.group_thousands(size // 1_000_000)
        raise UnreadableFile(f"{path} holds {files} files of {size_mb} MB together; that is no journal.")
