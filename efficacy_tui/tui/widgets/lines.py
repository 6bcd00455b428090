"""Text fitted into cells: wrapped, cut short, padded. All widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content

QUIET = "$quiet"
BRIGHT = "bold"
ACCENT = "$accent"


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def elide(text: str, width: int) -> str:
    """A text on one line of at most `width` cells, with an ellipsis where it was cut."""
    text = flat(text)
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + "…"


def wrap(text: str, width: int, most: int | None = None) -> list[str]:
    """A text on lines of at most `width` cells; with `most`, at most that many, the last one cut short."""
    width = max(width, 1)
    lines: list[str] = []
    line = ""
    for word in text.split():
        pieces = chop_cells(word, width) if cell_len(word) > width else [word]
        for piece in pieces:
            joined = f"{line} {piece}" if line else piece
            if cell_len(joined) <= width:
                line = joined
            else:
                lines.append(line)
                line = piece
    if line:
        lines.append(line)
    if most is not None and len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines = [*lines[: most - 1], elide(rest, width)]
    return lines


def pad(text: str, width: int) -> str:
    """A text of exactly `width` cells, cut or filled up with blanks."""
    return set_cell_size(elide(text, width), width)


def labelled(label: str, value: str, width: int, gutter: int, most: int = 2, style: str = "") -> list[Content]:
    """A quiet label in a column of `gutter` cells, and a value wrapped beside it."""
    lines = wrap(value, width - gutter, most) or [""]
    first = Content.assemble((pad(label, gutter), QUIET), (lines[0], style))
    return [first, *(Content.assemble(" " * gutter, (line, style)) for line in lines[1:])]


def first_fitting(wordings: Sequence[Sequence[str]], width: int) -> str:
    """The first of several wordings, each in parts, that fits into `width` cells; the last is cut short if need be."""
    joined = [" · ".join(filter(None, parts)) for parts in wordings]
    return next((words for words in joined if cell_len(words) <= width), elide(joined[-1], width))


def key_line(keys: Sequence[tuple[str, str]], width: int, least: Sequence[str] = ()) -> Content:
    """Keys and what they do, on one line; where there is too little room, those of `least` are left out in turn."""
    shown, left_out = list(keys), list(least)
    gap = next((gap for gap in ("   ", "  ") if _length(shown, gap) <= width), "  ")
    while _length(shown, gap) > width and left_out:
        # Help names it all the same.
        gone = left_out.pop(0)
        shown = [pair for pair in shown if pair[0] != gone]
    parts: list[tuple[str, str]] = []
    for key, what in shown:
        parts += [(gap if parts else "", ""), (key, f"{BRIGHT} {ACCENT}"), (f" {what}", QUIET)]
    return Content.assemble(*parts)


def _length(keys: Sequence[tuple[str, str]], gap: str) -> int:
    return cell_len(gap.join(f"{key} {what}" for key, what in keys))


def stack(lines: Iterable[Content | str], height: int | None = None) -> Content:
    """Lines under each other; at most `height` of them."""
    rows = [line if isinstance(line, Content) else Content(line) for line in lines]
    return Content("\n").join(rows[:height])
