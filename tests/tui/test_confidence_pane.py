"""The confidence pane: trend words that fit and never mislead, the comparison, and ratings that are no longer new."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.journal.journal import Journal
from efficacy_tui.tui.panes.confidence import fitting_trend_words, trend_wordings
from efficacy_tui.tui.panes.pane import Pane
from tests.conftest import OpenDashboard
from tests.support.flow_driver import practise

PAIRED = "rising over 90 days, the last four weeks the other way"


@pytest.mark.parametrize(
    ("words", "width", "fitted"),
    [
        ("rising over 90 days", 19, "rising over 90 days"),
        ("rising over 90 days", 18, "rising, 90 d"),
        ("practically level over 90 days", 17, "level, 90 d"),
        ("no clear trend over 90 days", 17, "unclear, 90 d"),
        ("leaning down over 90 days", 17, "lean down, 90 d"),
        (PAIRED, 60, PAIRED),
        (PAIRED, 40, "rising over 90 days, not lately"),
        (PAIRED, 25, "rising, 90 d, not lately"),
        (PAIRED, 20, "up 90 d, turned"),
        (PAIRED.replace("rising", "falling"), 17, "down 90 d, turned"),
        ("rising over 90 days up to Mon 2 Nov", 34, "rising, 90 d up to Mon 2 Nov"),
        ("rising over 90 days up to Mon 2 Nov", 17, "up to Mon 2 Nov"),
        ("7 ratings to go", 17, "7 ratings to go"),
    ],
)
def test_trend_words_are_shortened_without_misleading(words: str, width: int, fitted: str) -> None:
    assert fitting_trend_words(words, width) == fitted


@pytest.mark.parametrize(
    "kind", ["rising", "falling", "leaning up", "leaning down", "practically level", "no clear trend"]
)
def test_the_shortest_words_of_every_kind_fit_into_a_narrow_pane(kind: str) -> None:
    assert len(trend_wordings(f"{kind} over 90 days")[-1]) <= 17


def pane_text(person) -> str:
    """Return the text inside the confidence pane as one line."""
    pane = person.app.query_one("#pane-2", Pane)
    rows = person.text().splitlines()[pane.content_region.y : pane.content_region.bottom]
    return " ".join(" ".join(row[pane.content_region.x : pane.content_region.right] for row in rows).split())


async def test_rating_and_record_are_compared_in_percent(speaking: Journal, open_dashboard: OpenDashboard) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, *((30 + 10 * i, "failed" if i > 2 else "succeeded") for i in range(5))))
    speaking.domains.edit(domain.id, domain.name, domain.task, 50)
    for ago in range(8):
        speaking.checkins.record(domain.id, 60, speaking.today() - dt.timedelta(days=ago))
    async with open_dashboard((120, 50)) as person:
        await person.run_command("pane-2")
        odds = person.app.snapshot.stats.reference
        assert f"You say 60; your record says about {odds.percent} ({odds.low}–{odds.high})." in pane_text(person)


async def test_an_old_rating_is_not_called_now(speaking: Journal, clock, open_dashboard: OpenDashboard) -> None:
    domain = speaking.domains.focus()
    list(practise(speaking, domain.id, *((30 + 10 * i, "failed" if i > 2 else "succeeded") for i in range(5))))
    speaking.domains.edit(domain.id, domain.name, domain.task, 50)
    for ago in range(8):
        speaking.checkins.record(domain.id, 60, speaking.today() - dt.timedelta(days=ago))
    clock.move(days=23)
    async with open_dashboard((120, 50)) as person:
        await person.run_command("pane-2")
        text = pane_text(person)
        assert "23 days ago." in text
        assert "You say" not in text
