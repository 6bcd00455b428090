"""Day One's JSON export: `{"metadata": …, "entries": [{"creationDate", "timeZone", "uuid", "text", "tags", …}]}`.

Every entry has the label `entry`, its tags, and `starred` if it is starred. `creationDate` is an instant; the day is
that of the entry's own time zone. The text is Markdown, of which the marks of headings, escapes and pictures go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import msgspec

from efficacy_tui.exchange.parsed_entries import BadRow, ParsedEntry, ParsedFile, UnreadableFile, quote_cell
from efficacy_tui.exchange.readers.decoding import decode_export
from efficacy_tui.exchange.readers.json_documents import (
    EntryLocations,
    describe_decode_error,
    entry_labels,
    replace_half_characters,
)

_MAX_MARKDOWN = 100_000
"""Characters of an entry of which the Markdown is read; far fewer of them come in."""

_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^()\n]{0,500}\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIXED_OFFSET = re.compile(r"(?:GMT|UTC)(?:([+-])(\d{1,2}):?(\d{2})?)?", re.IGNORECASE)


class _DayOneEntry(msgspec.Struct, rename="camel"):
    creation_date: str
    uuid: str
    text: str = ""
    time_zone: str = "UTC"
    tags: list[str] = []
    starred: bool = False
    is_all_day: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        return entry_labels(self.tags, is_starred=self.starred)


class _DayOneDocument(msgspec.Struct):
    entries: list[msgspec.Raw]


def read_dayone(files: Mapping[str, bytes]) -> ParsedFile:
    """Read an export: one file for each journal; of several one may be damaged, and is named.

    Raises:
        UnreadableFile: it is not such an export.
    """
    bad_rows: list[BadRow] = []
    entries: list[ParsedEntry] = []
    for name, data in files.items():
        try:
            entries += _read_file(name, data, bad_rows)
        except UnreadableFile as error:
            if len(files) == 1:
                raise
            bad_rows.append(BadRow(name, str(error).rstrip(".")))
    return ParsedFile("dayone", tuple(entries), tuple(bad_rows))


def _read_file(name: str, data: bytes, bad_rows: list[BadRow]) -> list[ParsedEntry]:
    data = replace_half_characters(decode_export(data, name).text).encode()
    try:
        document = msgspec.json.decode(data, type=_DayOneDocument)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableFile(f"{name} is not an export of Day One ({describe_decode_error(error)}).") from error
    entries: list[ParsedEntry] = []
    locations = EntryLocations(name, data)
    for raw in document.entries:
        where = locations.of(raw)
        try:
            entry = msgspec.json.decode(raw, type=_DayOneEntry)
        except (msgspec.DecodeError, RecursionError) as error:
            reason = f"an entry is invalid ({describe_decode_error(error)})"
            bad_rows.append(BadRow(where, reason, None, "evidence"))
            continue
        moment = _local_moment(entry)
        is_day_only = entry.is_all_day or _DAY_ONLY.fullmatch(entry.creation_date) is not None
        if isinstance(moment, str):
            bad_rows.append(BadRow(where, moment, entry.labels, "evidence"))
        elif text := _plain_text(entry.text):
            time = None if is_day_only else moment.time()
            entries.append(ParsedEntry(entry.labels, moment.date(), text, None, entry.uuid, where, "", time))
    return entries


def _local_moment(entry: _DayOneEntry) -> dt.datetime | str:
    """Return the local time of an entry in its own time zone, or why there is none."""
    try:
        instant = dt.datetime.fromisoformat(entry.creation_date)
    except ValueError:
        return f"creationDate {quote_cell(entry.creation_date)} is not an instant like 2026-03-02T09:30:00Z"
    if instant.tzinfo is None:
        return instant
    zone = _find_zone(entry.time_zone)
    if zone is None:
        return f"the time zone {quote_cell(entry.time_zone)} is not known here, so its day is not certain"
    try:
        return instant.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return f"creationDate {quote_cell(entry.creation_date)} lies outside the calendar"


def _find_zone(name: str) -> dt.tzinfo | None:
    from zoneinfo import ZoneInfo

    if (offset := _FIXED_OFFSET.fullmatch(name.strip())) is not None:
        sign = -1 if offset[1] == "-" else 1
        span = dt.timedelta(hours=int(offset[2] or 0), minutes=int(offset[3] or 0))
        return dt.timezone(sign * span) if span < dt.timedelta(days=1) else None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # A name that is no zone, or that the system has no data for.
        return None


def _plain_text(markdown: str) -> str:
    lines = markdown[:_MAX_MARKDOWN].replace("\r\n", "\n").replace("\r", "\n")
    text = _HEADING.sub("", _PICTURE.sub("", lines))
    return _BLANK_LINES.sub("\n\n", _ESCAPED.sub(r"\1", text)).strip()
