"""What the trends screen says of a domain, as its window changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from efficacy_tui.journal.demo import fill, seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import Overviews
from efficacy_tui.journal.trends import trend_report
from efficacy_tui.model.clock import FixedClock


def test_another_window_takes_over_what_does_not_depend_on_it(tmp_path: Path) -> None:
    clock = FixedClock(dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))
    journal = Journal(tmp_path / "journal.json", clock, seeded_ids(1))
    journal.open()
    fill(journal)
    overview = Overviews().make(journal.contents, journal.today(), None, "", ())
    assert overview.standing is not None
    month, everything = (
        trend_report(journal.contents, overview.standing, overview.domains, window) for window in (30, None)
    )
    assert month.shares is not None
    assert everything.shares is month.shares
    assert everything.odds == month.odds
    assert everything.claim != month.claim
    # Of another year's ratings the shares are others.
    earlier = Overviews().make(journal.contents, journal.today() - dt.timedelta(days=60), None, "", ())
    assert earlier.standing is not None
    before = trend_report(journal.contents, earlier.standing, earlier.domains, None)
    assert before.shares != month.shares
