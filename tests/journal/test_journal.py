"""The one door: transactions, events, refusals, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.errors import Rejected
from efficacy_tui.journal.events import Changed, JournalEvent
from efficacy_tui.journal.journal import Journal
from efficacy_tui.model.records import FollowUpAnswers, Mastery, Persuasion, State, Step, Vicarious
from efficacy_tui.store.errors import NothingToUndo
from tests.support.factories import recorded
from tests.support.fixed_clock import FixedClock

TODAY = dt.date(2026, 11, 22)
GONE = "f" * 32


@pytest.fixture
def heard(speaking: Journal) -> list[JournalEvent]:
    """What the journal told since the test began."""
    events: list[JournalEvent] = []
    speaking.subscribe(events.append)
    return events


def only(events: list[JournalEvent]) -> Changed:
    """The one event there is, taken out."""
    (event,) = events
    events.clear()
    assert isinstance(event, Changed)
    return event


def start(journal: Journal, title: str = "I will give the talk", **fields: object) -> object:
    """Start a challenge in the focus domain."""
    given = {"done_when": "I spoke", "difficulty": 40, "odds": 70, "due": TODAY + dt.timedelta(days=7)}
    return journal.challenges.start(journal.domains.focus().id, title=title, **{**given, **fields})


def again(path: Path, clock: FixedClock) -> Journal:
    """The journal as another program would read it."""
    journal = Journal(path, clock, seeded_ids(9))
    journal.open()
    return journal


# -- events --------------------------------------------------------------------------------------


def test_each_change_is_told_once_with_its_tables_and_domains(speaking: Journal, heard: list[JournalEvent]) -> None:
    focus = speaking.domains.focus().id

    speaking.checkins.record(focus, 70)
    assert only(heard) == Changed("Check-in: Speaking 70", frozenset({"checkins"}), frozenset({focus}))
    challenge = start(speaking)
    assert only(heard) == Changed("New challenge: I will give the talk", frozenset({"challenges"}), frozenset({focus}))
    entry = speaking.evidence.add(Mastery, focus, "Told the story")
    assert only(heard) == Changed("Evidence: Told the story", frozenset({"evidence"}), frozenset({focus}))
    speaking.challenges.close(challenge.id, "succeeded", evidence="Gave the talk")
    assert only(heard) == Changed(
        "Outcome: I will give the talk", frozenset({"challenges", "evidence"}), frozenset({focus})
    )
    speaking.evidence.delete(entry.id)
    assert only(heard) == Changed(
        "Delete evidence: Told the story", frozenset({"evidence", "tombstones"}), frozenset({focus})
    )
    speaking.settings.set("pinned", "05:00")
    assert only(heard) == Changed("Setting: pinned", frozenset({"settings"}), frozenset())


def test_a_change_of_two_domains_is_one_event_naming_both(speaking: Journal, heard: list[JournalEvent]) -> None:
    writing = speaking.domains.add("Writing", "write a page")
    assert only(heard) == Changed("New domain: Writing", frozenset({"domains"}), frozenset({writing.id}))
    focus = speaking.domains.focus().id
    speaking.domains.set_focus(writing.id)
    assert only(heard) == Changed("Focus: Writing", frozenset({"domains"}), frozenset({focus, writing.id}))


def test_undo_and_redo_are_told_as_the_change_they_take_back(speaking: Journal, heard: list[JournalEvent]) -> None:
    focus = speaking.domains.focus().id
    speaking.checkins.record(focus, 60)
    speaking.checkins.record(focus, 70)
    heard.clear()
    for change in (speaking.undo, speaking.redo):
        assert change() == "Check-in: Speaking 70"
        assert only(heard) == Changed("Check-in: Speaking 70", frozenset({"checkins"}), frozenset({focus}))


def test_taking_back_what_was_new_leaves_a_trace_for_other_copies(speaking: Journal, heard: list[JournalEvent]) -> None:
    focus = speaking.domains.focus().id
    row = speaking.checkins.record(focus, 70)
    heard.clear()
    both = Changed("Check-in: Speaking 70", frozenset({"checkins", "tombstones"}), frozenset({focus}))
    speaking.undo()
    assert only(heard) == both
    assert (list(speaking.contents.checkins), list(speaking.contents.tombstones)) == ([], [row.id])
    speaking.redo()
    assert only(heard) == both
    assert (list(speaking.contents.checkins), list(speaking.contents.tombstones)) == ([row.id], [])


def test_a_change_that_changes_nothing_is_not_told_and_not_written(
    speaking: Journal, heard: list[JournalEvent], path: Path
) -> None:
    focus = speaking.domains.focus()
    speaking.checkins.record(focus.id, 70)
    heard.clear()
    before = path.read_bytes()
    speaking.checkins.record(focus.id, 70)
    speaking.domains.edit(focus.id, focus.name, focus.task)
    speaking.domains.set_focus(focus.id)
    speaking.domains.move(focus.id, 1)
    speaking.settings.set("never_set", None)
    speaking.settings.save_draft("evidence", None)
    assert heard == []
    assert path.read_bytes() == before
    assert speaking.undo() == "Check-in: Speaking 70"


def test_who_stops_listening_hears_no_more(speaking: Journal) -> None:
    events: list[JournalEvent] = []
    stop = speaking.subscribe(events.append)
    speaking.checkins.record(speaking.domains.focus().id, 70)
    stop()
    speaking.checkins.record(speaking.domains.focus().id, 80)
    assert [event.title for event in events] == ["Check-in: Speaking 70"]


# -- refusals ------------------------------------------------------------------------------------

REFUSED: dict[str, Callable[[Journal], object]] = {
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
    """The id of the active challenge."""
    return journal.challenges.active(journal.domains.focus().id).id


def entry_of(journal: Journal) -> str:
    """The id of the one entry."""
    return next(iter(journal.contents.evidence))


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_a_refused_change_changes_nothing_and_writes_nothing(
    speaking: Journal, path: Path, change: Callable[[Journal], object]
) -> None:
    speaking.domains.add("Writing", "write a page")
    start(speaking)
    speaking.evidence.add(Mastery, speaking.domains.focus().id, "Told the story")
    events: list[JournalEvent] = []
    speaking.subscribe(events.append)
    contents, file, status = speaking.contents, path.read_bytes(), path.stat()
    with pytest.raises(Rejected) as refused:
        change(speaking)
    assert str(refused.value).endswith(".")
    assert speaking.contents == contents
    assert path.read_bytes() == file
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)
    assert events == []
    assert speaking.undo() == "Evidence: Told the story"


@pytest.mark.parametrize(
    "fields",
    [{"due": TODAY + dt.timedelta(days=15)}, {"due": TODAY - dt.timedelta(days=1)}, {"status": "closed"}],
)
def test_a_revision_against_the_rules_of_a_challenge_is_refused(speaking: Journal, fields: dict[str, object]) -> None:
    start(speaking)
    with pytest.raises(Rejected):
        speaking.challenges.edit(active(speaking), **fields)


@pytest.mark.parametrize("given", [{}, {"due": TODAY}])
def test_a_challenge_with_a_field_missing_is_refused(speaking: Journal, given: dict[str, object]) -> None:
    with pytest.raises(Rejected):
        speaking.challenges.start(speaking.domains.focus().id, title="I will give the talk", **given)


def test_a_refusal_before_anything_was_recorded_makes_no_file(journal: Journal, path: Path) -> None:
    with pytest.raises(Rejected):
        journal.domains.add("", "")
    assert not path.exists()


# -- undo ----------------------------------------------------------------------------------------


def test_every_kind_of_change_can_be_undone_and_redone_to_the_very_same(speaking: Journal, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    history = [recorded(speaking.contents)]

    def note(_: object) -> None:
        history.append(recorded(speaking.contents))
        clock.move(minutes=1)

    note(speaking.domains.add("Writing", "write a page"))
    note(speaking.domains.move(focus, 1))
    note(speaking.domains.set_focus(speaking.domains.find_by_name("Writing").id))
    note(speaking.domains.archive(speaking.domains.find_by_name("Writing").id))
    note(speaking.domains.edit(focus, "Talks", "give a longer talk"))
    note(speaking.checkins.record(focus, 70))
    note(speaking.checkins.record(focus, 80))
    challenge = start(speaking)
    note(challenge)
    note(speaking.evidence.add(Persuasion, focus, "well told", who="Mara", quote="well told"))
    note(speaking.evidence.edit(entry_of(speaking), credibility=4))
    note(speaking.evidence.delete(entry_of(speaking)))
    note(speaking.reappraisals.record(focus, clock.now(), event="the talk"))
    note(speaking.challenges.close(challenge.id, "succeeded", evidence="Gave it"))

    for before in reversed(history[:-1]):
        speaking.undo()
        assert recorded(speaking.contents) == before
    for after in history[1:]:
        speaking.redo()
        assert recorded(speaking.contents) == after
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
def test_a_change_of_a_record_that_holds_several_things_is_redone(
    speaking: Journal, change: Callable[[Journal], None]
) -> None:
    change(speaking)
    after = recorded(speaking.contents)
    title = speaking.undo()
    assert recorded(speaking.contents) != after
    assert speaking.redo() == title
    assert recorded(speaking.contents) == after


def test_undo_goes_on_after_a_restart(speaking: Journal, path: Path, clock: FixedClock) -> None:
    before = speaking.contents
    clock.move(seconds=1)
    speaking.checkins.record(speaking.domains.focus().id, 70)
    later = again(path, clock)
    assert later.contents == speaking.contents
    assert later.undo() == "Check-in: Speaking 70"
    assert recorded(later.contents) == recorded(before)
    assert again(path, clock).redo() == "Check-in: Speaking 70"


def test_nothing_to_undo_is_said(journal: Journal) -> None:
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        journal.undo()


def test_something_new_forgets_what_was_undone(speaking: Journal) -> None:
    focus = speaking.domains.focus().id
    speaking.checkins.record(focus, 70)
    speaking.undo()
    speaking.checkins.record(focus, 50)
    with pytest.raises(NothingToUndo, match="nothing to redo"):
        speaking.redo()
    assert speaking.checkins.on(focus, TODAY).confidence == 50


# -- settings and drafts -------------------------------------------------------------------------


def test_settings_are_kept_replaced_and_forgotten(speaking: Journal, path: Path, clock: FixedClock) -> None:
    settings = speaking.settings
    assert settings.get("theme", "dark") == "dark"
    settings.set("theme", "light")
    settings.set("theme", {"name": "own", "colours": [1, 2]})
    assert again(path, clock).settings.get("theme") == {"name": "own", "colours": [1, 2]}
    assert len(speaking.contents.settings) == 1
    settings.set("theme", None)
    assert settings.get("theme") is None
    assert not speaking.contents.settings
    settings.set("theme", "light")
    assert settings.get("theme") == "light"


def test_a_day_begins_when_the_setting_says(speaking: Journal, clock: FixedClock) -> None:
    assert clock.day_start == dt.time(4, 0)
    clock.time = dt.datetime(2026, 11, 23, 5, 0, tzinfo=dt.UTC)
    assert speaking.today() == dt.date(2026, 11, 23)
    clock.day_start = dt.time(5, 30)
    assert speaking.today() == TODAY
    clock.move(minutes=30)
    assert speaking.today() == dt.date(2026, 11, 23)


def test_drafts_are_named_and_go_when_they_are_done(speaking: Journal) -> None:
    settings = speaking.settings
    settings.save_draft("evidence", {"typed": {"text": "Told"}})
    settings.save_draft("challenge:1", {"typed": {"title": "give"}})
    assert settings.drafts() == ["challenge:1", "evidence"]
    assert settings.draft("evidence") == {"typed": {"text": "Told"}}
    settings.save_draft("evidence", None)
    assert settings.drafts() == ["challenge:1"]
    assert settings.draft("evidence") is None


# -- what goes in --------------------------------------------------------------------------------


def test_texts_are_cleaned_at_the_door(speaking: Journal, path: Path, clock: FixedClock) -> None:
    focus = speaking.domains.focus().id
    odd = "\x1b[31m[/b] [@click=x] \u202eשלום\u200f 👩\u200d🚀\r\nsecond\tline\x00 "
    kept = "[31m[/b] [@click=x] שלום\u200f 👩\u200d🚀\nsecond\tline"
    one_line = "[31m[/b] [@click=x] שלום\u200f 👩\u200d🚀 second line"
    domain = speaking.domains.add(odd, odd)
    challenge = start(speaking, title=odd, done_when=odd, if_obstacle=odd, then_plan=odd, role_model=odd)
    row = speaking.checkins.record(focus, 50, note=odd)
    entry = speaking.evidence.add(Persuasion, focus, odd, who=odd, quote=odd)
    session = speaking.reappraisals.record(focus, clock.now(), event=odd, sensation=odd, statement=odd, plan=odd)
    closed = speaking.challenges.close(challenge.id, "failed", learned=odd)
    assert {domain.name, domain.task, challenge.title, entry.who, session.event} == {one_line}
    assert {challenge.done_when, challenge.if_obstacle, challenge.then_plan, challenge.role_model} == {kept}
    assert {row.note, entry.text, entry.quote, closed.learned} == {kept}
    assert {session.sensation, session.statement, session.plan} == {kept}
    assert again(path, clock).contents == speaking.contents


def test_a_revision_of_a_locked_challenge_keeps_what_was_said_before(speaking: Journal, clock: FixedClock) -> None:
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


def test_only_a_challenge_let_go_can_have_an_outside_cause(speaking: Journal) -> None:
    for outcome, kept in (("failed", False), ("abandoned", True)):
        challenge = start(speaking, title=f"I will {outcome}")
        assert speaking.challenges.close(challenge.id, outcome, outside_cause=True).outside_cause is kept
        with pytest.raises(Rejected, match="already has an outcome"):
            speaking.challenges.close(challenge.id, "succeeded")


def test_a_sensation_becomes_evidence_only_after_a_whole_session(speaking: Journal, clock: FixedClock) -> None:
    from efficacy_tui.model.records import Appraisal

    focus = speaking.domains.focus().id
    speaking.reappraisals.record(focus, clock.now(), sensation="Shaky")
    assert not speaking.contents.evidence
    after = Appraisal(arousal=70, demands=5, resources=6)
    speaking.reappraisals.record(focus, clock.now(), sensation="Shaky", after=after)
    (entry,) = speaking.contents.evidence.values()
    assert isinstance(entry, State)
    assert (entry.text, entry.arousal) == ("Shaky", 70)
