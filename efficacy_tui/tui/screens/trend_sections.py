"""The sections of the trends screen as lines, each with the amount of data behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.text_layout import elide, pad, wrap
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.check_in_calendar import check_in_calendar
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, wrap_styled
from efficacy_tui.tui.widgets.reliability_diagram import reliability_diagram
from efficacy_tui.wording import trends as wording
from efficacy_tui.wording.ladder_lines import standing_lines
from efficacy_tui.wording.report_line import ReportLine
from efficacy_tui.wording.trace import trace

TrendSectionBuilder = Callable[[TrendReport, int], list[Content]]

DIAGRAM_WIDTH = 46
"""Cells from which the diagram of odds and outcomes is drawn."""

POINTS_WIDTH = 7
"""Cells of the ledger's last column: `+100.0` and a blank."""


def _format_report(lines: Iterable[ReportLine], width: int) -> list[Content]:
    """Wrap sentences, the first brightest, unless it is a quiet one."""
    rows: list[Content] = []
    for number, line in enumerate(lines):
        style = QUIET if line.quiet else "" if number else BRIGHT
        rows += wrap_styled(line.text, width, style) if line.text else [Content("")]
    return rows


def trend_and_next_step(report: TrendReport, width: int) -> list[Content]:
    """Describe the trend of the ratings, and the next difficulty."""
    return _format_report(wording.trend_and_next_step(report), width)


def what_outcomes_add_up_to(report: TrendReport, width: int) -> list[Content]:
    """List every outcome's points, which sum exactly to the number shown."""
    ledger_lines, notes = wording.ledger(report), wording.ledger_note(report)
    if any(line.middle for line in ledger_lines):
        notes[-1] += f" {UNICODE['waits']} marks an entry not rated yet, counted with the middle value."
    return [
        *wrap_styled(wording.outcomes_sentence(report), width, BRIGHT if ledger_lines else QUIET),
        *(row for line in ledger_lines for row in _ledger_line(line, width)),
        *(row for note in notes for row in wrap_styled(note, width, QUIET)),
    ]


def _ledger_line(line: wording.LedgerText, width: int) -> list[Content]:
    """Format a ledger line; the person's text is cut to one row, a text of the program is wrapped in full."""
    glyph = UNICODE["later" if line.kind == "earlier" else line.kind] if line.kind else ""
    pending_sign = f" {UNICODE['waits']}" if line.middle else ""
    date_text = f"{pad(line.when, locale_format.NARROW_WIDTH)} " if line.when else ""
    style = BRIGHT if line.total else ""
    room = max(width - 2 - POINTS_WIDTH, 8) - cell_len(date_text)
    *leading_lines, text = (
        [elide(line.text, room - cell_len(pending_sign)) + pending_sign] if date_text else wrap(line.text, room)
    )
    last_row = Content.assemble(
        (f"{date_text}{set_cell_size(text, room)}", style), (line.points.rjust(POINTS_WIDTH), style)
    )
    rows = [*(Content.styled(text, style) for text in leading_lines), last_row]
    return [Content.assemble((pad("" if i else glyph, 2), ACCENT), row) for i, row in enumerate(rows)]


def ladder(report: TrendReport, width: int) -> list[Content]:
    """Describe how sure the person is over the rungs, how far up, and what changed."""
    lines = standing_lines(report.ladder)
    if report.ladder.is_empty:
        lines.append(ReportLine("You begin one on the dashboard.", quiet=True))
    return _format_report(lines, width)


def odds_against_outcomes(report: TrendReport, width: int) -> list[Content]:
    """Draw and describe calibration, as far as the number of outcomes allows; the main sentence comes first."""
    lines = wording.odds_against_outcomes(report)
    rows = _format_report(lines[:1], width)
    if report.odds.n and width >= DIAGRAM_WIDTH:
        rows += reliability_diagram(report.odds, width)
    return [*rows, *(row for line in lines[1:] for row in wrap_styled(line.text, width, QUIET if line.quiet else ""))]


def sources(report: TrendReport, width: int) -> list[Content]:
    """Show the amount of recent evidence from each source and the time since its last entry."""
    max_count = max((row.recent for row in report.balance), default=0)
    rows = wrap_styled(report.balance_sentence, width, BRIGHT)
    bar_cells = bar_width(width)
    for source, recent, last_seen in wording.source_rows(report):
        bar = _bar(recent / max_count if max_count else 0, bar_cells)
        rows.append(
            Content.assemble(
                (f"{UNICODE[source]} ", ACCENT), pad(source, 12), f"{recent:>3}  ", bar, (last_seen, QUIET)
            )
        )
    return [*rows, *wrap_styled(wording.SOURCES_NOTE, width, QUIET)]


def _bar(share: float, cells: int) -> Content:
    """Draw a share (0–1) as a bar with two blanks after it; nothing where there is no room for one."""
    full_cells = round(cells * share)
    return Content.assemble(
        (UNICODE["full"] * full_cells, ""),
        (UNICODE["empty"] * (cells - full_cells), "$faint"),
        "  " if cells else "",
    )


def bar_width(width: int) -> int:
    """Return the cells for a bar beside text in `width` cells; 0 if the text needs them all."""
    return min(width - 34, 20) if width >= 38 else 0


def check_ins(report: TrendReport, width: int) -> list[Content]:
    """Count the check-ins, and draw their calendar."""
    if not report.days:
        return wrap_styled(wording.check_ins(report), width, QUIET)
    return [
        *wrap_styled(wording.check_ins(report), width, BRIGHT),
        *check_in_calendar(report.days, report.stats.today, width),
        *wrap_styled(wording.CALENDAR_NOTE, width, QUIET),
    ]


def before_and_after(report: TrendReport, width: int) -> list[Content]:
    """Compare resources minus demands after reappraisal sessions with before them."""
    return _format_report(wording.before_and_after(report), width)


def where_ratings_vary(report: TrendReport, width: int) -> list[Content]:
    """Show the shares of the ratings' variance between domains, between days, and the rest, the greatest first."""
    rows = []
    bar_cells = bar_width(width)
    for number, (name, share, interval) in enumerate(wording.share_rows(report)):
        style = "" if number else BRIGHT
        rows.append(Content.assemble((pad(name, 17), style), _bar(share, bar_cells), (interval, style)))
    return [*rows, *wrap_styled(wording.shares_note(report), width, QUIET)]


def where_figures_come_from(report: TrendReport, width: int) -> list[Content]:
    """List the computation of every figure, with its inputs."""
    return [row for line in trace(report) for row in wrap_styled(line.text, width, QUIET)]


BUILDERS: Sequence[TrendSectionBuilder] = (
    trend_and_next_step,
    ladder,
    what_outcomes_add_up_to,
    odds_against_outcomes,
    sources,
    check_ins,
    before_and_after,
    where_ratings_vary,
    where_figures_come_from,
)
SECTIONS = tuple(zip(wording.SECTION_HEADINGS, BUILDERS, strict=True))
"""Headings and the builders of their sections, in reading order."""
