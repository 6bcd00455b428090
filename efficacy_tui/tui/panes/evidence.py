"""The evidence timeline: days as headings, a glyph and a word for each source; only what is on the screen is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widgets import Static

from efficacy_tui.tui.commands import BY_ID
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.masking import OURS_IN_STRIPS
from efficacy_tui.tui.panes.pane import Pane, invitation
from efficacy_tui.tui.widgets.lines import elide, flat, pad, stack

if TYPE_CHECKING:
    from efficacy_tui.practice.overview import Overview
    from efficacy_tui.practice.timeline import TimelineItem

KIND_WIDTH = 12


class TimelineList(ScrollView, can_focus=True):
    """A virtual list: any number of items, drawn by the line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,g", "jump(0)", show=False),
        Binding("end,G", "jump(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--day",
        "timeline--kind",
        "timeline--glyph",
        "timeline--text",
        "timeline--outcome",
        "timeline--here",
        "timeline--domain",
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
        .timeline--here { background: $block-cursor-background; }
    }
    """

    place: reactive[int] = reactive(0)

    class Opened(Message):
        """An item was chosen."""

        def __init__(self, item: TimelineItem) -> None:
            super().__init__()
            self.item = item

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[int] = []
        self._row_of: list[int] = []
        self._names: dict[str, str] = {}
        self._today = dt.date.min
        self._items: Sequence[TimelineItem] = ()

    def show(self, items: Sequence[TimelineItem], names: dict[str, str], today: dt.date) -> None:
        """Show these items, newest first, the cursor staying on the item it was on.

        `names` are the domains' (by id), left out where there is only one.
        """
        self._names = names if len(names) > 1 else {}
        if items is not self._items or today != self._today:
            here = self.current
            self._items, self._today = items, today
            self._lay_out()
            at = next((i for i, item in enumerate(items) if item.id == here.id), self.place) if here else 0
            self.set_reactive(TimelineList.place, min(at, max(len(items) - 1, 0)))
        self._fit()

    def _lay_out(self) -> None:
        """A row is the place of an item; the heading of its day is that place from behind (−1 for the first item)."""
        rows, row_of, day = [], [], None
        for place, item in enumerate(self._items):
            if item.day != day:
                day = item.day
                rows.append(~place)
            row_of.append(len(rows))
            rows.append(place)
        self._rows, self._row_of = rows, row_of

    @property
    def current(self) -> TimelineItem | None:
        """The item the cursor is on."""
        return self._items[self.place] if self.place < len(self._items) else None

    def go_to_day(self, day: dt.date) -> None:
        """Put the cursor on the newest item of a day, or of the closest day before it."""
        self._go(next((i for i, item in enumerate(self._items) if item.day <= day), len(self._items) - 1))

    def _fit(self) -> None:
        self.virtual_size = Size(1, len(self._rows))
        self.refresh()

    def on_resize(self) -> None:
        self._fit()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        number = y + self.scroll_offset.y
        if not 0 <= number < len(self._rows):
            return Strip.blank(width, base)
        strip = self._strip(self._rows[number], width, base)
        if (selection := self.text_selection) is not None and (span := selection.get_span(number)) is not None:
            strip = self._selected(strip, *span)
        # By these offsets Textual knows which characters the mouse is on.
        return strip.apply_offsets(0, number)

    def _selected(self, strip: Strip, start: int, end: int) -> Strip:
        """A row with the characters from `start` to `end` (−1: the last) as selected."""
        text = strip.text
        first, last = cell_len(text[:start]), strip.cell_length if end == -1 else cell_len(text[:end])
        style = self.screen.get_component_rich_style("screen--selection")
        chosen = [Segment(words, (own or Style()) + style) for words, own, _ in strip.crop(first, last)]
        return Strip.join([strip.crop(0, first), Strip(chosen), strip.crop(last)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        width, base = self.size.width, self.rich_style
        end = len(self._rows) - 1 if selection.end is None else min(selection.end.y, len(self._rows) - 1)
        rows = range(0 if selection.start is None else selection.start.y, end + 1)
        parts = []
        for number in rows:
            if (span := selection.get_span(number)) is not None:
                text = self._strip(self._rows[number], width, base).text
                parts.append(text[span[0] : None if span[1] == -1 else span[1]].rstrip())
        return "\n".join(parts), "\n"

    def _strip(self, place: int, width: int, base: Style) -> Strip:
        """A row: an item, or the heading of a day."""
        if place < 0:
            day = self.get_component_rich_style("timeline--day", partial=True)
            heading = " " + pad(_heading(self._items[~place].day, self._today), width - 1)
            if not any(map(str.isdigit, heading)):
                day += OURS_IN_STRIPS
            return Strip([Segment(heading, base + day)], width)
        return self._item_strip(self._items[place], place == self.place and self.has_focus, width, base)

    def _item_strip(self, item: TimelineItem, here: bool, width: int, base: Style) -> Strip:
        def style(name: str) -> Style:
            found = base + self.get_component_rich_style(f"timeline--{name}", partial=True)
            return found + self.get_component_rich_style("timeline--here", partial=True) if here else found

        glyph = UNICODE[item.outcome or "later"] if item.kind == "outcome" else UNICODE[item.kind]
        kind = pad(item.kind, KIND_WIDTH) if width >= 40 else ""
        name = self._names.get(item.domain, "") if width >= 56 else ""
        name_width = min(cell_len(name), 12) + 3 if name else 0
        waits = f" {UNICODE['waits']}" if item.waits else ""
        room = width - 3 - len(kind) - name_width - 1 - cell_len(waits)
        text = elide(flat(item.text), room)
        return Strip(
            [
                Segment(f" {glyph} ", style("glyph") + (OURS_IN_STRIPS if item.kind != "outcome" else Style())),
                Segment(kind, style("kind") + OURS_IN_STRIPS),
                Segment(text, style("outcome" if item.kind == "outcome" else "text")),
                Segment(pad(waits, room - cell_len(text) + cell_len(waits)), style("kind")),
                Segment(f" {pad(name, name_width - 3)}  " if name else "", style("domain")),
                Segment(" ", style("text")),
            ],
            width,
        ).adjust_cell_length(width, base)

    def watch_place(self) -> None:
        if self._row_of:
            row = self._row_of[self.place]
            top = row - 1 if self.place == 0 else row
            self.scroll_to_region(Region(0, top, 1, 2 if top != row else 1), animate=False)
        self.refresh()

    def _go(self, place: int) -> None:
        if self._items:
            self.place = min(max(place, 0), len(self._items) - 1)

    def action_move(self, by: int) -> None:
        self._go(self.place + by)

    def action_page(self, by: int) -> None:
        self._go(self.place + by * max(self.size.height - 2, 1))

    def action_jump(self, end: int) -> None:
        self._go(len(self._items) - 1 if end else 0)

    def action_open(self) -> None:
        if (item := self.current) is not None:
            self.post_message(self.Opened(item))

    def on_click(self, event: events.Click) -> None:
        # A second click opens the entry; it does not select all of the list.
        event.prevent_default()
        number = event.y + self.scroll_offset.y
        if 0 <= number < len(self._rows) and (place := self._rows[number]) >= 0:
            if place == self.place and event.chain > 1:
                self.action_open()
            self._go(place)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()


def _heading(day: dt.date, today: dt.date) -> str:
    away = (today - day).days
    if away in (0, 1):
        return ("Today", "Yesterday")[away]
    if 1 < away < 7:
        return f"{day:%A}"
    return f"{day.day} {day:%B}" if day.year == today.year else f"{day.day} {day:%B} {day.year}"


class EvidencePane(Pane, can_focus=False):
    """2: what speaks for being able to do it, the newest first."""

    DEFAULT_CSS = """
    EvidencePane > Static { display: none; height: 1fr; padding: 0 1; }
    EvidencePane.-none > Static { display: block; }
    EvidencePane.-none > TimelineList { display: none; }
    """
    number = 2
    title = "Evidence"

    def compose(self) -> ComposeResult:
        yield TimelineList()
        words = Static(markup=False)
        words.auto_links = False
        yield words

    def redraw(self) -> None:
        if self.overview is None:
            return
        self.set_class(not self.overview.items, "-none")
        self.can_focus = not self.overview.items
        if self.overview.items:
            names = {domain.id: domain.name for domain in self.overview.domains}
            self.query_one(TimelineList).show(self.overview.items, names, self.overview.today)
        else:
            lines = ["What you did, saw others do, were told, and felt will gather here, day by day."]
            key, words = BY_ID["evidence"].key, "keep the first piece"
            if not self.overview.domains:
                key, words = BY_ID["domains"].key, "begin with a domain"
            self.query_one(Static).update(stack(invitation(lines, key, words, max(self.size.width - 4, 20))))

    def on_resize(self) -> None:
        if self.overview is not None and not self.overview.items:
            self.redraw()

    def summary(self, overview: Overview, width: int) -> str:
        if not overview.items:
            return f"none yet · {BY_ID['evidence'].key} keeps the first"
        newest = overview.items[0]
        glyph = UNICODE[newest.outcome or "later"] if newest.kind == "outcome" else UNICODE[newest.kind]
        return Content(f"{glyph} {newest.text}").plain
