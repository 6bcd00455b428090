"""The dialog that asks a flow's questions, one at a time, over the dimmed dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from efficacy_tui.flows.command_table import Place, resume_hint
from efficacy_tui.flows.flow import Flow, FlowResult
from efficacy_tui.flows.flow_session import DRAFT_SAVED
from efficacy_tui.flows.question_types import Question, TextQuestion
from efficacy_tui.model.text_layout import elide, first_fitting, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.base_screen import BaseScreen
from efficacy_tui.tui.screens.flow_screen import ANSWERS_SHOWN, FlowScreen
from efficacy_tui.tui.widgets.base_widgets import CachedStatic
from efficacy_tui.tui.widgets.choice_field import ChoiceField, OptionRows
from efficacy_tui.tui.widgets.content_lines import ACCENT, stack
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.dialog_frame import DialogFrame
from efficacy_tui.tui.widgets.key_hints import clickable_edge
from efficacy_tui.tui.widgets.placing_field import PlacingField
from efficacy_tui.tui.widgets.question_fields import CardField
from efficacy_tui.tui.widgets.strip_line import strip_line
from efficacy_tui.tui.widgets.too_small import LOW_HEIGHT

LONG_FLOW = 6
"""Questions from which a flow shows a progress line."""

STEADY_HEIGHTS = ((34, 13), (23, 11))
"""Rows of the screen → minimum rows of a long flow's dialog, so that it does not jump between questions."""

MIN_OPTION_ROWS = 3
"""Rows that a list of options takes at least, even where its question then scrolls."""

WIDTH, PLACING_WIDTH, PLACING_MARGIN, NARROW = 66, 82, 4, 50
"""Columns of the dialog, and of one with a ladder, which leaves a margin where the screen is not narrow."""

SUBJECT_CELLS = 20
"""Cells of the subject in the frame's title, at most: the title follows it also at 40 columns."""

FRAME_CELLS = 6
"""Cells of the frame's edge that its words cannot use."""


