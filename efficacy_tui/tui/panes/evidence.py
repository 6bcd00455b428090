"""The evidence timeline: days as headings, a glyph and a word for each source; only what is on the screen is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.selection import Selection
from textual.strip import Strip
from textual.widgets import Static

from efficacy_tui.flows.dashboard_words import BEGIN_DOMAIN, FIRST_EVIDENCE, NO_EVIDENCE, day_heading
from efficacy_tui.tui.commands import BY_ID, bound
from efficacy_tui.tui.glyphs import UNICODE, sign_of
from efficacy_tui.tui.masking import OURS_IN_STRIPS
from efficacy_tui.tui.panes.pane import Pane, invitation
from efficacy_tui.tui.widgets.day_rows import DayRows
from efficacy_tui.tui.widgets.lines import elide, first_fitting, flat, pad, stack
from efficacy_tui.tui.widgets.own_scroll_bar import OwnScrollBar

if TYPE_CHECKING:
    from efficacy_tui.practice.overview import Overview
    from efficacy_tui.practice.timeline import TimelineItem

KIND_WIDTH = 12

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
        *bound(
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

    class Opened(Message):
        """An item was chosen."""

        def __init__(self, item: TimelineItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self) -> None:
        super().__init__()
        self._laid_out: tuple[Size, Size, Size] | None = None
        self.day_rows = DayRows(())
        self._names: dict[str, str] = {}
        self._widest = 0
        self._today = dt.date.min
        self._beside: Callable[[TimelineItem], str] | None = None
        self._marks: Callable[[str], Sequence[tuple[int, int]]] | None = None
        self._to_come = 0
        self._lit = False
        self._own_style: Style | None = None
        self._found_style: Style | None = None
        self._styles_used: dict[tuple[str, bool], Style] = {}
        self._drawn: dict[tuple[int, bool], Strip] = {}
        self._drawn_at = 0

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
            self._vertical_scrollbar = OwnScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    @property
    def _base(self) -> Style:
        """The style under every row; Textual would put it together anew for each."""
        if self._own_style is None:
            self._own_style = self.rich_style
        return self._own_style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._own_style = self._found_style = None
        self._styles_used.clear()
        self._drawn.clear()

    def show(
        self,
        rows: DayRows,
        names: dict[str, str],
        today: dt.date,
        beside: Callable[[TimelineItem], str] | None = None,
        rows_to_come: int = 0,
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
        self._to_come = rows_to_come
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
        self.virtual_size = Size(1, self.rows + self._to_come)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
        self.scroll_to(y=min(self.scroll_y, self.max_scroll_y), animate=False, force=True, immediate=True)
        bar_wanted = self.virtual_size.height > self.container_size.height
        self.refresh(layout=self.styles.overflow_y == "auto" and bar_wanted != self.show_vertical_scrollbar)

    @property
    def _name_width(self) -> int:
        """The cells of the column of domains; where there is little room a beginning says enough."""
        return min(self._widest, 12 if self.size.width >= 56 else 8 if self.size.width >= 30 else 4)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows on the screen. A row is made once: Textual would make all of them anew whenever one is another."""
        base, background = self._base, self.background_colors[1]
        filters = self.get_line_filters()
        strips = []
        for strip in self._rows_at(crop.line_range):
            whole = strip.crop_extend(crop.x, crop.right, base)
            for each in filters:
                whole = whole.apply_filter(each, background)
            strips.append(whole)
        return strips

    def render_line(self, y: int) -> Strip:
        """A row as Textual asks for it to know which character the mouse is on."""
        (strip,) = self._rows_at(range(y, y + 1))
        number = y + self.scroll_offset.y
        return _with_offsets(strip, number) if number < self.rows else strip

    def _rows_at(self, places: range) -> Iterator[Strip]:
        """What stands in some rows of the screen."""
        self._lit = self._in_use
        width, base, selection = self.size.width, self._base, self.text_selection
        if self._drawn_at != width or len(self._drawn) > MOST_DRAWN:
            self._drawn_at = width
            self._drawn.clear()
        begin, rows = self.scroll_offset.y, self.rows
        cursor = self.day_rows.row_of(self.place) if self._lit and rows else -1
        nothing = Strip.blank(width, base)
        for number in range(begin + places.start, begin + places.stop):
            if number >= rows:
                yield nothing
                continue
            strip = self._drawn.get((number, number == cursor))
            if strip is None:
                strip = self._drawn[number, number == cursor] = self._strip(number, width, base)
            if selection is not None and (span := selection.get_span(number)) is not None:
                strip = self._selected(strip, *span)
            yield strip

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        """A row with the characters from `start` to `end` (−1: the last) as selected."""
        text = strip.text
        first, last = cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])
        style = self.screen.get_component_rich_style("screen--selection")
        chosen = [Segment(words, (own or Style()) + style) for words, own, _ in strip.crop(first, last)]
        return Strip.join([strip.crop(0, first), Strip(chosen), strip.crop(last)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        width, base = self.size.width, self._base
        end = self.rows - 1 if selection.end is None else min(selection.end.y, self.rows - 1)
        rows = range(0 if selection.start is None else selection.start.y, end + 1)
        parts = []
        for number in rows:
            if (span := selection.get_span(number)) is not None:
                text = self._strip(number, width, base).text
                parts.append(text[span[0] : None if span[1] == -1 else span[1]].rstrip())
        return "\n".join(parts), "\n"

    def _strip(self, row: int, width: int, base: Style) -> Strip:
        """A row: an item, or the heading of a day."""
        place, heading_of_day = self.day_rows.in_row(row)
        if heading_of_day:
            day = self.get_component_rich_style("timeline--day", partial=True)
            heading = " " + pad(day_heading(self.day_rows.items[place].day, self._today), width - 1)
            if not any(map(str.isdigit, heading)):
                day += OURS_IN_STRIPS
            return Strip([Segment(heading, base + day)], width)
        return self._item_strip(self.day_rows.items[place], place == self.place and self._lit, width, base)

    def _item_strip(self, item: TimelineItem, here: bool, width: int, base: Style) -> Strip:
        def style(name: str) -> Style:
            found = self._styles_used.get((name, here))
            if found is None:
                found = base + self.get_component_rich_style(f"timeline--{name}", partial=True)
                if here:
                    found += self.get_component_rich_style("timeline--here", partial=True)
                self._styles_used[name, here] = found
            return found

        glyph = sign_of(item)
        kind = pad(item.kind, KIND_WIDTH) if width >= 48 else ""
        name = self._names.get(item.domain, "")
        name_width = self._name_width + 1 if name else 0
        waits = f" {UNICODE['waits']}" if item.waits else ""
        # The scroll bar lies over the last column; one before it stays free.
        end = 1 + self.scrollbar_gutter.right
        room = width - 3 - len(kind) - name_width - end - cell_len(waits)
        text = flat(item.text)
        if self._beside is not None and (found := self._beside(item)):
            text = f"{elide(text, room // 2)}  · {flat(found)}"
        text = elide(text, room)
        sign = Segment(f"{glyph} ", style("glyph") + (OURS_IN_STRIPS if item.kind != "outcome" else Style()))
        marker = UNICODE["now"] if here else " "
        # As few pieces as there are styles: the terminal is told the colours of each.
        rest = f"{waits}{' ' * (room - cell_len(text))}{f' {pad(name, name_width - 1)}' if name else ''}{' ' * end}"
        return Strip(
            [
                *([Segment(marker, style("glyph")), sign] if here else [Segment(marker + sign.text, sign.style)]),
                Segment(kind, style("kind") + OURS_IN_STRIPS),
                *self._marked(text, style("outcome" if item.kind == "outcome" else "text")),
                Segment(rest, style("domain")),
            ],
            width,
        ).adjust_cell_length(width, base)

    def _marked(self, text: str, style: Style) -> list[Segment]:
        """A text, the words it was found by marked in it."""
        spans = self._marks(text) if self._marks is not None else ()
        if not spans:
            return [Segment(text, style)]
        if self._found_style is None:
            self._found_style = self.get_component_rich_style("timeline--found", partial=True)
        found = style + self._found_style
        parts, done = [], 0
        for start, end in spans:
            parts += [Segment(text[done:start], style), Segment(text[start:end], found)]
            done = end
        return [*parts, Segment(text[done:], style)]

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
            self.post_message(self.Opened(item))

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


class EvidencePane(Pane, can_focus=False):
    """2: what speaks for being able to do it, the newest first."""

    DEFAULT_CSS = """
    EvidencePane > Static { display: none; height: 1fr; padding: 0 1; }
    EvidencePane.-none > Static { display: block; }
    EvidencePane.-none.-folded > Static { display: none; }
    EvidencePane.-none > TimelineList { display: none; }
    """
    number = 2
    title = "Evidence"

    def compose(self) -> ComposeResult:
        yield TimelineList()
        words = Static(markup=False)
        words.auto_links = False
        yield words

    def watch_here(self) -> None:
        super().watch_here()
        self.query_one(TimelineList).refresh_place()

    def redraw(self) -> None:
        if self.overview is None:
            return
        self.set_class(not self.overview.items, "-none")
        self.can_focus = not self.overview.items
        if self.overview.items:
            names = {domain.id: domain.name for domain in self.overview.domains}
            timeline, overview = self.query_one(TimelineList), self.overview
            known = timeline.day_rows
            rows = known if known.items is overview.items else DayRows(overview.items)
            timeline.show(rows, names, overview.today, rows_to_come=overview.rows_to_come)
        else:
            width = max(self.size.width - 4, 20)
            key, words = BY_ID["evidence"].key, FIRST_EVIDENCE
            if not self.overview.domains:
                key, words = BY_ID["domains"].key, BEGIN_DOMAIN
            self.query_one(Static).update(stack(invitation([NO_EVIDENCE], key, words, width, self.size.height)))

    def on_resize(self) -> None:
        if self.overview is not None and not self.overview.items:
            self.redraw()

    def summary(self, overview: Overview, width: int) -> str:
        if not overview.items:
            return first_fitting((("none yet", f"{BY_ID['evidence'].key} keeps the first"), ("none yet",)), width)
        newest = overview.items[0]
        return Content(f"{sign_of(newest)} {newest.text}").plain
