"""What the trends say of a domain, as sentences and rows: every face puts the same words in its own way."""

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

LEDGER_ROWS = 10
"""Outcomes shown one by one; what came before them is one line."""

RANGES: tuple[tuple[str, str, int | None], ...] = (
    ("30 d", "the last 30 days", 30),
    ("90 d", "the last 90 days", 90),
    ("1 y", "the last year", 365),
    ("all", "all days", None),
)
"""The spans a chart can show: in short, in words, in days (`None`: all of them)."""

_NEXT_STAGE = {
    CalibrationStage.DOTS: 5,
    CalibrationStage.TOO_EARLY: 10,
    CalibrationStage.BIAS: 20,
    CalibrationStage.BRIER: 30,
    CalibrationStage.BINS: 50,
}
_NEXT_SHOWN = {
    CalibrationStage.DOTS: "",
    CalibrationStage.TOO_EARLY: "for how your odds ran",
    CalibrationStage.BIAS: "for a score",
    CalibrationStage.BRIER: "for a finer picture",
    CalibrationStage.BINS: "for a curve",
}


class LedgerText(NamedTuple):
    """One line of "why this number": what it was, and by how many points it moved the number, as printed.

    `kind` is an outcome or a source, "earlier" for several together, empty for the start and the sums; `middle` marks
    evidence not rated yet; `total` a sum.
    """

    kind: str
    when: str
    text: str
    points: str
    middle: bool = False
    total: bool = False


def more_needed(count: int, what: str) -> str:
    """How many more are needed: `4 more outcomes`."""
    return f"{count} more {what}{_s(count)}"


def confidence_and_evidence(report: TrendReport) -> list[ReportLine]:
    """The trend of the ratings, the range of the outcomes, and the gap between them."""
    standing, today = report.stats, _today(report)
    claim = locale_format.localize_prose(report.claim.sentence)
    said = [ReportLine(text) for text in (claim, standing.evidence_sentence) if text]
    if (turn := report.level_change) is not None:
        since = short_date(dt.date.fromordinal(turn.day), today)
        way = "higher" if turn.after > turn.before else "lower"
        change = f"around {turn.before:.0f} before, {turn.after:.0f} after"
        said.append(ReportLine(f"Your ratings are {way} since about {since}: {change}."))
    count, outcomes = len(standing.ratings), standing.estimate.n_outcomes
    since = f" since {short_date(dt.date.fromordinal(standing.ratings[0][0]), today)}" if count else ""
    ratings = f"{locale_format.group_thousands(count)} rating{_s(count)}{since}"
    said.append(
        ReportLine(f"From {ratings} and {locale_format.group_thousands(outcomes)} outcome{_s(outcomes)}.", quiet=True)
    )
    rung = standing.recommendation
    if outcomes >= MIN_OUTCOMES:
        target = round(rung.target * 100)
        where = f"Next difficulty: about {round(rung.difficulty)}, where your record gives some {target} %."
        said += [ReportLine(""), ReportLine(f"{where} {rung.reason}")]
    return said


def ledger(report: TrendReport) -> list[LedgerText]:
    """Every outcome's points, summing exactly to the number; empty below three outcomes."""
    if report.stats.estimate.number is None:
        return []
    why, printed = report.ledger, Rounding()
    rows = [LedgerText("", "", "where everybody starts", _plain(printed.next(why.start)))]
    earlier, shown = why.outcomes[:-LEDGER_ROWS], why.outcomes[-LEDGER_ROWS:]
    if earlier:
        points = printed.next(sum(row.points for row in earlier))
        rows.append(
            LedgerText(
                "earlier", "", f"{locale_format.group_thousands(len(earlier))} earlier outcomes", _points(points)
            )
        )
    rows += [_ledger_row(row, printed, report) for row in shown]
    rows.append(LedgerText("", "", "what your outcomes say", _plain(printed.total), total=True))
    if why.lifts:
        rows += [_ledger_row(row, printed, report) for row in why.lifts]
        small = why.total - why.core - sum(row.points for row in why.lifts)
        if abs(small) >= 0.05:
            rows.append(LedgerText("earlier", "", "older entries, faded", _points(printed.next(small))))
        rows.append(LedgerText("", "", "with what lifts it for now", _plain(printed.total), total=True))
    return rows


def ledger_note(report: TrendReport) -> str:
    """What the ledger rests on, or how much is missing for one."""
    judged = report.stats.estimate
    if judged.number is None:
        return f"Not enough yet: {more_needed(MIN_OUTCOMES - judged.n_outcomes, 'outcome')}."
    # The range of the number stands beside the confidence already.
    said = "Weights are choices of this program; outcomes alone move the core."
    return " ".join(filter(None, (_end_of_scale(report.ledger.total), said)))


def _end_of_scale(total: float) -> str:
    """How a sum beyond the scale is shown everywhere else."""
    if 0 <= round(total, 1) <= 100:
        return ""
    return (
        "The scale ends at 100, so it is shown as 100."
        if total > 100
        else "The scale begins at 0, so it is shown as 0."
    )


