"""When a domain is asked: its weekdays, a pause, and days on which it is left out."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.flows.backfill import Backfill
from efficacy_tui.flows.check_in import DailyCheckIn
from efficacy_tui.flows.domains import EditDomain
from efficacy_tui.flows.due import pending_prompts
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.schedules import Schedule
from efficacy_tui.journal.snapshot import SnapshotBuilder
from efficacy_tui.journal.status import JournalStatus, count_days, is_asked, left_out_days, read_status, unasked_key
from efficacy_tui.model.records import CheckIn, Domain, KeyValue
from efficacy_tui.model.types import WEEKDAYS
from efficacy_tui.store import backups
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.tables import Contents
from efficacy_tui.wording.merge import merge_lines
from tests.support.fixed_clock import FixedClock
from tests.support.flow_driver import begin
from tests.support.store_files import NOON, open_journal, start_journal

TODAY = dt.date(2026, 11, 22)
"""A Sunday."""

YEAR_END = dt.date(2026, 12, 31)


@pytest.fixture
def domain(speaking: Journal) -> Domain:
    """The only domain, Speaking."""
    return speaking.domains.focus()


def day(ago: int) -> dt.date:
    return TODAY - dt.timedelta(days=ago)


def rate_days(journal: Journal, clock: FixedClock, domain: str, *agos: int) -> None:
    """Rate a domain on some days before today; it is today again then."""
    for ago in sorted(agos, reverse=True):
        clock.move(days=-ago)
        journal.checkins.record(domain, 50)
        clock.move(days=ago)


def status_of(journal: Journal) -> JournalStatus:
    return read_status(journal.path, journal.now(), journal.clock.day_start)


def counts(journal: Journal) -> tuple[int, int]:
    """The days with a check-in and those that count, by the file and by the dashboard."""
    snapshot = SnapshotBuilder().build(journal.contents, journal.today(), None, "", [])
    status = status_of(journal)
    assert (snapshot.days_checked, snapshot.days_counted, snapshot.days_window) == (
        status.days,
        status.counted,
        status.window,
    )
    assert len(snapshot.missing) == status.missing == len(journal.checkins.missing())
    return status.days, status.counted


# -- days of the week ------------------------------------------------------------------------------


def test_a_domain_is_asked_every_day_until_days_are_chosen(speaking: Journal, domain: Domain) -> None:
    assert domain.days == WEEKDAYS
    changed = speaking.domains.set_days(domain.id, ["fri", "mon", "fri"])
    assert changed.days == ("mon", "fri")
    asked = [ago for ago in range(7) if is_asked(speaking.contents, changed, day(ago))]
    assert [day(ago).strftime("%a") for ago in asked] == ["Fri", "Mon"]
    assert speaking.checkins.missing() == []
    assert speaking.checkins.missing(day(2)) == [changed]
    assert speaking.undo() == "Days: Speaking"
    assert speaking.domains.focus().days == WEEKDAYS


def test_a_domain_without_any_day_is_rejected(speaking: Journal, domain: Domain) -> None:
    with pytest.raises(Rejected, match="no day on which it is asked"):
        speaking.domains.set_days(domain.id, [])
    with pytest.raises(Rejected):
        speaking.domains.set_days(domain.id, ["someday"])  # type: ignore[list-item]
    assert speaking.domains.focus() == domain


def test_days_on_which_nothing_was_asked_do_not_count(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    clock.move(days=-20)
    speaking.domains.set_days(domain.id, ["mon", "wed", "fri"])
    clock.move(days=20)
    # In the last 14 days: Mon 9, Wed 11, Fri 13, Mon 16, Wed 18 and Fri 20 November.
    rate_days(speaking, clock, domain.id, 20, 13, 9, 6, 4)
    assert counts(speaking) == (4, 6)
    assert status_of(speaking).line == "✓ 4/6"
    assert status_of(speaking).sentences == [
        "Today: nothing to rate.",
        "Checked in on 4 of 6 days that you were asked, in the last 14.",
    ]
    # A rating on another day is a check-in all the same.
    speaking.checkins.record(domain.id, 70)
    assert counts(speaking) == (5, 7)
    assert status_of(speaking).sentences[0] == "Today: checked in."


def test_days_before_a_new_schedule_still_do_not_count(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    clock.move(days=-30)
    speaking.domains.set_days(domain.id, ["mon"])
    clock.move(days=30)
    rate_days(speaking, clock, domain.id, 20, 13, 6)
    assert counts(speaking) == (2, 2)
    speaking.domains.set_days(domain.id, WEEKDAYS)
    assert counts(speaking) == (2, 3)
    assert speaking.checkins.missing() == [speaking.domains.focus()]
    speaking.undo()
    assert counts(speaking) == (2, 2)
    assert speaking.contents.settings == {}


# -- a pause ---------------------------------------------------------------------------------------


def test_a_paused_domain_is_asked_again_on_the_day_it_is_paused_until(
    speaking: Journal, domain: Domain, clock: FixedClock
) -> None:
    rate_days(speaking, clock, domain.id, 1)
    paused = speaking.domains.pause(domain.id, TODAY + dt.timedelta(days=3))
    assert (paused.paused_from, paused.paused_until) == (TODAY, TODAY + dt.timedelta(days=3))
    assert not paused.archived
    for _ in range(3):
        assert speaking.checkins.missing() == []
        assert counts(speaking) == (1, 1)
        assert status_of(speaking).state == "done"
        clock.move(days=1)
    assert speaking.checkins.missing() == [speaking.domains.focus()]
    assert counts(speaking) == (1, 2)


def test_a_pause_ends_on_a_day_that_is_still_to_come(speaking: Journal, domain: Domain) -> None:
    for until in (TODAY, day(3)):
        with pytest.raises(Rejected, match="still to come"):
            speaking.domains.pause(domain.id, until)
    with pytest.raises(Rejected, match="is not between 1900 and 2199"):
        speaking.domains.pause(domain.id, dt.date(2400, 1, 1))
    assert speaking.domains.focus() == domain


def test_resuming_ends_a_pause_today_and_its_days_still_do_not_count(
    speaking: Journal, domain: Domain, clock: FixedClock
) -> None:
    rate_days(speaking, clock, domain.id, 2, 1)
    speaking.domains.pause(domain.id, YEAR_END)
    clock.move(days=5)
    resumed = speaking.domains.resume(domain.id)
    assert (resumed.paused_from, resumed.paused_until) == (TODAY, TODAY + dt.timedelta(days=5))
    assert speaking.checkins.missing() == [resumed]
    assert counts(speaking) == (2, 3)
    with pytest.raises(Rejected, match="Speaking is not paused"):
        speaking.domains.resume(domain.id)
    speaking.undo()
    assert speaking.checkins.missing() == []


def test_a_pause_that_was_resumed_on_its_first_day_leaves_nothing(speaking: Journal, domain: Domain) -> None:
    speaking.domains.pause(domain.id, YEAR_END)
    resumed = speaking.domains.resume(domain.id)
    assert (resumed.paused_from, resumed.paused_until) == (None, None)


def test_a_pause_is_prolonged_and_shortened(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    speaking.domains.pause(domain.id, TODAY + dt.timedelta(days=3))
    clock.move(days=1)
    for until in (YEAR_END, TODAY + dt.timedelta(days=2)):
        paused = speaking.domains.pause(domain.id, until)
        assert (paused.paused_from, paused.paused_until) == (TODAY, until)
    clock.move(days=1)
    # It has just ended, and goes on.
    paused = speaking.domains.pause(domain.id, YEAR_END)
    assert (paused.paused_from, paused.paused_until) == (TODAY, YEAR_END)


def test_the_days_of_an_earlier_pause_still_do_not_count(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    rate_days(speaking, clock, domain.id, 1)
    speaking.domains.pause(domain.id, TODAY + dt.timedelta(days=3))
    clock.move(days=4)
    speaking.checkins.record(domain.id, 60)
    assert counts(speaking) == (2, 3)
    speaking.domains.pause(domain.id, YEAR_END)
    assert counts(speaking) == (2, 3)
    assert len(left_out_days(speaking.contents)) == 3


def test_choosing_days_keeps_a_pause(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    speaking.domains.pause(domain.id, YEAR_END)
    changed = speaking.domains.set_days(domain.id, ["mon"])
    assert (changed.days, changed.paused_until) == (("mon",), YEAR_END)
    clock.move(days=60)
    assert speaking.domains.set_days(domain.id, WEEKDAYS).paused_until == YEAR_END


def test_a_pause_over_the_whole_window_leaves_no_day_that_counts(
    speaking: Journal, domain: Domain, clock: FixedClock
) -> None:
    rate_days(speaking, clock, domain.id, 1)
    speaking.domains.pause(domain.id, YEAR_END)
    clock.move(days=20)
    assert counts(speaking) == (0, 0)
    status = status_of(speaking)
    assert (status.line, status.percentage) == ("✓", 100)
    assert status.sentences == ["Today: nothing to rate."]


def test_archived_and_joined_domains_are_not_asked(speaking: Journal, domain: Domain) -> None:
    other = speaking.domains.add("Writing", "write")
    speaking.change("Join", lambda unit: unit.change(unit.contents.domains[other.id], joined=domain.id))
    joined = speaking.contents.domains[other.id]
    assert not is_asked(speaking.contents, joined, TODAY)
    assert is_asked(speaking.contents, speaking.contents.domains[domain.id], TODAY)
    speaking.domains.archive(domain.id)
    assert not is_asked(speaking.contents, speaking.contents.domains[domain.id], TODAY)
    assert speaking.checkins.missing() == []


# -- leaving a domain out --------------------------------------------------------------------------


def test_a_domain_left_out_is_done_for_the_day_but_no_check_in(
    speaking: Journal, domain: Domain, clock: FixedClock
) -> None:
    rate_days(speaking, clock, domain.id, 1)
    assert [name for name, _ in pending_prompts(speaking)] == [f"check-in {TODAY}"]
    speaking.checkins.leave_out(domain.id)
    assert speaking.checkins.is_left_out(domain.id, TODAY)
    assert speaking.checkins.missing() == []
    assert list(pending_prompts(speaking)) == []
    assert counts(speaking) == (1, 1)
    assert status_of(speaking).sentences == [
        "Today: nothing to rate.",
        "Checked in on 1 of 1 day that you were asked, in the last 2.",
    ]
    assert speaking.undo() == "Left out: Speaking"
    assert speaking.checkins.missing() == [domain]


def test_a_rating_takes_a_day_left_out_back_and_undoing_it_restores_that(speaking: Journal, domain: Domain) -> None:
    speaking.checkins.leave_out(domain.id)
    speaking.checkins.record(domain.id, 70)
    assert speaking.contents.settings == {}
    assert not speaking.checkins.is_left_out(domain.id, TODAY)
    speaking.undo()
    assert speaking.checkins.is_left_out(domain.id, TODAY)
    speaking.undo()
    assert speaking.contents.settings == {}
    speaking.redo()
    speaking.redo()
    assert (speaking.contents.settings, len(speaking.contents.checkins)) == ({}, 1)


def test_a_rated_domain_is_not_left_out(speaking: Journal, domain: Domain) -> None:
    speaking.checkins.record(domain.id, 70)
    with pytest.raises(Rejected, match="Speaking is already rated on that day, 70"):
        speaking.checkins.leave_out(domain.id)
    assert speaking.contents.settings == {}


@pytest.mark.parametrize("ago", [-1, 8])
def test_only_the_last_week_can_be_left_out(speaking: Journal, domain: Domain, ago: int) -> None:
    with pytest.raises(Rejected):
        speaking.checkins.leave_out(domain.id, day(ago))
    speaking.checkins.leave_out(domain.id, day(7))
    assert not any(flow_day == day(7) for flow_day in Backfill.days(speaking))


def test_leaving_out_twice_is_once(speaking: Journal, domain: Domain) -> None:
    speaking.checkins.leave_out(domain.id)
    speaking.checkins.leave_out(domain.id)
    assert [(row.key, row.value) for row in speaking.contents.settings.values()] == [
        (unasked_key(domain.id, TODAY), True)
    ]


def test_a_day_partly_rated_is_a_check_in(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    writing = speaking.domains.add("Writing", "write").id
    rate_days(speaking, clock, domain.id, 3, 2, 1)
    rate_days(speaking, clock, writing, 3)
    speaking.checkins.leave_out(domain.id)
    assert counts(speaking) == (3, 4)
    speaking.checkins.leave_out(writing)
    assert counts(speaking) == (3, 3)


def test_a_domain_counts_from_its_first_rating_on(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    """One that is new is no reason why days before were missed."""
    rate_days(speaking, clock, domain.id, 5)
    clock.move(days=-4)
    speaking.domains.pause(domain.id, YEAR_END)
    clock.move(days=4)
    speaking.domains.add("Writing", "write")
    assert counts(speaking) == (1, 2)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("unasked", True),
        ("unasked:", True),
        ("unasked:{}", True),
        ("unasked:{}:", True),
        ("unasked:{}:soon", True),
        ("unasked:{}:2026-11-22:x", True),
        ("unasked:{}:2026-11-22", False),
        ("unasked:{}:2026-11-22", "true"),
        ("unasked:{}:2026-11-22", [True]),
        ("Unasked:{}:2026-11-22", True),
    ],
)
def test_another_setting_leaves_nothing_out(speaking: Journal, domain: Domain, key: str, value: object) -> None:
    speaking.settings.set(key.format(domain.id), value)
    assert speaking.checkins.missing() == [domain]
    assert status_of(speaking).missing == 1
    speaking.checkins.leave_out(domain.id)
    assert speaking.checkins.missing() == []


# -- notes -----------------------------------------------------------------------------------------


def test_a_note_is_written_to_a_rating_and_a_later_rating_keeps_it(speaking: Journal, domain: Domain) -> None:
    row = speaking.checkins.record(domain.id, 40, note="slept badly")
    assert speaking.checkins.record(domain.id, 70).note == "slept badly"
    assert speaking.checkins.record(domain.id, 70, note="").note == ""
    assert speaking.checkins.set_note(row.id, " slept well ").note == "slept well"
    assert speaking.undo() == "Note: Speaking"
    assert speaking.contents.checkins[row.id].note == ""
    assert speaking.checkins.set_note(row.id, "").confidence == 70


def test_a_note_of_an_import_goes_with_its_rating(speaking: Journal, domain: Domain) -> None:
    speaking.checkins.record(domain.id, 40, note="from Loop Habit Tracker")
    assert speaking.checkins.record(domain.id, 70).note == ""


def test_a_note_has_at_most_500_characters(speaking: Journal, domain: Domain) -> None:
    row = speaking.checkins.record(domain.id, 40, note="x" * 500)
    for write in (
        lambda: speaking.checkins.set_note(row.id, "y" * 501),
        lambda: speaking.checkins.record(domain.id, 50, note="y" * 501),
    ):
        with pytest.raises(Rejected, match="That is 501 characters; a note has at most 500"):
            write()
    assert speaking.contents.checkins[row.id] == row


def test_a_note_to_a_rating_that_is_gone_is_rejected(speaking: Journal) -> None:
    with pytest.raises(Rejected, match="this rating"):
        speaking.checkins.set_note("0" * 32, "x")


# -- the flows -------------------------------------------------------------------------------------


def test_editing_a_domain_asks_for_its_days_and_a_pause(speaking: Journal, domain: Domain) -> None:
    driver = begin(EditDomain(speaking, domain)).answer(domain.name, domain.task)
    assert driver.rejection("someday").startswith("“someday” does not name any days.")
    driver.answer("fri mon")
    assert "still to come" in driver.rejection("yesterday")
    assert "Archive the domain instead" in driver.rejection("2029-01-01")
    driver.answer("+9d").session.finish()
    changed = speaking.domains.focus()
    assert (changed.days, changed.paused_until) == (("mon", "fri"), TODAY + dt.timedelta(days=9))
    driver = begin(EditDomain(speaking, changed))
    assert [question.default for question in driver.session.questions[-2:]] == ["mon fri", "1 Dec 2026"]
    driver.answer(domain.name, domain.task, "", "").session.finish()
    changed = speaking.domains.focus()
    assert (changed.days, changed.paused_from, changed.paused_until) == (WEEKDAYS, None, None)


def test_editing_only_the_name_changes_no_schedule(speaking: Journal, domain: Domain, clock: FixedClock) -> None:
    speaking.domains.pause(domain.id, YEAR_END)
    speaking.domains.set_days(domain.id, ["mon"])
    clock.move(days=1)
    driver = begin(EditDomain(speaking, speaking.domains.focus()))
    before = speaking.domains.focus()
    for _ in range(len(driver.session.questions)):
        driver.answer(driver.session.prefill(driver.session.current))
    driver.session.finish()
    assert speaking.domains.focus() == before
    speaking.domains.edit(domain.id, "Talks", domain.task)
    after = speaking.domains.focus()
    assert (after.days, after.paused_until) == (before.days, before.paused_until)


def test_a_check_in_that_is_opened_asks_what_is_left_out_without_calling_it_rated(
    speaking: Journal, domain: Domain
) -> None:
    speaking.checkins.leave_out(domain.id)
    (question,) = DailyCheckIn(speaking).questions({})
    assert question.hint == ""
    speaking.checkins.record(domain.id, 70)
    (question,) = DailyCheckIn(speaking).questions({})
    assert question.hint.startswith("You have already rated this day.")


# -- two machines, and erasing ---------------------------------------------------------------------


def two_machines(folder: Path) -> tuple[Journal, Journal, str]:
    here, domain = start_journal(folder / "here" / "journal.json")
    other = folder / "there" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(here.path, other)
    return here, open_journal(other, NOON + dt.timedelta(minutes=5), prefix=1), domain


def test_a_pause_is_one_value_and_days_are_another(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    today = here.today()
    here.domains.pause(domain, today + dt.timedelta(days=30))
    here.domains.set_days(domain, ["mon"])
    there.domains.pause(domain, today + dt.timedelta(days=2))
    there.clock.move(days=1)  # type: ignore[attr-defined]
    there.domains.resume(domain)
    lines = merge_lines(maintenance.merge_copy(here, there.path), today)
    maintenance.merge_copy(there, here.path)
    merged = here.domains.focus()
    assert merged == there.domains.focus()
    assert (merged.days, merged.paused_from, merged.paused_until) == (("mon",), today, today + dt.timedelta(days=1))
    assert "replaced Domain “Speaking”: paused until 1 Apr, now 3 Mar" in lines


def test_a_pause_prolonged_here_and_ended_there_is_one_or_the_other(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    today = here.today()
    here.domains.pause(domain, today + dt.timedelta(days=30))
    maintenance.merge_copy(there, here.path)
    there.domains.resume(domain)
    there.domains.set_goal(domain, "a keynote")
    here.clock.move(minutes=30)  # type: ignore[attr-defined]
    here.domains.pause(domain, today + dt.timedelta(days=40))
    maintenance.merge_copy(here, there.path)
    maintenance.merge_copy(there, here.path)
    for journal in (here, there):
        merged = journal.domains.focus()
        assert (merged.paused_from, merged.paused_until) == (today, today + dt.timedelta(days=40))
        assert merged.goal == "a keynote"


def test_days_that_a_merge_replaced_are_named(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    here.domains.set_days(domain, ["mon", "wed"])
    there.domains.set_days(domain, ["sat"])
    there.clock.move(minutes=1)  # type: ignore[attr-defined]
    there.domains.set_days(domain, WEEKDAYS)
    lines = merge_lines(maintenance.merge_copy(here, there.path), here.today())
    assert "replaced Domain “Speaking”: asked on Mon and Wed, now every day" in lines


def test_a_domain_rated_here_and_left_out_there_is_rated(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    here.checkins.record(domain, 50)
    there.checkins.leave_out(domain)
    maintenance.merge_copy(here, there.path)
    assert not here.checkins.is_left_out(domain, here.today())
    assert counts(here) == (1, 1)


def test_left_out_on_both_machines_is_one_setting(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    here.checkins.leave_out(domain)
    there.checkins.leave_out(domain)
    maintenance.merge_copy(here, there.path)
    maintenance.merge_copy(there, here.path)
    assert here.contents.settings == there.contents.settings
    assert len(here.contents.settings) == 1
    assert all(problem.note for problem in diagnose(here.path, NOON))


def test_days_left_out_belong_to_the_domain_that_theirs_is_joined_to(tmp_path: Path) -> None:
    _, there, domain = two_machines(tmp_path)
    other = there.domains.add("Writing", "write").id
    there.checkins.leave_out(other)
    there.change("Join", lambda unit: unit.change(unit.contents.domains[other], joined=domain))
    assert there.checkins.is_left_out(domain, there.today())
    there.undo()
    assert there.checkins.is_left_out(other, there.today())
    assert there.checkins.missing() == [there.domains.get(domain)]


def test_erasing_a_domain_takes_its_days_left_out_along(tmp_path: Path) -> None:
    here, there, domain = two_machines(tmp_path)
    other = here.domains.add("Writing", "write").id
    here.domains.set_focus(other)
    for identifier in (domain, other):
        here.checkins.leave_out(identifier)
    shutil.copyfile(here.path, there.path)
    backups.make_backup(here.path, here.now())
    assert any(
        unasked_key(domain, here.today()).encode() in item.path.read_bytes() for item in backups.list_backups(here.path)
    )
    maintenance.erase(here, domain)
    assert [row.key for row in here.contents.settings.values()] == [unasked_key(other, here.today())]
    for file in here.path.parent.rglob("*.json"):
        tables = json.loads(file.read_bytes())
        tables.pop("tombstones", None)
        assert f"unasked:{domain}" not in json.dumps(tables), file


def test_erasing_a_domain_takes_a_day_left_out_from_a_backup_that_alone_has_it(tmp_path: Path) -> None:
    here, _, domain = two_machines(tmp_path)
    here.domains.set_focus(here.domains.add("Writing", "write").id)
    here.checkins.leave_out(domain)
    backups.make_backup(here.path, here.now())
    here.undo()
    maintenance.erase(here, domain)
    for item in backups.list_backups(here.path):
        assert b"unasked:" not in item.path.read_bytes()


# -- what counts -----------------------------------------------------------------------------------


@given(
    rated=st.sets(st.tuples(st.integers(0, 1), st.integers(0, 20))),
    left_out=st.sets(st.tuples(st.integers(0, 1), st.integers(0, 20))),
    days=st.tuples(*[st.sets(st.sampled_from(WEEKDAYS), min_size=1)] * 2),
    pauses=st.tuples(*[st.none() | st.tuples(st.integers(1, 20), st.integers(1, 20))] * 2),
)
@settings(max_examples=200, deadline=None)
def test_days_are_counted_as_their_rule_says(
    rated: set[tuple[int, int]],
    left_out: set[tuple[int, int]],
    days: tuple[set[str], set[str]],
    pauses: tuple[tuple[int, int] | None, tuple[int, int] | None],
) -> None:
    """An independent count: a day counts that has a check-in, or on which a domain should have had one."""
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    domains, checkins, settings_rows = {}, {}, {}
    for number in (0, 1):
        pause = pauses[number]
        fields = {} if pause is None else {"paused_from": day(pause[0]), "paused_until": day(pause[0] - pause[1])}
        key = f"{number:032x}"
        asked = tuple(name for name in WEEKDAYS if name in days[number])
        domains[key] = Domain(id=key, created=at, updated=at, name="x", task="y", days=asked, **fields)
    for index, (number, ago) in enumerate(sorted(rated), 10):
        key = f"{index:032x}"
        checkins[key] = CheckIn(
            id=key, created=at, updated=at, domain=f"{number:032x}", day=day(ago), confidence=50, task="y"
        )
    for index, (number, ago) in enumerate(sorted(left_out), 200):
        key = f"{index:032x}"
        name = unasked_key(f"{number:032x}", day(ago))
        settings_rows[key] = KeyValue(id=key, created=at, updated=at, key=name, value=True)
    contents = Contents(domains=domains, checkins=checkins, settings=settings_rows)

    def is_due(number: int, ago: int) -> bool:
        pause, first = pauses[number], max((back for domain, back in rated if domain == number), default=0)
        is_paused = pause is not None and pause[0] - pause[1] < ago <= pause[0]
        is_its_day = day(ago).strftime("%a").lower() in days[number]
        return is_its_day and not is_paused and (number, ago) not in left_out and ago <= first

    window = range(min(max((ago for _, ago in rated), default=0), 13) + 1)
    checked = [ago for ago in window if {(0, ago), (1, ago)} & rated]
    counted = [ago for ago in window if ago in checked or is_due(0, ago) or is_due(1, ago)]
    assert count_days(contents, TODAY) == (len(checked), len(counted), len(window))


def test_a_schedule_of_its_own_is_every_day() -> None:
    assert Schedule() == (WEEKDAYS, None)
