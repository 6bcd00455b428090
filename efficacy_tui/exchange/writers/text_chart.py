"""Charts made of characters, for text reports. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from efficacy_tui.model import locale_format
from efficacy_tui.model.sparkline import BLOCKS, sparkline

_EIGHTHS = f" {BLOCKS}"
WIDTH = 60
HEIGHT = 5


def text_sparkline(values: Sequence[float], low: float = 0, high: float = 100) -> str:
    """Draw one character per value: the nearest block on the scale `low`…`high`."""
    return sparkline(values, low=low, high=high, nearest=True)


def text_bar(count: int, largest_count: int, width: int = 20) -> str:
    """Draw a bar for a count; the largest count is `width` blocks long, and any above zero has at least one."""
    return "█" * max(round(count / largest_count * width), 1) if count > 0 and largest_count > 0 else ""


def text_chart(points: Sequence[tuple[dt.date, float]], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """Draw ratings 0–100 over time as lines of text, with the scale on the left and the first and last day below.

    Days that share a column are averaged; a column without ratings stays empty.
    """
    if not points:
        return []
    days = [day.toordinal() for day, _ in points]
    first, last = min(days), max(days)
    columns: list[list[float]] = [[] for _ in range(min(width, last - first + 1))]
    for day, (_, value) in zip(days, points, strict=True):
        column = (day - first) * (len(columns) - 1) // max(last - first, 1)
        columns[column].append(value)
    # A rating of 0 still shows a sliver, because that day was rated.
    heights = [max(sum(c) / len(c) / 100 * height * 8, 1) if c else 0 for c in columns]
    lines = []
    for row in range(height - 1, -1, -1):
        cells = "".join(_EIGHTHS[min(max(round(eighths - row * 8), 0), 8)] for eighths in heights)
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
