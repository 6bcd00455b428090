"""Wraps, labels and tabulates text for a line-based terminal. Widths are terminal cells, not characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from efficacy_tui.model import text_layout
from efficacy_tui.model.text_layout import cell_width, flatten

MAX_WIDTH = 78  # cells of a line, even in a wider terminal: longer lines are hard to follow
MIN_WIDTH = 20

Rows = Sequence[Sequence[str]]


def fit_columns(columns: int) -> int:
    """Return the cells of a line in a terminal of `columns` cells."""
    return max(min(columns, MAX_WIDTH), MIN_WIDTH)


def wrap(text: str, width: int, indent: int = 0, hang: int | None = None) -> list[str]:
    """Wrap a text to lines of at most `width` cells, the first after `indent` blanks, the others after `hang`.

    Line breaks in the text stay. An address or a path is never broken, because people copy it.
    """
    hang = indent if hang is None else hang
    lines = []
    for paragraph in text.split("\n"):
        blanks = " " * indent
        wrapped = text_layout.wrap(paragraph, width - hang, first_width=width - indent, keep_whole=_is_address)
        for line in wrapped or [""]:
            lines.append((blanks + line).rstrip(" "))
            blanks = " " * hang
    return lines


def labelled_facts(pairs: Iterable[tuple[str, str]], width: int) -> list[str]:
    """Format pairs as `Label: value`, each on a new line; pairs without a value are left out."""
    lines = []
    for label, value in pairs:
        if value:
            lines += wrap(f"{label}: {flatten(value)}", width, 0, 2)
    return lines


def table(head: Sequence[str], rows: Rows, width: int, numbers: Iterable[int] = (), wide: int = -1) -> list[str]:
    """Set rows in columns under their heads; `numbers` are the indices of right-aligned columns.

    If the columns do not fit into `width` cells, the column with the index `wide` is wrapped; if that is not enough,
    each row becomes labelled values, without those that are empty; a column that was named as `wide` needs no label.
    """
    if not rows:
        return []
    right_aligned = set(numbers)
    labels = [label if i != wide else "" for i, label in enumerate(head)]
    wide %= len(head)
    cells = [list(head), *([flatten(cell) for cell in row] for row in rows)]
    widths = [max(cell_width(row[i]) for row in cells) for i in range(len(head))]
    room = width - sum(column_width + 2 for i, column_width in enumerate(widths) if i != wide)
    if widths[wide] > room:
        if room < min(max(cell_width(head[wide]), 12), widths[wide]):
            return _label_rows(labels, rows, width)
        widths[wide] = room
    lines = []
    for row in cells:
        for number, piece in enumerate(wrap(row[wide], widths[wide])):
            parts = [piece if i == wide else (cell if number == 0 else "") for i, cell in enumerate(row)]
            lines.append(
                "  ".join(_align(part, widths[i], i in right_aligned) for i, part in enumerate(parts)).rstrip()
            )
    return lines


def section(heading: str, lines: Iterable[str]) -> list[str]:
    """Put lines under their heading, after a blank line."""
    return ["", heading, *lines]


def _label_rows(labels: Sequence[str], rows: Rows, width: int) -> list[str]:
    lines = []
    for row in rows:
        cells = zip(labels, map(flatten, row), strict=True)
        values = [f"{label} {cell}" if label else cell for label, cell in cells if cell]
        lines += wrap(", ".join(values), width, 0, 2)
    return lines


def _align(text: str, width: int, right: bool) -> str:
    blanks = " " * max(width - cell_width(text), 0)
    return blanks + text if right else text + blanks


def _is_address(word: str) -> bool:
    return any(sign in word for sign in "/\\@")
