"""What a report shows of each domain in a period, as numbers and records. Pure; runs in any thread.

Numbers come from the whole journal, because the record rests on every outcome. What a person wrote comes from the
selection of records to be exported, so that a text that was left out cannot come back.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TypeVar

import msgspec

from efficacy_tui.insight.before_after import Shift, session_shift
from efficacy_tui.insight.odds import Odds, advance_odds
from efficacy_tui.journal.domain_reading import ordered_domains
from efficacy_tui.journal.domain_stats import DomainStats, OutcomeMark, compute_domain_stats
from efficacy_tui.journal.ladder import Ladder, build_ladder
from efficacy_tui.journal.trends import BALANCE_DAYS, SOURCES, dated_forecasts
from efficacy_tui.model.records import AnyEvidence, Challenge, CheckIn, Domain, Reappraisal, Review, source_of
from efficacy_tui.model.types import Source
from efficacy_tui.store.tables import Contents

Row = TypeVar("Row", AnyEvidence, CheckIn, Reappraisal)

NEWEST_CHALLENGES = 40
"""So many ended challenges of a domain are reported one by one; earlier ones by the year."""


class ChartSeries(msgspec.Struct, frozen=True):
    """What the chart of a domain draws from day `first` to `last` (date ordinals).

    `ratings` are (day, 0–100), `level` (day, mean, low, high), 0–100, and `record` (day, percent) is the record's odds
    at the daily task: from each day on, as a step. `marks` are the outcomes.
    """

    first: int
    last: int
    ratings: tuple[tuple[int, int], ...] = ()
    level: tuple[tuple[int, float, float, float], ...] = ()
    record: tuple[tuple[int, int], ...] = ()
    marks: tuple[OutcomeMark, ...] = ()


class ReportedChallenge(msgspec.Struct, frozen=True):
    """A challenge, and the record's odds of it on the day it began, in whole percent; `None` while it gave none."""

    challenge: Challenge
    record_odds: int | None


class ChallengeYear(msgspec.Struct, frozen=True):
    """The challenges that ended in a year: how many, how many for each outcome, and their mean difficulty and odds."""

    year: int
    count: int
    outcomes: dict[str, int]
    difficulty: int
    own_odds: int


class SourceUse(msgspec.Struct, frozen=True):
    """The entries of a source: their days in the period (ordinals), how many are recent, and the latest one."""

    source: Source
    days: tuple[int, ...]
    recent: int
    latest: AnyEvidence | None


class DomainReport(msgspec.Struct, frozen=True):
    """What a report shows of one domain.

    `stats` and `ladder` are as of today. `challenges` are the newest ended ones, newest first, and `years` sum up those
    before them. `forecasts` are (odds 0–1, 1 if it worked), `sessions` those rated before and after, oldest first.
    """

    domain: Domain
    stats: DomainStats
    ladder: Ladder
    series: ChartSeries
    under_way: tuple[ReportedChallenge, ...]
    challenges: tuple[ReportedChallenge, ...]
    years: tuple[ChallengeYear, ...]
    forecasts: tuple[tuple[float, int], ...]
    sessions: tuple[Reappraisal, ...]
    shift: Shift | None
    sources: tuple[SourceUse, ...]
    entries: tuple[AnyEvidence, ...]
    notes: tuple[CheckIn, ...]
    earlier_wordings: int

    @property
    def n_ended(self) -> int:
        """How many challenges ended in the period."""
        return len(self.challenges) + sum(year.count for year in self.years)


class Report(msgspec.Struct, frozen=True):
    """A report as of `today` on what happened since a day (`None`: from the beginning).

    `others` counts the domains that were left out, `archived` those among them that are put away. `starts_late` says
    whether something lies before the period. `reviews` are the weekly answers, newest first.
    """

    today: dt.date
    since: dt.date | None
    domains: tuple[DomainReport, ...]
    has_notes: bool = True
    others: int = 0
    archived: int = 0
    starts_late: bool = False
    reviews: tuple[Review, ...] = ()

    @property
    def first_day(self) -> dt.date:
        """The first day of which something is shown."""
        return dt.date.fromordinal(min((row.series.first for row in self.domains), default=self.today.toordinal()))

    @property
    def forecasts(self) -> tuple[tuple[float, int], ...]:
        """The forecasts of all domains together."""
        return tuple(forecast for row in self.domains for forecast in row.forecasts)


def build_report(
    selection: Contents,
    contents: Contents,
    today: dt.date,
    since: dt.date | None = None,
    *,
    has_notes: bool = True,
    with_archived: bool = True,
) -> Report:
    """Build the report on a selection of the records in `contents`, of what happened from `since` to `today`.

    Archived domains are reported after the others, or (without `with_archived`) only if there is no other.
    """
    domains, archived = ordered_domains(selection), ordered_domains(selection, archived=True)
    if with_archived or not domains:
        domains, archived = [*domains, *archived], []
    in_journal = len(ordered_domains(contents)) + len(ordered_domains(contents, archived=True))
    reports = tuple(_report_domain(domain, selection, contents, today, since) for domain in domains)
    return Report(
        today=today,
        since=since,
        domains=reports,
        has_notes=has_notes,
        others=in_journal - len(domains),
        archived=len(archived),
        reviews=tuple(sorted(selection.reviews.values(), key=lambda row: row.week, reverse=True)),
        starts_late=since is not None and any(_first_day(contents, row.domain, today) < since for row in reports),
    )


