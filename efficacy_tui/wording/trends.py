"""The trends of a domain as sentences and rows; each UI lays out the same words in its own way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from efficacy_tui.insight.calibration import MIN_OF_EACH, CalibrationStage
from efficacy_tui.insight.efficacy import MIN_OUTCOMES
from efficacy_tui.journal.next_reason import next_reason
from efficacy_tui.journal.trends import BALANCE_DAYS, LedgerRow, TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.wording.recall import attribution_sentences
from efficacy_tui.wording.report_line import ReportLine

LEDGER_ROWS = 10  # outcomes listed in the ledger; earlier ones are summed up in one row

RANGES: tuple[tuple[str, str, int | None], ...] = (
    ("30 d", "the last 30 days", 30),
    ("90 d", "the last 90 days", 90),
    ("1 y", "the last year", 365),
    ("all", "all days", None),
)
"""The spans a chart can show: short label, words, days (`None`: all days)."""

FIGURES_HEADING = "Where the figures come from"
SECTION_HEADINGS = (
    "Trend and next step",
    "Ladder",
    "What your outcomes add up to",
    "Odds against outcomes",
    "Sources",
    "Check-ins",
    "Before and after a session",
    "Where your ratings vary",
    FIGURES_HEADING,
)
"""The headings of the sections below the chart, in reading order."""

_NEXT_STAGE_OUTCOMES = {
    CalibrationStage.DOTS: 10,
    CalibrationStage.TOO_EARLY: 10,
    CalibrationStage.BIAS: 20,
    CalibrationStage.BRIER: 30,
    CalibrationStage.BINS: 50,
}
_NEXT_STAGE_PURPOSE = {
    CalibrationStage.DOTS: "to see whether your odds ran high or low",
    CalibrationStage.TOO_EARLY: "to see whether your odds ran high or low",
    CalibrationStage.BIAS: "to score your odds",
    CalibrationStage.BRIER: "to show your odds in groups",
    CalibrationStage.BINS: "to draw a curve",
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


def trend_and_next_step(report: TrendReport) -> list[ReportLine]:
    """Describe the trend of the ratings, and the next difficulty; the two numbers stand above the chart."""
    stats, today = report.stats, _today(report)
    claim = locale_format.localize_prose(report.claim.sentence)
    if stats.is_stale and report.claim.slope is not None:
        last_day = short_date(dt.date.fromordinal(stats.ratings[-1][0]), today)
        claim = f"{claim.removesuffix('.')}, up to {last_day}."
    lines = [ReportLine(claim)] if claim else []
    if (level_change := report.level_change) is not None:
        since = short_date(dt.date.fromordinal(level_change.day), today)
        direction = "higher" if level_change.after > level_change.before else "lower"
        change = f"{level_change.before:.0f} before, {level_change.after:.0f} after"
        slow = "climb" if direction == "higher" else "decline"
        sentence = f"Your ratings look {direction} since about {since} ({change}); a steady {slow} can look so too."
        lines.append(ReportLine(sentence))
    lines += _next_step(report)
    n_ratings = len(stats.ratings)
    since = f" since {short_date(dt.date.fromordinal(stats.ratings[0][0]), today)}" if n_ratings else ""
    ratings = f"{locale_format.group_thousands(n_ratings)} rating{_plural_s(n_ratings)}{since}"
    if n_ratings or stats.estimate.n_outcomes or stats.estimate.n_remembered:
        lines.append(ReportLine(f"From {ratings} and {stats.estimate.basis}.", quiet=True))
    if stats.comparison is not None:
        lines.append(ReportLine(locale_format.localize_prose(GAP_RESEARCH), quiet=True))
    return lines


GAP_RESEARCH = (
    "Why compare? Within one person, past performance goes along with belief (ρ 0.40; with trends removed 0.30), but "
    "belief less with later performance (0.23; with trends removed 0.06, not distinguishable from 0; Sitzmann & Yeo "
    "2013). Too much confidence can lower preparation (Vancouver et al. 2002)."
)


def _next_step(report: TrendReport) -> list[ReportLine]:
    """Describe the next difficulty, and how well the odds behind it have foreseen so far."""
    stats = report.stats
    if stats.outcomes_missing:
        return []
    if stats.odds_withheld:
        # A recent rating stands beside this sentence already.
        return [ReportLine(stats.withheld_sentence)] if stats.is_stale else []
    recommendation, rung = stats.recommendation, report.ladder.next_rung
    if rung is not None and rung.odds is not None:
        # Name the rung that the ladder marks as next, so that there is only one suggestion.
        next_step, percent = f"Next on your ladder: {rung.difficulty}.", rung.odds
    else:
        next_step = f"Suggested next difficulty: about {recommendation.difficulty}."
        percent = round(recommendation.odds * 100)
    chance = f"Your record gives you a {percent} % chance there."
    lines = [ReportLine(f"{next_step} {chance} {next_reason(report.ladder, stats)}")]
    return [*lines, ReportLine(stats.skill_sentence, quiet=True)] if stats.skill_sentence else lines


def ledger(report: TrendReport) -> list[LedgerText]:
    """List every outcome's points, which sum exactly to the number; empty below three outcomes."""
    if report.stats.estimate.number is None:
        return []
    parts, rounding = report.ledger, Rounding()
    rows = [LedgerText("", "", "where everybody starts", _format_total(rounding.next(parts.start)))]
    earlier, latest = parts.outcomes[:-LEDGER_ROWS], parts.outcomes[-LEDGER_ROWS:]
    if earlier:
        points = rounding.next(sum(row.points for row in earlier))
        text = f"{locale_format.group_thousands(len(earlier))} earlier outcome{_plural_s(len(earlier))}"
        rows.append(LedgerText("earlier", "", text, _format_points(points)))
    rows += [_ledger_row(row, rounding, report) for row in latest]
    rows.append(LedgerText("", "", "what your outcomes say", _format_total(rounding.total), total=True))
    return rows


