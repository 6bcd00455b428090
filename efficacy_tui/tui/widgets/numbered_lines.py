"""The field of a list: a text whose lines are numbered as one types, with a word beside the first and the last."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from efficacy_tui.flows.question_types import TextQuestion
from efficacy_tui.tui.privacy.mask import PublicWidget
from efficacy_tui.tui.widgets.base_widgets import FOCUS_EVENTS, LeafWidget
from efficacy_tui.tui.widgets.text_field import TextField

MIN_ROWS = 3
"""Rows of the list on the smallest screens."""

ROWS_AROUND = 14
"""Rows of a dialog that a list of lines leaves to its frame, its question and its hint."""


class ListText(TextField):
    """The text of a list; enter starts the next line."""

    DEFAULT_CSS = """
    ListText { min-height: 3; max-height: 12; width: 1fr; scrollbar-size: 0 0; }
    """

    def __init__(self, edited: Callable[[], None]) -> None:
        super().__init__()
        self._edited = edited

    @on(TextArea.Changed)
    def _report_to_numbers(self) -> None:
        self._edited()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "ctrl+j"):
            event.stop()
            event.prevent_default()
            self.insert("\n")
            # The text area scrolled to the cursor before it knew of the new line.
            self.scroll_cursor_visible()


class LineNumbers(PublicWidget, LeafWidget):
    """The numbers beside a list, and the words of its two ends. It draws nothing of what was typed."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"line-numbers--end"}
    DEFAULT_CSS = """
    LineNumbers { height: 100%; color: $quiet; }
    LineNumbers > .line-numbers--end { color: $foreground; }
    """

    def __init__(self, text: ListText) -> None:
        super().__init__()
        self._text = text

    def render_line(self, y: int) -> Strip:
        question, style = self._text.question, self.rich_style
        if not isinstance(question, TextQuestion) or question.line_ends is None:
            return Strip.blank(self.size.width, style)
        first, last = question.line_ends
        number, is_last = self._line_at(self._text.scroll_offset.y + y)
        word = "" if number is None else first if number == 1 else last if is_last else ""
        width = max(len(first), len(last))
        end_style = self.get_component_rich_style("line-numbers--end")
        segments = [Segment(f"{word:<{width}} ", end_style), Segment(f"{number or '':>2}", style)]
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def _line_at(self, row: int) -> tuple[int | None, bool]:
        """Return the number of the line that begins in a row, if one does, and whether it is the hard end.

        Below the text there is a row for each line still to come.
        """
        text, lines = self._text.wrapped_document, self._text.document.line_count
        if row >= text.height:
            number = lines + row - text.height + 1
            return number, row == self.size.height - 1
        line, column = text.offset_to_location(Offset(0, row))
        return (None if column else line + 1), line == lines - 1 and text.height >= self.size.height


class NumberedField(Horizontal):
    """A list of lines with their numbers; ctrl+s submits it."""

    DEFAULT_CSS = """
    NumberedField { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(*FOCUS_EVENTS)
        self.list_text = ListText(self._redraw_numbers)
        self.numbers = LineNumbers(self.list_text)

    def compose(self) -> ComposeResult:
        yield self.numbers
        yield self.list_text

    def on_mount(self) -> None:
        self.watch(self.list_text, "scroll_y", self._redraw_numbers, init=False)
        self._fit()

    def set_question(self, question: TextQuestion, raw: str) -> None:
        """Ask a question, starting with the text `raw`."""
        self.list_text.set_question(question, raw)
        self._fit()

    @property
    def question(self) -> TextQuestion:
        """The question that is asked."""
        question = self.list_text.question
        assert isinstance(question, TextQuestion)
        return question

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.list_text.text

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.list_text

    def _fit(self) -> None:
        """Show as many rows as the question asks for, fewer where the screen has no room."""
        words = self.question.line_ends or ("",)
        self.numbers.styles.width = max(map(len, words)) + 4
        if self.is_attached:
            rows = min(self.question.lines, max(self.screen.size.height - ROWS_AROUND, MIN_ROWS))
            self.list_text.styles.height = rows
            self.numbers.styles.height = rows

    def on_resize(self) -> None:
        self._fit()

    def _redraw_numbers(self) -> None:
        self.numbers.refresh()
