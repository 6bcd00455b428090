"""Lines of styled `Content`, on top of the text layout. Widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style

from efficacy_tui.model.text_layout import pad, wrap
from efficacy_tui.tui.privacy.mask import public

QUIET = "$quiet"
BRIGHT = "bold"
ACCENT = "$accent"
KEY = f"{BRIGHT} {ACCENT}"


def wrap_styled(text: str, width: int, style: str = "", max_lines: int | None = None) -> list[Content]:
    """Wrap a text into lines of one style."""
    return [Content.styled(line, style) for line in wrap(text, width, max_lines)]


def labelled(label: str, value: str, width: int, gutter: int, max_lines: int = 2) -> list[Content]:
    """Put a quiet, public label in a column of `gutter` cells beside the wrapped value."""
    lines = wrap(value, width - gutter, max_lines) or [""]
    first = Content.assemble(public(pad(label, gutter), QUIET), lines[0])
    return [first, *(Content.assemble(" " * gutter, line) for line in lines[1:])]


def clickable(words: Content, action: str) -> Content:
    """Let a click on words run an action. It must be a constant: a person's text in it would be parsed as code."""
    return words.stylize(Style.from_meta({"@click": action}))


def key_hint(key: str, description: str, *actions: str, style: str = QUIET) -> Content:
    """Show a key and what it does in a style; with actions, one for each key in `key`, a click does the same."""
    key_names = key.split(" ") if len(actions) > 1 else [key]
    pieces = [public(name, KEY) for name in key_names]
    words = public(f" {description}", style)
    if actions:
        pieces = [clickable(piece, action) for piece, action in zip(pieces, actions, strict=True)]
        words = clickable(words, actions[-1])
    return Content(" ").join(pieces) + words


def stack(lines: Iterable[Content | str], height: int | None = None) -> Content:
    """Join lines to one content, at most `height` of them."""
    rows = [line if isinstance(line, Content) else Content(line) for line in lines]
    return Content("\n").join(rows[:height])
