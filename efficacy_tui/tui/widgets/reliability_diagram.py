"""The reliability diagram as text: odds along, how often it worked out upwards, the diagonal where both agree."""

from __future__ import annotations

from textual.content import Content

from efficacy_tui.journal.trends import OddsReport
from efficacy_tui.tui.privacy.mask import magnitude, public
from efficacy_tui.tui.widgets.content_lines import ACCENT, QUIET, wrap

WIDTH, HEIGHT = 41, 9


def reliability(report: OddsReport, width: int) -> list[Content]:
    """The diagram: single outcomes as dots at the top and the bottom, bins with their range, the fitted curve.

    What is drawn follows how many outcomes there are; below it stands what it shows, on lines of `width` cells.
    """
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    style = [[""] * WIDTH for _ in range(HEIGHT)]

    def put(x: float, y: float, char: str, how: str) -> None:
        column = min(max(round(x * (WIDTH - 1)), 0), WIDTH - 1)
        row = min(max(round((1 - y) * (HEIGHT - 1)), 0), HEIGHT - 1)
        grid[row][column], style[row][column] = char, how

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
    for each in report.bins:
        steps = 2 * HEIGHT
        for step in range(steps + 1):
            put(each.mean_odds, each.low + (each.high - each.low) * step / steps, "│", QUIET)
        put(each.mean_odds, each.rate, "●", ACCENT)
    rows = []
    for number in range(HEIGHT):
        label = {0: "100", HEIGHT // 2: " 50", HEIGHT - 1: "  0"}.get(number, "   ")
        cells = [(char, how) for char, how in zip(grid[number], style[number], strict=True)]
        rows.append(public(f"{label} ", QUIET) + magnitude(Content.assemble(*cells)))
    rows.append(public("    0" + "50".center(WIDTH - 4) + "100", QUIET))
    rows += [public(line, QUIET) for line in wrap("Your odds, in percent, against how often it worked out.", width)]
    return rows
