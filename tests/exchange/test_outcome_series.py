"""Outcomes from a file: read in every CSV dialect, bad rows reported, predictions scored without looking ahead."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efficacy_tui.exchange.outcome_series import (
    WARM_UP,
    InvalidOutcomes,
    OutcomeRow,
    cross_entropy,
    predict_one_day_ahead,
    read_outcomes,
    score_one_day_ahead,
    to_outcomes,
)
from efficacy_tui.exchange.outcome_words import OUTCOME_WORDS
from efficacy_tui.insight.efficacy import START
from efficacy_tui.insight.odds import odds_of

QUICK = settings(deadline=None, max_examples=60, database=None)
HEADER = "date,difficulty,outcome,odds\n"

PLAIN_ROWS = st.lists(
    st.tuples(
        st.dates(dt.date(2024, 1, 1), dt.date(2024, 6, 1)),
        st.floats(0, 100, allow_nan=False).map(lambda x: round(x, 3)),
        st.sampled_from(sorted(OUTCOME_WORDS)),
        st.none() | st.integers(0, 100),
    ),
    max_size=40,
)


def csv_text(rows: list[tuple[dt.date, float, str, int | None]]) -> str:
    return HEADER + "".join(f"{day},{difficulty},{word},{odds or ''}\n" for day, difficulty, word, odds in rows)


@pytest.mark.parametrize(
    "text",
    [
        "date,difficulty,outcome,odds\n2026-03-02,62.5,succeeded,70\n2026-03-05,40,failed,\n",
        "date,difficulty,outcome,odds\r\n2026-03-05,40,failed\r\n2026-03-02,62.5,succeeded,70\r\n",
        "date,difficulty,outcome,odds\r2026-03-02,62.5,succeeded,70\r2026-03-05,40,failed,\r",
        "\ufeffdate,difficulty,outcome,odds\n2026-03-02,62.5,succeeded,70\n2026-03-05,40,failed,",
        "\n\nDate , Difficulty, OUTCOME ,Odds\n\n2026-03-02, 62.5 ,Succeeded,70\n,,,\n   \n2026-03-05,40,FAILED,\n",
        'date,difficulty,outcome,odds\n2026-03-02,"62,5",yes,"70,0"\n2026-03-05,"40","0",""\n',
        'date, difficulty, outcome, odds\n2026-03-02, "62,5", yes, 7e1\n2026-03-05, 40, no,\n',
        "date;difficulty;outcome;odds\n2026-03-02;62,5;1;70\n2026-03-05;40.0;false;\n",
        'note,odds,outcome,difficulty,date\n"two\nlines, ""quoted""",70,true,+62.50,2026-03-02\n,,0,40,2026-03-05\n',
    ],
    ids=["plain", "crlf, unsorted", "cr", "mark", "blank", "quoted", "spaced", "semicolons", "other columns"],
)
def test_every_dialect_yields_the_same_outcomes(text: str) -> None:
    table = read_outcomes(text.encode())
    assert not table.bad_rows
    assert [row[1:] for row in table.rows] == [
        (dt.date(2026, 3, 2), 62.5, "succeeded", 70.0),
        (dt.date(2026, 3, 5), 40.0, "failed", None),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-02-30,50,1,", "date “2026-02-30” is not in the calendar"),
        ("2.3.2026,50,1,", "date “2.3.2026” should look like 2026-03-02"),
        ("20260302,50,1,", "should look like"),
        ("2026-03-02T10:00,50,1,", "should look like"),
        (",50,1,", "date is empty and should look like 2026-03-02"),
        ("2026-03-02,101,1,", "difficulty “101” should be a number from 0 to 100"),
        ("2026-03-02,-1,1,", "difficulty “-1”"),
        ("2026-03-02,nan,1,", "difficulty “nan”"),
        ("2026-03-02,1_0,1,", "difficulty “1_0”"),
        ("2026-03-02,٥٠,1,", "difficulty “٥٠”"),
        ("2026-03-02,1e999,1,", "difficulty “1e999”"),
        ("2026-03-02,50,won,", "outcome “won” should be succeeded, partly, failed or abandoned"),
        ("2026-03-02,50", "outcome is empty and should be succeeded, partly, failed or abandoned"),
        ("2026-03-02,50,1,120", "odds “120” should be a number from 0 to 100"),
        ("2026-03-02,50,5,1,70", "5 cells where the header has 4; a number with a decimal comma needs quotation marks"),
        ('2026-03-02,50,"1"x,', "a quotation mark is out of place"),
        ("2026-03-02,50,\x1b[2Jgone,", "outcome “�[2Jgone”"),
        ("2026-03-02,500,maybe,", "difficulty “500” should be a number from 0 to 100; outcome “maybe”"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_reason(row: str, reason: str) -> None:
    table = read_outcomes(f"{HEADER}2026-03-01,50,1,\n\n{row}\n2026-03-03,50,1,\n".encode())
    assert [bad.line for bad in table.bad_rows] == [4]
    assert reason in table.bad_rows[0].reason
    assert [row.line for row in table.rows] == [2, 5]


@pytest.mark.parametrize("bad_row", ['2026-03-02,50,"1,', '2026-03-02,50,1,"', '"2026-03-02,50,1,70'])
def test_an_unclosed_quotation_mark_spoils_only_its_own_row(bad_row: str) -> None:
    text = f'{HEADER}2026-03-01,50,1,\n{bad_row}\n2026-03-03,50,1,\n2026-03-04,"50",1,\n' + "2026-03-05,50,1,\n" * 9000
    table = read_outcomes(text.encode())
    assert [bad.line for bad in table.bad_rows] == [3]
    assert len(table.rows) == 9003


def test_two_stray_quotation_marks_do_not_hide_the_rows_between_them() -> None:
    text = f'{HEADER}2026-03-01,50,1,\n2026-03-02,50,"1\n2026-03-03,50,1,\n2026-03-04,50,1"\n2026-03-05,50,1,\n'
    table = read_outcomes(text.encode())
    assert [bad.line for bad in table.bad_rows] == [3, 5]
    assert [row.line for row in table.rows] == [2, 4, 6]


def test_bytes_that_are_not_utf_8_spoil_only_their_own_row() -> None:
    table = read_outcomes(HEADER.encode() + b"2026-03-01,50,1,\n2026-03-02,50,succ\xe9\x00,\n2026-03-03,50,1,\n")
    assert [bad.line for bad in table.bad_rows] == [3]
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\n \r\n", "empty"),
        ("2026-03-02,50,1\n", "missing: date, difficulty, outcome"),
        ("date,outcome\n2026-03-02,1\n", "missing: difficulty"),
        ("date,difficulty,outcome,date\n", "names date more than once"),
        ('"date,difficulty,outcome\n', "missing"),
    ],
)
def test_a_file_without_a_valid_header_is_rejected(text: str, words: str) -> None:
    with pytest.raises(InvalidOutcomes, match=words):
        read_outcomes(text.encode())


