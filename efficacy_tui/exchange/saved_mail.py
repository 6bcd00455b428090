"""The text of a mail that was saved as a file: of its plain part, or of the HTML that many mail programs send."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from efficacy_tui.model.text_encoding import decode_text

if TYPE_CHECKING:
    from email.message import Message

_HEADER = re.compile(rb"(?:[A-Za-z0-9-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
"""The head of a mail: fields, of which a folded one goes on after a blank, and then an empty line."""
_MAIL_FIELDS = re.compile(rb"^(?:mime-version|content-type|received|message-id):", re.IGNORECASE | re.MULTILINE)
_HTML = re.compile(r"<(?:!doctype html|html|body|br|p|div)\b[^<>]{0,400}>", re.IGNORECASE)
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "hr", "pre", "blockquote"})
_HIDDEN = frozenset({"style", "script", "head", "title"})


def read_saved_text(data: bytes, is_wanted: Callable[[str], bool]) -> str:
    """Return the text in the bytes of a file: in a mail, that of the first part that is wanted, else all of it.

    Raises:
        UnicodeDecodeError: It is neither a mail nor text in UTF-8 or UTF-16.
    """
    for text in _part_texts(data):
        if is_wanted(text):
            return text
    text = decode_text(data)
    return _strip_html(text) if _HTML.search(text) else text


def _part_texts(data: bytes) -> Iterator[str]:
    """Yield the text of each part of a mail, plain text first; nothing if the bytes are no mail."""
    head = _HEADER.match(data)
    if head is None or not _MAIL_FIELDS.search(head[0]):
        return
    # Most forms are no mails, and this is slow to load.
    from email import message_from_bytes

    try:
        parts = _list_text_parts(message_from_bytes(data))
    except RecursionError:
        # No real mail is nested in thousands of others.
        return
    for part in sorted(parts, key=lambda part: part.get_content_subtype() == "html"):
        text = _decode_part(part)
        yield _strip_html(text) if part.get_content_subtype() == "html" else text


def _list_text_parts(message: Message) -> list[Message]:
    if message.is_multipart():
        return [
            part for inner in message.get_payload() if not isinstance(inner, str) for part in _list_text_parts(inner)
        ]
    return [message] if message.get_content_maintype() == "text" else []


def _decode_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


class _TextOfHtml(HTMLParser):
    """Collects the text of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._is_kept_as_is = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        self._is_kept_as_is += tag == "pre"
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(self._hidden - (tag in _HIDDEN), 0)
        self._is_kept_as_is = max(self._is_kept_as_is - (tag == "pre"), 0)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data if self._is_kept_as_is else re.sub(r"[ \t\r\n]+", " ", data))


def _strip_html(text: str) -> str:
    parser = _TextOfHtml()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)
