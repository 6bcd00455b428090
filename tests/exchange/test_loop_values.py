"""Loop's values as its versions wrote them: limits, thousandths, decimal commas, and files in which one is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from efficacy_tui.exchange.detect import read_import
from efficacy_tui.exchange.parsed_entries import ParsedFile
from efficacy_tui.journal.journal import Journal
from tests.support.foreign_exports import LOOP, import_file, loop_folder, ratings, texts

HABITS = "Position,Name,Type,Unit,Target Type,Target Value\n001,Cigarettes,NUMERICAL,cigarettes,{kind},{target}\n"


def _numeric(tmp_path: Path, kind: str, target: str, checkmarks: str) -> Path:
    files = {
        "Habits.csv": HABITS.format(kind=kind, target=target),
        "001 Cigarettes/Checkmarks.csv": f"Date,Value,Notes\n{checkmarks}",
    }
    return loop_folder(tmp_path, files)


CHECKMARKS = (
    "2026-11-20,NO,\n2026-11-19,3000,\n2026-11-18,5000,Party\n2026-11-17,9000,\n2026-11-16,UNKNOWN,\n"
    "2026-11-15,SKIP,\n2026-11-14,0,\n2026-11-13,,\n2026-11-12,-1,\n"
)


@pytest.mark.parametrize(
    ("kind", "target", "entries"),
    [
        (
            "AT_MOST",
            "5.0",
            {"2026-11-20": "0", "2026-11-19": "3", "2026-11-18": "5", "2026-11-14": "0"},
        ),
        ("AT_MOST", "0", {"2026-11-20": "0", "2026-11-14": "0"}),
        ("AT_LEAST", "5.0", {"2026-11-18": "5", "2026-11-17": "9"}),
        ("AT_LEAST", "", {"2026-11-19": "3", "2026-11-18": "5", "2026-11-17": "9"}),
    ],
)
def test_a_day_counts_when_its_target_was_met(
    speaking: Journal, tmp_path: Path, kind: str, target: str, entries: dict[str, str]
) -> None:
    import_file(speaking, _numeric(tmp_path, kind, target, CHECKMARKS), ["Cigarettes=Speaking"])
    amounts = {str(row.day): row.text.split()[1] for row in speaking.contents.evidence.values()}
    assert amounts == entries


def test_an_amount_below_nothing_is_named(speaking: Journal, tmp_path: Path) -> None:
    parsed = read_import(_numeric(tmp_path, "AT_MOST", "5.0", "2026-11-20,-5000,\n2026-11-19,3000,\n"))
    assert isinstance(parsed, ParsedFile)
    assert [row.reason for row in parsed.bad_rows] == ["the value “-5000” of “Cigarettes” is not recognised"]
    assert len(parsed.entries) == 1


@pytest.mark.parametrize(
    "scores",
    [
        "2016-03-20,0,5240\n2016-03-19,0,4810\n2016-03-18,1,0000\n",
        "Date,Score\n2016-03-20,0,5240\n2016-03-19,0,4810\n2016-03-18,1,0000\n",
        'Date,Score\n2016-03-20,"0,5240"\n2016-03-19,"0,4810"\n2016-03-18,"1,0000"\n',
        "Date;Score\n2016-03-20;0,5240\n2016-03-19;0,4810\n2016-03-18;1,0000\n",
        "2016-03-20,0.5240\n2016-03-19,0.4810\n2016-03-18,1.0000\n",
    ],
    ids=["headless comma", "comma", "quoted comma", "semicolons", "point"],
)
def test_scores_with_a_decimal_comma_are_not_zero(speaking: Journal, tmp_path: Path, scores: str) -> None:
    files = {"Habits.csv": "Position,Name\n001,Lesen\n", "001 Lesen/Scores.csv": scores}
    import_file(speaking, loop_folder(tmp_path, files), ["Lesen=Speaking:rating"])
    assert ratings(speaking) == {"2016-03-20": 52, "2016-03-19": 48, "2016-03-18": 100}


def test_the_scores_of_all_habits_in_one_file_may_have_decimal_commas(speaking: Journal, tmp_path: Path) -> None:
    files = {
        "Habits.csv": "Position,Name\n001,Lesen\n002,Reden\n",
        "Scores.csv": "Date,Lesen,Reden,\n2016-03-20,0,5240,0,2500,\n2016-03-19,0,4810,1,0000,\n",
    }
    import_file(speaking, loop_folder(tmp_path, files), ["Reden=Speaking:rating"])
    assert ratings(speaking) == {"2016-03-20": 25, "2016-03-19": 100}


def test_a_score_that_cannot_be_right_is_named(tmp_path: Path) -> None:
    files = {"Habits.csv": "Position,Name\n001,Lesen\n", "001 Lesen/Scores.csv": "Date,Score\n2016-03-20,5,2\n"}
    (bad,) = read_import(loop_folder(tmp_path, files)).bad_rows
    assert bad.where == "001 Lesen/Scores.csv, line 2"


DAMAGED = {
    "no column of values": "Date,Wert\n2026-11-20,2\n",
    "another encoding": b"Date,Value\n2026-11-20,2,\xd0\xbf\xff\n",
    "no such day": "Date,Value\n2026-02-30,YES_MANUAL\n",
    "no such value": "Date,Value\n2026-11-20,PERHAPS\n",
    "stray mark": 'Date,Value,Notes\n2026-11-20,YES_MANUAL,"so "so"\n',
}


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_habit_that_no_rule_asks_for_blocks_nothing(
    speaking: Journal, tmp_path: Path, damaged: str | bytes
) -> None:
    path = loop_folder(tmp_path)
    data = damaged if isinstance(damaged, bytes) else damaged.encode()
    (path / "002 Read aloud" / "Checkmarks.csv").write_bytes(data)
    plan = import_file(speaking, path, ["Speak up=Speaking"])
    assert (plan.bad_rows, len(texts(speaking))) == ([], 2)
    assert plan.notes == ["1 row that you did not ask for cannot be read."]


@pytest.mark.parametrize("damaged", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_habit_that_a_rule_asks_for_is_named(speaking: Journal, tmp_path: Path, damaged: str | bytes) -> None:
    path = loop_folder(tmp_path)
    data = damaged if isinstance(damaged, bytes) else damaged.encode()
    (path / "002 Read aloud" / "Checkmarks.csv").write_bytes(data)
    parsed = read_import(path)
    assert isinstance(parsed, ParsedFile)
    (bad,) = parsed.bad_rows
    assert bad.where.startswith("002 Read aloud/Checkmarks.csv")
    assert (bad.labels, bad.kind) == (("Read, aloud 📖",), "evidence")


def test_damaged_scores_block_no_evidence(speaking: Journal, tmp_path: Path) -> None:
    files = {**LOOP, "001 Speak up/Scores.csv": "Date,Score\n2026-11-20,high\n"}
    plan = import_file(speaking, loop_folder(tmp_path, files), ["Speak up=Speaking:mastery"])
    assert (plan.bad_rows, len(texts(speaking))) == ([], 2)
