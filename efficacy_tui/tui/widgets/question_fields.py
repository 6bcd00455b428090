"""The fields, one for each kind of question, in which a person edits the answer; it is submitted as text."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from efficacy_tui.flows.dated_questions import DayQuestion, StepsQuestion
from efficacy_tui.flows.placing import PlacementQuestion
from efficacy_tui.flows.question_types import Card, ChoiceQuestion, Question, RatingQuestion, TextQuestion
from efficacy_tui.model.text_layout import cell_width, wrap
from efficacy_tui.tui.privacy.mask import hides_numbers, is_masked, public, without_digits
from efficacy_tui.tui.privacy.masking_app import masked_lines
from efficacy_tui.tui.widgets.base_widgets import FOCUS_EVENTS, CachedStatic, FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.choice_field import ChoiceField
from efficacy_tui.tui.widgets.content_lines import ACCENT, QUIET, stack
from efficacy_tui.tui.widgets.dialog_body import DialogBody
from efficacy_tui.tui.widgets.numbered_lines import NumberedField
from efficacy_tui.tui.widgets.placing_field import PlacingField
from efficacy_tui.tui.widgets.rating_field import RatingField
from efficacy_tui.tui.widgets.text_field import TextField
from efficacy_tui.tui.widgets.text_input import AnswerInput
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent


class LineField(FixedVertical):
    """A text on one line, or a day, with its interpretation below."""

    DEFAULT_CSS = """
    LineField { height: auto; }
    LineField > Static { height: auto; color: $quiet; margin: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(*FOCUS_EVENTS)
        self.question: TextQuestion | DayQuestion = TextQuestion(key="", prompt="")
        self.line = AnswerInput()
        self.echo = CachedStatic(markup=False)

    def compose(self) -> ComposeResult:
        yield self.line
        yield self.echo

    def set_question(self, question: TextQuestion | DayQuestion, raw: str) -> None:
        """Ask a question, starting with the text `raw`."""
        self.question = question
        self.line.placeholder = question.placeholder if isinstance(question, TextQuestion) else ""
        self.line.select_on_focus = isinstance(question, DayQuestion)
        self.line.begin(raw)
        self.echo.display = isinstance(question, DayQuestion)
        self._update_echo()

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self.line

    def _update_echo(self) -> None:
        if isinstance(self.question, DayQuestion):
            self.echo.update(self.question.echo(self.line.value) or " ")

    @on(Input.Changed)
    def _report_edit(self, event: Input.Changed) -> None:
        event.stop()
        self._update_echo()
        post_to_parent(self, AnswerEdited())

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        # Not `event.value`: after a late key it may be the answer to the question before.
        post_to_parent(self, AnswerSubmitted(self.raw, self.question))


CUT_ROWS = 4
"""The rows of a person's own text on a card."""


class CardField(LeafWidget, can_focus=True):
    """A card to read; enter or space goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "submit", show=False)]
    DEFAULT_CSS = """
    CardField { height: auto; width: 1fr; }
    """
    raw = ""
    submitted = False

    def __init__(self) -> None:
        super().__init__()
        self.question = Card(key="", prompt="")
        self._cached_rows: tuple[tuple[Card, int, bool], list[Content]] | None = None

    def set_question(self, question: Card, raw: str) -> None:
        """Show another card; it takes no answer."""
        self.question, self.submitted = question, False
        self.refresh(layout=True)

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: a card looks the same with and without the focus."""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        cache_key = (self.question, width, is_masked(self))
        if self._cached_rows is None or self._cached_rows[0] != cache_key:
            self._cached_rows = cache_key, self._build_rows(width)
        return self._cached_rows[1]

    def _build_rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        max_rows = None if self.question.uncut else CUT_ROWS
        for line in self.question.lines:
            sign, space, rest = line.partition(" ")
            hang = 2 if space and cell_width(sign) == 1 and not sign.isalnum() else 0
            text = rest if hang else line
            for i, piece in enumerate(self._draw_lines(text, wrap(text, width - hang, max_rows))):
                rows.append(Content.assemble((f"{sign} " if hang and i == 0 else " " * hang, ACCENT), piece))
            if not hang:
                rows.append(Content(""))
        # Signs tell lines apart well enough, and a list of them has to fit a small terminal.
        if rows and rows[-1].plain:
            rows.append(Content(""))
        return [*rows, public("enter continues", QUIET)]

    def _draw_lines(self, text: str, wrapped_lines: list[str]) -> list[Content]:
        if not self.question.amounts:
            return masked_lines(self, text, wrapped_lines)
        return [Content(without_digits(line) if hides_numbers(self) else line) for line in wrapped_lines]

    def action_submit(self) -> None:
        body = next((node for node in self.ancestors if isinstance(node, DialogBody)), None)
        if self.question.uncut and body is not None and body.scroll_offset.y < body.max_scroll_y:
            # What somebody agrees to is read to its end first.
            body.scroll_page_down(animate=False)
            return
        self.submitted = True
        post_to_parent(self, AnswerSubmitted("", self.question))

    def on_click(self, event: events.Click) -> None:
        # A click may select a word; only one on the last line, which names the key, goes on.
        if event.y == self.size.height - 1:
            self.action_submit()


Field = RatingField | ChoiceField | LineField | TextField | NumberedField | CardField | PlacingField


def field_for(question: Question) -> type[Field]:
    """Return the class of the field for a question."""
    match question:
        case RatingQuestion():
            return RatingField
        case ChoiceQuestion():
            return ChoiceField
        case PlacementQuestion():
            return PlacingField
        case Card():
            return CardField
        case TextQuestion(lines=1) | DayQuestion():
            return LineField
        case TextQuestion(line_ends=(_, _)):
            return NumberedField
        case TextQuestion() | StepsQuestion():
            return TextField
        case _:
            raise TypeError(f"no widget for {type(question).__name__}")
