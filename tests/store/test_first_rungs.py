"""The ladders that a journal without ladders gets when it is migrated."""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.journal.maintenance import merge_copy
from efficacy_tui.model.records import Domain
from efficacy_tui.model.text import TEXT_MAX
from efficacy_tui.store import backups
from efficacy_tui.store.decode import parse
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.errors import NothingToUndo
from efficacy_tui.store.first_rungs import rung_id, rung_title, title_key
from efficacy_tui.store.merge import merge_bytes, merge_contents
from efficacy_tui.store.migrations import build_ladders, migrate_document
from efficacy_tui.store.repair import repair
from efficacy_tui.store.restore import restore_backup
from efficacy_tui.store.tables import SCHEMA, Contents
from tests.support.fixed_clock import FixedClock
from tests.support.memory_journal import MemoryJournal
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

DOMAIN, OTHER_DOMAIN = "d" * 32, "c" * 32


def challenge(number: int, title: Any, difficulty: Any = 40, /, **fields: Any) -> dict[str, Any]:
    """A closed challenge of schema 5, as plain data, made on the day of its number."""
    stamp = f"2026-03-{number:02}T12:00:00Z"
    return {
        "id": f"{number:032x}", "created": stamp, "updated": stamp, "domain": DOMAIN, "title": title,
        "done_when": "done", "difficulty": difficulty, "odds": 60, "start": f"2026-03-{number:02}",
        "due": f"2026-03-{number:02}", "status": "closed", "outcome": "succeeded", "closed": f"2026-03-{number:02}",
        **fields,
    }  # fmt: skip


def tables_with(*challenges: dict[str, Any], **tables: Any) -> dict[str, Any]:
    """The tables of a file of schema 5 with two domains."""
    stamp = "2026-03-01T08:00:00Z"
    domains = {
        str(number): {
            "id": identifier, "created": stamp, "updated": stamp, "name": f"Domain {number}", "task": "do it",
            "focus": number == 1, "order": number,
        }
        for number, identifier in enumerate((DOMAIN, OTHER_DOMAIN), 1)
    }  # fmt: skip
    return {
        "meta": {"1": {"id": "schema", "value": 5}, "2": {"id": "journal", "value": "j" * 32}},
        "domains": domains,
        "challenges": {str(number): row for number, row in enumerate(challenges, 1)},
        **tables,
    }


def migrated(tables: dict[str, Any]) -> Contents:
    return parse(json.dumps(tables).encode(), str).contents


def ladder_rows(contents: Contents, domain: str = DOMAIN) -> list[tuple[str, int, str]]:
    stats = compute_domain_stats(contents, contents.domains[domain], dt.date(2026, 3, 30))
    return [(row.title, row.difficulty, row.status) for row in build_ladder(contents, stats).rungs]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("I will ask a question", "Ask a question"),
        ("i'll ask", "Ask"),
        ("I’LL  ask", "Ask"),
        ("I willingly ask", "I willingly ask"),
        ("I will", "I will"),
        ("  give a talk ", "Give a talk"),
        ("ßen", "ßen"),
        ("éclair", "Éclair"),
        ("42 laps", "42 laps"),
    ],
)
def test_a_rung_has_the_title_of_its_challenge_without_the_intention(title: str, expected: str) -> None:
    assert rung_title(title) == expected


def test_titles_are_compared_without_intention_case_accents_and_blanks() -> None:
    same = ("I will give  a résumé", "Give a resume", "i’ll GIVE A RÉSUMÉ ", "I'll give a re\u0301sume\u0301")
    assert len({title_key(title) for title in same}) == 1
    assert title_key("I will give a resume twice") != title_key("I will give a resume")


@given(st.text(min_size=1, max_size=60))
def test_a_title_never_becomes_longer_or_empty(title: str) -> None:
    assert 1 <= len(rung_title(title)) <= len(title)
    assert title_key(rung_title(title)) == title_key(title) or rung_title(title).casefold().startswith("i")


