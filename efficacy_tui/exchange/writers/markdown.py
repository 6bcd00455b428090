"""The journal as a report a person reads: per domain how sure they were, what they tried, what speaks for it.

Charts are text in code blocks; what the person wrote is escaped, so that it reads as it was typed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.exchange.export_selection import LEFT_OUT
from efficacy_tui.exchange.writers.text_chart import text_bar, text_chart, text_sparkline
from efficacy_tui.journal.domain_stats import DomainStats, domain_stats
from efficacy_tui.journal.domains import ordered_domains
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.model import locale_format
from efficacy_tui.model import records as r
from efficacy_tui.model.locale_format import format_number, full_date, with_decimal_mark
from efficacy_tui.store.tables import Contents

OUTCOMES = {"succeeded": "✓ succeeded", "partly": "◐ partly", "failed": "✗ not this time", "abandoned": "– let go"}
SOURCES = {"mastery": "Mastery", "vicarious": "Vicarious", "persuasion": "Persuasion", "state": "State"}
_MARKUP = re.compile(r"([\\`*_\[\]<>|~&])")
_BLOCK_START = re.compile(r"^(\s*)([#+-]|=+|\d+[.)])(?=\s|$|=)")


def write_report(part: Contents, whole: Contents, today: dt.date, since: dt.date | None = None) -> str:
    """The report on `part` of a journal, as of `today`. What the numbers say comes from the `whole` of it."""
    lines = ["# Self-efficacy journal", "", f"{_period(today, since)} {DISCLAIMER}", ""]
    domains = [*ordered_domains(part), *ordered_domains(part, archived=True)]
    if not domains:
        lines += ["There is no domain yet.", ""]
    for domain in domains:
        lines += _domain(domain, part, domain_stats(whole, domain, today))
    return "\n".join(lines).rstrip("\n") + "\n"


def escape_markdown(text: str) -> str:
    """A text on one line that Markdown shows as it was typed."""
    flat = _MARKUP.sub(r"\\\1", " ".join(text.split()))
    return _BLOCK_START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", flat)


def _period(today: dt.date, since: dt.date | None) -> str:
    return f"From {full_date(since)} to {full_date(today)}." if since else f"Up to {full_date(today)}."


def _domain(domain: r.Domain, part: Contents, stands: DomainStats) -> Iterator[str]:
    def own(table: str, when: str) -> list[Any]:
        rows = (row for row in part.table(table).values() if row.domain == domain.id)
        return sorted(rows, key=lambda row: (getattr(row, when), row.created, row.id))

    marks = ", ".join(word for word, holds in (("focus", domain.focus), ("archived", domain.archived)) if holds)
    yield f"## {escape_markdown(domain.name)}{f' ({marks})' if marks else ''}"
    yield ""
    yield f"I can {escape_markdown(domain.task)}."
    yield ""
    yield from _confidence(domain, own("checkins", "day"), stands)
    yield from _challenges(own("challenges", "start"))
    yield from _evidence(own("evidence", "day"))
    yield from _sessions(own("reappraisals", "day"))


def _confidence(domain: r.Domain, rows: Sequence[r.CheckIn], stands: DomainStats) -> Iterator[str]:
    yield "### How sure"
    yield ""
    present = [row for row in rows if row.task == domain.task]
    if not rows:
        yield from ("No rating in this time.", "")
        return
    if present:
        first, last = present[0], present[-1]
        span = f"from {first.confidence} ({full_date(first.day)}) to {last.confidence} ({full_date(last.day)})"
        yield f"{_count(len(present), 'rating')}, {span}."
        yield f"Trend: {stands.trend_words}. {stands.evidence_sentence}"
        yield from ("", "```text")
        yield from text_chart([(row.day, row.confidence) for row in present])
        yield from ("```", "")
    if earlier := len(rows) - len(present):
        yield from (f"{_count(earlier, 'rating')} of an earlier wording of the task {_are(earlier)} not drawn.", "")
    noted = [row for row in rows if row.note]
    if noted:
        yield from (f"- {full_date(row.day)}, {row.confidence}: {escape_markdown(row.note)}" for row in noted)
        yield ""


def _challenges(rows: Sequence[r.Challenge]) -> Iterator[str]:
    if not rows:
        return
    yield from ("### Challenges", "", "| from | challenge | difficulty | own odds | outcome |", "|---|---|--:|--:|---|")
    for row in rows:
        outcome = OUTCOMES[row.outcome] if row.outcome else f"due {full_date(row.due)}"
        yield f"| {full_date(row.start)} | {escape_markdown(row.title)} | {row.difficulty} | {row.odds} % | {outcome} |"
    yield ""
    closed = [row for row in rows if row.outcome and row.outcome != "abandoned"]
    if closed:
        went_well = sum({"succeeded": 1.0, "partly": 0.5}.get(row.outcome or "", 0.0) for row in closed)
        expected = sum(row.odds for row in closed) / 100
        did = f"{with_decimal_mark(f'{went_well:g}')} did (partly counts as a half)"
        yield f"By your own odds {format_number(expected, 1)} of {len(closed)} would have succeeded; {did}."
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


def _evidence(rows: Sequence[r.AnyEvidence]) -> Iterator[str]:
    if not rows:
        return
    counts = {source: sum(r.source_of(row) == source for row in rows) for source in SOURCES}
    most = max(counts.values())
    yield from ("### Evidence", "", "```text")
    for source, name in SOURCES.items():
        yield f"{name:<10} {counts[source]:>4} {text_bar(counts[source], most)}".rstrip()
    yield from ("```", "")
    told = [row for row in rows if row.text != LEFT_OUT]
    for row in reversed(told):
        yield f"- {full_date(row.day)} {SOURCES[r.source_of(row)].lower()}: {escape_markdown(one_line(row))}"
    if told:
        yield ""


def _sessions(rows: Sequence[r.Reappraisal]) -> Iterator[str]:
    both = [(row.before, row.after) for row in rows if row.before and row.after]
    if not rows:
        return
    yield from ("### Before performances", "", f"{_count(len(rows), 'session')}.")
    if both:
        before = [start.balance for start, _ in both]
        after = [end.balance for _, end in both]
        yield from ("", "Resources minus demands, −10 to 10, session by session:", "", "```text")
        yield f"before {text_sparkline(before, -10, 10)}  {format_number(sum(before) / len(before), 1, signed=True)} on average"
        yield f"after  {text_sparkline(after, -10, 10)}  {format_number(sum(after) / len(after), 1, signed=True)} on average"
        yield "```"
    yield ""


def _count(many: int, thing: str) -> str:
    return f"{locale_format.group_thousands(many)} {thing}{'' if many == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
