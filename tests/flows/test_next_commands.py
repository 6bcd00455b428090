"""What every UI offers next: what is due first, most due first, and nothing that would be refused."""

from __future__ import annotations

import datetime as dt

import pytest

from efficacy_tui.flows.availability import unavailable_reason
from efficacy_tui.flows.next_commands import MAX_EMPHASIZED, next_commands
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.snapshot import DashboardSnapshot, SnapshotBuilder, build_with
from efficacy_tui.model.display import display
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.plain.views.dashboard import format_next

DAY = dt.timedelta(days=1)


def take_snapshot(journal: Journal, ahead: int = 0, selected: str | None = None) -> DashboardSnapshot:
    """Build the snapshot of the day so many days ahead."""
    return build_with(SnapshotBuilder().build, journal.contents, journal.today() + ahead * DAY, selected)


def start_challenge(journal: Journal, days: int = 3, *step_days: int) -> None:
    """Start a challenge of the focus that is due in `days`, with steps on these days."""
    today = journal.today()
    journal.challenges.start(
        journal.domains.focus().id,
        title="I will give the talk",
        done_when="I took two questions",
        difficulty=50,
        odds=70,
        due=today + days * DAY,
        steps=tuple(Step(text=f"rehearse {ahead}", day=today + ahead * DAY) for ahead in step_days),
    )


def labels(snapshot: DashboardSnapshot, **options: bool) -> list[str]:
    """Return key and words of each command, those that stand out with an exclamation mark."""
    entries = next_commands(snapshot, **options)
    return [f"{entry.label}{'!' if entry.is_emphasized else ''}" for entry in entries]


def rate(journal: Journal, ahead: int = 0) -> None:
    """Rate the focus today."""
    journal.checkins.record(journal.domains.focus().id, 60, journal.today() + ahead * DAY)


def test_a_new_domain_is_offered_a_challenge_and_a_first_ladder(speaking: Journal) -> None:
    rate(speaking)
    expected = ["New challenge!", "First ladder", "Evidence", "Reappraise", "What this is", "Trends"]
    assert labels(take_snapshot(speaking)) == expected
    speaking.rungs.add(speaking.domains.focus().id, "Ask a question", 20)
    assert labels(take_snapshot(speaking))[:4] == ["New challenge!", "Evidence", "Reappraise", "Ladder"]


def test_the_check_in_is_due_until_every_domain_is_rated(speaking: Journal) -> None:
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Spoke up")
    other = speaking.domains.add("Writing", "write a page")
    assert labels(take_snapshot(speaking))[0] == "Check in!"
    rate(speaking)
    assert labels(take_snapshot(speaking))[0] == "Check in!"
    speaking.checkins.record(other.id, 50)
    assert "Check in" not in " ".join(labels(take_snapshot(speaking)))


def test_a_step_is_due_on_its_day_and_later_of_whichever_domain(speaking: Journal) -> None:
    other = speaking.domains.add("Writing", "write a page")
    for domain in speaking.domains.all():
        speaking.checkins.record(domain.id, 60)
    start_challenge(speaking, 6, 1)
    assert labels(take_snapshot(speaking))[0] == "Evidence"
    assert labels(take_snapshot(speaking, 1))[:2] == ["Check in!", "Step today!"]
    late = take_snapshot(speaking, 2, other.id)
    assert labels(late)[:3] == ["Check in!", f"Step from {(speaking.today() + DAY):%a}!", "New challenge"]


def test_on_its_day_the_challenge_asks_for_a_session_and_its_outcome(speaking: Journal) -> None:
    rate(speaking)
    start_challenge(speaking, 0)
    assert labels(take_snapshot(speaking))[:3] == ["Reappraise!", "Outcome!", "Evidence"]


@pytest.mark.parametrize(("days", "words"), [(1, "Outcome, 1 day late!"), (3, "Outcome, 3 days late!")])
def test_a_late_outcome_says_how_late(speaking: Journal, days: int, words: str) -> None:
    start_challenge(speaking, 0)
    assert labels(take_snapshot(speaking, days))[:2] == ["Check in!", words]


def test_the_week_is_offered_on_its_last_day_and_the_day_after(speaking: Journal) -> None:
    rate(speaking)
    rate(speaking, -2)
    assert "Look at the week!" in labels(take_snapshot(speaking))
    assert "Look at the week" in " ".join(labels(take_snapshot(speaking, 1)))
    assert "Look at the week" not in " ".join(labels(take_snapshot(speaking, 2)))


def test_at_most_two_stand_out_and_none_is_named_twice(speaking: Journal) -> None:
    start_challenge(speaking, 0, 0)
    entries = next_commands(take_snapshot(speaking))
    assert [entry.command for entry in entries] == [
        *("check-in", "reappraise", "outcome", "step", "evidence", "ladder", "trends")
    ]
    assert [entry.is_emphasized for entry in entries] == [True] * MAX_EMPHASIZED + [False] * 5


def test_nothing_that_would_be_refused_is_offered(speaking: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshots = [take_snapshot(speaking)]
    start_challenge(speaking, 2, 1)
    snapshots += [take_snapshot(speaking, ahead) for ahead in (0, 1, 2, 3)]
    for snapshot in snapshots:
        for entry in next_commands(snapshot):
            if entry.command != "step":
                assert unavailable_reason(entry.command, speaking, snapshot) is None, entry
        for entry in next_commands(snapshot, read_only=True):
            assert entry.command in ("ladder", "trends", "explain")


def test_without_a_domain_one_is_begun(journal: Journal) -> None:
    snapshot = take_snapshot(journal)
    assert labels(snapshot) == ["Begin with a domain!", "Import", "What this is"]
    assert labels(snapshot, read_only=True) == ["What this is"]


def test_a_command_without_a_key_is_left_out(speaking: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(display().keys, "design", "")
    assert "New challenge" not in " ".join(labels(take_snapshot(speaking)))


def test_lines_name_the_same_commands_in_the_same_order(speaking: Journal) -> None:
    start_challenge(speaking, 0)
    expected = "c Check in; r Reappraise; o Outcome; e Evidence; l Ladder; t Trends."
    assert format_next(take_snapshot(speaking)) == expected
