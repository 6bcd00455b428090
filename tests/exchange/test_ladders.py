"""Ladders in exports and imports: own files of this and older versions, namesakes, and what is missing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from efficacy_tui.exchange.export import ExportFormat
from efficacy_tui.journal.demo import seeded_ids
from efficacy_tui.journal.journal import Journal
from efficacy_tui.store.doctor import diagnose
from efficacy_tui.store.erase import Erasure
from efficacy_tui.store.first_rungs import rung_id
from tests.support.export_import import export_to, import_into
from tests.support.fixed_clock import FixedClock

CHALLENGE: dict[str, Any] = {"done_when": "done", "odds": 60}


@pytest.fixture
def ladder(tmp_path: Path, clock: FixedClock) -> Journal:
    """A journal with a ladder of three rungs, two of them rated and one of them done."""
    journal = Journal(tmp_path / "ladder.json", clock, seeded_ids(8))
    journal.open()
    domain = journal.domains.add("Speaking", "give a talk").id
    journal.rungs.add_first(domain, ["Ask", "Answer", "=Lead"], "a talk of an hour")
    ask, answer, _ = journal.rungs.all(domain)
    journal.rungs.rate({ask.id: 90, answer.id: 60})
    challenge = journal.challenges.start(
        domain, ask.id, title="I will ask", difficulty=20, due=journal.today(), **CHALLENGE
    )
    journal.challenges.close(challenge.id, "succeeded")
    return journal


def domain_of(journal: Journal) -> str:
    return journal.domains.all()[0].id


def no_problems(journal: Journal) -> bool:
    return [problem for problem in diagnose(journal.path, journal.now()) if not problem.note] == []


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_ladder_round_trips(ladder: Journal, empty: Journal, tmp_path: Path, form: ExportFormat) -> None:
    import_into(empty, export_to(ladder, form, tmp_path / "out"))
    for name in ("domains", "rungs", "rung_ratings", "challenges"):
        assert empty.contents.table(name) == ladder.contents.table(name)
    assert no_problems(empty)


def as_older_json(path: Path, schema: int = 5) -> Path:
    """Rewrite an export as the program of that schema would have written it."""
    document = json.loads(path.read_text(encoding="utf-8"))
    document["schema"] = schema
    for name in ("rungs", "rung_ratings"):
        del document[name]
    for row in document["challenges"]:
        row.pop("rung", None)
    for row in document["domains"]:
        row.pop("goal", None)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("schema", [1, 2, 4, 5])
def test_an_export_without_ladders_gets_them(ladder: Journal, empty: Journal, tmp_path: Path, schema: int) -> None:
    path = as_older_json(export_to(ladder, "json", tmp_path / "out"), schema)
    plan = import_into(empty, path)
    assert plan.bad_rows == []
    domain = domain_of(empty)
    assert [(rung.id, rung.title, rung.difficulty) for rung in empty.rungs.all(domain)] == [
        (rung_id(domain, "ask"), "Ask", 20)
    ]
    assert [row.rung for row in empty.contents.challenges.values()] == [rung_id(domain, "ask")]
    assert import_into(empty, path).is_empty
    assert no_problems(empty)


def test_csv_without_ladders_gets_them(ladder: Journal, empty: Journal, tmp_path: Path) -> None:
    folder = export_to(ladder, "csv", tmp_path / "out")
    for name in ("rungs.csv", "rung_ratings.csv"):
        (folder / name).unlink()
    drop_column(folder / "challenges.csv", "rung")
    drop_column(folder / "domains.csv", "goal")
    import_into(empty, folder)
    assert [rung.title for rung in empty.rungs.all(domain_of(empty))] == ["Ask"]
    assert no_problems(empty)


def drop_column(path: Path, column: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    index = header.index(column)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*row[:index], *row[index + 1 :]] for row in (header, *rows)])


def test_the_table_of_challenges_alone_leaves_no_link_to_a_rung_that_is_not_there(
    ladder: Journal, empty: Journal, tmp_path: Path
) -> None:
    folder = export_to(ladder, "csv", tmp_path / "out")
    (folder / "rungs.csv").unlink()
    plan = import_into(empty, folder)
    assert [row.reason for row in plan.bad_rows] == ["a rating belongs to a rung that is not there"] * 2
    assert [row.rung for row in empty.contents.challenges.values()] == [None]
    assert no_problems(empty)
    import_into(ladder, folder)
    assert [row.rung for row in ladder.contents.challenges.values()] != [None]


def test_a_rung_of_the_same_title_stands_for_the_imported_one(ladder: Journal, empty: Journal, tmp_path: Path) -> None:
    domain = empty.domains.add("speaking", "give a talk").id
    own = empty.rungs.add(domain, "I will ASK", 33)
    path = export_to(ladder, "json", tmp_path / "out")
    import_into(empty, path)
    assert [(rung.title, rung.difficulty) for rung in empty.rungs.all(domain)] == [
        ("I will ASK", 33),
        ("Answer", 50),
        ("=Lead", 85),
    ]
    assert [row.rung for row in empty.contents.challenges.values()] == [own.id]
    assert 90 in [row.confidence for row in empty.contents.rung_ratings.values() if row.rung == own.id]
    assert import_into(empty, path).is_empty
    assert no_problems(empty)


def test_a_day_on_which_a_rung_is_rated_already_keeps_its_rating(
    ladder: Journal, empty: Journal, tmp_path: Path
) -> None:
    domain = empty.domains.add("speaking", "give a talk").id
    own = empty.rungs.add(domain, "Ask", 33)
    empty.rungs.rate({own.id: 20})
    plan = import_into(empty, export_to(ladder, "json", tmp_path / "out"))
    assert plan.skipped_reasons == {"that rung is already rated on that day": 1}
    assert [row.confidence for row in empty.contents.rung_ratings.values() if row.rung == own.id] == [20]


def test_an_erased_rung_does_not_come_back_and_nothing_hangs_on_it(ladder: Journal, tmp_path: Path) -> None:
    from efficacy_tui.store.erase import erase

    path = export_to(ladder, "json", tmp_path / "out")
    rung = ladder.rungs.all(domain_of(ladder))[0]
    ladder.close()
    erase(ladder.path, Erasure({rung.id: "rungs"}), ladder.now())
    ladder.open()
    import_into(ladder, path)
    assert rung.id not in ladder.contents.rungs
    assert rung.id not in [row.rung for row in ladder.contents.rung_ratings.values()]
    assert [row.rung for row in ladder.contents.challenges.values()] == [None]
    assert no_problems(ladder)


def test_a_selection_has_the_rungs_of_its_domain_and_their_ratings(
    ladder: Journal, empty: Journal, tmp_path: Path, clock: FixedClock
) -> None:
    other = ladder.domains.add("Writing", "write").id
    rung = ladder.rungs.add(other, "Write a page", 40)
    ladder.rungs.rate({rung.id: 70})
    import_into(empty, export_to(ladder, "json", tmp_path / "out", domain=other))
    assert list(empty.contents.rungs) == [rung.id]
    assert [row.rung for row in empty.contents.rung_ratings.values()] == [rung.id]


def test_without_notes_the_goal_is_left_out_and_the_titles_stay(ladder: Journal, tmp_path: Path) -> None:
    text = export_to(ladder, "json", tmp_path / "out", notes=False).read_text(encoding="utf-8")
    assert "a talk of an hour" not in text
    assert "Answer" in text


def test_the_report_lists_the_ladder_from_hard_to_easy(ladder: Journal, tmp_path: Path, clock: FixedClock) -> None:
    domain = ladder.domains.all()[0]
    ladder.domains.edit(domain.id, domain.name, domain.task, 40)
    report = export_to(ladder, "markdown", tmp_path / "out").read_text(encoding="utf-8")
    section = report.partition("### Ladder\n\n")[2].partition("\n### ")[0].splitlines()
    assert section[0] == (
        "1 done, 2 ideas. Your record speaks after 2 more outcomes. You say 75 on average over 2 rungs. "
        "Harder rungs are higher up."
    )
    assert [line.split(" | ") for line in section[4:]] == [
        ["| 85", "=Lead", "–", "–", "· idea |"],
        ["| 50", "Answer", "60 %", "–", "· idea |"],
        ["| 40", "Give a talk", "–", "–", "◆ daily task |"],
        ["| 20", "Ask", "90 %", "–", "✓ done today |"],
    ]
    assert "Towards: a talk of an hour" in report


def test_a_report_without_rungs_says_what_a_ladder_is(speaking: Journal, tmp_path: Path) -> None:
    for form in ("markdown", "html"):
        report = export_to(speaking, form, tmp_path / form).read_text(encoding="utf-8")
        assert "There is no ladder yet. A ladder is five to eight things from easy to hard." in report
