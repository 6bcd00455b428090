"""Text on lines: wrapped at words, labelled, in columns. Widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from efficacy_tui.model.locale_format import split_words

MOST = 78
"""Cells of a line at most, also where the terminal is wider: longer lines are hard to follow."""

LEAST = 20

Rows = Sequence[Sequence[str]]


def fit_columns(columns: int) -> int:
    """The cells of a line in a terminal of so many columns."""
    return max(min(columns, MOST), LEAST)


def flatten(text: str) -> str:
    """A text on one line."""
    return " ".join(split_words(text))


def wrap(text: str, width: int, indent: int = 0, hang: int | None = None) -> list[str]:
    """A text on lines of at most `width` cells, the first after `indent` blanks, the others after `hang`.

    Lines of the text stay lines. A word is never broken, so one that is wider than the line stands alone on it.
    """
    hang = indent if hang is None else hang
    lines = []
    for paragraph in text.split("\n"):
        line, used = " " * indent, indent
        start = True
        for word in split_words(paragraph):
            size = cell_len(word)
            if not start and used + 1 + size > width:
                lines.append(line)
                line, used, start = " " * hang, hang, True
            line += word if start else f" {word}"
            used += size if start else size + 1
            start = False
        lines.append(line.rstrip())
    return lines


def labelled_facts(pairs: Iterable[tuple[str, str]], width: int, indent: int = 0) -> list[str]:
    """`Label: value`, each on lines of its own; those without a value are left out."""
    rows = []
    for label, value in pairs:
        if value:
            rows += wrap(f"{label}: {flatten(value)}", width, indent, indent + 2)
    return rows


def table(head: Sequence[str], rows: Rows, width: int, numbers: Iterable[int] = (), wide: int = -1) -> list[str]:
    """Rows in columns under their heads; `numbers` are the columns set to the right.

    The column `wide` is wrapped where the line is too short for all of them; where there is no room for that either,
    each row becomes labelled values.
    """
    if not rows:
        return []
    right = set(numbers)
    wide %= len(head)
    cells = [list(head), *([flatten(cell) for cell in row] for row in rows)]
    widths = [max(cell_len(row[i]) for row in cells) for i in range(len(head))]
    room = width - sum(size + 2 for i, size in enumerate(widths) if i != wide)
    if widths[wide] > room:
        if room < min(max(cell_len(head[wide]), 12), widths[wide]):
            return _one_by_one(head, rows, width)
        widths[wide] = room
    lines = []
    for row in cells:
        pieces = wrap(row[wide], widths[wide])
        for number, piece in enumerate(pieces):
            parts = [piece if i == wide else (cell if number == 0 else "") for i, cell in enumerate(row)]
            lines.append("  ".join(_set(part, widths[i], i in right) for i, part in enumerate(parts)).rstrip())
    return lines


def _one_by_one(head: Sequence[str], rows: Rows, width: int) -> list[str]:
    lines = []
    for row in rows:
        said = ", ".join(
            f"{label} {flatten(cell)}" if label else flatten(cell) for label, cell in zip(head, row, strict=True)
        )
        lines += wrap(said, width, 0, 2)
    return lines


def _set(text: str, width: int, right: bool) -> str:
    free = " " * max(width - cell_len(text), 0)
    return free + text if right else text + free


def section(heading: str, lines: Iterable[str]) -> list[str]:
    """Lines under their heading, a blank one before it."""
    return ["", heading, *lines]
