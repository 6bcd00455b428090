"""Draw a trend chart: numbers in, a grid of characters and layers out; independent of any terminal toolkit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Literal, NamedTuple

from efficacy_tui.model import locale_format

Outcome = Literal["met", "partly", "not", "let go"]
Layer = Literal["blank", "axis", "today", "band", "dot", "guide", "mark", "cursor", "line", "estimate"]
Run = tuple[str, Layer, bool]
Pair = tuple[int, int]
Numbers = Sequence[float]

STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
BRAILLE = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
BLANK: Run = (" ", "blank", False)


class ChartMark(NamedTuple):
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
    marks: tuple[ChartMark, ...]
    estimate: float | None
    estimate_band: tuple[float, float] | None
    today: int

    @cached_property
    def columns(self) -> tuple[tuple[float, ...], ...]:
        """Rating days and values by day, then the level's days, means, lows and highs."""
        ratings, level = zip(*sorted(self.ratings, key=itemgetter(0)), strict=True), zip(*self.level, strict=True)
        return (*(ratings if self.ratings else ((), ())), *(level if self.level else ((), (), (), ())))


EMPTY = ChartData(1, 1, (), (), (), None, None, 1)

# All are one cell wide. `line` and `dot` have one for each quarter of a cell's height; if empty, braille is used.
UNICODE = {"met": "✓", "partly": "◐", "not": "✗", "let go": "–"}
UNICODE |= {"guide": "┊", "wall": "│", "tick": "┤", "shade": "░", "bracket": "╮│╯◂", "line": "", "dot": ""}
ASCII = {"met": "+", "partly": "/", "not": "x", "let go": "-"}
ASCII |= {"guide": ":", "wall": "|", "tick": "+", "shade": ".", "bracket": ".|'<", "line": "'--_", "dot": "oooo"}


