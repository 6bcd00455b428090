"""Formats the trends of one domain: the chart as sentences and tables, then every section."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from efficacy_tui.flows.command_table import BY_ID
from efficacy_tui.journal.domain_stats import DomainStats, OutcomeMark
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.display import display
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.wording import trends as wording
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.confidence_chart import chart_text, record_on
from efficacy_tui.wording.ladder_lines import standing_lines
from efficacy_tui.wording.report_line import ReportLine
from efficacy_tui.wording.trace import trace

MAX_CHART_WIDTH, CHART_HEIGHT = 100, 12
MAX_ROWS = 12  # rows of a table; of more days, an evenly spaced sample is shown
WEEKS = 12


def describe_level(stats: DomainStats, window: int | None, span: str) -> str:
    """Describe the level, its trend, its 80 % band, and its change over the last `window` days (`span` in words)."""
    name, level = stats.domain.name, stats.level_now
    ratings = _filter_ratings(stats.ratings, stats.today, window)
    rating_count = f"{len(ratings)} rating{'' if len(ratings) == 1 else 's'} over {span}"
    if level is None:
        values = [value for _, value in ratings]
        value_range = (
            f", between {min(values)} and {max(values)}" if len(values) > 1 else f", {values[0]}" if values else ""
        )
        return f"{name}: {rating_count}{value_range}."
    levels = [row for row in stats.level if row[0] <= stats.ratings[-1][0]]
    low, high = levels[-1][2:]
    window_levels = [row for row in levels if window is None or row[0] > stats.today - window]
    sentence = f"{name}: {round(level)} of 100, {stats.trend_words}; "
    sentence += f"80 % range {round(low)} to {round(high)}."
    if stats.is_stale:
        sentence += f" Last rated {stats.rating_age} days ago."
    if len(window_levels) > 1:
        sentence += f" Over {span} from {round(window_levels[0][1])} to {round(window_levels[-1][1])}."
    return f"{sentence} {rating_count}."


def describe_outcomes(stats: DomainStats, window: int | None) -> list[str]:
    """Describe the challenges that ended in the last `window` days, oldest first, by date, outcome and title."""
    return [
        f"{_format_day(mark.day, stats)} {OUTCOME_WORDS[mark.outcome]}, {mark.title.removeprefix('I will ')}"
        for mark in _filter_outcomes(stats, window)
    ]


def format_ratings(stats: DomainStats, window: int | None, width: int) -> list[str]:
    """Format the ratings of the last `window` days beside the smoothed level, in at most `MAX_ROWS` rows."""
    ratings = _filter_ratings(stats.ratings, stats.today, window)
    rows = []
    for day, value in sample_evenly(ratings, MAX_ROWS):
        level = find_level(stats, day)
        band = ("none yet", "") if level is None else (str(round(level[1])), f"{round(level[2])} to {round(level[3])}")
        rows.append((_format_day(day, stats), str(value), *band))
    if not rows:
        return []
    note = [] if len(rows) == len(ratings) else wrap(f"{len(rows)} of {len(ratings)} days, spread evenly.", width)
    return [*table(("Day", "Rating", "Level", "80 % band"), rows, width, numbers=(1, 2, 3)), *note]


def find_level(stats: DomainStats, day: int) -> tuple[int, float, float, float] | None:
    """Find the level row (day, level, low, high) of a date ordinal, or of the closest day before it."""
    return next((row for row in reversed(stats.level) if row[0] <= day), None)


def draw_chart(stats: DomainStats, window: int | None, width: int) -> list[str]:
    """Draw the chart of the last `window` days with its legend; only when asked for, since it cannot be read aloud."""
    size = min(width, MAX_CHART_WIDTH), CHART_HEIGHT
    return chart_text(stats, window, size, ascii_only=display().ascii_only, full=display().full_scale)


def describe_chart_day(snapshot: DashboardSnapshot, day: dt.date) -> str:
    """Describe one day: its rating, level, outcomes and evidence; empty without a domain."""
    stats = snapshot.stats
    if stats is None:
        return ""
    ordinal = day.toordinal()
    ratings = [value for rated, value in stats.ratings if rated == ordinal]
    parts = [f"rated {ratings[-1]}" if ratings else "no check-in"]
    level = find_level(stats, ordinal)
    if level is not None:
        parts.append(f"level {round(level[1])}, between {round(level[2])} and {round(level[3])}")
    if (record := record_on(stats, ordinal)) is not None:
        parts.append(f"record {record}")
    parts += [f"{OUTCOME_WORDS[mark.outcome]}: {mark.title}" for mark in stats.marks if mark.day == ordinal]
    for item in snapshot.items:
        if item.day == day and item.domain == stats.domain.id and item.kind != "outcome":
            parts.append(f"{item.kind}: {item.text}")
    return f"{short_date(day, snapshot.today)}: {'; '.join(parts)}."


def sample_evenly(rows: Sequence[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    """Return at most `limit` evenly spaced rows, including the first and the last."""
    if len(rows) <= limit:
        return list(rows)
    return [rows[round(i * (len(rows) - 1) / (limit - 1))] for i in range(limit)]


# -- the sections, in the order of the trends screen -----------------------------------------------

Section = Callable[[TrendReport, int], list[str]]


def wrap_report(lines: Iterable[ReportLine], width: int) -> list[str]:
    """Wrap report sentences into lines."""
    return [row for line in lines for row in wrap(line.text, width)]


def _format_trend(report: TrendReport, width: int) -> list[str]:
    return wrap_report(wording.trend_and_next_step(report), width)


def _format_ladder(report: TrendReport, width: int) -> list[str]:
    return wrap_report(standing_lines(report.ladder), width)


def _format_ledger(report: TrendReport, width: int) -> list[str]:
    lines = wording.ledger(report)
    rows = []
    for line in lines:
        kind = OUTCOME_WORDS.get(line.kind, "" if line.kind == "earlier" else line.kind)
        unrated_note = " (not rated yet, counted with the middle value)" if line.middle else ""
        rows.append((line.when, kind, f"{line.text}{unrated_note}", line.points))
    table_lines = table(("Day", "What", "Title", "Points"), rows, width, numbers=(3,), wide=2)
    sentences = [wording.outcomes_sentence(report), *wording.ledger_note(report)]
    first, *notes = (wrap(sentence, width) for sentence in sentences)
    return [*first, *table_lines, *(row for note in notes for row in note)]


def _format_odds(report: TrendReport, width: int) -> list[str]:
    odds = report.odds
    groups: dict[int, list[tuple[float, int]]] = {}
    has_few_values = len(set(odds.odds)) <= MAX_ROWS
    for index, (stated, succeeded) in enumerate(zip(odds.odds, odds.outcomes, strict=True)):
        fitted = odds.corp.fit[index] if odds.corp is not None else 0.0
        percent = round(stated * 100) if has_few_values else min(int(stated * 10) * 10, 90)
        groups.setdefault(percent, []).append((fitted, succeeded))
    rows = []
    for percent, pairs in sorted(groups.items()):
        label = f"{percent} %" if has_few_values else f"{percent} to {percent + (10 if percent == 90 else 9)} %"
        curve = f"{round(sum(fit for fit, _ in pairs) / len(pairs) * 100)} %" if odds.corp is not None else ""
        rows.append((label, str(sum(succeeded for _, succeeded in pairs)), str(len(pairs)), curve))
    columns = 4 if odds.corp is not None else 3
    head = ("Your odds", "Worked out", "Of", "Curve")[:columns]
    table_lines = table(head, [row[:columns] for row in rows], width, numbers=range(columns))
    for odds_bin in odds.bins:
        span = f"{round(odds_bin.odds_from * 100)} to {round(odds_bin.odds_to * 100)} %"
        rate = round(odds_bin.rate * 100)
        table_lines += wrap(
            f"At odds of {span} it worked out {odds_bin.successes} of {odds_bin.n} times: {rate} %, "
            f"somewhere between {round(odds_bin.low * 100)} and {round(odds_bin.high * 100)}.",
            width,
        )
    return [*table_lines, *wrap_report(wording.odds_against_outcomes(report), width)]


def _format_sources(report: TrendReport, width: int) -> list[str]:
    rows = [(source, str(count), latest) for source, count, latest in wording.source_rows(report)]
    table_lines = table(("Source", "Entries", "Latest"), rows, width, numbers=(1,))
    return [*wrap(report.balance_sentence, width), *table_lines, *wrap(wording.SOURCES_NOTE, width)]


def _format_check_ins(report: TrendReport, width: int) -> list[str]:
    today = report.stats.today
    this_week = locale_format.week_start(dt.date.fromordinal(today)).toordinal()
    weekday_names = (name[:3] for name in locale_format.weekdays())
    rows = []
    for week_start in range(this_week - 7 * (WEEKS - 1), this_week + 1, 7):
        cells = [str(report.days.get(week_start + i, "none" if week_start + i <= today else "")) for i in range(7)]
        if any(cell.isdigit() for cell in cells):
            day = dt.date.fromordinal(week_start)
            rows.append((locale_format.brief_date(day), *cells))
    table_lines = table(("Week of", *weekday_names), rows, width, numbers=range(1, 8), wide=0)
    note = wrap(f"The last {WEEKS} weeks; “none” is a day without a check-in.", width) if rows else []
    count = wrap(wording.check_ins(report).replace(", a column a week", ""), width)
    return [*count, *table_lines, *note, *(wrap(wording.CALENDAR_NOTE, width) if rows else [])]


def _format_sessions(report: TrendReport, width: int) -> list[str]:
    return wrap_report(wording.before_and_after(report), width)


def _format_shares(report: TrendReport, width: int) -> list[str]:
    rows = [(name, " ".join(span.split())) for name, _, span in wording.share_rows(report)]
    return [*table(("Where", "Share and its range"), rows, width), *wrap(wording.shares_note(report), width)]


def _format_trace(report: TrendReport, width: int) -> list[str]:
    return [row for line in trace(report) for row in wrap(line.text, width, 0, 2)]


FORMATTERS: tuple[Section, ...] = (
    _format_trend,
    _format_ladder,
    _format_ledger,
    _format_odds,
    _format_sources,
    _format_check_ins,
    _format_sessions,
    _format_shares,
    _format_trace,
)
SECTIONS = tuple(zip(wording.SECTION_HEADINGS, FORMATTERS, strict=True))
"""Heading → formatter of the section, in reading order."""


def format_trends(report: TrendReport, range_index: int, width: int) -> list[str]:
    """Format all trends of one domain, the chart over the range at `range_index` in `RANGES`."""
    _, span, window = wording.RANGES[range_index]
    stats = report.stats
    rows = wrap(standing_sentence(stats, ladder_key=BY_ID["ladder"].key), width)
    rows += [*wrap(describe_level(stats, window, span), width), *format_ratings(stats, window, width)]
    outcomes = describe_outcomes(stats, window)
    rows += ["", "Outcomes"] if outcomes else []
    for outcome in outcomes:
        rows += wrap(outcome, width, 2, 4)
    for heading, format_section in SECTIONS:
        rows += section(heading, format_section(report, width))
    return rows


def _filter_outcomes(stats: DomainStats, window: int | None) -> list[OutcomeMark]:
    return [mark for mark in stats.marks if window is None or mark.day > stats.today - window]


def _filter_ratings(ratings: Sequence[tuple[int, int]], today: int, window: int | None) -> list[tuple[int, int]]:
    return [(day, value) for day, value in ratings if window is None or day > today - window]


def _format_day(day: int, stats: DomainStats) -> str:
    return short_date(dt.date.fromordinal(day), dt.date.fromordinal(stats.today))
