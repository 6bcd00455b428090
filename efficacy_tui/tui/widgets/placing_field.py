"""The field of the placing question: the ladder itself, in which arrows move what is placed."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from efficacy_tui.flows.placing import STAND_IN, PlacementQuestion, Placing
from efficacy_tui.insight.placing import Spot
from efficacy_tui.model.key_names import print_keys
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import hides_numbers, public
from efficacy_tui.tui.widgets.answer_widget import AnswerWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, KEY, QUIET, key_hint, stack
from efficacy_tui.tui.widgets.placing_layout import (
    TITLE_COLUMN,
    TRACK_CELLS,
    Line,
    full_height,
    knob_cell,
    lay_out,
    nearness_of_cell,
)
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, KeyExplained, post_to_parent

WIDE = 100
"""Columns of the screen from which titles take a row more."""

PAGE = 5
"""Rungs that page up and page down go over."""

EASIER, HARDER = "easier", "harder"


class PlacingField(AnswerWidget, can_focus=True):
    """A ladder with what is placed in it: up and down choose the gap, left and right the nearer end of it.

    It shows whole rungs around the place where not all of them fit into `max_rows`.
    """

    auto_links = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(1)", show=False),
        Binding("down,j", "move(-1)", show=False),
        Binding("left,h", "nudge(-1)", show=False),
        Binding("right,l", "nudge(1)", show=False),
        Binding("pageup", f"move({PAGE})", show=False),
        Binding("pagedown", f"move(-{PAGE})", show=False),
        Binding("home", "end(1)", show=False),
        Binding("end", "end(0)", show=False),
        Binding("backspace,delete", "clear", show=False),
        Binding("enter", "submit", show=False),
    ]
    DEFAULT_CSS = """
    PlacingField { height: auto; width: 1fr; }
    """

    question: PlacementQuestion
    placing: reactive[Placing] = reactive(Placing(()), layout=False)

    def __init__(self) -> None:
        super().__init__()
        self.question = PlacementQuestion(key="", prompt="")
        self.max_rows = 0
        self._lines: list[Line] = []

    def set_question(self, question: PlacementQuestion, raw: str) -> None:
        """Ask a question, beginning at the difficulty `raw` or where the question begins."""
        self.question, self.submitted = question, False
        self.set_reactive(PlacingField.placing, Placing.begin(question, raw))
        self.refresh(layout=True)

    def limit_rows(self, rows: int) -> None:
        """Take at most so many rows of the screen."""
        if rows != self.max_rows:
            self.max_rows = rows
            self.refresh(layout=True)

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: the ladder looks the same with and without the focus."""

    @property
    def raw(self) -> str:
        """The answer as text."""
        difficulty = self.placing.difficulty
        return "" if difficulty is None else str(difficulty)

    # -- drawing ---------------------------------------------------------------------------------

    @property
    def _is_wide(self) -> bool:
        return self.app.size.width >= WIDE

    @property
    def _rows_below(self) -> int:
        """The rows that name the keys, with the blank one above them."""
        return 1 if self.app.size.height < LOW_HEIGHT else 2

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        rows = full_height(self.placing.rows, self.question.title, width, is_wide=self._is_wide) + self._rows_below
        return min(rows, self.max_rows or viewport.height)

    def render(self) -> Content:
        width, placing = self.size.width, self.placing
        height = self.size.height - self._rows_below
        self._lines = lay_out(
            placing.rows, self.question.title, placing.rows_above, width, height, is_wide=self._is_wide
        )
        rows = [self._draw(line, width) for line in self._lines]
        # A window of whole rungs may be a row short; the keys stay where they are.
        rows += [Content("")] * (self.size.height - len(rows) - 1)
        return stack([*rows, self._keys(width)])

    def _draw(self, line: Line, width: int) -> Content:
        if line.is_track:
            return self._on_ground(self._track(), width)
        if line.rung is None:
            return self._draw_placed(line, width)
        row = self.placing.rows[line.rung]
        sign = UNICODE["idea" if row.status == STAND_IN else row.status]
        # Ideas and stand-ins are quiet: nothing happened there.
        style = QUIET if row.status in ("idea", STAND_IN) else ""
        head = public(f" {self._number(row.difficulty)} ", QUIET) + public(f"{sign} ", style)
        return (head if line.is_first else Content(" " * TITLE_COLUMN)) + self._title(line, row.title, style)

    def _draw_placed(self, line: Line, width: int) -> Content:
        is_placed = self.placing.spot is not None
        head = public(f"{UNICODE['cursor']}{self._number(self.placing.difficulty)} {UNICODE['next']} ", KEY)
        title = self._title(line, self.question.title, BRIGHT if is_placed else QUIET)
        return self._on_ground((head if line.is_first else Content(" " * TITLE_COLUMN)) + title, width)

    def _title(self, line: Line, title: str, style: str) -> Content:
        if line.rung is not None and self.placing.rows[line.rung].status == STAND_IN:
            return public(line.title, style)
        return Content.styled(line.title, style)

    def _track(self) -> Content:
        spot = self.placing.spot
        cells = [(UNICODE["empty"], "$faint")] * TRACK_CELLS
        if spot is not None:
            cells[knob_cell(spot.nearness)] = (UNICODE["knob"], KEY)
        return public(
            Content.assemble(
                " " * TITLE_COLUMN,
                (f"{EASIER} ", QUIET),
                ("├", "$faint"),
                *cells,
                ("┤", "$faint"),
                (f" {HARDER}", QUIET),
            )
        )

    def _number(self, difficulty: int | None) -> str:
        if difficulty is None:
            return "  –"
        return "   " if hides_numbers(self) else f"{difficulty:>3}"

    def _on_ground(self, row: Content, width: int) -> Content:
        return row.pad_right(max(width - row.cell_length, 0)).stylize("on $here")

    def _keys(self, width: int) -> Content:
        is_open = self.placing.spot is None
        for gap, *words in (
            ("   ", "between which", "nearer which", "skips" if is_open else "here"),
            ("  ", "between", "nearer", "skips" if is_open else "here"),
            ("  ", "", "", ""),
        ):
            hints = Content(gap).join(
                [
                    key_hint(print_keys("up", "down"), words[0], "move(1)", "move(-1)"),
                    key_hint(print_keys("left", "right"), words[1], "nudge(-1)", "nudge(1)"),
                    key_hint("enter", words[2], "submit"),
                ]
            )
            if hints.cell_length <= width:
                break
        return hints

    # -- keys and the mouse ----------------------------------------------------------------------

    def watch_placing(self) -> None:
        post_to_parent(self, AnswerEdited())

    def on_key(self, event: events.Key) -> None:
        if not self.submitted and event.is_printable and event.key not in self.screen.active_bindings:
            event.stop()
            arrows = print_keys("up", "down", "left", "right")
            self.post_message(KeyExplained(f"“{event.character}” does nothing here: {arrows} do, and enter sets it."))

    def action_move(self, by: int) -> None:
        self.placing = self.placing.move(by)

    def action_nudge(self, by: int) -> None:
        self.placing = self.placing.nudge(by)

    def action_end(self, is_hardest: int) -> None:
        self.placing = self.placing.at(Spot(len(self.placing.rows) if is_hardest else 0))

    def action_clear(self) -> None:
        if self.question.optional:
            self.placing = self.placing.at(None)

    def on_click(self, event: events.Click) -> None:
        if not self.is_answer(event) or event.y >= len(self._lines):
            return
        line, placing = self._lines[event.y], self.placing
        if line.is_track:
            cell = event.x - TITLE_COLUMN - len(EASIER) - 2
            spot = placing.resting_spot
            self.placing = placing.at(Spot(spot.harder_than, nearness_of_cell(cell)))
        elif line.rung is not None:
            # It passes the rung that is clicked: above a harder one, below an easier one.
            passed = line.rung < placing.rows_above
            self.placing = placing.at(Spot(len(placing.rows) - line.rung - (0 if passed else 1)))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self.action_move(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self.action_move(-1)
