"""Entries of the timeline as lines: a table that fits a terminal, or one line a record for a pipe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from efficacy_tui.cli.output_lines import Piece
from efficacy_tui.content.answer_options import OUTCOME_OPTIONS
from efficacy_tui.journal.timeline import KINDS, TimelineItem
from efficacy_tui.model.locale_format import brief_date, current
from efficacy_tui.model.text_layout import cell_width, elide, flatten, pad
from efficacy_tui.wording.facts import IN_WORDS, NOT_RATED

KIND_WIDTH = max(map(len, KINDS))
MIN_TEXT_WIDTH = 28
"""Cells that the text keeps before a column gives way."""

MAX_DOMAIN_WIDTH = 20
GAP = "  "


class _EntryColumns(NamedTuple):
    """Cells of each column; without `domain` there is none, without `text` it stands on a line of its own."""

    id: int
    day: int
    domain: int
    text: int


def entry_line(item: TimelineItem, short_id: str, domain: str, words: Sequence[str] = ()) -> str:
    """Format an entry for a pipe: id, day, kind, domain and text on one line, whatever its length."""
    owner = f"{flatten(domain)}: " if domain else ""
    passage = flatten(_passage(item, words))
    text = f"{owner}{_text_of(item)}{f'  ({passage})' if passage else ''}"
    return f"{short_id}{GAP}{item.day.isoformat()}{GAP}{item.kind:<{KIND_WIDTH}}{GAP}{text}"


def entry_rows(
    items: Sequence[TimelineItem],
    short_ids: Mapping[str, str],
    names: Mapping[str, str],
    width: int,
    today: dt.date,
    words: Sequence[str] = (),
) -> Iterator[list[Piece]]:
    """Format entries for a terminal of `width` cells, newest first, under the heads of their columns.

    `names` are those of the domains, by id; `words` are marked where they stand. Where the terminal is narrow the
    domains go first, then each entry takes two lines, and where even that is too wide its kind begins the second.
    """
    days = [_format_day(item.day, today) for item in items]
    domains = [flatten(names.get(item.domain, "")) for item in items]
    columns = _fit_columns(short_ids, days, domains if len(names) > 1 else [], width)
    if items and columns.text:
        yield [(_join(columns, "Id", "Day", "Kind", "Domain") + GAP + "Text", "dim")]
    for item, day, domain in zip(items, days, domains, strict=True):
        short_id = short_ids[item.id]
        head = _join(columns, short_id, day, item.kind, domain)[len(short_id) :]
        text_width = columns.text or width - len(GAP)
        is_kind_below = not columns.text and cell_width(short_id + head.rstrip()) > width
        kind = f"{item.kind}: " if is_kind_below else ""
        text = _mark(elide(f"{kind}{_text_of(item)}", text_width), words)
        if columns.text:
            yield [(short_id, "cyan"), (head + GAP, ""), *text]
        else:
            yield [(short_id, "cyan"), (f"{GAP}{day}" if is_kind_below else head.rstrip(), "")]
            yield [(GAP, ""), *text]
        if passage := _passage(item, words):
            yield [(" " * (width - text_width), ""), *_mark(elide(passage, text_width), words)]


def _fit_columns(
    short_ids: Mapping[str, str], days: Sequence[str], domains: Sequence[str], width: int
) -> _EntryColumns:
    id_width = max(map(len, short_ids.values()), default=0)
    day_width = max(map(cell_width, days), default=0)
    text_width = width - id_width - day_width - KIND_WIDTH - 3 * len(GAP)
    domain_width = min(max(map(cell_width, [*domains, "Domain"])), MAX_DOMAIN_WIDTH) if domains else 0
    if domain_width and text_width - domain_width - len(GAP) >= MIN_TEXT_WIDTH:
        return _EntryColumns(id_width, day_width, domain_width, text_width - domain_width - len(GAP))
    return _EntryColumns(id_width, day_width, 0, text_width if text_width >= MIN_TEXT_WIDTH else 0)


def _join(columns: _EntryColumns, short_id: str, day: str, kind: str, domain: str) -> str:
    cells = [short_id.ljust(columns.id), pad(day, columns.day), pad(kind, KIND_WIDTH)]
    return GAP.join([*cells, *([pad(domain, columns.domain)] if columns.domain else [])])


def _passage(item: TimelineItem, words: Sequence[str]) -> str:
    """Return where a word stands that is not in the text of an entry; a list without words loads no search."""
    if not words:
        return ""
    from efficacy_tui.journal.search import matching_passage

    return matching_passage(item, words)


def _text_of(item: TimelineItem) -> str:
    """Return the text of an entry, after how it ended if it is an outcome."""
    outcome = f"{IN_WORDS.label(OUTCOME_OPTIONS, item.outcome).lower()}: " if item.outcome else ""
    return flatten(f"{outcome}{item.line}{f' ({NOT_RATED})' if item.needs_rating else ''}")


def _format_day(day: dt.date, today: dt.date) -> str:
    """Format a day briefly, with its year where that is not this one."""
    if current().date_order == "ymd":
        return day.isoformat()
    return brief_date(day) if day.year == today.year else f"{brief_date(day)} {day.year}"


def _mark(text: str, words: Sequence[str]) -> list[Piece]:
    """Split a text into what matches the words, in bold, and the rest."""
    if not words:
        return [(text, "")]
    from efficacy_tui.journal.search import match_spans

    pieces: list[Piece] = []
    position = 0
    for start, end in match_spans(text, words):
        pieces += [(text[position:start], ""), (text[start:end], "bold")]
        position = end
    return [piece for piece in [*pieces, (text[position:], "")] if piece[0]]
