"""The dashboard's data as one frozen snapshot, built from the records. Pure functions; runs in any thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import msgspec
from msgspec.structs import replace

from efficacy_tui.journal.best_evidence import RecalledEvidence, recall_evidence
from efficacy_tui.journal.challenges import active_in, due_step
from efficacy_tui.journal.check_ins import pending_domains
from efficacy_tui.journal.domain_reading import focus_in, ordered_domains
from efficacy_tui.journal.domain_stats import DomainStats, DomainStatsCache
from efficacy_tui.journal.key_values import drafts_in
from efficacy_tui.journal.reappraisals import statement_in
from efficacy_tui.journal.review_weeks import is_review_due
from efficacy_tui.journal.status import CHECK_IN_WINDOW_DAYS, count_days
from efficacy_tui.journal.timeline import (
    ItemCache,
    TimelineItem,
    build_other_items,
    build_timeline,
    merge_items,
    newest_items,
)
from efficacy_tui.model.records import Challenge, Domain, Step
from efficacy_tui.store.tables import Contents

MAX_DIRECT_RECORDS = 4_000
"""Up to this many ratings and evidence entries, a complete snapshot is about as fast as a preview."""

PREVIEW_ITEMS = 120
"""The number of timeline items in a preview: more than a screen has lines."""


class DashboardSnapshot(msgspec.Struct, frozen=True):
    """The dashboard on one day. `selected` is the domain whose challenge, chart and evidence are shown.

    `items` is the evidence timeline of all domains, `domain_items` that of the selected one; `all_items` adds all other
    written texts, for searching. `missing` are the domains still to rate today. Of the last `days_window` days,
    `days_counted` count, and `days_checked` have a check-in. `step_due` is of the challenge shown, `waiting_step` the
    one to record next: of the focus, else of another domain. `is_review_due` is of the week that ends or just ended.
    `next_title` names the rung to take next of the selected domain; empty while a challenge is open, or if none serves.

    In a preview (the first snapshot of a long journal) only the selected domain is in `domain_stats`. Of the timelines
    it has the newest `domain_items` only, without the last `missing_item_count`.
    """

    today: dt.date
    domains: tuple[Domain, ...] = ()
    focus: Domain | None = None
    selected: Domain | None = None
    domain_stats: Mapping[str, DomainStats] = msgspec.field(default_factory=dict)
    challenge: Challenge | None = None
    next_title: str = ""
    step_due: Step | None = None
    waiting_step: Step | None = None
    is_review_due: bool = False
    days_checked: int = 0
    days_counted: int = CHECK_IN_WINDOW_DAYS
    days_window: int = CHECK_IN_WINDOW_DAYS
    missing: tuple[Domain, ...] = ()
    items: tuple[TimelineItem, ...] = ()
    domain_items: tuple[TimelineItem, ...] = ()
    all_items: tuple[TimelineItem, ...] = ()
    statement: str = ""
    recalled: tuple[RecalledEvidence, ...] = ()
    drafts: frozenset[str] = frozenset()
    missing_item_count: int = 0

    @property
    def stats(self) -> DomainStats | None:
        """The statistics of the selected domain."""
        return self.domain_stats.get(self.selected.id) if self.selected else None


BuildFunction = Callable[[Contents, dt.date, str | None, str, Iterable[str]], DashboardSnapshot]
"""`SnapshotBuilder.build` or `SnapshotBuilder.build_preview`."""


def build_with(
    build: BuildFunction, contents: Contents, today: dt.date, selected: str | None = None
) -> DashboardSnapshot:
    """Build a snapshot of these records with the domain `selected` (id), or else the focus."""
    focus = focus_in(contents)
    domain_id = selected or (focus.id if focus else None)
    return build(contents, today, domain_id, statement_in(contents, domain_id), drafts_in(contents))


def is_long(contents: Contents) -> bool:
    """Whether a preview of these records is ready well before the complete snapshot."""
    return len(contents.checkins) + len(contents.evidence) > MAX_DIRECT_RECORDS


class SnapshotBuilder:
    """Builds successive snapshots; recomputes only the domains that have changed."""

    def __init__(self) -> None:
        self._stats_cache = DomainStatsCache()
        self._item_cache = ItemCache()
        self._items: tuple[TimelineItem, ...] | None = None
        self._domain_items: tuple[str | None, tuple[TimelineItem, ...]] = (None, ())
        self._others: list[TimelineItem] = []
        self._others_current = False
        self._all_items: tuple[TimelineItem, ...] | None = None

    def invalidate(self, tables: Iterable[str], domains: Iterable[str]) -> None:
        """Recompute what depends on these tables and domains (ids) in the next snapshot."""
        tables = set(tables)
        if tables & {"evidence", "challenges"}:
            self._items = self._all_items = None
        if tables & {"challenges", "reappraisals", "checkins", "rungs", "domains", "reviews"}:
            self._others_current = False
        self._stats_cache.invalidate(tables, domains)

    def invalidate_all(self) -> None:
        """Recompute everything in the next snapshot."""
        self._items = self._all_items = None
        self._others_current = False
        self._stats_cache.invalidate_all()

    def build(
        self, contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
    ) -> DashboardSnapshot:
        """Build the dashboard snapshot of a day with the domain `selected` (id), or else the focus."""
        snapshot = _build_without_stats(contents, today, selected, statement, drafts)
        if self._items is None:
            self._items = tuple(build_timeline(contents, cache=self._item_cache))
            self._domain_items = (None, ())
        if not self._others_current:
            # A rating without a note leaves these texts unchanged; keep the merged timeline then.
            others = build_other_items(contents, cache=self._item_cache)
            if others != self._others:
                self._others, self._all_items = others, None
            self._others_current = True
        if self._all_items is None:
            self._all_items = tuple(merge_items(self._items, self._others))
            self._item_cache.forget_beyond(len(self._all_items))
        domain_stats = self._stats(contents, snapshot.domains, snapshot.selected, today)
        return replace(
            snapshot,
            domain_stats=domain_stats,
            next_title=_next_title(contents, snapshot, domain_stats),
            items=self._items,
            domain_items=self._items_of(snapshot.selected, self._items),
            all_items=self._all_items,
        )

    def _stats(
        self, contents: Contents, domains: Iterable[Domain], selected: Domain | None, today: dt.date
    ) -> dict[str, DomainStats]:
        """Compute the statistics of domains, with the path of the record for the one that is drawn."""
        domain_stats = {domain.id: self._stats_cache.get(contents, domain, today) for domain in domains}
        if selected is not None and selected.id in domain_stats:
            # It is cached by being read, here off the event loop.
            _ = domain_stats[selected.id].record_path
        return domain_stats

    def _items_of(self, domain: Domain | None, items: tuple[TimelineItem, ...]) -> tuple[TimelineItem, ...]:
        """Return the items of the selected domain, the same tuple while neither changes."""
        if domain is None:
            return ()
        if self._domain_items[0] != domain.id:
            self._domain_items = domain.id, tuple(item for item in items if item.domain == domain.id)
        return self._domain_items[1]

    def build_preview(
        self, contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
    ) -> DashboardSnapshot:
        """Build a quick, partial snapshot: the selected domain, the newest items, and the others' trend words."""
        snapshot = _build_without_stats(contents, today, selected, statement, drafts)
        selected_domain = snapshot.selected
        items, missing_item_count = (
            newest_items(contents, selected_domain.id, PREVIEW_ITEMS) if selected_domain else ([], 0)
        )
        domain_stats = self._stats(contents, [selected_domain] if selected_domain else [], selected_domain, today)
        return replace(
            snapshot,
            domain_stats=domain_stats,
            next_title=_next_title(contents, snapshot, domain_stats),
            domain_items=tuple(items),
            missing_item_count=missing_item_count,
        )


