"""The sections of the trends screen, each as lines: a heading, what it says, and how much it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.tui.look.glyphs import UNICODE
from efficacy_tui.tui.widgets.check_in_calendar import check_in_calendar
from efficacy_tui.tui.widgets.content_lines import ACCENT, BRIGHT, QUIET, elide, pad, wrap
from efficacy_tui.tui.widgets.reliability_diagram import reliability
from efficacy_tui.wording import trends as wording
from efficacy_tui.wording.report_line import ReportLine

Section = Callable[[TrendReport, int], list[Content]]

POINTS = 7
"""Cells of the ledger's last column: +100.0 and a blank."""


def _words(text: str, width: int, style: str = "") -> list[Content]:
    return [Content.styled(line, style) for line in wrap(text, width)]


def _said(lines: Iterable[ReportLine], width: int) -> list[Content]:
    rows: list[Content] = []
    for line in lines:
        rows += _words(line.text, width, QUIET if line.quiet else "") if line.text else [Content("")]
    return rows


def confidence_and_evidence(report: TrendReport, width: int) -> list[Content]:
    """The trend of the ratings, the range of the outcomes, and the gap between them."""
    return _said(wording.confidence_and_evidence(report), width)


def why_this_number(report: TrendReport, width: int) -> list[Content]:
    """The ledger: every outcome's points, summing exactly to the number."""
    lines, note = wording.ledger(report), wording.ledger_note(report)
    if any(line.middle for line in lines):
        note += f" {UNICODE['waits']} marks an entry not rated yet, counted with the middle value."
    return [*(row for line in lines for row in _ledger_line(line, width)), *_words(note, width, QUIET)]


def _ledger_line(line: wording.LedgerText, width: int) -> list[Content]:
    """An outcome or an entry, its words cut to one row; what the program says of the sums stands whole."""
    glyph = UNICODE["later" if line.kind == "earlier" else line.kind] if line.kind else ""
    waits = f" {UNICODE['waits']}" if line.middle else ""
    when = f"{pad(line.when, locale_format.NARROW)} " if line.when else ""
    style = BRIGHT if line.total else ""
    room = max(width - 2 - POINTS, 8) - cell_len(when)
    *above, text = [elide(line.text, room - cell_len(waits)) + waits] if when else wrap(line.text, room)
    last = Content.assemble((f"{when}{set_cell_size(text, room)}", style), (line.points.rjust(POINTS), style))
    rows = [*(Content.styled(each, style) for each in above), last]
    return [Content.assemble((pad("" if i else glyph, 2), ACCENT), row) for i, row in enumerate(rows)]


def odds_against_outcomes(report: TrendReport, width: int) -> list[Content]:
    """Calibration, as far as the number of outcomes allows."""
    drawn = reliability(report.odds, width) if report.odds.n and width >= 46 else []
    return [*drawn, *_said(wording.odds_against_outcomes(report), width)]


def sources(report: TrendReport, width: int) -> list[Content]:
    """How much evidence there is from each source, and what has been missing longest."""
    most = max((row.recent for row in report.balance), default=0)
    rows = _words(report.balance_sentence, width)
    bar = bar_width(width)
    for source, recent, ago in wording.source_rows(report):
        full = round(bar * recent / most) if most else 0
        rows.append(
            Content.assemble(
                (f"{UNICODE[source]} ", ACCENT),
                pad(source, 12),
                (str(recent).rjust(3) + "  ", ""),
                (UNICODE["full"] * full, ACCENT),
                (UNICODE["empty"] * (bar - full) + ("  " if bar else ""), "$faint"),
                (ago, QUIET),
            )
        )
    return [*rows, *_words(wording.SOURCES_REST, width, QUIET)]


def bar_width(width: int) -> int:
    """The cells of a bar beside words on lines of `width` cells; none where the words need them all."""
    return min(width - 34, 20) if width >= 38 else 0


def check_ins(report: TrendReport, width: int) -> list[Content]:
    """The calendar."""
    drawn = check_in_calendar(report.days, report.stats.today, width) if report.days else []
    return [*drawn, *_words(wording.check_ins(report), width, QUIET)]


def before_and_after(report: TrendReport, width: int) -> list[Content]:
    """Reappraisal sessions: resources minus demands, after against before."""
    return _said(wording.before_and_after(report), width)


def where_ratings_vary(report: TrendReport, width: int) -> list[Content]:
    """Between domains, between days, and the rest."""
    rows = []
    bar = bar_width(width)
    for name, share, span in wording.share_rows(report):
        full = round(bar * share)
        rows.append(
            Content.assemble(
                pad(name, 17),
                (UNICODE["full"] * full, ACCENT),
                (UNICODE["empty"] * (bar - full) + ("  " if bar else ""), "$faint"),
                span,
            )
        )
    return [*rows, *_words(wording.shares_note(report), width, QUIET)]


SECTIONS: Sequence[tuple[str, Section]] = (
    ("Confidence and evidence", confidence_and_evidence),
    ("Why this number", why_this_number),
    ("Odds against outcomes", odds_against_outcomes),
    ("Sources", sources),
    ("Check-ins", check_ins),
    ("Before and after a session", before_and_after),
    ("Where your ratings vary", where_ratings_vary),
)
"""Heading → what stands under it, in reading order."""
