"""The HTML report as one document: head, style sheet, the sections of each domain, and what the numbers rest on."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from efficacy_tui.exchange.writers.html.chart import draw_chart
from efficacy_tui.exchange.writers.html.ladder import ladder_section
from efficacy_tui.exchange.writers.html.markup import (
    SIGN_SHAPES,
    escape,
    legend_key,
    point_swatch,
    section,
    sign,
    sign_symbols,
    swatch,
    user_text,
)
from efficacy_tui.exchange.writers.html.odds import domain_odds, pooled_odds
from efficacy_tui.exchange.writers.html.sessions import sessions_section
from efficacy_tui.exchange.writers.html.tables import challenges_section, glance, sources_section
from efficacy_tui.exchange.writers.html.under_way import under_way_section
from efficacy_tui.journal.report import DomainReport, Report
from efficacy_tui.model.locale_format import full_date
from efficacy_tui.model.sentences import upper_first
from efficacy_tui.wording import report as wording
from efficacy_tui.wording.confidence import PAIR_NOTE, grade_sentence, own_phrase, record_phrase
from efficacy_tui.wording.ladder import STATUS_WORDS
from efficacy_tui.wording.report_pictures import ONE_RATING, RECORD_LINE, SMOOTHED, has_line
from efficacy_tui.wording.report_trust import trust_entries

OUTCOME_NAMES = ("succeeded", "partly", "failed", "abandoned")

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The file itself forbids whoever opens it every request and every script."""

_VALUE = re.compile(r"(\d+)( \(\d+–\d+\))?$")


def write_html(report: Report) -> str:
    """Write the report as an HTML document."""
    made = full_date(report.today)
    body = "".join(_domain(row, report, f"domain-{number}") for number, row in enumerate(report.domains, 1))
    overview = glance(report) if len(report.domains) > 1 else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_POLICY}">'
        f"<title>{wording.TITLE}, {escape(made)}</title>\n"
        f"<style>\n{_style_sheet().replace('MADE', made)}</style></head>\n"
        f"<body>{sign_symbols(SIGN_SHAPES)}<header><h1>{wording.TITLE}</h1>"
        f'<p class="made">{escape(wording.made_line(report))}</p>{overview}</header>\n'
        f"<main>{body or f'<p>{wording.NO_DOMAIN}</p>'}{_end(report)}</main></body></html>\n"
    )


@cache
def _style_sheet() -> str:
    return resources.files("efficacy_tui.exchange.writers.html").joinpath("report.css").read_text(encoding="utf-8")


def _domain(report: DomainReport, full_report: Report, key: str) -> str:
    domain = report.domain
    marks = "".join(
        f" <small>{word}</small>" for word, is_set in (("focus", domain.focus), ("archived", domain.archived)) if is_set
    )
    before, task, after = wording.task_sentence(domain.task)
    goal = f'<p class="goal">Towards: {user_text(domain.goal)}</p>' if domain.goal else ""
    odds = domain_odds(report.forecasts, domain.name, f"{key}-odds", is_alone=len(full_report.domains) == 1)
    sessions = sessions_section(report, f"{key}-sessions", full_report.today)
    pair = f"<div><h4>{wording.YOUR_ODDS}</h4>{odds}</div><div><h4>{wording.SESSIONS}</h4>{sessions}</div>"
    return (
        f'<article id="{key}"><header><h2>{user_text(domain.name)}{marks}</h2>'
        f'<p class="task">{escape(before)}“{user_text(task)}”{escape(after)}</p>{goal}</header>'
        + section(wording.STANDING, _headline(report) + _chart_figure(report, key))
        + section(wording.LADDER, ladder_section(wording.with_daily_rating(report)))
        + section(wording.UNDER_WAY, under_way_section(report, full_report))
        + section(wording.CHALLENGES, challenges_section(report))
        + section(wording.ODDS_AND_SESSIONS, f'<div class="pair">{pair}</div>', "keep")
        + section(wording.SOURCES, sources_section(report, full_report), "keep")
        + "</article>\n"
    )


def _headline(report: DomainReport) -> str:
    """Say what the person and their record say; the samples of the lines in it make it the legend of the chart."""
    own_words, record_words, grade = own_phrase(report.stats), record_phrase(report.stats), grade_sentence(report.stats)
    if not own_words:
        record_words = upper_first(record_words)
    phrases = []
    if own_words:
        sample = swatch("own-line") if has_line(report.series) else point_swatch("dots large")
        phrases.append(f"<span>{sample} {_emphasize(own_words)}</span>")
    if record_words:
        phrases.append(f"<span>{swatch('record-line')} {_emphasize(record_words, 'record')}</span>")
    head = f'<p class="gap">{" ".join(phrases)}</p>' if phrases else ""
    return f'{head}<p class="grade">{escape(grade)}</p>'


def _emphasize(phrase: str, css: str = "") -> str:
    """Make the number at the end of a phrase bold, and the range behind it small."""
    attributes = f' class="{css}"' if css else ""

    def mark(match: re.Match[str]) -> str:
        return f"<b{attributes}>{match[1]}</b>" + (f" <small>{match[2].strip()}</small>" if match[2] else "")

    return _VALUE.sub(mark, escape(phrase))


def _chart_figure(report: DomainReport, key: str) -> str:
    series, reference = report.series, report.stats.reference
    keys = legend_key(point_swatch("dots large"), ONE_RATING) if series.ratings else ""
    keys += legend_key(swatch("own-line"), SMOOTHED) if has_line(series) else ""
    if reference is not None:
        keys += legend_key(swatch("record-line"), RECORD_LINE)
    outcomes = {mark.outcome for mark in series.marks}
    keys += "".join(legend_key(sign(name), STATUS_WORDS[name]) for name in OUTCOME_NAMES if name in outcomes)  # type: ignore[index]
    sentences = [wording.trend_sentence(report.stats), wording.rating_count(report)]
    words = escape(" ".join(filter(None, sentences)))
    note = f'<p class="quiet">{PAIR_NOTE}</p>' if reference is not None else ""
    caption = f"<figcaption><p>{words}</p>{note}{keys}</figcaption>"
    return f'<figure class="chart">{draw_chart(report, f"{key}-chart")}{caption}</figure>'


def _end(report: Report) -> str:
    """Say, once for all domains, how the odds ran, what the numbers rest on, what is missing, and what this is."""
    has_several = len(report.domains) > 1
    odds = section(wording.YOUR_ODDS, pooled_odds(report.forecasts, "", "all-odds"), "keep") if has_several else ""
    terms = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in trust_entries(report))
    left_out = "".join(f"<p>{escape(sentence)}</p>" for sentence in wording.left_out(report, lists_entries=False))
    return (
        f'<article class="end"><h2>{wording.ALL_DOMAINS if has_several else wording.ABOUT}</h2>{odds}'
        + _reviews(report)
        + (section(wording.TRUST, f'<dl class="trust">{terms}</dl>') if report.domains else "")
        + section(wording.LEFT_OUT, left_out)
        + section(wording.WHAT_THIS_IS, f"<p>{escape(wording.what_this_is(is_html=True))}</p>")
        + "</article>"
    )


def _reviews(report: Report) -> str:
    """List what the person wrote at the end of the weeks, newest first."""
    rows = (
        f"<dt>{escape(wording.week_words(row.week))}</dt><dd>{user_text(row.answer)}</dd>" for row in report.reviews
    )
    return section(wording.REVIEWS, f'<dl class="trust">{"".join(rows)}</dl>') if report.reviews else ""
