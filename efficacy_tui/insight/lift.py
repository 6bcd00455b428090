"""The lift: what the other three sources add for now, measured in likely successes, capped, and fading.

Vicarious, persuasive and physiological sources (Bandura 1997) never touch the core, its number or its band; the lift is
one dated line below the ledger. Shares, half-lives and the cap are design choices of this program (†).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from efficacy_tui.insight.maths import check_range, look_up

MAX_LIFT = 6.0  # † points
MIN_SHOWN = 0.5  # † points: a smaller lift is not mentioned
MAX_DAYS_SHOWN = 365  # the farthest day ahead on which a lift is looked for

LiftKind = Literal["vicarious", "persuasion", "physiological"]

LIFT_SHARE: dict[str, float] = {"vicarious": 0.50, "persuasion": 0.35, "physiological": 0.25}  # †
LIFT_HALF_LIFE: dict[str, float] = {"vicarious": 21.0, "persuasion": 10.0, "physiological": 3.0}  # † days


class LiftEntry(NamedTuple):
    """One entry of another source: `day` (ordinal) and `quality` 0–1, or −1–1 if physiological."""

    day: int
    kind: LiftKind
    quality: float
    key: str = ""


class LiftPart(NamedTuple):
    """The points that one entry adds or removes today, signed, after fading and cap."""

    key: str
    kind: LiftKind
    points: float


class Lift(NamedTuple):
    """The lift today: signed `points` (−6–6) and its parts, which sum to them.

    `gone_day` is the first day (ordinal) from which on it stays below half a point; None if it is below that today.
    """

    points: float
    parts: tuple[LiftPart, ...]
    gone_day: int | None

    @property
    def is_shown(self) -> bool:
        """Whether the lift is large enough to be mentioned."""
        return self.gone_day is not None


def lift_of(entries: Sequence[LiftEntry], unit_at: Mapping[int, float], today: int) -> Lift:
    """Return the lift of `entries` on `today` (ordinal).

    `unit_at` holds, for the day of each entry, the worth in points of one 70 %-likely success on that day. Raises
    ValueError for an unknown source or a quality outside its range.
    """
    uncapped: list[float] = []
    by_half_life = dict.fromkeys(LIFT_HALF_LIFE.values(), 0.0)
    for entry in entries:
        share, half_life = look_up(LIFT_SHARE, entry.kind, "source"), LIFT_HALF_LIFE[entry.kind]
        check_range("quality", entry.quality, -1 if entry.kind == "physiological" else 0, 1)
        part = share * entry.quality * unit_at[entry.day] * 2 ** (-(today - entry.day) / half_life)
        uncapped.append(part)
        by_half_life[half_life] += part
    total = math.fsum(uncapped)
    capped = MAX_LIFT * math.tanh(total / MAX_LIFT)
    scale = capped / total if total else 0.0
    parts = (LiftPart(entry.key, entry.kind, part * scale) for entry, part in zip(entries, uncapped, strict=True))
    return Lift(capped, tuple(parts), _gone_day(by_half_life, today) if abs(capped) >= MIN_SHOWN else None)


def _gone_day(by_half_life: Mapping[float, float], today: int) -> int:
    # A threatening state fades faster than encouragement, so the sum can grow again before it fades for good.
    for ahead in range(MAX_DAYS_SHOWN, -1, -1):
        total = math.fsum(part * 2 ** (-ahead / half_life) for half_life, part in by_half_life.items())
        if abs(MAX_LIFT * math.tanh(total / MAX_LIFT)) >= MIN_SHOWN:
            return today + ahead + 1
    return today
