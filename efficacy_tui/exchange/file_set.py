"""Read the files of an export: a folder, a zipped folder, or a single file."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.model import locale_format
from efficacy_tui.model.text_encoding import to_utf8
from efficacy_tui.store import atomic_file
from efficacy_tui.store.decode import MAX_BYTES

_SUFFIXES = (".csv", ".json")
_MAX_FILES = 10_000


def read_file_set(path: Path) -> dict[str, bytes]:
    """Return the bytes of every CSV and JSON file by its path with `/` in the folder, at most one subfolder deep.

    A byte order mark is left out, and a file in UTF-16 that begins with one becomes UTF-8.

    Raises:
        UnreadableFile: the path does not exist, may not be read, is damaged, or is larger than any journal.
    """
    try:
        if atomic_file.is_folder(path):
            return _read_folder(path)
        data = atomic_file.read_input(path, MAX_BYTES)
        return _read_zip(path, data) if zipfile.is_zipfile(io.BytesIO(data)) else {path.name: to_utf8(data)}
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {path}.") from error
    except atomic_file.FileTooLarge as error:
        _check_limits(1, error.size, path)
        raise
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_folder(folder: Path) -> dict[str, bytes]:
    # No export is deeper, and a home folder named by mistake must not be searched whole.
    files: list[tuple[Path, int]] = []
    for item in atomic_file.list_folder(folder):
        items = atomic_file.list_folder(item) if atomic_file.is_folder(item) else [item]
        for file in items:
            file_signature = atomic_file.signature(file) if file.suffix.lower() in _SUFFIXES else None
            if file_signature is not None and atomic_file.is_file(file):
                files.append((file, file_signature[1]))
    _check_limits(len(files), sum(size for _, size in files), folder)
    return {
        file.relative_to(folder).as_posix(): to_utf8(atomic_file.read_whole(file, MAX_BYTES)[0]) for file, _ in files
    }


def _read_zip(path: Path, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if info.filename.lower().endswith(_SUFFIXES)]
            # The archive states these sizes itself; reading a member fails if it is longer.
            _check_limits(len(members), sum(info.file_size for info in members), path)
            return {info.filename: to_utf8(archive.read(info)) for info in members}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableFile(f"{path} is a damaged or locked zip file ({error}).") from error


def _check_limits(count: int, size: int, path: Path) -> None:
    if count > _MAX_FILES or size > MAX_BYTES:
        files, size_mb = locale_format.group_thousands(count), locale_format.group_thousands(size // 1_000_000)
        raise UnreadableFile(f"{path} holds {files} files of {size_mb} MB together; that is too large for a journal.")
