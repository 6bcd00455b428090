"""Read outcomes from a CSV file and score how well the efficacy model predicts them one day ahead.

The file has a header and then one outcome per row, with rows and columns in any order:

    date,difficulty,outcome,odds
    2026-03-02,40,succeeded,70
    2026-03-05,"62,5",partly,

* `date`: ISO, `2026-03-02`.
* `difficulty`: 0–100, as the person rated it beforehand.
* `outcome`: succeeded, partly, failed or abandoned; `1`, `true` and `yes` mean succeeded, `0`, `false` and `no` failed.
  Case does not matter.
* `odds`: 0–100, the person's own forecast; the column or any of its cells may be missing.

Other columns and empty rows are ignored. The text is UTF-8, with or without a byte-order mark, with any line ends.
Columns are separated by `,` or `;`, whichever fits the header, and cells may be quoted. A number has a decimal point or
a decimal comma; with a comma it must be quoted in a file separated by `,`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from efficacy_tui.exchange.outcome_words import OUTCOME_WORDS
from efficacy_tui.exchange.parsed_entries import quote_cell
from efficacy_tui.exchange.readers.csv_dialects import MISQUOTED, iterate_csv_rows, split_lines
from efficacy_tui.insight.efficacy import MIN_OUTCOMES, START, Core, Outcome, advance, p_success, update
from efficacy_tui.insight.evidence_weights import OutcomeKind, outcome_score
from efficacy_tui.insight.maths import clip
from efficacy_tui.insight.odds import forecasts, score_forecasts
from efficacy_tui.model.text_encoding import to_utf8

WARM_UP = 20
"""Outcomes that only train the model; predictions are scored from the next one on."""

NEEDED_COLUMNS = ("date", "difficulty", "outcome")
ODDS_COLUMN = "odds"

_SEPARATORS = (",", ";")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
# The distance from 1 to the next smaller float: the least clipping that keeps the logarithm finite.
_CERTAIN = 2.0**-53


class InvalidOutcomes(ValueError):
    """The file as a whole cannot be read; the text says why."""


class OutcomeRow(NamedTuple):
    """One outcome: its first `line` in the file (from 1), and `difficulty` and `odds` 0–100."""

    line: int
    date: dt.date
    difficulty: float
    result: OutcomeKind
    odds: float | None


class BadOutcomeRow(NamedTuple):
    """A row that cannot be used: its first `line` in the file (from 1), and the `reason`."""

    line: int
    reason: str


class OutcomeTable(NamedTuple):
    """The usable rows by date (those of one day in the order of the file), and the bad ones."""

    rows: tuple[OutcomeRow, ...]
    bad_rows: tuple[BadOutcomeRow, ...]


class ForecastScore(NamedTuple):
    """Mean scores of three predictions of the same `scored` outcomes; `None` if there were none.

    `log_loss` (nats) and `brier` are those of the one filter behind the number, `odds_…` those of the record's odds,
    and `base_…` those of the running success rate. `skill` is how much closer the odds came than that rate from the
    fourth outcome on (`None` before), an abandoned one by half; `odds_given` whether the record gives odds now.
    """

    scored: int
    log_loss: float | None
    brier: float | None
    odds_log_loss: float | None
    odds_brier: float | None
    base_log_loss: float | None
    base_brier: float | None
    skill: float | None
    odds_given: bool


class _Header(NamedTuple):
    """The separator, the number of cells, and the index of each known column."""

    separator: str
    width: int
    positions: dict[str, int]


def read_outcomes(data: bytes) -> OutcomeTable:
    """Read a file's outcomes. Every row that is not empty becomes either an outcome or a bad row.

    Raises:
        InvalidOutcomes: no header names each needed column once.
    """
    # A byte that is not UTF-8 spoils only its own cell.
    lines = split_lines(to_utf8(data).decode(errors="replace"))
    start = next((i for i, line in enumerate(lines) if line.strip(" \t\r\n,;")), None)
    if start is None:
        raise InvalidOutcomes(
            f"The file is empty; its first line should name the columns: {', '.join(NEEDED_COLUMNS)}."
        )
    header = _read_header(lines[start])
    rows: list[OutcomeRow] = []
    bad_rows: list[BadOutcomeRow] = []

    def is_runaway(cells: list[str], _lines: Sequence[str]) -> bool:
        # A quoted cell may contain line ends, but not in the columns read here.
        return any(_has_line_end(cells[i]) for i in header.positions.values() if i < len(cells))

    for line, cells in iterate_csv_rows(lines, header.separator, start + 1, skip_spaces=True, is_runaway=is_runaway):
        row = _parse_row(line, cells, header) if cells is not None else BadOutcomeRow(line, MISQUOTED)
        if isinstance(row, BadOutcomeRow):
            bad_rows.append(row)
        elif row is not None:
            rows.append(row)
    rows.sort(key=attrgetter("date"))
    return OutcomeTable(tuple(rows), tuple(bad_rows))


def to_outcomes(rows: Sequence[OutcomeRow]) -> list[Outcome]:
    """Convert rows to outcomes of the efficacy model; the key is the line."""
    return [
        Outcome(row.date.toordinal(), row.difficulty, *outcome_score(row.result), key=str(row.line)) for row in rows
    ]


def predict_one_day_ahead(outcomes: Sequence[Outcome]) -> Iterator[tuple[Outcome, float, Core]]:
    """Yield each outcome, ordered by day, with its probability of success as known before its day.

    All outcomes of a day are predicted from the core advanced to that day, before any of them updates it. The yielded
    core is the one predicted from.

    Raises:
        ValueError: the days are not in order.
    """
    core = START
    for day, group in groupby(outcomes, key=attrgetter("day")):
        day_outcomes = list(group)
        core = advance(core, day)
        for outcome in day_outcomes:
            yield outcome, p_success(core.mean, core.variance, outcome.difficulty), core
        core, _ = update(core, day, day_outcomes)


def score_one_day_ahead(rows: Sequence[OutcomeRow]) -> ForecastScore:
    """Compute the mean log-loss (nats) and Brier score of the three predictions, from the 21st scored outcome on.

    Success counts as y = 1, *partly* as ½, failure as 0, in both scores: −y·ln p − (1−y)·ln(1−p), and (p−y)². The
    log-loss of a ½ is a cross-entropy, so even a perfect forecast of it scores ln 2. An abandoned outcome updates the
    model with weight ½, but is neither scored nor counted towards the 21, because how it would have ended is unknown.
    `rows` are ordered by date; those of one day are predicted from the same evidence, and their order decides only
    which of them are among the first twenty.
    """
    outcomes = to_outcomes(rows)
    day_ahead = list(forecasts(outcomes))
    scored = [
        (outcome.score, p, forecast.odds, forecast.base_rate)
        for row, (outcome, p, _), forecast in zip(rows, predict_one_day_ahead(outcomes), day_ahead, strict=True)
        if row.result != "abandoned"
    ][WARM_UP:]
    score = score_forecasts(day_ahead)
    odds_given = len(outcomes) >= MIN_OUTCOMES and not score.gives_way
    skill = score.skill if score.n else None
    if not scored:
        return ForecastScore(0, None, None, None, None, None, None, skill, odds_given)
    scores, model, odds, base = zip(*scored, strict=True)
    return ForecastScore(
        len(scored),
        *_mean_scores(model, scores),
        *_mean_scores(odds, scores),
        *_mean_scores(base, scores),
        skill,
        odds_given,
    )


def _mean_scores(probabilities: Sequence[float], scores: Sequence[float]) -> tuple[float, float]:
    """Return the mean log-loss (nats) and the mean Brier score of predictions."""
    pairs = list(zip(probabilities, scores, strict=True))
    log_loss = math.fsum(cross_entropy(p, y) for p, y in pairs) / len(pairs)
    return log_loss, math.fsum((p - y) ** 2 for p, y in pairs) / len(pairs)


def cross_entropy(p: float, y: float) -> float:
    """Return −y·ln p − (1−y)·ln(1−p) in nats; `p` is clipped off 0 and 1 by no more than the logarithm needs."""
    p = clip(p, _CERTAIN, 1 - _CERTAIN)
    return -y * math.log(p) - (1 - y) * math.log1p(-p)


def _read_header(line: str) -> _Header:
    """Read the header with the separator that finds the most needed columns."""
    headers = [_split_header(separator, line) for separator in _SEPARATORS]
    best = max(headers, key=lambda header: sum(name in header.positions for name in NEEDED_COLUMNS))
    if missing := [name for name in NEEDED_COLUMNS if name not in best.positions]:
        raise InvalidOutcomes(
            f"The first line should name the columns {', '.join(NEEDED_COLUMNS)} "
            f"(and {ODDS_COLUMN}, if there are any); missing: {', '.join(missing)}."
        )
    return best


def _split_header(separator: str, line: str) -> _Header:
    _, cells = next(iterate_csv_rows([line], separator, skip_spaces=True))
    if cells is None:
        return _Header(separator, 0, {})
    names = [cell.strip().casefold() for cell in cells]
    known_names = [name for name in (*NEEDED_COLUMNS, ODDS_COLUMN) if name in names]
    if repeated_names := [name for name in known_names if names.count(name) > 1]:
        raise InvalidOutcomes(f"The first line names {' and '.join(repeated_names)} more than once.")
    return _Header(separator, len(names), {name: names.index(name) for name in known_names})


def _has_line_end(cell: str) -> bool:
    return "\n" in cell.strip() or "\r" in cell.strip()


def _parse_row(line: int, cells: Sequence[str], header: _Header) -> OutcomeRow | BadOutcomeRow | None:
    """Parse a row; `None` if it is empty."""
    if not "".join(cells).strip():
        return None
    if len(cells) > header.width and "".join(cells[header.width :]).strip():
        return BadOutcomeRow(
            line,
            f"{len(cells)} cells where the header has {header.width}; "
            "a number with a decimal comma needs quotation marks where commas separate the cells",
        )
    texts = {name: cells[i].strip() if i < len(cells) else "" for name, i in header.positions.items()}
    reasons: list[str] = []
    date = _parse_date(texts["date"], reasons)
    difficulty = _parse_percent("difficulty", texts["difficulty"], reasons)
    result = OUTCOME_WORDS.get(texts["outcome"].casefold())
    if result is None:
        allowed = "succeeded, partly, failed or abandoned"
        reasons.append(f"outcome {_quote_or_empty(texts['outcome'])} should be {allowed}")
    odds = _parse_percent(ODDS_COLUMN, texts[ODDS_COLUMN], reasons) if texts.get(ODDS_COLUMN) else None
    if date is None or difficulty is None or result is None or reasons:
        return BadOutcomeRow(line, "; ".join(reasons))
    return OutcomeRow(line, date, difficulty, result, odds)


def _parse_date(text: str, reasons: list[str]) -> dt.date | None:
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            reasons.append(f"date {_quote_or_empty(text)} is not in the calendar")
            return None
    reasons.append(f"date {_quote_or_empty(text)} should look like 2026-03-02")
    return None


def _parse_percent(name: str, text: str, reasons: list[str]) -> float | None:
    if _NUMBER.fullmatch(text):
        value = float(text.replace(",", "."))
        if 0 <= value <= 100:
            return value
    reasons.append(f"{name} {_quote_or_empty(text)} should be a number from 0 to 100")
    return None


def _quote_or_empty(text: str) -> str:
    return quote_cell(text) if text else "is empty and"
