"""The drawing of a trend chart: numbers in, a grid of characters and layers out; knows of no terminal toolkit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple

Outcome = Literal["met", "partly", "not", "let go"]
Layer = Literal["blank", "axis", "today", "band", "dot", "guide", "mark", "cursor", "line", "estimate"]
Cell = tuple[str, Layer, bool]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
TODAY = "today"
BLANK: Cell = (" ", "blank", False)


@dataclass(frozen=True)
class Mark:
    """One outcome on the chart: `day` a date ordinal, `label` words for a reader (never drawn)."""

    day: int
    kind: Outcome
    label: str = ""


@dataclass(frozen=True)
class ChartData:
    """Everything one chart shows. Days are date ordinals, values run 0–100.

    `first_day` and `last_day` are the full extent of the data, `today` the current day. `ratings` are (day, value);
    `level` is (day, mean, low, high), sorted by day, empty when there is too little to say. `estimate` and
    `estimate_band` (low, high) stand at the right-hand edge.
    """

    first_day: int
    last_day: int
    ratings: tuple[tuple[int, float], ...]
    level: tuple[tuple[int, float, float, float], ...]
    marks: tuple[Mark, ...]
    estimate: float | None
    estimate_band: tuple[float, float] | None
    today: int

    @cached_property
    def rating_columns(self) -> tuple[list[int], list[float]]:
        """The ratings by day, as days and values."""
        ordered = sorted(self.ratings)
        return [day for day, _ in ordered], [value for _, value in ordered]

    @cached_property
    def level_columns(self) -> tuple[list[int], list[float], list[float], list[float]]:
        """The level as days, means, lows and highs."""
        level = self.level
        return [p[0] for p in level], [p[1] for p in level], [p[2] for p in level], [p[3] for p in level]

    @property
    def end(self) -> int:
        """The last day that can be looked at: today, or later if the data are."""
        return max(self.last_day, self.today)


EMPTY = ChartData(1, 1, (), (), (), None, None, 1)


class Glyphs(NamedTuple):
    """One set of characters, each a cell wide; without `line` and `dot` braille draws them."""

    marks: dict[Outcome, str]
    guide: str
    wall: str
    tick: str
    shade: str
    bracket: str
    line: str = ""
    dot: str = ""


UNICODE = Glyphs({"met": "✓", "partly": "◐", "not": "✗", "let go": "–"}, "┊", "│", "┤", "░", "╮│╯◂")
ASCII = Glyphs({"met": "+", "partly": "/", "not": "x", "let go": "-"}, ":", "|", "+", ".", ".|'<", "'--_", "o")


class Run(NamedTuple):
    """Neighbouring cells of one layer; `on_band` asks for the band's tone behind them."""

    text: str
    layer: Layer
    on_band: bool


