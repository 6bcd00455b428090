"""Decode the text of an export in whatever encoding a program or a spreadsheet wrote it.

UTF-8, UTF-16 and UTF-32 are told by their byte order mark, UTF-16 without one by its zero bytes, and what is not UTF-8
is Windows-1252 if it reads like a Western European text; anything else is refused instead of being turned into signs.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple

from efficacy_tui.exchange.parsed_entries import UnreadableFile
from efficacy_tui.model import locale_format

_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE_BYTES = 4096
_MIN_ZERO_SHARE = 0.4
"""Of the bytes at even or odd places of UTF-16, that many are zero in a text with mostly Latin letters."""

_MAX_WESTERN_SHARE = 0.3
"""Of the letters of a Western European text, at most that many have accents."""

_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ACCENTED = "ŠŒŽšœžŸÀ-ÖØ-öø-ÿ"
_NOT_WESTERN = re.compile(
    f"[{_ACCENTED}]{{5}}|[a-zà-öø-ÿ][ŠŒŽŸÀ-ÖØ-Þ]|[a-z{_ACCENTED}][¡¿¹³¥£§¶ƒ][a-z{_ACCENTED}]|ƒ[^ ]ƒ"
)
"""What other encodings look like in Windows-1252: Cyrillic or Greek words, and capitals or signs inside words."""

WINDOWS_1252 = "Windows-1252"


class DecodedText(NamedTuple):
    """The text of a file without its mark; `guessed_encoding` names an encoding that the file does not state."""

    text: str
    guessed_encoding: str = ""


def decode_export(data: bytes, name: str) -> DecodedText:
    """Decode the bytes of the file called `name`.

    Raises:
        UnreadableFile: the encoding is not one of those above.
    """
    try:
        if data.startswith(_UTF32_MARKS):
            return DecodedText(data.decode("utf-32"))
        if data.startswith(_UTF16_MARKS):
            return DecodedText(data.decode("utf-16"))
        if (encoding := _utf16_without_mark(data)) is not None:
            return DecodedText(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{name} is damaged: it begins like UTF-16 text, but does not go on so.") from error
    try:
        return DecodedText(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        text = _decode_western(data)
        if text is not None:
            return DecodedText(text, WINDOWS_1252)
        position = locale_format.group_thousands(error.start)
        raise UnreadableFile(f"{name} is not UTF-8 text (byte {position}). Save it as UTF-8 and try again.") from error


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    if sample[1::2].count(0) >= _MIN_ZERO_SHARE * half and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) >= _MIN_ZERO_SHARE * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _decode_western(data: bytes) -> str | None:
    """Decode Windows-1252; `None` if the bytes are damaged UTF-8 or read like another alphabet."""
    if _UTF8_SEQUENCE.search(data) is not None:
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if _NOT_WESTERN.search(text) is not None:
        return None
    letters = [char for char in text if char.isalpha()]
    accented = sum(not char.isascii() for char in letters)
    return text if accented <= max(1, _MAX_WESTERN_SHARE * len(letters)) else None


def to_utf8(data: bytes, errors: Literal["strict", "replace"] = "strict") -> bytes:
    """Return a file whose mark or zero bytes tell its encoding as UTF-8 without a mark, and any other as it is.

    The beginning of a file can end inside of a character; `errors="replace"` then makes a sign of the rest.
    """
    encoding = _utf16_without_mark(data)
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_UTF32_MARKS):
        encoding = "utf-32"
    elif data.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    try:
        return data if encoding is None else data.decode(encoding, errors).encode()
    except UnicodeDecodeError:
        return data


def describe_guess(name: str, encoding: str) -> str:
    """Say in which encoding a file was read that does not state any."""
    return f"{name} is not UTF-8; it was read as {encoding}."
