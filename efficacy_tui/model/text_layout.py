"""Lays text out in terminal cells: measures, wraps, cuts and pads it, for every UI and the rater forms."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

from efficacy_tui.model import unicode_widths
from efficacy_tui.model.locale_format import split_words
from efficacy_tui.model.text import printable

ELLIPSIS = "…"
MAX_WORD_LOSS = 12  # cells of a cut word that `shorten` may drop so that the text ends with a whole word

_JOINER = "\u200d"
_EMOJI_SELECTOR = "\ufe0f"
_CACHED_LENGTH = 512  # texts of this many characters or more are not cached, which would keep them in memory

# The first and the last character of each range; a regular expression of them takes milliseconds to compile.
_IDEOGRAPHS = (
    ("\u3001", "\u30ff"),
    ("\u31f0", "\u31ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\uff01", "\uff60"),
)
_NEVER_FIRST = frozenset(
    "、。，．・：；！？）］｝」』】〉》〕ー～々ゝゞぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;!?)]}”’…‥"
)
_NEVER_LAST = frozenset("（［｛「『【〈《〔([{“‘")

_Grapheme = tuple[int, int, int]
"""Characters that are drawn as one: their start, their end and the cells they take."""


def cell_width(text: str) -> int:
    """Return the cells that a text on one line takes in a terminal.

    East Asian wide characters and emoji take two, combining marks and controls none; emoji tied by joiners take the
    cells of the first. Rich and Textual count in the same way, so text padded here also fits there.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return _cached_width(text) if len(text) < _CACHED_LENGTH else _measure(text)


def flatten(text: str) -> str:
    """Put a text on one line, without variation selectors and trailing joiners.

    A variation selector makes an emoji two cells wide in some terminals and one in others. A joiner at the end of a
    word would tie the following blank to it. What could act on a terminal is � already, which takes a cell.
    """
    return " ".join(_words(text))


def elide(text: str, width: int) -> str:
    """Flatten a text and cut it to at most `width` cells, ending with an ellipsis if it was cut."""
    text = flatten(text)
    if cell_width(text) <= width:
        return text
    if width < 2:
        return ELLIPSIS * max(width, 0)
    return _cut(text, width - 1).rstrip() + ELLIPSIS


def shorten(text: str, width: int) -> str:
    """Cut a text as `elide` does, but after a whole word if that costs at most `MAX_WORD_LOSS` cells."""
    text = flatten(text)
    short = elide(text, width)
    beginning = short.removesuffix(ELLIPSIS)
    if short == text or text[len(beginning) :].startswith(" "):
        return short
    words, _, cut_word = beginning.rpartition(" ")
    return f"{words}{ELLIPSIS}" if words and cell_width(cut_word) <= MAX_WORD_LOSS else short


def wrap(
    text: str,
    width: int,
    max_lines: int | None = None,
    *,
    first_width: int | None = None,
    keep_whole: Callable[[str], bool] | None = None,
) -> list[str]:
    """Flatten a text and wrap it as `wrap_words` does, cutting the last of `max_lines` if the text is longer.

    A text without words has no lines.
    """
    width = max(width, 1)
    lines = wrap_words(_words(text), width, first_width=first_width, keep_whole=keep_whole)
    if max_lines is not None and len(lines) > max_lines:
        rest = " ".join(lines[max_lines - 1 :])
        lines = [*lines[: max_lines - 1], elide(rest, width)]
    return lines


def wrap_shortened(text: str, width: int, max_lines: int, first_width: int) -> list[str]:
    """Wrap a text, the first line to `first_width`, and cut the last of `max_lines` after a word, as `shorten` does."""
    lines = wrap(text, width, max_lines + 1, first_width=first_width)
    if len(lines) <= max_lines:
        return lines
    rest = " ".join(lines[max_lines - 1 :])
    return [*lines[: max_lines - 1], shorten(rest, width if max_lines > 1 else first_width)]


def wrap_words(
    words: Iterable[str],
    width: int,
    gap: str = " ",
    *,
    first_width: int | None = None,
    keep_whole: Callable[[str], bool] | None = None,
) -> list[str]:
    """Put words with `gap` between them on lines of at most `width` cells (at least 1), the first of `first_width`.

    A word wider than its line is broken between graphemes; one of Chinese or Japanese characters, which are written
    without spaces, goes on where the line has room, as the rules for its punctuation allow. Only two things may be too
    wide: a wide character on a line of one cell, and a word for which `keep_whole` returns true, such as an address to
    copy.
    """
    width = max(width, 1)
    room = width if first_width is None else max(first_width, 1)
    gap_width = cell_width(gap)
    lines: list[str] = []
    line, used = "", 0
    started = False
    for whole_word in words:
        word, cells = whole_word, cell_width(whole_word)
        if started:
            if used + gap_width + cells <= room:
                line += gap + word
                used += gap_width + cells
                continue
            is_whole = word.isascii() or (keep_whole is not None and keep_whole(word))
            if not is_whole and (begun := _fitting_ideographs(word, room - used - gap_width)):
                line += gap + begun
                word = word[len(begun) :]
                cells = cell_width(word)
            lines.append(line)
            room = width
        if cells > room and not (keep_whole is not None and keep_whole(word)):
            *full_lines, line = _break_word(word, room, width)
            lines += full_lines
            used, room = cell_width(line), width if full_lines else room
        else:
            line, used = word, cells
        started = True
    if started:
        lines.append(line)
    return lines


def pad(text: str, width: int) -> str:
    """Make a text exactly `width` cells wide, cut or with blanks after it."""
    text = elide(text, width)
    return text + " " * (width - cell_width(text))


def pad_left(text: str, width: int) -> str:
    """Make a text exactly `width` cells wide, cut or with blanks before it."""
    text = elide(text, width)
    return " " * (width - cell_width(text)) + text


