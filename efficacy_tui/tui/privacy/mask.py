"""The privacy mask: while the screen is masked, only text marked as the program's own can be read.

Everything unmarked is hidden, so a forgotten place reveals nothing. `public` marks the program's own words,
`magnitude` a number or drawing of an amount. A `PublicWidget` shows nothing about the person and stays readable; every
number in a `NumericWidget` is an amount.
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

DOT = "•"

MASK_KEY = "f2"
"""The key that switches the mask even where letters are typed."""

MASKED_MESSAGE = f"Masked · {MASK_KEY} shows"
COPY_REFUSED = f"Nothing can be copied while masked. {MASK_KEY} shows it again."

_PUBLIC_MARK, _MAGNITUDE_MARK, _NUMBER_MARK = "@ours", "@level", "@number"
PUBLIC = Style.from_meta({_PUBLIC_MARK: True})
MAGNITUDE = Style.from_meta({_MAGNITUDE_MARK: True})
PUBLIC_RICH = RichStyle(meta={_PUBLIC_MARK: True})
MAGNITUDE_RICH = RichStyle(meta={_MAGNITUDE_MARK: True})
PLACE_RICH = RichStyle(meta={_PUBLIC_MARK: True, _NUMBER_MARK: True})
"""The marks for widgets that draw segments; a place on a scale is readable while masked, unless numbers are hidden."""

_READABLE_SIGNS = frozenset(".,;:!?…'’‘“”\"()▸")
"""Signs that reveal nothing."""

_TEXT_MARK = "offset"
"""The metadata key by which Textual marks a widget's text, but not its border."""


def public(words: str | Content, style: str = "") -> Content:
    """Mark the program's own words, which stay readable while masked."""
    return _marked(words, style, PUBLIC)


def magnitude(words: str | Content, style: str = "") -> Content:
    """Mark a number or drawing of an amount: hidden while masked, and a number also while numbers are hidden."""
    return _marked(words, style, MAGNITUDE)


def _marked(words: str | Content, style: str, mark: Style) -> Content:
    content = Content.styled(words, style) if isinstance(words, str) else words.stylize(style) if style else words
    return content.stylize(mark)


@lru_cache(4096)
def dots(text: str, *, drawn: bool = False) -> str:
    """Replace every letter, digit and sign with a dot, and every drawing with blanks, keeping the width in cells.

    Box-drawing lines are blanked, too, unless `drawn`: then they are a widget's border.
    """
    size = cell_len(text)
    hidden = "".join(_dot(char, drawn) for char in text)
    return hidden if cell_len(hidden) == size else set_cell_size(hidden, size)


def _dot(char: str, drawn: bool) -> str:
    if char.isspace() or char in _READABLE_SIGNS:
        return char
    if "\u2500" <= char <= "\u257f":
        return char if drawn else " "
    if "\u2580" <= char <= "\u259f" or "\u2800" <= char <= "\u28ff":
        return " "
    return DOT * cell_len(char)


def blanks(text: str) -> str:
    """Return as many blanks as the text has cells."""
    return " " * cell_len(text)


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE_OR_SPAN = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\b\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}\b(?:, \d{{4}})?"
    r"|\b\d+ (?:days?|weeks?|d|y)\b"
)
"""A date or a span of time, which is no amount."""


def without_digits(text: str) -> str:
    """Replace each digit with a dot, except in dates and spans of time."""
    date_positions = {position for match in _DATE_OR_SPAN.finditer(text) for position in range(*match.span())}
    return "".join(
        DOT if char.isdigit() and position not in date_positions else char for position, char in enumerate(text)
    )


class MaskFilter(LineFilter):
    """Replaces the text of each segment with `hide(text, marks)`."""

    def __init__(self, hide: Callable[[str, frozenset[str]], str]) -> None:
        super().__init__()
        self._hide = hide

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        masked_segments = []
        for text, style, control in segments:
            marks = frozenset(style.meta) if style is not None else frozenset[str]()
            masked_text = text if control else self._hide(text, marks)
            is_hidden = masked_text != text or _MAGNITUDE_MARK in marks or self is BLANK
            masked_style = style
            if style is not None and masked_text.isspace() and is_hidden:
                # Bars and bands can be drawn with background colours alone.
                masked_style = RichStyle(bgcolor=background.rich_color, meta=style.meta)
            masked_segments.append(Segment(masked_text, masked_style, control))
        return masked_segments


def _mask(text: str, marks: frozenset[str]) -> str:
    if _MAGNITUDE_MARK in marks:
        return blanks(text)
    return text if _PUBLIC_MARK in marks else dots(text, drawn=_TEXT_MARK not in marks)


def _numbers(text: str, marks: frozenset[str]) -> str:
    is_amount = _MAGNITUDE_MARK in marks or _NUMBER_MARK in marks
    return blanks(text) if is_amount and any(map(str.isdigit, text)) else text


MASK = MaskFilter(_mask)
"""Hides everything but the program's own words."""

BLANK = MaskFilter(lambda text, _: blanks(text))
"""Hides everything."""

NUMBERS = MaskFilter(_numbers)
"""Hides numbers marked as magnitudes."""

ALL_NUMBERS = MaskFilter(lambda text, _: without_digits(text))
"""Hides every digit."""


def is_masked(widget: Widget) -> bool:
    """Whether the screen is masked."""
    return getattr(widget.app, "masked", False)


def hides_numbers(widget: Widget) -> bool:
    """Whether amounts are hidden."""
    return getattr(widget.app, "hide_numbers", False)


def _replace_filters(
    filters: Sequence[LineFilter], replacements: dict[LineFilter, LineFilter | None]
) -> list[LineFilter]:
    replaced = (replacements.get(line_filter, line_filter) for line_filter in filters)
    return [line_filter for line_filter in replaced if line_filter is not None]


class PublicWidget(Widget):
    """A widget that shows nothing about the person and stays readable while masked."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _replace_filters(super().get_line_filters(), {MASK: None})


class NumericWidget(Widget):
    """A widget whose numbers are all amounts: while numbers are hidden, it shows no digit but in dates."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _replace_filters(super().get_line_filters(), {NUMBERS: ALL_NUMBERS})


class ChartWidget(NumericWidget):
    """A widget that draws amounts: while masked it is empty."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        return _replace_filters(super().get_line_filters(), {MASK: BLANK})