@QUICK
@given(PLAIN_ROWS, st.randoms(use_true_random=False))
def test_the_csv_dialect_does_not_matter(
    rows: list[tuple[dt.date, float, str, int | None]], rng: random.Random
) -> None:
    plain = read_outcomes(csv_text(rows).encode())
    names = ["date", "difficulty", "outcome", "odds", "note"]
    rng.shuffle(names)
    target = io.StringIO()
    writer = csv.DictWriter(
        target, names, delimiter=";", quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), lineterminator="\r\n"
    )
    writer.writeheader()
    for day, difficulty, word, odds in rows:
        number = str(difficulty).replace(".", ",")
        writer.writerow(
            {"date": day, "difficulty": number, "outcome": word.upper(), "odds": odds or "", "note": 'a "b";\n'}
        )
    other_dialect = read_outcomes(b"\xef\xbb\xbf" + target.getvalue().encode())
    assert not plain.bad_rows
    assert not other_dialect.bad_rows
    assert [row[1:] for row in other_dialect.rows] == [row[1:] for row in plain.rows]
    assert [row.date for row in plain.rows] == sorted(row[0] for row in rows)


@QUICK
@given(PLAIN_ROWS, st.lists(st.tuples(st.integers(0, 40), st.text(max_size=30)), max_size=6))
def test_every_row_is_either_used_or_reported(
    rows: list[tuple[dt.date, float, str, int | None]], noise: list[tuple[int, str]]
) -> None:
    lines = csv_text(rows).splitlines()[1:]
    for at, junk in noise:
        lines.insert(min(at, len(lines)), "!" + "".join(c for c in junk if c not in "\r\n"))
    table = read_outcomes((HEADER + "\n".join(lines) + "\n").encode(errors="surrogatepass"))
    assert sorted([row.line for row in table.rows] + [bad.line for bad in table.bad_rows]) == list(
        range(2, len(lines) + 2)
    )
    assert {bad.line for bad in table.bad_rows} == {i for i, line in enumerate(lines, start=2) if line.startswith("!")}
    assert all(bad.reason and bad.reason.isprintable() for bad in table.bad_rows)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_rejected(data: bytes) -> None:
    table = read_outcomes(HEADER.encode() + data)
    assert all(0 <= row.difficulty <= 100 for row in table.rows)
    with pytest.raises(InvalidOutcomes):
        read_outcomes(b"x" + data)


