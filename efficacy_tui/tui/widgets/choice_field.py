"""The field of a choice: one of several options, or an answer in the person's own words."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from efficacy_tui.flows.question_types import ChoiceQuestion, Option
from efficacy_tui.model.text_layout import cell_width, flatten, pad, wrap
from efficacy_tui.tui.answer_keys import saves_at_once
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import hides_numbers, public
from efficacy_tui.tui.privacy.masking_app import masked_lines
from efficacy_tui.tui.widgets.answer_widget import AnswerWidget
from efficacy_tui.tui.widgets.base_widgets import FOCUS_EVENTS, FixedVertical
from efficacy_tui.tui.widgets.content_lines import BRIGHT, KEY, QUIET, stack
from efficacy_tui.tui.widgets.text_input import AnswerInput
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent


class OptionRows(AnswerWidget, can_focus=True):
    """The options of a choice, one below the other: picked at once by its key, or with arrows and enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "submit", show=False),
    ]
    DEFAULT_CSS = """
    OptionRows { height: auto; width: 1fr; }
    """

    question: ChoiceQuestion
    cursor: reactive[int | None] = reactive(None, layout=False)

    class FreeTextRequested(Message):
        """The person wants to answer in their own words."""

    class OptionHighlighted(Message):
        """The cursor is on another option."""

    def __init__(self) -> None:
        super().__init__()
        self.question = ChoiceQuestion(key="", prompt="", options=())
        self.options: tuple[Option, ...] = ()
        self.max_rows = 0
        self._key_width = self._gutter = 0
        self._has_glyphs = False

    def set_question(self, question: ChoiceQuestion, raw: str) -> None:
        """Offer the options of a question, with the cursor on the one whose value or key is `raw`."""
        self.question, self.submitted = question, False
        free_text = (
            (Option(value="", key="w", label=question.free_text_label, hint="write it"),)
            if question.free_text_label
            else ()
        )
        self.options = (*question.options, *free_text)
        # Of many options the last have no key.
        self._key_width = max((cell_width(option.key) for option in self.options), default=0)
        self._has_glyphs = any(option.glyph for option in self.options)
        self._gutter = self._key_width + 3 + (2 if self._has_glyphs else 0)
        matches = [i for i, option in enumerate(self.options) if raw and raw in (option.value, option.key)]
        self.set_reactive(
            OptionRows.cursor,
            matches[0] if matches else (None if question.optional or question.without_preselection else 0),
        )
        self.refresh(layout=True)

    @property
    def raw(self) -> str:
        """The answer as text."""
        return "" if self.cursor is None else self.options[self.cursor].value

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: the options look the same with and without the focus."""

    def limit_rows(self, rows: int) -> None:
        """Take at most so many rows of the screen, and show whole options around the cursor where that is too few."""
        if rows != self.max_rows:
            self.max_rows = rows
            self.refresh(layout=True)

    def full_height(self, width: int) -> int:
        """Return the rows of all options, whatever the room."""
        return sum(self._heights(width)) + self._hint_height(width)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        rows = self.full_height(width)
        return min(rows, self.max_rows) if self.max_rows else rows

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    @property
    def cursor_bottom(self) -> int:
        """The number of rows down to the end of the option under the cursor."""
        width = self.size.width
        heights, window = self._heights(width), self._window(width)
        return sum(heights[window.start : (self.cursor or 0) + 1])

    def _window(self, width: int) -> range:
        """Return the options (their indexes) that are shown: all of them, or as many around the cursor as fit."""
        heights = self._heights(width)
        room = self.max_rows - self._hint_height(width)
        if not self.max_rows or sum(heights) <= room:
            return range(len(self.options))
        first = self.cursor or 0
        last, free = first + 1, room - heights[first]
        while (first > 0 and heights[first - 1] <= free) or (last < len(heights) and heights[last] <= free):
            rows_above, rows_below = sum(heights[first : self.cursor or 0]), sum(heights[(self.cursor or 0) + 1 : last])
            fits_above = first > 0 and heights[first - 1] <= free
            fits_below = last < len(heights) and heights[last] <= free
            if fits_above and (rows_above <= rows_below or not fits_below):
                first, free = first - 1, free - heights[first - 1]
            else:
                last, free = last + 1, free - heights[last]
        return range(first, last)

    def _label(self, option: Option) -> str:
        return option.label_without_amount if hides_numbers(self) else option.label

    def _heights(self, width: int) -> list[int]:
        """Return the number of rows that each option takes."""
        return [max(len(wrap(self._label(option), width - self._gutter)), 1) for option in self.options]

    def _hints_fit_beside(self, width: int) -> bool:
        """Whether every hint fits on the last line of its option."""
        return all(self._gutter + label + 2 + hint <= width for label, hint in self._hint_widths(width))

    def _hint_widths(self, width: int) -> list[tuple[int, int]]:
        """Return how wide the last line of each option with a hint is, and how wide the hint."""
        return [
            (cell_width((wrap(self._label(option), width - self._gutter) or [""])[-1]), cell_width(option.hint))
            for option in self.options
            if option.hint
        ]

    def _label_column(self, width: int) -> int:
        """Return the width to which labels are filled up so that hints stand below each other; 0 if too wide."""
        widths = self._hint_widths(width)
        column = max((label for label, _ in widths), default=0)
        return column if self._gutter + column + 2 + max((hint for _, hint in widths), default=0) <= width else 0

    def _rows(self, width: int) -> list[Content]:
        rows = []
        hints_beside, column = self._hints_fit_beside(width), self._label_column(width)
        for i in self._window(width):
            option = self.options[i]
            is_current = i == self.cursor
            lead = f"{UNICODE['now'] if is_current else ' '}{pad(option.key, self._key_width)}  "
            glyph = f"{pad(option.glyph, 1)} " if self._has_glyphs else ""
            lines = wrap(self._label(option), width - self._gutter) or [""]
            labels = masked_lines(self, self._label(option), lines)
            for number in range(len(lines)):
                hint = option.hint if hints_beside and number == len(lines) - 1 else ""
                row = Content.assemble(
                    public(lead if number == 0 else " " * cell_width(lead), KEY),
                    public(glyph if number == 0 else " " * cell_width(glyph)),
                    labels[number].stylize(BRIGHT) if is_current else labels[number],
                    " " * (max(column - cell_width(lines[number]), 0) + 2) if hint else "",
                    *self._style_hint(option, [hint]),
                )
                if is_current:
                    row = row.pad_right(max(width - row.cell_length, 0)).stylize("on $here")
                rows.append(row)
        if hints_beside:
            return rows
        # A window of whole options may be a row short; the hint stays where it is.
        hint_rows = self._hint_rows(width)
        return [*rows, *[Content("")] * (self.size.height - len(rows) - len(hint_rows)), *hint_rows]

    def _hint_height(self, width: int) -> int:
        """The rows of the hint below the options, with the blank one above it."""
        if self._hints_fit_beside(width):
            return 0
        gap = 1 if self.app.size.height >= LOW_HEIGHT else 0
        return gap + max((len(wrap(option.hint, width)) for option in self.options), default=0)

    def _hint_rows(self, width: int) -> list[Content]:
        """Build the hint of the option under the cursor, on as many rows as the longest hint takes."""
        height = self._hint_height(width)
        option = None if self.cursor is None else self.options[self.cursor]
        rows = self._style_hint(option, wrap(option.hint, width)) if option else []
        gap = [Content("")] if self.app.size.height >= LOW_HEIGHT else []
        return [*gap, *rows, *[Content("")] * (height - len(gap) - len(rows))]

    def _style_hint(self, option: Option, lines: list[str]) -> list[Content]:
        # The hint of an option that a person named is as private as the name.
        is_public = all(line.spans for line in masked_lines(self, option.label, [flatten(option.label)]))
        hints = masked_lines(self, option.hint, lines) if is_public else map(Content, lines)
        return [line.stylize(QUIET) for line in hints]

    def watch_cursor(self) -> None:
        self.post_message(self.OptionHighlighted())

    def on_key(self, event: events.Key) -> None:
        char = event.character or ""
        for i, option in enumerate(self.options):
            if char and not self.submitted and char.casefold() in option.keys:
                event.stop()
                event.prevent_default()
                self.cursor = i
                if saves_at_once(self):
                    self.action_submit()
                return

    def action_move(self, by: int) -> None:
        start = -1 if self.cursor is None and by > 0 else self.cursor or 0
        self.cursor = (start + by) % len(self.options)

    def action_submit(self) -> None:
        if self.cursor is None and self.question.without_preselection:
            return
        self.submitted = True
        if self.question.free_text_label and self.cursor == len(self.options) - 1:
            # Until the text line is open, keys wait: they are for it.
            self.post_message(self.FreeTextRequested())
        else:
            post_to_parent(self, AnswerSubmitted(self.raw, self.question))

    def on_click(self, event: events.Click) -> None:
        if not self.is_answer(event):
            return
        y, heights = event.y, self._heights(self.size.width)
        for i in self._window(self.size.width):
            height = heights[i]
            if y < height:
                self.cursor = i
                self.action_submit()
                return
            y -= height


class ChoiceField(FixedVertical):
    """A choice, with a line for a free text where the question allows one."""

    DEFAULT_CSS = """
    ChoiceField { height: auto; }
    ChoiceField > Input { display: none; margin: 1 0 0 0; }
    ChoiceField.-own > Input { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(*FOCUS_EVENTS)
        self.question = ChoiceQuestion(key="", prompt="", options=())
        self.rows = OptionRows()
        self.line = AnswerInput()

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self.line

    def set_question(self, question: ChoiceQuestion, raw: str) -> None:
        """Ask a question, starting with the option `raw`, or with `raw` as free text if it is no option."""
        self.question = question
        option_names = {option.value for option in question.options} | {option.key for option in question.options}
        free_text = raw if question.free_text_label and raw and raw not in option_names else ""
        self.rows.set_question(question, raw)
        self.line.placeholder = question.free_text_label
        self.line.begin(free_text)
        self.set_class(bool(free_text), "-own")

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value if self.has_class("-own") else self.rows.raw

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.line if self.has_class("-own") else self.rows

    @on(OptionRows.FreeTextRequested)
    def _show_free_text_line(self, event: OptionRows.FreeTextRequested) -> None:
        event.stop()
        self.add_class("-own")
        self.rows.submitted = False
        self.screen.set_focus(self.line)
        post_to_parent(self, AnswerEdited())

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        post_to_parent(self, AnswerSubmitted(self.raw, self.question))

    @on(Input.Changed)
    def _report_edit(self, event: Input.Changed) -> None:
        event.stop()
        post_to_parent(self, AnswerEdited())
