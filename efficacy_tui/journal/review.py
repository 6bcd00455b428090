"""The weekly review: what a week holds, from ratings and notes to evidence, odds, outcomes and what they taught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from efficacy_tui.content.answer_options import lesson_label
from efficacy_tui.journal.domain_reading import ordered_domains
from efficacy_tui.journal.origins import ORIGIN_NOTES
from efficacy_tui.journal.review_weeks import iso_week, iso_week_of
from efficacy_tui.journal.reviews import review_of
from efficacy_tui.journal.timeline import one_line
from efficacy_tui.journal.trends import SOURCES
from efficacy_tui.model import locale_format
from efficacy_tui.model.evidence_ratings import unrated_fields
from efficacy_tui.model.records import AnyEvidence, Challenge, Domain, source_of
from efficacy_tui.model.sentences import as_sentence
from efficacy_tui.model.text_layout import flatten
from efficacy_tui.model.types import Source
from efficacy_tui.store.first_rungs import rung_title
from efficacy_tui.store.tables import Contents

MAX_ENTRIES = 5
MAX_NOTES = 3
OUTCOME_WORDS = {"succeeded": "succeeded", "partly": "partly", "failed": "not this time", "abandoned": "let go"}


@dataclass(frozen=True, slots=True)
class DomainWeek:
    """A week of one domain: the ratings (0–100) of its first and last rated day, and the number of rated days."""

    domain: Domain
    first: int | None
    last: int | None
    rated: int


@dataclass(frozen=True, slots=True)
class RatingNote:
    """What was noted on the rating of a day, and the name of its domain."""

    day: dt.date
    domain: str
    text: str

    @property
    def line(self) -> str:
        """The note as one line of text, after the name of its domain."""
        return f"{self.domain}: {flatten(self.text)}"


@dataclass(frozen=True, slots=True)
class WeekReview:
    """A week from its `first` to its `last` day; `until` is its last day not in the future. Lists are oldest first.

    `answer` says what the week showed, `answer_before` what the week before showed.
    """

    first: dt.date
    last: dt.date
    until: dt.date
    days: tuple[dt.date, ...]
    domains: tuple[DomainWeek, ...]
    evidence: tuple[AnyEvidence, ...]
    notes: tuple[RatingNote, ...]
    closed: tuple[Challenge, ...]
    active: tuple[Challenge, ...]
    steps_done: int
    steps_open: int
    inbox: tuple[AnyEvidence, ...]
    answer: str
    answer_before: str

    @property
    def name(self) -> str:
        """The ISO 8601 name of the week, 2026-W47, or week-of-2026-11-15 when it does not begin on a Monday.

        It is part of a file name, so it does not depend on the locale's date order.
        """
        return iso_week(self.first) if self.first.weekday() == 0 else f"week-of-{self.first.isoformat()}"

    @property
    def counts(self) -> dict[Source, int]:
        """The number of entries by source."""
        counts: dict[Source, int] = dict.fromkeys(SOURCES, 0)
        for entry in self.evidence:
            counts[source_of(entry)] += 1
        return counts

    @property
    def missing(self) -> Source | None:
        """The strongest source without an entry this week."""
        counts = self.counts
        return next((source for source in SOURCES if not counts[source]), None)


def build_week_review(contents: Contents, day: dt.date, today: dt.date) -> WeekReview:
    """Build the review of the week that contains `day`; weeks begin on the person's first weekday."""
    first = locale_format.week_start(day)
    last = first + dt.timedelta(days=6)
    until = min(last, today)
    checkins = sorted((r for r in contents.checkins.values() if first <= r.day <= until), key=lambda r: r.day)
    domains = []
    for domain in ordered_domains(contents):
        ratings = [row.confidence for row in checkins if row.domain == domain.id and row.task == domain.task]
        first_rating, last_rating = (ratings[0], ratings[-1]) if ratings else (None, None)
        domains.append(DomainWeek(domain, first_rating, last_rating, len(ratings)))
    evidence = sorted(
        (row for row in contents.evidence.values() if first <= row.day <= until), key=lambda row: (row.day, row.created)
    )
    challenges = sorted(contents.challenges.values(), key=lambda row: (row.start, row.created))
    steps = [(row, step) for row in challenges for step in row.steps if first <= step.day <= until]
    review, review_before = (review_of(contents, iso_week_of(first - dt.timedelta(days=days))) for days in (0, 7))
    return WeekReview(
        first=first,
        last=last,
        until=until,
        days=tuple(sorted({row.day for row in checkins})),
        domains=tuple(domains),
        evidence=tuple(evidence),
        notes=tuple(
            RatingNote(row.day, contents.domains[row.domain].name, row.note)
            for row in checkins
            if row.note and row.note not in ORIGIN_NOTES and row.domain in contents.domains
        ),
        closed=tuple(row for row in challenges if row.closed is not None and first <= row.closed <= until),
        active=tuple(row for row in challenges if row.status == "active"),
        steps_done=sum(step.result == "done" for _, step in steps),
        # The steps of a closed challenge are no longer open.
        steps_open=sum(step.result is None and row.status == "active" for row, step in steps),
        inbox=tuple(
            row
            for row in sorted(contents.evidence.values(), key=lambda r: r.day)
            if unrated_fields(row, source_of(row))
        ),
        answer=review.answer if review else "",
        answer_before=review_before.answer if review_before else "",
    )


