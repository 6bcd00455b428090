"""A small line of text for a row of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

BLOCKS = "▁▂▃▄▅▆▇█"
ASCII_BLOCKS = "_.-=^"


def sparkline(
    values: Sequence[float], width: int, low: float = 0, high: float = 100, *, ascii_only: bool = False
) -> str:
    """Draw `values`, oldest first, in at most `width` cells on the fixed scale `low`…`high`.

    More values than cells are averaged in buckets of nearly equal size; fewer are not stretched, one cell each.
    Values beyond the scale stand at its end; values that are no numbers are left out.
    """
    blocks = ASCII_BLOCKS if ascii_only else BLOCKS
    known = [value for value in values if isfinite(value)]
    cells = min(max(width, 0), len(known))
    span = high - low
    line = []
    for cell in range(cells):
        bucket = known[cell * len(known) // cells : (cell + 1) * len(known) // cells]
        share = (sum(bucket) / len(bucket) - low) / span if span > 0 else 0.5
        line.append(blocks[min(max(int(share * len(blocks)), 0), len(blocks) - 1)])
    return "".join(line)
