"""The trends of a domain as sentences and rows; each UI lays out the same words in its own way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.insight.calibration import MIN_OF_EACH, CalibrationStage
from efficacy_tui.insight.efficacy import MIN_OUTCOMES
from efficacy_tui.journal.trends import BALANCE_DAYS, LedgerRow, TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.wording.report_line import ReportLine

LEDGER_ROWS = 10  # outcomes listed in the ledger; earlier ones are summed up in one row

RANGES: tuple[tuple[str, str, int | None], ...] = (
    ("30 d", "the last 30 days", 30),
    ("90 d", "the last 90 days", 90),
    ("1 y", "the last year", 365),
    ("all", "all days", None),
)
"""The spans a chart can show: short label, words, days (`None`: all days)."""

_NEXT_STAGE_OUTCOMES = {
    CalibrationStage.DOTS: 5,
    CalibrationStage.TOO_EARLY: 10,
    CalibrationStage.BIAS: 20,
    CalibrationStage.BRIER: 30,
    CalibrationStage.BINS: 50,
}
_NEXT_STAGE_PURPOSE = {
    CalibrationStage.DOTS: "",
    CalibrationStage.TOO_EARLY: "for how your odds ran",
    CalibrationStage.BIAS: "for a score",
    CalibrationStage.BRIER: "for a finer picture",
    CalibrationStage.BINS: "for a curve",
}


class LedgerText(NamedTuple):
    """One row of "why this number": an outcome or an entry, and the points by which it moved the number, as printed.

    `kind` is an outcome or a source, "earlier" for several together, empty for the start and the sums. `middle` marks
    unrated evidence, counted with the middle value; `total` marks a sum.
    """

    kind: str
    when: str
    text: str
    points: str
    middle: bool = False
    total: bool = False


def more_needed(count: int, noun: str) -> str:
    """Format how many more are needed: `4 more outcomes`."""
    return f"{count} more {noun}{_plural_s(count)}"


def confidence_and_evidence(report: TrendReport) -> list[ReportLine]:
    """Describe the trend of the ratings, the range of the outcomes, and the gap between them."""
    stats, today = report.stats, _today(report)
    claim = locale_format.localize_prose(report.claim.sentence)
    lines = [ReportLine(text) for text in (claim, stats.evidence_sentence) if text]
    if (level_change := report.level_change) is not None:
        since = short_date(dt.date.fromordinal(level_change.day), today)
        direction = "higher" if level_change.after > level_change.before else "lower"
        change = f"around {level_change.before:.0f} before, {level_change.after:.0f} after"
        lines.append(ReportLine(f"Your ratings are {direction} since about {since}: {change}."))
    n_ratings, n_outcomes = len(stats.ratings), stats.estimate.n_outcomes
    since = f" since {short_date(dt.date.fromordinal(stats.ratings[0][0]), today)}" if n_ratings else ""
    ratings = f"{locale_format.group_thousands(n_ratings)} rating{_plural_s(n_ratings)}{since}"
    outcomes = locale_format.group_thousands(n_outcomes)
    lines.append(ReportLine(f"From {ratings} and {outcomes} outcome{_plural_s(n_outcomes)}.", quiet=True))
    recommendation = stats.recommendation
    if n_outcomes >= MIN_OUTCOMES:
        target = round(recommendation.target * 100)
        next_step = (
            f"Next difficulty: about {round(recommendation.difficulty)}, where your record gives some {target} %."
        )
        lines += [ReportLine(""), ReportLine(f"{next_step} {recommendation.reason}")]
    return lines


def ledger(report: TrendReport) -> list[LedgerText]:
    """List every outcome's points, which sum exactly to the number; empty below three outcomes."""
    if report.stats.estimate.number is None:
        return []
    parts, rounding = report.ledger, Rounding()
    rows = [LedgerText("", "", "where everybody starts", _format_total(rounding.next(parts.start)))]
    earlier, latest = parts.outcomes[:-LEDGER_ROWS], parts.outcomes[-LEDGER_ROWS:]
    if earlier:
        points = rounding.next(sum(row.points for row in earlier))
        text = f"{locale_format.group_thousands(len(earlier))} earlier outcomes"
        rows.append(LedgerText("earlier", "", text, _format_points(points)))
    rows += [_ledger_row(row, rounding, report) for row in latest]
    rows.append(LedgerText("", "", "what your outcomes say", _format_total(rounding.total), total=True))
    if parts.lifts:
        rows += [_ledger_row(row, rounding, report) for row in parts.lifts]
        faded_points = parts.total - parts.core - sum(row.points for row in parts.lifts)
        if abs(faded_points) >= 0.05:
            points_text = _format_points(rounding.next(faded_points))
            rows.append(LedgerText("earlier", "", "older entries, faded", points_text))
        rows.append(LedgerText("", "", "with what lifts it for now", _format_total(rounding.total), total=True))
    return rows


def ledger_note(report: TrendReport) -> str:
    """Describe the basis of the ledger, or how many outcomes are missing for one."""
    estimate = report.stats.estimate
    if estimate.number is None:
        return f"Not enough yet: {more_needed(MIN_OUTCOMES - estimate.n_outcomes, 'outcome')}."
    # The confidence section already shows the range of the number.
    caveat = "Weights are choices of this program; outcomes alone move the core."
    return " ".join(filter(None, (_clamping_note(report.ledger.total), caveat)))


