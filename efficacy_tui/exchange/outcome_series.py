"""Outcomes from a CSV file, and how well the efficacy model foresees them one day ahead.

The file has a header and then one outcome a row, in any order of rows and columns:

    date,difficulty,outcome,odds
    2026-03-02,40,succeeded,70
    2026-03-05,"62,5",partly,

* `date`: ISO, `2026-03-02`.
* `difficulty`: 0–100, as the person rated it beforehand.
* `outcome`: succeeded, partly, failed or abandoned; `1`, `true` and `yes` mean succeeded, `0`, `false` and `no` failed.
  Capital letters do not matter.
* `odds`: 0–100, the person's own forecast; the column, its cells, or both may be missing.

Other columns are left alone, and so are rows with nothing in them. The text is UTF-8, with or without a byte-order
mark, with any line ends. Columns are separated by `,` or by `;`, whichever makes sense of the header, and cells may be
quoted. A number has a decimal point, or a decimal comma: quoted in a file with `,`, as it is in a file with `;`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from efficacy_tui.insight.efficacy import START, Core, Outcome, advance, update
from efficacy_tui.insight.evidence_weights import OutcomeKind, outcome_score
from efficacy_tui.insight.maths import clip
from efficacy_tui.insight.next_difficulty import p_success

WARM_UP = 20
"""The first outcomes only teach the model; predictions are scored from the next one on."""

NEEDED = ("date", "difficulty", "outcome")
ODDS = "odds"

WORDS: dict[str, OutcomeKind] = {
    "succeeded": "succeeded",
    "partly": "partly",
    "failed": "failed",
    "abandoned": "abandoned",
    "1": "succeeded",
    "true": "succeeded",
    "yes": "succeeded",
    "0": "failed",
    "false": "failed",
    "no": "failed",
}

MISQUOTED = "a quotation mark is out of place or never closed"

_SEPARATORS = (",", ";")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
# The distance from 1 to the next smaller number: the logarithm needs no more room than that.
_CERTAIN = 2.0**-53


class InvalidOutcomes(ValueError):
    """The file as a whole cannot be read; the message says why."""


class OutcomeRow(NamedTuple):
    """One outcome as it was written: its first `line` in the file, and `difficulty` and `odds` 0–100."""

    line: int
    date: dt.date
    difficulty: float
    result: OutcomeKind
    odds: float | None


class BadOutcomeRow(NamedTuple):
    """A row that cannot be used: its first `line` in the file, and the `reason`."""

    line: int
    reason: str


class OutcomeTable(NamedTuple):
    """What a file holds: the usable rows by date (those of one day as in the file), and the others."""

    rows: tuple[OutcomeRow, ...]
    bad_rows: tuple[BadOutcomeRow, ...]


class ForecastScore(NamedTuple):
    """How the model's predictions of `scored` outcomes fared; the means are None when nothing was scored."""

    scored: int
    log_loss: float | None
    brier: float | None


class _Strict(csv.excel):
    """Cells as spreadsheets write them, with stray quotation marks refused."""

    skipinitialspace = True
    strict = True


class _Header(NamedTuple):
    """The separator, how many cells the header has, and where each known column stands."""

    separator: str
    width: int
    places: dict[str, int]


