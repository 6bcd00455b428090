"""The sections of the trends screen, each as lines: a heading, what it says, and how much it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from textual.content import Content

from efficacy_tui.flows.days import short_date
from efficacy_tui.insight.calibration import MIN_OF_EACH, Stage
from efficacy_tui.insight.efficacy import MIN_OUTCOMES
from efficacy_tui.practice.trends import BALANCE_DAYS, LedgerRow, TrendReport
from efficacy_tui.tui.glyphs import UNICODE
from efficacy_tui.tui.widgets.calendar import check_in_calendar
from efficacy_tui.tui.widgets.lines import ACCENT, BRIGHT, QUIET, pad, wrap
from efficacy_tui.tui.widgets.reliability import reliability

LEDGER_ROWS = 10
"""Outcomes shown one by one; what came before them is one line."""

_NEXT_STAGE = {Stage.DOTS: 5, Stage.TOO_EARLY: 10, Stage.BIAS: 20, Stage.BRIER: 30, Stage.BINS: 50}
_NEXT_SHOWN = {
    Stage.DOTS: "",
    Stage.TOO_EARLY: "for how your odds ran",
    Stage.BIAS: "for a score",
    Stage.BRIER: "for bins",
    Stage.BINS: "for a curve",
}

Section = Callable[[TrendReport, int], list[Content]]


def more(count: int, what: str) -> str:
    """How many more are needed: `4 more outcomes`."""
    return f"{count} more {what}{'' if count == 1 else 's'}"


def _words(text: str, width: int, style: str = "") -> list[Content]:
    return [Content.styled(line, style) for line in wrap(text, width)]


def confidence_and_evidence(report: TrendReport, width: int) -> list[Content]:
    """The trend of the ratings, the range of the outcomes, and the gap between them."""
    standing = report.standing
    rows = [*_words(report.claim.sentence, width), *_words(standing.gap_sentence, width)]
    if (turn := report.turn) is not None:
        since = short_date(dt.date.fromordinal(turn.day), _today(report))
        rows += _words(
            f"They run differently since about {since}: {turn.before:.0f} before, {turn.after:.0f} after.", width
        )
    count, outcomes = len(standing.ratings), standing.estimate.n_outcomes
    since = f" since {short_date(dt.date.fromordinal(standing.ratings[0][0]), _today(report))}" if count else ""
    rests = f"From {count} rating{_s(count)}{since} and {outcomes} outcome{_s(outcomes)}."
    rows += _words(rests, width, QUIET)
    rung = standing.rung
    if outcomes >= MIN_OUTCOMES:
        target = round(rung.target * 100)
        said = (
            f"Next difficulty: about {round(rung.difficulty)}, where your record gives some {target} %. {rung.reason}"
        )
        rows += ["", *_words(said, width)]  # type: ignore[list-item]
    return [row if isinstance(row, Content) else Content(row) for row in rows]


def why_this_number(report: TrendReport, width: int) -> list[Content]:
    """The ledger: every outcome's points, summing exactly to the number."""
    judged, why = report.standing.estimate, report.why
    if judged.number is None:
        return _words(f"Not enough yet: {more(MIN_OUTCOMES - judged.n_outcomes, 'outcome')}.", width, QUIET)
    printed = Rounding()
    rows = [_ledger_line("", "where everybody starts", printed.next(why.start), width, signed=False)]
    earlier, shown = why.outcomes[:-LEDGER_ROWS], why.outcomes[-LEDGER_ROWS:]
    if earlier:
        points = printed.next(sum(row.points for row in earlier))
        rows.append(_ledger_line(UNICODE["later"], f"{len(earlier)} earlier outcomes", points, width))
    rows += [_ledger_row(row, printed, report, width) for row in shown]
    rows.append(_ledger_line("", "what your outcomes say", printed.total, width, signed=False, style=BRIGHT))
    if why.lifts:
        rows += [_ledger_row(row, printed, report, width) for row in why.lifts]
        small = why.total - why.core - sum(row.points for row in why.lifts)
        if abs(small) >= 0.05:
            rows.append(_ledger_line(UNICODE["later"], "older entries, faded", printed.next(small), width))
        rows.append(_ledger_line("", "with what lifts it for now", printed.total, width, signed=False, style=BRIGHT))
    said = f"{judged.sentence} Weights are choices of this program; outcomes alone move the core."
    if any(row.middle for row in (*shown, *why.lifts)):
        said += f" {UNICODE['waits']} marks an entry not rated yet, counted with the middle value."
    return [*rows, *_words(said, width, QUIET)]


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


def _ledger_row(row: LedgerRow, printed: Rounding, report: TrendReport, width: int) -> Content:
    when = short_date(dt.date.fromordinal(row.day), _today(report))
    waits = f" {UNICODE['waits']}" if row.middle else ""
    text = f"{pad(when, 11)} {row.title.removeprefix('I will ')}"
    return _ledger_line(UNICODE[row.kind], text + waits, printed.next(row.points), width)


def _ledger_line(glyph: str, text: str, points: float, width: int, *, signed: bool = True, style: str = "") -> Content:
    number = f"{points:+.1f}".replace("-", "−") if signed else f"{points:.1f}"
    room = max(width - 2 - 8, 8)
    return Content.assemble((pad(glyph, 2), ACCENT), (pad(text, room), style), (number.rjust(8), style))


