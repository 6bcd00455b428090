"""The timeline: any number of items under their days, of which only what is on the screen is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.selection import Selection
from textual.strip import Strip

from efficacy_tui.tui.bindings import screen_bindings
from efficacy_tui.tui.privacy.mask import PUBLIC_RICH
from efficacy_tui.tui.widgets.grouped_rows import GroupedRows
from efficacy_tui.tui.widgets.scroll_bar import TextScrollBar
from efficacy_tui.tui.widgets.timeline_row import Columns, RowStyles, day_row, item_row

if TYPE_CHECKING:
    from efficacy_tui.journal.timeline import TimelineItem

MOST_DRAWN = 150
"""Rows that are kept as they were drawn."""


@lru_cache(2048)
def _with_offset(style: Style, x: int, y: int) -> Style:
    return style + Style.from_meta({"offset": (x, y)})


def _with_offsets(strip: Strip, row: int) -> Strip:
    """As `Strip.apply_offsets`: by these Textual knows which characters the mouse is on. It would pickle each anew."""
    x, segments = 0, []
    for text, style, _ in strip:
        segments.append(Segment(text, _with_offset(style or Style.null(), x, row)))
        x += len(text)
    return Strip(segments, strip.cell_length)


class TimelineList(ScrollView, can_focus=True):
    """A virtual list: any number of items, drawn by the line."""

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
        "timeline--found",
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
        .timeline--found { color: $accent; text-style: underline; }
        .timeline--here { background: $here; }
    }
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """The room all rows take; the list is laid out by its place on the screen alone."""
    place: reactive[int] = reactive(0)

    class ItemOpened(Message):
        """An item was chosen."""

        def __init__(self, item: TimelineItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self) -> None:
        super().__init__()
        self._laid_out: tuple[Size, Size, Size] | None = None
        self.day_rows = GroupedRows(())
        self._names: dict[str, str] = {}
        self._widest = 0
        self._today = dt.date.min
        self._beside: Callable[[TimelineItem], str] | None = None
        self._marks: Callable[[str], Sequence[tuple[int, int]]] | None = None
        self._missing_row_count = 0
        self._lit = False
        self._to_true_colours: ANSIToTruecolor | None = None
        self._styles_used: dict[bool, RowStyles] = {}
        self._drawn: dict[tuple[int, bool], Strip] = {}
        self._drawn_at: Columns | None = None

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        """As Textual does it, but nothing where nothing changed: it draws the scroll bar after every layout."""
        room = (size, container_size, self.virtual_size)
        if self._laid_out == room:
            return False
        self._laid_out = room
        return super()._size_updated(size, virtual_size, container_size, layout)

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = TextScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def _styles(self, here: bool) -> RowStyles:
        """The styles of the rows, of the cursor's or of the others; Textual would put them together for each."""
        styles = self._styles_used.get(here)
        if styles is None:
            base = self._in_true_colours(self.rich_style)
            on = self._style_of("timeline--here") if here else Style()
            day, glyph, kind, text, outcome, domain, found = (
                self._style_of(f"timeline--{name}")
                for name in ("day", "glyph", "kind", "text", "outcome", "domain", "found")
            )
            styles = self._styles_used[here] = RowStyles(
                blank=base,
                day=base + day,
                glyph=base + glyph + on,
                kind=base + kind + on + PUBLIC_RICH,
                text=base + text + on,
                outcome=base + outcome + on,
                domain=base + domain + on,
                found=found,
            )
        return styles

    def _in_true_colours(self, style: Style) -> Style:
        """A style as Textual's filter leaves it; asked once for a style and not for each piece of each row."""
        if self._to_true_colours is None:
            return style
        return self._to_true_colours.truecolor_style(style, self.background_colors[1].rich_color)

    def _style_of(self, name: str) -> Style:
        """What one of our classes adds to the style below it."""
        return self._in_true_colours(self.get_component_rich_style(name, partial=True))

    def _filters_of_rows(self) -> list[LineFilter]:
        """What a row goes through on its way to the terminal: its styles have their true colours."""
        filters = self.get_line_filters()
        to_true_colours = next((each for each in filters if isinstance(each, ANSIToTruecolor)), None)
        if self._to_true_colours is not to_true_colours:
            self._to_true_colours = to_true_colours
            self._forget_styles()
        return [each for each in filters if each is not to_true_colours]

    def _forget_styles(self) -> None:
        self._styles_used.clear()
        self._drawn.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget_styles()

    def show(
        self,
        rows: GroupedRows,
        names: dict[str, str],
        today: dt.date,
        beside: Callable[[TimelineItem], str] | None = None,
        missing_row_count: int = 0,
        marks: Callable[[str], Sequence[tuple[int, int]]] | None = None,
    ) -> None:
        """Show the items in these rows, the cursor staying on the item it was on.

        Rows that are still to come keep their room below.

        `names` are the domains' (by id), left out where there is only one. `beside` gives what
        else is to be read on an item's line, such as the words it was found by; `marks` which
        characters of a line it was found by, as spans.
        """
        self._drawn.clear()
        self._names = names if len(names) > 1 else {}
        self._widest = max(map(cell_len, self._names.values()), default=0)
        self._beside, self._marks = beside, marks
        self._missing_row_count = missing_row_count
        if rows is not self.day_rows or today != self._today:
            here = self.current
            self.day_rows, self._today = rows, today
            at = rows.place_of(here) if here else 0
            self.set_reactive(TimelineList.place, min(self.place if at is None else at, max(len(rows.items) - 1, 0)))
        self._fit()

    @property
    def rows(self) -> int:
        """How many there are, with the headings."""
        return len(self.day_rows)

    @property
    def current(self) -> TimelineItem | None:
        """The item the cursor is on."""
        return self.day_rows.items[self.place] if self.place < len(self.day_rows.items) else None

    def go_to_day(self, day: dt.date) -> None:
        """Put the cursor on the newest item of a day, or of the closest day before it."""
        self._go(self.day_rows.first_of(day))

    def _fit(self) -> None:
        self.virtual_size = Size(1, self.rows + self._missing_row_count)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False, force=True, immediate=True)
        bar_wanted = self.virtual_size.height > self.container_size.height
        self.refresh(layout=self.styles.overflow_y == "auto" and bar_wanted != self.show_vertical_scrollbar)

    @property
    def _columns(self) -> Columns:
        """The room of a row, counted once for all of them."""
        return Columns.fitting(self.size.width - self.scrollbar_gutter.right, self._widest)

    @property
    def _bar_stands(self) -> bool:
        """Whether the scroll bar has its place; it is wanted, and its column kept, one picture before."""
        return self._vertical_scrollbar in self.screen._compositor.visible_widgets

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows on the screen. A row is made once: Textual would make all of them anew whenever one is another."""
        filters, background = self._filters_of_rows(), self.background_colors[1]
        columns = self._columns
        base, right = self._styles(False).blank, crop.right
        if self._bar_stands:
            # Textual would cut off again, from each row, what lies below the scroll bar.
            right = min(right, columns.whole)
        strips = []
        for strip in self._rows_at(crop.line_range, columns):
            whole = strip if crop.x == 0 and right == strip.cell_length else strip.crop_extend(crop.x, right, base)
            for each in filters:
                whole = whole.apply_filter(each, background)
            strips.append(whole)
        return strips

    def render_line(self, y: int) -> Strip:
        """A row as Textual asks for it to know which character the mouse is on."""
        (strip,) = self._rows_at(range(y, y + 1), self._columns)
        number = y + self.scroll_offset.y
        return _with_offsets(strip, number) if number < self.rows else strip

    def _rows_at(self, places: range, columns: Columns) -> Iterator[Strip]:
        """What stands in some rows of the screen."""
        self._lit = self._in_use
        selection = self.text_selection
        if self._drawn_at != columns or len(self._drawn) > MOST_DRAWN:
            self._drawn_at = columns
            self._drawn.clear()
        begin, rows = self.scroll_offset.y, self.rows
        cursor = self.day_rows.row_of(self.place) if self._lit and rows else -1
        nothing = Strip.blank(columns.whole, self._styles(False).blank)
        for number in range(begin + places.start, begin + places.stop):
            if number >= rows:
                yield nothing
                continue
            strip = self._drawn.get((number, number == cursor))
            if strip is None:
                strip = self._drawn[number, number == cursor] = self._strip(number, columns)
            if selection is not None and (span := selection.get_span(number)) is not None:
                strip = self._selected(strip, *span)
            yield strip

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        """A row with the characters from `start` to `end` (−1: the last) as selected."""
        text = strip.text
        first, last = cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])
        style = self._in_true_colours(self.screen.get_component_rich_style("screen--selection"))
        chosen = [Segment(words, (own or Style()) + style) for words, own, _ in strip.crop(first, last)]
        return Strip.join([strip.crop(0, first), Strip(chosen), strip.crop(last)])

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
        """A row: an item, or the heading of a day."""
        place, heading = self.day_rows.in_row(row)
        item, here = self.day_rows.items[place], place == self.place and self._lit
        if heading:
            return day_row(item.day, self._today, self._styles(False), columns)
        name, marks = self._names.get(item.domain, ""), self._marks
        return item_row(item, name, self._styles(here), columns, here=here, beside=self._beside, marks=marks)

    def watch_place(self) -> None:
        if self.day_rows.items:
            row = self.day_rows.row_of(self.place)
            top = row - 1 if self.place == 0 else row
            self.scroll_to_region(Region(0, top, 1, 2 if top != row else 1), animate=False)
        self.refresh()

    def _go(self, place: int) -> None:
        if self.day_rows.items:
            self.place = min(max(place, 0), len(self.day_rows.items) - 1)

    def action_move(self, by: int) -> None:
        self._go(self.place + by)

    def action_page(self, by: int) -> None:
        self._go(self.place + by * max(self.size.height - 2, 1))

    def action_jump(self, end: int) -> None:
        self._go(len(self.day_rows.items) - 1 if end else 0)

    def action_open(self) -> None:
        if (item := self.current) is not None:
            self.post_message(self.ItemOpened(item))

    def on_click(self, event: events.Click) -> None:
        # A second click opens the entry; it does not select all of the list.
        event.prevent_default()
        number = event.y + self.scroll_offset.y
        if not 0 <= number < self.rows:
            return
        place, heading = self.day_rows.in_row(number)
        if not heading:
            if place == self.place and event.chain > 1:
                self.action_open()
            self._go(place)

    def watch_has_focus(self, _has_focus: bool) -> None:
        # Nothing in the style sheet looks at the focus; and it may be drawn already when its event comes.
        if self._lit != self._in_use:
            self.refresh_place()

    def refresh_place(self) -> None:
        """Draw the row of the cursor anew."""
        if self.day_rows.items:
            row = self.day_rows.row_of(self.place) - self.scroll_offset.y
            self.refresh(Region(0, row, self.size.width, 1))

    @property
    def _in_use(self) -> bool:
        return self.screen.focused is self
