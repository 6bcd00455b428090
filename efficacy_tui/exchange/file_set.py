"""Read the files of an export: a folder, a zipped folder, or a single file, never more than fits any export.

Sizes are checked before and while something is read, so that a bomb of a few bytes costs no more than a large file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from efficacy_tui.exchange.file_kinds import may_be_export
from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.exchange.readers.decoding import to_utf8
from efficacy_tui.model import locale_format
from efficacy_tui.store import atomic_file

MAX_BYTES = 64_000_000
"""The most that is read of an export, in bytes; fifty years of practice take about half of it."""

_MAX_LINES = 1_000_000
_MAX_VALUES = 5_000_000

_SUFFIXES = (".csv", ".json")
_MAX_FILES = 10_000
_MAX_LISTING_BYTES = 4_000_000
"""The most that is read at once of the list of files in a zip file."""

_PIECE_BYTES = 65_536
_HEAD_BYTES = 4_096
_ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods that unpack a piece at a time; the others can make gigabytes of one."""

_LOCKED = 0x1
"""The bit of a zip file’s flags that says that a file in it is encrypted."""


@dataclass
class FileSet:
    """The bytes of files by path, with `/`, and the names of those left out, with the reason where there is one."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, data: bytes) -> None:
        """Add a file.

        Raises:
            UnreadableFile: it has more rows than any export, which would take much more memory than its bytes.
        """
        text = to_utf8(data)
        is_json = text.lstrip(b" \t\r\n").startswith((b"{", b"["))
        if text.count(b",") > _MAX_VALUES if is_json else max(text.count(b"\n"), text.count(b"\r")) > _MAX_LINES:
            raise UnreadableFile(f"{name} has more rows than any export, so it is not read.")
        self.files[name] = text
        self.size += len(data)


def read_file_set(path: Path) -> FileSet:
    """Read the CSV and JSON files of a folder, of a zip file, or a single file of any name.

    A folder is searched one subfolder deep, and one deeper where Loop's exports lie in it; zip files in it are searched
    too. A byte order mark is left out, and a file in UTF-16 becomes UTF-8.

    Raises:
        UnreadableFile: the path does not exist, may not be read, is damaged, or is larger than any export.
    """
    try:
        if atomic_file.is_folder(path):
            return _read_folder(path)
        return _read_file(path)
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {path}.") from error
    except atomic_file.FileTooLarge as error:
        raise _too_large(path, 1, error.size) from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_file(path: Path) -> FileSet:
    file_set = FileSet()
    if atomic_file.is_file(path):
        with atomic_file.open_input(path) as stream:
            if stream.read(4) in _ZIP_BEGINNINGS:
                _add_zip(file_set, path, stream)
                return file_set
    data = atomic_file.read_input(path, MAX_BYTES)
    if data.startswith(_ZIP_BEGINNINGS):
        _add_zip(file_set, path, io.BytesIO(data))
    else:
        file_set.add(path.name, data)
    return file_set


# -- folders -------------------------------------------------------------------------------------


def _read_folder(folder: Path) -> FileSet:
    # No export is deeper, and a home folder named by mistake must not be searched whole.
    file_set = FileSet()
    for file in _iterate_files(folder):
        name = file.relative_to(folder).as_posix()
        try:
            _add_file_of_folder(file_set, file, name)
        except atomic_file.FileTooLarge as error:
            file_set.left_out[name] = f"it has {_megabytes(error.size)} MB"
        except UnreadableFile as error:
            sentence = str(error).rstrip(".").removeprefix(str(file)).removeprefix(name)
            file_set.left_out[name] = f"it {sentence.strip()}"
        except OSError as error:
            file_set.left_out[name] = f"it cannot be read: {error.strerror or error}"
        if len(file_set.files) > _MAX_FILES or file_set.size > MAX_BYTES:
            raise _too_large(folder, len(file_set.files), file_set.size)
    return file_set


def _iterate_files(folder: Path) -> list[Path]:
    files = []
    for item in atomic_file.list_folder(folder):
        if not atomic_file.is_folder(item):
            files.append(item)
            continue
        items = _list_quietly(item)
        has_habits = any(file.name.casefold() == "habits.csv" for file in items)
        for inner in items:
            files += _list_quietly(inner) if has_habits and atomic_file.is_folder(inner) else [inner]
    return files


def _list_quietly(folder: Path) -> list[Path]:
    """Return what is in a subfolder; nothing if it may not be read, as others may."""
    try:
        return atomic_file.list_folder(folder)
    except OSError:
        return []


def _add_file_of_folder(file_set: FileSet, file: Path, name: str) -> None:
    """Add a file that may be an export, or part of one; the others are only named."""
    if file.suffix.lower() not in (*_SUFFIXES, ".zip") or not atomic_file.is_file(file):
        return
    if file.suffix.lower() == ".zip":
        zip_set = FileSet(size=file_set.size)
        with atomic_file.open_input(file) as stream:
            _add_zip(zip_set, file, stream, prefix=f"{name}/")
        file_set.files |= zip_set.files
        file_set.size = zip_set.size
    elif may_be_export(name, to_utf8(atomic_file.read_head(file, _HEAD_BYTES), "replace")):
        file_set.add(name, atomic_file.read_whole(file, MAX_BYTES)[0])
    else:
        file_set.left_out[name] = ""


# -- zip files -----------------------------------------------------------------------------------


class _BoundedStream:
    """A binary stream that reads at most so many bytes at once, as the list of files in a zip file is read whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek: Callable[..., int] = stream.seek
        self.tell: Callable[[], int] = stream.tell
        self.seekable: Callable[[], bool] = stream.seekable

    def read(self, size: int | None = -1) -> bytes:
        bound = _MAX_LISTING_BYTES + 1
        data = self._stream.read(bound if size is None or size < 0 else min(size, bound))
        if len(data) == bound:
            raise zipfile.BadZipFile("it lists too many files")
        return data


def _add_zip(file_set: FileSet, path: Path, stream: BinaryIO, prefix: str = "") -> None:
    try:
        with zipfile.ZipFile(cast(BinaryIO, _BoundedStream(stream))) as archive:
            members = [info for info in archive.infolist() if info.filename.lower().endswith(_SUFFIXES)]
            size = file_set.size + sum(info.file_size for info in members)
            if len(members) > _MAX_FILES or size > MAX_BYTES:
                raise _too_large(path, len(members), size)
            for info in members:
                if info.flag_bits & _LOCKED:
                    raise UnreadableFile(f"{path} is locked with a password. Unpack it, then import it.")
                if info.compress_type not in _METHODS:
                    raise UnreadableFile(f"{path} is packed in a way that is not read here. Unpack it, then import it.")
                # Some programs for Windows write its separator into the names.
                file_set.add(prefix + info.filename.replace("\\", "/"), _read_member(archive, info))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"{path} is a damaged zip file, or a part of one ({error}).") from error


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of an archive, piece by piece: one that is longer than it states fails after its stated size."""
    with archive.open(info) as member:
        return b"".join(iter(lambda: member.read(_PIECE_BYTES), b""))


def _too_large(path: Path, count: int, size: int) -> UnreadableFile:
    files = f"{locale_format.group_thousands(count)} files of " if count > 1 else ""
    return UnreadableFile(
        f"{path} holds {files}{_megabytes(size)} MB; that is too large for an export, so it was not read."
    )


def _megabytes(size: int) -> str:
    return locale_format.group_thousands(size // 1_000_000)
