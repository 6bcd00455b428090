"""Write the journal as a Markdown report with the ratings, ladder, challenges, evidence and sessions of each domain.

Charts are text in code blocks; the person's texts are escaped, so that they read as they were typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export_selection import LEFT_OUT
from efficacy_tui.exchange.writers.text_chart import text_bar, text_chart, text_sparkline
from efficacy_tui.journal.domain_stats import DomainStats, compute_domain_stats
from efficacy_tui.journal.domains import ordered_domains
from efficacy_tui.journal.ladder import Ladder, LadderRung, build_ladder
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.model.locale_format import format_number, full_date, with_decimal_mark
from efficacy_tui.model.text import printable
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.confidence import standing_sentence
from efficacy_tui.wording.ladder import (
    STATUS_WORDS,
    comparison_sentence,
    count_words,
    next_place_words,
    own_sentence,
    record_sentence,
)

OUTCOMES = {"succeeded": "✓ succeeded", "partly": "◐ partly", "failed": "✗ not this time", "abandoned": "– let go"}
SOURCES = {"mastery": "Mastery", "vicarious": "Vicarious", "persuasion": "Persuasion", "state": "State"}
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_BLOCK_START = re.compile(r"^(\s*)([#+-]|=+|\d+[.)])(?=\s|$|=)")


def write_report(selection: Contents, contents: Contents, today: dt.date, since: dt.date | None = None) -> str:
    """Write the report on a selection as of `today`; its statistics come from the whole journal (`contents`)."""
    lines = ["# Self-efficacy journal", "", f"{_format_period(today, since)} {DISCLAIMER}", ""]
    domains = [*ordered_domains(selection), *ordered_domains(selection, archived=True)]
    if not domains:
        lines += ["There is no domain yet.", ""]
    for domain in domains:
        lines += _domain_section(domain, selection, contents, compute_domain_stats(contents, domain, today))
    lines += _reviews_section(selection)
    return printable("\n".join(lines)).rstrip("\n") + "\n"


def escape_markdown(text: str) -> str:
    """Escape a text to one line that Markdown shows as it was typed."""
    flat = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _BLOCK_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", flat)


def _format_period(today: dt.date, since: dt.date | None) -> str:
    return f"From {full_date(since)} to {full_date(today)}." if since else f"Up to {full_date(today)}."


def _domain_section(domain: r.Domain, selection: Contents, contents: Contents, stats: DomainStats) -> Iterator[str]:
    def domain_rows(table: str, day_field: str) -> list[Any]:
        rows = (row for row in selection.table(table).values() if row.domain == domain.id)
        return sorted(rows, key=lambda row: (getattr(row, day_field), row.created, row.id))

    marks = ", ".join(word for word, is_set in (("focus", domain.focus), ("archived", domain.archived)) if is_set)
    yield f"## {escape_markdown(domain.name)}{f' ({marks})' if marks else ''}"
    yield ""
    yield f"I can {escape_markdown(domain.task)}."
    yield ""
    if domain.goal:
        yield from (f"Towards {escape_markdown(domain.goal)}.", "")
    yield from _confidence_section(domain, domain_rows("checkins", "day"), stats)
    yield from _ladder_section(build_ladder(contents, stats), selection)
    yield from _challenges_section(domain_rows("challenges", "start"))
    yield from _evidence_section(domain_rows("evidence", "day"))
    yield from _sessions_section(domain_rows("reappraisals", "day"))


def _confidence_section(domain: r.Domain, rows: Sequence[r.CheckIn], stats: DomainStats) -> Iterator[str]:
    yield "### How sure"
    yield ""
    current_rows = [row for row in rows if row.task == domain.task]
    if not rows:
        yield from ("No rating in this time.", "")
        return
    if current_rows:
        first, last = current_rows[0], current_rows[-1]
        span = f"from {first.confidence} ({full_date(first.day)}) to {last.confidence} ({full_date(last.day)})"
        yield f"{_format_count(len(current_rows), 'rating')}, {span}."
        yield f"Trend: {stats.trend_words}. {standing_sentence(stats)}"
        yield from ("", "```text")
        yield from text_chart([(row.day, row.confidence) for row in current_rows])
        yield from ("```", "")
    if earlier_count := len(rows) - len(current_rows):
        count, verb = _format_count(earlier_count, "rating"), _is_or_are(earlier_count)
        yield from (f"{count} of an earlier wording of the task {verb} not drawn.", "")
    rows_with_notes = [row for row in rows if row.note]
    if rows_with_notes:
        yield from (f"- {full_date(row.day)}, {row.confidence}: {escape_markdown(row.note)}" for row in rows_with_notes)
        yield ""


def _ladder_section(ladder: Ladder, selection: Contents) -> Iterator[str]:
    """Write the ladder as of today, hardest first; a challenge without its rung is listed among the challenges."""
    rungs = [rung for rung in ladder.rungs if rung.id in selection.rungs or rung.status == "daily"]
    if not any(rung.id in selection.rungs for rung in rungs):
        return
    head = (f"{count_words(ladder)}.", record_sentence(ladder), own_sentence(ladder), comparison_sentence(ladder))
    yield from ("### Ladder", "", " ".join(sentence.rstrip(".") + "." for sentence in head if sentence), "")
    yield from ("| | rung | you | record | latest |", "|--:|---|--:|--:|---|")
    for rung in rungs:
        yield f"| {rung.difficulty} | {escape_markdown(rung.title)} | {_ladder_cells(rung)} |"
    yield ""
    if ladder.next_place is not None:
        yield from (f"{ladder.next_place.difficulty}: {next_place_words(ladder.next_place)}.", "")


def _ladder_cells(rung: LadderRung) -> str:
    latest = f"{OUTCOMES[rung.outcomes[0].outcome]} {full_date(rung.outcomes[0].day)}" if rung.outcomes else ""
    if rung.status in ("open", "daily") or not latest:
        latest = STATUS_WORDS[rung.status]
    own = "" if rung.confidence is None else str(rung.confidence)
    return f"{own} | {'' if rung.odds is None else f'{rung.odds} %'} | {latest}{', next' if rung.is_next else ''}"


def _challenges_section(rows: Sequence[r.Challenge]) -> Iterator[str]:
    if not rows:
        return
    yield from ("### Challenges", "", "| from | challenge | difficulty | own odds | outcome |", "|---|---|--:|--:|---|")
    for row in rows:
        outcome = OUTCOMES[row.outcome] if row.outcome else f"due {full_date(row.due)}"
        yield f"| {full_date(row.start)} | {escape_markdown(row.title)} | {row.difficulty} | {row.odds} % | {outcome} |"
    yield ""
    closed = [row for row in rows if row.outcome and row.outcome != "abandoned"]
    if closed:
        actual = sum({"succeeded": 1.0, "partly": 0.5}.get(row.outcome or "", 0.0) for row in closed)
        expected = sum(row.odds for row in closed) / 100
        outcome_words = f"{with_decimal_mark(f'{actual:g}')} did (partly counts as a half)"
        yield f"By your own odds {format_number(expected, 1)} of {len(closed)} would have succeeded; {outcome_words}."
        yield ""
    for row in rows:
        if row.learned:
            yield f"- Learned from “{escape_markdown(row.title)}”: {escape_markdown(row.learned)}"
        if row.status == "active":
            yield from (
                f"- [{'x' if step.result else ' '}] {full_date(step.day)} {escape_markdown(step.text)}"
                for step in row.steps
            )
    if any(row.learned or (row.status == "active" and row.steps) for row in rows):
        yield ""


def _evidence_section(rows: Sequence[r.AnyEvidence]) -> Iterator[str]:
    if not rows:
        return
    counts = {source: sum(r.source_of(row) == source for row in rows) for source in SOURCES}
    largest_count = max(counts.values())
    yield from ("### Evidence", "", "```text")
    for source, name in SOURCES.items():
        yield f"{name:<10} {counts[source]:>4} {text_bar(counts[source], largest_count)}".rstrip()
    yield from ("```", "")
    rows_with_text = [row for row in rows if row.text != LEFT_OUT]
    for row in reversed(rows_with_text):
        yield f"- {full_date(row.day)} {SOURCES[r.source_of(row)].lower()}: {escape_markdown(one_line(row))}"
    if rows_with_text:
        yield ""


def _sessions_section(rows: Sequence[r.Reappraisal]) -> Iterator[str]:
    rated_pairs = [(row.before, row.after) for row in rows if row.before and row.after]
    if not rows:
        return
    yield from ("### Before performances", "", f"{_format_count(len(rows), 'session')}.")
    if rated_pairs:
        before = [start.balance for start, _ in rated_pairs]
        after = [end.balance for _, end in rated_pairs]
        yield from ("", "Resources minus demands, −10 to 10, session by session:", "", "```text")
        before_mean = format_number(sum(before) / len(before), 1, signed=True)
        after_mean = format_number(sum(after) / len(after), 1, signed=True)
        yield f"before {text_sparkline(before, -10, 10)}  {before_mean} on average"
        yield f"after  {text_sparkline(after, -10, 10)}  {after_mean} on average"
        yield "```"
    yield ""


def _reviews_section(selection: Contents) -> Iterator[str]:
    rows = sorted(selection.reviews.values(), key=lambda row: row.week, reverse=True)
    if not rows:
        return
    yield from ("## What the weeks showed I can do", "")
    yield from (f"- Week {row.week}: {escape_markdown(row.answer)}" for row in rows)
    yield ""


def _format_count(count: int, noun: str) -> str:
    return f"{locale_format.group_thousands(count)} {noun}{'' if count == 1 else 's'}"


def _is_or_are(count: int) -> str:
    return "is" if count == 1 else "are"
