"""Draw an entry of the timeline on one or two rows: sign, words, the domain where there are several, and the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Self

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from efficacy_tui.model.text_layout import cell_width, elide, pad, pad_left, shorten, wrap_shortened
from efficacy_tui.tui.look.glyphs import UNICODE, sign_for
from efficacy_tui.tui.privacy.mask import PUBLIC_RICH

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

MAX_ROWS = 2
"""The rows that the words of an entry take at most."""

SIGN_WIDTH = 3
"""Cells of the cursor, the sign and the blank before the words."""

GAP = 2
"""Cells between the words and what stands right of them."""

MIN_WORDS_WIDTH = 12
"""Cells that the words keep beside a domain and a day on a narrow screen."""


class Columns(NamedTuple):
    """The cells of an entry: `total`, the domain's name and the day; `name` and `day` are 0 where they need no column.

    The day has a column of its own only beside names, so that these begin in one column.
    """

    total: int
    name: int = 0
    day: int = 0

    @classmethod
    def for_width(cls, width: int, widest_name: int, widest_day: int) -> Self:
        """Divide `width` cells; `widest_name` is the longest domain name in cells, 0 where none is shown."""
        if not widest_name:
            return cls(width)
        # On a narrow screen the beginning of a name says enough.
        max_name = 12 if width >= 55 else 8 if width >= 29 else 4
        return cls(width, min(widest_name, max_name), widest_day)


class RowStyles(NamedTuple):
    """The styles of an entry's parts, background included; `match` is added to words that a search matched."""

    blank: Style
    day: Style
    glyph: Style
    text: Style
    domain: Style
    match: Style


class Entry(NamedTuple):
    """An item as it is drawn: the words of each row, and what stands at the right of the first."""

    item: TimelineItem
    rows: list[str]
    margin: str
    """The sign of missing ratings and the domain's name, where there are any."""
    day: str


class PlacedRow(NamedTuple):
    """What a row of the screen shows: a row of the item at a position, the last of it if `is_last`."""

    position: int
    row: int
    is_last: bool

    @property
    def number(self) -> int:
        """The row's number in a list in which every item takes `MAX_ROWS` rows, by which a selection finds it."""
        return self.position * MAX_ROWS + self.row


def lay_out(
    item: TimelineItem, name: str, day: str, columns: Columns, passage_of: Callable[[TimelineItem], str] | None
) -> Entry:
    """Wrap an item's words; `name` is its domain's, empty if it is not shown, `day` empty unless it begins its day."""
    margin = pad(name, columns.name) if columns.name else ""
    if item.needs_rating:
        margin = f"{UNICODE['waits']} {margin}".rstrip() if not columns.name else f"{UNICODE['waits']} {margin}"
    day = pad_left(day, columns.day) if columns.day else day
    right = cell_width(margin) + cell_width(day) + (GAP if margin and day else 0)
    width = columns.total - SIGN_WIDTH
    first_width = max(width - right - GAP, MIN_WORDS_WIDTH) if right else width
    passage = passage_of(item) if passage_of is not None else ""
    if passage:
        return Entry(item, [elide(item.line, first_width), elide(passage, width)], margin, day)
    return Entry(item, wrap_shortened(item.line, width, MAX_ROWS, first_width) or [""], margin, day)


def draw(
    entry: Entry,
    row: int,
    styles: RowStyles,
    columns: Columns,
    *,
    is_current: bool,
    is_last: bool,
    spans_of: Callable[[str], Sequence[tuple[int, int]]] | None,
) -> Strip:
    """Draw a row of an entry; on the last row that there is room for, the rest of the words is cut.

    `spans_of` is as in `TimelineList.show`.
    """
    text = entry.rows[row]
    if row:
        head = [Segment(" " * SIGN_WIDTH, styles.text)]
    else:
        is_outcome = entry.item.kind == "outcome"
        sign, sign_style = f"{sign_for(entry.item)} ", styles.glyph if is_outcome else styles.glyph + PUBLIC_RICH
        head = (
            [Segment(UNICODE["cursor"], styles.glyph), Segment(sign, sign_style)]
            if is_current
            else [Segment(f" {sign}", sign_style)]
        )
    room = columns.total - SIGN_WIDTH
    right: list[Segment] = []
    if not row and (entry.margin or entry.day):
        gap = " " * GAP if entry.margin and entry.day else ""
        room -= cell_width(entry.margin) + cell_width(gap) + cell_width(entry.day)
        # A weekday says little about anybody; a date stays hidden with the other numbers.
        has_date = any(map(str.isdigit, entry.day))
        right = [
            Segment(entry.margin + gap, styles.domain),
            Segment(entry.day, styles.day if has_date else styles.day + PUBLIC_RICH),
        ]
    if is_last and row + 1 < len(entry.rows):
        text = shorten(f"{text} {entry.rows[row + 1]}", room - (GAP if right else 0))
    # Use one segment for each style: every segment sends its colours to the terminal.
    return Strip(
        [
            *head,
            *_highlight(text, styles.text, styles.match, spans_of),
            Segment(" " * max(room - cell_width(text), 0), styles.text),
            *right,
        ]
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


@lru_cache(2048)
def _with_offset(style: Style, x: int, y: int) -> Style:
    return style + Style.from_meta({"offset": (x, y)})


def with_offsets(strip: Strip, row: int) -> Strip:
    """Mark the characters with their positions, by which Textual finds those under the mouse.

    `Strip.apply_offsets` does the same, but pickles the position of every segment each time.
    """
    x, segments = 0, []
    for text, style, _ in strip:
        segments.append(Segment(text, _with_offset(style or Style.null(), x, row)))
        x += len(text)
    return Strip(segments, strip.cell_length)
