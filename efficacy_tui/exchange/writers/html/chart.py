"""The chart of a domain: what the person says and what their record says, through time, with the outcomes below."""

from __future__ import annotations

from typing import NamedTuple

from efficacy_tui.exchange.writers.html.layout import (
    axis_names,
    axis_range,
    join_points,
    place_of,
    rows_of_signs,
    scatter,
    spread_labels,
    staircase,
)
from efficacy_tui.exchange.writers.html.markup import path, picture, svg_text
from efficacy_tui.insight.rating_comparison import ReferenceOdds
from efficacy_tui.journal.report import ChartSeries, DomainReport
from efficacy_tui.wording.report_pictures import chart_description, chart_title, edge_labels, has_line

SIGN_SIZE, SIGN_GAP = 11, 13
"""Signs are so large and, in one row, at least so far apart."""

LABEL_GAP = 15
"""Labels at the right edge are at least so far apart."""

MANY_RATINGS, COARSE_GRID = 1000, 4
"""The dots of more ratings cover each other; they stand on a grid of so many units."""

TOP = 10


class ChartFormat(NamedTuple):
    """The size of one of the two drawings; one scaled down would have letters too small to read on a phone."""

    width: int
    height: int
    right: int
    css: str
    suffix: str

    @property
    def is_wide(self) -> bool:
        return self.css == "wide-only"


WIDE = ChartFormat(720, 270, 720 - 92, "wide-only", "wide")
NARROW = ChartFormat(358, 280, 358 - 66, "phone-only", "narrow")
LEFT = 36


class _Plot:
    """Turns days and percents of a series into places of a drawing."""

    def __init__(self, report: DomainReport, drawing: ChartFormat) -> None:
        self.series: ChartSeries = report.series
        self.drawing = drawing
        self.low, self.high = self._scale(report)
        self.sign_places = [self.x(mark.day) for mark in self.series.marks]
        self.sign_rows = rows_of_signs(self.sign_places, SIGN_GAP)
        self.has_second_row = any(row != 0 for row in self.sign_rows)
        self.bottom = drawing.height - 42 - (SIGN_GAP if self.has_second_row else 0)

    def _scale(self, report: DomainReport) -> tuple[int, int]:
        if not has_line(self.series):
            return 0, 100
        values = [float(value) for _, value in self.series.ratings]
        values += [mean for _, mean, _, _ in self.series.level]
        values += [float(percent) for _, percent in self.series.record]
        own_value = report.stats.own_value
        return axis_range([*values, *([] if own_value is None else [float(own_value)])])

    def x(self, day: int) -> float:
        return place_of(day, self.series.first, self.series.last, LEFT, self.drawing.right)

    def y(self, value: float) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.bottom - 8 - share * (self.bottom - 8 - TOP)


def draw_chart(report: DomainReport, key: str) -> str:
    """Draw the chart twice, for a wide page and for a phone; a style sheet shows one of them."""
    return "".join(_draw(report, f"{key}-{drawing.suffix}", drawing) for drawing in (WIDE, NARROW))


def _draw(report: DomainReport, key: str, drawing: ChartFormat) -> str:
    plot = _Plot(report, drawing)
    parts = [_value_axis(plot), _ratings(plot), _record(plot, report), _own_line(plot), _time_axis(plot)]
    parts += [_outcomes(plot), _right_edge(plot, report)]
    size = (drawing.width, drawing.height)
    return picture(key, size, chart_title(report), chart_description(report), "".join(parts), drawing.css)


def _value_axis(plot: _Plot) -> str:
    middle = round((plot.low + plot.high) / 20) * 10
    # Ratings come in tens, so their dots are the grid; lines through them would hide them.
    ticks = "".join(
        path("axis", f"M{LEFT - 4} {plot.y(value):.1f}h4")
        + svg_text(LEFT - 9, plot.y(value) + 4, str(value), "quiet", "end")
        for value in dict.fromkeys((plot.low, middle, plot.high))
    )
    return ticks + path("axis", f"M{LEFT} {TOP}V{plot.bottom}")


def _ratings(plot: _Plot) -> str:
    is_crowded = len(plot.series.ratings) > MANY_RATINGS
    css = "dots large" if not has_line(plot.series) else "dots many" if is_crowded else "dots"
    band = ""
    if has_line(plot.series):
        rows = _thin_out(plot)
        upper = [(plot.x(day), plot.y(high)) for day, _, _, high in rows]
        lower = [(plot.x(day), plot.y(low)) for day, _, low, _ in reversed(rows)]
        band = path("band", f"{join_points([*upper, *lower])}z")
    grid = COARSE_GRID if is_crowded else 1
    return band + path(css, scatter(((plot.x(day), plot.y(value)) for day, value in plot.series.ratings), grid))


