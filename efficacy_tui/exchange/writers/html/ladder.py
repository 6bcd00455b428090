"""The ladder of a domain as a table: a row is a rung, hard is up, and the record's odds run down through the rows."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.exchange.writers.html.markup import (
    SCALE,
    cell,
    column_head,
    escape,
    legend_key,
    path,
    record_cell,
    row_head,
    row_picture,
    sign,
    swatch,
    table,
    table_row,
    unseen,
    user_text,
)
from efficacy_tui.journal.ladder import Ladder, LadderRung
from efficacy_tui.wording.ladder import EMPTY_LADDER, EVEN_ODDS, STRETCH_LEGENDS, month_words
from efficacy_tui.wording.ladder_lines import next_sentence
from efficacy_tui.wording.report import NO_LADDER, ladder_sentence, rung_state
from efficacy_tui.wording.report_pictures import HARDER_HIGHER, OWN_BAR, RECORD_STROKE

ZONE_SAMPLE = '<i class="zone"></i>'
PERCENT_ENDS = "<div><span>0</span><span>50</span><span>100 %</span></div>"
"""The head of a column whose cells are drawn on 0–100."""

EVEN = 50


def ladder_section(ladder: Ladder) -> str:
    """Build the ladder with its caption, or say how one begins."""
    if ladder.is_empty:
        return f'<p class="empty">{NO_LADDER} {EMPTY_LADDER}</p>'
    heads = (
        column_head("Difficulty"),
        column_head(unseen("Sign")),
        column_head("Rung"),
        column_head(PERCENT_ENDS, "ends"),
        column_head("You", "number"),
        column_head("Record", "number"),
    )
    body = table(heads, _rows(ladder), "rungs")
    place = ""
    if ladder.next_place is not None:
        place = f'<p class="next">{sign("next")} {escape(next_sentence(ladder))}</p>'
    return f'<figure class="ladder"><figcaption>{_caption(ladder)}</figcaption>{body}{place}</figure>'


def _caption(ladder: Ladder) -> str:
    has_own = any(rung.confidence is not None for rung in ladder.rungs)
    has_record = any(rung.odds is not None for rung in ladder.rungs)
    keys = legend_key(swatch("bar"), OWN_BAR) if has_own else ""
    keys += legend_key(swatch("record-line"), RECORD_STROKE) if has_record else ""
    keys += legend_key(ZONE_SAMPLE, STRETCH_LEGENDS[0]) if any(rung.is_stretch for rung in ladder.rungs) else ""
    return f"<p>{escape(ladder_sentence(ladder))} {HARDER_HIGHER}</p>{keys}"


def _rows(ladder: Ladder) -> list[str]:
    """Build the rows, with one for even odds where the record's odds cross it."""
    odds = [rung.odds for rung in ladder.rungs]
    curve = [value for value in odds if value is not None]
    has_curve = len(curve) == len(odds)
    even_at = None
    if has_curve and ladder.even_odds is not None:
        even_at = sum(value < EVEN for value in curve)
        curve.insert(even_at, EVEN)
    rows: list[str] = []
    for index, rung in enumerate(ladder.rungs):
        if index == even_at:
            rows.append(_even_row(ladder.even_odds, _curve(curve, len(rows))))
        rows.append(_rung_row(rung, ladder, _curve(curve, len(rows)) if has_curve else ""))
    if even_at == len(ladder.rungs):
        rows.append(_even_row(ladder.even_odds, _curve(curve, len(rows))))
    return rows


def _curve(values: list[int], index: int) -> str:
    """Draw the part of the record's curve in one row; it meets those of its neighbours half-way."""
    value = values[index]
    above, below = ((values[min(max(i, 0), len(values) - 1)] + value) / 2 for i in (index - 1, index + 1))
    return path("curve", f"M{above:g} 0 {value} 50 {below:g} 100")


def _even_row(difficulty: int | None, curve: str) -> str:
    return table_row(
        cell(str(difficulty), "number level"),
        cell(""),
        row_head(EVEN_ODDS),
        cell(row_picture(SCALE + curve), "bars"),
        cell(""),
        cell(f"{EVEN} %", "number record"),
        css="even",
    )


def _rung_row(rung: LadderRung, ladder: Ladder, curve: str) -> str:
    today = ladder.today
    drawing = SCALE + (path("bar", f"M0 50H{rung.confidence}") if rung.confidence is not None else "") + curve
    drawing += path("stroke", f"M{rung.odds} 25V75") if rung.odds is not None else ""
    state = {"open": "open", "idea": "idea"}.get(rung.status, "begun")
    return table_row(
        cell(str(rung.difficulty), "number level"),
        cell(sign(rung.status), "what"),
        row_head(f"{user_text(rung.title)} <small>{escape(rung_state(rung, today))}</small>"),
        cell(row_picture(drawing), "bars"),
        cell(_own_words(rung, today), "number own", "you"),
        record_cell(rung.odds),
        css=f"{state} stretch" if rung.is_stretch else state,
    )


def _own_words(rung: LadderRung, today: dt.date) -> str:
    if rung.confidence is None:
        return "–"
    if rung.is_rating_old(today) and rung.rated_on is not None:
        return f'<span class="quiet">{rung.confidence} % {unseen(f"in {month_words(rung.rated_on, today)}")}</span>'
    return f"{rung.confidence} %"
