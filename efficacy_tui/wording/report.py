"""The sentences of the report, which the HTML and the Markdown file say in the same words and the same order."""

from __future__ import annotations

import datetime as dt

import msgspec

from efficacy_tui.content.words import DISCLAIMER
from efficacy_tui.journal.domain_stats import DomainStats
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.journal.report import ChallengeYear, DomainReport, Report, ReportedChallenge
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import brief_day, count_noun, full_date, month_label, short_date, weekday
from efficacy_tui.model.records import Challenge, monday_of
from efficacy_tui.model.sentences import plan_words
from efficacy_tui.model.types import Source
from efficacy_tui.wording.challenge_days import challenge_day
from efficacy_tui.wording.ladder import (
    PLACE_DAILY_TASK,
    STATUS_WORDS,
    comparison_sentence,
    count_words,
    own_sentence,
    record_sentence,
)

TITLE = "Self-efficacy report"
NO_DOMAIN = "There is no domain yet."
NO_RATING = "No ratings in this period."
NO_LADDER = "There is no ladder yet."
NOTHING_UNDER_WAY = "Nothing is under way."
NO_CHALLENGE = "No challenge ended in this period."
NO_FORECAST = "None of your odds has an outcome in this period."
NO_SESSION = "No sessions in this period. A session takes two minutes, before something that makes you nervous."
YEAR_MEANS = "averages"
NO_ENTRY = "nothing in this period"

STANDING = "Where you stand"
LADDER = "Ladder"
UNDER_WAY = "Under way"
CHALLENGES = "Challenges"
ODDS_AND_SESSIONS = "Odds and sessions"
YOUR_ODDS = "Your odds"
SESSIONS = "Before and after sessions"
SOURCES = "Four sources"
ALL_DOMAINS = "All domains"
ABOUT = "About this report"
REVIEWS = "What the weeks showed you can do"
TRUST = "How far to trust these numbers"
LEFT_OUT = "What was left out"
WHAT_THIS_IS = "What this is"

GLANCE = "How sure you are of each daily task, and how likely your record makes it, both in percent."
SOURCES_CAPTION = "Evidence from the four sources of self-efficacy, and the latest words of each."
SELF_CONTAINED = (
    "Made by efficacy from a journal on one computer. This file runs no script and loads nothing from the network."
)

SOURCE_NAMES: dict[Source, tuple[str, str]] = {
    "mastery": ("Mastery", "you did it"),
    "vicarious": ("Vicarious", "you saw it done"),
    "persuasion": ("Persuasion", "you were told"),
    "state": ("State", "how your body felt"),
}
"""Source → its name, and what it means."""


def made_line(report: Report) -> str:
    """Say for which days the report is, how much is in it, and when it was made."""
    comma = "," if locale_format.current().date_order == "mdy" else ""
    ratings = sum(len(row.series.ratings) for row in report.domains)
    ended = sum(row.n_ended for row in report.domains)
    counts = ", ".join(
        (count_noun(len(report.domains), "domain"), count_noun(ratings, "rating"), count_noun(ended, "ended challenge"))
    )
    made = f"made on {weekday(report.today)}{comma} {full_date(report.today)}"
    return " · ".join((period_words(report), counts, made))


def period_words(report: Report) -> str:
    """Name the days that the report is about: “From 23 Nov 2025 to 22 Nov 2026”."""
    first, last = full_date(report.first_day), full_date(report.today)
    return f"From {first} to {last}" if first != last else f"From {first}"


def task_sentence(task: str) -> tuple[str, str, str]:
    """Return what stands before the task, the task, and what stands behind it."""
    return "How sure you are that you can ", task, "."


def trend_sentence(stats: DomainStats) -> str:
    """Say what may be claimed of the ratings, with its window, or what is missing for it; empty without a rating."""
    if not stats.ratings:
        return ""
    sentence = locale_format.localize_prose(stats.claim.sentence)
    if stats.is_stale and stats.claim.slope is not None:
        last = short_date(dt.date.fromordinal(stats.ratings[-1][0]), dt.date.fromordinal(stats.today))
        return f"{sentence.removesuffix('.')}, up to {last}."
    return sentence


def rating_count(report: DomainReport) -> str:
    """Say how many ratings are drawn, and how many of an earlier wording of the task are not."""
    n, earlier = len(report.series.ratings), report.earlier_wordings
    drawn = f"{count_noun(n, 'rating')}." if n else NO_RATING
    if not earlier:
        return drawn
    verb = "is" if earlier == 1 else "are"
    return f"{drawn} {count_noun(earlier, 'rating')} of an earlier wording of the task {verb} not drawn."


def ladder_sentence(ladder: Ladder) -> str:
    """Say what is on a ladder, how sure the person is, and what their record can say of it."""
    place = PLACE_DAILY_TASK if ladder.domain.task_difficulty is None else ""
    parts = (count_words(ladder), record_sentence(ladder), own_sentence(ladder), comparison_sentence(ladder), place)
    return " ".join(part.replace(" · ", ", ").rstrip(".") + "." for part in parts if part)


