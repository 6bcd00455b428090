"""What the pictures of a report show, in words: for who cannot see them, and as their captions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from efficacy_tui.insight.before_after import MIN_SESSIONS
from efficacy_tui.insight.calibration import Bias, Bin, CalibrationStage, bias
from efficacy_tui.insight.trend import MIN_LINE
from efficacy_tui.journal.report import ChartSeries, DomainReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import brief_day, count_noun
from efficacy_tui.model.records import Reappraisal
from efficacy_tui.wording.report import count_outcomes

ONE_RATING = "one rating"
SMOOTHED = "you, smoothed; shaded: where that line lies with 80 %"
RECORD_LINE = "your record’s odds for the daily task; right: their 80 % range"
HARDER_HIGHER = "Harder rungs are higher up."
OWN_BAR = "how sure you are"
RECORD_STROKE = "your record’s odds"
AS_OFTEN = "as often as you said"
HOW_OFTEN = "how often it worked, with its 90 % range"
LANE_WORKED, LANE_OTHERS = "worked", "not, or partly"
ODDS_AXIS = "odds you gave"
BETTER_EQUIPPED = "better equipped than it demands"
DEMANDS_MORE = "demands more"
WORKED_MEANS = "Worked means done; partly counts as not."


def chart_title(report: DomainReport) -> str:
    """Name what the chart shows."""
    days = f"{_day(report.series.first, report)} to today"
    return f"{report.domain.name}: what you said and what your record says, {days}"


def chart_description(report: DomainReport) -> str:
    """Say what the chart shows: the ratings, the line through them, the record's steps, and the outcomes."""
    series, stats = report.series, report.stats
    values = [value for _, value in series.ratings]
    sentences = []
    if values:
        spread = f"between {min(values)} and {max(values)}" if min(values) < max(values) else f"all at {values[0]}"
        sentences.append(f"{count_noun(len(values), 'daily rating')}, {spread}.")
    else:
        sentences.append("No daily ratings.")
    if series.level:
        points = [series.level[index] for index in _thirds(len(series.level))]
        *earlier, last = [f"{mean:.0f} on {_day(day, report)}" for day, mean, _, _ in points]
        walk = f"{', '.join(earlier)} and {last}" if earlier else last
        sentences.append(f"Smoothed, they are at {walk.replace(' on today', ' today')}.")
    if stats.reference is not None and series.record:
        (first, percent), reference = series.record[0], stats.reference
        span = f"range {reference.low} to {reference.high}"
        moved = f"from {percent} % on {_day(first, report)} to {reference.percent} % today, {span}"
        sentences.append(f"The record’s odds for the daily task go {moved}.".replace(" on today", " today"))
    outcomes = ", ".join(f"{n} {word}" for word, n in count_outcomes(Counter(mark.outcome for mark in series.marks)))
    sentences.append(f"Outcomes on the time axis: {outcomes or 'none'}.")
    return " ".join(sentences)


def edge_labels(report: DomainReport) -> tuple[str, str]:
    """Return what stands at the right edge for the person's own value and for the record's; empty without one."""
    own_value, reference = report.stats.own_value, report.stats.reference
    own_label = "" if own_value is None else f"you {own_value}"
    return own_label, "" if reference is None else f"record {reference.percent}"


def has_line(series: ChartSeries) -> bool:
    """Whether there are enough ratings for a line through them."""
    return bool(series.level) and len(series.ratings) >= MIN_LINE


def odds_title(name: str) -> str:
    """Name the picture of odds and outcomes; an empty name stands for all domains."""
    return f"{name or 'All domains'}: your odds and what came of them"


def odds_description(forecasts: Sequence[tuple[float, int]]) -> str:
    """Say what the picture of one domain's odds shows."""
    odds = [round(100 * p) for p, _ in forecasts]
    successes = sum(worked for _, worked in forecasts)
    span = f"between {min(odds)} and {max(odds)} %" if min(odds) < max(odds) else f"always {odds[0]} %"
    return f"{count_noun(len(odds), 'forecast')}, {span}; {successes} of {len(odds)} worked. {odds_sentence(forecasts)}"


def odds_sentence(forecasts: Sequence[tuple[float, int]]) -> str:
    """Say the mean odds and how many came out, without any direction."""
    odds, outcomes = zip(*forecasts, strict=True)
    return bias(odds, outcomes)._replace(direction=None).sentence


def odds_verdict(*, is_alone: bool, stage: CalibrationStage) -> str:
    """Say why one domain's odds are not judged, or where they are; empty where they are judged beside the picture."""
    if stage < CalibrationStage.BIAS:
        return "Too early to say more."
    if is_alone:
        return ""
    return "These odds are judged at the end of the report, together with those of the other domains."


def bias_sentence(value: Bias) -> str:
    """Say the mean odds beside the outcomes, their direction if there is one, and the interval it comes from."""
    low, high = (locale_format.format_number(100 * end, 0, signed=True) for end in (value.low, value.high))
    points = locale_format.format_number(100 * value.bias, 0, signed=True)
    chance = "" if value.direction else ", within what chance does"
    return f"{value.sentence} The difference is {points} points{chance} ({low} to {high})."


def bin_sentence(bins: Sequence[Bin]) -> str:
    """Say for each group of odds how often it worked."""
    groups = (f"where you gave about {100 * row.mean_odds:.0f} %, {row.successes} of {row.n} worked" for row in bins)
    text = "; ".join(groups)
    return f"{text[:1].upper()}{text[1:]}."


def sessions_title(name: str, n: int) -> str:
    """Name the picture of the sessions."""
    return f"{name}: before and after {'the latest ' if n > 1 else ''}{count_noun(n, 'session')}"


def sessions_description(sessions: Sequence[Reappraisal], today: dt.date) -> str:
    """Say the balance before and after each session; an event is named where the person named it."""
    items = []
    for row in sessions:
        if row.before and row.after:
            before, after = (
                locale_format.format_number(value, 0, signed=True) for value in (row.before.balance, row.after.balance)
            )
            event = f", {' '.join(row.event.split())}" if row.event else ""
            items.append(f"{brief_day(session_day(row), today)}{event}: {before} before, {after} after")
    return f"Resources minus demands. {'; '.join(items)}."


def session_day(row: Reappraisal) -> dt.date:
    """Return the day of a session: the event may be days ahead of it."""
    return min(row.day, row.at.date())


def sessions_sentence(report: DomainReport) -> str:
    """Say how ratings after sessions usually differ from those before, or how many sessions are missing for that."""
    if report.shift is None:
        missing = MIN_SESSIONS - len(report.sessions)
        return f"Not enough yet to put in words: {count_noun(missing, 'more session')} rated before and after."
    sentence = locale_format.localize_prose(report.shift.sentence)
    return f"{sentence} That does not say why." if report.shift.is_clear else sentence


def _day(ordinal: int, report: DomainReport) -> str:
    return brief_day(dt.date.fromordinal(ordinal), dt.date.fromordinal(report.series.last))


def _thirds(n: int) -> list[int]:
    """Return the first, the middle and the last index of so many items, each once."""
    return sorted({0, (n - 1) // 2, n - 1})