def outcomes_sentence(report: TrendReport) -> str:
    """Say what the outcomes are consistent with, or how many are missing."""
    estimate = report.stats.estimate
    if estimate.number is None:
        return f"Not enough yet: {more_needed(MIN_OUTCOMES - estimate.n_outcomes, 'outcome')}."
    return estimate.sentence


def ledger_note(report: TrendReport) -> list[str]:
    """Describe what outcomes were put down to, the lift and the basis of the ledger; nothing before there is one."""
    if report.stats.estimate.number is None:
        return []
    sentences = [
        _clamping_note(report.ledger.total),
        "This is a difficulty: where success and failure are about even.",
        _silent_note(report.ledger.silent_count),
        "The weights are this program’s own choice.",
    ]
    attributions = attribution_sentences(*report.attributions)
    return [*attributions, *filter(None, [lift_sentence(report)]), " ".join(filter(None, sentences))]


def lift_sentence(report: TrendReport) -> str:
    """Say what recent evidence of the other sources adds for now, and until when; empty below half a point."""
    lift = report.stats.estimate.lift
    if lift.gone_day is None:
        return ""
    gone = short_date(dt.date.fromordinal(lift.gone_day), _today(report))
    points = locale_format.format_number(lift.points, 0, signed=True)
    source, verb = ("encouragement", "adds") if lift.points > 0 else ("strain", "changes that by")
    return f"Recent {source} {verb} about {points} for now, gone by about {gone}. It is in no number above."