def with_daily_rating(report: DomainReport) -> Ladder:
    """Return the ladder with what the person says of the daily task, also before today's check-in.

    A report says it anyway, and whoever reads it is not about to rate.
    """
    ladder, own_value = report.ladder, report.stats.own_value
    rungs = (
        msgspec.structs.replace(rung, confidence=own_value) if rung.status == "daily" else rung for rung in ladder.rungs
    )
    return msgspec.structs.replace(ladder, rungs=tuple(rungs))


def rung_state(rung: LadderRung, today: dt.date) -> str:
    """Say what happened on a rung: idea · daily task · done 17 Nov · under way, day 6 of 14; and whether it is next."""
    words = STATUS_WORDS[rung.status]
    if rung.status == "open" and rung.challenge is not None:
        words = ", ".join(filter(None, (words, challenge_day(rung.challenge, today))))
    elif rung.outcomes and rung.status != "daily":
        words += f" {brief_day(rung.outcomes[0].day, today)}"
    return f"{words}, next" if rung.is_next else words


def due_words(challenge: Challenge, today: dt.date) -> str:
    """Say by when a challenge is due, and how many of its days have begun: “Tue 1 Dec · day 6 of 14”."""
    return " · ".join(filter(None, (short_date(challenge.due, today), challenge_day(challenge, today))))


def odds_words(row: ReportedChallenge) -> str:
    """Say both odds of a challenge as they stood when it began: “you 70 % · record 69 %”."""
    own_odds = f"you {row.challenge.odds} %"
    if row.record_odds is None:
        return f"{own_odds}, when it began"
    return f"{own_odds} · record {row.record_odds} %, both when it began"


def plan_sentence(challenge: Challenge) -> str:
    """Say what to do if something comes in between; empty without a plan."""
    return plan_words(challenge.if_obstacle, challenge.then_plan)


def challenges_caption(report: DomainReport) -> str:
    """Say how many challenges ended, and what their two odds are."""
    ended = count_noun(report.n_ended, "ended challenge")
    order = ", newest first" if report.n_ended > 1 else ""
    basis = "Your odds are those you gave before you began, the record’s those of that day"
    first_ones = "it gives none before three outcomes" if not report.stats.odds_withheld else "it gives none for now"
    caption = f"{ended}{order}. {basis}; {first_ones}."
    if not report.years:
        return caption
    return f"{caption} All but the newest {len(report.challenges)} are summed up by year, with averages."


def year_words(year: ChallengeYear) -> str:
    """Say what came of the challenges of a year: “12 challenges: 7 done, 2 partly, 3 not this time”."""
    results = ", ".join(f"{n} {word}" for word, n in count_outcomes(year.outcomes))
    return f"{count_noun(year.count, 'challenge')}: {results}"


def count_outcomes(outcomes: dict[str, int]) -> list[tuple[str, int]]:
    """Return (word, how many) for each outcome that there is, the best first."""
    names = ("succeeded", "partly", "failed", "abandoned")
    return [(STATUS_WORDS[name], outcomes[name]) for name in names if outcomes.get(name)]  # type: ignore[index]


def month_words(day: dt.date) -> str:
    """Name a month with its year: Nov 2025."""
    return f"{month_label(day)} {day.year}"


def period_column(report: Report) -> str:
    """Name the column that counts what happened in the period."""
    days = (report.today - report.since).days + 1 if report.since else 0
    return "Year" if days in (365, 366) else "All" if report.since is None else count_noun(days, "day")


def left_out(report: Report, *, lists_entries: bool) -> list[str]:
    """Say what is not in the report; `lists_entries` says whether every entry and note is."""
    sentences = []
    if report.starts_late and report.since is not None:
        sentences.append(
            f"What happened before {full_date(report.since)} is not shown. "
            "The record’s numbers rest on all outcomes, the earlier ones too."
        )
    if report.others:
        archived = f" ({report.archived} of them archived)" if report.archived else ""
        archived = " (archived)" if report.archived == report.others == 1 else archived
        archived = " (all archived)" if report.archived == report.others > 1 else archived
        verb = "is" if report.others == 1 else "are"
        sentences.append(f"{count_noun(report.others, 'more domain')}{archived} {verb} not in this report.")
    if not report.has_notes:
        sentences.append("What you wrote was left out, except titles and the names and tasks of domains.")
    elif not lists_entries:
        sentences.append("Of your evidence, only the latest entry of each source is quoted, and none of your notes.")
    sentences.append("Your profile, what others answered about you, and your settings are not in it either.")
    return sentences


def what_this_is(*, is_html: bool) -> str:
    """Say what the report is, and what it is not."""
    return f"{DISCLAIMER} {SELF_CONTAINED}" if is_html else DISCLAIMER


def week_words(week: str) -> str:
    """Name a week (ISO 8601, 2026-W47) by its first day: “week of 16 Nov 2026”."""
    return f"week of {full_date(monday_of(week))}"
