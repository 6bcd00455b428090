"""The chart of a domain: its data from the statistics, and the legend that every UI prints below it."""

from __future__ import annotations

from efficacy_tui.chart.band import SHADE, draws_band
from efficacy_tui.chart.canvas import Canvas
from efficacy_tui.chart.cells import Signs, signs_for
from efficacy_tui.chart.data import ChartData, ChartOutcome
from efficacy_tui.chart.layout import ChartLayout
from efficacy_tui.content.ascii_fallbacks import to_ascii
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.model.text_layout import wrap_words
from efficacy_tui.wording.confidence import own_phrase, record_phrase

BAND_LEGEND = "where that line lies with 80 %"
SMOOTHED_LEGEND = "your ratings, smoothed"
RATING_LEGEND = "a rating"
OUTCOMES_LEGEND = "outcomes"
BAND_SAMPLE = "▒"
RANGE_LEGEND = "record’s 80 % range"


def chart_data(stats: DomainStats) -> ChartData:
    """Build a chart's data from a domain's statistics; the own line of an old series ends with its last rating."""
    reference = stats.reference
    level = stats.level
    if stats.is_stale:
        last_rated = stats.ratings[-1][0]
        level = tuple(row for row in level if row[0] <= last_rated)
    value = None if stats.is_stale else stats.own_value
    return ChartData(
        today=stats.today,
        ratings=tuple((day, float(value)) for day, value in stats.ratings),
        level=level,
        record=tuple((day, float(value)) for day, value in stats.record_path),
        record_range=(float(reference.low), float(reference.high)) if reference else None,
        outcomes=tuple(ChartOutcome(mark.day, mark.outcome) for mark in sorted(stats.marks, key=lambda mark: mark.day)),
        own_value=None if value is None else float(value),
    )


def legend(data: ChartData, layout: ChartLayout, *, ascii_only: bool = False) -> list[tuple[str, str]]:
    """List what is drawn in a chart beside the two lines, as signs and words; the lines stand in the headline."""
    signs = signs_for(ascii_only=ascii_only)
    entries = []
    if draws_band(data, layout.rows, ascii_only=ascii_only):
        entries += [(signs.own_sample, SMOOTHED_LEGEND), (BAND_SAMPLE, BAND_LEGEND)]
    if data.ratings and not data.has_few_ratings:
        entries.append((signs.rating or "·", RATING_LEGEND))
    if data.outcomes:
        entries.append((outcome_signs(data, signs), OUTCOMES_LEGEND))
    if data.record_range is not None and layout.margin:
        entries.append((signs.bracket, RANGE_LEGEND))
    return entries


def record_on(stats: DomainStats, day: int) -> int | None:
    """Return what the record said of the daily task on a day (a date ordinal), in percent; `None` before it spoke."""
    return next((value for since, value in reversed(stats.record_path) if since <= day), None)


def outcome_signs(data: ChartData, signs: Signs) -> str:
    """Join the signs of outcomes: the three usual ones, and that of a challenge let go where there is one."""
    has_abandoned = any(outcome.kind == "abandoned" for outcome in data.outcomes)
    return " ".join(sign for kind, sign in signs.outcomes.items() if kind != "abandoned" or has_abandoned)


def chart_text(
    stats: DomainStats, days: int | None, size: tuple[int, int], *, ascii_only: bool = False, full: bool = False
) -> list[str]:
    """Draw the chart of the last `days` (`None`: all) as lines of text: headline, `size` (width, height), legend.

    With `full` the percent scale is 0–100.
    """
    data = chart_data(stats)
    signs = signs_for(ascii_only=ascii_only)
    own_sample = signs.first_rating if data.has_few_ratings else signs.own_sample
    voices = ((own_sample, own_phrase(stats)), (signs.record_sample, record_phrase(stats)))
    canvas = Canvas(data, data.window(days), size, ascii_only=ascii_only, shade=True, full=full)
    entries = ((SHADE if sign == BAND_SAMPLE else sign, words) for sign, words in canvas_legend(canvas))
    lines = [
        " · ".join(f"{sample} {phrase}" for sample, phrase in voices if phrase),
        *canvas.text().split("\n"),
        *wrap_words((f"{sign} {words}" for sign, words in entries), size[0], "  "),
    ]
    return [to_ascii(line) for line in lines] if ascii_only else lines


def canvas_legend(canvas: Canvas) -> list[tuple[str, str]]:
    """List what is drawn in a finished chart, as `legend` does."""
    return legend(canvas.data, canvas.layout, ascii_only=canvas.ascii_only)
