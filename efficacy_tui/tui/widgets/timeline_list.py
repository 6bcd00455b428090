"""The timeline: any number of items, newest first; only those on the screen are laid out and drawn.

An item takes one or two rows, so rows are not counted: the list scrolls by whole items, and its scroll offset is the
index of the first one on the screen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.selection import Selection
from textual.strip import Strip

from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.textual_overrides import ScrollViewOverrides
from efficacy_tui.tui.widgets.dated_items import DatedItems
from efficacy_tui.tui.widgets.timeline_row import (
    MAX_ROWS,
    Columns,
    Entry,
    PlacedRow,
    RowStyles,
    draw,
    lay_out,
    with_offsets,
)
from efficacy_tui.wording.dashboard import entry_day

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

WIDE = 50
"""Columns from which there is a blank one before the scroll bar."""

MAX_CACHED_ROWS = 150
"""Drawn rows in the cache above which it is cleared."""


class TimelineList(ScrollViewOverrides, can_focus=True):
    """A virtual list: any number of items, drawn one by one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_bindings(
            {
                "up": "move(-1)",
                "down": "move(1)",
                "page-up": "page(-1)",
                "page-down": "page(1)",
                "top": "jump(0)",
                "bottom": "jump(1)",
                "open": "open",
            }
        )
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--day",
        "timeline--glyph",
        "timeline--text",
        "timeline--here",
        "timeline--domain",
        "timeline--match",
    }
    DEFAULT_CSS = """
    TimelineList {
        height: 1fr; width: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        scrollbar-color: $faint;
        scrollbar-background: $background;
        .timeline--day { color: $quiet; }
        .timeline--glyph { color: $accent; }
        .timeline--text { color: $foreground; }
        .timeline--domain { color: $quiet; }
        .timeline--match { color: $accent; text-style: underline; }
        .timeline--here { background: $here; }
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """Its height is the last scroll offset and the list's own height; the layout does not depend on it."""
    cursor: reactive[int] = reactive(0)

    class ItemOpened(Message):
        """The person opened an item."""

        def __init__(self, item: TimelineItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self) -> None:
        super().__init__()
        self.dated = DatedItems(())
        self._names: dict[str, str] = {}
        self._widest_name = 0
        self._today = dt.date.min
        self._passage_of: Callable[[TimelineItem], str] | None = None
        self._spans_of: Callable[[str], Sequence[tuple[int, int]]] | None = None
        self._missing_item_count = 0
        self._cursor_visible = False
        self._truecolor_filter: ANSIToTruecolor | None = None
        self._row_styles: dict[bool, RowStyles] = {}
        self._cached_rows: dict[tuple[PlacedRow, bool], Strip] = {}
        self._cached_entries: dict[int, Entry] = {}
        self._cached_columns: Columns | None = None

    def _styles(self, *, is_current: bool) -> RowStyles:
        """Return the styles of the cursor's row or of all others, cached instead of combined for every row."""
        styles = self._row_styles.get(is_current)
        if styles is None:
            base = self._to_truecolor(self.rich_style)
            highlight = self._style_of("timeline--here") if is_current else Style()
            day, glyph, text, domain, match = (
                self._style_of(f"timeline--{name}") for name in ("day", "glyph", "text", "domain", "match")
            )
            styles = self._row_styles[is_current] = RowStyles(
                blank=base + highlight,
                day=base + day + highlight,
                glyph=base + glyph + highlight,
                text=base + text + highlight,
                domain=base + domain + highlight,
                match=match,
            )
        return styles

    def _to_truecolor(self, style: Style) -> Style:
        """Apply Textual's colour filter to a style, once for the style instead of for every segment of every row."""
        if self._truecolor_filter is None:
            return style
        return self._truecolor_filter.truecolor_style(style, self.background_colors[1].rich_color)

    def _style_of(self, name: str) -> Style:
        """Return what a component class adds to the style below it."""
        return self._to_truecolor(self.get_component_rich_style(name, partial=True))

    def _filters_of_rows(self) -> list[LineFilter]:
        """Return the filters still to apply to drawn rows, whose styles are in true colour already."""
        filters = self.get_line_filters()
        truecolor_filter = next((item for item in filters if isinstance(item, ANSIToTruecolor)), None)
        if self._truecolor_filter is not truecolor_filter:
            self._truecolor_filter = truecolor_filter
            self._forget_styles()
        return [item for item in filters if item is not truecolor_filter]

    def _forget_styles(self) -> None:
        self._row_styles.clear()
        self._cached_rows.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget_styles()

    def show(
        self,
        dated: DatedItems,
        names: dict[str, str],
        today: dt.date,
        passage_of: Callable[[TimelineItem], str] | None = None,
        missing_item_count: int = 0,
        spans_of: Callable[[str], Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        """Show these items, with the cursor still on its own.

        `names` are those of the domains (by id); a single one is not shown. For a search, `passage_of` returns the
        matching passage of an item, and `spans_of` the spans of the matching characters in a line. Below is room for
        `missing_item_count` items that are not loaded yet.
        """
        self._forget_rows()
        self._names = names if len(names) > 1 else {}
        self._widest_name = max(map(cell_width, self._names.values()), default=0)
        self._passage_of, self._spans_of = passage_of, spans_of
        self._missing_item_count = missing_item_count
        if dated is not self.dated or today != self._today:
            current = self.current
            self.dated, self._today = dated, today
            index = dated.index_of(current) if current else 0
            self.set_reactive(TimelineList.cursor, min(self.cursor if index is None else index, max(len(dated) - 1, 0)))
        self._fit()

    def _forget_rows(self) -> None:
        self._cached_rows.clear()
        self._cached_entries.clear()

    @property
    def current(self) -> TimelineItem | None:
        """The item under the cursor."""
        return self.dated.items[self.cursor] if self.cursor < len(self.dated) else None

    def go_to_day(self, day: dt.date) -> None:
        """Move the cursor to the newest item of a day, or of the closest day before it."""
        self._go(self.dated.first_index(day))

    # -- where the items are ---------------------------------------------------------------------

    def _fit(self) -> None:
        """Fit the scroll range and the scroll position to the items and the size."""
        height = self.size.height
        self.virtual_size = Size(1, self._last_top(len(self.dated) - 1) + self._missing_item_count + height)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False, force=True, immediate=True)
        needs_bar = self.max_scroll_y > 0
        self.refresh(layout=self.styles.overflow_y == "auto" and needs_bar != self.show_vertical_scrollbar)

    def on_resize(self) -> None:
        if len(self.dated):
            self._fit()
            self._show_cursor()

    def _last_top(self, index: int) -> int:
        """Return the first item on the screen when the item at `index` is the last that is whole on it."""
        rows = self.size.height
        while index >= 0 and (rows := rows - len(self._entry(index).rows)) >= 0:
            index -= 1
        return index + 1

    def _show_cursor(self) -> None:
        """Scroll as little as shows the cursor's item whole."""
        top = int(self.scroll_y)
        wanted = self.cursor if self.cursor < top else max(top, min(self._last_top(self.cursor), self.cursor))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    def _entry(self, index: int) -> Entry:
        """Lay out the item at an index."""
        columns = self._columns
        if self._cached_columns != columns or len(self._cached_rows) > MAX_CACHED_ROWS:
            self._cached_columns = columns
            self._forget_rows()
        entry = self._cached_entries.get(index)
        if entry is None:
            item = self.dated.items[index]
            day = entry_day(item.day, self._today) if self.dated.begins_day(index) else ""
            name = self._names.get(item.domain, "")
            entry = self._cached_entries[index] = lay_out(item, name, day, columns, self._passage_of)
        return entry

    def _placed_rows(self) -> Iterator[PlacedRow]:
        """Yield what the rows of the screen show, from the top; none for rows below the last item."""
        room = self.size.height
        for index in range(self.scroll_offset.y, len(self.dated)):
            count = min(len(self._entry(index).rows), room)
            yield from (PlacedRow(index, row, row + 1 == count) for row in range(count))
            room -= count
            if not room:
                break

    @property
    def _columns(self) -> Columns:
        """The columns that every item is divided into."""
        items, today = self.dated.items, self._today
        widest_day = cell_width(entry_day(items[-1].day, today)) if items and items[-1].day.year != today.year else 6
        width = self.size.width - self.scrollbar_gutter.right
        return Columns.for_width(width - (width >= WIDE), self._widest_name, widest_day)

    # -- drawing ---------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows from the cache; Textual would redraw all of them whenever one changes."""
        filters, background = self._filters_of_rows(), self.background_colors[1]
        blank_style, right = self._styles(is_current=False).blank, crop.right
        strips = []
        for strip in self._rows_at(crop.line_range):
            is_whole = crop.x == 0 and right == strip.cell_length
            row = strip if is_whole else strip.crop_extend(crop.x, right, blank_style)
            for line_filter in filters:
                row = row.apply_filter(line_filter, background)
            strips.append(row)
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw a row as Textual needs it to find the character under the mouse."""
        (strip,) = self._rows_at(range(y, y + 1))
        placed = self._placed_row(y)
        return with_offsets(strip, placed.number) if placed is not None else strip

    def _placed_row(self, y: int) -> PlacedRow | None:
        """Return what a row of the screen shows; `None` below the last item."""
        return next((placed for row, placed in enumerate(self._placed_rows()) if row == y), None)

    def _rows_at(self, lines: range) -> Iterator[Strip]:
        """Draw the rows on some lines of the screen."""
        self._cursor_visible = self._has_screen_focus
        selection, columns = self.text_selection, self._columns
        placed_rows = list(self._placed_rows())
        blank_row = Strip.blank(columns.total, self._styles(is_current=False).blank)
        for y in lines:
            if not 0 <= y < len(placed_rows):
                yield blank_row
                continue
            placed = placed_rows[y]
            strip = self._strip(placed)
            if selection is not None and (span := selection.get_span(placed.number)) is not None:
                strip = self._highlight_selection(strip, *span)
            yield strip

    def _strip(self, placed: PlacedRow) -> Strip:
        """Draw a row of an item."""
        is_current = placed.position == self.cursor and self._cursor_visible
        entry = self._entry(placed.position)
        strip = self._cached_rows.get((placed, is_current))
        if strip is None:
            strip = self._cached_rows[placed, is_current] = draw(
                entry,
                placed.row,
                self._styles(is_current=is_current),
                self._columns,
                is_current=is_current,
                is_last=placed.is_last,
                spans_of=self._spans_of,
            )
        return strip

    def _highlight_selection(self, strip: Strip, start: int, end: int) -> Strip:
        """Style the characters of a row from `start` to `end` (−1: the last) as selected."""
        text = strip.text
        first, last = cell_width(text[:start]), strip.cell_length if end == -1 else cell_width(text[:end])
        style = self._to_truecolor(self.screen.get_component_rich_style("screen--selection"))
        segments = [Segment(words, (base or Style()) + style) for words, base, _ in strip.crop(first, last)]
        return Strip.join([strip.crop(0, first), Strip(segments), strip.crop(last)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        last = len(self.dated) * MAX_ROWS - 1
        end = last if selection.end is None else min(selection.end.y, last)
        parts = []
        for number in range(0 if selection.start is None else selection.start.y, end + 1):
            index, row = divmod(number, MAX_ROWS)
            rows = len(self._entry(index).rows)
            if row < rows and (span := selection.get_span(number)) is not None:
                text = self._strip(PlacedRow(index, row, row + 1 == rows)).text
                parts.append(text[span[0] : None if span[1] == -1 else span[1]].rstrip())
        return "\n".join(parts), "\n"

    # -- the cursor ------------------------------------------------------------------------------

    def watch_cursor(self) -> None:
        if len(self.dated):
            self._show_cursor()
        self.refresh()

    def _go(self, index: int) -> None:
        if len(self.dated):
            self.cursor = min(max(index, 0), len(self.dated) - 1)

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Go a screenful on: down to the last item that is whole on the screen, then by as many as fit."""
        if not len(self.dated):
            return
        if by < 0:
            self._go(min(self._last_top(self.cursor), self.cursor - 1))
            return
        index, rows = self.cursor, self.size.height
        while index < len(self.dated) and (rows := rows - len(self._entry(index).rows)) >= 0:
            index += 1
        self._go(max(index - 1, self.cursor + 1))

    def action_jump(self, end: int) -> None:
        self._go(len(self.dated) - 1 if end else 0)

    def action_open(self) -> None:
        if (item := self.current) is not None:
            self.post_message(self.ItemOpened(item))

    def on_click(self, event: events.Click) -> None:
        # A double click opens the entry; Textual would select the whole list.
        event.prevent_default()
        placed = self._placed_row(event.y)
        if placed is not None:
            if placed.position == self.cursor and event.chain > 1:
                self.action_open()
            self._go(placed.position)

    def watch_has_focus(self, _has_focus: bool) -> None:
        # No style depends on the focus, and the row may be drawn already when this event arrives.
        if self._cursor_visible != self._has_screen_focus:
            self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """Redraw the cursor's item."""
        rows = [y for y, placed in enumerate(self._placed_rows()) if placed.position == self.cursor]
        if rows:
            self.refresh(Region(0, rows[0], self.size.width, len(rows)))

    @property
    def _has_screen_focus(self) -> bool:
        return self.screen.focused is self