class FlowDialog(FlowScreen, ModalScreen[FlowResult]):
    """Asks until the flow is finished; escape leaves and saves a draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll(-6)", show=False),
        Binding("pagedown", "scroll(6)", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW_HEIGHT, "-short"), (23, "-middle"), (34, "-tall")]
    DEFAULT_CSS = """
    FlowDialog {
        align: center top;
        background: $background 70%;
    }
    FlowDialog.-alone { background: $background; }
    FlowDialog.-tall > Vertical { margin-top: 7; }
    FlowDialog.-middle > Vertical { margin-top: 2; }
    FlowDialog.-low > Vertical { padding: 0 0 0 1; }
    FlowDialog.-low #prompt, FlowDialog.-low #above { margin-bottom: 0; }
    FlowDialog > Vertical {
        width: 66;
        max-width: 100%;
        height: auto;
        max-height: 100%;
        padding: 1 1 1 2;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $quiet;
        background: $background;
    }
    FlowDialog #line { margin-right: 1; }
    FlowDialog #above, FlowDialog #prompt { margin-bottom: 1; }
    FlowDialog #problem, FlowDialog #hint { margin-top: 1; }
    FlowDialog.-low #problem, FlowDialog.-low #hint { margin-top: 0; }
    """

    def __init__(self, flow: Flow) -> None:
        super().__init__(flow, classes="-alone" if flow.hides_everything_else else None)
        self._pending_result: FlowResult | None = None
        self._width = WIDTH

    def compose(self) -> ComposeResult:
        with DialogFrame() as frame:
            subject, title = self.flow.heading
            # The subject is the person's, so it is left unmarked and hidden while masked.
            words = Content.assemble(elide(subject, SUBJECT_CELLS), public(f" · {title}")) if subject else public(title)
            frame.border_title = words
            yield CachedStatic(id="line")
            with DialogBody():
                yield from self.compose_question()
                yield CachedStatic(id="strip")

    def on_mount(self) -> None:
        # A problem that appears and a text that grows are laid out only later.
        self.watch(self.query_one(DialogBody), "virtual_size", self.scroll_to_question, init=False)

    def show_progress(self) -> None:
        """Show the answers so far, the thin progress line, and what escape does."""
        if self._is_done:
            return
        progress = self.session.progress
        done, total = progress.answered_count, progress.total
        frame, body = self.query_one(DialogFrame), self.query_one(DialogBody)
        width = max(body.scrollable_content_region.width, 30)
        line = self.query_one("#line", CachedStatic)
        # A ladder takes the place of the progress line and of the earlier answers.
        placing_field = self.field if isinstance(self.field, PlacingField) else None
        is_long = total >= LONG_FLOW and self.flow.shows_progress_line
        line.display = is_long and self.size.height >= LOW_HEIGHT and placing_field is None
        # The progress line is above the scrolling body and takes room from it.
        rows_around = frame.gutter.height + frame.styles.margin.height + (2 if line.display else 0)
        steady_height = next((rows for minimum, rows in STEADY_HEIGHTS if self.size.height >= minimum), 0)
        body.set_height_range(steady_height if is_long else 0, max(self._rows - rows_around, 1))
        if self._fit_width(frame, is_placing=placing_field is not None):
            # The texts are laid out again once the dialog has its new width.
            self.call_after_refresh(self.show_progress)
        if placing_field is not None:
            placing_field.limit_rows(self._rows_for_field(frame, self._rows - rows_around))
        filled = round(width * done / total) if total else 0
        bar = Content.assemble(
            (UNICODE["full"] * filled, ACCENT), (UNICODE["empty"] * (width - filled), "$faint"), "\n"
        )
        line.set_content(public(bar))
        count = f"{done + 1} of {total}" if total > 1 else ""
        back_hint = self.flow.back_hint if done and total > 1 else ""
        if progress.time_left:
            count, back_hint = progress.time_left, ""
        question = self.session.current
        save_hint = "ctrl+s save" if isinstance(question, TextQuestion) and question.line_ends else ""
        if self.session.can_save_now:
            save_hint = self.flow.save_hint
        skip_hint = self.flow.skip_hint if question is not None and question.optional else ""
        escape_hint = self.flow.escape_hint_after(self.session.answers)
        wordings: Sequence[Sequence[str]] = (
            (count, back_hint, skip_hint, save_hint, escape_hint),
            (back_hint, skip_hint, save_hint, escape_hint),
            (count, skip_hint, save_hint, escape_hint),
            (skip_hint, save_hint, escape_hint),
            (escape_hint,),
        )
        if question is not None and (hints := self.flow.edge_hints(question)):
            wordings = ((progress.time_left, *hints), hints, (hints[0], hints[-1]), hints[-1:])
        frame.set_subtitle(clickable_edge(first_fitting(wordings, frame.outer_size.width - FRAME_CELLS)))
        has_strip = self._show_strip(question, width)
        rows = [] if placing_field or has_strip else self.earlier_answers(progress, self._answers_shown, width)
        if isinstance(self.field, ChoiceField):
            room = self._rows_for_field(frame, self._rows - rows_around)
            # All the options are worth more than the earlier answers, the oldest of which give way.
            while rows and room - len(rows) - 1 < self.field.rows.full_height(width):
                del rows[0]
            rows_left = room - (len(rows) + 1 if rows else 0)
            self.field.rows.limit_rows(max(rows_left, MIN_OPTION_ROWS))
        answers = self.query_one("#answers", CachedStatic)
        answers.display = bool(rows)
        answers.set_content(stack([*rows, ""]))

    def _show_strip(self, question: Question | None, width: int) -> bool:
        """Show what the flow asks about in turn, the current one bright; return whether there is such a line."""
        items = self.flow.strip(question, self.session.answers)
        strip = self.query_one("#strip", CachedStatic)
        strip.display = bool(items)
        if items:
            strip.set_content(Content.assemble("\n", strip_line(items, width)))
        return bool(items)

    @property
    def _rows(self) -> int:
        """The rows of the screen that messages leave."""
        return self.size.height - self.message_rows

    def message_rows_changed(self) -> None:
        self.show_progress()

    @property
    def _answers_shown(self) -> int:
        return 1 if self.size.height < 24 else ANSWERS_SHOWN

    def _fit_width(self, frame: DialogFrame, *, is_placing: bool) -> bool:
        """Make the dialog wider for a ladder, whose titles need it; return whether its width changes."""
        width = WIDTH
        if is_placing:
            margin = PLACING_MARGIN if self.size.width >= NARROW else 0
            width = min(PLACING_WIDTH, self.size.width - margin)
        if width == self._width:
            return False
        self._width = width
        frame.styles.width = width
        return True

    def _rows_for_field(self, frame: DialogFrame, rows: int) -> int:
        """Return how many of the rows of the body are left beside the texts of the question."""
        width = min(self._width, self.size.width) - frame.gutter.width - 1
        blank = 0 if self.size.height < LOW_HEIGHT else 1
        texts = [wrap(text, width) for text in self.question_texts]
        return rows - sum(len(lines) + blank for lines in texts if lines)

    @on(OptionRows.OptionHighlighted)
    def scroll_to_question(self) -> None:
        """Scroll to the end of the question once it is laid out, but not past its prompt.

        Where even that does not fit, the prompt gives way to the field and a problem; a long list of options is shown
        down to its cursor.
        """
        self.call_after_refresh(self._scroll_to_question)

    def _scroll_to_question(self) -> None:
        if self._is_done or not self.is_attached or self.field is None:
            # The person left, or the program ended, before the question was laid out.
            return
        body = self.query_one(DialogBody)
        parts = (self.query_one("#prompt"), self.field, self.query_one("#problem"))
        prompt, field, problem = (widget.virtual_region for widget in parts)
        options = self.focused
        if isinstance(self.field, CardField) and self.field.question.uncut:
            # A long card is read from its beginning.
            body.scroll_to(y=min(prompt.y, body.max_scroll_y), animate=False)
            return
        field_end = field.y + options.cursor_bottom if isinstance(options, OptionRows) else field.bottom
        lowest_y = max(field_end, problem.bottom) - body.size.height
        body.scroll_to(y=max(min(prompt.y, body.max_scroll_y), lowest_y), animate=False)

    def on_resize(self) -> None:
        if self._question is not None:
            self.call_after_refresh(self.show_progress)
            self.scroll_to_question()

    def close_finished(self, result: FlowResult) -> None:
        """Close and pass on the result."""
        self._close(result)

    def close_early(self, message: str) -> None:
        """Close; if a draft was saved, name the key that continues it."""
        if (result := self.session.finish_if_enough()) is not None:
            self._close(result)
            return
        if message == DRAFT_SAVED and self.flow.command:
            place = self._place_below()
            message = f"{message} · {resume_hint(self.flow.place_commands.get(place, self.flow.command), place)}"
        self._close(FlowResult(message))

    def _place_below(self) -> Place:
        """Return the place in which keys work once the dialog is closed."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack else None
        return below.place if isinstance(below, BaseScreen) else "dashboard"

    def _close(self, result: FlowResult) -> None:
        if self.is_active:
            self.dismiss(result)
        else:
            # `dismiss` would close the screen on top, which the person opened meanwhile.
            self._pending_result = result

    @on(events.ScreenResume)
    def _close_when_uncovered(self) -> None:
        if self._pending_result is not None:
            result, self._pending_result = self._pending_result, None
            self.call_later(self._close, result)