def read_outcomes(data: bytes) -> OutcomeTable:
    """Return what a file's bytes say. Every row is either used or named, never both, never neither.

    Raises NotOutcomes when there is no header that names each needed column once.
    """
    # A byte that is no UTF-8 spoils its own cell, not the file.
    lines = list(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    start = next((i for i, line in enumerate(lines) if line.strip(" \t\r\n,;")), None)
    if start is None:
        raise InvalidOutcomes(f"The file is empty; its first line should name the columns: {', '.join(NEEDED)}.")
    header = _header(lines[start])
    rows: list[OutcomeRow] = []
    bad: list[BadOutcomeRow] = []
    for line, cells in _records(lines, start + 1, header):
        row = _row(line, cells, header) if cells is not None else BadOutcomeRow(line, MISQUOTED)
        if isinstance(row, BadOutcomeRow):
            bad.append(row)
        elif row is not None:
            rows.append(row)
    rows.sort(key=attrgetter("date"))
    return OutcomeTable(tuple(rows), tuple(bad))


def to_outcomes(rows: Sequence[OutcomeRow]) -> list[Outcome]:
    """Return the rows as the efficacy model takes them; the key is the line."""
    return [
        Outcome(row.date.toordinal(), row.difficulty, *outcome_score(row.result), key=str(row.line)) for row in rows
    ]


def predict_one_day_ahead(found: Sequence[Outcome]) -> Iterator[tuple[Outcome, float, Core]]:
    """Yield each outcome (in order of day) with the probability of success that was known before its day.

    The core is brought to the day, every outcome of the day is predicted, and only then do they all move it. The core
    given is the one predicted from. Raises ValueError when the days go backwards.
    """
    core = START
    for day, group in groupby(found, key=attrgetter("day")):
        of_the_day = list(group)
        core = advance(core, day)
        for outcome in of_the_day:
            yield outcome, p_success(core.mean, core.variance, outcome.difficulty), core
        core, _ = update(core, day, of_the_day)


def score_one_day_ahead(rows: Sequence[OutcomeRow]) -> ForecastScore:
    """Return the mean log-loss (nats) and Brier score of the predictions, from the 21st scored outcome on.

    Success counts as y = 1, *partly* as ½, failure as 0, in both scores: −y·ln p − (1−y)·ln(1−p), and (p−y)². The
    log-loss of a ½ is a cross-entropy, so not even a perfect forecast brings it below ln 2. An abandoned outcome moves
    the model with weight ½, but is not scored and does not count towards the 21: nobody saw how it would have ended.
    `rows` come by date; those of one day are predicted from the same evidence, and their order matters only for which
    of them are among the first twenty.
    """
    scored = [
        (p, outcome.score)
        for row, (outcome, p, _) in zip(rows, predict_one_day_ahead(to_outcomes(rows)), strict=True)
        if row.result != "abandoned"
    ][WARM_UP:]
    if not scored:
        return ForecastScore(0, None, None)
    log_loss = math.fsum(cross_entropy(p, y) for p, y in scored) / len(scored)
    return ForecastScore(len(scored), log_loss, math.fsum((p - y) ** 2 for p, y in scored) / len(scored))


def cross_entropy(p: float, y: float) -> float:
    """Return −y·ln p − (1−y)·ln(1−p) in nats; `p` is moved off 0 and 1 by no more than the logarithm needs."""
    p = clip(p, _CERTAIN, 1 - _CERTAIN)
    return -y * math.log(p) - (1 - y) * math.log1p(-p)


def _header(line: str) -> _Header:
    headers = [_header_with(separator, line) for separator in _SEPARATORS]
    best = max(headers, key=lambda header: sum(name in header.places for name in NEEDED))
    if missing := [name for name in NEEDED if name not in best.places]:
        raise InvalidOutcomes(
            f"The first line should name the columns {', '.join(NEEDED)} (and {ODDS}, if there are any); "
            f"missing: {', '.join(missing)}."
        )
    return best


def _header_with(separator: str, line: str) -> _Header:
    try:
        cells = next(csv.reader([line], _Strict, delimiter=separator))
    except csv.Error:
        return _Header(separator, 0, {})
    names = [cell.strip().casefold() for cell in cells]
    known = [name for name in (*NEEDED, ODDS) if name in names]
    if twice := [name for name in known if names.count(name) > 1]:
        raise InvalidOutcomes(f"The first line names {' and '.join(twice)} more than once.")
    return _Header(separator, len(names), {name: names.index(name) for name in known})


def _records(lines: Sequence[str], start: int, header: _Header) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the line (from 1) at which each row starts, with its cells, or None where quotation marks go wrong.

    A quoted cell may hold line ends, though none that is looked at here does. So where a row runs over several lines
    and is not to be understood, only its first line is given up: a stray quotation mark cannot swallow what follows.
    """
    begun = start
    while begun < len(lines):
        base = begun
        reader = csv.reader(_from(lines, base), _Strict, delimiter=header.separator)
        try:
            for cells in reader:
                after = base + reader.line_num
                if after > begun + 1 and any(_broken(cells[at]) for at in header.places.values() if at < len(cells)):
                    break
                yield begun + 1, cells
                begun = after
            else:
                return
        except csv.Error:
            pass
        yield begun + 1, None
        begun += 1


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[i] for i in range(start, len(lines)))


def _broken(cell: str) -> bool:
    return "\n" in cell.strip() or "\r" in cell.strip()


def _row(line: int, cells: Sequence[str], header: _Header) -> OutcomeRow | BadOutcomeRow | None:
    """The row, or why there is none; None for a row with nothing in it."""
    if not "".join(cells).strip():
        return None
    if len(cells) > header.width and "".join(cells[header.width :]).strip():
        return BadOutcomeRow(
            line,
            f"{len(cells)} cells where the header has {header.width}; "
            "a number with a decimal comma needs quotation marks where commas separate the cells",
        )
    given = {name: cells[at].strip() if at < len(cells) else "" for name, at in header.places.items()}
    reasons: list[str] = []
    date = _date(given["date"], reasons)
    difficulty = _percent("difficulty", given["difficulty"], reasons)
    result = WORDS.get(given["outcome"].casefold())
    if result is None:
        allowed = "succeeded, partly, failed or abandoned"
        reasons.append(f"outcome {_shown(given['outcome'])} should be {allowed}")
    odds = _percent(ODDS, given[ODDS], reasons) if given.get(ODDS) else None
    if date is None or difficulty is None or result is None or reasons:
        return BadOutcomeRow(line, "; ".join(reasons))
    return OutcomeRow(line, date, difficulty, result, odds)


def _date(text: str, reasons: list[str]) -> dt.date | None:
    if _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            reasons.append(f"date {_shown(text)} is not in the calendar")
            return None
    reasons.append(f"date {_shown(text)} should look like 2026-03-02")
    return None


def _percent(name: str, text: str, reasons: list[str]) -> float | None:
    if _NUMBER.fullmatch(text):
        value = float(text.replace(",", "."))
        if 0 <= value <= 100:
            return value
    reasons.append(f"{name} {_shown(text)} should be a number from 0 to 100")
    return None


def _shown(text: str) -> str:
    """A cell as it may be printed: short, and nothing in it that a terminal would obey."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return f"“{plain if len(plain) <= 40 else plain[:39] + '…'}”" if plain else "is empty and"