def test_challenges_of_one_title_are_one_rung_with_the_difficulty_of_the_latest() -> None:
    contents = migrated(
        tables_with(
            challenge(2, "I will ask a question", 40),
            challenge(9, "i’ll ask a Question", 33),
            challenge(5, "Ask a question", 70),
            challenge(7, "I will answer one", 55),
        )
    )
    rungs = {rung.title: rung for rung in contents.rungs.values()}
    assert {title: rung.difficulty for title, rung in rungs.items()} == {"Ask a Question": 33, "Answer one": 55}
    ask = rungs["Ask a Question"]
    assert (ask.created.day, ask.updated.day) == (2, 9)
    links = {row.title: row.rung for row in contents.challenges.values()}
    assert [links[title] for title in ("I will ask a question", "i’ll ask a Question", "Ask a question")] == [
        ask.id
    ] * 3
    assert sorted(row.difficulty for row in contents.challenges.values()) == [33, 40, 55, 70]


def test_the_same_title_in_another_domain_is_another_rung() -> None:
    contents = migrated(tables_with(challenge(2, "Ask"), challenge(3, "Ask", domain=OTHER_DOMAIN)))
    assert sorted(rung.domain for rung in contents.rungs.values()) == [OTHER_DOMAIN, DOMAIN]


def test_the_latest_is_told_by_its_instant_and_not_by_how_that_is_written() -> None:
    later = challenge(2, "Ask", 80) | {"id": "f" * 32, "created": "2026-03-02T12:00:00.5Z"}
    later["updated"] = later["created"]
    contents = migrated(tables_with(later, challenge(2, "Ask", 20)))
    assert [rung.difficulty for rung in contents.rungs.values()] == [80]


def test_migrating_changes_nothing_where_its_results_already_stand() -> None:
    tables = tables_with(challenge(2, "Ask"), challenge(3, "Answer"))
    build_ladders(tables)
    before = copy.deepcopy(tables)
    build_ladders(tables)
    assert tables == before


def test_a_deleted_rung_is_not_made_again() -> None:
    tombstone = {
        "id": rung_id(DOMAIN, "Ask"), "created": "2026-03-09T12:00:00Z", "updated": "2026-03-09T12:00:00Z",
        "table": "rungs",
    }  # fmt: skip
    contents = migrated(tables_with(challenge(2, "Ask"), tombstones={"1": tombstone}))
    assert not contents.rungs
    assert ladder_rows(contents) == [("Ask", 40, "succeeded")]


def test_a_journal_without_challenges_gets_no_rungs() -> None:
    tables = tables_with()
    build_ladders(tables)
    assert "rungs" not in tables


HOSTILE_FIELDS: list[dict[str, Any]] = [
    {"title": None},
    {"title": ""},
    {"title": "   "},
    {"title": 7},
    {"title": "x" * (TEXT_MAX + 1)},
    {"title": "a\ud800b"},
    {"difficulty": None},
    {"difficulty": True},
    {"difficulty": "x"},
    {"difficulty": 101},
    {"difficulty": 40.5},
    {"difficulty": [40]},
    {"domain": None},
    {"domain": "short"},
    {"domain": {"id": DOMAIN}},
    {"id": {"id": "1"}},
    {"id": None},
    {"created": "yesterday"},
    {"created": 5},
    {"start": None},
    {"changed": [1]},
    {"changed": {"title": 5}},
    {"rung": 5},
    {"rung": {"id": "x"}},
]


@pytest.mark.parametrize("fields", HOSTILE_FIELDS, ids=lambda fields: f"{fields}"[:40])
def test_a_challenge_that_is_none_spoils_no_rung(fields: dict[str, Any]) -> None:
    """It is the latest of its title, so its difficulty would be that of the rung."""
    tables = tables_with(challenge(2, "Ask", 30), challenge(9, "Ask", 60) | fields, {"title": "Ask"}, "no document")  # type: ignore[arg-type]
    build_ladders(tables)
    (rung,) = [row for row in tables["rungs"].values() if row["title"] == "Ask"]
    assert rung["difficulty"] in (30, 60)
    for document in tables["rungs"].values():
        parse(json.dumps({**tables_with(), "rungs": {"1": document}}).encode(), str)


@pytest.mark.parametrize("fields", HOSTILE_FIELDS, ids=lambda fields: f"{fields}"[:40])
def test_the_doctor_mends_an_older_file_with_such_a_challenge(tmp_path: Path, fields: dict[str, Any]) -> None:
    path = tmp_path / "journal.json"
    path.write_text(json.dumps(tables_with(challenge(2, "Ask", 30), challenge(9, "Ask", 60) | fields)))
    if any(not problem.note for problem in diagnose(path, NOON)):
        repair(path, NOON, SequentialIds(9))
    assert [problem for problem in diagnose(path, NOON) if not problem.note] == []
    contents = open_journal(path, NOON + dt.timedelta(days=2)).contents
    assert [rung.title for rung in contents.rungs.values()][:1] == ["Ask"]


