"""Lines of styled `Content`, and the layout of their text by `text_layout`. Widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from efficacy_tui.model.text_layout import centre, elide, first_fitting, flatten, pad, pad_left, shorten, wrap
from efficacy_tui.tui.privacy.mask import public

__all__ = [
    "ACCENT",
    "BRIGHT",
    "KEY",
    "QUIET",
    "centre",
    "clickable",
    "elide",
    "first_fitting",
    "flatten",
    "key_hint",
    "labelled",
    "pad",
    "pad_left",
    "shorten",
    "stack",
    "wrap",
]

QUIET = "$quiet"
BRIGHT = "bold"
ACCENT = "$accent"
KEY = f"{BRIGHT} {ACCENT}"


def labelled(label: str, value: str, width: int, gutter: int, most: int = 2, style: str = "") -> list[Content]:
    """A quiet label of ours in a column of `gutter` cells, and a value wrapped beside it."""
    lines = wrap(value, width - gutter, most) or [""]
    first = Content.assemble(public(pad(label, gutter), QUIET), (lines[0], style))
    return [first, *(Content.assemble(" " * gutter, (line, style)) for line in lines[1:])]


def clickable(words: Content, action: str) -> Content:
    """Words that do something when they are clicked; `action` is a constant, never made of what a person wrote."""
    return words.stylize(Style.from_meta({"@click": action}))


def key_hint(key: str, what: str, *actions: str) -> Content:
    """A key and what it does: words of ours. With actions, one for each key in `key`, a click does the same."""
    keys = key.split(" ") if len(actions) > 1 else [key]
    pieces = [public(each, KEY) for each in keys]
    words = public(f" {what}", QUIET)
    if actions:
        pieces = [clickable(each, action) for each, action in zip(pieces, actions, strict=True)]
        words = clickable(words, actions[-1])
    return Content(" ").join(pieces) + words


def stack(lines: Iterable[Content | str], height: int | None = None) -> Content:
    """Lines under each other; at most `height` of them."""
    rows = [line if isinstance(line, Content) else Content(line) for line in lines]
    return Content("\n").join(rows[:height])