class Scale:
    """Whole days onto columns: the window's first day in the first, its last in the last."""

    def __init__(self, first: int, last: int, columns: int) -> None:
        self.first, self.span, self.steps = first, last - first, max(columns - 1, 0)

    def column(self, day: int) -> int:
        """The column of a day inside the window; a window of one day is all at the right."""
        return ((day - self.first) * self.steps * 2 + self.span) // (2 * self.span) if self.span else self.steps

    def slices(self, days: Sequence[int]) -> list[tuple[int, int]]:
        """For every column the slice of the sorted `days` that falls into it, nothing from outside the window."""
        starts = (-(-(2 * column - 1) * self.span // (2 * self.steps)) for column in range(1, self.steps + 1))
        edges = [self.first, *(self.first + start for start in starts), self.first + self.span + 1]
        return list(pairwise([bisect_left(days, edge) for edge in edges]))

    def extents(
        self, days: Sequence[int], lows: Sequence[float], highs: Sequence[float]
    ) -> list[tuple[float, float] | None]:
        """For every column the least of `lows` and the greatest of `highs`; between two days the straight line."""
        found: list[tuple[float, float] | None] = []
        for column, (start, stop) in enumerate(self.slices(days)):
            if stop > start:
                found.append((min(lows[start:stop]), max(highs[start:stop])))
            elif 0 < start < len(days):
                a, b = start - 1, start
                part = (self.first + column * self.span / max(self.steps, 1) - days[a]) / (days[b] - days[a])
                part = min(max(part, 0.0), 1.0)
                found.append((lows[a] + (lows[b] - lows[a]) * part, highs[a] + (highs[b] - highs[a]) * part))
            else:
                found.append(None)
        return found


def day_name(day: int) -> str:
    """A date ordinal as `16 Nov`."""
    when = date.fromordinal(day)
    return f"{when.day} {MONTHS[when.month - 1]}"


def date_labels(first: int, last: int, width: int) -> list[tuple[int, str]]:
    """The days to name below a chart of `width` columns, by the finest calendar step that leaves air between names."""
    per_day = width / max(last - first, 1)
    for step in (1, 2, 7, 14):
        if step * per_day >= 11:
            # Anchored to the calendar (day 1 was a Monday), so that names do not wander as the window moves.
            return [(day, day_name(day)) for day in range(first, last + 1) if day % step == 1 % step]
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60, 120, 240) if step * 30.4 * per_day >= 9), 600)
    start, stop = date.fromordinal(first), date.fromordinal(last)
    labels = []
    for month in range(start.year * 12 + start.month - 1, stop.year * 12 + stop.month):
        day = date(month // 12, month % 12 + 1, 1).toordinal()
        if month % step == 0 and day >= first:
            year = month % 12 == 0 and last - first > 300
            labels.append((day, str(month // 12) if year else MONTHS[month % 12]))
    return labels


class Canvas:
    """A chart of `width` × `height` cells over the days `first`…`last`; rows are composed when asked for.

    With `shade` the band is a texture instead of a tone, for terminals without colour.
    """

    def __init__(
        self,
        data: ChartData | None,
        first: int,
        last: int,
        width: int,
        height: int,
        *,
        ascii_only: bool = False,
        shade: bool = False,
        cursor_day: int | None = None,
    ) -> None:
        self.data, self.first, self.last = data or EMPTY, first, max(first, last)
        self.width, self.height, self.shade = max(width, 0), max(height, 0), shade
        self.glyphs = ASCII if ascii_only else UNICODE
        self.coarse = shade or ascii_only
        self.gutter = 4 if self.width >= 16 else 0
        self.margin = 2 if self.data.estimate is not None and self.gutter else 0
        self.columns = self.width - self.gutter - self.margin
        self.rows = self.height - 1 if self.height >= 4 else self.height
        self.days = Scale(self.first, self.last, self.columns)
        self.fine = Scale(self.first, self.last, self.columns * 2)
        shown = cursor_day is not None and self.data is not EMPTY and self.first <= cursor_day <= self.last
        self.cursor_day = cursor_day if shown else None
        self.cursor = self.days.column(self.cursor_day) if self.cursor_day is not None else None

    def row(self, y: int) -> list[Run]:
        """Row `y` (0 at the top), exactly `width` cells; beyond the chart it is blank."""
        if 0 <= y < self.rows and self.width:
            cells = [*self._wall(y), *self._plot(y), *self._edge(y)]
        else:
            cells = self._dates() if self.rows <= y < self.height else [BLANK] * self.width
        runs: list[Run] = []
        for char, layer, on_band in cells:
            if runs and runs[-1][1:] == (layer, on_band):
                runs[-1] = Run(runs[-1].text + char, layer, on_band)
            else:
                runs.append(Run(char, layer, on_band))
        return runs

    def text(self) -> str:
        """The whole chart as plain lines, without trailing blanks."""
        return "\n".join("".join(run.text for run in self.row(y)).rstrip() for y in range(self.height))

    def _step(self, value: float, steps: int) -> int:
        """The step, 0 at the top, of a value 0–100 on a height of `steps`."""
        return min(max(int((100 - value) * steps / 100), 0), steps - 1)

    def _wall(self, y: int) -> list[Cell]:
        """The y axis, its numbers only where there is room for them."""
        names = {self.rows // 2: " 50"} if self.rows >= 5 else {}
        names |= {0: "100", self.rows - 1: "  0"} if self.rows > 1 else {}
        text = names[y] + self.glyphs.tick if y in names else "   " + self.glyphs.wall
        return [(char, "axis", False) for char in text[: self.gutter]]

    def _plot(self, y: int) -> list[Cell]:
        """One row of the plot, the layers put over each other."""
        line, dots, marks = self._line[y], self._dots[y], self._marks[y]
        cells: list[Cell] = []
        for column, (start, end) in enumerate(self._band):
            upper, lower = start <= 2 * y < end, start <= 2 * y + 1 < end
            if self.coarse:
                upper = lower = upper or (lower and column in line)
            tone = (upper or lower) and not self.shade
            if column in line:
                cells.append((line[column], "line", tone))
            elif column in marks:
                cells.append((marks[column], "mark", tone))
            elif column == self.cursor:
                cells.append((self.glyphs.wall, "cursor", tone))
            # The band's edge stays whole: a hole in it is seen sooner than a gap in a dotted guide.
            elif column in self._guides and upper == lower:
                cells.append((self.glyphs.guide, "guide", tone))
            elif column in dots:
                cells.append((dots[column], "dot", tone))
            elif upper and lower:
                cells.append((self.glyphs.shade if self.shade else " ", "band", tone))
            else:
                cells.append(("▀" if upper else "▄", "band", False) if tone else BLANK)
        return cells

    def _edge(self, y: int) -> list[Cell]:
        """The evidence-based estimate: a bracket over its range, a pointer at its value."""
        cells = [BLANK] * self.margin
        value = self.data.estimate
        if value is not None and cells and self.first <= self.data.today <= self.last:
            low, high = self.data.estimate_band or (value, value)
            top, here, bottom = (self._step(each, self.rows) for each in (high, value, low))
            if y == here or top <= y <= bottom:
                part = 3 if y == here else 0 if y == top else 2 if y == bottom else 1
                cells[-1] = (self.glyphs.bracket[part], "estimate", False)
        return cells

    def _dates(self) -> list[Cell]:
        """The date axis; the cursor's day comes first, then today, then the calendar."""
        cells = [BLANK] * self.width
        if self.data is EMPTY:
            return cells
        wanted: list[tuple[int, str, Layer]] = []
        today = self.data.today
        if self.cursor is not None and self.cursor_day is not None:
            text = TODAY if self.cursor_day == today else day_name(self.cursor_day)
            wanted.append((max(min(self.cursor - len(text) // 2, self.columns - len(text)), 0), text, "cursor"))
        if self.first <= today <= self.last:
            wanted.append((max(self.days.column(today) - len(TODAY) + 1, 0), TODAY, "today"))
        labels = date_labels(self.first, self.last, self.columns)
        wanted += [(self.days.column(day), text, "axis") for day, text in labels]
        for at, text, layer in wanted:
            start, end = self.gutter + at, self.gutter + at + len(text)
            near = cells[max(start - 2, 0) : end + 2]
            if end <= self.gutter + self.columns and all(layer == "blank" for _, layer, _ in near):
                # A blank inside a name keeps the name's layer, so that nothing settles there.
                cells[start:end] = [(char, layer, False) for char in text]
        return cells

    def _pixels(self, points: Iterable[tuple[int, int]]) -> list[dict[int, int]]:
        """Points (fine column, fine row) as braille bits, for every row by column."""
        grid: list[dict[int, int]] = [{} for _ in range(self.rows)]
        for x, step in points:
            row = grid[step // 4]
            row[x // 2] = row.get(x // 2, 0) | BRAILLE[x % 2][step % 4]
        return grid

    @cached_property
    def _line(self) -> list[dict[int, str]]:
        """The mean line, for every row the characters by column; neighbours are joined half-way."""
        days, means, _, _ = self.data.level_columns
        spans: dict[int, list[int]] = {}
        for x, extent in enumerate(self.fine.extents(days, means, means)):
            if extent is None:
                continue
            spans[x] = span = [self._step(value, self.rows * 4) for value in reversed(extent)]
            before = spans.get(x - 1, span)
            if before[1] < span[0]:
                before[1] = (before[1] + span[0]) // 2
                span[0] = before[1] + 1
            elif span[1] < before[0]:
                span[1] = (before[0] + span[1]) // 2
                before[0] = span[1] + 1
        grid = self._pixels((x, step) for x, (top, bottom) in spans.items() for step in range(top, bottom + 1))
        return [{column: self._stroke(bits) for column, bits in row.items()} for row in grid]

    def _stroke(self, bits: int) -> str:
        """A cell of the line from its braille bits."""
        if not self.glyphs.line:
            return chr(0x2800 + bits)
        steps = [step for step in range(4) if bits & (BRAILLE[0][step] | BRAILLE[1][step])]
        return self.glyphs.wall if len(steps) > 2 else self.glyphs.line[sum(steps) // len(steps)]

    @cached_property
    def _band(self) -> list[tuple[int, int]]:
        """For every column the half cells [start, end) the band covers, never less than the mean's own."""
        days, means, lows, highs = self.data.level_columns
        steps, band = self.rows * 2, []
        middles = self.days.extents(days, means, means)
        for extent, middle in zip(self.days.extents(days, lows, highs), middles, strict=True):
            start = end = 0
            if extent and middle:
                start, end = (round((100 - value) * steps / 100) for value in reversed(extent))
                start = max(min(start, self._step(middle[1], steps)), 0)
                end = min(max(end, self._step(middle[0], steps) + 1), steps)
            band.append((start, end))
        return band

    @cached_property
    def _dots(self) -> list[dict[int, str]]:
        """The ratings, for every row the characters by column; one dot for each distinct height in a column."""
        days, values = self.data.rating_columns
        points = set()
        for x, (start, stop) in enumerate(self.fine.slices(days)):
            for value in set(values[start:stop]):
                points.add((x, self._off_edge(x // 2, self._step(value, self.rows * 4))))
        return [{x: self.glyphs.dot or chr(0x2800 + b) for x, b in row.items()} for row in self._pixels(points)]

    def _off_edge(self, column: int, step: int) -> int:
        """A cell holds a dot or the band's edge: half a cell at most, the dot gives way, staying in or out."""
        start, end = self._band[column]
        cell = step // 4
        upper, lower = start <= 2 * cell < end, start <= 2 * cell + 1 < end
        if upper == lower or self.coarse:
            return step
        aside = cell * 4 - 1 if step % 4 < 2 else cell * 4 + 4
        return aside if 0 <= aside < self.rows * 4 else step

    @cached_property
    def _marks(self) -> list[dict[int, str]]:
        """The outcome glyphs, for every row by column: at the top, a row lower where the line is."""
        grid: list[dict[int, str]] = [{} for _ in range(self.rows)]
        for column, kinds in self._outcomes.items():
            free = [y for y in range(self.rows) if column not in self._line[y]]
            for y, kind in zip(free[: 2 if self._guides else 1], kinds, strict=False):
                grid[y][column] = self.glyphs.marks[kind]
        return grid

    @cached_property
    def _outcomes(self) -> dict[int, list[Outcome]]:
        """The kinds of outcome by column, latest first."""
        found: dict[int, list[Outcome]] = {}
        for mark in sorted(self.data.marks, key=lambda mark: -mark.day):
            if self.first <= mark.day <= self.last:
                kinds = found.setdefault(self.days.column(mark.day), [])
                kinds += [mark.kind] if mark.kind not in kinds else []
        return found

    @cached_property
    def _guides(self) -> set[int]:
        """The columns with a dotted vertical; none where they would stand like a fence."""
        return set(self._outcomes) if len(self._outcomes) * 7 <= self.columns else set()