class Scale:
    """A scale from days to columns: the window's first day in the first column, its last in the last."""

    def __init__(self, first: int, last: int, columns: int) -> None:
        self.first, self.span, self.steps = first, last - first, max(columns - 1, 0)

    def column(self, day: int) -> int:
        """Return the column of a day inside the window; the day of a one-day window is at the right."""
        return ((day - self.first) * self.steps * 2 + self.span) // (2 * self.span) if self.span else self.steps

    def slices(self, days: Numbers) -> list[Pair]:
        """Return for every column the slice of the sorted `days` in it; days outside the window are in none."""
        starts = (-(-(2 * column - 1) * self.span // (2 * self.steps)) for column in range(1, self.steps + 1))
        edges = [self.first, *(self.first + start for start in starts), self.first + self.span + 1]
        return list(pairwise([bisect_left(days, edge) for edge in edges]))

    def extents(self, days: Numbers, lows: Numbers, highs: Numbers) -> list[tuple[float, float] | None]:
        """Return for every column the least of `lows` and the greatest of `highs`, linear between two days."""
        extents: list[tuple[float, float] | None] = []
        for column, (start, stop) in enumerate(self.slices(days)):
            if stop > start:
                extents.append((min(lows[start:stop]), max(highs[start:stop])))
            elif 0 < start < len(days):
                since = self.first + column * self.span / max(self.steps, 1) - days[start - 1]
                part = min(max(since / (days[start] - days[start - 1]), 0.0), 1.0)
                low, high = ((1 - part) * ends[start - 1] + part * ends[start] for ends in (lows, highs))
                extents.append((low, high))
            else:
                extents.append(None)
        return extents


def day_name(day: int) -> str:
    """Format a date ordinal as `16 Nov`, or in the order of the locale."""
    return locale_format.brief_date(date.fromordinal(day))


def date_labels(first: int, last: int, width: int) -> list[tuple[int, str]]:
    """Choose the days to name below a chart of `width` columns: the finest calendar step with blanks between names."""
    per_day = width / max(last - first, 1)
    for step in (1, 2, 7, 14):
        if step * per_day >= 11:
            # Anchored to the calendar (day 1 was a Monday), so that names stay put while the window moves.
            anchor = 1 + locale_format.current().first_weekday if step >= 7 else 1
            return [(day, day_name(day)) for day in range(first, last + 1) if (day - anchor) % step == 0]
    step = next((step for step in STEPS if step * 30.4 * per_day >= 9), 600)
    start, stop = date.fromordinal(first), date.fromordinal(last)
    labels = []
    for month in range(start.year * 12 + start.month - 1, stop.year * 12 + stop.month):
        day = date(month // 12, month % 12 + 1, 1).toordinal()
        if month % step == 0 and day >= first:
            when = date.fromordinal(day)
            labels.append(
                (day, locale_format.month_label(when) if month % 12 or last - first <= 300 else str(when.year))
            )
    return labels


class Canvas:
    """A chart of `size` (width, height) cells over `window` (first and last day); rows are composed on demand.

    With `shade` the band is a texture instead of a tone, for terminals without colour. Texture and ASCII fill whole
    cells, rounded outwards. `cursor_day` may be set any time; other changes need a new canvas.
    """

    def __init__(
        self, data: ChartData | None, window: Pair, size: Pair, *, ascii_only: bool = False, shade: bool = False
    ) -> None:
        self.data, self.first, self.last = data or EMPTY, window[0], max(window)
        self.width, self.height, self.shade = max(size[0], 0), max(size[1], 0), shade
        self.cursor_day: int | None = None
        self.glyphs = ASCII if ascii_only else UNICODE
        self.coarse = shade or ascii_only
        self.gutter = 4 if self.width >= 16 else 0
        self.margin = 2 if self.data.estimate is not None and self.gutter else 0
        self.columns = self.width - self.gutter - self.margin
        self.rows = self.height - 1 if self.height >= 4 else self.height
        self.days = Scale(self.first, self.last, self.columns)
        self.fine = Scale(self.first, self.last, self.columns * 2)

    def row(self, y: int) -> list[Run]:
        """Compose row `y` (0 at the top), `width` cells: texts, their layer, and whether the band's tone is behind."""
        cells = [BLANK] * self.width
        if cells and 0 <= y < self.rows:
            cells = [*self._wall(y), *self._plot(y), *self._edge(y)]
        elif self.rows <= y < self.height and self.data is not EMPTY:
            cells = self._dates()
        return [("".join([cell[0] for cell in run]), *style) for style, run in groupby(cells, key=itemgetter(1, 2))]

    def _cursor(self) -> int | None:
        day = self.cursor_day
        return self.days.column(day) if day is not None and self.first <= day <= self.last else None

    def text(self) -> str:
        """Compose the whole chart as plain lines, without trailing blanks."""
        return "\n".join("".join(text for text, _, _ in self.row(y)).rstrip() for y in range(self.height))

    def _step(self, value: float, steps: int) -> int:
        """Return the step, 0 at the top, of a value 0–100 on a height of `steps`."""
        return min(max(int((100 - value) * steps / 100), 0), steps - 1)

    def _wall(self, y: int) -> list[Run]:
        """Draw the y axis, with numbers where there is room for them."""
        names = {self.rows // 2: " 50"} if self.rows >= 5 else {}
        names |= {0: "100", self.rows - 1: "  0"} if self.rows > 1 else {}
        text = names[y] + self.glyphs["tick"] if y in names else "   " + self.glyphs["wall"]
        return [(char, "axis", False) for char in text[: self.gutter]]

    def _plot(self, y: int) -> list[Run]:
        """Draw one row of the plot, with the layers over each other."""
        line, dots, marks, guides = self._line[y], self._dots[y], self._marks[0][y], self._marks[1]
        cursor = self._cursor()
        cells: list[Run] = []
        for column, (start, end) in enumerate(self._band):
            upper, lower = start <= 2 * y < end, start <= 2 * y + 1 < end
            upper, lower = upper or (lower and self.coarse), lower or (upper and self.coarse)
            tone = (upper or lower) and not self.shade
            if column in line:
                cells.append((line[column], "line", tone))
            elif column in marks:
                cells.append((marks[column], "mark", tone))
            elif column == cursor:
                cells.append((self.glyphs["wall"], "cursor", tone))
            # The band's edge wins over a guide: a hole in it is easier to see than a gap in a dotted line.
            elif column in guides and upper == lower:
                cells.append((self.glyphs["guide"], "guide", tone))
            elif column in dots and upper == lower:
                cells.append((dots[column], "dot", tone))
            elif upper and lower:
                cells.append((self.glyphs["shade"] if self.shade else " ", "band", tone))
            else:
                cells.append(("▀" if upper else "▄", "band", False) if tone else BLANK)
        return cells

    def _edge(self, y: int) -> list[Run]:
        """Draw the evidence-based estimate: a bracket over its range, a pointer at its value."""
        cells, value = [BLANK] * self.margin, self.data.estimate
        if cells and value is not None and self.first <= self.data.today <= self.last:
            low, high = self.data.estimate_band or (value, value)
            top, middle, bottom = (self._step(number, self.rows) for number in (high, value, low))
            if y == middle or top <= y <= bottom:
                part = 3 if y == middle else 0 if y == top else 2 if y == bottom else 1
                cells[-1] = (self.glyphs["bracket"][part], "estimate", False)
        return cells

    def _dates(self) -> list[Run]:
        """Draw the date axis; the cursor's day has priority, then today, then the calendar."""
        cells, today, cursor = [BLANK] * self.width, self.data.today, self._cursor()
        labels: list[tuple[int, str, Layer]] = []
        if cursor is not None and self.cursor_day is not None:
            text = "today" if self.cursor_day == today else day_name(self.cursor_day)
            labels.append((max(min(cursor - len(text) // 2, self.columns - len(text)), 0), text, "cursor"))
        if self.first <= today <= self.last:
            labels.append((max(self.days.column(today) - 4, 0), "today", "today"))
        calendar = date_labels(self.first, self.last, self.columns)
        labels += [(self.days.column(day), text, "axis") for day, text in calendar]
        for column, text, layer in labels:
            start, end = self.gutter + column, self.gutter + column + len(text)
            if end <= self.gutter + self.columns and set(cells[max(start - 2, 0) : end + 2]) == {BLANK}:
                cells[start:end] = [(char, layer, False) for char in text]
        return cells

    def _draw_points(self, points: Iterable[Pair], ink: str) -> list[dict[int, str]]:
        """Draw points (fine column, fine row) as characters of `ink` or braille, for every row by column."""
        grid: list[dict[int, int]] = [{} for _ in range(self.rows)]
        for x, step in points:
            row, column = grid[step // 4], x // 2
            row[column] = row.get(column, 0) | BRAILLE[x % 2][step % 4]

        def stroke(bits: int) -> str:
            steps = [step for step in range(4) if bits & (BRAILLE[0][step] | BRAILLE[1][step])]
            return self.glyphs["wall"] if len(steps) > 2 else ink[sum(steps) // len(steps)]

        return [{column: stroke(bits) if ink else chr(0x2800 + bits) for column, bits in row.items()} for row in grid]

    @cached_property
    def _line(self) -> list[dict[int, str]]:
        """The mean line: the characters of every row by column. Neighbouring columns meet half-way."""
        _, _, days, means, _, _ = self.data.columns
        spans: dict[int, list[int]] = {}
        extents = enumerate(self.fine.extents(days, means, means))
        for x, extent in ((x, extent) for x, extent in extents if extent):
            spans[x] = span = [self._step(value, self.rows * 4) for value in reversed(extent)]
            previous = spans.get(x - 1, span)
            if previous[1] < span[0]:
                previous[1] = (previous[1] + span[0]) // 2
                span[0] = previous[1] + 1
            elif span[1] < previous[0]:
                span[1] = (previous[0] + span[1]) // 2
                previous[0] = span[1] + 1
        points = ((x, step) for x, (top, bottom) in spans.items() for step in range(top, bottom + 1))
        return self._draw_points(points, self.glyphs["line"])

    @cached_property
    def _band(self) -> list[Pair]:
        """The half cells [start, end) that the band covers in every column, at least one."""
        _, _, days, _, lows, highs = self.data.columns
        steps, band = self.rows * 2, []
        for extent in self.days.extents(days, lows, highs):
            upper, lower = ((100 - value) * steps / 100 for value in reversed(extent or (100.0, 100.0)))
            middle = min(max(int((upper + lower) / 2), 0), steps - 1)
            start, end = max(min(round(upper), middle), 0), min(max(round(lower), middle + 1), steps)
            band.append((start, end) if extent else (0, 0))
        return band

    @cached_property
    def _dots(self) -> list[dict[int, str]]:
        """The ratings: the characters of every row by column, one dot for each distinct height in a column."""
        days, values, *_ = self.data.columns
        height, band = self.rows * 4, self._band
        steps = {value: self._step(value, height) for value in set(values)}
        # A cell shows a dot or the band's edge: the dot moves away by half a cell and stays on its side of the edge.
        moved_steps = {step: step // 4 * 4 + (-1 if step % 4 < 2 else 4) for step in range(2, height - 2)}
        points = []
        for x, (start, stop) in enumerate(self.fine.slices(days)):
            edges = () if self.coarse else band[x // 2]
            heights = {steps[value] for value in set(values[start:stop])}
            points += [(x, moved_steps.get(step, step) if step // 4 * 2 + 1 in edges else step) for step in heights]
        return self._draw_points(points, self.glyphs["dot"])

    @cached_property
    def _marks(self) -> tuple[list[dict[int, str]], set[int]]:
        """The outcome glyphs of every row by column, in the top rows without a line; the guided columns."""
        kinds_by_column: dict[int, list[Outcome]] = {}
        for mark in sorted(self.data.marks, key=lambda mark: -mark.day):
            if self.first <= mark.day <= self.last:
                kinds_by_column.setdefault(self.days.column(mark.day), []).append(mark.kind)
        # Guides too close to each other are left out; then one glyph a column, the latest, is enough.
        guides = set(kinds_by_column) if len(kinds_by_column) * 7 <= self.columns else set()
        grid: list[dict[int, str]] = [{} for _ in range(self.rows)]
        for column, kinds in kinds_by_column.items():
            free = (y for y in range(self.rows) if column not in self._line[y])
            for kind, y in zip(list(dict.fromkeys(kinds))[: 2 if guides else 1], free, strict=False):
                grid[y][column] = self.glyphs[kind]
        return grid, guides
