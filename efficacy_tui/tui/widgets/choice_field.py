"""One of several answers, or one in words of one's own."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input

from efficacy_tui.flows.question_types import ChoiceQuestion, Option
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import public
from efficacy_tui.tui.privacy.masking_app import masked_lines
from efficacy_tui.tui.widgets.base_widgets import OF_FOCUS, FixedVertical, LeafWidget
from efficacy_tui.tui.widgets.content_lines import BRIGHT, KEY, QUIET, flatten, pad, stack, wrap
from efficacy_tui.tui.widgets.text_input import AnswerInput
from efficacy_tui.tui.widgets.too_small import LOW
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, AnswerSubmitted, post_to_parent


class OptionRows(LeafWidget, can_focus=True):
    """The options of a choice under each other: a key picks one at once, arrows and enter do too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "take", show=False),
    ]
    DEFAULT_CSS = """
    OptionRows { height: auto; width: 1fr; }
    """

    ALLOW_SELECT = False

    place: reactive[int | None] = reactive(None, layout=False)
    taken = False
    """Whether an answer was given: keys pressed after it are for the next question."""

    class OwnWanted(Message):
        """The person wants to write an answer of their own."""

    class Moved(Message):
        """The cursor is on another option."""

    def __init__(self) -> None:
        super().__init__()
        self.question = ChoiceQuestion(key="", prompt="", options=())
        self.options: tuple[Option, ...] = ()

    def take_up(self, question: ChoiceQuestion, raw: str) -> None:
        """Offer the options of a question, with the cursor on the one named by `raw`."""
        self.question, self.taken = question, False
        own = (
            (Option(value="", key="w", label=question.free_text_label, hint="write it"),)
            if question.free_text_label
            else ()
        )
        self.options = (*question.options, *own)
        places = [i for i, option in enumerate(self.options) if raw and raw in (option.value, option.key)]
        self.set_reactive(
            OptionRows.place, places[0] if places else (None if question.optional or question.even else 0)
        )
        self.refresh(layout=True)

    @property
    def raw(self) -> str:
        """The answer as text."""
        return "" if self.place is None else self.options[self.place].value

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The options look the same with the focus and without; Textual would style them anew."""

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    @property
    def reach(self) -> int:
        """Rows from the first one to the end of the option the cursor is on."""
        return sum(self._heights(self.size.width)[: (self.place or 0) + 1])

    def _gutter(self, option: Option) -> int:
        return cell_len(f" {option.key}  ") + (2 if any(each.glyph for each in self.options) else 0)

    def _heights(self, width: int) -> list[int]:
        """The rows each option takes."""
        return [max(len(wrap(option.label, width - self._gutter(option))), 1) for option in self.options]

    def _beside(self, width: int) -> bool:
        """Whether what is said of each option fits beside its name."""
        ends = ((option, (wrap(option.label, width - self._gutter(option)) or [""])[-1]) for option in self.options)
        return all(
            self._gutter(option) + cell_len(end) + 2 + cell_len(option.hint) <= width
            for option, end in ends
            if option.hint
        )

    def _rows(self, width: int) -> list[Content]:
        rows = []
        signs = any(option.glyph for option in self.options)
        beside = self._beside(width)
        for i, option in enumerate(self.options):
            here = i == self.place
            lead = f"{UNICODE['now'] if here else ' '}{option.key}  "
            glyph = f"{pad(option.glyph, 1)} " if signs else ""
            lines = wrap(option.label, width - self._gutter(option)) or [""]
            said = masked_lines(self, option.label, lines)
            for number in range(len(lines)):
                told = option.hint if beside and number == len(lines) - 1 else ""
                row = Content.assemble(
                    public(lead if number == 0 else " " * cell_len(lead), KEY),
                    public(glyph if number == 0 else " " * cell_len(glyph)),
                    said[number].stylize(BRIGHT) if here else said[number],
                    "  " if told else "",
                    *self._told(option, [told]),
                )
                if here:
                    row = row.pad_right(max(width - row.cell_length, 0)).stylize("on $here")
                rows.append(row)
        return rows if beside else [*rows, *self._below(width)]

    def _below(self, width: int) -> list[Content]:
        """What is said of the option the cursor is on, on as many rows as the longest of all takes."""
        whole = [wrap(option.hint, width) for option in self.options]
        told = [] if self.place is None else self._told(self.options[self.place], whole[self.place])
        air = [Content("")] if self.app.size.height >= LOW else []
        return [*air, *told, *[Content("")] * (max(map(len, whole)) - len(told))]

    def _told(self, option: Option, lines: list[str]) -> list[Content]:
        # What is said of somebody's name is as private as the name.
        known = all(line.spans for line in masked_lines(self, option.label, [flatten(option.label)]))
        said = masked_lines(self, option.hint, lines) if known else map(Content, lines)
        return [line.stylize(QUIET) for line in said]

    def watch_place(self) -> None:
        self.post_message(self.Moved())

    def on_key(self, event: events.Key) -> None:
        char = event.character or ""
        for i, option in enumerate(self.options):
            if char and not self.taken and char.casefold() in option.keys:
                event.stop()
                event.prevent_default()
                self.place = i
                self.action_take()
                return

    def action_move(self, by: int) -> None:
        start = -1 if self.place is None and by > 0 else self.place or 0
        self.place = (start + by) % len(self.options)

    def action_take(self) -> None:
        if self.place is None and self.question.even:
            return
        if self.place is not None and self.question.free_text_label and self.place == len(self.options) - 1:
            # What is typed from now on is for the line.
            self.taken = True
            self.post_message(self.OwnWanted())
        else:
            self.taken = True
            post_to_parent(self, AnswerSubmitted(self.raw, self.question))

    def on_click(self, event: events.Click) -> None:
        if self.taken:
            return
        y = event.y
        for i, height in enumerate(self._heights(self.size.width)):
            if y < height:
                self.place = i
                self.action_take()
                return
            y -= height


class ChoiceField(FixedVertical):
    """A choice, with a line to write an own answer on where the question allows one."""

    DEFAULT_CSS = """
    ChoiceField { height: auto; }
    ChoiceField > Input { display: none; margin: 1 0 0 0; }
    ChoiceField.-own > Input { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.disable_messages(*OF_FOCUS)
        self.question = ChoiceQuestion(key="", prompt="", options=())
        self.rows = OptionRows()
        self.line = AnswerInput()

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self.line

    def take_up(self, question: ChoiceQuestion, raw: str) -> None:
        """Ask a question, beginning with the option `raw`, or with that text on the line for an own answer."""
        self.question = question
        known = {option.value for option in question.options} | {option.key for option in question.options}
        own = raw if question.free_text_label and raw and raw not in known else ""
        self.rows.take_up(question, raw)
        self.line.placeholder = question.free_text_label
        self.line.begin(own)
        self.set_class(bool(own), "-own")

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value if self.has_class("-own") else self.rows.raw

    @property
    def answered_in(self) -> Widget:
        """What takes the focus."""
        return self.line if self.has_class("-own") else self.rows

    @on(OptionRows.OwnWanted)
    def _write(self, event: OptionRows.OwnWanted) -> None:
        event.stop()
        self.add_class("-own")
        self.rows.taken = False
        self.screen.set_focus(self.line)
        post_to_parent(self, AnswerEdited())

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        post_to_parent(self, AnswerSubmitted(self.raw, self.question))

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        post_to_parent(self, AnswerEdited())
