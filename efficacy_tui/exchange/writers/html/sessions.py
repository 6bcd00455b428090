"""How well equipped a person felt just before and just after each of the latest sessions."""

from __future__ import annotations

import datetime as dt

from efficacy_tui.exchange.writers.html.markup import escape, legend_key, path, picture, point_swatch, svg_text
from efficacy_tui.journal.report import DomainReport
from efficacy_tui.model.locale_format import brief_date, format_number
from efficacy_tui.wording.report import NO_SESSION
from efficacy_tui.wording.report_pictures import (
    BETTER_EQUIPPED,
    DEMANDS_MORE,
    session_day,
    sessions_description,
    sessions_sentence,
    sessions_title,
)

DRAWN_SESSIONS = 6
"""Only the latest are drawn, so that their dates fit below them."""

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 340, 34, 334, 24, 118
MIN_REACH = 4


def sessions_section(report: DomainReport, key: str, today: dt.date) -> str:
    """Draw resources minus demands before and after each session, and say how they usually differ."""
    rows = report.sessions[-DRAWN_SESSIONS:]
    if not rows:
        return f'<p class="empty">{NO_SESSION}</p>'
    drawing = picture(
        key,
        (WIDTH, BOTTOM + 38),
        sessions_title(report.domain.name, len(rows)),
        sessions_description(rows, today),
        _drawing(
            [(row.before.balance, row.after.balance, session_day(row)) for row in rows if row.before and row.after]
        ),
    )
    keys = legend_key(point_swatch("ring", "hole"), "before") + legend_key(point_swatch("after"), "after")
    return f"<figure>{drawing}<figcaption>{escape(sessions_sentence(report))} {keys}</figcaption></figure>"


def _drawing(balances: list[tuple[int, int, dt.date]]) -> str:
    reach = max(MIN_REACH, *(max(abs(before), abs(after)) + 1 for before, after, _ in balances))

    def y(balance: int) -> float:
        return TOP + (reach - balance) / (2 * reach) * (BOTTOM - TOP)

    parts = [path("axis", f"M{LEFT} {y(0):.0f}H{RIGHT}")]
    for balance in (reach - 1, 0, 1 - reach):
        parts.append(svg_text(LEFT - 8, y(balance) + 4, format_number(balance, 0, signed=True), "quiet", "end"))
    parts.append(svg_text(RIGHT, TOP - 10, BETTER_EQUIPPED, "quiet", "end"))
    parts.append(svg_text(RIGHT, BOTTOM + 12, DEMANDS_MORE, "quiet", "end"))
    room = (RIGHT - LEFT) / len(balances)
    for index, (before, after, day) in enumerate(balances):
        x = LEFT + room * (index + 0.5)
        parts.append(path("thin", f"M{x:.1f} {y(before):.1f}V{y(after):.1f}"))
        parts += [path(css, f"M{x:.1f} {y(before):.1f}h0") for css in ("ring", "hole")]
        parts.append(path("after small" if before == after else "after", f"M{x:.1f} {y(after):.1f}h0"))
        parts.append(svg_text(x, BOTTOM + 30, brief_date(day), "quiet", "middle"))
    return "".join(parts)
