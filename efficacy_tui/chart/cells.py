"""The cells of a chart, and the signs that it is drawn with."""

from __future__ import annotations

from typing import Literal, NamedTuple

Ink = Literal["blank", "own", "record", "dot", "band", "ground", "axis", "end", "today", "mark", "range", "cursor"]
"""Which part of a chart a cell belongs to; `ground` is the background's colour, drawn on the band."""


class ChartCell(NamedTuple):
    """One cell: its character, the part it belongs to, and whether the band's tone is behind it."""

    char: str
    ink: Ink
    on_band: bool = False


BLANK = ChartCell(" ", "blank")

LEFT, RIGHT, UP, DOWN = 1, 2, 4, 8
"""The sides of a cell to which a line leads, as bits."""


class Signs(NamedTuple):
    """The characters of one glyph set, each one cell wide. `line` is by the sides to which it leads (1–15)."""

    line: tuple[str, ...]
    wall: str
    tick: str
    axis: str
    corner: str
    date_tick: str
    bracket: str
    value: str
    top: str
    bottom: str
    above: str
    below: str
    cursor: str
    rating: str
    """A rating in ASCII; with braille, points are drawn instead."""
    own: str
    """The own line in ASCII."""
    outcomes: dict[str, str]
    own_sample: str
    record_sample: str
    first_rating: str


UNICODE = Signs(
    line=tuple("?───│╯╰┴│╮╭┬│┤├┼"),
    wall="│",
    tick="┤",
    axis="─",
    corner="╰",
    date_tick="┬",
    bracket="│",
    value="├",
    top="╷",
    bottom="╵",
    above="▴",
    below="▾",
    cursor="┊",
    rating="",
    own="",
    outcomes={"succeeded": "✓", "partly": "◐", "failed": "✗", "abandoned": "–"},
    own_sample="⠤⠤",
    record_sample="──",
    first_rating="⠶",
)
ASCII = Signs(
    line=tuple("?===|'''|...||||"),
    wall="|",
    tick="|",
    axis="-",
    corner="'",
    date_tick="'",
    bracket="|",
    value="<",
    top="|",
    bottom="|",
    above="^",
    below="v",
    cursor=":",
    rating=".",
    own="*",
    outcomes={"succeeded": "+", "partly": "/", "failed": "x", "abandoned": "-"},
    own_sample="**",
    record_sample="==",
    first_rating="o",
)


def signs_for(*, ascii_only: bool) -> Signs:
    """Return the signs of the glyph set in use."""
    return ASCII if ascii_only else UNICODE
