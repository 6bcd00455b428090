"""A sparkline: a row of numbers as one line of block characters."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = "_.-=^"


def sparkline(
    values: Sequence[float],
    width: int | None = None,
    low: float = 0,
    high: float = 100,
    *,
    ascii_only: bool = False,
    nearest: bool = False,
) -> str:
    """Draw `values`, oldest first, in at most `width` cells on the fixed scale `low`…`high`.

    More values than cells are averaged in buckets of nearly equal size; fewer, or all of them without a `width`, take
    one cell each. Values beyond the scale are drawn at its end; values that are not finite are left out.

    Every block stands for an equal part of the scale. With `nearest` the lowest block stands for `low`, the highest for
    `high`, and each value gets the nearest block.
    """
    blocks = ASCII_BLOCKS if ascii_only else BLOCKS
    finite = [value for value in values if isfinite(value)]
    cells = len(finite) if width is None else min(max(width, 0), len(finite))
    span = high - low
    line = []
    for cell in range(cells):
        bucket = finite[cell * len(finite) // cells : (cell + 1) * len(finite) // cells]
        share = min(max((sum(bucket) / len(bucket) - low) / span, 0), 1) if span > 0 else 0.5
        last = len(blocks) - 1
        line.append(blocks[round(share * last) if nearest else min(int(share * len(blocks)), last)])
    return "".join(line)