def _silent_note(count: int) -> str:
    if not count:
        return ""
    successes, add, were, have = (
        ("remembered success", "adds", "it was", "has")
        if count == 1
        else ("remembered successes", "add", "they were", "have")
    )
    number = locale_format.group_thousands(count)
    return f"{number} {successes} {add} nothing: {were} expected anyway, or {have} no difficulty."


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
        preview = "Your odds, set before each challenge, will be compared here with what came of them."
        return [ReportLine(preview, quiet=True)]
    lines = []
    if odds.bias is not None:
        lines.append(ReportLine(odds.bias.sentence))
    if odds.brier is not None and odds.base_rate_brier is not None:
        lines.append(ReportLine(brier_sentence(odds.brier, odds.base_rate_brier)))
    if odds.miscalibration is not None:
        lines.append(ReportLine(odds.miscalibration.sentence))
    basis = f"From {odds.n} outcome{_plural_s(odds.n)} {scope}."
    if odds.stage is CalibrationStage.TOO_EARLY:
        basis += " Too early to say more."
    if odds.stage in _NEXT_STAGE_OUTCOMES:
        missing, purpose = _NEXT_STAGE_OUTCOMES[odds.stage] - odds.n, _NEXT_STAGE_PURPOSE[odds.stage]
        basis += (
            f" {more_needed(missing, 'outcome')} {'is' if missing == 1 else 'are'} needed {purpose}."
            if missing > 0
            else f" At least {MIN_OF_EACH} that worked out and {MIN_OF_EACH} that did not are needed {purpose}."
        )
    return [*lines, ReportLine(basis, quiet=True)]


def brier_sentence(own: float, base_rate: float) -> str:
    """Say whether the odds came closer to the outcomes than always guessing the average would have."""
    is_closer = round(own, 2) < round(base_rate, 2)
    verb = "beat" if is_closer else "do not beat"
    errors = f"{locale_format.format_number(own, 2)} against {locale_format.format_number(base_rate, 2)}"
    return f"Your odds {verb} always guessing your average (error {errors}; 0 is perfect)."


def source_rows(report: TrendReport) -> Iterator[tuple[str, int, str]]:
    """Yield each source, its number of recent entries, and how long ago its latest entry was, in words."""
    for row in report.balance:
        yield row.source, row.recent, "none yet" if row.days_ago is None else _format_days_ago(row.days_ago)


SOURCES_NOTE = f"Entries in the last {BALANCE_DAYS} days, and when the latest was."


CALENDAR_NOTE = "Missed days lower nothing."


def check_ins(report: TrendReport) -> str:
    """Count the check-ins, or say what will stand here."""
    if not report.days:
        return "Your check-ins will appear here, one week per column."
    count = len(report.days)
    return f"{locale_format.group_thousands(count)} check-in{_plural_s(count)} in all."


SESSION_RESEARCH = (
    "This is how well equipped you rate yourself, resources minus demands, after against before. The trials speak of "
    "performance instead: it improved a little with reappraisal alone (d≈0.22, 33 effects; in public performance 0.34, "
    "14 effects, not clearly more than elsewhere, 0.20; Bosshard & Gomez 2024), and some found none."
)


def before_and_after(report: TrendReport) -> list[ReportLine]:
    """Describe the reappraisal sessions: resources minus demands, after against before."""
    if report.shift is None:
        missing = more_needed(report.sessions_missing, "session")
        return [ReportLine(f"Not enough yet: {missing} rated before and after.", quiet=True)]
    studies = locale_format.localize_prose(SESSION_RESEARCH)
    return [ReportLine(locale_format.localize_prose(report.shift.sentence)), ReportLine(studies, quiet=True)]


def share_rows(report: TrendReport) -> Iterator[tuple[str, float, str]]:
    """Yield the sources of variation of the ratings, greatest first: name, share (0–1), and its range in words."""
    names = ("between domains", "between days", "everything else")
    named_shares = list(zip(names, report.shares or (), strict=False))
    for name, share in sorted(named_shares, key=lambda row: -row[1].share):
        span = f"{round(share.share * 100):>2} % ({round(share.low * 100)}–{round(share.high * 100)})"
        yield name, share.share, span


def shares_note(report: TrendReport) -> str:
    """Describe the basis of the shares, or how much data is missing for them."""
    if report.shares is not None:
        return "From last year’s ratings in these domains; the range says how far to trust it."
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
