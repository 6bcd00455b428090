"""The trends of one domain in words: what the chart shows as sentences and small tables, then every section."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from efficacy_tui.journal.domain_stats import DomainStats, OutcomeMark
from efficacy_tui.journal.review import OUTCOME_WORDS
from efficacy_tui.journal.snapshot import DashboardSnapshot
from efficacy_tui.journal.trends import TrendReport
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import short_date
from efficacy_tui.plain.columns import section, table, wrap
from efficacy_tui.wording import trends as wording
from efficacy_tui.wording.report_line import ReportLine

MOST_ROWS = 12
"""Rows of a table at most; of more days, some spread evenly are shown."""

WEEKS = 12


def level_sentence(standing: DomainStats, window: int | None, span: str) -> str:
    """The level, its trend, its 80 % band, and how far it moved over the last `window` days, `span` in words."""
    name, level = standing.domain.name, standing.level_now
    seen = _in_window(standing.ratings, standing.today, window)
    rated = f"{len(seen)} rating{'' if len(seen) == 1 else 's'} over {span}"
    if level is None:
        values = [value for _, value in seen]
        spread = f", between {min(values)} and {max(values)}" if len(values) > 1 else f", {values[0]}" if values else ""
        return f"{name}: {standing.trend_words}. {rated}{spread}."
    known = [row for row in standing.level if row[0] <= standing.ratings[-1][0]]
    low, high = known[-1][2:]
    moved = [row for row in known if window is None or row[0] > standing.today - window]
    said = f"{name}: {round(level)} of 100, {standing.trend_words}; "
    said += f"between {round(low)} and {round(high)} with 80 % confidence."
    if len(moved) > 1:
        said += f" Over {span} from {round(moved[0][1])} to {round(moved[-1][1])}."
    return f"{said} {rated}."


def outcomes_in(standing: DomainStats, window: int | None) -> list[str]:
    """The challenges that ended in the last `window` days, oldest first, each with its date and outcome."""
    return [
        f"{_date(mark.day, standing)} {OUTCOME_WORDS[mark.outcome]}, {mark.title.removeprefix('I will ')}"
        for mark in _marks_in(standing, window)
    ]


def ratings_table(standing: DomainStats, window: int | None, width: int) -> list[str]:
    """The ratings of the last `window` days with the level through them, on at most `MOST_ROWS` rows."""
    seen = _in_window(standing.ratings, standing.today, window)
    rows = []
    for day, value in spread(seen, MOST_ROWS):
        level = level_on(standing, day)
        band = ("none yet", "") if level is None else (str(round(level[1])), f"{round(level[2])} to {round(level[3])}")
        rows.append((_date(day, standing), str(value), *band))
    if not rows:
        return []
    note = [] if len(rows) == len(seen) else wrap(f"{len(rows)} of {len(seen)} days, spread evenly.", width)
    return [*table(("Day", "Rating", "Level", "80 % band"), rows, width, numbers=(1, 2, 3)), *note]


def level_on(standing: DomainStats, day: int) -> tuple[int, float, float, float] | None:
    """The level of a day (date ordinal), or of the closest one before it that was worked out."""
    return next((row for row in reversed(standing.level) if row[0] <= day), None)


def day_read_out(overview: DashboardSnapshot, day: dt.date) -> str:
    """Everything the chart and the timeline know of one day."""
    standing = overview.stats
    if standing is None:
        return ""
    number = day.toordinal()
    ratings = [value for rated, value in standing.ratings if rated == number]
    parts = [f"rated {ratings[-1]}" if ratings else "no check-in"]
    level = level_on(standing, number)
    if level is not None:
        parts.append(f"level {round(level[1])}, between {round(level[2])} and {round(level[3])}")
    parts += [f"{OUTCOME_WORDS[mark.outcome]}: {mark.title}" for mark in standing.marks if mark.day == number]
    for item in overview.items:
        if item.day == day and item.domain == standing.domain.id and item.kind != "outcome":
            parts.append(f"{item.kind}: {item.text}")
    return f"{short_date(day, overview.today)}: {'; '.join(parts)}."


def spread(rows: Sequence[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """At most so many rows, evenly spread, the first and the last among them."""
    if len(rows) <= most:
        return list(rows)
    return [rows[round(i * (len(rows) - 1) / (most - 1))] for i in range(most)]


# -- the sections, in the order of the screen ------------------------------------------------------

Section = Callable[[TrendReport, int], list[str]]


def report_lines(lines: Iterable[ReportLine], width: int) -> list[str]:
    """Sentences on lines."""
    return [row for line in lines for row in wrap(line.text, width)]


def _confidence(report: TrendReport, width: int) -> list[str]:
    return report_lines(wording.confidence_and_evidence(report), width)


def _ledger(report: TrendReport, width: int) -> list[str]:
    lines = wording.ledger(report)
    rows = []
    for line in lines:
        kind = OUTCOME_WORDS.get(line.kind, "" if line.kind == "earlier" else line.kind)
        waits = " (not rated yet, counted with the middle value)" if line.middle else ""
        rows.append((line.when, kind, f"{line.text}{waits}", line.points))
    drawn = table(("Day", "What", "Title", "Points"), rows, width, numbers=(3,), wide=2)
    return [*drawn, *wrap(wording.ledger_note(report), width)]


def _odds(report: TrendReport, width: int) -> list[str]:
    odds = report.odds
    groups: dict[int, list[tuple[float, int]]] = {}
    single = len(set(odds.odds)) <= MOST_ROWS
    for place, (stated, came) in enumerate(zip(odds.odds, odds.outcomes, strict=True)):
        fitted = odds.corp.fit[place] if odds.corp is not None else 0.0
        step = round(stated * 100) if single else min(int(stated * 10) * 10, 90)
        groups.setdefault(step, []).append((fitted, came))
    rows = []
    for step, pairs in sorted(groups.items()):
        label = f"{step} %" if single else f"{step} to {step + (10 if step == 90 else 9)} %"
        curve = f"{round(sum(fit for fit, _ in pairs) / len(pairs) * 100)} %" if odds.corp is not None else ""
        rows.append((label, str(sum(came for _, came in pairs)), str(len(pairs)), curve))
    columns = 4 if odds.corp is not None else 3
    head = ("Your odds", "Worked out", "Of", "Curve")[:columns]
    drawn = table(head, [row[:columns] for row in rows], width, numbers=range(columns))
    for each in odds.bins:
        span = f"{round(each.odds_from * 100)} to {round(each.odds_to * 100)} %"
        drawn += wrap(
            f"At odds of {span} it worked out {each.successes} of {each.n} times: {round(each.rate * 100)} %, "
            f"somewhere between {round(each.low * 100)} and {round(each.high * 100)}.",
            width,
        )
    return [*drawn, *report_lines(wording.odds_against_outcomes(report), width)]


def _sources(report: TrendReport, width: int) -> list[str]:
    rows = [(source, str(recent), ago) for source, recent, ago in wording.source_rows(report)]
    drawn = table(("Source", "Entries", "Latest"), rows, width, numbers=(1,))
    return [*wrap(report.balance_sentence, width), *drawn, *wrap(wording.SOURCES_REST, width)]


def _check_ins(report: TrendReport, width: int) -> list[str]:
    today = report.stats.today
    this_week = locale_format.week_start(dt.date.fromordinal(today)).toordinal()
    names = (name[:3] for name in locale_format.weekdays())
    rows = []
    for first in range(this_week - 7 * (WEEKS - 1), this_week + 1, 7):
        cells = [str(report.days.get(first + i, "none" if first + i <= today else "")) for i in range(7)]
        if any(cell.isdigit() for cell in cells):
            day = dt.date.fromordinal(first)
            rows.append((locale_format.brief_date(day), *cells))
    drawn = table(("Week of", *names), rows, width, numbers=range(1, 8), wide=0)
    note = wrap(f"The last {WEEKS} weeks; “none” is a day without a check-in.", width) if rows else []
    return [*drawn, *note, *wrap(wording.check_ins(report).replace(", a column a week", ""), width)]


def _sessions(report: TrendReport, width: int) -> list[str]:
    return report_lines(wording.before_and_after(report), width)


def _shares(report: TrendReport, width: int) -> list[str]:
    rows = [(name, " ".join(span.split())) for name, _, span in wording.share_rows(report)]
    return [*table(("Where", "Share and its range"), rows, width), *wrap(wording.shares_note(report), width)]


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("Confidence and evidence", _confidence),
    ("Why this number", _ledger),
    ("Odds against outcomes", _odds),
    ("Sources", _sources),
    ("Check-ins", _check_ins),
    ("Before and after a session", _sessions),
    ("Where your ratings vary", _shares),
)
"""Heading → what stands under it, in reading order."""


def trend_lines(report: TrendReport, chosen: int, width: int) -> list[str]:
    """Everything of one domain over the range `chosen` (its place in `RANGES`)."""
    _, span, window = wording.RANGES[chosen]
    standing = report.stats
    rows = [*wrap(level_sentence(standing, window, span), width), *ratings_table(standing, window, width)]
    marks = outcomes_in(standing, window)
    rows += ["", "Outcomes"] if marks else []
    for mark in marks:
        rows += wrap(mark, width, 2, 4)
    for heading, lines in SECTIONS:
        rows += section(heading, lines(report, width))
    return rows


def _marks_in(standing: DomainStats, window: int | None) -> list[OutcomeMark]:
    return [mark for mark in standing.marks if window is None or mark.day > standing.today - window]


def _in_window(ratings: Sequence[tuple[int, int]], today: int, window: int | None) -> list[tuple[int, int]]:
    return [(day, value) for day, value in ratings if window is None or day > today - window]


def _date(day: int, standing: DomainStats) -> str:
    return short_date(dt.date.fromordinal(day), dt.date.fromordinal(standing.today))
