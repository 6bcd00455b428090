"""Rungs and their ratings in merges, undo, the doctor and erasing."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.journal import maintenance
from efficacy_tui.journal.domain_stats import compute_domain_stats
from efficacy_tui.journal.journal import Journal
from efficacy_tui.journal.ladder import build_ladder
from efficacy_tui.model.records import Mastery, Rung
from efficacy_tui.store import backups
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.merge import merge_contents
from efficacy_tui.store.repair import repair
from efficacy_tui.wording.merge import merge_lines
from tests.support.journal_rules import broken_rules
from tests.support.store_files import NOON, SequentialIds, open_journal, start_journal

SECRET = "what nobody may read"


class Machines:
    """Two machines with one journal: a domain with a ladder of three rungs."""

    def __init__(self, folder: Path) -> None:
        self.here, self.domain = start_journal(folder / "here" / "journal.json")
        rungs = self.here.rungs.add_first(self.domain, ["ask", "answer", "lead"])
        self.ask, self.answer, self.lead = (rung.id for rung in rungs)
        path = folder / "there" / "journal.json"
        path.parent.mkdir()
        shutil.copyfile(self.here.path, path)
        self.there = open_journal(path, NOON + dt.timedelta(minutes=5), prefix=1)

    def merge(self) -> None:
        """Merge each machine's copy into the other's; they are equal then."""
        maintenance.merge_copy(self.here, self.there.path)
        maintenance.merge_copy(self.there, self.here.path)
        for name in ("domains", "rungs", "rung_ratings", "challenges", "tombstones"):
            assert self.here.contents.table(name) == self.there.contents.table(name)
        assert broken_rules(self.here.contents) == []
        assert problems_in(self.here) == []


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    return Machines(tmp_path)


def problems_in(journal: Journal) -> list[str]:
    return [str(problem) for problem in diagnose(journal.path, NOON + dt.timedelta(days=60)) if not problem.note]


def start(journal: Journal, domain: str, rung: str | None = None, title: str = "I will ask", **fields: Any) -> str:
    values = {"done_when": "done", "difficulty": 30, "odds": 60, "due": journal.today()}
    return journal.challenges.start(domain, rung, title=title, **{**values, **fields}).id


def later(journal: Journal, **delta: float) -> None:
    journal.clock.move(**delta)  # type: ignore[attr-defined]


# -- merging -------------------------------------------------------------------------------------


@pytest.mark.parametrize("here_first", [True, False])
def test_a_rung_deleted_here_and_rated_there(machines: Machines, here_first: bool) -> None:
    """The rating belongs to the rung, so it is gone with it; undoing the deletion brings both."""
    here, there = machines.here, machines.there
    later(here if here_first else there, minutes=30)
    there.rungs.rate({machines.ask: 80, machines.lead: 30})
    here.rungs.remove(machines.ask)
    machines.merge()
    assert machines.ask not in here.contents.rungs
    assert [row.confidence for row in here.contents.rung_ratings.values()] == [30]
    later(here, hours=1)
    here.undo()
    machines.merge()
    assert machines.ask in there.contents.rungs
    assert sorted(row.confidence for row in there.contents.rung_ratings.values()) == [30, 80]


def test_a_rung_deleted_here_and_begun_there_leaves_the_challenge_on_the_ladder(machines: Machines) -> None:
    later(machines.here, minutes=30)
    machines.here.rungs.remove(machines.ask)
    # An idea takes the difficulty of its first challenge; this one has it already, so nothing of the rung is changed.
    difficulty = machines.there.contents.rungs[machines.ask].difficulty
    challenge = start(machines.there, machines.domain, machines.ask, difficulty=difficulty)
    machines.merge()
    contents = machines.here.contents
    stats = compute_domain_stats(contents, contents.domains[machines.domain], machines.here.today())
    assert challenge in [row.challenge.id for row in build_ladder(contents, stats).rungs if row.challenge]


def test_a_rung_begun_there_after_it_was_deleted_here_lives_on(machines: Machines) -> None:
    machines.here.rungs.remove(machines.ask)
    later(machines.there, minutes=30)
    start(machines.there, machines.domain, machines.ask, difficulty=33)
    machines.merge()
    assert machines.here.contents.rungs[machines.ask].difficulty == 33


def test_of_two_ratings_of_a_rung_and_day_the_later_stays(machines: Machines) -> None:
    machines.here.rungs.rate({machines.ask: 50})
    later(machines.there, minutes=30)
    machines.there.rungs.rate({machines.ask: 90, machines.lead: 20})
    machines.merge()
    ratings = machines.here.contents.rung_ratings.values()
    assert sorted((row.rung, row.confidence) for row in ratings) == sorted([(machines.ask, 90), (machines.lead, 20)])
    later(machines.here, hours=1)
    machines.here.rungs.rate({machines.ask: 60})
    machines.merge()
    ratings = machines.there.contents.rung_ratings.values()
    assert sorted(row.confidence for row in ratings) == [20, 60]


def test_what_a_merge_replaced_of_a_ladder_is_named(machines: Machines) -> None:
    later(machines.here, seconds=1)
    machines.here.rungs.rate({machines.ask: 50})
    maintenance.merge_copy(machines.there, machines.here.path)
    machines.here.rungs.rate({machines.ask: 60})
    machines.here.rungs.move(machines.lead, 90)
    later(machines.there, minutes=30)
    machines.there.rungs.rate({machines.ask: 90})
    machines.there.rungs.move(machines.lead, 95)
    lines = merge_lines(maintenance.merge_copy(machines.here, machines.there.path), machines.here.today())
    assert "replaced Speaking, rung “lead”: difficulty 90, now 95" in lines
    assert "replaced Speaking, rating of a rung “ask” of Mon 2 Mar: confidence 60, now 90" in lines


def test_words_and_place_of_a_rung_changed_apart_are_both_kept(machines: Machines) -> None:
    machines.here.rungs.edit(machines.ask, "ask twice")
    machines.there.rungs.move(machines.ask, 44)
    machines.there.domains.set_goal(machines.domain, "a keynote")
    machines.merge()
    rung = machines.here.contents.rungs[machines.ask]
    assert (rung.title, rung.difficulty) == ("ask twice", 44)
    assert machines.here.contents.domains[machines.domain].goal == "a keynote"


def test_the_rungs_of_a_domain_that_was_deleted_elsewhere_go_with_their_ratings(machines: Machines) -> None:
    """They come back with it."""
    later(machines.there, minutes=1)
    other = machines.here.domains.add("Writing", "write").id
    maintenance.merge_copy(machines.there, machines.here.path)
    rung = machines.there.rungs.add(other, "write a page", 40)
    machines.there.rungs.rate({rung.id: 50})
    machines.here.undo()
    machines.merge()
    contents = machines.here.contents
    assert (rung.id in contents.rungs, len(contents.rung_ratings), other in contents.domains) == (False, 0, False)
    later(machines.there, hours=1)
    machines.here.redo()
    machines.merge()
    assert rung.id in machines.there.contents.rungs
    assert [row.rung for row in machines.there.contents.rung_ratings.values()] == [rung.id]


def test_a_deleted_rung_is_in_the_history(machines: Machines) -> None:
    machines.here.rungs.remove(machines.ask)
    data = json.loads(machines.here.path.read_bytes())
    assert [row["was"]["title"] for row in data["tombstones"].values() if row["table"] == "rungs"] == ["ask"]


# -- the doctor ----------------------------------------------------------------------------------


def mended(journal: Journal, tables: dict[str, Any]) -> Journal:
    journal.path.write_text(json.dumps(tables))
    repair(journal.path, NOON + dt.timedelta(days=2), SequentialIds(9))
    assert problems_in(journal) == []
    return open_journal(journal.path, NOON + dt.timedelta(days=2))


def rated_ladder(path: Path) -> tuple[Journal, dict[str, Any]]:
    journal, domain = start_journal(path)
    ask, answer = journal.rungs.add_first(domain, ["ask", "answer"])
    journal.rungs.rate({ask.id: 80, answer.id: 40})
    start(journal, domain, ask.id)
    return journal, json.loads(path.read_bytes())


def test_a_rung_that_never_was_is_cleared_from_its_challenge_and_its_ratings_are_set_aside(tmp_path: Path) -> None:
    journal, tables = rated_ladder(tmp_path / "journal.json")
    number = next(number for number, row in tables["rungs"].items() if row["title"] == "ask")
    del tables["rungs"][number]
    journal.path.write_text(json.dumps(tables))
    problems = "\n".join(problems_in(journal))
    assert "its rung is not in the journal" in problems
    assert "challenges 1" in problems
    assert "rung_ratings 1" in problems
    reopened = mended(journal, tables)
    assert [row.rung for row in reopened.contents.challenges.values()] == [None]
    assert [row.confidence for row in reopened.contents.rung_ratings.values()] == [40]


def test_a_rung_without_its_domain_is_set_aside_with_what_hangs_on_it(tmp_path: Path) -> None:
    journal, tables = rated_ladder(tmp_path / "journal.json")
    for row in tables["rungs"].values():
        row["domain"] = "f" * 32
    reopened = mended(journal, tables)
    assert (reopened.contents.rungs, reopened.contents.rung_ratings) == ({}, {})
    assert [row.rung for row in reopened.contents.challenges.values()] == [None]


def test_two_ratings_of_a_rung_and_day_are_settled(tmp_path: Path) -> None:
    journal, tables = rated_ladder(tmp_path / "journal.json")
    first = tables["rung_ratings"]["1"]
    tables["rung_ratings"]["9"] = {**first, "id": "e" * 32, "confidence": 10, "updated": "2026-03-02T23:00:00Z"}
    journal.path.write_text(json.dumps(tables))
    assert any("these are 2 ratings of one rung and day" in problem for problem in problems_in(journal))
    reopened = mended(journal, tables)
    assert sorted(row.confidence for row in reopened.contents.rung_ratings.values()) == [10, 40]


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("rungs", {"difficulty": 101}),
        ("rungs", {"difficulty": None}),
        ("rungs", {"title": ""}),
        ("rungs", {"archived": "yes"}),
        ("rungs", {"mood": 5}),
        ("rung_ratings", {"confidence": True}),
        ("rung_ratings", {"day": "2026-13-01"}),
        ("rung_ratings", {"rung": {"id": 1}}),
        ("rung_ratings", {"domain": "f" * 32}),
        ("rung_ratings", {"id": ["x"]}),
        ("challenges", {"rung": 5}),
        ("challenges", {"rung": "short"}),
        ("domains", {"goal": None}),
        ("domains", {"task_difficulty": "hard"}),
    ],
)
def test_a_damaged_record_of_a_ladder_can_be_set_aside(tmp_path: Path, table: str, fields: dict[str, Any]) -> None:
    journal, tables = rated_ladder(tmp_path / "journal.json")
    tables[table]["1"] = {**tables[table]["1"], **fields}
    mended(journal, tables)


# -- erasing -------------------------------------------------------------------------------------


def secret_ladder(path: Path) -> tuple[Journal, str, Rung]:
    """A ladder with a secret rung that was renamed, rated, begun twice and backed up."""
    journal, domain = start_journal(path)
    rung = journal.rungs.add(domain, f"{SECRET} once", 40)
    journal.rungs.add(domain, "harmless", 60)
    journal.rungs.rate({rung.id: 70})
    backups.add_backup(path, journal.now()) if hasattr(backups, "add_backup") else None
    later(journal, days=1)
    journal.rungs.edit(rung.id, SECRET)
    journal.rungs.rate({rung.id: 80})
    challenge = start(journal, domain, rung.id, title="I will dare it")
    shutil.copyfile(path, path.with_name("journal.sync-conflict-20260302-120000-ABCDEFG.json"))
    journal.settings.save_draft("design", {"typed": {"title": "half a word"}, "answered": [["rung", rung.id]]})
    keep_backup(journal)
    later(journal, minutes=1)
    journal.settings.save_draft("design", {"typed": {"title": "half a word more"}, "answered": [["rung", rung.id]]})
    journal.settings.save_draft("evidence", {"typed": {"text": "another thing"}, "answered": []})
    journal.challenges.close(challenge, "succeeded")
    return journal, domain, rung


def keep_backup(journal: Journal) -> None:
    backups.make_backup(journal.path, journal.now())


def files_with(folder: Path, text: str) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


def test_erasing_the_words_of_a_rung_takes_its_ratings_and_links_everywhere(tmp_path: Path) -> None:
    journal, _, rung = secret_ladder(tmp_path / "journal.json")
    assert len(files_with(tmp_path, SECRET)) > 1
    report = maintenance.erase_matches(journal, maintenance.find_text(journal, SECRET), SECRET)
    assert files_with(tmp_path, SECRET) == []
    assert (report.records["rungs"], report.records["rung_ratings"]) == (1, 2)
    assert [row.title for row in journal.contents.rungs.values()] == ["harmless"]
    assert [row.rung for row in journal.contents.challenges.values()] == [None]
    assert [row.key for row in journal.contents.settings.values()] == ["draft:evidence"]
    for file in tmp_path.rglob("*.json"):
        tables = json.loads(file.read_bytes())
        # The mark of what was erased is all that names it.
        tables.pop("tombstones", None)
        assert rung.id not in json.dumps(tables)
    assert problems_in(journal) == []
    assert open_journal(journal.path, NOON + dt.timedelta(days=3)).contents == journal.contents


def test_a_copy_does_not_bring_an_erased_rung_or_its_ratings_back(tmp_path: Path) -> None:
    journal, domain, rung = secret_ladder(tmp_path / "here" / "journal.json")
    other = tmp_path / "there" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(journal.path, other)
    there = open_journal(other, NOON + dt.timedelta(days=2), prefix=1)
    there.rungs.rate({rung.id: 90})
    maintenance.erase(journal, rung.id)
    maintenance.merge_copy(journal, other)
    assert rung.id not in journal.contents.rungs
    assert not journal.contents.rung_ratings
    assert problems_in(journal) == []
    stats = compute_domain_stats(journal.contents, journal.contents.domains[domain], journal.today())
    assert [row.title for row in build_ladder(journal.contents, stats).rungs] == ["harmless", "Dare it"]


def test_a_copy_does_not_bring_a_link_to_an_erased_rung_back(tmp_path: Path) -> None:
    journal, _, rung = secret_ladder(tmp_path / "here" / "journal.json")
    other = tmp_path / "there" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(journal.path, other)
    there = open_journal(other, NOON + dt.timedelta(days=2), prefix=1)
    (challenge,) = there.contents.challenges
    maintenance.erase(journal, rung.id)
    maintenance.merge_copy(journal, other)
    maintenance.merge_copy(there, journal.path)
    for copy in (journal, there):
        assert copy.contents.challenges[challenge].rung is None
        assert broken_rules(copy.contents) == []
        assert problems_in(copy) == []
    assert (
        merge_contents(journal.contents, there.contents).contents
        == merge_contents(there.contents, journal.contents).contents
    )


def test_a_copy_does_not_bring_other_links_to_what_was_erased_back(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "here" / "journal.json")
    rung = journal.rungs.add(domain, SECRET, 40)
    first = start(journal, domain, rung.id, title="I will dare it")
    journal.challenges.close(first, "succeeded")
    entry = journal.evidence.add(Mastery, domain, "harmless", challenge=first)
    second = start(journal, domain, title="I will ask", harder_than=first)
    other = tmp_path / "there" / "journal.json"
    other.parent.mkdir()
    shutil.copyfile(journal.path, other)
    there = open_journal(other, NOON + dt.timedelta(days=2), prefix=1)
    there.challenges.close(second, "succeeded")
    maintenance.erase(journal, first)
    maintenance.merge_copy(journal, other)
    assert journal.contents.challenges[second].harder_than is None
    assert journal.contents.evidence[entry.id].challenge is None
    assert problems_in(journal) == []


def test_the_earlier_words_of_a_rung_go_and_the_present_ones_stay(tmp_path: Path) -> None:
    journal, _, rung = secret_ladder(tmp_path / "journal.json")
    journal.rungs.edit(rung.id, "what anybody may read")
    maintenance.erase_matches(journal, maintenance.find_text(journal, SECRET), SECRET)
    assert files_with(tmp_path, SECRET) == []
    assert journal.contents.rungs[rung.id].title == "what anybody may read"
    assert len(journal.contents.rung_ratings) == 2
    assert problems_in(journal) == []


def test_a_domain_is_erased_with_its_ladder(tmp_path: Path) -> None:
    journal, domain, _ = secret_ladder(tmp_path / "journal.json")
    other = journal.domains.add("Writing", "write").id
    journal.domains.set_focus(other)
    kept = journal.rungs.add(other, "a page", 30)
    maintenance.erase(journal, domain)
    assert (list(journal.contents.rungs), journal.contents.rung_ratings) == ([kept.id], {})
    assert files_with(tmp_path, SECRET) == []
    assert problems_in(journal) == []


def shell(journal: Journal, *words: str) -> Any:
    return CliRunner().invoke(efficacy, ["--journal", str(journal.path), "erase", "--yes", *words])


def test_a_rung_and_its_only_challenge_are_one_thing_to_erase(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    start(journal, domain, title=f"I will say {SECRET}")
    journal.close()
    result = shell(journal, SECRET)
    assert result.exit_code == 0, result.output
    assert files_with(tmp_path, SECRET) == []


def test_a_rating_can_be_erased_by_its_id(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    rung = journal.rungs.add(domain, "ask", 30)
    (rating,) = journal.rungs.rate({rung.id: 70})
    journal.close()
    result = shell(journal, rating.id)
    assert "rating of a rung 70" in result.output
    assert open_journal(journal.path).contents.rung_ratings == {}


def test_words_in_the_goal_of_a_domain_are_found(tmp_path: Path) -> None:
    journal, domain = start_journal(tmp_path / "journal.json")
    journal.domains.set_goal(domain, SECRET)
    journal.close()
    result = shell(journal, SECRET)
    assert "change its name, task or goal first" in result.output
    reopened = open_journal(journal.path)
    reopened.domains.set_goal(domain, "")
    reopened.close()
    assert shell(journal, SECRET).exit_code == 0
    assert files_with(tmp_path, SECRET) == []


def test_purging_the_history_takes_what_was_left_of_deleted_rungs(tmp_path: Path) -> None:
    journal, domain, _ = secret_ladder(tmp_path / "journal.json")
    idea = journal.rungs.add(domain, "a passing idea", 30)
    journal.rungs.rate({idea.id: 50})
    journal.rungs.remove(idea.id)
    maintenance.purge_history(journal)
    assert b"a passing idea" not in journal.path.read_bytes()
    assert problems_in(journal) == []


def test_merging_is_one_function_of_both_copies(machines: Machines) -> None:
    machines.here.rungs.rate({machines.ask: 50})
    machines.there.rungs.remove(machines.ask)
    machines.there.rungs.rate({machines.lead: 10})
    both = merge_contents(machines.here.contents, machines.there.contents).contents
    assert merge_contents(machines.there.contents, machines.here.contents).contents == both
    assert merge_contents(both, both).contents == both
