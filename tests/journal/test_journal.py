"""The journal: transactions, events, rejected changes, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.events import Changed, JournalEvent
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import FollowUpAnswers, Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.store.errors import NothingToUndo, Rejected
from tests.support.factories import dump_records
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)
GONE = "f" * 32


@pytest.fixture
def events(speaking: Journal) -> list[JournalEvent]:
    """The events of the journal since the test began."""
    received: list[JournalEvent] = []
    speaking.subscribe(received.append)
    return received


def pop_only_change(events: list[JournalEvent]) -> Changed:
    """Remove and return the only event, a `Changed`."""
    (event,) = events
    events.clear()
    assert isinstance(event, Changed)
    return event


def start(journal: Journal, title: str = "I will give the talk", **fields: object) -> object:
    """Start a challenge in the focus domain."""
    defaults = {"done_when": "I spoke", "difficulty": 40, "odds": 70, "due": TODAY + dt.timedelta(days=7)}
    return journal.challenges.start(journal.domains.focus().id, title=title, **{**defaults, **fields})


def reopen(path: Path, clock: FixedClock) -> Journal:
    """Open the journal as another program would."""
    journal = Journal(path, clock, seeded_ids(9))
    journal.open()
    return journal


# -- events --------------------------------------------------------------------------------------


def test_each_change_publishes_one_event_with_its_tables_and_domains(
    speaking: Journal, events: list[JournalEvent]
) -> None:
    focus = speaking.domains.focus().id

    speaking.checkins.record(focus, 70)
    assert pop_only_change(events) == Changed("Check-in: Speaking 70", frozenset({"checkins"}), frozenset({focus}))
    challenge = start(speaking)
    assert pop_only_change(events) == Changed(
        "New challenge: I will give the talk", frozenset({"challenges", "rungs"}), frozenset({focus})
    )
    entry = speaking.evidence.add(Mastery, focus, "Told the story")
    assert pop_only_change(events) == Changed("Evidence: Told the story", frozenset({"evidence"}), frozenset({focus}))
    speaking.challenges.close(challenge.id, "succeeded", evidence="Gave the talk")
    assert pop_only_change(events) == Changed(
        "Outcome: I will give the talk", frozenset({"challenges", "evidence"}), frozenset({focus})
    )
    speaking.evidence.delete(entry.id)
    assert pop_only_change(events) == Changed(
        "Delete evidence: Told the story", frozenset({"evidence", "tombstones"}), frozenset({focus})
    )
    speaking.settings.set("pinned", "05:00")
    assert pop_only_change(events) == Changed("Setting: pinned", frozenset({"settings"}), frozenset())


def test_a_change_of_two_domains_publishes_one_event_with_both(speaking: Journal, events: list[JournalEvent]) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    assert pop_only_change(events) == Changed("New domain: Writing", frozenset({"domains"}), frozenset({writing.id}))
    focus = speaking.domains.focus().id
    speaking.domains.set_focus(writing.id)
    assert pop_only_change(events) == Changed("Focus: Writing", frozenset({"domains"}), frozenset({focus, writing.id}))


def test_undo_and_redo_publish_the_event_of_the_original_change(speaking: Journal, events: list[JournalEvent]) -> None:
    focus = speaking.domains.focus().id
    speaking.checkins.record(focus, 60)
    speaking.checkins.record(focus, 70)
    events.clear()
    for change in (speaking.undo, speaking.redo):
        assert change() == "Check-in: Speaking 70"
        assert pop_only_change(events) == Changed("Check-in: Speaking 70", frozenset({"checkins"}), frozenset({focus}))


def test_undoing_an_addition_leaves_a_tombstone_for_other_copies(speaking: Journal, events: list[JournalEvent]) -> None:
    focus = speaking.domains.focus().id
    row = speaking.checkins.record(focus, 70)
    events.clear()
    expected = Changed("Check-in: Speaking 70", frozenset({"checkins", "tombstones"}), frozenset({focus}))
    speaking.undo()
    assert pop_only_change(events) == expected
    assert (list(speaking.contents.checkins), list(speaking.contents.tombstones)) == ([], [row.id])
    speaking.redo()
    assert pop_only_change(events) == expected
    assert (list(speaking.contents.checkins), list(speaking.contents.tombstones)) == ([row.id], [])


def test_a_change_without_effect_publishes_no_event_and_writes_nothing(
    speaking: Journal, events: list[JournalEvent], path: Path
) -> None:
    focus = speaking.domains.focus()
    speaking.checkins.record(focus.id, 70)
    events.clear()
    before = path.read_bytes()
    speaking.checkins.record(focus.id, 70)
    speaking.domains.edit(focus.id, focus.name, focus.task)
    speaking.domains.set_focus(focus.id)
    speaking.domains.move(focus.id, 1)
    speaking.settings.set("never_set", None)
    speaking.settings.save_draft("evidence", None)
    assert events == []
    assert path.read_bytes() == before
    assert speaking.undo() == "Check-in: Speaking 70"


def test_an_unsubscribed_listener_receives_no_more_events(speaking: Journal) -> None:
    events: list[JournalEvent] = []
    stop = speaking.subscribe(events.append)
    speaking.checkins.record(speaking.domains.focus().id, 70)
    stop()
    speaking.checkins.record(speaking.domains.focus().id, 80)
    assert [event.title for event in events] == ["Check-in: Speaking 70"]


def test_only_a_change_of_another_program_is_marked_as_foreign(
    speaking: Journal, events: list[JournalEvent], path: Path, clock: FixedClock
) -> None:
    focus = speaking.domains.focus().id
    speaking.checkins.record(focus, 70)
    assert pop_only_change(events).foreign is False
    reopen(path, clock).domains.edit(focus, "Talks", "give a longer talk")
    assert speaking.refresh()
    foreign = pop_only_change(events)
    assert (foreign.foreign, foreign.tables, foreign.domains) == (True, frozenset({"domains"}), frozenset({focus}))
    speaking.undo()
    assert pop_only_change(events).foreign is False


# -- rejected changes ----------------------------------------------------------------------------

REJECTED: dict[str, Callable[[Journal], object]] = {
    "an empty name": lambda j: j.domains.add("", "x"),
    "an empty task": lambda j: j.domains.add("Running", " \x00 "),
    "a taken name": lambda j: j.domains.add("speaking", "x"),
    "a name taken by another": lambda j: j.domains.edit(j.domains.find_by_name("Writing").id, "Speaking", "x"),
    "a domain that is gone": lambda j: j.domains.set_focus(GONE),
    "archiving a domain that is gone": lambda j: j.domains.archive(GONE),
    "a confidence above 100": lambda j: j.checkins.record(j.domains.focus().id, 101),
    "a confidence below 0": lambda j: j.checkins.record(j.domains.focus().id, -1),
    "a confidence between two numbers": lambda j: j.checkins.record(j.domains.focus().id, 55.5),
    "a note too long": lambda j: j.checkins.record(j.domains.focus().id, 50, note="x" * 501),
    "a check-in for a domain that is gone": lambda j: j.checkins.record(GONE, 50),
    "a check-in for tomorrow": lambda j: j.checkins.record(j.domains.focus().id, 50, TODAY + dt.timedelta(1)),
    "a check-in for 8 days ago": lambda j: j.checkins.record(j.domains.focus().id, 50, TODAY - dt.timedelta(8)),
    "a second active challenge": lambda j: start(j),
    "a challenge due yesterday": lambda j: start(j, due=TODAY - dt.timedelta(1)),
    "a challenge due in 15 days": lambda j: start(j, due=TODAY + dt.timedelta(15)),
    "a challenge without a title": lambda j: j.challenges.edit(active(j), title=" "),
    "odds changed afterwards": lambda j: j.challenges.edit(active(j), odds=90),
    "a difficulty changed afterwards": lambda j: j.challenges.edit(active(j), difficulty=10),
    "a start changed afterwards": lambda j: j.challenges.edit(active(j), start=TODAY),
    "a step that is not there": lambda j: j.challenges.record_step(active(j), 0, "done"),
    "odds of a step that is not there": lambda j: j.challenges.set_step_odds(active(j), 0, 50),
    "an outcome of a challenge that is gone": lambda j: j.challenges.close(GONE, "failed"),
    "an outcome that is none": lambda j: j.challenges.close(active(j), "won", evidence="x"),
    "evidence without a text": lambda j: j.evidence.add(Mastery, j.domains.focus().id, " "),
    "evidence of tomorrow": lambda j: j.evidence.add(Mastery, j.domains.focus().id, "x", TODAY + dt.timedelta(1)),
    "evidence out of range": lambda j: j.evidence.add(Vicarious, j.domains.focus().id, "x", similarity=6),
    "evidence moved to tomorrow": lambda j: j.evidence.edit(entry_of(j), day=TODAY + dt.timedelta(1)),
    "evidence edited empty": lambda j: j.evidence.edit(entry_of(j), text=""),
    "an entry that is gone": lambda j: j.evidence.delete(GONE),
    "a session in a domain that is gone": lambda j: j.reappraisals.record(GONE, j.now()),
    "a statement too long": lambda j: j.reappraisals.record(j.domains.focus().id, j.now(), statement="x" * 4001),
}


def active(journal: Journal) -> str:
    """Return the id of the active challenge."""
    return journal.challenges.active(journal.domains.focus().id).id


def entry_of(journal: Journal) -> str:
    """Return the id of the only evidence entry."""
    return next(iter(journal.contents.evidence))


@pytest.mark.parametrize("change", REJECTED.values(), ids=REJECTED.keys())
def test_a_rejected_change_changes_nothing_and_writes_nothing(
    speaking: Journal, path: Path, change: Callable[[Journal], object]
) -> None:
    speaking.domains.add("Writing", "write a page")
    start(speaking)
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Told the story")
    events: list[JournalEvent] = []
    speaking.subscribe(events.append)
    contents, data, status = speaking.contents, path.read_bytes(), path.stat()
    with pytest.raises(Rejected) as raised:
        change(speaking)
    assert str(raised.value).endswith(".")
    assert speaking.contents == contents
    assert path.read_bytes() == data
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)
    assert events == []
    assert speaking.undo() == "Evidence: Told the story"


@pytest.mark.parametrize(
    "fields",
    [{"due": TODAY + dt.timedelta(days=15)}, {"due": TODAY - dt.timedelta(days=1)}, {"status": "closed"}],
)
def test_a_revision_that_breaks_the_rules_of_a_challenge_is_rejected(
    speaking: Journal, fields: dict[str, object]
) -> None:
    start(speaking)
    with pytest.raises(Rejected):
        speaking.challenges.edit(active(speaking), **fields)


@pytest.mark.parametrize("fields", [{}, {"due": TODAY}])
def test_a_challenge_with_a_missing_field_is_rejected(speaking: Journal, fields: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        speaking.challenges.start(speaking.domains.focus().id, title="I will give the talk", **fields)


def test_a_rejected_first_change_creates_no_file(journal: Journal, path: Path) -> None:
    with pytest.raises(Rejected):
        journal.domains.add("", "")
    assert not path.exists()


# -- undo ----------------------------------------------------------------------------------------


def test_undo_and_redo_of_every_kind_of_change_restore_the_same_records(speaking: Journal, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    history = [dump_records(speaking.contents)]

    def remember(_: object) -> None:
        history.append(dump_records(speaking.contents))
        clock.move(minutes=1)

    remember(speaking.domains.add("Writing", "write a page"))
    remember(speaking.domains.move(focus, 1))
    remember(speaking.domains.set_focus(speaking.domains.find_by_name("Writing").id))
    remember(speaking.domains.archive(speaking.domains.find_by_name("Writing").id))
    remember(speaking.domains.edit(focus, "Talks", "give a longer talk"))
    remember(speaking.checkins.record(focus, 70))
    remember(speaking.checkins.record(focus, 80))
    remember(speaking.domains.set_goal(focus, "a keynote"))
    remember(speaking.domains.place_task(focus, 55))
    ask, answer = speaking.rungs.add_first(focus, ["ask", "answer"], "a lecture")
    remember(ask)
    remember(speaking.rungs.edit(ask.id, "ask twice"))
    remember(speaking.rungs.move(answer.id, 60))
    remember(speaking.rungs.rate({ask.id: 80, answer.id: 30}))
    remember(speaking.rungs.rate({ask.id: 90}))
    remember(speaking.rungs.remove(answer.id))
    challenge = start(speaking)
    remember(challenge)
    remember(speaking.evidence.add(Persuasion, focus, "well told", who="Mara", quote="well told"))
    remember(speaking.evidence.edit(entry_of(speaking), credibility=4))
    remember(speaking.evidence.delete(entry_of(speaking)))
    remember(speaking.reappraisals.record(focus, clock.now(), event="the talk"))
    remember(speaking.challenges.close(challenge.id, "succeeded", evidence="Gave it"))

    for before in reversed(history[:-1]):
        speaking.undo()
        assert dump_records(speaking.contents) == before
    for after in history[1:]:
        speaking.redo()
        assert dump_records(speaking.contents) == after
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        speaking.redo()


def _step(journal: Journal) -> None:
    start(journal, steps=(Step(text="rehearse", day=TODAY),))
    journal.challenges.record_step(active(journal), 0, "done")


def _revision(journal: Journal) -> None:
    start(journal)
    journal.challenges.edit(active(journal), done_when="They asked")
    journal.challenges.edit(active(journal), done_when="They clapped")


def _outcome(journal: Journal) -> None:
    start(journal, steps=(Step(text="rehearse", day=TODAY),))
    journal.challenges.close(active(journal), "succeeded", evidence="Gave it")


def _follow_up(journal: Journal) -> None:
    session = journal.reappraisals.record(journal.domains.focus().id, journal.now(), event="x", evidence=(GONE,))
    journal.reappraisals.follow_up(session.id, FollowUpAnswers(outcome="well"))


@pytest.mark.parametrize("change", [_step, _revision, _outcome, _follow_up], ids=lambda change: change.__name__[1:])
def test_a_change_of_a_record_with_nested_parts_is_undone_and_redone(
    speaking: Journal, change: Callable[[Journal], None]
) -> None:
    change(speaking)
    after = dump_records(speaking.contents)
    title = speaking.undo()
    assert dump_records(speaking.contents) != after
    assert speaking.redo() == title
    assert dump_records(speaking.contents) == after


def test_undo_works_after_a_restart(speaking: Journal, path: Path, clock: FixedClock) -> None:
    before = speaking.contents
    clock.move(seconds=1)
    speaking.checkins.record(speaking.domains.focus().id, 70)
    reopened = reopen(path, clock)
    assert reopened.contents == speaking.contents
    assert reopened.undo() == "Check-in: Speaking 70"
    assert dump_records(reopened.contents) == dump_records(before)
    assert reopen(path, clock).redo() == "Check-in: Speaking 70"


def test_undo_in_an_empty_journal_raises_nothing_to_undo(journal: Journal) -> None:
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        journal.undo()


def test_a_new_change_clears_the_redo_history(speaking: Journal) -> None:
    focus = speaking.domains.focus().id
    speaking.checkins.record(focus, 70)
    speaking.undo()
    speaking.checkins.record(focus, 50)
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        speaking.redo()
    assert speaking.checkins.on(focus, TODAY).confidence == 50


# -- settings and drafts -------------------------------------------------------------------------


def test_settings_are_saved_replaced_and_deleted(speaking: Journal, path: Path, clock: FixedClock) -> None:
    settings = speaking.settings
    assert settings.get("theme", "dark") == "dark"
    settings.set("theme", "light")
    settings.set("theme", {"name": "own", "colours": [1, 2]})
    assert reopen(path, clock).settings.get("theme") == {"name": "own", "colours": [1, 2]}
    assert len(speaking.contents.settings) == 1
    settings.set("theme", None)
    assert settings.get("theme") is None
    assert not speaking.contents.settings
    settings.set("theme", "light")
    assert settings.get("theme") == "light"


def test_the_day_begins_at_the_clocks_day_start(speaking: Journal, clock: FixedClock) -> None:
    assert clock.day_start == dt.time(4, 0)
    clock.time = dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)
    assert speaking.today() == dt.date(2026, 11, 23)
    clock.day_start = dt.time(5, 30)
    assert speaking.today() == TODAY
    clock.move(minutes=30)
    assert speaking.today() == dt.date(2026, 11, 23)


def test_drafts_are_listed_by_flow_and_deleted_by_none(speaking: Journal) -> None:
    settings = speaking.settings
    settings.save_draft("evidence", {"typed": {"text": "Told"}})
    settings.save_draft("challenge:1", {"typed": {"title": "give"}})
    assert settings.drafts() == ["challenge:1", "evidence"]
    assert settings.draft("evidence") == {"typed": {"text": "Told"}}
    settings.save_draft("evidence", None)
    assert settings.drafts() == ["challenge:1"]
    assert settings.draft("evidence") is None


# -- recorded values -----------------------------------------------------------------------------


def test_texts_are_cleaned_before_they_are_recorded(speaking: Journal, path: Path, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    dirty = "\x1b[31m[/b] [@click=x] \u202eשלום\u200f 👩\u200d🚀\r\nsecond\tline\x00 "
    cleaned = "[31m[/b] [@click=x] שלום\u200f 👩\u200d🚀\nsecond\tline"
    cleaned_line = "[31m[/b] [@click=x] שלום\u200f 👩\u200d🚀 second line"
    domain = speaking.domains.add(dirty, dirty)
    challenge = start(speaking, title=dirty, done_when=dirty, if_obstacle=dirty, then_plan=dirty, role_model=dirty)
    row = speaking.checkins.record(focus, 50, note=dirty)
    entry = speaking.evidence.add(Persuasion, focus, dirty, who=dirty, quote=dirty)
    session = speaking.reappraisals.record(
        focus, clock.now(), event=dirty, sensation=dirty, statement=dirty, plan=dirty
    )
    closed = speaking.challenges.close(challenge.id, "failed", learned=dirty)
    assert {domain.name, domain.task, challenge.title, entry.who, session.event} == {cleaned_line}
    assert {challenge.done_when, challenge.if_obstacle, challenge.then_plan, challenge.role_model} == {cleaned}
    assert {row.note, entry.text, entry.quote, closed.learned} == {cleaned}
    assert {session.sensation, session.statement, session.plan} == {cleaned}
    assert reopen(path, clock).contents == speaking.contents


def test_editing_a_locked_challenge_saves_the_old_values_as_revisions(speaking: Journal, clock: FixedClock) -> None:
    challenge = start(speaking)
    clock.move(days=2)
    revised = speaking.challenges.edit(
        challenge.id, done_when="They asked", due=TODAY + dt.timedelta(days=14), title=challenge.title
    )
    assert (revised.done_when, revised.due) == ("They asked", TODAY + dt.timedelta(days=14))
    assert [(r.field, r.was, r.at) for r in revised.revisions] == [
        ("done_when", "I spoke", clock.now()),
        ("due", "2026-11-29", clock.now()),
    ]
    assert (revised.odds, revised.difficulty, revised.start) == (challenge.odds, challenge.difficulty, TODAY)


def test_only_an_abandoned_challenge_can_have_an_outside_cause(speaking: Journal) -> None:
    for outcome, expected in (("failed", False), ("abandoned", True)):
        challenge = start(speaking, title=f"I will {outcome}")
        assert speaking.challenges.close(challenge.id, outcome, outside_cause=True).outside_cause is expected
        with pytest.raises(Rejected, match="already has an outcome"):
            speaking.challenges.close(challenge.id, "succeeded")


def test_a_sensation_becomes_evidence_only_after_a_complete_session(speaking: Journal, clock: FixedClock) -> None:
    from efficacy_tui.model.records import Appraisal

    focus = speaking.domains.focus().id
    speaking.reappraisals.record(focus, clock.now(), sensation="Shaky")
    assert not speaking.contents.evidence
    after = Appraisal(arousal=70, demands=5, resources=6)
    speaking.reappraisals.record(focus, clock.now(), sensation="Shaky", after=after)
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, State)
    assert (entry.text, entry.arousal) == ("Shaky", 70)