@pytest.mark.parametrize("rungs", [[], "x", {"1": 5}, {"1": {"id": {}}}, {"x": {"id": 3}}], ids=repr)
def test_a_table_of_rungs_that_is_none_does_not_stop_the_migration(rungs: Any) -> None:
    build_ladders(tables_with(challenge(2, "Ask"), rungs=rungs, tombstones=rungs, adjusted=rungs, history=rungs))


def test_the_challenge_of_a_left_out_record_leaves_out_its_rung_too() -> None:
    """Merging brings both back with the domain they belong to."""
    gone = challenge(2, "Ask", domain="b" * 32)
    entry = {"id": gone["id"], "table": "challenges", "was": gone}
    contents = migrated(tables_with(challenge(3, "Answer"), adjusted={"1": entry}))
    assert [rung.title for rung in contents.rungs.values()] == ["Answer"]
    assert {row.table for row in contents.adjusted.values()} == {"challenges", "rungs"}
    stamp = "2026-03-01T08:00:00Z"
    domain = {"id": "b" * 32, "created": stamp, "updated": stamp, "name": "Third", "task": "do it", "order": 9}
    other = migrated({**tables_with(), "domains": {"1": domain}})
    merged = merge_contents(contents, other).contents
    assert ladder_rows(merged, "b" * 32) == [("Ask", 40, "succeeded")]
    assert len(merged.rungs) == 2


# Undo and earlier versions.


def old_format(journal: MemoryJournal) -> bytes:
    """The file of a journal as the program of schema 5 would have written it: without rungs and links."""
    tables = json.loads(journal.encode())
    for entry in tables["meta"].values():
        if entry["id"] == "schema":
            entry["value"] = 5
    for name in ("rungs", "rung_ratings"):
        tables.pop(name, None)
    for document in _documents(tables):
        document.pop("rung", None)
    for number, step in list(tables["history"].items()):
        step["changes"] = [change for change in step["changes"] if change["table"] != "rungs"]
        for change in step["changes"]:
            (change.get("fields") or {}).pop("rung", None)
        if not step["changes"]:
            del tables["history"][number]
    for name in ("tombstones", "adjusted"):
        tables[name] = {number: row for number, row in tables.get(name, {}).items() if row["table"] != "rungs"}
    return json.dumps(tables).encode()


def _documents(value: Any) -> Any:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _documents(item)
    elif isinstance(value, list):
        for item in value:
            yield from _documents(item)


def new_machine(number: int = 1) -> MemoryJournal:
    return MemoryJournal(FixedClock(NOON), SequentialIds(number))


def start_challenge(journal: Journal, domain: str, title: str, difficulty: int = 40) -> str:
    journal.clock.move(seconds=1)  # type: ignore[attr-defined]
    due = journal.today() + dt.timedelta(days=3)
    return journal.challenges.start(domain, title=title, done_when="done", difficulty=difficulty, odds=60, due=due).id


def test_a_renamed_challenge_keeps_its_rung_when_the_new_name_is_undone_after_migrating() -> None:
    old = new_machine()
    domain = old.domains.add("Speaking", "give a talk").id
    identifier = start_challenge(old, domain, "I will ask")
    old.clock.move(seconds=5)
    old.challenges.edit(identifier, title="I will answer")
    journal = new_machine(2)
    journal.load(old_format(old))
    assert [rung.title for rung in journal.contents.rungs.values()] == ["Answer"]
    (rung,) = journal.contents.rungs
    journal.clock.move(seconds=60)
    assert journal.undo() == "Revise challenge"
    assert (journal.contents.challenges[identifier].title, journal.contents.challenges[identifier].rung) == (
        "I will ask",
        rung,
    )
    assert journal.undo() == "New challenge: I will ask"
    assert not journal.contents.challenges
    assert journal.redo() == "New challenge: I will ask"
    assert journal.redo() == "Revise challenge"
    assert [(row.title, row.rung) for row in journal.contents.challenges.values()] == [("I will answer", rung)]