def _clamping_note(total: float) -> str:
    """Say how a sum beyond the scale of 0–100 is shown elsewhere; empty for a sum within it."""
    if 0 <= round(total, 1) <= 100:
        return ""
    return (
        "The scale ends at 100, so it is shown as 100."
        if total > 100
        else "The scale begins at 0, so it is shown as 0."
    )


def odds_against_outcomes(report: TrendReport) -> list[ReportLine]:
    """Describe the calibration of the odds, as far as the number of outcomes allows."""
    odds = report.odds
    scope = "in all your domains together" if odds.pooled else f"in {report.stats.domain.name}"
    if not odds.n:
        preview = "Your odds, set before each challenge, will stand here against what came of them."
        return [ReportLine(preview, quiet=True)]
    lines = []
    if odds.bias is not None:
        lines.append(ReportLine(odds.bias.sentence))
    if odds.brier is not None and odds.base_rate_brier is not None:
        comparison = "closer" if odds.brier < odds.base_rate_brier else "not closer"
        own, base = locale_format.format_number(odds.brier, 2), locale_format.format_number(odds.base_rate_brier, 2)
        meaning = f"Your odds came {comparison} to what happened than always saying your average"
        lines.append(ReportLine(f"{meaning}: Brier score {own} against {base}, 0 being best."))
    if odds.miscalibration is not None:
        lines.append(ReportLine(odds.miscalibration.sentence))
    basis = f"From {odds.n} outcome{_plural_s(odds.n)} {scope}."
    if odds.stage is CalibrationStage.TOO_EARLY:
        basis += " Too early to say more."
    if odds.stage in _NEXT_STAGE_OUTCOMES:
        missing, purpose = _NEXT_STAGE_OUTCOMES[odds.stage] - odds.n, _NEXT_STAGE_PURPOSE[odds.stage]
        basis += (
            f" {more_needed(missing, 'outcome')} {purpose}".rstrip() + "."
            if missing > 0
            else f" At least {MIN_OF_EACH} that worked out and {MIN_OF_EACH} that did not {purpose}."
        )
    return [*lines, ReportLine(basis, quiet=True)]


def source_rows(report: TrendReport) -> Iterator[tuple[str, int, str]]:
    """Yield each source, its number of recent entries, and how long ago its latest entry was, in words."""
    for row in report.balance:
        yield row.source, row.recent, "none yet" if row.days_ago is None else _format_days_ago(row.days_ago)


SOURCES_NOTE = f"Entries of the last {BALANCE_DAYS} days, and the latest of all."


def check_ins(report: TrendReport) -> str:
    """Count the check-ins, or say what will stand here."""
    if not report.days:
        return "Your check-ins will gather here, a column a week."
    count = len(report.days)
    return f"{locale_format.group_thousands(count)} check-in{_plural_s(count)} in all. A day left out lowers nothing."


def before_and_after(report: TrendReport) -> list[ReportLine]:
    """Describe the reappraisal sessions: resources minus demands, after against before."""
    if report.shift is None:
        missing = more_needed(report.sessions_missing, "session")
        return [ReportLine(f"Not enough yet: {missing} rated before and after.", quiet=True)]
    studies = locale_format.localize_prose(
        "Resources minus demands, after against before. In trials the average "
        "benefit is small (d≈0.23; in public performance 0.34; Bosshard & Gomez 2024), and some found none."
    )
    return [ReportLine(locale_format.localize_prose(report.shift.sentence)), ReportLine(studies, quiet=True)]


def share_rows(report: TrendReport) -> Iterator[tuple[str, float, str]]:
    """Yield the sources of variation of the ratings: name, share (0–1), and the share with its range in words."""
    names = ("between domains", "between days", "everything else")
    for name, share in zip(names, report.shares or (), strict=False):
        span = f"{round(share.share * 100)} %  ({round(share.low * 100)}–{round(share.high * 100)})"
        yield name, share.share, span


def shares_note(report: TrendReport) -> str:
    """Describe the basis of the shares, or how much data is missing for them."""
    if report.shares is not None:
        return "Of the last year’s ratings, in these domains, with a range from resampled weeks."
    missing = report.shares_missing
    parts = [
        more_needed(count, noun)
        for count, noun in ((missing.domains, "domain"), (missing.days, "day"), (missing.ratings, "rating"))
        if count
    ]
    return f"Not enough yet: {', '.join(parts) or 'ratings that differ'}."


class Rounding:
    """Rounds parts to one decimal so that the printed parts add up to the printed sum."""

    def __init__(self) -> None:
        self._exact = 0.0
        self.total = 0.0

    def next(self, part: float) -> float:
        """Return the next part, rounded."""
        self._exact += part
        total_before, self.total = self.total, round(self._exact, 1)
        return round(self.total - total_before, 1)


def _ledger_row(row: LedgerRow, rounding: Rounding, report: TrendReport) -> LedgerText:
    when = locale_format.narrow_date(dt.date.fromordinal(row.day), _today(report))
    points = _format_points(rounding.next(row.points))
    return LedgerText(row.kind, when, row.title.removeprefix("I will "), points, middle=row.unrated)


def _format_points(points: float) -> str:
    return locale_format.format_number(points, 1, signed=True)


def _format_total(total: float) -> str:
    return locale_format.format_number(total, 1)


def _format_days_ago(days: int) -> str:
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"


def _today(report: TrendReport) -> dt.date:
    return dt.date.fromordinal(report.stats.today)


def _plural_s(count: int) -> str:
    return "" if count == 1 else "s"
