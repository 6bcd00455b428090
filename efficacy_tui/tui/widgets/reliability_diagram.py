"""The reliability diagram as text: the x axis is the odds, the y axis the observed rate, the diagonal is agreement."""

from __future__ import annotations

from textual.content import Content

from efficacy_tui.journal.trends import OddsReport
from efficacy_tui.model.text_layout import wrap
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, QUIET

WIDTH, HEIGHT = 41, 9


def reliability_diagram(report: OddsReport, width: int) -> list[Content]:
    """Draw outcomes as dots at the top and the bottom, bins with their range, and the fitted curve.

    Bins and curve are drawn where the report has enough outcomes for them. The caption is wrapped to `width` cells.
    """
    chars = [[" "] * WIDTH for _ in range(HEIGHT)]
    styles = [[""] * WIDTH for _ in range(HEIGHT)]

    def put(x: float, y: float, char: str, style: str) -> None:
        column = min(max(round(x * (WIDTH - 1)), 0), WIDTH - 1)
        row = min(max(round((1 - y) * (HEIGHT - 1)), 0), HEIGHT - 1)
        chars[row][column], styles[row][column] = char, style

    for step in range(WIDTH):
        put(step / (WIDTH - 1), step / (WIDTH - 1), "·", "$faint")
    counts: dict[tuple[float, int], int] = {}
    for odds, outcome in zip(report.odds, report.outcomes, strict=True):
        counts[odds, outcome] = counts.get((odds, outcome), 0) + 1
    for (odds, outcome), count in counts.items():
        put(odds, float(outcome), "•" if count == 1 else str(min(count, 9)), QUIET)
    if report.corp is not None:
        for odds, fitted in zip(report.odds, report.corp.fit, strict=True):
            put(odds, fitted, "─", "")
    for outcome_bin in report.bins:
        low, high, steps = outcome_bin.low, outcome_bin.high, 2 * HEIGHT
        for step in range(steps + 1):
            put(outcome_bin.mean_odds, low + (high - low) * step / steps, "│", QUIET)
        put(outcome_bin.mean_odds, outcome_bin.rate, "●", ACCENT)
    rows = []
    for number in range(HEIGHT):
        axis = {0: "100┤", HEIGHT // 2: " 50┤", HEIGHT - 1: "  0┤"}.get(number, "   │")
        cells = list(zip(chars[number], styles[number], strict=True))
        rows.append(public(axis, QUIET) + magnitude(Content.assemble(*cells)))
    rows.append(public(f"   ╰{'─' * WIDTH}", QUIET))
    rows.append(public("    0" + "50".center(WIDTH - 4) + "100", QUIET))
    rows += [public(line, QUIET) for line in wrap("Your odds, in percent, against how often it worked out.", width)]
    return rows
