"""A line with the things that a dialog asks about in turn: what is done, what is asked now, what is to come."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from efficacy_tui.flows.flow import StripItem
from efficacy_tui.model.text_layout import elide
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.widgets.content_lines import BRIGHT, QUIET

GAP = "   "
MORE = "…"
MAX_NAME_CELLS = 20
DONE, LEFT_OUT = "✓", "–"


def strip_line(items: Sequence[StripItem], width: int) -> Content:
    """Draw the items in `width` cells; where they are too many, those around the current one."""
    pieces = [_piece(item) for item in items]
    current = next((i for i, item in enumerate(items) if item.is_current), 0)
    start, stop = 0, len(pieces)
    while stop - start > 1 and _line(pieces, start, stop).cell_length > width:
        # What lies farther from the current one goes first.
        if current - start >= stop - 1 - current:
            start += 1
        else:
            stop -= 1
    return _line(pieces, start, stop)


def _line(pieces: Sequence[Content], start: int, stop: int) -> Content:
    ends = [public(MORE, QUIET)] if start else []
    more = [public(MORE, QUIET)] if stop < len(pieces) else []
    return Content(GAP).join([*ends, *pieces[start:stop], *more])


def _piece(item: StripItem) -> Content:
    name = elide(item.name, MAX_NAME_CELLS)
    style = BRIGHT if item.is_current else QUIET
    sign = DONE if item.is_done else LEFT_OUT if item.is_left_out else ""
    return Content.styled(name, style) + public(f" {sign}" if sign else "", QUIET)
