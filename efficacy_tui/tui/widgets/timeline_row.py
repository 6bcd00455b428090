"""Draw a row of the timeline: a glyph and a word for the source, the text, and the domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from efficacy_tui.model.text_layout import cell_width, elide, pad
from efficacy_tui.tui.look.glyphs import UNICODE, sign_for
from efficacy_tui.tui.privacy.mask import PUBLIC_RICH
from efficacy_tui.wording.dashboard import day_heading

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

KIND_WIDTH = 12


class Columns(NamedTuple):
    """The cells of a row: `total`, the kind, and the domain's name with the blank before it."""

    total: int
    kind: int
    name: int

    @classmethod
    def for_width(cls, width: int, widest: int) -> Self:
        """Divide `width` cells; `widest` is the longest domain name in cells, 0 where none is shown."""
        # On a narrow screen the beginning of a name says enough.
        max_name = 12 if width >= 55 else 8 if width >= 29 else 4
        return cls(width, KIND_WIDTH if width >= 47 else 0, min(widest, max_name) + 1 if widest else 0)


class RowStyles(NamedTuple):
    """The styles of a row's parts, background included; `match` is added to a text's style where a search matched."""

    blank: Style
    day: Style
    glyph: Style
    kind: Style
    text: Style
    outcome: Style
    domain: Style
    match: Style


def day_row(day: dt.date, today: dt.date, styles: RowStyles, columns: Columns) -> Strip:
    """Draw the heading of a day."""
    heading = " " + pad(day_heading(day, today), columns.total - 1)
    has_date = any(map(str.isdigit, heading))
    return Strip([Segment(heading, styles.day if has_date else styles.day + PUBLIC_RICH)], columns.total)


def item_row(
    item: TimelineItem,
    name: str,
    styles: RowStyles,
    columns: Columns,
    *,
    is_current: bool,
    passage_of: Callable[[TimelineItem], str] | None,
    spans_of: Callable[[str], Sequence[tuple[int, int]]] | None,
) -> Strip:
    """Draw an item; `name` is its domain's, empty if it is not shown.

    `passage_of` and `spans_of` are as in `TimelineList.show`.
    """
    unrated_sign = f" {UNICODE['waits']}" if item.needs_rating else ""
    name_column = f" {pad(name, columns.name - 1)}" if name else ""
    room = columns.total - 4 - columns.kind - (columns.name if name else 0) - cell_width(unrated_sign)
    text = item.text
    if passage_of is not None and (passage := passage_of(item)):
        text = f"{elide(text, room // 2)} · {passage}"
    text = elide(text, room)
    is_outcome = item.kind == "outcome"
    sign_style = styles.glyph if is_outcome else styles.glyph + PUBLIC_RICH
    sign = f"{sign_for(item)} "
    # One segment for each style: the terminal is sent the colours of every segment.
    return Strip(
        [
            *(
                [Segment(UNICODE["now"], styles.glyph), Segment(sign, sign_style)]
                if is_current
                else [Segment(f" {sign}", sign_style)]
            ),
            Segment(pad(item.kind, columns.kind), styles.kind),
            *_highlight(text, styles.outcome if is_outcome else styles.text, styles.match, spans_of),
            Segment(f"{unrated_sign}{' ' * (room - cell_width(text))}{name_column} ", styles.domain),
        ],
        columns.total,
    ).adjust_cell_length(columns.total, styles.blank)


def _highlight(
    text: str, style: Style, match_style: Style, spans_of: Callable[[str], Sequence[tuple[int, int]]] | None
) -> Iterator[Segment]:
    """Split a text into segments, with `match_style` on the words a search matched."""
    position = 0
    for start, end in spans_of(text) if spans_of is not None else ():
        yield Segment(text[position:start], style)
        yield Segment(text[start:end], style + match_style)
        position = end
    yield Segment(text[position:], style)
