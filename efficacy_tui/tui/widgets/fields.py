"""One widget for each kind of question: it shows the question's answer being made and hands it on as text."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from efficacy_tui.flows.questions import Card, Choice, Day, Option, Question, Rating, Steps, Text
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, elide, pad, stack, wrap

DIGITS = "1234567890"


class Answered(Message):
    """The person gave this answer to this question; a second one, from a key pressed twice, finds the next asked."""

    def __init__(self, raw: str, question: Question) -> None:
        super().__init__()
        self.raw = raw
        self.question = question


class Edited(Message):
    """The answer is being changed."""


class RatingField(Widget, can_focus=True):
    """A scale: digits choose a value, arrows move it, enter takes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,down", "move(-1)", show=False),
        Binding("right,up", "move(1)", show=False),
        Binding("shift+left,shift+down", "nudge(-1)", show=False),
        Binding("shift+right,shift+up", "nudge(1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "take", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]
    DEFAULT_CSS = """
    RatingField { height: 4; width: 1fr; }
    """

    value: reactive[int | None] = reactive(None)
    taken = False
    """Whether an answer was given: keys pressed after it are for the next question."""

    def __init__(self, question: Rating, raw: str) -> None:
        super().__init__()
        self.question = question
        self.set_reactive(RatingField.value, int(raw) if raw.lstrip("-").isdigit() else None)

    @property
    def raw(self) -> str:
        """The answer as text."""
        return "" if self.value is None else str(self.value)

    def keys(self) -> list[str]:
        """The digit keys of the scale's values, lowest first."""
        scale = self.question.scale()
        if len(scale) == 11:
            return ["`", *DIGITS]
        return [str(value) for value in scale]

    def render(self) -> Content:
        scale = self.question.scale()
        room = max(self.size.width, len(scale) * 2)
        cell = min(room // len(scale), 5 if len(scale) > 5 else 9)
        width = cell * len(scale)
        chosen = scale.index(self.value) if self.value in scale else None
        keys = [
            (key.center(cell), f"{BRIGHT} {ACCENT}" if i == chosen else BRIGHT) for i, key in enumerate(self.keys())
        ]
        if cell > cell_len(str(scale[-1])):
            values = [(str(v).center(cell), ACCENT if i == chosen else QUIET) for i, v in enumerate(scale)]
        else:
            ends = str(scale[0]), str(scale[-1])
            values = [(f" {ends[0]}{ends[1].rjust(width - len(ends[0]) - 1)}", QUIET)]
        rows = [Content.assemble(*keys)]
        if scale != [int(key) for key in self.keys() if key.isdigit()]:
            rows.append(Content.assemble(*values))
        rows.append(self._track(cell, width))
        rows.append(self._anchors(width))
        return stack(rows)

    def _track(self, cell: int, width: int) -> Content:
        question = self.question
        first, last = cell // 2, width - cell + cell // 2
        line = [" "] * first + [UNICODE["empty"]] * (last - first + 1)
        if self.value is None:
            return Content.styled("".join(line), "$faint")
        share = (self.value - question.low) / (question.high - question.low)
        at = first + round(share * (last - first))
        told = f"  {self.value}{question.unit}"
        return Content.assemble(
            (" " * first, ""),
            (UNICODE["full"] * (at - first), ACCENT),
            (UNICODE["knob"], f"{BRIGHT} {ACCENT}"),
            (UNICODE["empty"] * (last - at), "$faint"),
            (told if self.value not in question.scale() or question.unit else "", BRIGHT),
        )

    def _anchors(self, width: int) -> Content:
        low, middle, high = self.question.anchors
        free = width - cell_len(low) - cell_len(middle) - cell_len(high)
        centred = (width - cell_len(middle)) // 2
        if free < 4 or centred <= cell_len(low) + 1 or centred + cell_len(middle) >= width - cell_len(high) - 1:
            gap = max(width - cell_len(low) - cell_len(high), 2)
            return Content.styled(f" {low}{' ' * (gap - 1)}{high}", QUIET)
        before = max((width - cell_len(middle)) // 2 - cell_len(low) - 1, 1)
        after = max(width - 1 - cell_len(low) - before - cell_len(middle) - cell_len(high), 1)
        return Content.styled(f" {low}{' ' * before}{middle}{' ' * after}{high}", QUIET)

    def on_key(self, event: events.Key) -> None:
        char = "`" if event.key in ("grave_accent", "`") else event.character or ""
        keys = self.keys()
        if char not in keys or self.taken:
            return
        event.stop()
        event.prevent_default()
        self.value = self.question.scale()[keys.index(char)]
        if self.question.instant:
            self.action_take()

    def watch_value(self) -> None:
        self.post_message(Edited())

    def action_move(self, by: int) -> None:
        self._set(by * self.question.step)

    def action_nudge(self, by: int) -> None:
        self._set(by * self.question.fine)

    def action_end(self, high: int) -> None:
        self.value = self.question.high if high else self.question.low

    def action_take(self) -> None:
        self.taken = True
        self.post_message(Answered(self.raw, self.question))

    def action_clear(self) -> None:
        self.value = None

    def _set(self, by: int) -> None:
        question = self.question
        if self.value is None:
            self.value = question.scale()[len(question.scale()) // 2]
        else:
            self.value = min(max(self.value + by, question.low), question.high)

    def on_click(self, event: events.Click) -> None:
        scale = self.question.scale()
        cell = min(max(self.size.width, len(scale) * 2) // len(scale), 5 if len(scale) > 5 else 9)
        place = event.x // cell
        if 0 <= place < len(scale):
            self.value = scale[place]
            if self.question.instant:
                self.action_take()


class OptionRows(Widget, can_focus=True):
    """The options of a choice under each other: a key picks one at once, arrows and enter do too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "take", show=False),
    ]
    DEFAULT_CSS = """
    OptionRows { height: auto; width: 1fr; }
    """

    place: reactive[int | None] = reactive(None, layout=False)
    taken = False
    """Whether an answer was given: keys pressed after it are for the next question."""

    class OwnWanted(Message):
        """The person wants to write an answer of their own."""

    def __init__(self, question: Choice, raw: str) -> None:
        super().__init__()
        self.question = question
        own = (Option(value="", key="w", label=question.own, hint="write it"),) if question.own else ()
        self.options = (*question.options, *own)
        places = [i for i, option in enumerate(self.options) if raw and raw in (option.value, option.key)]
        self.set_reactive(
            OptionRows.place, places[0] if places else (None if question.optional or question.even else 0)
        )

    @property
    def raw(self) -> str:
        """The answer as text."""
        return "" if self.place is None else self.options[self.place].value

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        rows = []
        signs = any(option.glyph for option in self.options)
        for i, option in enumerate(self.options):
            here = i == self.place
            lead = f" {option.key}  "
            glyph = f"{pad(option.glyph, 1)} " if signs else ""
            gutter = cell_len(lead + glyph)
            lines = wrap(option.label, width - gutter) or [""]
            for number, line in enumerate(lines):
                last = number == len(lines) - 1
                room = width - gutter - cell_len(line)
                parts = [
                    (lead if number == 0 else " " * cell_len(lead), f"{BRIGHT} {ACCENT}"),
                    (glyph if number == 0 else " " * cell_len(glyph), ""),
                    (line, BRIGHT if here else ""),
                    (f"  {elide(option.hint, room - 2)}" if last and option.hint and room > 12 else "", QUIET),
                ]
                row = Content.assemble(*parts)
                if here:
                    row = row.pad_right(max(width - row.cell_length, 0)).stylize("on $block-cursor-background")
                rows.append(row)
        return rows

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
        if self.place is not None and self.question.own and self.place == len(self.options) - 1:
            self.post_message(self.OwnWanted())
        else:
            self.taken = True
            self.post_message(Answered(self.raw, self.question))

    def on_click(self, event: events.Click) -> None:
        heights = [max(len(wrap(option.label, self.size.width - 4)), 1) for option in self.options]
        y = event.y
        for i, height in enumerate(heights):
            if y < height:
                self.place = i
                self.action_take()
                return
            y -= height


class ChoiceField(Vertical):
    """A choice, with a line to write an own answer on where the question allows one."""

    DEFAULT_CSS = """
    ChoiceField { height: auto; }
    ChoiceField > Input { display: none; margin: 1 0 0 0; }
    ChoiceField.-own > Input { display: block; }
    """

    def __init__(self, question: Choice, raw: str) -> None:
        super().__init__()
        self.question = question
        known = {option.value for option in question.options} | {option.key for option in question.options}
        self.own = raw if question.own and raw and raw not in known else ""
        self.rows = OptionRows(question, raw)
        self.line = Input(self.own, placeholder=question.own, compact=True)

    def compose(self) -> ComposeResult:
        yield self.rows
        yield self.line

    def on_mount(self) -> None:
        self.set_class(bool(self.own), "-own")

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value if self.has_class("-own") else self.rows.raw

    def take_focus(self) -> None:
        """Put the focus where the answer is made."""
        (self.line if self.has_class("-own") else self.rows).focus()

    @on(OptionRows.OwnWanted)
    def _write(self, event: OptionRows.OwnWanted) -> None:
        event.stop()
        self.add_class("-own")
        self.line.focus()

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Answered(event.value, self.question))

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited())


class LineField(Vertical):
    """A text on one line; a day says beneath what it is understood as."""

    DEFAULT_CSS = """
    LineField { height: auto; }
    LineField > Static { height: auto; color: $quiet; margin: 0 1; }
    """

    def __init__(self, question: Text | Day, raw: str) -> None:
        super().__init__()
        self.question = question
        placeholder = question.placeholder if isinstance(question, Text) else ""
        self.line = Input(raw, placeholder=placeholder, compact=True, select_on_focus=isinstance(question, Day))
        self.echo = Static(markup=False)

    def compose(self) -> ComposeResult:
        yield self.line
        if isinstance(self.question, Day):
            yield self.echo

    def on_mount(self) -> None:
        self._say()

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.line.value

    def take_focus(self) -> None:
        """Put the focus where the answer is made."""
        self.line.focus()

    def _say(self) -> None:
        if isinstance(self.question, Day):
            self.echo.update(self.question.echo(self.line.value) or " ")

    @on(Input.Changed)
    def _edited(self, event: Input.Changed) -> None:
        event.stop()
        self._say()
        self.post_message(Edited())

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Answered(event.value, self.question))


class TextField(TextArea):
    """A text on several lines: enter takes it, ctrl+j begins a new line; in steps enter does, until a blank one."""

    DEFAULT_CSS = """
    TextField { height: auto; min-height: 3; max-height: 8; border: none; padding: 0 1; background: $panel; }
    TextField:focus { border: none; }
    """

    def __init__(self, question: Text | Steps, raw: str) -> None:
        super().__init__(
            raw,
            compact=True,
            show_line_numbers=False,
            soft_wrap=True,
            tab_behavior="focus",
            placeholder=question.placeholder if isinstance(question, Text) else "",
        )
        self.question = question
        self.move_cursor(self.document.end)

    @property
    def raw(self) -> str:
        """The answer as text."""
        return self.text

    def take_focus(self) -> None:
        """Put the focus where the answer is made."""
        self.focus()

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
            return
        if event.key == "enter":
            line = self.document.get_line(self.cursor_location[0])
            if not isinstance(self.question, Steps) or not line.strip():
                event.stop()
                event.prevent_default()
                self.post_message(Answered(self.text, self.question))
                return
        await super()._on_key(event)

    @on(TextArea.Changed)
    def _edited(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited())


class CardField(Widget, can_focus=True):
    """Something to read; enter or the space bar goes on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "take", show=False)]
    DEFAULT_CSS = """
    CardField { height: auto; width: 1fr; }
    """
    raw = ""

    def __init__(self, question: Card) -> None:
        super().__init__()
        self.question = question

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> Content:
        return stack(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        rows: list[Content] = []
        for line in self.question.lines:
            sign, space, rest = line.partition(" ")
            hang = 2 if space and cell_len(sign) == 1 and not sign.isalnum() else 0
            text = rest if hang else line
            for i, piece in enumerate(wrap(text, width - hang, 4)):
                rows.append(Content.assemble((f"{sign} " if hang and i == 0 else " " * hang, ACCENT), piece))
            rows.append(Content(""))
        return [*rows, Content.styled("enter goes on", QUIET)]

    def action_take(self) -> None:
        self.post_message(Answered("", self.question))

    def on_click(self) -> None:
        self.action_take()


Field = RatingField | ChoiceField | LineField | TextField | CardField


def field_for(question: Question, raw: str) -> Field:
    """The widget in which a question is answered, beginning with the text `raw`."""
    match question:
        case Rating():
            return RatingField(question, raw)
        case Choice():
            return ChoiceField(question, raw)
        case Card():
            return CardField(question)
        case Text(lines=1) | Day():
            return LineField(question, raw)
        case Text() | Steps():
            return TextField(question, raw)
        case _:
            raise TypeError(f"no widget for {type(question).__name__}")
