"""The report as Markdown: the sections of the HTML report in the same order and words, with every entry and note.

Charts are text in code blocks; the person's texts are escaped, so that they read as they were typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from efficacy_tui.exchange.export_selection import LEFT_OUT
from efficacy_tui.exchange.writers.text_chart import text_chart, text_sparkline
from efficacy_tui.insight.calibration import CalibrationStage, base_rate_brier, bias, bins, brier, calibration_stage
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.journal.report import DomainReport, Report, SourceUse
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model.locale_format import brief_day, describe_day, format_number, full_date
from efficacy_tui.model.records import source_of
from efficacy_tui.model.text import printable
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.wording import report as wording
from efficacy_tui.wording import report_pictures as pictures
from efficacy_tui.wording.confidence import PAIR_NOTE, grade_sentence, headline
from efficacy_tui.wording.facts import STEP_WORDS
from efficacy_tui.wording.ladder import EMPTY_LADDER, EVEN_ODDS, STATUS_SIGNS, STATUS_WORDS
from efficacy_tui.wording.ladder_lines import next_sentence
from efficacy_tui.wording.report_trust import trust_entries
from efficacy_tui.wording.trends import brier_sentence

NONE = "–"
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_BLOCK_START = re.compile(r"^(\s*)([#+-]|=+|\d+[.)])(?=\s|$|=)")

Forecasts = tuple[tuple[float, int], ...]


def write_markdown(report: Report) -> str:
    """Write the report as a Markdown document."""
    lines = [f"# {wording.TITLE}", "", f"{wording.made_line(report)}.", ""]
    if not report.domains:
        lines += [wording.NO_DOMAIN, ""]
    if len(report.domains) > 1:
        lines += _glance(report)
    for row in report.domains:
        lines += _domain(row, report)
    lines += _end(report)
    return printable("\n".join(lines)).rstrip("\n") + "\n"


def escape_markdown(text: str) -> str:
    """Escape a text to one line that Markdown shows as it was typed."""
    flat = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _BLOCK_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", flat)


def _glance(report: Report) -> Iterator[str]:
    yield from (wording.GLANCE, "", "| domain and daily task | you | record | in words |", "|---|--:|--:|---|")
    for row in report.domains:
        own_value, reference = row.stats.own_value, row.stats.reference
        record = NONE if reference is None else f"{reference.percent} % ({reference.low}–{reference.high})"
        name = f"{escape_markdown(row.domain.name)}: {escape_markdown(row.domain.task)}"
        yield f"| {name} | {_percent(own_value)} | {record} | {grade_sentence(row.stats)} |"
    yield ""


def _domain(report: DomainReport, full_report: Report) -> Iterator[str]:
    domain = report.domain
    marks = ", ".join(word for word, is_set in (("focus", domain.focus), ("archived", domain.archived)) if is_set)
    yield from (f"## {escape_markdown(domain.name)}{f' ({marks})' if marks else ''}", "")
    before, task, after = wording.task_sentence(domain.task)
    yield from (f"{before}“{escape_markdown(task)}”{after}", "")
    if domain.goal:
        yield from (f"Towards: {escape_markdown(domain.goal)}", "")
    yield from _standing(report)
    yield from _ladder(wording.with_daily_rating(report))
    yield from _under_way(report, full_report)
    yield from _challenges(report, full_report.today)
    yield from (f"### {wording.ODDS_AND_SESSIONS}", "", f"#### {wording.YOUR_ODDS}", "")
    yield from _domain_odds(report.forecasts, is_alone=len(full_report.domains) == 1)
    yield from (f"#### {wording.SESSIONS}", "", *_sessions(report))
    yield from _sources(report, full_report)


def _standing(report: DomainReport) -> Iterator[str]:
    yield from (f"### {wording.STANDING}", "")
    chart = text_chart(report.stats, report.stats.today - report.series.first + 1)
    # The headline is the legend of the chart, so it stands on its first line.
    if (text := headline(report.stats)) and not chart:
        yield from (f"**{text}**", "")
    yield from (grade_sentence(report.stats), "")
    if chart:
        yield from ("```text", *chart, "```", "")
    note = PAIR_NOTE if report.stats.reference is not None else ""
    sentences = (wording.trend_sentence(report.stats), wording.rating_count(report), note)
    yield from (" ".join(filter(None, sentences)), "", pictures.chart_description(report), "")
    if report.notes:
        yield from (f"- {full_date(row.day)}, {row.confidence}: {escape_markdown(row.note)}" for row in report.notes)
        yield ""


def _ladder(ladder: Ladder) -> Iterator[str]:
    """List the ladder as of today, hardest first, with the line of even odds."""
    yield from (f"### {wording.LADDER}", "")
    if ladder.is_empty:
        yield from (f"{wording.NO_LADDER} {EMPTY_LADDER}", "")
        return
    yield from (f"{wording.ladder_sentence(ladder)} {pictures.HARDER_HIGHER}", "")
    yield from ("| difficulty | rung | you | record | latest |", "|--:|---|--:|--:|---|")
    above_even = [rung for rung in ladder.rungs if rung.odds is not None and rung.odds < 50]
    for index, rung in enumerate(ladder.rungs):
        if index == len(above_even) and ladder.even_odds is not None:
            yield f"| {ladder.even_odds} | {EVEN_ODDS} | | 50 % | |"
        cells = (_percent(rung.confidence), _percent(rung.odds), _rung_state(rung, ladder.today))
        yield f"| {rung.difficulty} | {escape_markdown(rung.title)} | {' | '.join(cells)} |"
    yield ""
    if ladder.next_place is not None:
        yield from (next_sentence(ladder), "")


def _rung_state(rung: LadderRung, today: dt.date) -> str:
    return f"{STATUS_SIGNS[rung.status]} {wording.rung_state(rung, today)}"


def _under_way(report: DomainReport, full_report: Report) -> Iterator[str]:
    yield from (f"### {wording.UNDER_WAY}", "")
    if not report.under_way:
        yield from (wording.NOTHING_UNDER_WAY, "")
    for row in report.under_way:
        challenge, today = row.challenge, full_report.today
        yield from (f"**{escape_markdown(challenge.title)}**", "")
        yield f"- Done when: {escape_markdown(challenge.done_when)}"
        yield f"- By: {wording.due_words(challenge, today)}"
        yield f"- Difficulty: {challenge.difficulty}"
        yield f"- Odds: {wording.odds_words(row)}"
        for step in challenge.steps:
            words = STEP_WORDS[step.result] if step.result else "to come"
            mark, day = "x" if step.result else " ", describe_day(step.day, today)
            yield f"- [{mark}] {escape_markdown(step.text)}, {day}: {words}"
        if plan := wording.plan_sentence(challenge):
            yield f"- Plan: {escape_markdown(plan)}"
        yield ""


def _challenges(report: DomainReport, today: dt.date) -> Iterator[str]:
    yield from (f"### {wording.CHALLENGES}", "")
    if not report.n_ended:
        yield from (wording.NO_CHALLENGE, "")
        return
    yield from (wording.challenges_caption(report), "")
    yield "| ended | challenge | what you learned | difficulty | your odds | record’s | outcome |"
    yield "|---|---|---|--:|--:|--:|---|"
    for row in report.challenges:
        challenge, outcome = row.challenge, row.challenge.outcome or "abandoned"
        words = f"{escape_markdown(rung_title(challenge.title))} | {escape_markdown(challenge.learned)}"
        numbers = f"{challenge.difficulty} | {challenge.odds} % | {_percent(row.record_odds)}"
        day = brief_day(challenge.closed or challenge.due, today)
        yield f"| {day} | {words} | {numbers} | {STATUS_SIGNS[outcome]} {STATUS_WORDS[outcome]} |"
    for year in report.years:
        numbers = f"{year.difficulty} | {year.own_odds} % | {NONE}"
        yield f"| {year.year} | {wording.year_words(year)} | | {numbers} | {wording.YEAR_MEANS} |"
    yield ""


def _domain_odds(forecasts: Forecasts, *, is_alone: bool) -> Iterator[str]:
    if not forecasts:
        yield from (wording.NO_FORECAST, "")
        return
    stage = calibration_stage(len(forecasts), sum(worked for _, worked in forecasts))
    if is_alone and stage >= CalibrationStage.BIAS:
        yield from _pooled_odds(forecasts)
        return
    verdict = pictures.odds_verdict(is_alone=is_alone, stage=stage)
    sentences = (pictures.odds_sentence(forecasts), verdict, pictures.WORKED_MEANS)
    yield from (" ".join(filter(None, sentences)), "")


def _pooled_odds(forecasts: Forecasts) -> Iterator[str]:
    """Say how the odds ran, as far as their number allows."""
    odds, outcomes = tuple(zip(*forecasts, strict=True)) or ((), ())
    stage = calibration_stage(len(outcomes), sum(outcomes))
    if stage < CalibrationStage.BIAS:
        yield from _domain_odds(forecasts, is_alone=True)
        return
    sentences = [pictures.bias_sentence(bias(odds, outcomes))]
    if stage >= CalibrationStage.BRIER:
        sentences.append(brier_sentence(brier(odds, outcomes), base_rate_brier(outcomes)))
    if stage >= CalibrationStage.BINS:
        sentences.append(pictures.bin_sentence(bins(odds, outcomes)))
    yield from (" ".join([*sentences, pictures.WORKED_MEANS]), "")


def _sessions(report: DomainReport) -> Iterator[str]:
    rated = [(row.before.balance, row.after.balance) for row in report.sessions if row.before and row.after]
    if not rated:
        yield from (wording.NO_SESSION, "")
        return
    yield from (pictures.sessions_sentence(report), "")
    yield from ("Resources minus demands, −10 to 10, session by session:", "", "```text")
    for name, values in zip(("before", "after "), zip(*rated, strict=True), strict=True):
        mean = format_number(sum(values) / len(values), 1, signed=True)
        yield f"{name} {text_sparkline(values, -10, 10)}  {mean} on average"
    yield from ("```", "")


def _sources(report: DomainReport, full_report: Report) -> Iterator[str]:
    yield from (
        f"### {wording.SOURCES}",
        "",
        f"| source | {wording.period_column(full_report).lower()} | 90 days | latest |",
    )
    yield "|---|--:|--:|---|"
    for use in report.sources:
        name, meaning = wording.SOURCE_NAMES[use.source]
        yield f"| {name} ({meaning}) | {len(use.days)} | {use.recent} | {_latest(use, full_report)} |"
    yield ""
    entries = [entry for entry in report.entries if entry.text != LEFT_OUT]
    for entry in reversed(entries):
        yield f"- {full_date(entry.day)} {source_of(entry)}: {escape_markdown(one_line(entry))}"
    if entries:
        yield ""


def _latest(use: SourceUse, report: Report) -> str:
    if use.latest is None:
        return wording.NO_ENTRY
    words, day = one_line(use.latest), brief_day(use.latest.day, report.today)
    return day if words == LEFT_OUT else f"{escape_markdown(words)}, {day}"


def _reviews(report: Report) -> Iterator[str]:
    if not report.reviews:
        return
    yield from (f"### {wording.REVIEWS}", "")
    yield from (f"- {wording.week_words(row.week)}: {escape_markdown(row.answer)}" for row in report.reviews)
    yield ""


def _end(report: Report) -> Iterator[str]:
    has_several = len(report.domains) > 1
    yield from (f"## {wording.ALL_DOMAINS if has_several else wording.ABOUT}", "")
    if has_several:
        yield from (f"### {wording.YOUR_ODDS}", "")
        yield from _pooled_odds(report.forecasts) if report.forecasts else (wording.NO_FORECAST, "")
    yield from _reviews(report)
    if report.domains:
        yield from (f"### {wording.TRUST}", "")
        yield from (f"- **{term}:** {escape_markdown(text)}" for term, text in trust_entries(report))
        yield ""
    yield from (f"### {wording.LEFT_OUT}", "", *wording.left_out(report, lists_entries=True), "")
    yield from (f"### {wording.WHAT_THIS_IS}", "", wording.what_this_is(is_html=False), "")


def _percent(value: int | None) -> str:
    return NONE if value is None else f"{value} %"
