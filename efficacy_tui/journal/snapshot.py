"""What the dashboard shows, as one frozen picture: from records to what each pane needs. Pure; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec.structs import replace

from efficacy_tui.journal.best_evidence import best_mastery
from efficacy_tui.journal.challenges import active_in, due_step
from efficacy_tui.journal.domain_stats import DomainStats, DomainStatsCache
from efficacy_tui.journal.domains import focus_in, ordered_domains
from efficacy_tui.journal.key_values import drafts_in
from efficacy_tui.journal.reappraisals import statement_in
from efficacy_tui.journal.timeline import (
    ItemCache,
    TimelineItem,
    build_timeline,
    merge_items,
    newest_items,
    other_texts,
)
from efficacy_tui.model.records import Challenge, Domain, Mastery, Step
from efficacy_tui.store.tables import Contents

COUNTED_DAYS = 14
"""The check-ins counted in the header are those of this many days."""

AT_ONCE = 4_000
"""Ratings and pieces of evidence up to which the whole picture is there as soon as a glimpse would be."""

FIRST_ITEMS = 120
"""A first picture has as many items of the timeline: more than a screen has lines."""


class DashboardSnapshot(msgspec.Struct, frozen=True):
    """The whole dashboard on one day. `selected` is the domain whose challenge and chart are shown.

    `items` is the evidence timeline; `everything` has all else that was written among it, to be searched.

    In a glimpse, the first picture of a long journal, only the selected domain has a standing, `trend_words` (by
    domain id) has those of the others, and `missing_row_count` rows of the timeline are still missing at its end.
    """

    today: dt.date
    domains: tuple[Domain, ...] = ()
    focus: Domain | None = None
    selected: Domain | None = None
    domain_stats: Mapping[str, DomainStats] = msgspec.field(default_factory=dict)
    challenge: Challenge | None = None
    step_due: Step | None = None
    days_checked: int = 0
    days_counted: int = COUNTED_DAYS
    missing: tuple[Domain, ...] = ()
    items: tuple[TimelineItem, ...] = ()
    all_items: tuple[TimelineItem, ...] = ()
    statement: str = ""
    best_evidence: tuple[Mastery, ...] = ()
    drafts: frozenset[str] = frozenset()
    trend_words: Mapping[str, str] = msgspec.field(default_factory=dict)
    missing_row_count: int = 0

    @property
    def stats(self) -> DomainStats | None:
        """Where the selected domain stands."""
        return self.domain_stats.get(self.selected.id) if self.selected else None


BuildFunction = Callable[[Contents, dt.date, str | None, str, Iterable[str]], DashboardSnapshot]
"""`Overviews.make` or `Overviews.glimpse`."""


def build_with(
    make: BuildFunction, contents: Contents, today: dt.date, selected: str | None = None
) -> DashboardSnapshot:
    """A picture of these records with the domain `selected` (id), or else the focus."""
    focus = focus_in(contents)
    shown = selected or (focus.id if focus else None)
    return make(contents, today, shown, statement_in(contents, shown), drafts_in(contents))


def is_long(contents: Contents) -> bool:
    """Whether a glimpse of these records is there well before the whole picture would be."""
    return len(contents.checkins) + len(contents.evidence) > AT_ONCE


class SnapshotBuilder:
    """Makes overviews one after the other; a domain that nothing happened to is not worked out again."""

    def __init__(self) -> None:
        self._standings = DomainStatsCache()
        self._known = ItemCache()
        self._items: tuple[TimelineItem, ...] | None = None
        self._others: list[TimelineItem] = []
        self._others_known = False
        self._everything: tuple[TimelineItem, ...] | None = None

    def invalidate(self, tables: Iterable[str], domains: Iterable[str]) -> None:
        """Something was changed in these tables, for these domains (ids)."""
        tables = set(tables)
        if tables & {"evidence", "challenges"}:
            self._items = self._everything = None
        if tables & {"challenges", "reappraisals", "checkins"}:
            self._others_known = False
        self._standings.invalidate(tables, domains)

    def invalidate_all(self) -> None:
        """Anything may have changed."""
        self._items = self._everything = None
        self._others_known = False
        self._standings.invalidate_all()

    def build(
        self, contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
    ) -> DashboardSnapshot:
        """The dashboard for these records on this day, with the domain `selected` (id), or else the focus."""
        picture = _snapshot_without_stats(contents, today, selected, statement, drafts)
        if self._items is None:
            self._items = tuple(build_timeline(contents, known=self._known))
        if not self._others_known:
            # A rating without a note leaves them as they were, and what is searched with them.
            others = other_texts(contents, known=self._known)
            if others != self._others:
                self._others, self._everything = others, None
            self._others_known = True
        if self._everything is None:
            self._everything = tuple(merge_items(self._items, self._others))
            self._known.forget_beyond(len(self._everything))
        return replace(
            picture,
            domain_stats={domain.id: self._standings.of(contents, domain, today) for domain in picture.domains},
            items=self._items,
            all_items=self._everything,
        )

    def build_preview(
        self, contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
    ) -> DashboardSnapshot:
        """What of the dashboard can be known in a moment, all of it true: the selected domain and the newest items."""
        picture = _snapshot_without_stats(contents, today, selected, statement, drafts)
        chosen = picture.selected
        items, missing_row_count = newest_items(contents, FIRST_ITEMS)
        return replace(
            picture,
            domain_stats={chosen.id: self._standings.of(contents, chosen, today)} if chosen else {},
            trend_words={
                domain.id: self._standings.trend_words(contents, domain, today)
                for domain in picture.domains
                if domain is not chosen
            },
            items=tuple(items),
            missing_row_count=missing_row_count,
        )


def _snapshot_without_stats(
    contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
) -> DashboardSnapshot:
    """Everything but the standings and the timeline."""
    domains = tuple(ordered_domains(contents))
    focus = next((domain for domain in domains if domain.focus), domains[0] if domains else None)
    chosen = next((domain for domain in domains if domain.id == selected), focus)
    challenge = active_in(contents, chosen.id) if chosen else None
    due = due_step(challenge, today) if challenge else None
    rated_days = {row.day for row in contents.checkins.values()}
    first = min(rated_days, default=today)
    counted = min((today - first).days + 1, COUNTED_DAYS)
    rated = {row.domain for row in contents.checkins.values() if row.day == today}
    return DashboardSnapshot(
        today=today,
        domains=domains,
        focus=focus,
        selected=chosen,
        challenge=challenge,
        step_due=due[1] if due else None,
        days_checked=sum(0 <= (today - day).days < COUNTED_DAYS for day in rated_days),
        days_counted=max(counted, 1),
        missing=tuple(domain for domain in domains if domain.id not in rated),
        statement=statement,
        best_evidence=tuple(best_mastery(contents, chosen.id, today.toordinal(), 2)) if chosen else (),
        drafts=frozenset(drafts),
    )