def test_a_challenge_that_comes_back_stands_on_its_own_where_no_rung_is() -> None:
    old = new_machine()
    domain = old.domains.add("Speaking", "give a talk").id
    start_challenge(old, domain, "I will ask")
    old.undo()
    journal = new_machine(2)
    journal.load(old_format(old))
    journal.redo()
    assert [row.rung for row in journal.contents.challenges.values()] == [None]
    stats = compute_domain_stats(journal.contents, journal.contents.domains[domain], journal.today())
    assert [row.title for row in build_ladder(journal.contents, stats).rungs] == ["Ask"]


# Two machines that migrate apart.

TITLES = ("I will ask", "Ask", "I’ll answer", "I will listen", "Ánswer")


def act(journal: MemoryJournal, rng: random.Random, *, renames: bool) -> None:
    """Do something that a person of the older program could do to challenges."""
    journal.clock.move(seconds=rng.randrange(1, 30))
    (domain,) = journal.contents.domains
    active = journal.challenges.active(domain)
    match rng.randrange(6 if renames else 3):
        case 0 | 1:
            if active is not None:
                journal.challenges.close(active.id, rng.choice(("succeeded", "failed")))
                journal.clock.move(seconds=1)
            start_challenge(journal, domain, rng.choice(TITLES), rng.randrange(101))
        case 2 if active is not None:
            journal.challenges.edit(active.id, done_when=f"words {rng.randrange(9)}")
        case 3 if active is not None:
            journal.challenges.edit(active.id, title=rng.choice(TITLES))
        case 4 | 5 as action:
            with contextlib.suppress(NothingToUndo):
                journal.undo() if action == 4 else journal.redo()


def two_histories(seed: int, *, renames: bool) -> tuple[bytes, bytes]:
    """The files of two machines of schema 5 that had one history and then parted."""
    rng = random.Random(seed)
    first = new_machine()
    fields: dict[str, Any] = {"name": "Speaking", "task": "give a talk", "focus": True}
    first.change("The domain", lambda unit: unit.add(Domain, **fields), in_history=False)
    for _ in range(rng.randrange(6)):
        act(first, rng, renames=renames)
    files = []
    for number in (2, 3):
        machine = new_machine(number)
        machine.load(first.encode())
        # Two clocks never show the same instant, so that always one change is the later.
        machine.clock.move(seconds=300 + 1000 * rng.randrange(4), microseconds=number)
        for _ in range(rng.randrange(8)):
            act(machine, rng, renames=renames)
        files.append(old_format(machine))
    return files[0], files[1]


def merge_files_of_the_older_program(first: bytes, second: bytes) -> bytes:
    """What that program would have made of the two: merge them, then take out what it did not know."""
    joined = merge_contents(without_ladder(first), without_ladder(second)).contents
    machine = new_machine(4)
    machine.store.contents = joined
    return old_format(machine)


def without_ladder(data: bytes) -> Contents:
    tables = json.loads(data)
    for entry in tables["meta"].values():
        if entry["id"] == "schema":
            entry["value"] = SCHEMA
    return parse(json.dumps(tables).encode(), str).contents


def links_of(contents: Contents) -> dict[str, str | None]:
    return {row.id: row.rung for row in contents.challenges.values()}


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_two_machines_that_migrate_apart_have_what_one_would_have(seed: int) -> None:
    first, second = two_histories(seed, renames=False)
    apart = merge_contents(migrated_bytes(first), migrated_bytes(second)).contents
    together = migrated_bytes(merge_files_of_the_older_program(first, second))
    assert apart.challenges == together.challenges
    assert apart.rungs == together.rungs
    assert ladder_of(apart) == ladder_of(together)


