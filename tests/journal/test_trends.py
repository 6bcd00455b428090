"""The trend report of a domain for different windows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from efficacy_tui.journal.demo import fill_demo, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.trends import build_trend_report
from tests.support.fixed_clock import FixedClock


def test_another_window_reuses_the_results_that_do_not_depend_on_it(tmp_path: Path) -> None:
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(tmp_path / "journal.json", clock, seeded_ids(1))
    journal.open()
    fill_demo(journal)
    snapshot = SnapshotBuilder().build(journal.contents, journal.today(), None, "", ())
    assert snapshot.stats is not None
    month, everything = (
        build_trend_report(journal.contents, snapshot.stats, snapshot.domains, window) for window in (30, None)
    )
    assert month.shares is not None
    assert everything.shares is month.shares
    assert everything.odds == month.odds
    assert everything.claim != month.claim
    # The ratings of another year have other shares.
    earlier = SnapshotBuilder().build(journal.contents, journal.today() - dt.timedelta(days=60), None, "", ())
    assert earlier.stats is not None
    before = build_trend_report(journal.contents, earlier.stats, earlier.domains, None)
    assert before.shares != month.shares
