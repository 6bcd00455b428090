"""Places a new difficulty between known ones, because people re-anchor a scale as they grow, which hides the growth.

The person says which known difficulties it is harder than, and then where in the gap it lies ("nearer which?"). The
steps beyond the ends are design choices (†).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Literal, NamedTuple

from efficacy_tui.insight.maths import look_up

Nearness = Literal["nearer the easier", "in the middle", "nearer the harder"]
Beyond = Literal["a little", "clearly", "much"]

SHARES: dict[str, float] = {"nearer the easier": 0.25, "in the middle": 0.5, "nearer the harder": 0.75}
STEPS: dict[str, float] = {"a little": 5.0, "clearly": 12.0, "much": 25.0}  # † points
NEARNESS_NAMES: tuple[Nearness, ...] = ("nearer the easier", "in the middle", "nearer the harder")
STEP_NAMES: tuple[Beyond, ...] = ("a little", "clearly", "much")
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
        placed = round(easier + look_up(SHARES, where, "place in a gap") * (harder - easier))
        # In a gap of a point or two the rounding may reach the harder one, and then it would stand above that.
        return min(placed, ceil(harder) - 1) if harder - easier >= 1 else placed
    step = look_up(STEPS, where, "distance beyond an end")
    if harder_than == 0:
        return round(references[0] - min(step, references[0] / 2))
    return round(references[-1] + min(step, (100 - references[-1]) / 2))


def place_beside(references: Sequence[float], neighbour: float, by: int, beyond: Beyond = "a little") -> int | None:
    """Return the difficulty (0–100) in the middle of the gap above (`by` 1) or below (−1) one of the references.

    It is always harder or easier than the `neighbour`, even where that leaves no whole point before the next one; None
    where nothing can be. Past an end of the references (easiest first) it lies `beyond` it.
    """
    harder_than = sum(point <= neighbour if by > 0 else point < neighbour for point in references)
    placed = place(references, harder_than, "in the middle" if 0 < harder_than < len(references) else beyond)
    placed = max(placed, floor(neighbour) + 1) if by > 0 else min(placed, ceil(neighbour) - 1)
    return placed if 0 <= placed <= 100 else None


class Spot(NamedTuple):
    """A spot among references: harder than `harder_than` of them, and `nearness` −1, 0 or 1, from easier to harder.

    Between two references −1 is a quarter, 0 half and 1 three quarters of the way; beyond an end it is the distance.
    """

    harder_than: int
    nearness: int = 0


def difficulty_at(references: Sequence[float], spot: Spot) -> int:
    """Return the difficulty (0–100) of a spot among `references` (0–100, easiest first), as `place` does."""
    if 0 < spot.harder_than < len(references):
        return place(references, spot.harder_than, NEARNESS_NAMES[spot.nearness + 1])
    # Below the easiest, easier is farther away.
    step = spot.nearness + 1 if spot.harder_than else 1 - spot.nearness
    return place(references, spot.harder_than, STEP_NAMES[step])


def nearest_spot(references: Sequence[float], difficulty: float) -> Spot:
    """Return the closest spot of the gap that a difficulty (0–100) lies in; that of a reference lies above it."""
    harder_than = sum(reference <= difficulty for reference in references)
    spots = [Spot(harder_than, nearness) for nearness in (0, -1, 1)]
    return min(spots, key=lambda spot: abs(difficulty_at(references, spot) - difficulty))


def middle_spot(references: Sequence[float]) -> Spot:
    """Return the spot in the middle of the gap in the middle."""
    return Spot(len(references) // 2)