@given(st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_no_challenge_is_lost_whatever_two_machines_renamed_and_undid(seed: int) -> None:
    """What a challenge was called on one machine can be left as an idea.

    One that was deleted there and changed here stands on the rung that it has here.
    """
    first, second = two_histories(seed, renames=True)
    parts = migrated_bytes(first), migrated_bytes(second)
    apart = merge_contents(*parts).contents
    together = migrated_bytes(merge_files_of_the_older_program(first, second))
    assert apart.challenges.keys() == together.challenges.keys()
    deleted = parts[0].tombstones.keys() | parts[1].tombstones.keys()
    differing = {key for key, link in links_of(apart).items() if link != links_of(together)[key]}
    assert differing <= deleted
    assert {links_of(together)[key] for key in apart.challenges.keys() - deleted} <= apart.rungs.keys()
    assert apart.rungs.keys() == parts[0].rungs.keys() | parts[1].rungs.keys()
    assert set(links_of(apart).values()) <= apart.rungs.keys()
    rows = [row.challenges for row in rows_with_challenges(apart)]
    assert sorted(key for keys in rows for key in keys) == sorted(apart.challenges)
    assert merge_contents(parts[1], parts[0]).contents == apart


class RowChallenges(msgspec.Struct):
    row: str
    challenges: list[str]


def rows_with_challenges(contents: Contents) -> list[RowChallenges]:
    """The rows of the ladder, each with the challenges that it stands for."""
    (domain,) = contents.domains.values()
    stats = compute_domain_stats(contents, domain, NOON.date())
    return [
        RowChallenges(
            row.id,
            [item.id for item in contents.challenges.values() if row.id in (item.rung, item.id)],
        )
        for row in build_ladder(contents, stats).rungs
    ]


def ladder_of(contents: Contents) -> Any:
    (domain,) = contents.domains.values()
    return build_ladder(contents, compute_domain_stats(contents, domain, NOON.date()))


def migrated_bytes(data: bytes) -> Contents:
    return parse(data, str).contents


def test_a_copy_of_the_older_program_can_be_merged_into_a_journal_with_ladders(tmp_path: Path) -> None:
    """The rung that a person renamed or deleted since stays as they left it."""
    path = tmp_path / "journal.json"
    path.write_text(json.dumps(tables_with(challenge(2, "Ask", 30), challenge(9, "Answer", 60))))
    copy_path = tmp_path / "copy.json"
    copy_path.write_bytes(path.read_bytes())
    journal = open_journal(path, NOON + dt.timedelta(days=2))
    ask, answer = (journal.rungs.find_by_title(DOMAIN, title).id for title in ("Ask", "Answer"))
    journal.rungs.edit(ask, "Ask twice")
    journal.rungs.remove(answer)
    merge_copy(journal, copy_path)
    assert [(rung.id, rung.title) for rung in journal.rungs.all(DOMAIN)] == [(ask, "Ask twice")]
    assert journal.contents.rungs[answer].archived


def test_earlier_versions_of_a_challenge_can_be_brought_back_with_their_rung(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    journal, domain = start_journal(path)
    identifier = start_challenge(journal, domain, "I will ask")
    journal.challenges.edit(identifier, title="I will answer")
    path.write_bytes(path.read_bytes().replace(b'"value":%d' % SCHEMA, b'"value":5'))
    reopened = open_journal(path, NOON + dt.timedelta(days=1))
    assert identifier in reopened.contents.challenges
    assert {row.rung for row in reopened.contents.challenges.values()} <= reopened.contents.rungs.keys()


def test_a_record_of_an_older_export_is_linked_alone() -> None:
    document = migrate_document("challenges", challenge(2, "I will ask"), 5)
    assert document["rung"] == rung_id(DOMAIN, "ask")
    assert migrate_document("challenges", "no record", 5) == "no record"


def test_the_driver_of_git_merges_a_file_of_the_older_program(tmp_path: Path) -> None:
    older = json.dumps(tables_with(challenge(2, "Ask", 30), challenge(9, "Answer", 60))).encode()
    path = tmp_path / "journal.json"
    path.write_bytes(older)
    journal = open_journal(path, NOON + dt.timedelta(days=2))
    journal.rungs.move(journal.rungs.add(DOMAIN, "Lead", 80).id, 90)
    data, _ = merge_bytes(path.read_bytes(), older)
    assert parse(data, str).contents.rungs == journal.contents.rungs
    assert merge_bytes(older, path.read_bytes())[0] == data


def test_a_backup_of_the_older_program_is_restored_with_its_ladder(tmp_path: Path) -> None:
    path = tmp_path / "journal.json"
    older = json.dumps(tables_with(challenge(2, "Ask", 30))).encode()
    path.write_bytes(older)
    journal = open_journal(path, NOON + dt.timedelta(days=2))
    (backup,) = backups.list_backups(path)
    assert backup.path.read_bytes() == older
    journal.rungs.edit(rung_id(DOMAIN, "Ask"), "Ask twice")
    restore_backup(path, backup.path, NOON + dt.timedelta(days=3))
    reopened = open_journal(path, NOON + dt.timedelta(days=3))
    assert [(rung.title, rung.difficulty) for rung in reopened.contents.rungs.values()] == [("Ask", 30)]
    assert [problem for problem in diagnose(path, NOON) if not problem.note] == []
