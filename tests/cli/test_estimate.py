"""`efficacy estimate`: one JSON object or a few sentences; bad rows are reported, never dropped silently."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from efficacy_tui.cli.command_group import efficacy
from efficacy_tui.exchange.outcome_series import read_outcomes, score_one_day_ahead
from tests.exchange.test_outcome_series import random_rows, reference_model


def run(*words: object) -> Result:
    return CliRunner().invoke(efficacy, ["estimate", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "outcomes.csv"


def test_the_json_matches_the_reference_model(file: Path) -> None:
    rows = random_rows(7, 90)
    lines = [f"{row.date},{row.difficulty},{row.result}" for row in rows]
    file.write_text("\n".join(["date,difficulty,outcome", *lines]))
    result = run(file, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    log_loss, brier, states = reference_model(rows)
    assert list(document) == [
        *("n", "log_loss", "brier", "odds_log_loss", "odds_brier", "base_log_loss", "base_brier"),
        *("skill", "odds_given", "path", "skipped"),
    ]
    score = score_one_day_ahead(rows)
    assert {name: document[name] for name in score._fields if name != "scored"} == pytest.approx(
        {name: value for name, value in score._asdict().items() if name != "scored"}, abs=1e-12
    )
    assert (document["n"], document["skipped"]) == (90, 0)
    assert (document["log_loss"], document["brier"]) == pytest.approx((log_loss, brier), abs=1e-12)
    assert [point["date"] for point in document["path"]] == [day.isoformat() for day in states]
    for point, (m, variance) in zip(document["path"], states.values(), strict=True):
        core, half = 50 + 15 * m, 1.2815515655446004 * 15 * math.sqrt(variance)
        expected = [min(max(x, 0), 100) for x in (core, core - half, core + half)]
        assert [point["core"], point["low"], point["high"]] == pytest.approx(expected, abs=1e-9)


def test_the_path_stays_on_the_scale(file: Path) -> None:
    first = dt.date(2026, 1, 1)
    rows = [f"{first + dt.timedelta(i)},100,1" for i in range(60)]
    file.write_text("\n".join(["date,difficulty,outcome", *rows]))
    last = json.loads(run(file, "--json").stdout)["path"][-1]
    assert last["core"] == last["high"] == 100
    assert 0 < last["low"] < 100


def test_the_order_of_rows_does_not_matter(file: Path) -> None:
    rows = [f"2026-01-{day:02},{30 + day},{'yes' if day % 3 else 'no'}" for day in range(1, 31)]
    file.write_text("\n".join(["date,difficulty,outcome", *rows]))
    sorted_output = run(file, "--json").stdout
    random.Random(1).shuffle(rows)
    file.write_text("\n".join(["date,difficulty,outcome", *rows]))
    assert run(file, "--json").stdout == sorted_output


def test_bad_rows_are_the_only_output(file: Path) -> None:
    file.write_text("date,difficulty,outcome\n2026-01-01,50,1\n2026-13-01,50,1\n2026-01-03,,maybe\n")
    for flags in ([], ["--json"]):
        result = run(file, *flags)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.splitlines() == [
            "line 3: date “2026-13-01” is not in the calendar",
            "line 4: difficulty is empty and should be a number from 0 to 100; "
            "outcome “maybe” should be succeeded, partly, failed or abandoned",
        ]


def test_skip_bad_uses_the_other_rows_and_counts_the_skipped(file: Path) -> None:
    file.write_text("date,difficulty,outcome\n2026-01-01,50,1\n2026-13-01,50,1\n2026-01-03,,maybe\n")
    result = run(file, "--json", "--skip-bad")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["n"], document["skipped"], document["log_loss"], document["brier"]) == (1, 2, None, None)
    assert document["path"] == [{"date": "2026-01-01", "core": pytest.approx(57.912860), **band_of(document)}]
    assert "line 3" in result.stderr
    assert "2 rows left out." in run(file, "--skip-bad").stdout


def band_of(document: dict[str, list[dict[str, float]]]) -> dict[str, float]:
    point = document["path"][0]
    assert 0 < point["low"] < point["core"] < point["high"] < 100
    return {"low": point["low"], "high": point["high"]}


def test_a_header_without_rows_is_valid(file: Path) -> None:
    file.write_text("date,difficulty,outcome\n")
    assert json.loads(run(file, "--json").stdout) == {
        "n": 0,
        "log_loss": None,
        "brier": None,
        "odds_log_loss": None,
        "odds_brier": None,
        "base_log_loss": None,
        "base_brier": None,
        "skill": None,
        "odds_given": False,
        "path": [],
        "skipped": 0,
    }
    assert run(file).stdout == "No outcomes.\n"


def test_the_summary_states_the_outcomes_and_the_scores(file: Path) -> None:
    rng, first = random.Random(3), dt.date(2026, 1, 1)
    rows = [
        f"{first + dt.timedelta(2 * i)},{rng.randrange(30, 70)},{word},{rng.randrange(101)}"
        for i, word in enumerate(rng.choices(["yes", "no"], k=40))
    ]
    file.write_text("\n".join(["date,difficulty,outcome,odds", *rows]))
    lines = run(file).stdout.splitlines()
    assert lines[0] == "40 outcomes, 1 Jan 2026 to 20 Mar 2026."
    assert lines[1].startswith("Your outcomes so far are consistent with ")
    score = score_one_day_ahead(read_outcomes(file.read_bytes()).rows)
    assert lines[2].startswith(
        f"One day ahead, over the last 20: log-loss {score.log_loss:.3f}, Brier {score.brier:.3f}; the odds, which "
        f"also learn how steeply success falls with difficulty, log-loss {score.odds_log_loss:.3f}, "
        f"Brier {score.odds_brier:.3f}; always saying the success rate so far scores {score.base_log_loss:.3f} "
        f"and {score.base_brier:.3f}."
    )
    assert lines[3].startswith("You gave ")
    assert lines[4].startswith("Brier score of those odds 0.")
    assert len(lines) == 5
    file.write_text("\n".join(["date,difficulty,outcome,odds", *rows[:2]]))
    assert run(file).stdout.splitlines()[1:] == [
        "1 more outcome until there is a number to show.",
        "One day ahead: scored from the 21st outcome on; there are not that many yet.",
    ]


def test_the_summary_says_when_the_odds_give_way(file: Path) -> None:
    first = dt.date(2026, 1, 1)
    rows = [f"{first + dt.timedelta(3 * i)},{80 if i % 2 else 20},{'yes' if i % 2 else 'no'}" for i in range(30)]
    file.write_text("\n".join(["date,difficulty,outcome", *rows]))
    assert "the success rate is used instead of the odds." in run(file).stdout
    assert json.loads(run(file, "--json").stdout)["odds_given"] is False


def test_an_unreadable_file_is_reported_in_a_sentence(file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path):
        result = run(path)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "cannot be read" in result.stderr
    file.write_bytes("date,outcome\n".encode("utf-16"))
    result = run(file, "--json", "--skip-bad")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "missing: difficulty." in result.stderr
    assert run().exit_code == 2


def test_no_journal_is_created(file: Path, tmp_path: Path) -> None:
    file.write_text("date,difficulty,outcome\n2026-01-01,50,1\n")
    assert run(file).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_ten_times_as_many_rows_take_about_ten_times_as_long(file: Path) -> None:
    rng, words = random.Random(5), ("succeeded", "partly", "failed", "abandoned")
    days = [str(dt.date(2000, 1, 1) + dt.timedelta(i)) for i in range(9000)]
    rows = [f"{rng.choice(days)},{rng.randrange(101)},{rng.choice(words)}" for _ in range(40_000)]

    def processor_seconds(count: int) -> float:
        file.write_text("\n".join(["date,difficulty,outcome", *rows[:count]]))
        started = time.process_time()
        result = run(file, "--json")
        assert json.loads(result.stdout)["n"] == count
        return time.process_time() - started

    processor_seconds(10)  # Imports what the command needs.
    assert processor_seconds(40_000) < 25 * processor_seconds(4_000)
