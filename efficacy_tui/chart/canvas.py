"""Compose a chart of its layers: the band, the record's line, the ratings, the own line, the edges and the axes."""

from __future__ import annotations

from functools import cached_property

from efficacy_tui.chart.axes import day_axis, percent_axis
from efficacy_tui.chart.band import band_cells, draws_band
from efficacy_tui.chart.cells import BLANK, ChartCell, signs_for
from efficacy_tui.chart.data import ChartData, Window
from efficacy_tui.chart.edge import edge_cells
from efficacy_tui.chart.layout import divide
from efficacy_tui.chart.own_line import Place, beside_line, braille, first_ratings, in_runs, own_line, rating_points
from efficacy_tui.chart.record_line import LEVEL, UPRIGHT, record_line
from efficacy_tui.chart.scales import PercentScale, TimeScale, percent_ends


class Canvas:
    """A chart of `size` (width, height) cells over a window of days; its cells are computed once.

    With `shade` the band is a texture instead of a tone, for terminals without colour; with `ascii_only` there is none.
    With `full` the percent scale is 0–100. The cursor is drawn over the finished cells.
    """

    def __init__(
        self,
        data: ChartData,
        window: Window,
        size: tuple[int, int],
        *,
        ascii_only: bool = False,
        shade: bool = False,
        full: bool = False,
    ) -> None:
        self.width, self.height = max(size[0], 0), max(size[1], 0)
        self.data = data
        self.ascii_only, self._shade, self._signs = ascii_only, shade, signs_for(ascii_only=ascii_only)
        self._drawn_feet: tuple[int | None, list[list[ChartCell]]] | None = None
        self.layout = divide(self.width, self.height, self.data)
        self.has_band = draws_band(self.data, self.layout.rows, ascii_only=ascii_only)
        self.time = TimeScale(window, self.layout.columns)
        low, high = percent_ends(self.data, window, full=full, band=self.has_band)
        self.percent = PercentScale(low, high, self.layout.rows)

    def row(self, y: int, cursor_day: int | None = None) -> list[ChartCell]:
        """Return the `width` cells of row `y`, 0 at the top, with the cursor on a day (a date ordinal)."""
        layout = self.layout
        if not layout.columns or not layout.rows or not 0 <= y < self.height:
            return [BLANK] * self.width
        has_cursor = cursor_day is not None and self.time.contains(cursor_day)
        if y >= layout.rows:
            return self._feet(cursor_day if has_cursor else None)[y - layout.rows]
        cells = self._plot[y]
        if has_cursor and cursor_day is not None:
            at = layout.gutter + self.time.column(cursor_day)
            cell = cells[at]
            if cell.char == " ":
                cells = [*cells[:at], ChartCell(self._signs.cursor, "cursor", cell.on_band), *cells[at + 1 :]]
        return cells

    def text(self, cursor_day: int | None = None) -> str:
        """Return the chart as plain lines, without trailing blanks."""
        rows = (self.row(y, cursor_day) for y in range(self.height))
        return "\n".join("".join(cell.char for cell in row).rstrip() for row in rows)

    def _feet(self, cursor_day: int | None) -> list[list[ChartCell]]:
        """Return the rows below the plot; both are drawn when the first is asked for."""
        if self._drawn_feet is None or self._drawn_feet[0] != cursor_day:
            self._drawn_feet = cursor_day, day_axis(self.data, self.layout, self.time, self._signs, cursor_day)
        return self._drawn_feet[1]

    @cached_property
    def _plot(self) -> list[list[ChartCell]]:
        """The rows above the axis, from the left edge to the right."""
        layout = self.layout
        axis = percent_axis(layout, self.percent, self._signs)
        rows = [[*label, *[BLANK] * (layout.columns + layout.margin)] for label in axis]
        for (column, y), cell in {**self._lines(), **self._right_edge()}.items():
            if column < layout.columns + layout.margin:
                rows[y][layout.gutter + column] = cell
        if self.data.has_few_ratings:
            self._number_newest_rating(rows)
        return rows

    def _lines(self) -> dict[Place, ChartCell]:
        """Return the cells of everything that is drawn through time."""
        data, time, percent = self.data, self.time, self.percent
        cells: dict[Place, ChartCell] = {}
        covered: set[Place] = set()
        if self.has_band:
            cells, covered = band_cells(data, time, percent, shade=self._shade)
        own_cells = first_ratings(data, time, percent) if data.has_few_ratings else own_line(data, time, percent)
        record_cells = record_line(data, time, percent)
        if data.has_few_ratings:
            record_cells = {place: sides for place, sides in record_cells.items() if place not in own_cells}
            points: dict[Place, int] = {}
        else:
            record_cells, own_cells = share_cells(record_cells, own_cells)
            points = rating_points(data, time, percent, set(record_cells))
        for place, sides in record_cells.items():
            cells[place] = ChartCell(self._signs.line[sides], "record", place in covered)
        for place, pattern in points.items():
            cells[place] = ChartCell(self._signs.rating or braille(pattern), "dot", place in covered)
        own_sign = self._signs.first_rating if data.has_few_ratings else self._signs.own
        for place, pattern in own_cells.items():
            char = own_sign if self.ascii_only else braille(pattern | beside_line(points.get(place, 0), pattern))
            cells[place] = ChartCell(char, "own", place in covered)
        return cells

    def _right_edge(self) -> dict[Place, ChartCell]:
        """Return the cells after the lines' ends, by column of the plot; none where today is out of sight."""
        if not self.layout.margin or not self.time.contains(self.data.today):
            return {}
        cells = edge_cells(
            self.data,
            self.percent,
            self._signs,
            numbers=self.layout.has_numbers_right,
            own=not self.data.has_few_ratings,
        )
        today = self.time.column(self.data.today)
        return {(today + 1 + column, y): cell for (column, y), cell in cells.items()}

    def _number_newest_rating(self, rows: list[list[ChartCell]]) -> None:
        """Write the number of the newest rating beside it, or above or below, where the cells are free."""
        day, value = self.data.ratings[-1]
        if not self.time.contains(day):
            return
        text = f" {round(value)} "
        column, row = self.layout.gutter + self.time.column(day), self.percent.row(value)
        places = [(column + 1, row), (column - len(text), row)]
        places += [(column + 1, row + shift) for shift in (-1, 1)] + [(column - len(text), row - 1)]
        for start, y in places:
            if not 0 <= y < len(rows) or start < self.layout.gutter:
                continue
            room = rows[y][start : start + len(text)]
            if len(room) >= len(text) - 1 and all(cell == BLANK for cell in room):
                rows[y][start : start + len(room)] = [ChartCell(char, "own") for char in text[: len(room)]]
                return


def share_cells(
    record_cells: dict[Place, int], own_cells: dict[Place, int]
) -> tuple[dict[Place, int], dict[Place, int]]:
    """Give each cell that both lines want to one of them: where they lie on each other they take turns.

    The own line crosses upright strokes of the record, and the record keeps its corners.
    """
    shared = record_cells.keys() & own_cells.keys()
    level = {place for place in shared if record_cells[place] in (LEVEL, LEVEL & 1, LEVEL & 2)}
    to_record = {place for place, position in in_runs(level) if position % 2}
    to_record |= {place for place in shared - level if record_cells[place] != UPRIGHT}
    return (
        {place: sides for place, sides in record_cells.items() if place not in shared or place in to_record},
        {place: points for place, points in own_cells.items() if place not in to_record},
    )
