"""The field of a rating: a scale on which the person picks a number."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from efficacy_tui.flows.question_types import TENS, RatingQuestion
from efficacy_tui.model.digit_keys import ZERO_KEYS, digit_for, is_azerty_key
from efficacy_tui.model.display import display
from efficacy_tui.model.text_layout import cell_width
from efficacy_tui.tui.answer_keys import saves_at_once
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.privacy.mask import PublicWidget, hides_numbers, is_masked
from efficacy_tui.tui.widgets.answer_widget import AnswerWidget
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, stack
from efficacy_tui.tui.widgets.widget_messages import AnswerEdited, KeyExplained, post_to_parent

DIGITS = "1234567890"

AZERTY_YES = "f"
AZERTY_OFFER = "A French keyboard? f makes & é \" ' ( - è _ ç à the digits 1 to 9 and 0."


def keys_of(question: RatingQuestion) -> list[str]:
    """Return the keys of a scale's values, lowest first."""
    scale = question.scale()
    if len(scale) == TENS:
        return [ZERO_KEYS[0], *DIGITS]
    return [str(value) for value in scale]


class RatingField(PublicWidget, AnswerWidget, can_focus=True):
    """A scale: digits pick a value, arrows move it, enter submits it. Masked, it shows the scale without the value.

    The number row of a French keyboard is offered when one of its keys is pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,down", "move(-1)", show=False),
        Binding("right,up", "move(1)", show=False),
        Binding("shift+left,shift+down", "nudge(-1)", show=False),
        Binding("shift+right,shift+up", "nudge(1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "submit", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]
    DEFAULT_CSS = """
    RatingField { height: 4; width: 1fr; }
    """

    class AzertyAccepted(Message):
        """The person wants the whole number row of a French keyboard to stand for digits."""

    question: RatingQuestion
    value: reactive[int | None] = reactive(None)

    def __init__(self) -> None:
        super().__init__()
        self.question = RatingQuestion(key="", prompt="")
        self._offers_azerty = False

    def set_question(self, question: RatingQuestion, raw: str) -> None:
        """Ask a question, starting with the number `raw` or with none."""
        self.question, self.submitted, self._offers_azerty = question, False, False
        self.set_reactive(RatingField.value, int(raw) if raw.lstrip("-").isdigit() else None)
        self.refresh()

    @property
    def focus_target(self) -> Widget:
        """The widget that takes the focus."""
        return self

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Skip Textual's restyling: the scale looks the same with and without the focus."""

    @property
    def raw(self) -> str:
        """The answer as text."""
        return "" if self.value is None else str(self.value)

    @property
    def _visible_value(self) -> int | None:
        """The value, `None` while it is masked."""
        return None if is_masked(self) else self.value

    def render(self) -> Content:
        scale = self.question.scale()
        room = max(self.size.width, len(scale) * 2)
        cell = min(room // len(scale), 5 if len(scale) > 5 else 9)
        width = cell * len(scale)
        selected = scale.index(self._visible_value) if self._visible_value in scale else None
        key_names = keys_of(self.question)
        keys = [
            (key.center(cell), f"{BRIGHT} {ACCENT}" if i == selected else BRIGHT) for i, key in enumerate(key_names)
        ]
        if cell > cell_width(str(scale[-1])):
            values = [(str(v).center(cell), ACCENT if i == selected else QUIET) for i, v in enumerate(scale)]
        else:
            ends = str(scale[0]), str(scale[-1])
            values = [(f" {ends[0]}{ends[1].rjust(width - len(ends[0]) - 1)}", QUIET)]
        rows = [Content.assemble(*keys)]
        if scale != [int(key) for key in key_names if key.isdigit()]:
            rows.append(Content.assemble(*values))
        rows.append(self._track_line(cell, width))
        rows.append(self._anchor_line(width))
        return stack(rows)

    def _track_line(self, cell: int, width: int) -> Content:
        question = self.question
        first, last = cell // 2, width - cell + cell // 2
        line = [" "] * first + [UNICODE["empty"]] * (last - first + 1)
        value = self._visible_value
        if value is None:
            return Content.styled("".join(line), "$faint")
        share = (value - question.low) / (question.high - question.low)
        knob = first + round(share * (last - first))
        number = "" if hides_numbers(self) else f"  {value}{question.unit}"
        return Content.assemble(
            (" " * first, ""),
            (UNICODE["full"] * (knob - first), ACCENT),
            (UNICODE["knob"], f"{BRIGHT} {ACCENT}"),
            (UNICODE["empty"] * (last - knob), "$faint"),
            (number if value not in question.scale() or question.unit else "", BRIGHT),
        )

    def _anchor_line(self, width: int) -> Content:
        low, middle, high = self.question.anchors
        free = width - cell_width(low) - cell_width(middle) - cell_width(high)
        centred = (width - cell_width(middle)) // 2
        if free < 4 or centred <= cell_width(low) + 1 or centred + cell_width(middle) >= width - cell_width(high) - 1:
            gap = max(width - cell_width(low) - cell_width(high), 2)
            return Content.styled(f" {low}{' ' * (gap - 1)}{high}", QUIET)
        before = max(centred - cell_width(low) - 1, 1)
        after = max(width - 1 - cell_width(low) - before - cell_width(middle) - cell_width(high), 1)
        return Content.styled(f" {low}{' ' * before}{middle}{' ' * after}{high}", QUIET)

    def on_key(self, event: events.Key) -> None:
        key = self._scale_key(event)
        keys = keys_of(self.question)
        if self.submitted:
            return
        if key not in keys:
            self._explain(event)
            return
        event.stop()
        event.prevent_default()
        self._offers_azerty = False
        self.value = self.question.scale()[keys.index(key)]
        if self.question.saves_at_once and saves_at_once(self):
            self.action_submit()

    @staticmethod
    def _scale_key(event: events.Key) -> str:
        """Return the key of a value, by which the scale names it, that was pressed on any keyboard."""
        char = event.character or ""
        if event.key == "grave_accent" or char.casefold() in ZERO_KEYS:
            return ZERO_KEYS[0]
        return (digit_for(char, azerty=display().azerty_digits) or "") if char else ""

    def _explain(self, event: events.Key) -> None:
        """Say what works instead of a key that does nothing here."""
        char = event.character or ""
        if self._offers_azerty and char == AZERTY_YES:
            event.stop()
            self._offers_azerty = False
            self.post_message(self.AzertyAccepted())
        elif is_azerty_key(char):
            event.stop()
            self._offers_azerty = True
            self.post_message(KeyExplained(AZERTY_OFFER))
        elif event.is_printable and event.key not in self.screen.active_bindings:
            scale = self.question.scale()
            # Both in full, so that the sentence can be read while masked.
            if len(scale) == TENS:
                text = f"“{char}” is not a rating: 1–9 are 10–90, 0 is 100, z is 0."
            else:
                text = f"“{char}” is not a rating: press {scale[0]} to {scale[-1]}."
            self.post_message(KeyExplained(text))

    def watch_value(self) -> None:
        post_to_parent(self, AnswerEdited())

    def action_move(self, by: int) -> None:
        self._move_by(by * self.question.step)

    def action_nudge(self, by: int) -> None:
        self._move_by(by * self.question.fine_step)

    def action_end(self, high: int) -> None:
        self.value = self.question.high if high else self.question.low

    def action_clear(self) -> None:
        self.value = None

    def _move_by(self, by: int) -> None:
        question = self.question
        if self.value is None:
            self.value = question.scale()[len(question.scale()) // 2]
        else:
            self.value = min(max(self.value + by, question.low), question.high)

    def on_click(self, event: events.Click) -> None:
        if not self.is_answer(event):
            return
        scale = self.question.scale()
        cell = min(max(self.size.width, len(scale) * 2) // len(scale), 5 if len(scale) > 5 else 9)
        index = event.x // cell
        if 0 <= index < len(scale):
            self.value = scale[index]
            if self.question.saves_at_once:
                self.action_submit()