def _own_line(plot: _Plot) -> str:
    if not has_line(plot.series):
        return ""
    return path("own-line", join_points((plot.x(day), plot.y(mean)) for day, mean, _, _ in _thin_out(plot)))


def _thin_out(plot: _Plot) -> list[tuple[int, float, float, float]]:
    """Return the points of the line that are three units apart or more, the last of each."""
    rows = plot.series.level
    return [row for row, after in zip(rows, (*rows[1:], None), strict=True) if not _is_beside(plot, row, after)]


def _is_beside(plot: _Plot, row: tuple[int, float, float, float], after: tuple[float, ...] | None) -> bool:
    return after is not None and int(plot.x(row[0]) / 3) == int(plot.x(int(after[0])) / 3)


def _record(plot: _Plot, report: DomainReport) -> str:
    record = plot.series.record
    if report.stats.reference is None or not record:
        return ""
    steps = staircase([(plot.x(day), plot.y(percent)) for day, percent in record])
    return path("record-line", f"{steps}H{plot.drawing.right + 6}")


def _time_axis(plot: _Plot) -> str:
    series, drawing = plot.series, plot.drawing
    y = plot.bottom + 34 + (SIGN_GAP if plot.has_second_row else 0)
    names = axis_names(series.first, series.last, LEFT, drawing.right, 34 if drawing.is_wide else 62)
    texts = "".join(svg_text(name.place, y, name.text, "quiet", "middle") for name in names)
    return (
        path("axis", f"M{LEFT} {plot.bottom}H{drawing.right}")
        + texts
        + svg_text(drawing.right, y, "today", "", "middle")
    )


def _outcomes(plot: _Plot) -> str:
    """Draw each outcome below its step; on a crowded axis one that has no room is a mere tick."""
    ticks, signs = [], []
    for mark, place, row in zip(plot.series.marks, plot.sign_places, plot.sign_rows, strict=True):
        ticks.append(f"M{place:.1f} {plot.bottom - 4}v{4 if row is not None else 8}")
        if row is not None:
            y = plot.bottom + 4 + SIGN_GAP * row
            size = f'width="{SIGN_SIZE}" height="{SIGN_SIZE}"'
            signs.append(f'<use href="#{mark.outcome}" x="{place - SIGN_SIZE / 2:.1f}" y="{y}" {size}/>')
    return path("axis", "".join(ticks)) + "".join(signs)


def _right_edge(plot: _Plot, report: DomainReport) -> str:
    """Write both values at the right edge, with the record's range; labels give way to each other, never the lines."""
    edge, own_value, reference = plot.drawing.right + 6, report.stats.own_value, report.stats.reference
    own_label, record_label = edge_labels(report)
    labels: list[tuple[float, str, str]] = []
    if own_value is not None:
        labels.append((plot.y(own_value), own_label, "strong"))
    bracket = ""
    if reference is not None:
        high, low = plot.y(reference.high), plot.y(reference.low)
        bracket = path("record-range", f"M{edge - 3} {high:.1f}h6M{edge - 3} {low:.1f}h6M{edge} {high:.1f}V{low:.1f}")
        text = record_label if plot.drawing.is_wide else str(reference.percent)
        labels += [(plot.y(reference.percent), text, "record strong"), *_range_labels(plot, reference)]
    labels.sort(key=lambda label: label[0])
    places = spread_labels([place for place, _, _ in labels], LABEL_GAP, TOP + 4, plot.bottom - 6)
    texts = (svg_text(edge + 8, y + 4, text, css) for (_, text, css), y in zip(labels, places, strict=True))
    return bracket + "".join(texts)


def _range_labels(plot: _Plot, reference: ReferenceOdds) -> list[tuple[float, str, str]]:
    """Return the ends of the record's range; one beyond the axis has an arrow, one at the value itself none."""
    labels = []
    if reference.high > reference.percent:
        labels.append((plot.y(reference.high), f"{'▴' if reference.high > plot.high else ''}{reference.high}", "quiet"))
    if reference.low < reference.percent:
        labels.append((plot.y(reference.low), f"{'▾' if reference.low < plot.low else ''}{reference.low}", "quiet"))
    return labels
