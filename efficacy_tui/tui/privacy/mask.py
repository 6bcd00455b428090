"""Privacy on the shoulder: while masked, only what is marked as the program's own words can be read.

Everything is hidden unless it is marked, so a forgotten place shows nothing. `ours` marks words of the program,
`level` a number or a drawing that tells how much; a widget that says nothing about the person is `PublicWidget` whole,
one that says how much throughout is `NumericWidget`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.style import Style
from textual.widget import Widget

from efficacy_tui.tui.widgets.base_widgets import LeafWidget

DOT = "•"

_PUBLIC_MARK, _MAGNITUDE_MARK = "@ours", "@level"
PUBLIC = Style.from_meta({_PUBLIC_MARK: True})
MAGNITUDE = Style.from_meta({_MAGNITUDE_MARK: True})
PUBLIC_RICH = RichStyle(meta={_PUBLIC_MARK: True})
"""The mark for widgets that draw segments."""

_KEPT = frozenset(".,;:!?…'’‘“”\"()▸")
"""Signs that tell nothing."""

_TEXT = "offset"
"""Textual's mark on whatever is a widget's text and not its border."""


def public(words: str | Content, style: str = "") -> Content:
    """Words of the program, to be read also while masked."""
    return _marked(words, style, PUBLIC)


def magnitude(words: str | Content, style: str = "") -> Content:
    """A number or a drawing that tells how much: gone while masked; a number also where numbers are hidden."""
    return _marked(words, style, MAGNITUDE)


def _marked(words: str | Content, style: str, mark: Style) -> Content:
    content = Content.styled(words, style) if isinstance(words, str) else words.stylize(style) if style else words
    return content.stylize(mark)


@lru_cache(4096)
def dots(text: str, *, drawn: bool = False) -> str:
    """A text of the same cells in which every letter, digit and sign is a dot, and nothing drawn tells a level.

    Lines are blank, too, unless they are `drawn` around a widget: a border.
    """
    size = cell_len(text)
    hidden = "".join(_dot(char, drawn) for char in text)
    return hidden if cell_len(hidden) == size else set_cell_size(hidden, size)


def _dot(char: str, drawn: bool) -> str:
    if char.isspace() or char in _KEPT:
        return char
    if "\u2500" <= char <= "\u257f":
        return char if drawn else " "
    if "\u2580" <= char <= "\u259f" or "\u2800" <= char <= "\u28ff":
        return " "
    return DOT * cell_len(char)


def blanks(text: str) -> str:
    """As many blanks as the text has cells."""
    return " " * cell_len(text)


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_WHEN = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\b\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}\b(?:, \d{{4}})?"
    r"|\b\d+ (?:days?|weeks?|d|y)\b"
)
"""A date or a span of time: says when, not how much."""


def without_digits(text: str) -> str:
    """The text with a dot for each digit, but for those that say when."""
    kept = {place for found in _WHEN.finditer(text) for place in range(*found.span())}
    return "".join(DOT if char.isdigit() and place not in kept else char for place, char in enumerate(text))


class MaskFilter(LineFilter):
    """Changes the text of a line's segments; `hide` gives it for a segment's text and marks."""

    def __init__(self, hide: Callable[[str, frozenset[str]], str]) -> None:
        super().__init__()
        self._hide = hide

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        hidden = []
        for text, drawn, control in segments:
            marks = frozenset(drawn.meta) if drawn is not None and drawn._meta is not None else frozenset[str]()
            shown, style = text if control else self._hide(text, marks), drawn
            if drawn is not None and shown.isspace() and (shown != text or _MAGNITUDE_MARK in marks or self is BLANK):
                # A bar or a band can be drawn with grounds alone.
                style = RichStyle(bgcolor=background.rich_color, meta=drawn.meta)
            hidden.append(Segment(shown, style, control))
        return hidden


def _mask(text: str, marks: frozenset[str]) -> str:
    if _MAGNITUDE_MARK in marks:
        return blanks(text)
    return text if _PUBLIC_MARK in marks else dots(text, drawn=_TEXT not in marks)


def _numbers(text: str, marks: frozenset[str]) -> str:
    return blanks(text) if _MAGNITUDE_MARK in marks and any(map(str.isdigit, text)) else text


MASK = MaskFilter(_mask)
"""Everything but the program's own words."""

BLANK = MaskFilter(lambda text, _: blanks(text))
"""Everything."""

NUMBERS = MaskFilter(_numbers)
"""The numbers among what is marked as a level."""

ALL_NUMBERS = MaskFilter(lambda text, _: without_digits(text))
"""Every digit."""


def is_masked(widget: Widget) -> bool:
    """Whether the widget's application is masked."""
    return getattr(widget.app, "masked", False)


def hides_numbers(widget: Widget) -> bool:
    """Whether the widget's application shows no numbers that tell how much."""
    return getattr(widget.app, "hide_numbers", False)


def _with(filters: Sequence[LineFilter], instead: dict[LineFilter, LineFilter | None]) -> list[LineFilter]:
    found = (instead.get(each, each) for each in filters)
    return [each for each in found if each is not None]


class PublicWidget(LeafWidget):
    """A widget that holds nothing of the person's: it stays as it is."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _with(super().get_line_filters(), {MASK: None})


class NumericWidget(LeafWidget):
    """A widget that says how much throughout: where numbers are hidden, it shows none."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _with(super().get_line_filters(), {NUMBERS: ALL_NUMBERS})


class ChartWidget(NumericWidget):
    """A widget that draws levels: while masked it is empty."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _with(super().get_line_filters(), {MASK: BLANK})
