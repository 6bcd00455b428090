"""The tables of the report: all domains at a glance, the challenges that ended, and the four sources."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.exchange.export_selection import LEFT_OUT
from efficacy_tui.exchange.writers.html.ladder import PERCENT_ENDS
from efficacy_tui.exchange.writers.html.layout import place_of
from efficacy_tui.exchange.writers.html.markup import (
    SCALE,
    cell,
    column_head,
    escape,
    legend_key,
    path,
    point_swatch,
    record_cell,
    row_head,
    row_picture,
    sign,
    swatch,
    table,
    table_row,
    user_text,
)
from efficacy_tui.journal.report import ChallengeYear, ChartSeries, DomainReport, Report, ReportedChallenge, SourceUse
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model.locale_format import brief_day
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.wording.confidence import grade_sentence
from efficacy_tui.wording.ladder import STATUS_WORDS
from efficacy_tui.wording.report import (
    GLANCE,
    NO_CHALLENGE,
    NO_ENTRY,
    SOURCE_NAMES,
    SOURCES_CAPTION,
    YEAR_MEANS,
    challenges_caption,
    month_words,
    period_column,
    year_words,
)

TICK_STEPS = 100
"""A row of ticks has at most so many places; more could not be told apart."""

RECENT_COLUMN = "90 days"


def glance(report: Report) -> str:
    """Build the table of all domains: both numbers, drawn and written, and how they compare."""
    heads = (
        column_head("Domain and daily task"),
        column_head(PERCENT_ENDS, "ends"),
        column_head("You", "number"),
        column_head("Record", "number"),
        column_head("In words"),
    )
    rows = [_glance_row(row, f"domain-{number}") for number, row in enumerate(report.domains, 1)]
    keys = legend_key(point_swatch("ring", "hole"), "you")
    if any(row.stats.reference is not None for row in report.domains):
        sample = swatch("record-range wide").replace("</svg>", '<path class="node" d="M15 5h0"/></svg>')
        keys += legend_key(sample, "your record, with its 80 % range")
    return (
        f'<figure class="glance"><figcaption><p>{GLANCE}</p>{keys}</figcaption>{table(heads, rows, "domains")}</figure>'
    )


def _glance_row(report: DomainReport, key: str) -> str:
    own_value, reference = report.stats.own_value, report.stats.reference
    drawing, record = SCALE, "–"
    if reference is not None:
        record = f"{reference.percent} % <small>({reference.low}–{reference.high})</small>"
        drawing += path("record-range wide", f"M{reference.low} 50H{reference.high}")
        drawing += path("node", f"M{reference.percent} 50h0")
    if own_value is not None:
        drawing += path("ring", f"M{own_value} 50h0") + path("hole", f"M{own_value} 50h0")
    name = f'<a href="#{key}" dir="auto">{escape(report.domain.name)}</a>{user_text(report.domain.task, "small")}'
    return table_row(
        row_head(name),
        cell(row_picture(drawing), "bars"),
        cell("–" if own_value is None else f"{own_value} %", "number own", "you"),
        cell(record, "number record" if reference is not None else "number none", "record"),
        cell(escape(grade_sentence(report.stats)), "words"),
    )


def challenges_section(report: DomainReport) -> str:
    """Build the table of the challenges that ended, newest first, and one row a year for those before."""
    if not report.n_ended:
        return f'<p class="empty">{NO_CHALLENGE}</p>'
    heads = (
        column_head("Ended"),
        column_head("Challenge, and what you learned"),
        column_head("Difficulty", "number"),
        column_head("Your odds", "number"),
        column_head("Record’s", "number"),
        column_head("Outcome"),
    )
    today = dt.date.fromordinal(report.stats.today)
    rows = [_challenge_row(row, today) for row in report.challenges] + [_year_row(year) for year in report.years]
    return table(heads, rows, "challenges", f"<caption>{escape(challenges_caption(report))}</caption>")


def _challenge_row(row: ReportedChallenge, today: dt.date) -> str:
    challenge = row.challenge
    outcome = challenge.outcome or "abandoned"
    return table_row(
        cell(brief_day(challenge.closed or challenge.due, today), "when"),
        row_head(
            user_text(rung_title(challenge.title))
            + (user_text(challenge.learned, "small") if challenge.learned else "")
        ),
        cell(str(challenge.difficulty), "number", "difficulty"),
        cell(f"{challenge.odds} %", "number", "you"),
        record_cell(row.record_odds),
        cell(f"{sign(outcome)} {STATUS_WORDS[outcome]}", "result"),
    )


def _year_row(year: ChallengeYear) -> str:
    return table_row(
        cell(str(year.year), "when"),
        row_head(escape(year_words(year))),
        cell(str(year.difficulty), "number", "mean difficulty"),
        cell(f"{year.own_odds} %", "number", "you"),
        record_cell(None),
        cell(YEAR_MEANS, "result"),
        css="year",
    )


def sources_section(report: DomainReport, full_report: Report) -> str:
    """Build the table of the four sources: when, how often, and the latest words."""
    shows_recent = full_report.since is None or (full_report.today - full_report.since).days >= 90
    first = month_words(dt.date.fromordinal(report.series.first))
    heads = (
        column_head("Source"),
        column_head(f"<div><span>{first}</span><span>today</span></div>", "ends"),
        column_head(period_column(full_report), "number"),
        *([column_head(RECENT_COLUMN, "number")] if shows_recent else []),
        column_head("Latest"),
    )
    rows = [_source_row(row, report.series, full_report, shows_recent=shows_recent) for row in report.sources]
    return table(heads, rows, "sources", f'<caption class="unseen">{SOURCES_CAPTION}</caption>')


def _source_row(use: SourceUse, series: ChartSeries, report: Report, *, shows_recent: bool) -> str:
    name, meaning = SOURCE_NAMES[use.source]
    places = sorted({round(place_of(day, series.first, series.last, 0, TICK_STEPS)) for day in use.days})
    ticks = "".join(f"M{place} 22v56" for place in places)
    recent = [cell(str(use.recent), "number", f"in {RECENT_COLUMN}")] if shows_recent else []
    return table_row(
        row_head(f"{sign(use.source)} {name}<small>{meaning}</small>"),
        cell(row_picture(path("thin", "M0 50H100") + path("tick", ticks)), "bars"),
        cell(str(len(use.days)), "number", _count_label(report)),
        *recent,
        cell(_latest_words(use, report), "words"),
    )


def _count_label(report: Report) -> str:
    column = period_column(report)
    return {"Year": "in a year", "All": "in all"}.get(column, f"in {column}")


def _latest_words(use: SourceUse, report: Report) -> str:
    if use.latest is None:
        return f'<span class="quiet">{NO_ENTRY}</span>'
    day = f"<small>{brief_day(use.latest.day, report.today)}</small>"
    words = one_line(use.latest)
    return day if words == LEFT_OUT else f"{user_text(words)} {day}"
