"""Charts made of characters, for a report that is read as text. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from efficacy_tui.model import locale_format
from efficacy_tui.model.sparkline import BLOCKS, sparkline

_EIGHTHS = f" {BLOCKS}"
WIDTH = 60
HEIGHT = 5


def text_sparkline(values: Sequence[float], low: float = 0, high: float = 100) -> str:
    """Draw one character a value, the block nearest to it on the scale `low`…`high`."""
    return sparkline(values, low=low, high=high, nearest=True)


def text_bar(count: int, most: int, width: int = 20) -> str:
    """A bar as long as a count is of the largest one; a count above zero is always seen."""
    return "█" * max(round(count / most * width), 1) if count > 0 and most > 0 else ""


def text_chart(points: Sequence[tuple[dt.date, float]], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Ratings 0–100 over time as lines of text, the scale on the left, the first and last day below.

    Days that share a column are averaged; a column without a day stays empty, for a missing day says nothing.
    """
    if not points:
        return []
    days = [day.toordinal() for day, _ in points]
    first, last = min(days), max(days)
    columns: list[list[float]] = [[] for _ in range(min(width, last - first + 1))]
    for day, (_, value) in zip(days, points, strict=True):
        place = (day - first) * (len(columns) - 1) // max(last - first, 1)
        columns[place].append(value)
    # Nought still shows its foot: that day was rated.
    heights = [max(sum(c) / len(c) / 100 * height * 8, 1) if c else 0 for c in columns]
    lines = []
    for row in range(height - 1, -1, -1):
        cells = "".join(_EIGHTHS[min(max(round(tall - row * 8), 0), 8)] for tall in heights)
        mark = "100" if row == height - 1 else "  0" if row == 0 else "   "
        lines.append(f"{mark} │{cells}".rstrip())
    lines.append(f"    └{'─' * len(columns)}")
    begin, end = (locale_format.full_date(dt.date.fromordinal(day)) for day in (first, last))
    if first == last:
        lines.append(f"     {begin}")
    else:
        gap = max(len(columns) - len(begin) - len(end), 1)
        lines.append(f"     {begin}{' ' * gap}{end}")
    return lines