def odds_against_outcomes(report: TrendReport, width: int) -> list[Content]:
    """Calibration, as far as the number of outcomes allows."""
    odds = report.odds
    whose = "in all your domains together" if odds.pooled else f"in {report.standing.domain.name}"
    if not odds.n:
        return _words("Your odds, set before each challenge, will stand here against what came of them.", width, QUIET)
    rows = reliability(odds, width) if width >= 46 else []
    if odds.bias is not None:
        rows += _words(odds.bias.sentence, width)
    if odds.brier is not None and odds.base_rate_brier is not None:
        better = "closer than" if odds.brier < odds.base_rate_brier else "not closer than"
        said = f"Brier score {odds.brier:.2f}, {better} always saying your average ({odds.base_rate_brier:.2f})."
        rows += _words(f"{said} 0 is best.", width)
    if odds.miscalibration is not None:
        rows += _words(odds.miscalibration.sentence, width)
    rests = f"From {odds.n} outcome{_s(odds.n)} {whose}."
    if odds.stage is Stage.TOO_EARLY:
        rests += " Too early to say more."
    if odds.stage in _NEXT_STAGE:
        missing = _NEXT_STAGE[odds.stage] - odds.n
        rests += (
            f" {more(missing, 'outcome')} {_NEXT_SHOWN[odds.stage]}".rstrip() + "."
            if missing > 0
            else (f" At least {MIN_OF_EACH} that worked out and {MIN_OF_EACH} that did not {_NEXT_SHOWN[odds.stage]}.")
        )
    return [*rows, *_words(rests, width, QUIET)]


def sources(report: TrendReport, width: int) -> list[Content]:
    """How much evidence there is from each source, and what has been missing longest."""
    most = max((row.recent for row in report.balance), default=0)
    rows = _words(report.balance_sentence, width)
    bar = bar_width(width)
    for row in report.balance:
        full = round(bar * row.recent / most) if most else 0
        ago = "none yet" if row.days_ago is None else _ago(row.days_ago)
        rows.append(
            Content.assemble(
                (f"{UNICODE[row.source]} ", ACCENT),
                pad(row.source, 12),
                (str(row.recent).rjust(3) + "  ", ""),
                (UNICODE["full"] * full, ACCENT),
                (UNICODE["empty"] * (bar - full) + ("  " if bar else ""), "$faint"),
                (ago, QUIET),
            )
        )
    return [*rows, *_words(f"Entries of the last {BALANCE_DAYS} days, and the latest of all.", width, QUIET)]


def bar_width(width: int) -> int:
    """The cells of a bar beside words on lines of `width` cells; none where the words need them all."""
    return min(width - 34, 20) if width >= 38 else 0


def check_ins(report: TrendReport, width: int) -> list[Content]:
    """The calendar."""
    if not report.days:
        return _words("Your check-ins will gather here, a column a week.", width, QUIET)
    count = len(report.days)
    rests = f"{count} check-in{_s(count)} in all. A day left out lowers nothing."
    return [*check_in_calendar(report.days, report.standing.today, width), *_words(rests, width, QUIET)]


def before_and_after(report: TrendReport, width: int) -> list[Content]:
    """Reappraisal sessions: resources minus demands, after against before."""
    if report.shift is None:
        said = f"Not enough yet: {more(report.sessions_missing, 'session')} rated before and after."
        return _words(said, width, QUIET)
    rests = (
        f"Resources minus demands, after against before, from {report.shift.n} sessions. In trials the average "
        "benefit is small (d≈.23; in public performance .34; Bosshard & Gomez 2024), and some found none."
    )
    return [*_words(report.shift.sentence, width), *_words(rests, width, QUIET)]


def where_ratings_vary(report: TrendReport, width: int) -> list[Content]:
    """Between domains, between days, and the rest."""
    if report.shares is None:
        lacking = report.shares_missing
        parts = [
            more(count, what)
            for count, what in ((lacking.domains, "domain"), (lacking.days, "day"), (lacking.ratings, "rating"))
            if count
        ]
        return _words(f"Not enough yet: {', '.join(parts) or 'ratings that differ'}.", width, QUIET)
    rows = []
    bar = bar_width(width)
    names = ("between domains", "between days", "everything else")
    for name, share in zip(names, report.shares, strict=True):
        full = round(bar * share.share)
        span = f"{round(share.share * 100)} %  ({round(share.low * 100)}–{round(share.high * 100)})"
        rows.append(
            Content.assemble(
                pad(name, 17),
                (UNICODE["full"] * full, ACCENT),
                (UNICODE["empty"] * (bar - full) + ("  " if bar else ""), "$faint"),
                span,
            )
        )
    return [
        *rows,
        *_words("Of the last year’s ratings, in these domains, with a range from resampled weeks.", width, QUIET),
    ]


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


def _ago(days: int) -> str:
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"


def _today(report: TrendReport) -> dt.date:
    return dt.date.fromordinal(report.standing.today)


def _s(count: int) -> str:
    return "" if count == 1 else "s"