def centre(text: str, width: int) -> str:
    """Put a text in the middle of `width` cells, without blanks after it."""
    free = max(width - cell_width(text), 0)
    return " " * (free // 2 + (free & width & 1)) + text


def first_fitting(wordings: Sequence[Sequence[str]], width: int) -> str:
    """Return the first of several wordings (given in parts) that fits into `width` cells, else the last one, cut."""
    joined = [" · ".join(filter(None, parts)) for parts in wordings]
    return next((words for words in joined if cell_width(words) <= width), elide(joined[-1], width))


def _words(text: str) -> list[str]:
    if text.isascii() or (_EMOJI_SELECTOR not in text and _JOINER not in text):
        words = split_words(text)
    else:
        words = [word.rstrip(_JOINER) for word in split_words(text.replace(_EMOJI_SELECTOR, ""))]
        words = [word for word in words if word]
    return words if text.isprintable() else [word for part in words if (word := printable(part))]


def _cut(text: str, width: int) -> str:
    """Return the longest beginning of a text that fits into `width` cells."""
    if text.isascii() and text.isprintable():
        return text[:width]
    total = 0
    for start, _, cells in _graphemes(text):
        total += cells
        if total > width:
            return text[:start]
    return text


def _break_word(word: str, first_width: int, width: int) -> list[str]:
    """Break a word into pieces of at most `width` cells (the first of `first_width`) and at least one grapheme.

    A word may contain a blank, as in “90 %”; blanks at the ends of a piece are removed. A path or an address breaks
    after a slash, if that leaves no more than half of the line empty.
    """
    pieces = []
    if word.isascii() and word.isprintable():
        room, rest = first_width, word
        while len(rest) > room:
            end = rest.rfind("/", room // 2, room) + 1 or room
            pieces.append(rest[:end])
            room, rest = width, rest[end:]
        pieces.append(rest)
    else:
        room, begin, used = first_width, 0, 0
        for start, _, cells in _graphemes(word):
            if used + cells > room and start > begin:
                # One character more or less, so that no line begins with a comma.
                end = begin + (len(_fitting_ideographs(word[begin:], room)) or start - begin)
                pieces.append(word[begin:end])
                room, begin, used = width, end, cell_width(word[end:start])
            used += cells
        pieces.append(word[begin:])
    stripped = (piece.strip(" ") for piece in pieces)
    return [piece for piece in stripped if piece]


def _fitting_ideographs(word: str, room: int) -> str:
    """Return the longest beginning of a word that fits into `room` cells and may end a line; empty if there is none.

    A line may break beside a Chinese or Japanese character, but not before closing punctuation or after opening.
    """
    if room < 2 or word.isascii() or not any(map(_is_ideograph, word)):
        return ""
    total, best = 0, 0
    for start, end, cells in _graphemes(word):
        if start and _may_break(word[start - 1], word[start]):
            best = start
        total += cells
        if total > room or end == len(word):
            break
    return word[:best]


def _may_break(before: str, after: str) -> bool:
    is_beside = _is_ideograph(before) or _is_ideograph(after)
    return is_beside and after not in _NEVER_FIRST and before not in _NEVER_LAST


def _is_ideograph(char: str) -> bool:
    """Whether a line may break beside a character: Chinese, Japanese, and the punctuation and letters as wide."""
    return any(first <= char <= last for first, last in _IDEOGRAPHS)


def _graphemes(text: str) -> Iterator[_Grapheme]:
    """Split a text into graphemes; a character that takes no cell belongs to the one before it."""
    start = end = cells = 0
    base: str | None = None
    while end < len(text):
        char = text[end]
        if char == _JOINER:
            # The character after a joiner is drawn as part of the one before it.
            end = min(end + 2, len(text))
            continue
        if char == _EMOJI_SELECTOR:
            if base is not None:
                cells += base in _emoji_bases()
            base = None
        elif char_cells := _char_width(char):
            if end > start:
                yield start, end, cells
            start, cells, base = end, char_cells, char
        end += 1
    if text:
        yield start, end, cells


@lru_cache(4096)
def _cached_width(text: str) -> int:
    return _measure(text)


def _measure(text: str) -> int:
    if _JOINER in text or _EMOJI_SELECTOR in text:
        return sum(cells for _, _, cells in _graphemes(text))
    return sum(map(_char_width, text))


@lru_cache(4096)
def _char_width(char: str) -> int:
    starts, ends, widths = _width_table()
    code = ord(char)
    index = bisect_right(starts, code) - 1
    return widths[index] if index >= 0 and code <= ends[index] else 1


@cache
def _width_table() -> tuple[list[int], list[int], list[int]]:
    """The ranges of characters that do not take one cell, sorted: first code points, last code points, cells."""
    ranges = [(*ends, 0) for ends in _parse_ranges(unicode_widths.ZERO_WIDTH)]
    ranges += [(*ends, 2) for ends in _parse_ranges(unicode_widths.WIDE)]
    ranges.sort()
    return [first for first, _, _ in ranges], [last for _, last, _ in ranges], [cells for _, _, cells in ranges]


@cache
def _emoji_bases() -> frozenset[str]:
    ranges = _parse_ranges(unicode_widths.EMOJI_BASES)
    return frozenset(chr(code) for first, last in ranges for code in range(first, last + 1))


def _parse_ranges(table: str) -> Iterator[tuple[int, int]]:
    for entry in table.split():
        first, _, last = entry.partition("-")
        yield int(first, 16), int(last or first, 16)


_SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")


def spell_number(number: int) -> str:
    """Return a number, if it is small as a word."""
    return _SMALL_NUMBERS[number] if 0 <= number < len(_SMALL_NUMBERS) else str(number)
