"""How a row of the timeline is drawn: a glyph and a word for its source, what was written, and its domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from efficacy_tui.tui.look.glyphs import UNICODE, sign_for
from efficacy_tui.tui.privacy.mask import PUBLIC_RICH
from efficacy_tui.tui.widgets.content_lines import elide, pad
from efficacy_tui.wording.dashboard import day_heading

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

KIND_WIDTH = 12


class Columns(NamedTuple):
    """The cells of a row: the `whole` of it, its kind, its domain's name with the blank before it."""

    whole: int
    kind: int
    name: int

    @classmethod
    def fitting(cls, width: int, widest: int) -> Self:
        """The columns on so many cells; `widest` are those of the longest name of a domain, 0 where none is shown."""
        # Where there is little room the beginning of a name says enough.
        most = 12 if width >= 55 else 8 if width >= 29 else 4
        return cls(width, KIND_WIDTH if width >= 47 else 0, min(widest, most) + 1 if widest else 0)


class RowStyles(NamedTuple):
    """The styles of a row's parts, each with the ground; `found` comes over the one of the text it lies in."""

    blank: Style
    day: Style
    glyph: Style
    kind: Style
    text: Style
    outcome: Style
    domain: Style
    found: Style


def day_row(day: dt.date, today: dt.date, styles: RowStyles, columns: Columns) -> Strip:
    """The heading of a day."""
    heading = " " + pad(day_heading(day, today), columns.whole - 1)
    dated = any(map(str.isdigit, heading))
    return Strip([Segment(heading, styles.day if dated else styles.day + PUBLIC_RICH)], columns.whole)


def item_row(
    item: TimelineItem,
    name: str,
    styles: RowStyles,
    columns: Columns,
    *,
    here: bool,
    beside: Callable[[TimelineItem], str] | None,
    marks: Callable[[str], Sequence[tuple[int, int]]] | None,
) -> Strip:
    """An item; `name` is its domain's, empty where it is not shown.

    `beside` and `marks` are those of `TimelineList.show`.
    """
    waits = f" {UNICODE['waits']}" if item.waits else ""
    named = f" {pad(name, columns.name - 1)}" if name else ""
    room = columns.whole - 4 - columns.kind - (columns.name if name else 0) - cell_len(waits)
    text = item.text
    if beside is not None and (found := beside(item)):
        text = f"{elide(text, room // 2)} · {found}"
    text = elide(text, room)
    outcome = item.kind == "outcome"
    sign_style = styles.glyph if outcome else styles.glyph + PUBLIC_RICH
    sign = f"{sign_for(item)} "
    # As few pieces as there are styles: the terminal is told the colours of each.
    return Strip(
        [
            *(
                [Segment(UNICODE["now"], styles.glyph), Segment(sign, sign_style)]
                if here
                else [Segment(f" {sign}", sign_style)]
            ),
            Segment(pad(item.kind, columns.kind), styles.kind),
            *_marked(text, styles.outcome if outcome else styles.text, styles.found, marks),
            Segment(f"{waits}{' ' * (room - cell_len(text))}{named} ", styles.domain),
        ],
        columns.whole,
    ).adjust_cell_length(columns.whole, styles.blank)


def _marked(
    text: str, style: Style, found: Style, marks: Callable[[str], Sequence[tuple[int, int]]] | None
) -> Iterator[Segment]:
    """A text, the words it was found by marked in it."""
    done = 0
    for start, end in marks(text) if marks is not None else ():
        yield Segment(text[done:start], style)
        yield Segment(text[start:end], style + found)
        done = end
    yield Segment(text[done:], style)