_SOURCE_SUBJECTS: dict[Source, str] = {
    "mastery": "what you did yourself",
    "vicarious": "what you saw others do",
    "persuasion": "what others told you",
    "state": "how your body felt",
}


def check_in_lines(week: WeekReview) -> tuple[str, ...]:
    """Return lines with the days checked in and each domain's first and last confidence.

    They state no trend, because a difference between two days is not one.
    """
    day_count = (week.until - week.first).days + 1
    checked = len(week.days)
    lines = [f"Checked in on {checked} of {day_count} days."]
    if day_count == 1:
        lines = [f"{'Checked in' if checked else 'Not checked in yet'} on the first day."]
    for row in week.domains:
        if row.rated > 1:
            lines.append(f"{row.domain.name}: first {row.first}, last {row.last}, {row.rated} ratings.")
        elif row.rated:
            lines.append(f"{row.domain.name}: {row.first}, one rating.")
    return tuple(lines)


def evidence_lines(week: WeekReview) -> tuple[str, ...]:
    """Return lines with the evidence by source and the strongest missing source."""
    counts = [f"{count} {source}" for source, count in week.counts.items() if count]
    lines = [f"Evidence this week: {', '.join(counts)}." if counts else "No evidence was saved this week."]
    if counts and week.missing:
        lines.append(f"Nothing yet about {_SOURCE_SUBJECTS[week.missing]} ({week.missing}).")
    return tuple(lines)


def entry_lines(week: WeekReview) -> tuple[str, ...]:
    """Return a line for each of a week’s newest entries and notes, oldest first, after one that counts the rest."""
    evidence, notes = week.evidence[-MAX_ENTRIES:], week.notes[-MAX_NOTES:]
    dated_lines = [(entry.day, one_line(entry)) for entry in evidence] + [(note.day, note.line) for note in notes]
    dated_lines.sort(key=itemgetter(0))
    lines = [f"{locale_format.weekday(day)[:3]}  {line}" for day, line in dated_lines]
    other_count = len(week.evidence) + len(week.notes) - len(lines)
    return (f"{other_count} more this week.", *lines) if other_count else tuple(lines)


def outcome_lines(week: WeekReview) -> tuple[str, ...]:
    """Return lines with the odds and outcomes of closed challenges and what they taught, and the steps."""
    lines = [
        f"{rung_title(row.title)}: odds {row.odds} %, {OUTCOME_WORDS[row.outcome or 'abandoned']}.{_lesson(row)}"
        for row in week.closed
    ]
    if week.steps_done or week.steps_open:
        lines.append(f"Steps: {week.steps_done} done, {week.steps_open} still open.")
    return tuple(lines) or ("No challenge was closed this week.",)


def _lesson(challenge: Challenge) -> str:
    if not challenge.learned:
        return ""
    return f" {lesson_label(challenge.outcome)}: {as_sentence(flatten(challenge.learned))}"


def as_markdown(week: WeekReview, disclaimer: str) -> str:
    """Return the review as a Markdown page."""
    heading = f"Week {week.name}," if week.first.weekday() == 0 else "The week from"
    parts = [f"# {heading} {locale_format.full_date(week.first)} to {locale_format.full_date(week.last)}", ""]
    parts += ["## Check-ins", "", *_bullets(check_in_lines(week))]
    parts += [f"- {locale_format.full_date(note.day)} {note.line}" for note in week.notes]
    parts += ["", "## Evidence", "", *_bullets(evidence_lines(week)), ""]
    parts += [
        f"- {locale_format.full_date(entry.day)} {source_of(entry)}: {one_line(entry)}" for entry in week.evidence
    ]
    parts += ["", "## Challenges", "", *_bullets(outcome_lines(week))]
    if week.answer:
        parts += ["", "## What this week showed I can do", "", week.answer]
    return "\n".join([*parts, "", "---", "", f"*{disclaimer}*", ""])


def _bullets(lines: Sequence[str]) -> list[str]:
    return [f"- {line}" for line in lines]
