"""The encoding of a text file, told by the byte order mark at its beginning, as Windows programs write it."""

from __future__ import annotations

import codecs

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def has_byte_order_mark(data: bytes) -> bool:
    """Whether a file begins with the mark of UTF-8 or UTF-16."""
    return data.startswith((codecs.BOM_UTF8, *_UTF16_MARKS))


def decode_text(data: bytes) -> str:
    """Decode a file in UTF-8, with or without a mark, or in UTF-16 with one; the mark is left out.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def to_utf8(data: bytes) -> bytes:
    """Return a file in UTF-8 and without a mark; anything that has no mark, or no text behind it, is returned as is."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_UTF16_MARKS):
        try:
            return data.decode("utf-16").encode()
        except UnicodeDecodeError:
            return data
    return data
