"""`efficacy estimate`: apply the efficacy model to outcomes from a file, and score its predictions of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED
from efficacy_tui.cli.output_lines import print_line
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import format_number

if TYPE_CHECKING:
    from efficacy_tui.exchange.outcome_series import ForecastScore, OutcomeRow, OutcomeTable


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, with the estimate day by day.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be read, and use the rest.")
@click.pass_context
def estimate(ctx: click.Context, file: Path, as_json: bool, skip_bad: bool) -> None:
    """Estimate efficacy from dated outcomes, and score how well each day was predicted.

    FILE.csv has the columns date (2026-03-02), difficulty (0 to 100), outcome (succeeded, partly, failed or
    abandoned) and, if you like, odds (0 to 100). Your journal is not touched.

    Log-loss and Brier score compare each outcome with the probability of success estimated before its day,
    from the 21st outcome on, and with the success rate so far for comparison. Partly counts as one half, and an
    abandoned one is not scored. The range is a range of difficulty: where success and failure are about even.

    \b
    Examples:
      efficacy estimate outcomes.csv
      efficacy estimate outcomes.csv --json
      efficacy estimate outcomes.csv --json --skip-bad

    Exit codes: 0 done · 1 the file or some rows cannot be read, with the reasons
    """
    from efficacy_tui.exchange.outcome_series import InvalidOutcomes, read_outcomes
    from efficacy_tui.store.atomic_file import read_input
    from efficacy_tui.store.decode import MAX_BYTES

    try:
        table = read_outcomes(read_input(file, MAX_BYTES))
    except OSError as error:
        print_line(f"{file} cannot be read: {error.strerror or error}.", err=True)
        ctx.exit(REFUSED)
    except InvalidOutcomes as error:
        click.echo(str(error), err=True)
        ctx.exit(REFUSED)
    for row in table.bad_rows:
        print_line(f"line {row.line}: {row.reason}", err=True)
    if table.bad_rows and not skip_bad:
        ctx.exit(REFUSED)
    click.echo(_format_json(table) if as_json else _format_summary(table))


def _format_json(table: OutcomeTable) -> str:
    import datetime as dt

    import msgspec

    from efficacy_tui.exchange.documents.others import EstimateDocument, EstimatePoint
    from efficacy_tui.exchange.outcome_series import score_one_day_ahead, to_outcomes
    from efficacy_tui.insight.efficacy import core_path
    from efficacy_tui.insight.maths import clip

    scores = score_one_day_ahead(table.rows)._asdict()
    del scores["scored"]
    points = (
        EstimatePoint(
            date=dt.date.fromordinal(point.day), core=clip(point.points, 0.0, 100.0), low=point.low, high=point.high
        )
        for point in core_path(to_outcomes(table.rows))
    )
    document = EstimateDocument(n=len(table.rows), **scores, path=tuple(points), skipped=len(table.bad_rows))
    return msgspec.json.encode(document).decode()


def _format_summary(table: OutcomeTable) -> str:
    from efficacy_tui.exchange.outcome_series import score_one_day_ahead, to_outcomes
    from efficacy_tui.insight.efficacy import estimate as estimate_efficacy

    if not table.rows:
        return "No outcomes."
    first, last = table.rows[0].date, table.rows[-1].date
    period = f"{locale_format.full_date(first)} to {locale_format.full_date(last)}"
    lines = [f"{locale_format.count_noun(len(table.rows), 'outcome')}, {period}."]
    lines.append(estimate_efficacy(to_outcomes(table.rows), [], last.toordinal()).sentence)
    lines += _score_sentences(score_one_day_ahead(table.rows))
    lines.extend(_odds_sentences(table.rows))
    if table.bad_rows:
        lines.append(f"{locale_format.count_noun(len(table.bad_rows), 'row')} left out.")
    return "\n".join(lines)


def _score_sentences(score: ForecastScore) -> list[str]:
    """Compare the predictions with the running success rate, as far as there are scored outcomes."""
    from efficacy_tui.exchange.outcome_series import WARM_UP

    if not score.scored:
        return [f"One day ahead: scored from the {WARM_UP + 1}st outcome on; there are not that many yet."]
    number = f"log-loss {_format_score(score.log_loss)}, Brier {_format_score(score.brier)}"
    odds = f"log-loss {_format_score(score.odds_log_loss)}, Brier {_format_score(score.odds_brier)}"
    base = f"{_format_score(score.base_log_loss)} and {_format_score(score.base_brier)}"
    sentence = (
        f"One day ahead, over the last {score.scored}: {number}; the odds, which also learn how steeply success falls "
        f"with difficulty, {odds}; always saying the success rate so far scores {base}."
    )
    if not score.odds_given:
        sentence += " Difficulty has said little so far, so the success rate is used instead of the odds."
    return [sentence]


def _format_score(score: float | None) -> str:
    return "" if score is None else format_number(score, 3)


def _odds_sentences(rows: tuple[OutcomeRow, ...]) -> list[str]:
    """Describe the stated odds, in as many sentences as the calibration stage allows."""
    from efficacy_tui.insight.calibration import CalibrationStage, base_rate_brier, bias, brier, calibration_stage

    forecasts = [(row.odds / 100, int(row.result == "succeeded")) for row in rows if row.odds is not None]
    odds, succeeded = [p for p, _ in forecasts], [y for _, y in forecasts]
    stage = calibration_stage(len(forecasts), sum(succeeded))
    sentences = []
    if stage >= CalibrationStage.BIAS:
        sentences.append(bias(odds, succeeded).sentence)
    if stage >= CalibrationStage.BRIER:
        own_score = format_number(brier(odds, succeeded), 2)
        base_score = format_number(base_rate_brier(succeeded), 2)
        sentences.append(f"Brier score of those odds {own_score}, of always saying the base rate {base_score}.")
    return sentences
