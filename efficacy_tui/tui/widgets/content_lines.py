"""Text fitted into cells: wrapped, cut short, padded. All widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size
from textual.content import Content
from textual.style import Style

from efficacy_tui.model.locale_format import split_words
from efficacy_tui.tui.privacy.mask import public

QUIET = "$quiet"
BRIGHT = "bold"
ACCENT = "$accent"
KEY = f"{BRIGHT} {ACCENT}"

NEAR = 12
"""Cells of a word that may be left out, so that none is cut."""


# A selector makes a sign two cells wide in some terminals and one in others; a joiner at a word's end is measured
# together with the blank after it. What is kept has both; what is drawn in rows does without.
_AS_EMOJI, _JOINER = "\ufe0f", "\u200d"


def flatten(text: str) -> str:
    """A text on one line, without the marks whose width terminals do not agree on."""
    if not text.isascii() and (_AS_EMOJI in text or _JOINER in text):
        return " ".join(word.rstrip(_JOINER) for word in text.replace(_AS_EMOJI, "").split())
    return " ".join(split_words(text))


def elide(text: str, width: int) -> str:
    """A text on one line of at most `width` cells, with an ellipsis where it was cut."""
    text = flatten(text)
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + "…"


def shorten(text: str, width: int) -> str:
    """A text as `elide` cuts it, but behind a word where one ends near."""
    text = flatten(text)
    short = elide(text, width)
    kept = short.removesuffix("…")
    if short == text or text[len(kept) :].startswith(" "):
        return short
    words, _, begun = kept.rpartition(" ")
    return f"{words}…" if words and cell_len(begun) <= NEAR else short


def wrap(text: str, width: int, most: int | None = None) -> list[str]:
    """A text on lines of at most `width` cells; with `most`, at most that many, the last one cut short."""
    width = max(width, 1)
    lines: list[str] = []
    line = ""
    for word in split_words(flatten(text)):
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


def pad_left(text: str, width: int) -> str:
    """A text of exactly `width` cells, cut or with blanks before it."""
    text = elide(text, width)
    return " " * (width - cell_len(text)) + text


def centre(text: str, width: int) -> str:
    """A text in the middle of `width` cells, without blanks after it."""
    free = max(width - cell_len(text), 0)
    return " " * (free // 2 + (free & width & 1)) + text


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


def first_fitting(wordings: Sequence[Sequence[str]], width: int) -> str:
    """The first of several wordings, each in parts, that fits into `width` cells; the last is cut short if need be."""
    joined = [" · ".join(filter(None, parts)) for parts in wordings]
    return next((words for words in joined if cell_len(words) <= width), elide(joined[-1], width))


def stack(lines: Iterable[Content | str], height: int | None = None) -> Content:
    """Lines under each other; at most `height` of them."""
    rows = [line if isinstance(line, Content) else Content(line) for line in lines]
    return Content("\n").join(rows[:height])
