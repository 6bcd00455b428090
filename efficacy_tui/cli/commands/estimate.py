"""`efficacy estimate`: the efficacy model on outcomes from a file, and how well it foresaw them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from efficacy_tui.cli.context import REFUSED
from efficacy_tui.model import locale_format
from efficacy_tui.model.locale_format import format_number

if TYPE_CHECKING:
    from efficacy_tui.exchange.outcome_series import OutcomeRow, OutcomeTable


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON, the path day by day.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows that cannot be read, and use the rest.")
@click.pass_context
def estimate(ctx: click.Context, file: Path, as_json: bool, skip_bad: bool) -> None:
    """Say what dated outcomes are consistent with, and how well each day was foreseen.

    FILE.csv has the columns date (2026-03-02), difficulty (0 to 100), outcome (succeeded, partly, failed or
    abandoned) and, if you like, odds (0 to 100). Your journal is not touched.

    Log-loss and Brier score compare each outcome with the probability of success that was known before its day,
    from the 21st outcome on; partly counts as one half, and an abandoned one is not scored.

    \b
    Examples:
      efficacy estimate outcomes.csv
      efficacy estimate outcomes.csv --json
      efficacy estimate outcomes.csv --json --skip-bad
    """
    from efficacy_tui.exchange.outcome_series import InvalidOutcomes, read_outcomes

    try:
        sheet = read_outcomes(file.read_bytes())
    except OSError as error:
        click.echo(f"{file} cannot be read: {error.strerror or error}.", err=True)
        ctx.exit(REFUSED)
    except InvalidOutcomes as error:
        click.echo(str(error), err=True)
        ctx.exit(REFUSED)
    for row in sheet.bad_rows:
        click.echo(f"line {row.line}: {row.reason}", err=True)
    if sheet.bad_rows and not skip_bad:
        ctx.exit(REFUSED)
    click.echo(_json(sheet) if as_json else _summary(sheet))


def _json(sheet: OutcomeTable) -> str:
    import datetime as dt

    import msgspec

    from efficacy_tui.exchange.outcome_series import score_one_day_ahead, to_outcomes
    from efficacy_tui.insight.efficacy import path
    from efficacy_tui.insight.maths import clip

    ahead = score_one_day_ahead(sheet.rows)
    points = [
        {
            "date": dt.date.fromordinal(point.day).isoformat(),
            "core": clip(point.points, 0.0, 100.0),
            "low": point.low,
            "high": point.high,
        }
        for point in path(to_outcomes(sheet.rows))
    ]
    found = {
        "n": len(sheet.rows),
        "log_loss": ahead.log_loss,
        "brier": ahead.brier,
        "path": points,
        "skipped": len(sheet.bad_rows),
    }
    return msgspec.json.encode(found).decode()


def _summary(sheet: OutcomeTable) -> str:
    from efficacy_tui.exchange.outcome_series import WARM_UP, score_one_day_ahead, to_outcomes
    from efficacy_tui.insight.efficacy import estimate as judge

    if not sheet.rows:
        return "No outcomes."
    first, last = sheet.rows[0].date, sheet.rows[-1].date
    lines = [
        f"{_count(len(sheet.rows), 'outcome')}, {locale_format.full_date(first)} to {locale_format.full_date(last)}."
    ]
    lines.append(judge(to_outcomes(sheet.rows), [], last.toordinal()).sentence)
    ahead = score_one_day_ahead(sheet.rows)
    if ahead.log_loss is None or ahead.brier is None:
        lines.append(f"One day ahead: scored from the {WARM_UP + 1}st outcome on; there are not that many yet.")
    else:
        loss, brier = format_number(ahead.log_loss, 3), format_number(ahead.brier, 3)
        lines.append(
            f"One day ahead, over the last {ahead.scored}: log-loss {loss}, Brier {brier} "
            f"(always saying 50 % scores {format_number(0.693, 3)} and {format_number(0.25, 2)} when nothing is partly done)."
        )
    lines.extend(_odds(sheet.rows))
    if sheet.bad_rows:
        lines.append(f"{_count(len(sheet.bad_rows), 'row')} left out.")
    return "\n".join(lines)


def _odds(rows: tuple[OutcomeRow, ...]) -> list[str]:
    """What may be said of the stated odds: as much as the calibration's own stages allow."""
    from efficacy_tui.insight.calibration import CalibrationStage, base_rate_brier, bias, brier, calibration_stage

    given = [(row.odds / 100, int(row.result == "succeeded")) for row in rows if row.odds is not None]
    odds, succeeded = [p for p, _ in given], [y for _, y in given]
    reached = calibration_stage(len(given), sum(succeeded))
    said = []
    if reached >= CalibrationStage.BIAS:
        said.append(bias(odds, succeeded).sentence)
    if reached >= CalibrationStage.BRIER:
        own, base = brier(odds, succeeded), base_rate_brier(succeeded)
        said.append(
            f"Brier score of those odds {format_number(own, 2)}, of always saying the base rate {format_number(base, 2)}."
        )
    return said


def _count(n: int, what: str) -> str:
    return f"{locale_format.group_thousands(n)} {what}{'' if n == 1 else 's'}"
