"""The ladder on the screen: draws the rows of its page, and follows the cursor and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive, reactive
from textual.strip import Strip

from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.model.display import display
from efficacy_tui.tui.privacy.mask import MAGNITUDE_RICH, PLACE_RICH, PUBLIC_RICH, hides_numbers, is_masked
from efficacy_tui.tui.widgets.base_widgets import LeafWidget
from efficacy_tui.tui.widgets.ladder_cells import Drawing, Ground, Ink, Privacy, Row
from efficacy_tui.tui.widgets.ladder_page import LadderPage, PageKeys
from efficacy_tui.tui.widgets.ladder_rows import drop_difficulty

MARKS: dict[Privacy, Style] = {
    "private": Style(),
    "public": PUBLIC_RICH,
    "place": PLACE_RICH,
    "amount": MAGNITUDE_RICH,
}


class LadderList(LeafWidget):
    """The page of a ladder; its rows are made once for a ladder, a size and a theme, and moved rows alone are drawn."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"ladder--{ink}" for ink in ("text", "bright", "quiet", "faint", "dot", "accent", "key")),
        *("ladder--here", "ladder--zone"),
    }
    DEFAULT_CSS = """
    LadderList {
        height: 1fr; width: 1fr;
        padding: 0 1;
        .ladder--text { color: $foreground; }
        .ladder--bright { color: $foreground; text-style: bold; }
        .ladder--quiet { color: $quiet; }
        .ladder--faint { color: $faint; }
        .ladder--dot { color: $dot; }
        .ladder--accent { color: $accent; }
        .ladder--key { color: $accent; text-style: bold; }
        .ladder--here { background: $here; }
        .ladder--zone { background: $zone; }
    }
    """

    cursor: reactive[str] = reactive("", init=False, repaint=False)
    """The id of the rung under the cursor; empty on an empty ladder."""
    blind: reactive[bool] = reactive(False, init=False, repaint=False)
    """Hides all numbers and odds while a question is asked."""
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    class RungOpened(Message):
        """The rung under the cursor was clicked again."""

    class RungDropped(Message):
        """A rung (id) was dragged to another place; `difficulty` is the one it gets there, `None` if it cannot move."""

        def __init__(self, rung: str, difficulty: int | None) -> None:
            super().__init__()
            self.rung, self.difficulty = rung, difficulty

    def __init__(self, is_public: Callable[[str], bool], on_select: Callable[[], None]) -> None:
        """`is_public` tells whether a sentence is the program's own.

        `on_select` is called when another rung is under the cursor; what it changes is drawn in the same frame.
        """
        super().__init__()
        self._on_select = on_select
        self.keys = PageKeys()
        self._is_public = is_public
        self._ladder: Ladder | None = None
        self._page: LadderPage | None = None
        self._rows: list[Row] = []
        self._strips: dict[int, Strip] = {}
        self._styles: dict[tuple[Ink, Ground, Privacy], Style] = {}
        self._is_drawing = False
        self._grabbed = ""
        self._drop: int | None = None
        self._was_dragged = False

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def ladder(self) -> Ladder | None:
        """The ladder that is shown."""
        return self._ladder

    @property
    def current(self) -> LadderRung | None:
        """The rung under the cursor."""
        index = self._ladder.index_of(self.cursor) if self._ladder is not None else None
        return self._ladder.rungs[index] if self._ladder is not None and index is not None else None

    def show(self, ladder: Ladder, keys: PageKeys, cursor: str) -> None:
        """Show a ladder with the cursor on a rung (id)."""
        page = self._page
        is_same_domain = self._ladder is not None and ladder.domain.id == self._ladder.domain.id
        top = page.body.top if page is not None and is_same_domain else None
        self._ladder, self.keys = ladder, keys
        self._release()
        self.set_reactive(LadderList.cursor, cursor)
        self._rebuild(top)

    def _rebuild(self, top: int | None = None) -> None:
        """Make a new page; the rows that look as before are not drawn again."""
        self._page = None
        if self._ladder is None or not self.size.height:
            return
        drawing = Drawing(is_masked(self), self.blind, hides_numbers(self), display().ascii_only)
        self._page = LadderPage(
            self._ladder,
            *self.size,
            drawing,
            keys=self.keys,
            is_public=self._is_public,
        )
        self._page.body.top = top
        self._update_rows()

    def _update_rows(self) -> None:
        """Lay out the rows for the cursor, and draw those that changed."""
        page = self._page
        if page is None:
            return
        rows = page.rows(self.cursor, self._drop)
        changed = [
            y
            for y, row in enumerate(rows)
            if y >= len(self._rows) or (row is not self._rows[y] and row != self._rows[y])
        ]
        self._rows = rows
        for y in changed:
            self._strips.pop(y, None)
        if changed and not self._is_drawing:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def watch_cursor(self) -> None:
        self._update_rows()
        self._on_select()

    def watch_blind(self) -> None:
        self._rebuild(self._page.body.top if self._page is not None else None)

    def mask_changed(self) -> None:
        """Leave out what the record says while masked, and show it again."""
        self._rebuild()

    def on_resize(self) -> None:
        if self._page is None or (self._page.width, self._page.height) != self.size:
            self._rows, self._strips = [], {}
            self._rebuild()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw a row, cached until it changes."""
        strip = self._strips.get(y)
        if strip is None:
            if self._page is None:
                # The page is made when its size is known; asking for a drawing now would draw it twice.
                self._is_drawing = True
                self._rebuild()
                self._is_drawing = False
            row = self._rows[y] if y < len(self._rows) else Row()
            strip = self._strips[y] = self._draw(row)
        return strip

    def _draw(self, row: Row) -> Strip:
        segments: list[Segment] = []
        for run in row.runs:
            if segments and run.text.isspace():
                # Add blanks to the segment before them: every segment sends its colours to the terminal.
                segments[-1] = Segment(segments[-1].text + run.text, segments[-1].style)
            elif run.text:
                segments.append(Segment(run.text, self._style(run.ink, row.ground, run.privacy)))
        strip = Strip(segments)
        width = self.size.width
        blank = self._style("text", "", "private")
        return strip.adjust_cell_length(width, blank) if strip.cell_length != width else strip

    def _style(self, ink: Ink, ground: Ground, privacy: Privacy) -> Style:
        """Return the style of a run, cached until the theme changes."""
        style = self._styles.get((ink, ground, privacy))
        if style is None:
            style = self.rich_style + self.get_component_rich_style(f"ladder--{ink}", partial=True)
            if ground:
                style += self.get_component_rich_style(f"ladder--{ground}", partial=True)
            style = self._styles[ink, ground, privacy] = style + MARKS[privacy]
        return style

    # -- moving ----------------------------------------------------------------------------------

    def move(self, by: int) -> None:
        """Move the cursor by so many rungs, downwards to the easier ones."""
        if self._ladder is None or not self._ladder.rungs or self._ladder.is_empty:
            return
        index = self._ladder.index_of(self.cursor) or 0
        self.cursor = self._ladder.rungs[min(max(index + by, 0), len(self._ladder.rungs) - 1)].id

    def page(self, by: int) -> None:
        """Move the cursor by screenfuls."""
        visible = len(self._page.body.spans) if self._page is not None else 1
        self.move(by * max(visible - 1, 1))

    def jump(self, to: int) -> None:
        """Move the cursor to the hardest rung (0) or to the easiest (1)."""
        count = len(self._ladder.rungs) if self._ladder is not None else 0
        self.move(count if to else -count)

    # -- the mouse -------------------------------------------------------------------------------

    def _rung_at(self, y: int) -> str:
        return self._page.rung_at(y) if self._page is not None and not self._page.ladder.is_empty else ""

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.move(-1)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._was_dragged = False
        self._grabbed = self._rung_at(event.y)
        if self._grabbed:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._grabbed or self._page is None or self._ladder is None:
            return
        rung = next((rung for rung in self._ladder.rungs if rung.id == self._grabbed), None)
        if rung is None or not (self._was_dragged or self._rung_at(event.y) != self._grabbed):
            return
        self._was_dragged = True
        if not rung.is_movable:
            return
        self.cursor = self._grabbed
        gap = self._page.gap_at(event.y, self._grabbed)
        self._drop = gap if gap is not None and drop_difficulty(self._ladder, self._grabbed, gap) is not None else None
        self._update_rows()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        rung, gap, ladder = self._grabbed, self._drop, self._ladder
        self._release()
        index = ladder.index_of(rung) if ladder is not None and rung else None
        if ladder is None or index is None or not self._was_dragged:
            return
        if not ladder.rungs[index].is_movable:
            self.post_message(self.RungDropped(rung, None))
        elif gap is not None and (difficulty := drop_difficulty(ladder, rung, gap)) is not None:
            self.post_message(self.RungDropped(rung, difficulty))

    def _release(self) -> None:
        """Let go of the rung that is dragged."""
        if self._grabbed:
            self.release_mouse()
        had_line, self._grabbed, self._drop = self._drop is not None, "", None
        if had_line:
            self._update_rows()

    @property
    def is_dragging(self) -> bool:
        """Whether a rung is being dragged."""
        return bool(self._grabbed) and self._was_dragged

    def cancel_drag(self) -> None:
        """Leave the dragged rung where it was."""
        self._release()

    def on_click(self, event: events.Click) -> None:
        event.prevent_default()
        if self._was_dragged:
            self._was_dragged = False
            return
        rung = self._rung_at(event.y)
        if rung and rung == self.cursor:
            self.post_message(self.RungOpened())
        elif rung:
            self.cursor = rung