def _build_without_stats(
    contents: Contents, today: dt.date, selected: str | None, statement: str, drafts: Iterable[str]
) -> DashboardSnapshot:
    """Build a snapshot without `domain_stats`, `trend_words` and the timeline."""
    domains = tuple(ordered_domains(contents))
    focus = focus_in(contents)
    selected_domain = next((domain for domain in domains if domain.id == selected), focus)
    challenge = active_in(contents, selected_domain.id) if selected_domain else None
    indexed_step = due_step(challenge, today) if challenge else None
    days = count_days(contents, today)
    return DashboardSnapshot(
        today=today,
        domains=domains,
        focus=focus,
        selected=selected_domain,
        challenge=challenge,
        step_due=indexed_step[1] if indexed_step else None,
        waiting_step=_waiting_step(contents, domains, today),
        is_review_due=is_review_due(contents, today),
        days_checked=days.checked,
        days_counted=days.counted,
        days_window=days.window,
        missing=tuple(pending_domains(contents, today)),
        statement=statement,
        recalled=tuple(recall_evidence(contents, selected_domain.id, challenge)) if selected_domain else (),
        drafts=frozenset(drafts),
    )


def _next_title(contents: Contents, snapshot: DashboardSnapshot, domain_stats: Mapping[str, DomainStats]) -> str:
    """Return the title of the rung to take next, while nothing is open in the selected domain; empty without one."""
    domain = snapshot.selected
    if domain is None or snapshot.challenge is not None:
        return ""
    if all(rung.domain != domain.id for rung in contents.rungs.values()):
        return ""
    from efficacy_tui.journal.ladder import build_ladder

    rung = build_ladder(contents, domain_stats[domain.id]).next_rung
    return rung.title if rung is not None else ""


def _waiting_step(contents: Contents, domains: Iterable[Domain], today: dt.date) -> Step | None:
    """Return the due step of the focus, else of another domain; `None` when no step is due."""
    active = {row.domain: row for row in contents.challenges.values() if row.status == "active"}
    for domain in sorted(domains, key=lambda domain: not domain.focus):
        challenge = active.get(domain.id)
        if challenge is not None and (indexed_step := due_step(challenge, today)) is not None:
            return indexed_step[1]
    return None
