"""One widget for each kind of question: it shows the question's answer being made and hands it on as text."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from efficacy_tui.flows.question_types import (
    Card,
    ChoiceQuestion,
    DayQuestion,
    Question,
    RatingQuestion,
    StepsQuestion,
    TextQuestion,
)
from efficacy_tui.tui.privacy.mask import is_masked, public
from efficacy_tui.tui.privacy.masking_app import masked_lines
from efficacy_tui.tui.widgets.base_widgets import OF_FOCUS, CachedStatic, FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.choice_field import ChoiceField
from efficacy_tui.tui.widgets.content_lines import ACCENT, QUIET, stack, wrap
from efficacy_tui.tui.widgets.rating_field import RatingField
from efficacy_tui.tui.widgets.text_input import AnswerInput
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent


class LineField(FixedVertical):
    """A text on one line; a day says beneath what it is understood as."""

    DEFAULT_CSS = """
    LineField { height: auto; }
    LineField > Static { height: auto; color: $quiet; margin: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(*OF_FOCUS)
        self.question: TextQuestion | DayQuestion = TextQuestion(key="", prompt="")
        self.line = AnswerInput()
        self.echo = CachedStatic(markup=False)

    def compose(self) -> ComposeResult:
        yield self.line
        yield self.echo

    def take_up(self, question: TextQuestion | DayQuestion, raw: str) -> None:
        """Ask a question, beginning with the text `raw`."""
        self.question = question
        self.line.placeholder = question.placeholder if isinstance(question, TextQuestion) else ""
        self.line.select_on_focus = isinstance(question, DayQuestion)
        self.line.begin(raw)
        self.echo.display = isinstance(question, DayQuestion)
        self._say()

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value

    @property
    def answered_in(self) -> Widget:
        """What takes the focus."""
        return self.line

    def _say(self) -> None:
        if isinstance(self.question, DayQuestion):
            self.echo.update(self.question.echo(self.line.value) or " ")

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self._say()
        post_to_parent(self, AnswerEdited())

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        # Not `event.value`: it may be the answer to the question before, of a key that came late.
        post_to_parent(self, AnswerSubmitted(self.raw, self.question))


class TextField(TextArea):
    """A text on several lines: enter takes it, ctrl+j begins a new line; in steps enter does, until a blank one."""

    DEFAULT_CSS = """
    TextField { height: auto; min-height: 3; max-height: 8; border: none; padding: 0 1; background: $raised; }
    TextField:focus { border: none; }
    """
    cursor_blink: Reactive[bool] = Reactive(False, init=False)
    """Nothing blinks."""
    taken = False

    def __init__(self) -> None:
        super().__init__(compact=True, show_line_numbers=False, soft_wrap=True, tab_behavior="focus")
        self.question: TextQuestion | StepsQuestion = TextQuestion(key="", prompt="", lines=2)

    def take_up(self, question: TextQuestion | StepsQuestion, raw: str) -> None:
        """Ask a question, beginning with the text `raw`."""
        self.question, self.taken = question, False
        self.placeholder = question.placeholder if isinstance(question, TextQuestion) else ""
        with self.prevent(TextArea.Changed):
            self.load_text(raw)
        self.move_cursor(self.document.end)

    @property
    def answered_in(self) -> Widget:
        """What takes the focus."""
        return self

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self.is_attached:
            # A picture may still ask for a field that was just taken away, and with it the styles it is drawn in.
            return [Strip.blank(crop.width)] * crop.height
        return super().render_lines(crop)

    def on_unmount(self) -> None:
        # Textual would keep it, with all that was typed, until another theme is chosen.
        watchers = getattr(self.app, "__watchers", {}).get("theme", [])
        watchers[:] = [each for each in watchers if each[0] is not self]

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.text

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
            return
        if event.key == "enter":
            line = self.document.get_line(self.cursor_location[0])
            if not isinstance(self.question, StepsQuestion) or not line.strip():
                event.stop()
                event.prevent_default()
                self.taken = True
                post_to_parent(self, AnswerSubmitted(self.text, self.question))
                return
        await super()._on_key(event)

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        post_to_parent(self, AnswerEdited())


class CardField(LeafWidget, can_focus=True):
    """Something to read; enter or the space bar goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "take", show=False)]
    DEFAULT_CSS = """
    CardField { height: auto; width: 1fr; }
    """
    raw = ""
    taken = False

    def __init__(self) -> None:
        super().__init__()
        self.question = Card(key="", prompt="")
        self._wrapped: tuple[tuple[Card, int, bool], list[Content]] | None = None

    def take_up(self, question: Card, raw: str) -> None:
        """Show another card; there is nothing that could be answered."""
        self.question, self.taken = question, False
        self.refresh(layout=True)

    @property
    def answered_in(self) -> Widget:
        """What takes the focus."""
        return self

    def watch_has_focus(self, _has_focus: bool) -> None:
        """It looks the same with the focus and without; Textual would style it anew."""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        asked = (self.question, width, is_masked(self))
        if self._wrapped is None or self._wrapped[0] != asked:
            self._wrapped = asked, self._wrap(width)
        return self._wrapped[1]

    def _wrap(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for line in self.question.lines:
            sign, space, rest = line.partition(" ")
            hang = 2 if space and cell_len(sign) == 1 and not sign.isalnum() else 0
            text = rest if hang else line
            for i, piece in enumerate(masked_lines(self, text, wrap(text, width - hang, 4))):
                rows.append(Content.assemble((f"{sign} " if hang and i == 0 else " " * hang, ACCENT), piece))
            rows.append(Content(""))
        return [*rows, public("enter goes on", QUIET)]

    def action_take(self) -> None:
        self.taken = True
        post_to_parent(self, AnswerSubmitted("", self.question))

    def on_click(self, event: events.Click) -> None:
        # A word that is selected is not an answer; the last line says what goes on.
        if event.y == self.size.height - 1:
            self.action_take()


Field = RatingField | ChoiceField | LineField | TextField | CardField


def field_for(question: Question) -> type[Field]:
    """The kind of widget in which a question is answered."""
    match question:
        case RatingQuestion():
            return RatingField
        case ChoiceQuestion():
            return ChoiceField
        case Card():
            return CardField
        case TextQuestion(lines=1) | DayQuestion():
            return LineField
        case TextQuestion() | StepsQuestion():
            return TextField
        case _:
            raise TypeError(f"no widget for {type(question).__name__}")