def test_many_stray_quotation_marks_are_read_in_linear_time() -> None:
    table = read_outcomes((HEADER + '2026-03-02,50,"1,\n' * 20_000).encode())
    assert len(table.bad_rows) == 20_000


def random_rows(
    seed: int, n: int, words: tuple[str, ...] = ("succeeded", "partly", "failed", "abandoned")
) -> list[OutcomeRow]:
    rng = random.Random(seed)
    rows = [
        OutcomeRow(i, dt.date(2025, 1, 1) + dt.timedelta(rng.randrange(n)), rng.randrange(101), rng.choice(words), 50)  # type: ignore[arg-type]
        for i in range(n)
    ]
    return sorted(rows, key=lambda row: row.date)


def flattening(v: float) -> float:
    return float(1 / np.sqrt(1 + 3 * v / np.pi**2))


def reference_model(rows: list[OutcomeRow]) -> tuple[float, float, dict[dt.date, tuple[float, float]]]:
    """Compute the model from its definition in NumPy, day by day: log-loss, Brier score, and (m, P) by day."""
    y_of = {"succeeded": 1.0, "partly": 0.5, "failed": 0.0, "abandoned": 0.0}
    m, variance, last = 0.0, 1.5, None
    losses, squares = list[float](), list[float]()
    states: dict[dt.date, tuple[float, float]] = {}
    for day in sorted({row.date for row in rows}):
        day_rows = [row for row in rows if row.date == day]
        variance = variance if last is None else min(1.5, variance + 0.010 * (day - last).days)
        b = (np.array([row.difficulty for row in day_rows]) - 50) / 15
        y = np.array([y_of[row.result] for row in day_rows])
        w = np.array([0.5 if row.result == "abandoned" else 1.0 for row in day_rows])
        p = 1 / (1 + np.exp(-flattening(variance + 0.49) * (m - b)))
        is_scored = w == 1
        losses += list((-y * np.log(p) - (1 - y) * np.log(1 - p))[is_scored])
        squares += list(((p - y) ** 2)[is_scored])
        p_inside = 1 / (1 + np.exp(-flattening(0.49) * (m - b)))
        variance = 1 / (1 / variance + np.sum(w * flattening(0.49) ** 2 * p_inside * (1 - p_inside)))
        m += variance * np.sum(w * flattening(0.49) * (y - p_inside))
        states[day], last = (float(m), float(variance)), day
    return float(np.mean(losses[WARM_UP:])), float(np.mean(squares[WARM_UP:])), states


