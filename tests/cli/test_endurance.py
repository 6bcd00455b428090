"""What the endurance run counts as a problem; `python -m tests.benchmarks.endurance` presses thousands of keys."""

from __future__ import annotations

import re
from pathlib import Path

from tests.benchmarks import journals
from tests.benchmarks.endurance import Endurance
from tests.support.random_keys import COMMAND_KEYS


def test_acknowledged_data_missing_from_the_file_is_a_problem(tmp_path: Path) -> None:
    path = journals.write_journal(tmp_path / "journal.json", journals.WEEK_IN_YEARS)
    run = Endurance(path, 1)
    run.result.saved_texts, run.result.last_rating = ["mark 1"], 70
    run.check_file()
    assert any("“mark 1” was acknowledged" in problem for problem in run.result.problems)


def test_a_damaged_file_is_a_problem(tmp_path: Path) -> None:
    path = journals.write_journal(tmp_path / "journal.json", journals.WEEK_IN_YEARS)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    run = Endurance(path, 1)
    run.check_file()
    assert re.match("The file is no JSON", run.result.problems[0])


def test_every_command_key_but_quit_is_pressed() -> None:
    assert {"c", "n", "u", "ctrl+r", "slash"} <= set(COMMAND_KEYS)
    assert not {"q", "ctrl+q", "ctrl+z"} & set(COMMAND_KEYS)