def _report_domain(
    domain: Domain, selection: Contents, contents: Contents, today: dt.date, since: dt.date | None
) -> DomainReport:
    # The statistics need the goal and the texts of the journal as they are, not those of the selection.
    stats = compute_domain_stats(contents, contents.domains[domain.id], today)
    begin = since or dt.date.min
    first = max(since, _first_day(contents, domain, today)) if since else _first_day(contents, domain, today)
    rows = sorted(
        (row for row in selection.challenges.values() if row.domain == domain.id),
        key=attrgetter("start", "created", "id"),
    )
    ended = sorted(
        (row for row in rows if row.closed is not None and begin <= row.closed <= today),
        key=lambda row: (row.closed, row.updated),
        reverse=True,
    )
    entries = _sort_by_day(selection.evidence.values(), domain, today)
    checkins = _sort_by_day(selection.checkins.values(), domain, today)
    sessions = [row for row in _sort_by_day(selection.reappraisals.values(), domain) if row.before and row.after]
    differences = [float(row.after.balance - row.before.balance) for row in sessions if row.before and row.after]
    return DomainReport(
        domain=domain,
        stats=stats,
        ladder=build_ladder(contents, stats),
        series=_build_series(stats, first.toordinal()),
        under_way=tuple(_add_record_odds(row, stats) for row in rows if row.status == "active"),
        challenges=tuple(_add_record_odds(row, stats) for row in ended[:NEWEST_CHALLENGES]),
        years=_sum_up_years(ended[NEWEST_CHALLENGES:]),
        forecasts=tuple(
            (odds, outcome) for day, odds, outcome in dated_forecasts(contents, domain.id) if begin <= day <= today
        ),
        sessions=tuple(sessions),
        shift=session_shift(differences),
        sources=tuple(_sum_up_source(source, entries, today) for source in SOURCES),
        entries=tuple(entries),
        notes=tuple(row for row in checkins if row.note),
        earlier_wordings=sum(row.task != domain.task for row in checkins),
    )


def _first_day(contents: Contents, domain: Domain, today: dt.date) -> dt.date:
    """Return the first day of which a domain has a rating, an entry or a challenge; today without any."""
    days = [row.day for row in contents.checkins.values() if row.domain == domain.id]
    days += [row.day for row in contents.evidence.values() if row.domain == domain.id]
    days += [row.start for row in contents.challenges.values() if row.domain == domain.id]
    return min((*days, today))


def _sort_by_day(rows: Iterable[Row], domain: Domain, today: dt.date = dt.date.max) -> list[Row]:
    own_rows = (row for row in rows if row.domain == domain.id and row.day <= today)
    return sorted(own_rows, key=attrgetter("day", "created", "id"))


def _build_series(stats: DomainStats, first: int) -> ChartSeries:
    """Cut what the chart draws to the days from `first` on; the record's line begins with what it gave before."""
    path = stats.record_path
    before = bisect_right(path, (first, 101))
    record = path[before:] if before == 0 else ((first, path[before - 1][1]), *path[before:])
    return ChartSeries(
        first=first,
        last=stats.today,
        ratings=stats.ratings[bisect_left(stats.ratings, (first, 0)) :],
        level=tuple(row for row in stats.level if row[0] >= first),
        record=record,
        marks=tuple(mark for mark in stats.marks if mark.day >= first),
    )


def _add_record_odds(challenge: Challenge, stats: DomainStats) -> ReportedChallenge:
    """Add the record's odds of a challenge as they stood on the day it began."""
    odds = _odds_before(challenge, stats.record.history)
    if odds is None or stats.odds_withheld:
        return ReportedChallenge(challenge, None)
    advanced = advance_odds(odds, max(challenge.start.toordinal(), odds.day or 0))
    return ReportedChallenge(challenge, round(100 * advanced.at(challenge.difficulty)))


def _odds_before(challenge: Challenge, history: Sequence[Odds]) -> Odds | None:
    # A challenge that ended on the day it began must not foresee itself.
    last_day = challenge.start.toordinal() - (challenge.closed == challenge.start)
    before = bisect_right([odds.day or 0 for odds in history], last_day)
    return history[before - 1] if before else None


def _sum_up_years(challenges: Sequence[Challenge]) -> tuple[ChallengeYear, ...]:
    """Sum up challenges by the year in which they ended, newest first."""
    years: dict[int, list[Challenge]] = {}
    for row in challenges:
        if row.closed is not None:
            years.setdefault(row.closed.year, []).append(row)
    return tuple(
        ChallengeYear(
            year=year,
            count=len(rows),
            outcomes=dict(Counter(row.outcome or "abandoned" for row in rows)),
            difficulty=round(sum(row.difficulty for row in rows) / len(rows)),
            own_odds=round(sum(row.odds for row in rows) / len(rows)),
        )
        for year, rows in sorted(years.items(), reverse=True)
    )


def _sum_up_source(source: Source, entries: Sequence[AnyEvidence], today: dt.date) -> SourceUse:
    rows = [row for row in entries if source_of(row) == source]
    return SourceUse(
        source=source,
        days=tuple(row.day.toordinal() for row in rows),
        recent=sum((today - row.day).days < BALANCE_DAYS for row in rows),
        latest=rows[-1] if rows else None,
    )