@pytest.mark.parametrize("seed", range(5))
def test_the_scores_match_the_reference_model(seed: int) -> None:
    rows = random_rows(seed, 120)
    score = score_one_day_ahead(rows)
    log_loss, brier, _ = reference_model(rows)
    assert score.scored == sum(row.result != "abandoned" for row in rows) - WARM_UP
    assert (score.log_loss, score.brier) == pytest.approx((log_loss, brier), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_odds_and_base_rate_are_scored_over_the_same_outcomes(seed: int) -> None:
    rows = random_rows(seed, 120)
    score = score_one_day_ahead(rows)
    y_of = {"succeeded": 1.0, "partly": 0.5, "failed": 0.0, "abandoned": 0.0}
    outcomes = to_outcomes(rows)
    scored, losses = [], [0.0, 0.0]
    for i, row in enumerate(rows):
        before = [outcome for outcome in outcomes if outcome.day < row.date.toordinal()]
        weights = [0.5 if row.result == "abandoned" else 1.0 for row in rows[: len(before)]]
        successes = sum(w * y_of[earlier.result] for w, earlier in zip(weights, rows, strict=False))
        rate = (0.5 + successes) / (1 + sum(weights))
        odds, y = odds_of(before, row.date.toordinal()).at(row.difficulty), y_of[row.result]
        if row.result != "abandoned":
            scored.append((odds, rate, y))
        if i >= 3:
            for k, p in enumerate((odds, rate)):
                w = 0.5 if row.result == "abandoned" else 1.0
                losses[k] -= w * (y * math.log(p) + (1 - y) * math.log(1 - p))
    odds, rate, y = np.array(scored[WARM_UP:]).T
    expected = [
        f(p) for p in (odds, rate) for f in (lambda p: -y * np.log(p) - (1 - y) * np.log(1 - p), lambda p: (p - y) ** 2)
    ]
    actual = (score.odds_log_loss, score.odds_brier, score.base_log_loss, score.base_brier)
    assert actual == pytest.approx([float(values.mean()) for values in expected], abs=1e-12)
    assert score.skill == pytest.approx(1 - losses[0] / losses[1])
    assert score.odds_given is (losses[0] - losses[1] <= math.log(20))


def test_odds_are_given_from_three_outcomes_on_until_they_give_way() -> None:
    day = dt.date(2026, 1, 1)
    rows = [
        OutcomeRow(i, day + dt.timedelta(3 * i), 80.0 if i % 2 else 20.0, "succeeded" if i % 2 else "failed", None)
        for i in range(30)
    ]
    assert [score_one_day_ahead(rows[:n]).odds_given for n in (0, 2, 3, 22, 30)] == [False, False, True, True, False]
    assert [score_one_day_ahead(rows[:n]).skill is None for n in (3, 4)] == [True, False]
    assert score_one_day_ahead(rows).skill == pytest.approx(-0.249020, abs=5e-7)


def test_scoring_begins_with_the_21st_scorable_outcome() -> None:
    rows = random_rows(1, 21, ("succeeded", "failed"))
    assert score_one_day_ahead(rows[:20])[:7] == (0, None, None, None, None, None, None)
    assert score_one_day_ahead(rows).scored == 1
    with_abandoned = [rows[0]._replace(result="abandoned"), *rows[1:]]
    assert score_one_day_ahead(with_abandoned).log_loss is None


def test_predictions_use_no_outcome_of_their_own_day_or_later() -> None:
    rows = random_rows(2, 60)
    predictions = [p for _, p, _ in predict_one_day_ahead(to_outcomes(rows))]
    for i, row in enumerate(rows):
        changed = [r._replace(result="succeeded") if r.date >= row.date else r for r in rows]
        assert [p for _, p, _ in predict_one_day_ahead(to_outcomes(changed))][: i + 1] == predictions[: i + 1]


def test_the_order_within_a_day_does_not_change_predictions() -> None:
    rows = [row._replace(date=dt.date(2025, 1, 1 + i // 4)) for i, row in enumerate(random_rows(3, 40))]
    reversed_rows = [row for _, day in itertools.groupby(rows, key=lambda row: row.date) for row in reversed(list(day))]
    predictions = {outcome.key: p for outcome, p, _ in predict_one_day_ahead(to_outcomes(rows))}
    assert {outcome.key: p for outcome, p, _ in predict_one_day_ahead(to_outcomes(reversed_rows))} == predictions


def test_the_first_day_is_predicted_from_the_start_core() -> None:
    (_, p, core), *_ = predict_one_day_ahead(to_outcomes(random_rows(4, 3)))
    assert core[:2] == START[:2]
    assert 0 < p < 1


@given(st.floats(0, 1), st.sampled_from([0.0, 0.5, 1.0]))
def test_the_loss_is_finite_even_for_a_certain_and_wrong_forecast(p: float, y: float) -> None:
    assert 0 <= cross_entropy(p, y) < 40
    if 1e-9 < p < 1 - 1e-9:
        assert cross_entropy(p, y) == pytest.approx(-y * math.log(p) - (1 - y) * math.log(1 - p), abs=1e-9)


def test_a_long_run_of_hard_successes_keeps_the_loss_finite() -> None:
    day = dt.date(2020, 1, 1)
    rows = [OutcomeRow(i, day + dt.timedelta(i), 100.0, "succeeded", None) for i in range(2000)]
    rows += [OutcomeRow(0, day + dt.timedelta(2000), 0.0, "failed", None)]
    score = score_one_day_ahead(rows)
    assert score.log_loss is not None
    assert math.isfinite(score.log_loss)
