"""Earlier versions are found in the history, and come back as one change that can be undone."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efficacy_tui.journal import maintenance
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.versions import (
    ERASED_FOR_GOOD,
    bring_back,
    choose_version,
    entries_about,
    find_record,
    read_versions,
)
from efficacy_tui.model.records import Mastery, Step
from efficacy_tui.store.errors import Rejected
from efficacy_tui.store.overwritten import OVERWRITTEN_TITLE
from efficacy_tui.store.tables import Change, HistoryStep, encode_changes
from efficacy_tui.store.versions import VersionHistory
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, open_journal, start_journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.json"


@pytest.fixture
def talk(path: Path) -> tuple[Journal, str, Any]:
    """A journal, the id of its domain, and a running challenge in it; an hour has passed since."""
    journal, domain = start_journal(path)
    day = journal.today()
    steps = (Step(text="rehearse", day=day + dt.timedelta(1)),)
    challenge = journal.challenges.start(
        domain, title="give the talk", done_when="it is given", difficulty=40, odds=60,
        due=day + dt.timedelta(2), steps=steps,
    )  # fmt: skip
    move(journal)
    return journal, domain, challenge


def move(journal: Journal, **duration: int) -> None:
    journal.clock.move(**(duration or {"hours": 1}))  # type: ignore[attr-defined]


def restore(journal: Journal, words: str, at: dt.datetime | None = None) -> Any:
    versions = read_versions(journal)
    return bring_back(journal, choose_version(versions, find_record(versions, words), at), words)


def test_an_overwritten_version_comes_back_and_one_undo_takes_it_away(talk: tuple[Journal, str, Any]) -> None:
    journal, _, challenge = talk
    journal.challenges.edit(challenge.id, due=challenge.due + dt.timedelta(2), title="give the long talk")
    move(journal)
    restored = restore(journal, "the talk")
    assert (restored.title, restored.due, restored.id) == ("give the talk", challenge.due, challenge.id)
    assert restored.created == challenge.created
    assert [revision.field for revision in restored.revisions] == ["due", "title", "title", "due"]
    assert journal.undo() == "Earlier version: the talk"
    assert journal.challenges.get(challenge.id).title == "give the long talk"  # type: ignore[union-attr]
    journal.redo()
    assert open_journal(journal.path).contents.challenges[challenge.id].title == "give the talk"


def test_each_version_is_the_one_of_its_instant(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    for text in ("second", "third"):
        move(journal)
        journal.evidence.edit(entry.id, text=text)
    key = "evidence", entry.id
    versions = read_versions(journal)
    assert [version.row.text for version in versions.differing_versions(key)] == ["second", "first"]
    assert [version.title for version in versions.versions(key)] == ["Edit evidence", "Evidence: first"]
    texts = [versions.version_at(key, NOON + dt.timedelta(minutes=minutes)) for minutes in (-1, 0, 59, 60, 119, 120)]
    assert [version and version.row.text for version in texts] == [None, "first", "first", "second", "second", "third"]
    assert restore(journal, entry.id, NOON).text == "first"
    with pytest.raises(Rejected, match="that old"):
        restore(journal, entry.id, NOON - dt.timedelta(days=1))


def test_what_a_redo_lost_and_what_an_undo_took_away_are_versions_too(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    move(journal)
    journal.evidence.edit(entry.id, text="undone and never redone")
    move(journal)
    journal.undo()
    journal.evidence.edit(entry.id, text="third")
    versions = read_versions(open_journal(path)).differing_versions(("evidence", entry.id))
    assert {version.row.text for version in versions} == {"undone and never redone", "first"}
    undone = next(version for version in versions if version.row.text == "undone and never redone")
    assert bring_back(journal, undone, "it").text == "undone and never redone"


def test_a_deleted_record_comes_back_and_other_machines_hear_of_it(path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "what I did")
    move(journal)
    journal.evidence.delete(entry.id)
    other_path = tmp_path / "other.json"
    shutil.copyfile(path, other_path)
    move(journal)
    restored = restore(journal, "what I did")
    assert restored.text == "what I did"
    assert broken_rules(journal.contents) == []
    other = open_journal(other_path)
    maintenance.merge_copy(other, path)
    assert other.contents.evidence[entry.id].text == "what I did"
    journal.undo()
    assert journal.evidence.get(entry.id) is None


def test_what_a_merge_overwrote_can_be_seen_and_brought_back(path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    other_path = tmp_path / "other.json"
    shutil.copyfile(path, other_path)
    journal.evidence.edit(entry.id, text="here")
    open_journal(other_path, NOON + dt.timedelta(hours=2)).evidence.edit(entry.id, text="there")
    maintenance.merge_copy(journal, other_path)
    assert journal.contents.evidence[entry.id].text == "there"
    versions = read_versions(journal)
    texts = {version.row.text for version in versions.differing_versions(("evidence", entry.id))}
    assert texts == {"here", "first"}
    assert restore(journal, entry.id).text in texts


def test_erased_versions_never_come_back(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "a secret")
    gone = journal.evidence.add(Mastery, domain, "another secret")
    move(journal)
    journal.evidence.edit(entry.id, text="harmless")
    versions = read_versions(journal)
    secret, whole = versions.versions(("evidence", entry.id))[0], versions.version_at(("evidence", gone.id), NOON)
    move(journal)
    matches = maintenance.find_text(journal, "secret")
    maintenance.erase_matches(journal, matches, "secret")
    assert read_versions(journal).versions(("evidence", entry.id)) == []
    assert entries_about(read_versions(journal), "secret") == []
    assert whole is not None
    for version in (secret, whole):
        with pytest.raises(Rejected, match=ERASED_FOR_GOOD):
            bring_back(journal, version, "it")
    assert b"secret" not in path.read_bytes()


def test_a_challenge_is_not_reopened_beside_another_one(talk: tuple[Journal, str, Any]) -> None:
    journal, domain, challenge = talk
    journal.challenges.close(challenge.id, "succeeded")
    move(journal)
    due = journal.today() + dt.timedelta(1)
    journal.challenges.start(domain, title="the next one", done_when="done", difficulty=50, odds=60, due=due)
    with pytest.raises(Rejected, match="“the next one” is still open in this domain"):
        restore(journal, challenge.id)
    assert broken_rules(journal.contents) == []
    journal.undo()
    assert restore(journal, challenge.id).status == "active"
    assert broken_rules(journal.contents) == []


def test_a_domain_keeps_its_place_and_focus_and_its_name_stays_the_only_one(path: Path) -> None:
    journal, speaking = start_journal(path)
    move(journal)
    journal.domains.edit(speaking, "Talking", "give a talk")
    writing = journal.domains.add("Speaking", "write").id
    with pytest.raises(Rejected, match="called Speaking now"):
        restore(journal, speaking)
    journal.domains.edit(writing, "Writing", "write")
    move(journal)
    journal.domains.set_focus(writing)
    restored = restore(journal, speaking, NOON)
    assert (restored.name, restored.focus) == ("Speaking", False)
    assert broken_rules(journal.contents) == []
    journal.domains.archive(speaking)
    move(journal)
    journal.domains.set_focus(speaking)
    with pytest.raises(Rejected, match="focus"):
        restore(journal, speaking)
    assert broken_rules(journal.contents) == []


def test_a_check_in_does_not_come_back_beside_another_one_of_its_day(path: Path) -> None:
    journal, domain = start_journal(path)
    journal.checkins.record(domain, 70)
    journal.undo()
    move(journal)
    journal.checkins.record(domain, 30)
    versions = read_versions(journal)
    (key,) = [key for key in versions.record_keys() if key[0] == "checkins" and versions.current(key) is None]
    with pytest.raises(Rejected, match="another check-in for that day"):
        bring_back(journal, versions.versions(key)[0], "it")
    assert broken_rules(journal.contents) == []


def test_a_record_whose_domain_is_gone_does_not_come_back_alone(path: Path) -> None:
    journal, _ = start_journal(path)
    other = journal.domains.add("Writing", "write").id
    entry = journal.evidence.add(Mastery, other, "wrote a page")
    journal.undo()
    journal.undo()
    with pytest.raises(Rejected, match="The domain it belongs to"):
        restore(journal, entry.id)
    restored = restore(journal, other)
    assert (restored.name, restored.focus) == ("Writing", False)
    assert restore(journal, entry.id).text == "wrote a page"
    assert broken_rules(journal.contents) == []


def test_a_version_that_is_as_the_present_one_changes_nothing(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    move(journal)
    journal.evidence.edit(entry.id, text="second")
    move(journal)
    journal.evidence.edit(entry.id, text="first")
    assert [version.row.text for version in read_versions(journal).differing_versions(("evidence", entry.id))] == [
        "second"
    ]
    data = path.read_bytes()
    with pytest.raises(Rejected, match="is already as it was then"):
        restore(journal, entry.id, NOON)
    assert path.read_bytes() == data


def test_words_mean_every_record_that_ever_had_them(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "spoke at lunch")
    journal.evidence.add(Mastery, domain, "wrote a page")
    move(journal)
    journal.evidence.edit(entry.id, text="held a speech")
    versions = read_versions(journal)
    assert find_record(versions, "LUNCH") == ("evidence", entry.id)
    assert find_record(versions, entry.id[:8]) == ("evidence", entry.id)
    assert [item.title for item in entries_about(versions, "lunch")] == ["Edit evidence", "Evidence: spoke at lunch"]
    with pytest.raises(Rejected, match="No record matches"):
        find_record(versions, "dinner")
    with pytest.raises(Rejected, match="records match"):
        find_record(versions, "e")


def test_a_damaged_step_hides_only_itself(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    journal.evidence.edit(entry.id, text="second")
    journal.evidence.edit(entry.id, text="third")
    data = path.read_bytes()
    assert data.count(b'"text":"first"') == 1
    path.write_bytes(data.replace(b'"text":"first"', b'"text":12345  '))
    versions = read_versions(open_journal(path)).versions(("evidence", entry.id))
    assert [version.row.text for version in versions] == ["second"]


def test_a_version_that_was_joined_at_its_own_instant_is_the_one_that_its_instant_means(path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "joined")
    document = {**msgspec.to_builtins(entry), "text": "lost"}
    changes = encode_changes([Change(table="evidence", id=entry.id, was=document)])
    step = HistoryStep(
        id="f" * 32, at=document["updated"], title=OVERWRITTEN_TITLE, changes=changes, state="superseded"
    )
    history = VersionHistory([step], journal.contents)
    key = "evidence", entry.id
    assert [version.row.text for version in history.differing_versions(key)] == ["lost"]
    at_its_instant = history.version_at(key, entry.updated)
    assert at_its_instant is not None
    assert (at_its_instant.row.text, at_its_instant.is_lost) == ("lost", True)
    (item,) = history.entries
    assert (item.is_merge, item.changes[0].before.text, item.changes[0].after.text) == (True, "lost", "joined")


def test_an_older_copy_adds_no_change_to_what_the_person_changed_since(path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    old = tmp_path / "old.json"
    shutil.copyfile(path, old)
    for text in ("second", "third"):
        move(journal)
        journal.evidence.edit(entry.id, text=text)
    before = read_versions(journal)
    maintenance.merge_copy(journal, old)
    assert any(step.title == OVERWRITTEN_TITLE for step in journal.store.read_history())
    after = read_versions(journal)
    assert [item.title for item in after.entries] == [item.title for item in before.entries]
    versions = after.differing_versions(("evidence", entry.id))
    assert [(version.row.text, version.is_lost) for version in versions] == [("second", False), ("first", False)]


def test_what_two_copies_changed_at_once_is_still_named_as_overwritten(path: Path, tmp_path: Path) -> None:
    journal, domain = start_journal(path)
    entry = journal.evidence.add(Mastery, domain, "first")
    elsewhere = tmp_path / "elsewhere.json"
    shutil.copyfile(path, elsewhere)
    move(journal)
    journal.evidence.edit(entry.id, text="here")
    other = open_journal(elsewhere)
    move(other, hours=2)
    other.evidence.edit(entry.id, text="there")
    maintenance.merge_copy(journal, elsewhere)
    history = read_versions(journal)
    assert [(item.changes[0].before.text, item.is_merge) for item in history.entries if item.is_merge] == [
        ("here", True)
    ]
    assert [(version.row.text, version.is_lost) for version in history.differing_versions(("evidence", entry.id))] == [
        ("here", True),
        ("first", False),
    ]


def test_of_a_challenge_and_its_rung_the_challenge_is_meant(talk: tuple[Journal, str, Any]) -> None:
    journal, domain, challenge = talk
    assert find_record(read_versions(journal), "give the talk") == ("challenges", challenge.id)
    journal.rungs.add(domain, "Sing", 40)
    assert find_record(read_versions(journal), "sing")[0] == "rungs"


def test_a_deleted_rung_comes_back_before_its_ratings(talk: tuple[Journal, str, Any]) -> None:
    journal, domain, _ = talk
    rung = journal.rungs.add(domain, "Sing", 40)
    (rating,) = journal.rungs.rate({rung.id: 30})
    move(journal)
    journal.rungs.remove(rung.id)
    move(journal)
    with pytest.raises(Rejected, match="Bring that back first"):
        restore(journal, rating.id)
    assert restore(journal, rung.id).title == "Sing"
    journal.rungs.rate({rung.id: 80})
    with pytest.raises(Rejected, match="another rating of that rung for that day"):
        restore(journal, rating.id)
    assert broken_rules(journal.contents) == []


def test_a_challenge_comes_back_without_a_rung_that_is_gone(talk: tuple[Journal, str, Any]) -> None:
    journal, _, challenge = talk
    rung = challenge.rung
    journal.undo()
    assert rung not in journal.contents.rungs
    move(journal)
    assert restore(journal, challenge.id).rung is None
