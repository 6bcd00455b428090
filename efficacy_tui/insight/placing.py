"""Places a new difficulty between known ones, because people re-anchor a scale as they grow, which hides the growth.

The person says which known difficulties it is harder than, and then where in the gap it lies ("nearer which?"). The
steps beyond the ends are design choices (†).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from efficacy_tui.insight.maths import look_up

Nearness = Literal["nearer the easier", "in the middle", "nearer the harder"]
Beyond = Literal["a little", "clearly", "much"]

SHARES: dict[str, float] = {"nearer the easier": 0.25, "in the middle": 0.5, "nearer the harder": 0.75}
STEPS: dict[str, float] = {"a little": 5.0, "clearly": 12.0, "much": 25.0}  # † points
STAND_INS = (10.0, 90.0)  # † “could do it in my sleep” and “the hardest I can imagine”


def reference_points(difficulties: Sequence[float]) -> list[float]:
    """Return the known `difficulties` (0–100) to place between, easiest first; below two, the stand-ins too."""
    return sorted(difficulties if len(difficulties) >= 2 else [*difficulties, *STAND_INS])


def place(references: Sequence[float], harder_than: int, where: Nearness | Beyond) -> int:
    """Return the difficulty in whole points (0–100) of something harder than `harder_than` of the references.

    `references` are difficulties (0–100), easiest first. Between two of them `where` is a `Nearness`, beyond an end a
    `Beyond`, which reaches at most half of what is left to 0 or 100. Raises ValueError for anything else.
    """
    if not 0 <= harder_than <= len(references) or not references:
        raise ValueError(f"{harder_than} of {len(references)} references is not a place")
    if 0 < harder_than < len(references):
        easier, harder = references[harder_than - 1], references[harder_than]
        return round(easier + look_up(SHARES, where, "place in a gap") * (harder - easier))
    step = look_up(STEPS, where, "distance beyond an end")
    if harder_than == 0:
        return round(references[0] - min(step, references[0] / 2))
    return round(references[-1] + min(step, (100 - references[-1]) / 2))