def odds_against_outcomes(report: TrendReport) -> list[ReportLine]:
    """Calibration, as far as the number of outcomes allows."""
    odds = report.odds
    whose = "in all your domains together" if odds.pooled else f"in {report.stats.domain.name}"
    if not odds.n:
        told = "Your odds, set before each challenge, will stand here against what came of them."
        return [ReportLine(told, quiet=True)]
    said = []
    if odds.bias is not None:
        said.append(ReportLine(odds.bias.sentence))
    if odds.brier is not None and odds.base_rate_brier is not None:
        better = "closer" if odds.brier < odds.base_rate_brier else "not closer"
        own, base = locale_format.format_number(odds.brier, 2), locale_format.format_number(odds.base_rate_brier, 2)
        meaning = f"Your odds came {better} to what happened than always saying your average"
        said.append(ReportLine(f"{meaning}: Brier score {own} against {base}, 0 being best."))
    if odds.miscalibration is not None:
        said.append(ReportLine(odds.miscalibration.sentence))
    rests = f"From {odds.n} outcome{_s(odds.n)} {whose}."
    if odds.stage is CalibrationStage.TOO_EARLY:
        rests += " Too early to say more."
    if odds.stage in _NEXT_STAGE:
        missing = _NEXT_STAGE[odds.stage] - odds.n
        rests += (
            f" {more_needed(missing, 'outcome')} {_NEXT_SHOWN[odds.stage]}".rstrip() + "."
            if missing > 0
            else f" At least {MIN_OF_EACH} that worked out and {MIN_OF_EACH} that did not {_NEXT_SHOWN[odds.stage]}."
        )
    return [*said, ReportLine(rests, quiet=True)]


def source_rows(report: TrendReport) -> Iterator[tuple[str, int, str]]:
    """Each source, its entries of the last days, and when the latest of all was, in words."""
    for row in report.balance:
        yield row.source, row.recent, "none yet" if row.days_ago is None else _ago(row.days_ago)


SOURCES_REST = f"Entries of the last {BALANCE_DAYS} days, and the latest of all."


def check_ins(report: TrendReport) -> str:
    """How many there are, or what will stand there."""
    if not report.days:
        return "Your check-ins will gather here, a column a week."
    count = len(report.days)
    return f"{locale_format.group_thousands(count)} check-in{_s(count)} in all. A day left out lowers nothing."


def before_and_after(report: TrendReport) -> list[ReportLine]:
    """Reappraisal sessions: resources minus demands, after against before."""
    if report.shift is None:
        missing = more_needed(report.sessions_missing, "session")
        return [ReportLine(f"Not enough yet: {missing} rated before and after.", quiet=True)]
    rests = locale_format.localize_prose(
        "Resources minus demands, after against before. In trials the average "
        "benefit is small (d≈0.23; in public performance 0.34; Bosshard & Gomez 2024), and some found none."
    )
    return [ReportLine(locale_format.localize_prose(report.shift.sentence)), ReportLine(rests, quiet=True)]


def share_rows(report: TrendReport) -> Iterator[tuple[str, float, str]]:
    """Where ratings vary: between what, the share (0–1), and that share with its range in words."""
    names = ("between domains", "between days", "everything else")
    for name, share in zip(names, report.shares or (), strict=False):
        span = f"{round(share.share * 100)} %  ({round(share.low * 100)}–{round(share.high * 100)})"
        yield name, share.share, span


def shares_note(report: TrendReport) -> str:
    """What the shares rest on, or how much is missing for them."""
    if report.shares is not None:
        return "Of the last year’s ratings, in these domains, with a range from resampled weeks."
    lacking = report.shares_missing
    parts = [
        more_needed(count, what)
        for count, what in ((lacking.domains, "domain"), (lacking.days, "day"), (lacking.ratings, "rating"))
        if count
    ]
    return f"Not enough yet: {', '.join(parts) or 'ratings that differ'}."


class Rounding:
    """Prints parts to one decimal so that what is printed adds up to the printed sum."""

    def __init__(self) -> None:
        self._exact = 0.0
        self.total = 0.0

    def next(self, part: float) -> float:
        """The printed size of the next part."""
        self._exact += part
        before, self.total = self.total, round(self._exact, 1)
        return round(self.total - before, 1)


def _ledger_row(row: LedgerRow, printed: Rounding, report: TrendReport) -> LedgerText:
    when = locale_format.narrow_date(dt.date.fromordinal(row.day), _today(report))
    points = _points(printed.next(row.points))
    return LedgerText(row.kind, when, row.title.removeprefix("I will "), points, middle=row.middle)


def _points(points: float) -> str:
    return locale_format.format_number(points, 1, signed=True)


def _plain(points: float) -> str:
    return locale_format.format_number(points, 1)


def _ago(days: int) -> str:
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"


def _today(report: TrendReport) -> dt.date:
    return dt.date.fromordinal(report.stats.today)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
