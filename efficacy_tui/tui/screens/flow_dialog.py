"""The dialog that asks a flow's questions, one at a time, over the dimmed dashboard."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from efficacy_tui.flows.command_table import resume_hint
from efficacy_tui.flows.flow import DRAFT_SAVED, Flow, FlowResult
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.screens.flow_screen import SHOWN, FlowScreen
from efficacy_tui.tui.widgets.base_widgets import CachedStatic
from efficacy_tui.tui.widgets.choice_field import OptionRows
from efficacy_tui.tui.widgets.content_lines import ACCENT, first_fitting, stack
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.dialog_frame import DialogFrame
from efficacy_tui.tui.widgets.key_hints import clickable_edge
from efficacy_tui.tui.widgets.too_small import LOW

LONG = 6
"""Questions from which on a line shows the way."""

STEADY = ((34, 13), (23, 11))
"""Rows of a screen → rows a long way of questions keeps from the first on, so that the box stands still."""

FRAME = 6
"""Cells of a frame's edge beside the words in it."""


class FlowDialog(FlowScreen, ModalScreen[FlowResult]):
    """Asks until the flow is finished; escape leaves, and what was typed is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll(-6)", show=False),
        Binding("pagedown", "scroll(6)", show=False),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-short"), (23, "-middle"), (34, "-tall")]
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
        self._covered: FlowResult | None = None

    def compose(self) -> ComposeResult:
        with DialogFrame() as box:
            box.border_title = public(self.flow.title)
            yield CachedStatic(id="line")
            with DialogBody():
                yield from self.compose_question()

    def on_mount(self) -> None:
        # A problem that is said, and a text that grows, are laid out some time after.
        self.watch(self.query_one(DialogBody), "virtual_size", self.scroll_to_question, init=False)

    def show_progress(self) -> None:
        """The answers so far, the thin line of progress, and what escape does."""
        if self._done:
            return
        way = self.session.progress
        done, total = way.answered_count, way.total
        box, roll = self.query_one(DialogFrame), self.query_one(DialogBody)
        width = max(roll.scrollable_content_region.width, 30)
        line, told = self.query_one("#line", CachedStatic), total >= LONG and self.size.height >= LOW
        line.display = told
        # The line stands above what scrolls, which would reach out of the box by its height.
        around = box.gutter.height + box.styles.margin.height + (2 if told else 0)
        steady = next((rows for least, rows in STEADY if self.size.height >= least), 0)
        roll.set_height_range(steady if total >= LONG else 0, max(self.size.height - around, 1))
        full = round(width * done / total) if total else 0
        line.set_content(
            public(
                Content.assemble((UNICODE["full"] * full, ACCENT), (UNICODE["empty"] * (width - full), "$faint"), "\n")
            )
        )
        count = f"{done + 1} of {total}" if total > 1 else ""
        back = self.flow.back_hint if done and total > 1 else ""
        if left := way.time_left:
            count, back = left, ""
        leaving = self.flow.escape_hint
        wordings = ((count, back, leaving), (count, leaving), (leaving,))
        box.set_subtitle(clickable_edge(first_fitting(wordings, box.outer_size.width - FRAME)))
        rows = self.answers_given(way, 1 if self.size.height < 24 else SHOWN, width)
        answers = self.query_one("#answers", CachedStatic)
        answers.display = bool(rows)
        answers.set_content(stack([*rows, ""]))

    @on(OptionRows.Moved)
    def scroll_to_question(self) -> None:
        """Down to its end, once it is laid out, but not past its words; these give way to the field and a problem.

        Of options that are too many, those down to the cursor are seen.
        """
        self.call_after_refresh(self._scroll_to_question)

    def _scroll_to_question(self) -> None:
        if self._done or not self.is_attached or self.field is None:
            # Left, or the program ended, before the question was laid out.
            return
        roll = self.query_one(DialogBody)
        asked = (self.query_one("#prompt"), self.field, self.query_one("#problem"))
        words, field, problem = (each.virtual_region for each in asked)
        rows = self.focused
        end = field.y + rows.reach if isinstance(rows, OptionRows) else field.bottom
        least = max(end, problem.bottom) - roll.size.height
        roll.scroll_to(y=max(min(words.y, roll.max_scroll_y), least), animate=False)

    def action_scroll(self, by: int) -> None:
        self.query_one(DialogBody).scroll_relative(y=by, animate=False)

    def on_resize(self) -> None:
        if self._asked is not None:
            self.call_after_refresh(self.show_progress)
            self.scroll_to_question()

    def ended(self, finished: FlowResult) -> None:
        """Close, and hand on what there is to say."""
        self._go(finished)

    def left(self, said: str) -> None:
        """Close, saying which key takes up what was kept."""
        if said == DRAFT_SAVED and self.flow.command:
            said = f"{said} · {resume_hint(self.flow.command)}"
        self._go(FlowResult(said))

    def _go(self, finished: FlowResult) -> None:
        if self.is_active:
            self.dismiss(finished)
        else:
            # Dismissing takes whatever is on top away, and this page was opened meanwhile to be read.
            self._covered = finished

    @on(events.ScreenResume)
    def _uncovered(self) -> None:
        if self._covered is not None:
            finished, self._covered = self._covered, None
            self.call_later(self._go, finished)
