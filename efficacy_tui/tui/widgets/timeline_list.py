"""The timeline: any number of items under their days; only the rows on the screen are drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
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
from efficacy_tui.tui.privacy.mask import PUBLIC_RICH
from efficacy_tui.tui.textual_overrides import ScrollViewOverrides
from efficacy_tui.tui.widgets.grouped_rows import GroupedRows
from efficacy_tui.tui.widgets.timeline_row import Columns, RowStyles, day_row, item_row

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

MAX_CACHED_ROWS = 150
"""Drawn rows in the cache above which it is cleared."""


@lru_cache(2048)
def _with_offset(style: Style, x: int, y: int) -> Style:
    return style + Style.from_meta({"offset": (x, y)})


def _with_offsets(strip: Strip, row: int) -> Strip:
    """Mark the characters with their positions, by which Textual finds those under the mouse.

    `Strip.apply_offsets` does the same, but pickles the position of every segment each time.
    """
    x, segments = 0, []
    for text, style, _ in strip:
        segments.append(Segment(text, _with_offset(style or Style.null(), x, row)))
        x += len(text)
    return Strip(segments, strip.cell_length)


class TimelineList(ScrollViewOverrides, can_focus=True):
    """A virtual list: any number of items, drawn row by row."""

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
        "timeline--kind",
        "timeline--glyph",
        "timeline--text",
        "timeline--outcome",
        "timeline--here",
        "timeline--domain",
        "timeline--match",
    }
    DEFAULT_CSS = """
    TimelineList {
        height: 1fr; width: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-color: $faint;
        scrollbar-background: $background;
        .timeline--day { color: $quiet; }
        .timeline--kind { color: $quiet; }
        .timeline--glyph { color: $accent; }
        .timeline--text { color: $foreground; }
        .timeline--outcome { color: $foreground; text-style: bold; }
        .timeline--domain { color: $quiet; }
        .timeline--match { color: $accent; text-style: underline; }
        .timeline--here { background: $here; }
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The size of all rows, which has no effect on the layout: the list fills its place on the screen."""
    cursor: reactive[int] = reactive(0)

    class ItemOpened(Message):
        """The person opened an item."""

        def __init__(self, item: TimelineItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self) -> None:
        super().__init__()
        self.day_rows = GroupedRows(())
        self._names: dict[str, str] = {}
        self._widest_name = 0
        self._today = dt.date.min
        self._passage_of: Callable[[TimelineItem], str] | None = None
        self._spans_of: Callable[[str], Sequence[tuple[int, int]]] | None = None
        self._missing_row_count = 0
        self._cursor_visible = False
        self._truecolor_filter: ANSIToTruecolor | None = None
        self._row_styles: dict[bool, RowStyles] = {}
        self._cached_rows: dict[tuple[int, bool], Strip] = {}
        self._cached_columns: Columns | None = None

    def _styles(self, is_current: bool) -> RowStyles:
        """Return the styles of the cursor's row or of all others, cached instead of combined for every row."""
        styles = self._row_styles.get(is_current)
        if styles is None:
            base = self._to_truecolor(self.rich_style)
            highlight = self._style_of("timeline--here") if is_current else Style()
            day, glyph, kind, text, outcome, domain, match = (
                self._style_of(f"timeline--{name}")
                for name in ("day", "glyph", "kind", "text", "outcome", "domain", "match")
            )
            styles = self._row_styles[is_current] = RowStyles(
                blank=base,
                day=base + day,
                glyph=base + glyph + highlight,
                kind=base + kind + highlight + PUBLIC_RICH,
                text=base + text + highlight,
                outcome=base + outcome + highlight,
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
        rows: GroupedRows,
        names: dict[str, str],
        today: dt.date,
        passage_of: Callable[[TimelineItem], str] | None = None,
        missing_row_count: int = 0,
        spans_of: Callable[[str], Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        """Show these rows, with the cursor still on its item.

        `names` are those of the domains (by id); a single one is not shown. For a search, `passage_of` returns the
        matching passage of an item, and `spans_of` the spans of the matching characters in a line. Below is room for
        `missing_row_count` rows that are not loaded yet.
        """
        self._cached_rows.clear()
        self._names = names if len(names) > 1 else {}
        self._widest_name = max(map(cell_width, self._names.values()), default=0)
        self._passage_of, self._spans_of = passage_of, spans_of
        self._missing_row_count = missing_row_count
        if rows is not self.day_rows or today != self._today:
            current = self.current
            self.day_rows, self._today = rows, today
            index = rows.index_of(current) if current else 0
            self.set_reactive(
                TimelineList.cursor, min(self.cursor if index is None else index, max(len(rows.items) - 1, 0))
            )
        self._fit()

    @property
    def rows(self) -> int:
        """The number of rows, headings included."""
        return len(self.day_rows)

    @property
    def current(self) -> TimelineItem | None:
        """The item under the cursor."""
        return self.day_rows.items[self.cursor] if self.cursor < len(self.day_rows.items) else None

    def go_to_day(self, day: dt.date) -> None:
        """Move the cursor to the newest item of a day, or of the closest day before it."""
        self._go(self.day_rows.first_index(day))

    def _fit(self) -> None:
        self.virtual_size = Size(1, self.rows + self._missing_row_count)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False, force=True, immediate=True)
        needs_bar = self.virtual_size.height > self.container_size.height
        self.refresh(layout=self.styles.overflow_y == "auto" and needs_bar != self.show_vertical_scrollbar)

    @property
    def _columns(self) -> Columns:
        """The columns that every row is divided into."""
        return Columns.for_width(self.size.width - self.scrollbar_gutter.right, self._widest_name)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw rows from the cache; Textual would redraw all of them whenever one changes."""
        filters, background = self._filters_of_rows(), self.background_colors[1]
        columns = self._columns
        blank_style, right = self._styles(False).blank, crop.right
        strips = []
        for strip in self._rows_at(crop.line_range, columns):
            is_whole = crop.x == 0 and right == strip.cell_length
            row = strip if is_whole else strip.crop_extend(crop.x, right, blank_style)
            for line_filter in filters:
                row = row.apply_filter(line_filter, background)
            strips.append(row)
        return strips

    def render_line(self, y: int) -> Strip:
        """Draw a row as Textual needs it to find the character under the mouse."""
        (strip,) = self._rows_at(range(y, y + 1), self._columns)
        number = y + self.scroll_offset.y
        return _with_offsets(strip, number) if number < self.rows else strip

    def _rows_at(self, lines: range, columns: Columns) -> Iterator[Strip]:
        """Draw the rows on some lines of the screen."""
        self._cursor_visible = self._has_screen_focus
        selection = self.text_selection
        if self._cached_columns != columns or len(self._cached_rows) > MAX_CACHED_ROWS:
            self._cached_columns = columns
            self._cached_rows.clear()
        top, rows = self.scroll_offset.y, self.rows
        cursor = self.day_rows.row_of(self.cursor) if self._cursor_visible and rows else -1
        blank_row = Strip.blank(columns.total, self._styles(False).blank)
        for number in range(top + lines.start, top + lines.stop):
            if number >= rows:
                yield blank_row
                continue
            strip = self._cached_rows.get((number, number == cursor))
            if strip is None:
                strip = self._cached_rows[number, number == cursor] = self._strip(number, columns)
            if selection is not None and (span := selection.get_span(number)) is not None:
                strip = self._highlight_selection(strip, *span)
            yield strip

    def _highlight_selection(self, strip: Strip, start: int, end: int) -> Strip:
        """Style the characters of a row from `start` to `end` (−1: the last) as selected."""
        text = strip.text
        first, last = cell_width(text[:start]), strip.cell_length if end == -1 else cell_width(text[:end])
        style = self._to_truecolor(self.screen.get_component_rich_style("screen--selection"))
        segments = [Segment(words, (base or Style()) + style) for words, base, _ in strip.crop(first, last)]
        return Strip.join([strip.crop(0, first), Strip(segments), strip.crop(last)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        columns = self._columns
        end = self.rows - 1 if selection.end is None else min(selection.end.y, self.rows - 1)
        rows = range(0 if selection.start is None else selection.start.y, end + 1)
        parts = []
        for number in rows:
            if (span := selection.get_span(number)) is not None:
                text = self._strip(number, columns).text
                parts.append(text[span[0] : None if span[1] == -1 else span[1]].rstrip())
        return "\n".join(parts), "\n"

    def _strip(self, row: int, columns: Columns) -> Strip:
        """Draw a row: an item, or the heading of a day."""
        index, is_heading = self.day_rows.index_in_row(row)
        item, is_current = self.day_rows.items[index], index == self.cursor and self._cursor_visible
        if is_heading:
            return day_row(item.day, self._today, self._styles(False), columns)
        return item_row(
            item,
            self._names.get(item.domain, ""),
            self._styles(is_current),
            columns,
            is_current=is_current,
            passage_of=self._passage_of,
            spans_of=self._spans_of,
        )

    def watch_cursor(self) -> None:
        if self.day_rows.items:
            row = self.day_rows.row_of(self.cursor)
            top = row - 1 if self.cursor == 0 else row
            self.scroll_to_region(Region(0, top, 1, 2 if top != row else 1), animate=False)
        self.refresh()

    def _go(self, index: int) -> None:
        if self.day_rows.items:
            self.cursor = min(max(index, 0), len(self.day_rows.items) - 1)

    def action_move(self, by: int) -> None:
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        self._go(self.cursor + by * max(self.size.height - 2, 1))

    def action_jump(self, end: int) -> None:
        self._go(len(self.day_rows.items) - 1 if end else 0)

    def action_open(self) -> None:
        if (item := self.current) is not None:
            self.post_message(self.ItemOpened(item))

    def on_click(self, event: events.Click) -> None:
        # A double click opens the entry; Textual would select the whole list.
        event.prevent_default()
        number = event.y + self.scroll_offset.y
        if not 0 <= number < self.rows:
            return
        index, is_heading = self.day_rows.index_in_row(number)
        if not is_heading:
            if index == self.cursor and event.chain > 1:
                self.action_open()
            self._go(index)

    def watch_has_focus(self, _has_focus: bool) -> None:
        # No style depends on the focus, and the row may be drawn already when this event arrives.
        if self._cursor_visible != self._has_screen_focus:
            self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """Redraw the cursor's row."""
        if self.day_rows.items:
            row = self.day_rows.row_of(self.cursor) - self.scroll_offset.y
            self.refresh(Region(0, row, self.size.width, 1))

    @property
    def _has_screen_focus(self) -> bool:
        return self.screen.focused is self
