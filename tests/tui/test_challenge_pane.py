"""The challenge pane: what it says, and what gives way when its rows are short."""

from __future__ import annotations

import datetime as dt

import pytest
from rich.cells import cell_len

from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder, build_with
from efficacy_tui.model.records import Step
from efficacy_tui.tui.panes.challenge import challenge_lines
from tests.conftest import OpenDashboard
from tests.support.flow_driver import practise

TITLE = "I will give the ten-minute design talk to the whole department without reading from notes"


def take_snapshot(journal: Journal) -> DashboardSnapshot:
    return build_with(SnapshotBuilder().build, journal.contents, journal.today())


@pytest.fixture
def running(speaking: Journal) -> Journal:
    """A challenge of the pictures, its first step done."""
    today = speaking.today()
    steps = [
        ("outline it on one card", -2),
        ("rehearse aloud, twice", 0),
        ("run it past Mara", 3),
        ("look at the room", 7),
    ]
    challenge = speaking.challenges.start(
        speaking.domains.focus().id,
        title=TITLE,
        done_when="I spoke ten minutes and took two questions",
        if_obstacle="my voice shakes in the first minute",
        then_plan="I pause and breathe out",
        difficulty=58,
        odds=70,
        due=today + dt.timedelta(days=9),
        steps=tuple(Step(text=text, day=today + dt.timedelta(days=ahead)) for text, ahead in steps),
    )
    speaking.challenges.record_step(challenge.id, 0, "done", challenge.steps[0])
    return speaking


def rows_at(journal: Journal, width: int, height: int) -> list[str]:
    """Lay out the challenge on so many columns and rows."""
    snapshot = take_snapshot(journal)
    return [
        row.plain.rstrip() for row in challenge_lines(snapshot, snapshot.challenge, width, height, with_numbers=True)
    ]


def test_with_room_everything_stands_with_air_between_the_parts(running: Journal) -> None:
    assert rows_at(running, 54, 20) == [
        "I will give the ten-minute design talk to the whole",
        "department without reading from notes",
        "",
        "Done when   I spoke ten minutes and took two questions",
        "By          Tue 1 Dec · day 1 of 9  ━━──────────────",
        "Difficulty  58  a stretch by your own odds",
        "Odds        you 70 %",
        "",
        f"✓ outline it on one card{' ' * 27}Fri",
        f"▸ rehearse aloud, twice{' ' * 26}today",
        f"· run it past Mara{' ' * 33}Wed",
        f"· look at the room{' ' * 30}29 Nov",
        "",
        "Plan        If my voice shakes in the first minute,",
        "            then I pause and breathe out",
    ]


def test_blank_rows_give_way_first_then_the_plan_then_done_steps(running: Journal) -> None:
    whole = rows_at(running, 54, 20)
    without_air = [row for row in whole if row]
    assert rows_at(running, 54, len(whole) - 1) == without_air
    without_plan = without_air[:-2]
    assert rows_at(running, 54, len(without_air) - 1) == without_plan
    without_done = [row for row in without_plan if not row.startswith("✓")]
    assert rows_at(running, 54, len(without_plan) - 1) == without_done
    assert rows_at(running, 54, len(without_plan) - 2) == without_done[:-1]


@pytest.mark.parametrize("width", [34, 36, 54, 94])
@pytest.mark.parametrize("height", range(4, 22))
def test_nothing_is_wider_or_higher_than_the_pane_and_the_due_step_stays(
    running: Journal, width: int, height: int
) -> None:
    rows = rows_at(running, width, height)
    assert all(cell_len(row) <= width for row in rows)
    if height >= 7:
        assert len(rows) <= height
        assert any(row.startswith("▸ ") for row in rows)


def test_with_a_record_the_odds_are_a_pair_and_the_words_are_its_own(running: Journal) -> None:
    domain = running.domains.focus().id
    running.challenges.close(running.challenges.active(domain).id, "succeeded", attribution="help")
    list(practise(running, domain, *((difficulty, "succeeded") for difficulty in (40, 50, 60))))
    due = running.today() + dt.timedelta(days=3)
    running.challenges.start(domain, title="I will speak", done_when="I spoke", difficulty=58, odds=70, due=due)
    percent = round(take_snapshot(running).stats.odds(58) * 100)
    rows = rows_at(running, 54, 20)
    assert f"Odds        you 70 % · record {percent} %" in rows
    assert any(row.startswith("Difficulty  58  a ") and row.endswith(" for you") for row in rows)


def test_a_narrow_pane_says_how_hard_it_is_in_whole_words(running: Journal) -> None:
    (line,) = (row for row in rows_at(running, 36, 20) if row.startswith("Difficulty"))
    assert line.split() == ["Difficulty", "58", "a", "stretch"]


async def test_folded_the_pane_says_by_when_and_what(running: Journal, open_dashboard: OpenDashboard) -> None:
    async with open_dashboard((60, 20)) as person:
        await person.run_command("pane-2")
        row = next(row for row in person.text().splitlines() if "1 Challenge" in row)
        assert row.split()[:7] == ["1", "Challenge", "by", "Tue", "1", "Dec", "·"]
        assert "give the ten-minute desi" in row


async def test_without_a_challenge_the_pane_names_the_next_rung_of_the_ladder(
    speaking: Journal, open_dashboard: OpenDashboard
) -> None:
    domain = speaking.domains.all()[0].id
    rungs = (("Ask a question", 20, 100), ("Speak for two minutes", 40, 95), ("Give the talk", 90, 10))
    for title, difficulty, confidence in rungs:
        speaking.rungs.rate({speaking.rungs.add(domain, title, difficulty).id: confidence})
    async with open_dashboard(size=(120, 36)) as person:
        assert "Next rung   Speak for two minutes" in person.text()
        assert "n  design your first challenge" in person.text()
        await person.run_command("mask")
        assert "Next rung" in person.text()
        assert "Speak for two" not in person.text()


def test_while_a_challenge_is_open_or_without_rungs_no_rung_is_named(running: Journal) -> None:
    assert take_snapshot(running).next_title == ""
    running.challenges.close(running.challenges.active(running.domains.focus().id).id, "failed")
    for rung in list(running.contents.rungs):
        running.rungs.remove(rung)
    assert take_snapshot(running).next_title == ""
